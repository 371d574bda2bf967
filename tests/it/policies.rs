//! Policies written in tests, loaded and asked about one trail.

use std::borrow::Cow;

use assize::evaluate::evaluate;
use assize::model::finding::Outcome;
use assize::model::gap::Coverage;
use assize::model::item::ConfigurationItem;
use assize::model::snapshot::{
    AccountScope, Header, OptInStatus, RegionScope, Snapshot, SnapshotReader,
};
use assize::policy::source::Source;
use assize::policy::{Catalogue, LoadError, PolicySet};
use serde_json::{Value, json};

/// The account of the tests.
pub const ACCOUNT: &str = "111122223333";

/// A policy over trails with the given rules.
pub fn trail_policy(rules: &str) -> String {
    policy(
        "subject: resource\n#   resource_types: [AWS::CloudTrail::Trail]",
        rules,
    )
}

/// A policy with the given lines under `custom` and the given rules.
pub fn policy(custom: &str, rules: &str) -> String {
    format!(
        "# METADATA\n# title: A control\n# description: For a test.\n# custom:\n#   severity: high\n#   {custom}\n#   remediation: none\n\
         package acme.test.control\n\nimport rego.v1\n\n{rules}\n"
    )
}

/// A policy file.
pub fn source(parts: &[&str], text: String) -> Source {
    Source {
        file: format!("{}.rego", parts.join("/")),
        parts: parts.iter().map(|part| (*part).to_owned()).collect(),
        text: Cow::Owned(text),
        builtin: false,
    }
}

/// Loads one policy.
pub fn load(text: String) -> Result<PolicySet, LoadError> {
    Catalogue::new(vec![source(&["test", "control"], text)])?.select(&[], &[])
}

/// What is wrong with a policy, as text.
pub fn refused(text: String) -> String {
    match load(text) {
        Ok(_) => panic!("the policy loads"),
        Err(LoadError::Broken(found)) => found.iter().map(|one| format!("{one}\n")).collect(),
        Err(other) => panic!("{other}"),
    }
}

/// A trail.
pub fn trail(configuration: Value) -> ConfigurationItem {
    serde_json::from_value(json!({
        "resourceType": "AWS::CloudTrail::Trail",
        "accountId": ACCOUNT,
        "awsRegion": "us-east-1",
        "resourceId": "audit",
        "arn": format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/audit"),
        "configurationItemCaptureTime": "2026-11-20T08:00:00Z",
        "configuration": configuration,
    }))
    .unwrap()
}

/// A snapshot of one account with one region, in which the trails and their tags were asked for.
pub fn snapshot(items: Vec<ConfigurationItem>) -> Snapshot {
    let covered = |action: &str, region: Option<&str>| Coverage {
        action: action.to_owned(),
        account_id: ACCOUNT.to_owned(),
        region: region.map(str::to_owned),
        resource_type: None,
        calls: 1,
    };
    Snapshot {
        header: Header {
            schema_version: 1,
            collected_at: "2026-11-20T08:00:00Z".to_owned(),
            tool: "test".to_owned(),
            caller: None,
            accounts: vec![AccountScope {
                id: ACCOUNT.to_owned(),
                partition: "aws".to_owned(),
                regions: vec![RegionScope {
                    name: "us-east-1".to_owned(),
                    opt_in_status: Some(OptInStatus::EnabledByDefault),
                    selected: true,
                }],
            }],
        },
        items,
        gaps: Vec::new(),
        calls: Vec::new(),
        coverage: vec![
            covered("account:ListRegions", None),
            covered("cloudtrail:DescribeTrails", Some("us-east-1")),
            covered("cloudtrail:ListTags", Some("us-east-1")),
        ],
        complete: true,
    }
}

/// The outcome of the one finding of a policy on a trail.
pub fn outcome_with(set: &PolicySet, configuration: Value) -> Outcome {
    let bytes = snapshot(vec![trail(configuration)])
        .write(Vec::new())
        .unwrap();
    let mut findings = evaluate(SnapshotReader::new(bytes.as_slice()).unwrap(), set)
        .unwrap()
        .findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.remove(0).outcome
}

/// The outcome of a policy over trails on one trail.
pub fn outcome(rules: &str, configuration: Value) -> Outcome {
    let set = load(trail_policy(rules)).unwrap_or_else(|error| match error {
        LoadError::Broken(found) => panic!(
            "{}",
            found
                .iter()
                .map(|one| format!("{one}\n"))
                .collect::<String>()
        ),
        other => panic!("{other}"),
    });
    outcome_with(&set, configuration)
}

/// Why there is no verdict.
pub fn reason(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Error { reasons, .. } => reasons.iter().map(ToString::to_string).collect(),
        other => panic!("no error but {other:?}"),
    }
}
