//! Security Hub: enabled or not, told or not, refused, in pages.

use serde_json::json;

use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::{coverage, gaps, only, plan};
use crate::model::gap::GapKind;
use crate::model::snapshot::Snapshot;

const HUB: &str = "AWS::SecurityHub::Hub";
const STANDARD: &str = "AWS::SecurityHub::Standard";
const ORGANIZATION: &str = "AWS::SecurityHub::OrganizationConfiguration";
const ALL: [&str; 4] = [
    "securityhub:DescribeHub",
    "securityhub:GetEnabledStandards",
    "securityhub:DescribeOrganizationConfiguration",
    "securityhub:ListOrganizationAdminAccounts",
];
const HUB_ARN: &str = "arn:aws:securityhub:us-east-1:111111111111:hub/default";

/// An account that has Security Hub and administers it.
fn enabled(request: &Request) -> Option<Reply> {
    match request.operation.as_str() {
        "DescribeHub" => Some(Reply::json(json!({
            "HubArn": HUB_ARN, "SubscribedAt": "2024-02-11T10:00:00.000Z", "AutoEnableControls": true,
            "ControlFindingGenerator": "SECURITY_CONTROL",
        }))),
        "GetEnabledStandards" => Some(Reply::json(json!({"StandardsSubscriptions": [{
            "StandardsSubscriptionArn": "arn:aws:securityhub:us-east-1:111111111111:subscription/pci-dss/v/3.2.1",
            "StandardsArn": "arn:aws:securityhub:us-east-1::standards/pci-dss/v/3.2.1",
            "StandardsInput": {}, "StandardsStatus": "INCOMPLETE",
            "StandardsStatusReason": {"StatusReasonCode": "NO_AVAILABLE_CONFIGURATION_RECORDER"},
        }]}))),
        "DescribeOrganizationConfiguration" => Some(Reply::json(json!({
            "AutoEnable": false, "AutoEnableStandards": "NONE", "MemberAccountLimitReached": false,
            "OrganizationConfiguration": {"ConfigurationType": "CENTRAL", "Status": "ENABLED"},
        }))),
        "ListOrganizationAdminAccounts" => Some(Reply::json(json!({"AdminAccounts": [
            {"AccountId": ACCOUNT, "Status": "ENABLED"},
        ]}))),
        _ => None,
    }
}

