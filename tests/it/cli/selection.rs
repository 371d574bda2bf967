//! Which controls a run is about: every kind of selector, and those that select nothing.

use std::collections::BTreeSet;

use assize::model::control::Control;
use assize::model::finding::Severity;

use super::assize::{Run, assize, check, snapshot};
use crate::support::builtin;

/// The ids that `policy list` lists with these arguments.
fn listed(arguments: &[&str]) -> BTreeSet<String> {
    let ran = list(arguments).run().ends(0);
    let controls: Vec<Control> = serde_json::from_str(&ran.stdout).unwrap();
    controls.into_iter().map(|control| control.id).collect()
}

fn list(arguments: &[&str]) -> Run {
    assize(["policy", "list", "--format", "json"]).with(arguments)
}

/// The ids of the built-in controls for which something holds.
fn those(holds: impl Fn(&Control) -> bool) -> BTreeSet<String> {
    let ids: BTreeSet<String> = builtin()
        .policies
        .iter()
        .map(|policy| policy.control())
        .filter(holds)
        .map(|control| control.id)
        .collect();
    assert!(!ids.is_empty());
    ids
}

fn ids(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn an_id_and_an_alias_select_their_control() {
    let one = ids(&["cloudtrail-log-file-validation"]);
    for selector in [
        "cloudtrail-log-file-validation",
        "prowler:cloudtrail_log_file_validation_enabled",
        "securityhub:CloudTrail.4",
    ] {
        assert_eq!(listed(&["--select", selector]), one, "{selector}");
    }
    // Several, in both spellings.
    let two = ids(&["audit-bucket-versioning", "cloudtrail-log-file-validation"]);
    let first = "cloudtrail-log-file-validation";
    let second = "audit-bucket-versioning";
    assert_eq!(listed(&["-s", first, "-s", second]), two);
    assert_eq!(listed(&["-s", &format!("{first},{second}")]), two);
}

#[test]
fn a_glob_selects_by_id() {
    assert_eq!(
        listed(&["-s", "audit-key-*"]),
        those(|control| control.id.starts_with("audit-key-"))
    );
    assert_eq!(listed(&["-s", "*"]), those(|_| true));
}

#[test]
fn a_service_a_framework_and_a_severity_select_theirs() {
    assert_eq!(
        listed(&["-s", "service:config"]),
        those(|control| control.service == "config")
    );
    let cis = "cis-aws-foundations-6.0";
    assert_eq!(
        listed(&["-s", &format!("framework:{cis}")]),
        those(|control| control.frameworks.contains_key(cis))
    );
    assert_eq!(
        listed(&["-s", &format!("framework:{cis}/4.2")]),
        those(|control| {
            control
                .frameworks
                .get(cis)
                .is_some_and(|sections| sections.iter().any(|section| section == "4.2"))
        })
    );
    assert_eq!(
        listed(&["-s", "severity:high"]),
        those(|control| control.severity >= Severity::High)
    );
}

#[test]
fn exclusion_takes_away_by_the_same_selectors() {
    assert_eq!(
        listed(&["--exclude", "service:cloudtrail"]),
        those(|control| control.service != "cloudtrail")
    );
    assert_eq!(
        listed(&["-s", "service:cloudtrail", "--exclude", "severity:high"]),
        those(|control| control.service == "cloudtrail" && control.severity < Severity::High)
    );
}

#[test]
fn a_check_judges_what_is_selected_and_nothing_else() {
    let ran = assize(["check", &snapshot("noncompliant"), "-f", "json"])
        .with([
            "-s",
            "cloudtrail-kms-*",
            "--exclude",
            "cloudtrail-kms-encryption",
        ])
        .run()
        .ends(1);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    for list in ["controls", "findings"] {
        let found: BTreeSet<&str> = report[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| {
                let id = if list == "controls" { "id" } else { "control" };
                entry[id].as_str().unwrap()
            })
            .collect();
        assert_eq!(
            found,
            BTreeSet::from(["cloudtrail-kms-key-usable"]),
            "{list}"
        );
    }
}

#[test]
fn a_selector_that_selects_nothing_is_an_error_with_what_may_be_meant() {
    for (selector, meant) in [
        (
            "cloudtrail-log-file-validaton",
            "did you mean `cloudtrail-log-file-validation`?",
        ),
        (
            "prowler:cloudtrail_log_file_validation_enable",
            "did you mean `prowler:cloudtrail_log_file_validation_enabled`?",
        ),
        ("service:cloudtrial", "did you mean `service:cloudtrail`?"),
        (
            "framework:cis-aws-foundation-6.0",
            "did you mean `framework:cis-aws-foundations-6.0`?",
        ),
        ("guardduty-*", "assize policy list"),
        ("severity:grave", "low, medium, high or critical"),
        ("framework:cis-aws-foundations-6.0/99.9", "99.9"),
        ("", "no control is selected"),
    ] {
        check("compliant")
            .with(["--select", selector])
            .run()
            .refuses(&[selector, meant]);
        assize(["check", &snapshot("compliant"), "--exclude", selector])
            .run()
            .refuses(&[selector, meant]);
    }
}

#[test]
fn a_selection_that_leaves_nothing_is_an_error() {
    check("compliant")
        .with(["--exclude", "service:cloudtrail"])
        .run()
        .refuses(&["no control is left"]);
    assize(["check", &snapshot("compliant"), "--no-builtin"])
        .run()
        .refuses(&["no policies", "--policy"]);
}
