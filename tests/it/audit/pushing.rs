//! Reports brought to Security Hub, a bucket and a topic, and what is there afterwards.

mod files;
mod findings;
mod notices;

use std::path::{Path, PathBuf};

use aws_sdk_securityhub::Client;
use serde_json::Value;
use tempfile::TempDir;

use super::program::{Ran, run_in, text};
use crate::sdk::settings;
use crate::simulated_aws::SimulatedAws;
use crate::support::path;

/// The account of the snapshot `compliant`.
const AUDITED: &str = "111122223333";
/// Its regions.
const REGIONS: [&str; 3] = ["eu-central-1", "eu-west-1", "us-east-1"];
/// A control of each kind of subject: resource, region and account.
const CONTROLS: &str =
    "cloudtrail-log-file-validation,cloudtrail-multi-region-trail,config-recorder-exists";

/// A report of a snapshot of `fixtures/snapshots`, in JSON and in ASFF.
struct Written {
    folder: TempDir,
}

impl Written {
    fn of(snapshot: &str, select: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let json = format!("json={}", text(&folder.path().join("report.json")));
        let asff = format!("asff={}", text(&folder.path().join("asff.json")));
        let snapshot = path(&format!("fixtures/snapshots/{snapshot}.jsonl"));
        let arguments = [
            "check",
            text(&snapshot),
            "--select",
            select,
            "-f",
            &json,
            "-f",
            &asff,
        ];
        let ran = run_in(&Default::default(), &arguments);
        assert!(matches!(ran.code, Some(0 | 1 | 3)), "{ran:#?}");
        Self { folder }
    }

    fn report(&self) -> PathBuf {
        self.folder.path().join("report.json")
    }

    fn asff(&self) -> Vec<Value> {
        let bytes = std::fs::read(self.folder.path().join("asff.json")).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    /// The report in another file, changed; its summary counts what is left.
    fn but(&self, name: &str, change: impl FnOnce(&mut Value)) -> PathBuf {
        let mut report: Value =
            serde_json::from_slice(&std::fs::read(self.report()).unwrap()).unwrap();
        change(&mut report);
        report["summary"]["total"] = report["findings"].as_array().unwrap().len().into();
        let path = self.folder.path().join(name);
        std::fs::write(&path, report.to_string()).unwrap();
        path
    }
}

/// Runs the program as an account.
fn run_as(aws: &SimulatedAws, account: &str, arguments: &[&str]) -> Ran {
    run_in(&aws.env_of(account), arguments)
}

/// Pushes a report as [`AUDITED`].
fn push(aws: &SimulatedAws, report: &Path, arguments: &[&str]) -> Ran {
    run_as(aws, AUDITED, &[&["push", text(report)], arguments].concat())
}

/// A simulated AWS in which an account has Security Hub in regions.
async fn with_hubs(account: &str, regions: &[&str]) -> SimulatedAws {
    let aws = SimulatedAws::start();
    enable(&aws, account, regions).await;
    aws
}

async fn enable(aws: &SimulatedAws, account: &str, regions: &[&str]) {
    for region in regions {
        let client = Client::new(&settings(aws, account, region));
        client.enable_security_hub().send().await.unwrap();
    }
}

/// How often an action was called.
fn times(aws: &SimulatedAws, action: &str) -> u64 {
    let calls = aws.calls().into_iter();
    calls
        .filter(|((called, ..), _)| called == action)
        .map(|(_, count)| count)
        .sum()
}