async fn in_us_east_1(aws: &Fake, actions: &[&str]) -> Snapshot {
    aws.collect(&plan(actions), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot")
}

/// An AWS that refuses one operation, and answers the others as [`enabled`].
fn refusing(operation: &'static str, reply: Reply) -> Fake {
    Fake::new(move |request| match request.operation.as_str() {
        refused if refused == operation => Some(reply.clone()),
        _ => enabled(request),
    })
}

fn denied() -> Reply {
    Reply::refused(403, "AccessDeniedException", "no policy allows it")
}

fn not_told() -> Reply {
    let message = format!("Account {ACCOUNT} is not an administrator for this organization");
    Reply::refused(401, "InvalidAccessException", &message)
}

#[tokio::test]
async fn the_hub_its_standards_and_the_organization_are_read() {
    let aws = Fake::new(enabled);
    let snapshot = in_us_east_1(&aws, &ALL).await;
    assert_eq!(gaps(&snapshot), []);
    let hub = only(&snapshot, HUB);
    assert_eq!(hub.arn.as_deref(), Some(HUB_ARN));
    assert_eq!(
        hub.configuration,
        json!({
            "HubArn": HUB_ARN, "SubscribedAt": "2024-02-11T10:00:00.000Z", "AutoEnableControls": true,
            "ControlFindingGenerator": "SECURITY_CONTROL",
        })
    );
    let standard = only(&snapshot, STANDARD);
    assert_eq!(
        standard.arn.as_deref(),
        Some("arn:aws:securityhub:us-east-1:111111111111:subscription/pci-dss/v/3.2.1")
    );
    assert_eq!(
        standard.configuration["StandardsStatus"],
        json!("INCOMPLETE")
    );
    assert_eq!(
        standard.configuration["StandardsStatusReason"],
        json!({"StatusReasonCode": "NO_AVAILABLE_CONFIGURATION_RECORDER"})
    );
    let organization = only(&snapshot, ORGANIZATION);
    assert_eq!(
        organization.configuration,
        json!({
            "AutoEnable": false, "AutoEnableStandards": "NONE", "MemberAccountLimitReached": false,
            "OrganizationConfiguration": {"ConfigurationType": "CENTRAL", "Status": "ENABLED"},
        })
    );
    assert_eq!(
        organization.supplementary_configuration["AdminAccounts"],
        json!([{"AccountId": ACCOUNT, "Status": "ENABLED"}])
    );
    for action in ALL {
        assert_eq!(
            coverage(&snapshot, action),
            [(Some("us-east-1"), 1)],
            "{action}"
        );
    }
}

#[tokio::test]
async fn what_is_not_wanted_is_not_asked_for() {
    let aws = Fake::new(enabled);
    let snapshot = in_us_east_1(&aws, &[ALL[2]]).await;
    assert_eq!(aws.times("DescribeOrganizationConfiguration"), 1);
    for operation in [
        "DescribeHub",
        "GetEnabledStandards",
        "ListOrganizationAdminAccounts",
    ] {
        assert_eq!(aws.times(operation), 0, "{operation}");
    }
    let organization = only(&snapshot, ORGANIZATION);
    assert!(organization.supplementary_configuration.is_empty());
}

#[tokio::test]
async fn an_account_without_security_hub_has_none_of_it_for_sure() {
    let aws = Fake::new(|_| None);
    let snapshot = in_us_east_1(&aws, &ALL).await;
    assert_eq!(snapshot.items, []);
    assert_eq!(gaps(&snapshot), []);
    for action in ALL {
        assert_eq!(
            coverage(&snapshot, action),
            [(Some("us-east-1"), 1)],
            "{action}"
        );
    }
}

#[tokio::test]
async fn a_refusal_by_iam_says_nothing_of_the_account() {
    for (operation, action) in [
        ("DescribeHub", ALL[0]),
        ("GetEnabledStandards", ALL[1]),
        ("DescribeOrganizationConfiguration", ALL[2]),
        ("ListOrganizationAdminAccounts", ALL[3]),
    ] {
        let snapshot = in_us_east_1(&refusing(operation, denied()), &ALL).await;
        assert_eq!(
            gaps(&snapshot),
            [(
                action,
                Some("us-east-1"),
                None,
                GapKind::AccessDenied,
                Some("AccessDeniedException")
            )],
            "{operation}"
        );
    }
}

#[tokio::test]
async fn the_management_account_is_told_by_whom_and_not_how() {
    let aws = refusing("DescribeOrganizationConfiguration", not_told());
    let snapshot = in_us_east_1(&aws, &ALL).await;
    assert_eq!(gaps(&snapshot), []);
    let organization = only(&snapshot, ORGANIZATION);
    assert_eq!(organization.configuration, json!({}));
    assert_eq!(
        organization.supplementary_configuration["AdminAccounts"],
        json!([{"AccountId": ACCOUNT, "Status": "ENABLED"}])
    );
}

#[tokio::test]
async fn an_administrator_that_is_not_told_by_whom_is_no_gap() {
    let aws = refusing("ListOrganizationAdminAccounts", not_told());
    let snapshot = in_us_east_1(&aws, &ALL).await;
    assert_eq!(gaps(&snapshot), []);
    let organization = only(&snapshot, ORGANIZATION);
    assert_eq!(organization.configuration["AutoEnable"], json!(false));
    assert!(organization.supplementary_configuration.is_empty());
}

#[tokio::test]
async fn a_management_account_that_named_nobody_says_so() {
    let nobody = Fake::new(|request| match request.operation.as_str() {
        "ListOrganizationAdminAccounts" => Some(Reply::json(json!({"AdminAccounts": []}))),
        _ => None,
    });
    let snapshot = in_us_east_1(&nobody, &ALL).await;
    let organization = only(&snapshot, ORGANIZATION);
    assert_eq!(
        organization.supplementary_configuration["AdminAccounts"],
        json!([])
    );
}

#[tokio::test]
async fn lists_are_read_to_their_end_or_not_at_all() {
    let paged = |cut: bool| {
        Fake::new(move |request| match request.operation.as_str() {
            "GetEnabledStandards" if request.body["NextToken"] == "2" => {
                Some(if cut { denied() } else { enabled(request)? })
            }
            "GetEnabledStandards" => Some(Reply::json(json!({
                "NextToken": "2",
                "StandardsSubscriptions": [{
                    "StandardsSubscriptionArn": "arn:aws:securityhub:us-east-1:111111111111:subscription/first",
                    "StandardsArn": "arn:aws:securityhub:us-east-1::standards/first", "StandardsStatus": "READY",
                }],
            }))),
            "ListOrganizationAdminAccounts" if request.url.contains("NextToken=2") => {
                Some(if cut { denied() } else { enabled(request)? })
            }
            "ListOrganizationAdminAccounts" => Some(Reply::json(json!({
                "NextToken": "2", "AdminAccounts": [{"AccountId": "222222222222", "Status": "DISABLE_IN_PROGRESS"}],
            }))),
            _ => enabled(request),
        })
    };
    let whole = in_us_east_1(&paged(false), &ALL).await;
    assert_eq!(gaps(&whole), []);
    let standards = whole
        .items
        .iter()
        .filter(|item| item.resource_type == STANDARD);
    assert_eq!(standards.count(), 2);
    assert_eq!(
        only(&whole, ORGANIZATION).supplementary_configuration["AdminAccounts"],
        json!([
            {"AccountId": "222222222222", "Status": "DISABLE_IN_PROGRESS"},
            {"AccountId": ACCOUNT, "Status": "ENABLED"},
        ])
    );
    assert_eq!(coverage(&whole, ALL[1]), [(Some("us-east-1"), 2)]);

    let cut = in_us_east_1(&paged(true), &ALL).await;
    assert_eq!(cut.gaps.len(), 2, "{:#?}", cut.gaps);
    // Half of a list of administrators would be another list.
    assert!(
        only(&cut, ORGANIZATION)
            .supplementary_configuration
            .is_empty()
    );
}

#[tokio::test]
async fn a_garbled_answer_is_no_missing_hub() {
    for operation in [
        "DescribeHub",
        "GetEnabledStandards",
        "DescribeOrganizationConfiguration",
        "ListOrganizationAdminAccounts",
    ] {
        for body in ["", "{}", "<html>proxy</html>"] {
            let snapshot = in_us_east_1(&refusing(operation, Reply::text(200, body)), &ALL).await;
            let kinds: Vec<GapKind> = snapshot.gaps.iter().map(|gap| gap.kind).collect();
            assert_eq!(kinds, [GapKind::Failed], "{operation}: {body:?}");
        }
    }
}

#[tokio::test]
async fn a_region_without_the_service_is_told_by_its_missing_host() {
    let aws = refusing("DescribeHub", Reply::NoHost);
    let snapshot = in_us_east_1(&aws, &ALL[..1]).await;
    assert_eq!(
        gaps(&snapshot),
        [(ALL[0], Some("us-east-1"), None, GapKind::Unsupported, None)]
    );
    let message = snapshot.gaps[0].message.as_deref().expect("a message");
    assert!(message.contains("failed to lookup address"), "{message}");
}
