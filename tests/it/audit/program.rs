//! The program, run in an environment in which there is nothing but the simulated AWS.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use assize::report::json;
use assize::report::json::wire::{Finding, Report};

use crate::simulated_aws::SimulatedAws;

/// No run takes as long as this unless it hangs.
const LONGEST: Duration = Duration::from_secs(120);

/// What must be said of the set-up `compliant`, which is a management account with an audit plane of its own.
pub const MANAGEMENT_ACCOUNT_SERVES: [&str; 4] = [
    "--param",
    "audit-bucket-in-log-archive-account.accounts=123456789012",
    "--param",
    "config-aggregator-organization.aggregator_account=123456789012",
];

/// How a run ended, and what it wrote.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Ran {
    /// The run, when it ended with this code; whoever reads of another sees all that it said.
    #[track_caller]
    pub fn ended_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    /// Standard output, read as a report.
    #[track_caller]
    pub fn report(&self) -> Report {
        match json::parse(self.stdout.as_bytes()) {
            Ok(report) => report,
            Err(error) => panic!("no report: {error}\n{self:#?}"),
        }
    }
}

/// Runs the program against an AWS.
pub fn run(aws: &SimulatedAws, arguments: &[&str]) -> Ran {
    run_in(&aws.env(), arguments)
}

/// Runs the program in an environment.
pub fn run_in(env: &BTreeMap<&'static str, String>, arguments: &[&str]) -> Ran {
    let output = assert_cmd::Command::from_std(command(env, arguments))
        .timeout(LONGEST)
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The program, not started yet.
pub fn command(env: &BTreeMap<&'static str, String>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assize"));
    command
        .env_clear()
        .envs(env)
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A finding of a report, by control and subject.
#[track_caller]
pub fn finding<'r>(report: &'r Report, control: &str, subject: &str) -> &'r Finding {
    report
        .findings
        .iter()
        .find(|finding| finding.control == control && finding.subject.id() == subject)
        .unwrap_or_else(|| panic!("{control} says nothing of {subject}"))
}
