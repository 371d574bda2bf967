//! IAM over HTTP: what the set-up made is what is read, type by type.

use std::collections::BTreeSet;

use assize::model::gap::GapKind;
use assize::model::item::ConfigurationItem;
use assize::model::snapshot::Snapshot;
use assize::policy::PolicySet;
use serde_json::json;

use super::collection::collect;
use crate::simulated_aws::{ACCOUNT, SimulatedAws};
use crate::support::builtin;

const DETAILS: &str = "iam:GetAccountAuthorizationDetails";

fn only(control: &str) -> PolicySet {
    let mut set = builtin();
    set.policies.retain(|policy| policy.id == control);
    assert_eq!(set.policies.len(), 1);
    set
}

fn named<'s>(snapshot: &'s Snapshot, resource_type: &str, name: &str) -> &'s ConfigurationItem {
    let mut found = snapshot.items.iter().filter(|item| {
        item.resource_type == resource_type && item.resource_name.as_deref() == Some(name)
    });
    let item = found
        .next()
        .unwrap_or_else(|| panic!("no {name} in {:#?}", snapshot.items));
    assert!(found.next().is_none());
    item
}

#[test]
fn everybody_and_every_policy_of_the_customers_is_read() {
    let snapshot = collect(
        SimulatedAws::shared("compliant"),
        &only("cloudtrail-no-broad-iam-admin"),
    );
    assert_eq!(snapshot.gaps, []);
    let kinds: BTreeSet<&str> = snapshot
        .items
        .iter()
        .map(|item| item.resource_type.as_str())
        .collect();
    assert_eq!(
        kinds,
        BTreeSet::from([
            "AWS::IAM::Group",
            "AWS::IAM::Policy",
            "AWS::IAM::Role",
            "AWS::IAM::User"
        ])
    );
    let user = named(&snapshot, "AWS::IAM::User", "ann");
    assert_eq!(user.aws_region, "global");
    assert_eq!(user.configuration["groupList"], json!(["auditors"]));
    assert_eq!(user.tags["team"], json!("security"));
    let role = named(&snapshot, "AWS::IAM::Role", "deploy");
    assert_eq!(
        role.configuration["assumeRolePolicyDocument"]["Statement"][0]["Principal"],
        json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:root")})
    );
    assert_eq!(
        role.configuration["rolePolicyList"][0]["policyDocument"]["Statement"][0]["NotAction"],
        json!(["iam:*", "cloudtrail:*"])
    );
    let policy = named(&snapshot, "AWS::IAM::Policy", "trail-readers");
    let in_force: Vec<_> = policy.configuration["policyVersionList"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|version| version["isDefaultVersion"] == true)
        .collect();
    assert_eq!(in_force.len(), 1);
    assert_eq!(
        in_force[0]["document"]["Statement"][0]["Action"],
        json!(["cloudtrail:Get*", "cloudtrail:LookupEvents"])
    );
}

#[test]
fn a_control_about_roles_reads_roles_alone() {
    let aws = SimulatedAws::with("compliant");
    let snapshot = collect(&aws, &only("cloudwatch-cross-account-sharing"));
    assert!(!snapshot.items.is_empty());
    for item in &snapshot.items {
        assert_eq!(item.resource_type, "AWS::IAM::Role");
    }
    let calls: u64 = aws
        .calls()
        .into_iter()
        .filter(|((action, ..), _)| action == DETAILS)
        .map(|(_, count)| count)
        .sum();
    assert_eq!(calls, 1);
}

#[test]
fn a_refusal_is_a_gap_and_nobody_is_not_there() {
    let aws = SimulatedAws::with("compliant");
    aws.deny(&[DETAILS]);
    let snapshot = collect(&aws, &only("cloudwatch-cross-account-sharing"));
    assert_eq!(snapshot.items, []);
    let [gap] = snapshot.gaps.as_slice() else {
        panic!("{:#?}", snapshot.gaps)
    };
    assert_eq!(gap.kind, GapKind::AccessDenied);
    assert_eq!(gap.resource_type.as_deref(), Some("AWS::IAM::Role"));
}
