//! `policy list` and `policy show`.

use std::collections::BTreeSet;

use assize::model::control::Control;

use super::assize::{ONE, assize};
use crate::support::builtin;

#[test]
fn every_control_is_listed_with_its_title() {
    let ran = assize(["policy", "list"]).run().ends(0);
    let set = builtin();
    for policy in &set.policies {
        let line = ran
            .stdout
            .lines()
            .find(|line| line.split_whitespace().nth(2) == Some(&policy.id));
        let line = line.unwrap_or_else(|| panic!("{} is not listed", policy.id));
        assert!(
            line.starts_with(policy.metadata.severity.as_str()),
            "{line}"
        );
        assert!(line.ends_with(&policy.metadata.title), "{line}");
    }
    let last = format!("{} controls", set.policies.len());
    assert_eq!(ran.stdout.lines().last(), Some(last.as_str()));
    let one = assize(["policy", "list", "-s", ONE]).run().ends(0);
    assert_eq!(one.stdout.lines().last(), Some("1 control"));
}

#[test]
fn a_list_in_json_says_all_that_is_known() {
    let ran = assize(["policy", "list", "--format", "json"]).run().ends(0);
    let listed: Vec<Control> = serde_json::from_str(&ran.stdout).unwrap();
    let known: Vec<Control> = builtin()
        .policies
        .iter()
        .map(|policy| policy.control())
        .collect();
    assert_eq!(listed, known);
}

#[test]
fn a_control_is_shown_with_what_it_reads_and_what_that_takes() {
    let shown = assize(["policy", "show", ONE]).run().ends(0);
    for text in [
        "cloudtrail-log-file-validation\nTrails validate their log files\n",
        "AWS::CloudTrail::Trail configuration.logFileValidationEnabled",
        "permissions  account:ListRegions\n             cloudtrail:DescribeTrails\n",
        "severity     MEDIUM\n",
        "aws cloudtrail update-trail",
    ] {
        assert!(
            shown.stdout.contains(text),
            "no `{text}` in:\n{}",
            shown.stdout
        );
    }
    // The line is the one of its `deny`.
    let place = shown
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("policy       "))
        .unwrap();
    let (file, line) = place.rsplit_once(':').unwrap();
    let text = std::fs::read_to_string(crate::support::path(file)).unwrap();
    let line: usize = line.parse().unwrap();
    assert!(
        text.lines()
            .nth(line - 1)
            .unwrap()
            .starts_with("deny contains")
    );
    // An alias shows the same.
    let alias = assize([
        "policy",
        "show",
        "prowler:cloudtrail_log_file_validation_enabled",
    ])
    .run();
    assert_eq!(alias, shown);
    let json = assize(["policy", "show", ONE, "--format", "json"])
        .run()
        .ends(0);
    let control: Control = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(control.id, ONE);
}

#[test]
fn a_parameter_is_shown_as_it_is_set() {
    let show = |arguments: &[&str]| {
        assize(["policy", "show", "audit-bucket-lifecycle-keeps-minimum"])
            .with(arguments)
            .run()
            .ends(0)
    };
    show(&[]).says("minimum_days = 365");
    show(&[
        "--param",
        "audit-bucket-lifecycle-keeps-minimum.minimum_days=400",
    ])
    .says("minimum_days = 400");
}

#[test]
fn an_unknown_control_is_an_error_with_what_may_be_meant() {
    assize(["policy", "show", "cloudtrail-trail-exist"])
        .run()
        .refuses(&[
            "cloudtrail-trail-exist",
            "did you mean `cloudtrail-trail-exists`?",
        ]);
    assize(["policy", "show"]).run().refuses(&["<CONTROL>"]);
}

#[test]
fn no_two_controls_share_an_alias() {
    let mut seen = BTreeSet::new();
    for policy in &builtin().policies {
        assert!(seen.insert(policy.id.clone()), "{} twice", policy.id);
        let own: BTreeSet<&String> = policy.metadata.aliases.iter().collect();
        assert_eq!(
            own.len(),
            policy.metadata.aliases.len(),
            "{}: an alias twice",
            policy.id
        );
        assert!(
            policy
                .metadata
                .aliases
                .iter()
                .all(|alias| alias.contains(':')),
            "{}: an alias says whose it is",
            policy.id
        );
    }
}
