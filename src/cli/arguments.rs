//! Arguments that several verbs share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::failure;
use crate::config::{Config, Located};
use crate::model::finding::Severity;
use crate::model::report::Gate;
use crate::policy::select::Selector;
use crate::report;
use crate::waiver;

/// Which policies a run is about.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Policies")]
pub struct PolicyArguments {
    /// Load policies from a folder, a file or a bundle besides the built-in ones (repeatable)
    #[arg(short, long = "policy", value_name = "PATH")]
    pub policies: Vec<PathBuf>,
    /// Leave out the built-in controls; the built-in libraries stay
    #[arg(long)]
    pub no_builtin: bool,
    /// Select controls: an id, an alias, a glob, service:NAME, framework:NAME[/SECTION], set:NAME, severity:LEVEL (repeatable)
    #[arg(short, long = "select", value_name = "SELECTOR", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Leave out controls, by the same selectors (repeatable)
    #[arg(long, value_name = "SELECTOR", value_delimiter = ',')]
    pub exclude: Vec<String>,
    /// Set a parameter of a control (repeatable)
    #[arg(long = "param", value_name = "CONTROL.NAME=VALUE")]
    pub parameters: Vec<String>,
    /// What the file of settings says, without what the command line says instead.
    #[arg(skip)]
    pub config: Option<Config>,
}

impl PolicyArguments {
    /// Takes over what the command line does not say.
    pub fn fill(&mut self, config: &Config) {
        let mut config = config.clone();
        if !self.policies.is_empty() {
            config.policy = None;
        }
        if !self.select.is_empty() {
            config.select = None;
        }
        if !self.exclude.is_empty() {
            config.exclude = None;
        }
        let texts = |located: &Option<Vec<Located<String>>>| -> Vec<String> {
            let located = located.iter().flatten();
            located.map(|located| located.value.clone()).collect()
        };
        self.policies
            .extend(texts(&config.policy).into_iter().map(PathBuf::from));
        self.select.extend(texts(&config.select));
        self.exclude.extend(texts(&config.exclude));
        self.no_builtin |= config.builtin == Some(false);
        self.config = Some(config);
    }

    /// Selects one control, whatever the file of settings selects or leaves out.
    pub fn only(&mut self, control: String) {
        self.select = vec![control];
        if let Some(config) = &mut self.config
            && config.exclude.take().is_some()
        {
            self.exclude.clear();
        }
    }

    /// The place in the file of settings from which a path or selector comes; empty where it comes from the command line.
    pub fn place_of(&self, text: &str) -> String {
        let place = |config: &Config| config.place_of(text);
        self.config.as_ref().map(place).unwrap_or_default()
    }

    /// The selectors to select and to exclude.
    pub fn selectors(&self) -> (Vec<Selector>, Vec<Selector>) {
        let parse = |texts: &[String]| {
            texts
                .iter()
                .map(|text| Selector::from(text.as_str()))
                .collect()
        };
        (parse(&self.select), parse(&self.exclude))
    }
}

/// What a report shows section by section.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Output")]
pub struct ViewArguments {
    /// Show a framework section by section, and what of it is not judged; `--select framework:ID` does so by itself (repeatable)
    #[arg(long = "framework", value_name = "ID", value_delimiter = ',')]
    pub frameworks: Vec<String>,
}

/// What makes a run fail.
#[derive(Args, Clone)]
#[command(next_help_heading = "Verdict")]
pub struct VerdictArguments {
    /// Count only failures of this severity and worse [default: low]
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub fail_on: Option<Severity>,
    /// Exit with 0 instead of 1 on failures; never hides what could not be judged
    #[arg(long)]
    pub exit_zero: bool,
    /// Exit with 0 instead of 3 when something could not be judged
    #[arg(long)]
    pub allow_errors: bool,
    /// Take waivers from a file: failures that somebody answers for do not count
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Judge waivers as of a day instead of today in UTC, to repeat a run or to look ahead
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<Date>,
    /// Count only failures that are new since a baseline or a report in JSON
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

/// Reads a day.
pub fn day(text: &str) -> Result<Date, String> {
    waiver::day(text).ok_or_else(|| "a day is written as 2027-03-31".to_owned())
}

pub(super) fn severity(text: &str) -> Result<Severity, String> {
    Severity::parse(text).ok_or_else(|| "it is low, medium, high or critical".to_owned())
}

impl VerdictArguments {
    /// Takes over the files of waivers and of the baseline where the command line names none.
    pub fn fill_exceptions(&mut self, config: &Config) {
        for (file, set) in [
            (&mut self.waivers, &config.waivers),
            (&mut self.baseline, &config.baseline),
        ] {
            if file.is_none() {
                *file = set.as_ref().map(PathBuf::from);
            }
        }
    }

    /// The gate of the report.
    pub fn gate(&self) -> Gate {
        Gate {
            fail_on: self.fail_on.unwrap_or(Severity::Low),
            allow_errors: self.allow_errors,
            exit_zero: self.exit_zero,
        }
    }
}

/// Where reports go, and how they look.
#[derive(Args, Clone)]
#[command(next_help_heading = "Output")]
pub struct OutputArguments {
    #[arg(
        short,
        long = "format",
        value_name = "FORMAT[=FILE]",
        help = format!("Write a report in a format, to standard output or a file: {} (repeatable) [default: text]", report::names())
    )]
    pub formats: Vec<String>,
    /// The file of settings, where the formats come from it.
    #[arg(skip)]
    pub config: Option<Config>,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How AWS is reached.
#[derive(Args, Clone)]
#[command(next_help_heading = "AWS")]
pub struct AwsArguments {
    /// Use a named profile of the AWS configuration, instead of the one in `AWS_PROFILE`
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Collect from these regions only; all enabled ones otherwise
    #[arg(long, value_delimiter = ',', value_name = "REGION,…")]
    pub regions: Vec<String>,
    /// Assume a role first; repeated, one from the other
    #[arg(long = "role-arn", value_name = "ARN")]
    pub role_arns: Vec<String>,
    /// The external id with which the roles are assumed
    #[arg(long, value_name = "ID", requires = "role_arns")]
    pub external_id: Option<String>,
    /// Send all requests to this address
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// Account that log buckets may belong to besides the audited one (repeatable)
    #[arg(long = "bucket-owner", value_name = "ACCOUNT")]
    pub bucket_owners: Vec<String>,
    /// Requests under way at once, at most
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub max_concurrency: u16,
    /// Tries of a request that AWS throttles or fails, the first one among them
    #[arg(long, env = "AWS_MAX_ATTEMPTS", hide_env_values = true, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub max_attempts: u32,
}

impl AwsArguments {
    /// Checks what can be checked before the network is touched.
    pub fn check(&self) -> anyhow::Result<()> {
        for account in &self.bucket_owners {
            if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(failure(
                    format!("`{account}` is no account: an account's id has 12 digits"),
                    None,
                ));
            }
        }
        Ok(())
    }
}
