//! Reports in the hands of their readers: published schemas, another parser of JUnit, and a browser.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::path;

mod browser;
mod junit;
mod schemas;

/// Names as whoever may write to the account could choose them.
const HOSTILE: &str = "<script>hostile=1</script><img src=x onerror=hostile=1>]]>|`::error::\u{1b}[31m\u{202e}=HYPERLINK(\"x\")";

/// Writes waivers of which one answers for a failure in the snapshot, in hostile words.
fn waivers(file: &Path) {
    let hostile = serde_json::to_string(HOSTILE).unwrap();
    let text = format!(
        "[[waiver]]\nid = \"W-1\"\ncontrols = [\"cloudtrail-log-file-validation\"]\n\
         subjects = [\"arn:aws:cloudtrail:us-east-1:111122223333:trail/*\"]\n\
         reason = {hostile}\nowner = {hostile}\nexpires = 2027-01-31\n"
    );
    fs::write(file, text).unwrap();
}

/// Writes a snapshot in which there is a PASS, two FAILs, an ERROR and a NOT_APPLICABLE, with hostile names in it.
fn snapshot(file: &Path) {
    let mut snapshot = crate::support::fixture("noncompliant");
    for item in &mut snapshot.items {
        if let Some(arn) = item.arn.as_mut().filter(|arn| arn.contains(":trail/")) {
            arn.push_str(HOSTILE);
        }
    }
    // What nobody asked for cannot be judged.
    let lost = "s3:GetBucketLogging";
    let asked = snapshot.coverage.len();
    snapshot.coverage.retain(|coverage| coverage.action != lost);
    assert!(snapshot.coverage.len() < asked, "the fixture has no {lost}");
    snapshot.sort();
    snapshot.write(fs::File::create(file).unwrap()).unwrap();
}

/// One run of all formats on [`snapshot`], and the report in JSON.
fn all_formats(folder: &Path) -> Value {
    let from = folder.join("snapshot.jsonl");
    snapshot(&from);
    let mut run = crate::cli::command();
    run.arg("check").arg(&from);
    let answers = folder.join("waivers.toml");
    waivers(&answers);
    run.args(["--date", "2026-12-01", "--waivers"]).arg(answers);
    for reporter in assize::report::REPORTERS {
        let name = reporter.name();
        run.arg("-f")
            .arg(format!("{name}={}", folder.join(name).display()));
    }
    let output = run.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let report = read(folder, "json");
    let report: Value = serde_json::from_str(&report).unwrap();
    for status in ["PASS", "FAIL", "WAIVED", "ERROR", "NOT_APPLICABLE"] {
        let count = report["summary"]["byStatus"][status].as_u64();
        assert!(count > Some(0), "{status}: {count:?}");
    }
    report
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Runs a module of `tests` with the repository as its folder, and reads the JSON that it prints.
fn module(python: &Path, name: &str, arguments: &[&std::ffi::OsStr]) -> Value {
    let output = std::process::Command::new(python)
        .args(["-m", name])
        .args(arguments)
        .current_dir(path(""))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}
