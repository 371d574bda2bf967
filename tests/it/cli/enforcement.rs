//! Controls that only warn: what they find is in every report and changes no exit code.

use std::path::Path;

use serde_json::Value;

use super::assize::{Ran, assize, file, snapshot};

/// A folder with a control that only warns and fails on the non-compliant account, and one that counts and passes there.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let policy = |name: &str, custom: &str, rule: &str| {
        let text = format!(
            "# METADATA\n# title: A control\n# description: For a test.\n# custom:\n#   severity: high\n{custom}\
             #   subject: account\n#   remediation: mend account {{account}}\n\
             package acme.trails.{name}\n\nimport rego.v1\n\n{rule}\n"
        );
        file(folder.path(), &format!("trails/{name}.rego"), text);
    };
    policy(
        "fresh",
        "#   enforcement: warn\n",
        "deny contains {\"message\": sprintf(\"account %s is wrong\", [input.account.id])} if true",
    );
    policy(
        "settled",
        "",
        "deny contains {\"message\": \"no partition\"} if not input.account.partition",
    );
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> Ran {
    assize([
        "check",
        &snapshot("noncompliant"),
        "--no-builtin",
        "--policy",
    ])
    .with([folder])
    .with(arguments)
    .run()
}

#[test]
fn what_only_warns_is_shown_and_fails_no_run() {
    let folder = folder();
    check(folder.path(), &[])
        .ends(0)
        .says("FAIL   HIGH      acme-trails-fresh  A control (only warns)\n")
        .says("3 fail")
        .says("Verdict   compliant\n")
        .says("3 findings are of controls that only warn, and do not count\n");
    let ran = check(folder.path(), &["-f", "json"]).ends(0);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["verdict"], "compliant");
    assert_eq!(report["summary"]["warnings"], 3);
    assert_eq!(report["controls"][0]["enforcement"], "warn");
    assert_eq!(report["findings"][0]["enforcement"], "warn");
    assert_eq!(report["findings"][0]["status"], "FAIL");
    assert!(report["controls"][1].get("enforcement").is_none());
    assert_eq!(report["findings"][3]["status"], "PASS");
    assert!(report["findings"][3].get("enforcement").is_none());
    let ran = check(folder.path(), &["-f", "junit"]).ends(0);
    assert!(!ran.stdout.contains("<failure"), "{}", ran.stdout);
    ran.says("only warns: FAIL: account 111122223333 is wrong");
    check(folder.path(), &["-f", "markdown"])
        .ends(0)
        .says("`acme-trails-fresh` (only warns)");
}

#[test]
fn a_run_in_which_everything_only_warns_has_checked_nothing() {
    let folder = folder();
    check(folder.path(), &["-s", "acme-trails-fresh"])
        .ends(3)
        .says("Verdict   incomplete\n")
        .says("nothing that counts was judged");
    let forgiving = ["-s", "acme-trails-fresh", "--allow-errors", "--exit-zero"];
    check(folder.path(), &forgiving).ends(3);
    // A reader of JUnit sees it too.
    check(folder.path(), &["-s", "acme-trails-fresh", "-f", "junit"])
        .ends(3)
        .says("<error type=\"Incomplete\"");
}

#[test]
fn lists_and_pages_say_what_only_warns() {
    let folder = folder();
    let show = |verb: &[&str]| {
        assize(verb)
            .with(["--no-builtin", "--policy"])
            .with([folder.path()])
            .run()
            .ends(0)
    };
    show(&["policy", "list"]).says("acme-trails-fresh    A control (only warns)\n");
    show(&["policy", "show", "acme-trails-fresh"])
        .says("enforcement  warn: a failure is reported and does not count\n");
    let settled = show(&["policy", "show", "acme-trails-settled"]);
    assert!(
        !settled.stdout.contains("enforcement"),
        "{}",
        settled.stdout
    );
}
