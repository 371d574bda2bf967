//! Security Hub over HTTP: what an account, a management account and a member are told.

use assize::model::finding::Status;
use assize::model::gap::GapKind;
use assize::model::item::ConfigurationItem;
use assize::model::snapshot::Snapshot;
use assize::policy::PolicySet;
use serde_json::json;

use super::collection::{audit, collect};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};
use crate::support::builtin;

/// The controls about Security Hub.
fn controls() -> PolicySet {
    let mut set = builtin();
    set.policies
        .retain(|policy| policy.id.starts_with("securityhub-"));
    assert_eq!(set.policies.len(), 3);
    set
}

fn of<'s>(snapshot: &'s Snapshot, name: &str) -> Vec<&'s ConfigurationItem> {
    let resource_type = format!("AWS::SecurityHub::{name}");
    snapshot
        .items
        .iter()
        .filter(|item| item.resource_type == resource_type)
        .collect()
}

#[test]
fn what_was_enabled_is_read_in_each_region() {
    let snapshot = collect(SimulatedAws::shared("compliant"), &controls());
    assert_eq!(snapshot.gaps, []);
    for name in ["Hub", "Standard", "OrganizationConfiguration"] {
        let regions: Vec<&str> = of(&snapshot, name)
            .iter()
            .map(|item| item.aws_region.as_str())
            .collect();
        assert_eq!(regions, ["eu-west-1", "us-east-1"], "{name}");
    }
    let hub = of(&snapshot, "Hub")[1];
    assert_eq!(
        hub.arn.as_deref(),
        Some(format!("arn:aws:securityhub:us-east-1:{ACCOUNT}:hub/default").as_str())
    );
    assert!(hub.configuration["SubscribedAt"].is_string());
    let standard = of(&snapshot, "Standard")[1];
    assert_eq!(standard.configuration["StandardsStatus"], json!("READY"));
    let organization = of(&snapshot, "OrganizationConfiguration")[1];
    assert_eq!(organization.configuration["AutoEnable"], json!(true));
    assert_eq!(
        organization.supplementary_configuration["AdminAccounts"],
        json!([{"AccountId": ACCOUNT, "Status": "ENABLED"}])
    );
}

#[test]
fn an_account_without_security_hub_is_known_to_have_none() {
    let snapshot = collect(SimulatedAws::shared("empty"), &controls());
    assert_eq!(snapshot.gaps, []);
    assert_eq!(snapshot.items, []);
}

#[test]
fn a_member_is_not_asked_how_the_organization_is_managed() {
    let evaluation = audit(SimulatedAws::shared("member"), &controls());
    for finding in &evaluation.findings {
        let expected = match finding.control.as_str() {
            _ if finding.subject.to_string().contains("ap-south-2") => Status::NotApplicable,
            "securityhub-organization-managed" => Status::NotApplicable,
            _ => Status::Pass,
        };
        assert_eq!(finding.outcome.status(), expected, "{finding:#?}");
    }
}

#[test]
fn a_refusal_by_iam_is_no_missing_hub() {
    let aws = SimulatedAws::with("empty");
    for action in controls().plan().actions {
        if !action.starts_with("securityhub:") {
            continue;
        }
        aws.deny(&[&action]);
        let snapshot = collect(&aws, &controls());
        aws.allow();
        let gaps: Vec<_> = snapshot
            .gaps
            .iter()
            .map(|gap| (gap.action.as_str(), gap.region.as_deref(), gap.kind))
            .collect();
        let denied = |region| (action.as_str(), Some(region), GapKind::AccessDenied);
        assert_eq!(gaps, [denied("eu-west-1"), denied("us-east-1")]);
    }
}

#[test]
fn a_list_of_standards_is_read_to_its_end() {
    let aws = SimulatedAws::with("compliant");
    aws.fault("securityhub:GetEnabledStandards", "page-loop", None);
    let snapshot = collect(&aws, &controls());
    let messages: Vec<_> = snapshot
        .gaps
        .iter()
        .map(|gap| (gap.action.as_str(), gap.message.as_deref().unwrap()))
        .collect();
    assert_eq!(messages.len(), 2, "{messages:#?}");
    for (action, message) in messages {
        assert_eq!(action, "securityhub:GetEnabledStandards");
        assert!(message.contains("the list has no end"), "{message}");
    }
}
