//! `assize push`, and what `audit --push` shares with it: bringing a report to where others look for it.

use std::fs;
use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::check::tool;
use super::exit::Exit;
use super::{Verbosity, failure, files};
use crate::collect::{CollectError, Options};
use crate::model::report::Report;
use crate::policy::diagnostic::did_you_mean;
use crate::push::{Delivery, File, Parcel, Target, TargetError, push};
use crate::report::escape::terminal;
use crate::report::json::{self, Json};
use crate::report::{Reporter as _, Style};

/// The name of a report that was written to no file.
const REPORT: &str = "report.json";

/// Bring a report to Security Hub, a bucket or a topic
#[derive(Args)]
pub struct Push {
    /// The report in JSON (`-f json`), also compressed; `-` for standard input
    report: PathBuf,
    /// Where to: securityhub[:REGION], s3://BUCKET/PREFIX, or the ARN of an SNS topic (repeatable)
    #[arg(long = "to", value_name = "TARGET", required = true)]
    targets: Vec<String>,
    /// Put another file beside the report into buckets (repeatable)
    #[arg(long = "file", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Say what would be sent and archived; send and archive nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    way: WayArguments,
}

/// How AWS is reached by who collects nothing.
#[derive(Args)]
#[command(next_help_heading = "AWS")]
struct WayArguments {
    /// Use a named profile of the AWS configuration, instead of the one in `AWS_PROFILE`
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Assume a role first; repeated, one from the other. `{account}` stands for the account that findings are about
    #[arg(long = "role-arn", value_name = "ARN")]
    role_arns: Vec<String>,
    /// The external id with which the roles are assumed
    #[arg(long, value_name = "ID", requires = "role_arns")]
    external_id: Option<String>,
    /// Send all requests to this address
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
    /// Tries of a request that AWS throttles or fails, the first one among them
    #[arg(long, env = "AWS_MAX_ATTEMPTS", hide_env_values = true, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    max_attempts: u32,
}

/// Where the report of a run is brought.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Output")]
pub struct PushArguments {
    /// Bring the report to securityhub[:REGION], s3://BUCKET/PREFIX, or the ARN of an SNS topic (repeatable)
    #[arg(long = "push", value_name = "TARGET")]
    pub targets: Vec<String>,
}

impl Push {
    pub(super) fn run(self, verbosity: Verbosity) -> anyhow::Result<Exit> {
        let targets = targets("--to", &self.targets)?;
        let (report, bytes) = read(&self.report)?;
        let mut attached = vec![File {
            name: name(&self.report).unwrap_or_else(|| REPORT.to_owned()),
            bytes,
        }];
        attach(&self.files, &mut attached)?;
        let way = self.way;
        let options = Options {
            profile: way.profile,
            role_arns: way.role_arns,
            external_id: way.external_id,
            endpoint_url: way.endpoint_url,
            max_attempts: way.max_attempts,
            tool: tool(),
            ..Options::default()
        };
        let parcel = Parcel {
            report: &report,
            files: attached,
        };
        let deliveries = deliver(&parcel, &targets, &options, self.dry_run)?;
        // What was done is what this verb is asked for.
        if !verbosity.quiet || self.dry_run {
            say(&mut anstream::stdout().lock(), &targets, &deliveries)?;
        }
        ended(&targets, &deliveries)?;
        Ok(Exit::Compliant)
    }
}

/// Brings the report of a run to its targets, with the files in which it was written.
///
/// # Errors
/// A target did not get all of it; the others have.
pub fn after_run(
    report: &Report,
    written: &[&Path],
    targets: &[Target],
    options: &Options,
    verbosity: Verbosity,
) -> anyhow::Result<()> {
    if targets.is_empty() {
        return Ok(());
    }
    let mut attached = Vec::new();
    // A pipe or a device keeps nothing that could be read again.
    let kept: Vec<PathBuf> = written
        .iter()
        .filter(|path| path.is_file())
        .map(|path| path.to_path_buf())
        .collect();
    attach(&kept, &mut attached)?;
    if attached.is_empty() {
        let mut bytes = Vec::new();
        Json.write(report, Style::default(), &mut bytes)?;
        attached.push(File {
            name: REPORT.to_owned(),
            bytes,
        });
    }
    let parcel = Parcel {
        report,
        files: attached,
    };
    let deliveries = deliver(&parcel, targets, options, false)?;
    if !verbosity.quiet {
        say(&mut anstream::stderr().lock(), targets, &deliveries)?;
    }
    ended(targets, &deliveries)
}

