//! A policy of one's own over a type that only AWS Config knows, read from its configuration items.

use std::fs;
use std::path::Path;

use assize::model::finding::Status;
use assize::model::gap::GapKind;
use assize::report::json::wire::{Reason, Report};
use serde_json::{Value, json};

use super::program::{Ran, finding, run, text};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

const CONTROL: &str = "acme-network-no-open-ssh";

const POLICY: &str = r#"# METADATA
# title: No security group opens SSH to everybody
# description: SSH is reached through the bastion's own network.
# custom:
#   severity: high
#   subject: resource
#   resource_types: [AWS::EC2::SecurityGroup]
#   remediation: aws ec2 describe-security-groups --region {region}
package acme.network.no_open_ssh

import rego.v1

deny contains {"message": message, "path": "configuration.ipPermissions"} if {
	some permission in input.resource.configuration.ipPermissions
	object.get(permission, "fromPort", 0) <= 22
	object.get(permission, "toPort", 65535) >= 22
	some range in permission.ipv4Ranges
	object.get(range, "cidrIp", "0.0.0.0/0") == "0.0.0.0/0"
	message := sprintf("%s opens SSH to everybody", [input.resource.resourceId])
}
"#;

fn policies() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("network")).unwrap();
    fs::write(folder.path().join("network/no_open_ssh.rego"), POLICY).unwrap();
    folder
}

fn arn(region: &str, id: &str) -> String {
    format!("arn:aws:ec2:{region}:{ACCOUNT}:security-group/{id}")
}

fn group(region: &str, id: &str, cidr: &str) -> Value {
    json!({
        "accountId": ACCOUNT,
        "awsRegion": region,
        "resourceType": "AWS::EC2::SecurityGroup",
        "resourceId": id,
        "resourceName": id.trim_start_matches("sg-"),
        "arn": arn(region, id),
        "configurationItemCaptureTime": "2026-11-20T08:00:00Z",
        "configurationItemStatus": "OK",
        "configuration": {
            "groupId": id,
            "ipPermissions": [
                {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipv4Ranges": [{"cidrIp": cidr}]},
            ],
        },
        "supplementaryConfiguration": {},
        "tags": [],
    })
}

fn audit(aws: &SimulatedAws, policies: &Path) -> Ran {
    run(
        aws,
        &[
            "audit",
            "--no-builtin",
            "--policy",
            text(policies),
            "-f",
            "json",
        ],
    )
}

/// The kinds of the gaps for which a finding has no verdict, with their messages.
fn reasons(report: &Report, subject: &str) -> Vec<(GapKind, String)> {
    let finding = finding(report, CONTROL, subject);
    assert_eq!(finding.status, Status::Error, "{finding:#?}");
    finding
        .reasons
        .iter()
        .map(|reason| match reason {
            Reason::Gap(gap) => (gap.kind, gap.message.clone().unwrap_or_default()),
            Reason::Policy(message) => panic!("{message}"),
        })
        .collect()
}

#[test]
fn each_item_is_judged() {
    let aws = SimulatedAws::with("compliant");
    let mut items: Vec<Value> = (0..120)
        .map(|number| group("us-east-1", &format!("sg-{number:03}"), "10.0.0.0/8"))
        .collect();
    items.push(group("us-east-1", "sg-open", "0.0.0.0/0"));
    items.push(group("eu-west-1", "sg-closed", "10.0.0.0/8"));
    aws.post("config-items", &json!(items));
    let folder = policies();

    let report = audit(&aws, folder.path()).ended_with(1).report();
    // More than one page of them.
    assert_eq!(report.findings.len(), items.len());
    let open = finding(&report, CONTROL, &arn("us-east-1", "sg-open"));
    assert_eq!(open.status, Status::Fail);
    assert_eq!(open.violations[0].message, "sg-open opens SSH to everybody");
    assert_eq!(
        finding(&report, CONTROL, &arn("eu-west-1", "sg-closed")).status,
        Status::Pass
    );
    assert_eq!(report.summary.by_status.fail, 1);
    assert_eq!(report.summary.by_status.error, 0);
}

#[test]
fn none_is_an_answer_where_the_type_is_recorded() {
    let aws = SimulatedAws::with("compliant");
    let folder = policies();
    let report = audit(&aws, folder.path()).report();
    let finding = finding(&report, CONTROL, ACCOUNT);
    assert_eq!(finding.status, Status::NotApplicable);
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
}

#[test]
fn none_is_no_answer_where_the_type_is_not_recorded() {
    // Its one recorder records instances only, and that in one region.
    let aws = SimulatedAws::shared("noncompliant");
    let folder = policies();
    let report = audit(aws, folder.path()).ended_with(3).report();
    for region in ["us-east-1", "eu-west-1"] {
        let reasons = reasons(&report, &format!("{ACCOUNT}/{region}"));
        let [(kind, message)] = reasons.as_slice() else {
            panic!("{reasons:?}");
        };
        assert_eq!(*kind, GapKind::NotCollected);
        assert!(message.contains("does not record the type"), "{message}");
    }
}

#[test]
fn denied_queries_are_errors_of_the_region() {
    let aws = SimulatedAws::with("compliant");
    aws.post(
        "config-items",
        &json!([group("us-east-1", "sg-open", "0.0.0.0/0")]),
    );
    aws.post(
        "deny",
        &json!({"actions": ["config:SelectResourceConfig"], "match": {"region": "eu-west-1"}}),
    );
    let folder = policies();
    let report = audit(&aws, folder.path()).ended_with(1).report();
    assert_eq!(
        finding(&report, CONTROL, &arn("us-east-1", "sg-open")).status,
        Status::Fail
    );
    let reasons = reasons(&report, &format!("{ACCOUNT}/eu-west-1"));
    assert_eq!(reasons[0].0, GapKind::AccessDenied);
}

#[test]
fn where_there_are_no_queries_the_items_are_listed_and_fetched() {
    let aws = SimulatedAws::with("compliant");
    aws.post(
        "config-items",
        &json!([
            group("us-east-1", "sg-open", "0.0.0.0/0"),
            group("us-east-1", "sg-closed", "10.0.0.0/8"),
        ]),
    );
    aws.post(
        "override",
        &json!({
            "action": "config:SelectResourceConfig",
            "error": {"code": "UnknownOperationException", "message": "not here"},
        }),
    );
    let folder = policies();
    let report = audit(&aws, folder.path()).ended_with(1).report();
    for (id, status) in [("sg-open", Status::Fail), ("sg-closed", Status::Pass)] {
        assert_eq!(
            finding(&report, CONTROL, &arn("us-east-1", id)).status,
            status,
            "{id}"
        );
    }
    assert_eq!(report.findings.len(), 2, "{:#?}", report.findings);
}
