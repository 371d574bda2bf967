//! Arguments that several verbs share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::failure;
use crate::config::{ATTEMPTS, Aws, Bounds, CONCURRENCY, Config, Located};
use crate::model::finding::Severity;
use crate::model::report::Gate;
use crate::policy::select::Selector;
use crate::report;
use crate::waiver;

/// The texts of a setting; none where it is not set.
fn texts(located: &Option<Vec<Located<String>>>) -> Vec<String> {
    let located = located.iter().flatten();
    located.map(|located| located.value.clone()).collect()
}

/// Which policies a run is about.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Policies")]
pub struct PolicyArguments {
    /// Load policies from a folder, a file or a bundle besides the built-in ones (repeatable)
    #[arg(short, long = "policy", value_name = "PATH")]
    pub policies: Vec<PathBuf>,
    /// Leave out the built-in controls; the built-in libraries stay
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub no_builtin: Option<bool>,
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
        self.policies
            .extend(texts(&config.policy).into_iter().map(PathBuf::from));
        self.select.extend(texts(&config.select));
        self.exclude.extend(texts(&config.exclude));
        self.no_builtin = self
            .no_builtin
            .or_else(|| config.builtin.map(|builtin| !builtin));
        self.config = Some(config);
    }

    /// Whether the built-in controls are left out.
    pub fn leaves_out_builtin(&self) -> bool {
        self.no_builtin == Some(true)
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
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Output")]
pub struct ViewArguments {
    /// Show a framework section by section, and what of it is not judged; `--select framework:ID` does so by itself (repeatable)
    #[arg(long = "framework", value_name = "ID", value_delimiter = ',')]
    pub frameworks: Vec<String>,
}

impl ViewArguments {
    /// Takes over what the command line does not say.
    pub fn fill(&mut self, config: &Config) {
        if self.frameworks.is_empty() {
            self.frameworks = texts(&config.framework);
        }
    }
}

/// What makes a run fail.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Verdict")]
pub struct VerdictArguments {
    /// Count only failures of this severity and worse [default: low]
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub fail_on: Option<Severity>,
    /// Exit with 0 instead of 1 on failures; never hides what could not be judged
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub exit_zero: Option<bool>,
    /// Exit with 0 instead of 3 when something could not be judged
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub allow_errors: Option<bool>,
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
    /// Takes over what the command line does not say.
    pub fn fill(&mut self, config: &Config) {
        self.fail_on = self.fail_on.or(config.fail_on);
        self.exit_zero = self.exit_zero.or(config.exit_zero);
        self.allow_errors = self.allow_errors.or(config.allow_errors);
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
            allow_errors: self.allow_errors == Some(true),
            exit_zero: self.exit_zero == Some(true),
        }
    }
}

/// Where reports go, and how they look.
#[derive(Args, Clone, Debug)]
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
    /// The version of OCSF that the format `ocsf` says, 1.5.0 to 1.8.0 [default: 1.8.0]
    #[arg(long, value_name = "VERSION", value_parser = report::ocsf::VERSIONS, hide_possible_values = true)]
    pub ocsf_version: Option<String>,
    /// When to use colour [default: auto]
    #[arg(long, value_name = "WHEN")]
    pub color: Option<ColorChoice>,
}

impl OutputArguments {
    /// Takes over what the command line does not say.
    pub fn fill(&mut self, config: &Config) {
        if self.formats.is_empty() {
            self.formats = texts(&config.format);
            self.config = Some(config.clone());
        }
        self.ocsf_version = self
            .ocsf_version
            .take()
            .or_else(|| config.ocsf_version.clone());
        self.color = self
            .color
            .or_else(|| ColorChoice::from_str(config.color.as_deref()?, false).ok());
    }
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
#[derive(Args, Clone, Debug)]
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
    #[arg(long, value_name = "ID")]
    pub external_id: Option<String>,
    /// Send all requests to this address
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// Account that log buckets may belong to besides the audited one (repeatable)
    #[arg(long = "bucket-owner", value_name = "ACCOUNT")]
    pub bucket_owners: Vec<String>,
    #[arg(
        long,
        value_name = "N",
        value_parser = within(CONCURRENCY),
        help = format!("Requests under way at once, at most [default: {}]", CONCURRENCY.default)
    )]
    pub max_concurrency: Option<u32>,
    #[arg(
        long,
        env = "AWS_MAX_ATTEMPTS",
        hide_env_values = true,
        value_name = "N",
        value_parser = within(ATTEMPTS),
        help = format!("Tries of a request that AWS throttles or fails, the first one among them [default: {}]", ATTEMPTS.default)
    )]
    pub max_attempts: Option<u32>,
}

/// Reads a number within bounds.
fn within(bounds: Bounds) -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(i64::from(bounds.least)..=i64::from(bounds.most))
}

impl AwsArguments {
    /// Takes over what neither the command line nor the environment says.
    pub fn fill(&mut self, aws: &Aws, environment: impl Fn(&str) -> bool) {
        if self.profile.is_none() && !environment("AWS_PROFILE") {
            self.profile.clone_from(&aws.profile);
        }
        if self.endpoint_url.is_none() && !environment("AWS_ENDPOINT_URL") {
            self.endpoint_url.clone_from(&aws.endpoint_url);
        }
        for (own, set) in [
            (&mut self.regions, &aws.regions),
            (&mut self.role_arns, &aws.role_arn),
            (&mut self.bucket_owners, &aws.bucket_owner),
        ] {
            if own.is_empty() {
                *own = texts(set);
            }
        }
        if self.external_id.is_none() {
            self.external_id.clone_from(&aws.external_id);
        }
        self.max_concurrency = self.max_concurrency.or(aws.max_concurrency);
        self.max_attempts = self.max_attempts.or(aws.max_attempts);
    }

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
        if self.external_id.is_some() && self.role_arns.is_empty() {
            return Err(failure(
                "an external id is of use only where a role is assumed",
                Some("name the role with `--role-arn`".to_owned()),
            ));
        }
        Ok(())
    }
}