/// Reads the targets of the command line.
///
/// # Errors
/// A text is no target, or a target is named twice.
pub fn targets(flag: &str, texts: &[String]) -> anyhow::Result<Vec<Target>> {
    let mut targets = Vec::new();
    for text in texts {
        let target: Target = text.parse().map_err(|error| {
            let help = match error {
                TargetError::Unknown => did_you_mean(text, ["securityhub"]),
                _ => None,
            };
            let help = help.unwrap_or_else(|| {
                "targets are securityhub[:REGION], s3://BUCKET/PREFIX and the ARN of an SNS topic"
                    .to_owned()
            });
            failure(format!("{flag}: `{text}` {error}"), help)
        })?;
        if targets.contains(&target) {
            return Err(failure(format!("{flag}: `{target}` is named twice"), None));
        }
        targets.push(target);
    }
    Ok(targets)
}

/// Two files of one name cannot lie beside each other in a bucket.
///
/// # Errors
/// There are two.
pub fn distinct<'p>(paths: impl Iterator<Item = &'p Path>) -> anyhow::Result<()> {
    let mut names = Vec::new();
    for name in paths.filter_map(name) {
        if names.contains(&name) {
            return Err(failure(
                format!("two files are called `{name}`, and a bucket has one place for them"),
                "give one of them another name".to_owned(),
            ));
        }
        names.push(name);
    }
    Ok(())
}

/// A file's own name; none of a standard stream.
fn name(path: &Path) -> Option<String> {
    let name = path.file_name().filter(|name| *name != "-")?;
    Some(name.to_string_lossy().into_owned())
}

/// A report file: what it says, and its bytes as they are.
fn read(path: &Path) -> anyhow::Result<(Report, Vec<u8>)> {
    let from = if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        format!("report `{}`", path.display())
    };
    let unread = |error| failure(format!("{from} could not be read: {error}"), None);
    let mut bytes = Vec::new();
    files::open("report", path)?
        .read_to_end(&mut bytes)
        .map_err(unread)?;
    let report = json::read(&bytes).map_err(|error| {
        let help = match error {
            json::ReadError::Version(_) => "use a newer assize",
            _ => "`assize check SNAPSHOT -f json=FILE` writes such a report",
        };
        failure(format!("{from} {error}"), help.to_owned())
    })?;
    if path != Path::new("-") {
        // It goes as it lies there, compressed or not.
        bytes = fs::read(path).map_err(unread)?;
    }
    Ok((report, bytes))
}

fn attach(paths: &[PathBuf], attached: &mut Vec<File>) -> anyhow::Result<()> {
    for path in paths {
        let bytes = fs::read(path).map_err(|error| {
            let message = format!("file `{}` could not be read: {error}", path.display());
            failure(message, None)
        })?;
        attached.push(File {
            name: name(path).unwrap_or_else(|| REPORT.to_owned()),
            bytes,
        });
    }
    distinct(attached.iter().map(|file| Path::new(&file.name)))
}

fn deliver(
    parcel: &Parcel<'_>,
    targets: &[Target],
    options: &Options,
    dry_run: bool,
) -> anyhow::Result<Vec<Delivery>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime
        .block_on(push(parcel, targets, options, dry_run))
        .map_err(|error: CollectError| {
            let help = error.help().map(str::to_owned);
            failure(format!("the report was not pushed: {error}"), help)
        })
}

fn say(out: &mut dyn Write, targets: &[Target], deliveries: &[Delivery]) -> anyhow::Result<()> {
    for (target, delivery) in targets.iter().zip(deliveries) {
        for line in &delivery.done {
            writeln!(out, "{target}: {}", terminal(line))?;
        }
        if delivery.done.is_empty() && delivery.failures.is_empty() {
            writeln!(out, "{target}: nothing to do")?;
        }
    }
    Ok(())
}

/// An error that names each thing that did not reach its place.
fn ended(targets: &[Target], deliveries: &[Delivery]) -> anyhow::Result<()> {
    let lines: Vec<String> = targets
        .iter()
        .zip(deliveries)
        .flat_map(|(target, delivery)| {
            let failures = delivery.failures.iter();
            failures.map(move |why| format!("\n  {target}: {}", terminal(why)))
        })
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    let message = format!("not everything was pushed:{}", lines.concat());
    let help = "`assize push REPORT --to TARGET` pushes a report again; `assize iam-policy --push TARGET` has the permissions";
    Err(failure(message, help.to_owned()))
}
