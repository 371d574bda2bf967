//! The organization: in none, as its management account, as a member, and its tree of units and accounts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::{coverage, gaps, only, plan};
use crate::model::gap::GapKind;
use crate::model::snapshot::Snapshot;
use crate::resource;

const ORGANIZATION: &str = "AWS::Organizations::Organization";
const POLICY: &str = "AWS::Organizations::Policy";
const MANAGER: &str = "999999999999";

/// All that can be read of an organization.
const ACTIONS: [&str; 10] = [
    "organizations:DescribeOrganization",
    "organizations:DescribePolicy",
    "organizations:ListAWSServiceAccessForOrganization",
    "organizations:ListAccountsForParent",
    "organizations:ListDelegatedAdministrators",
    "organizations:ListDelegatedServicesForAccount",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListPolicies",
    "organizations:ListRoots",
    "organizations:ListTargetsForPolicy",
];

async fn collect(aws: &Fake, actions: &[&str]) -> Snapshot {
    aws.collect(&plan(actions), in_regions(&["us-east-1"]))
        .await
        .unwrap()
}

fn key(manager: &str) -> String {
    format!("arn:aws:organizations::{manager}:organization/o-example")
}

fn arn(thing: &str) -> String {
    format!("arn:aws:organizations::{ACCOUNT}:{thing}")
}

fn described(manager: &str) -> Reply {
    Reply::json(json!({"Organization": {
        "Id": "o-example",
        "Arn": key(manager),
        "FeatureSet": "ALL",
        "MasterAccountId": manager,
        "MasterAccountArn": format!("arn:aws:organizations::{manager}:account/o-example/{manager}"),
        "MasterAccountEmail": "nobody@example.com",
    }}))
}

fn account(id: &str) -> Value {
    json!({"Id": id, "Arn": arn(&format!("account/o-example/{id}")), "Name": format!("account {id}"), "State": "ACTIVE"})
}

/// A list, in two pages where there is more than one thing in it.
fn list(request: &Request, member: &str, all: Value) -> Reply {
    let all = all.as_array().cloned().unwrap_or_default();
    let Some((first, rest)) = all.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return Reply::json(json!({member: all}));
    };
    match request.body["NextToken"].as_str() {
        None => Reply::json(json!({member: [first], "NextToken": "more"})),
        Some(_) => Reply::json(json!({member: rest})),
    }
}

/// An organization of four accounts, of which one is two units deep, with one policy of its own.
fn organization(request: &Request) -> Option<Reply> {
    let parent = request.body["ParentId"].as_str().unwrap_or_default();
    Some(match request.operation.as_str() {
        "DescribeOrganization" => described(ACCOUNT),
        "ListRoots" => list(
            request,
            "Roots",
            json!([{"Id": "r-1", "Arn": arn("root/o-example/r-1"), "Name": "Root", "PolicyTypes": [
                {"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"},
            ]}]),
        ),
        "ListAWSServiceAccessForOrganization" => list(
            request,
            "EnabledServicePrincipals",
            json!([{"ServicePrincipal": "cloudtrail.amazonaws.com"}, {"ServicePrincipal": "config.amazonaws.com"}]),
        ),
        "ListDelegatedAdministrators" => list(
            request,
            "DelegatedAdministrators",
            json!([{"Id": "222222222222", "State": "ACTIVE"}, {"Id": "333333333333", "Status": "SUSPENDED"}]),
        ),
        "ListDelegatedServicesForAccount" => {
            let service = match request.body["AccountId"].as_str() {
                Some("222222222222") => "cloudtrail.amazonaws.com",
                _ => "config.amazonaws.com",
            };
            list(
                request,
                "DelegatedServices",
                json!([{"ServicePrincipal": service}]),
            )
        }
        "ListOrganizationalUnitsForParent" => {
            let unit = |id: &str| json!([{"Id": id, "Arn": arn(&format!("ou/o-example/{id}")), "Name": id}]);
            let units = match parent {
                "r-1" => unit("ou-a"),
                "ou-a" => unit("ou-b"),
                _ => json!([]),
            };
            list(request, "OrganizationalUnits", units)
        }
        "ListAccountsForParent" => {
            let accounts = match parent {
                "r-1" => json!([account(ACCOUNT)]),
                "ou-a" => json!([account("222222222222"), account("333333333333")]),
                _ => json!([account("444444444444")]),
            };
            list(request, "Accounts", accounts)
        }
        "ListPolicies" => {
            assert_eq!(request.body["Filter"], "SERVICE_CONTROL_POLICY");
            list(
                request,
                "Policies",
                json!([
                    {"Id": "p-FullAWSAccess", "Arn": "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess",
                     "Name": "FullAWSAccess", "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": true},
                    {"Id": "p-guard", "Arn": arn("policy/o-example/service_control_policy/p-guard"),
                     "Name": "guard", "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": false},
                ]),
            )
        }
        "DescribePolicy" => Reply::json(json!({"Policy": {"Content": "{\"Statement\": []}"}})),
        "ListTargetsForPolicy" => list(
            request,
            "Targets",
            json!([{"TargetId": "r-1", "Type": "ROOT"}, {"TargetId": "444444444444", "Type": "ACCOUNT"}]),
        ),
        _ => return None,
    })
}

#[tokio::test]
async fn an_organization_is_read_whole() {
    let aws = Fake::new(organization);
    let snapshot = collect(&aws, &ACTIONS).await;
    assert_eq!(gaps(&snapshot), []);
    let found = only(&snapshot, ORGANIZATION);
    assert_eq!(found.key(), key(ACCOUNT));
    assert_eq!(found.aws_region, "global");
    assert_eq!(found.configuration["ManagementAccountId"], ACCOUNT);
    assert!(!found.configuration.to_string().contains("example.com"));
    assert_eq!(
        Value::Object(found.supplementary_configuration.clone()),
        json!({
            "Roots": [{"Id": "r-1", "Arn": arn("root/o-example/r-1"), "Name": "Root", "PolicyTypes": [
                {"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"},
            ]}],
            "EnabledServicePrincipals": [
                {"ServicePrincipal": "cloudtrail.amazonaws.com"},
                {"ServicePrincipal": "config.amazonaws.com"},
            ],
            "DelegatedAdministrators": [
                {"Id": "222222222222", "State": "ACTIVE"},
                {"Id": "333333333333", "State": "SUSPENDED"},
            ],
            "DelegatedServices": [
                {"AccountId": "222222222222", "ServicePrincipal": "cloudtrail.amazonaws.com"},
                {"AccountId": "333333333333", "ServicePrincipal": "config.amazonaws.com"},
            ],
        })
    );
    // One page or two each, and never a call for each account.
    for (operation, times) in [
        ("DescribeOrganization", 1),
        ("ListRoots", 1),
        ("ListOrganizationalUnitsForParent", 3),
        ("ListAccountsForParent", 4),
        ("ListDelegatedServicesForAccount", 2),
        ("ListPolicies", 2),
        ("DescribePolicy", 2),
        ("ListTargetsForPolicy", 2),
    ] {
        assert_eq!(aws.times(operation), times, "{operation}");
        let covered = coverage(&snapshot, &format!("organizations:{operation}"));
        assert_eq!(covered, [(None, times as u64)], "{operation}");
    }
}

#[tokio::test]
async fn accounts_know_all_that_they_are_below() {
    let snapshot = collect(&Fake::new(organization), &ACTIONS).await;
    let paths = |name: &str, id: &str| -> Vec<(String, String, String)> {
        let items = snapshot
            .items
            .iter()
            .filter(|item| item.resource_type == name);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        items
            .map(|item| {
                assert_eq!(item.configuration[id], item.resource_id.as_str());
                (
                    item.resource_id.clone(),
                    text(&item.configuration["ParentId"]),
                    text(&item.configuration["Path"]),
                )
            })
            .collect()
    };
    let owned = |(id, parent, path): (&str, &str, &str)| {
        (id.to_owned(), parent.to_owned(), path.to_owned())
    };
    assert_eq!(
        paths("AWS::Organizations::OrganizationalUnit", "Id"),
        [
            ("ou-a", "r-1", "o-example/r-1/ou-a/"),
            ("ou-b", "ou-a", "o-example/r-1/ou-a/ou-b/"),
        ]
        .map(owned)
    );
    assert_eq!(
        paths("AWS::Organizations::Account", "AccountId"),
        [
            (ACCOUNT, "r-1", "o-example/r-1/"),
            ("222222222222", "ou-a", "o-example/r-1/ou-a/"),
            ("333333333333", "ou-a", "o-example/r-1/ou-a/"),
            ("444444444444", "ou-b", "o-example/r-1/ou-a/ou-b/"),
        ]
        .map(owned)
    );
}

#[tokio::test]
async fn policies_hold_what_they_say_and_where_they_are() {
    let snapshot = collect(&Fake::new(organization), &ACTIONS).await;
    let parts = |name: &str| {
        let policy = snapshot
            .items
            .iter()
            .find(|item| item.resource_type == POLICY && item.resource_id == name)
            .unwrap();
        Value::Object(policy.supplementary_configuration.clone())
    };
    assert_eq!(
        parts("p-guard"),
        json!({
            "Content": {"Statement": []},
            "Targets": [{"TargetId": "r-1", "Type": "ROOT"}, {"TargetId": "444444444444", "Type": "ACCOUNT"}],
        })
    );
    // Thousands of pages would say that it is everywhere.
    assert_eq!(
        parts("p-FullAWSAccess"),
        json!({"Content": {"Statement": []}})
    );
}

#[tokio::test]
async fn what_nobody_wants_is_not_asked_for() {
    let aws = Fake::new(organization);
    let snapshot = collect(&aws, &ACTIONS[..1]).await;
    let asked = aws.asked();
    assert_eq!(
        asked,
        [
            "us-east-1 DescribeOrganization",
            "us-east-1 GetCallerIdentity",
            "us-east-1 ListRegions",
        ]
    );
    assert_eq!(
        only(&snapshot, ORGANIZATION)
            .supplementary_configuration
            .len(),
        0
    );
    let aws = Fake::new(organization);
    collect(&aws, &[]).await;
    assert_eq!(aws.times("DescribeOrganization"), 0);
}

#[tokio::test]
async fn an_account_in_no_organization_is_a_fact() {
    let aws = Fake::new(|request| {
        (request.operation == "DescribeOrganization").then(|| {
            Reply::refused(
                400,
                "AWSOrganizationsNotInUseException",
                "Your account is not a member of an organization.",
            )
        })
    });
    let snapshot = collect(&aws, &ACTIONS).await;
    assert_eq!(gaps(&snapshot), []);
    assert_eq!(snapshot.items, []);
    for action in ACTIONS {
        let calls = u64::from(action == ACTIONS[0]);
        assert_eq!(coverage(&snapshot, action), [(None, calls)], "{action}");
    }
}

#[tokio::test]
async fn a_member_is_refused_and_told_who_is_not() {
    let aws = Fake::new(|request| {
        Some(match request.operation.as_str() {
            "DescribeOrganization" => described(MANAGER),
            operation if organization(request).is_some() => {
                Reply::refused(400, "AccessDeniedException", operation)
            }
            _ => return None,
        })
    });
    let snapshot = collect(&aws, &ACTIONS).await;
    let key = key(MANAGER);
    assert_eq!(only(&snapshot, ORGANIZATION).key(), key);
    let refused = |action, resource| {
        let code = Some("AccessDeniedException");
        (action, None, resource, GapKind::AccessDenied, code)
    };
    let unknown = |action, resource| (action, None, resource, GapKind::NotCollected, None);
    assert_eq!(
        gaps(&snapshot),
        [
            refused(
                "organizations:ListAWSServiceAccessForOrganization",
                Some(key.as_str())
            ),
            unknown("organizations:ListAccountsForParent", None),
            refused(
                "organizations:ListDelegatedAdministrators",
                Some(key.as_str())
            ),
            unknown(
                "organizations:ListDelegatedServicesForAccount",
                Some(key.as_str())
            ),
            unknown("organizations:ListOrganizationalUnitsForParent", None),
            refused("organizations:ListPolicies", None),
            refused("organizations:ListRoots", Some(key.as_str())),
        ]
    );
    // What was never asked for says what stood before it.
    let said = snapshot
        .gaps
        .iter()
        .map(ToString::to_string)
        .collect::<String>();
    for cause in [
        "the root is not known: organizations:ListRoots: access denied",
        "the delegated administrators are not known: organizations:ListDelegatedAdministrators: access denied",
    ] {
        assert!(said.contains(cause), "{said}");
    }
    for gap in snapshot
        .gaps
        .iter()
        .filter(|gap| gap.kind == GapKind::AccessDenied)
    {
        let message = gap.message.as_deref().unwrap_or_default();
        assert!(
            message.contains("account 999999999999 and delegated"),
            "{gap}"
        );
    }
}

#[tokio::test]
async fn a_refused_organization_leaves_the_rest() {
    let aws = Fake::new(|request| match request.operation.as_str() {
        "DescribeOrganization" => Some(Reply::refused(400, "AccessDeniedException", "no")),
        _ => organization(request),
    });
    let snapshot = collect(&aws, &ACTIONS).await;
    assert_eq!(
        gaps(&snapshot),
        [(
            "organizations:DescribeOrganization",
            None,
            None,
            GapKind::AccessDenied,
            Some("AccessDeniedException")
        )]
    );
    let types: BTreeSet<&str> = snapshot
        .items
        .iter()
        .map(|item| item.resource_type.as_str())
        .collect();
    assert!(types.contains(POLICY) && !types.contains(ORGANIZATION));
}

#[tokio::test]
async fn units_that_are_not_known_hide_accounts() {
    let aws = Fake::new(|request| {
        let hidden = request.operation == "ListOrganizationalUnitsForParent"
            && request.body["ParentId"] == "ou-a";
        if hidden {
            return Some(Reply::refused(400, "AccessDeniedException", "no"));
        }
        organization(request)
    });
    let snapshot = collect(&aws, &ACTIONS).await;
    let messages: Vec<String> = snapshot.gaps.iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "organizations:ListAccountsForParent in 111111111111: not collected (the organizational units in ou-a are not \
             known: organizations:ListOrganizationalUnitsForParent: access denied)",
            "organizations:ListOrganizationalUnitsForParent in 111111111111: access denied (AccessDeniedException: no (in \
             ou-a))",
        ]
    );
}

#[tokio::test]
async fn a_tree_without_end_is_a_gap() {
    let aws = Fake::new(|request| match request.operation.as_str() {
        "ListOrganizationalUnitsForParent" => Some(Reply::json(
            json!({"OrganizationalUnits": [{"Id": "ou-a", "Name": "a"}]}),
        )),
        _ => organization(request),
    });
    let snapshot = collect(&aws, &ACTIONS).await;
    let actions: Vec<&str> = gaps(&snapshot).iter().map(|gap| gap.0).collect();
    assert_eq!(
        actions,
        [
            "organizations:ListAccountsForParent",
            "organizations:ListOrganizationalUnitsForParent"
        ]
    );
    assert_eq!(aws.times("ListOrganizationalUnitsForParent"), 20);
}

#[tokio::test]
async fn a_part_that_is_not_whole_is_left_out() {
    for (operation, parts, missing) in [
        ("ListRoots", ORGANIZATION, "Roots"),
        (
            "ListAWSServiceAccessForOrganization",
            ORGANIZATION,
            "EnabledServicePrincipals",
        ),
        (
            "ListDelegatedServicesForAccount",
            ORGANIZATION,
            "DelegatedServices",
        ),
        ("DescribePolicy", POLICY, "Content"),
        ("ListTargetsForPolicy", POLICY, "Targets"),
    ] {
        let aws = Fake::new(move |request| {
            let again = request.body["NextToken"].is_string()
                || request.body["AccountId"] == "333333333333";
            if request.operation != operation {
                return organization(request);
            }
            // The first answer of those that have several is whole, the second is cut off.
            match operation {
                "ListRoots" | "DescribePolicy" => Some(Reply::json(json!({}))),
                _ if again => Some(Reply::json(json!({}))),
                _ => organization(request),
            }
        });
        let snapshot = collect(&aws, &ACTIONS).await;
        let gaps = gaps(&snapshot);
        let action = format!("organizations:{operation}");
        assert!(
            gaps.iter()
                .any(|gap| gap.0 == action && gap.3 == GapKind::Failed),
            "{operation}: {gaps:?}"
        );
        for item in &snapshot.items {
            if item.resource_type == parts {
                assert!(
                    !item.supplementary_configuration.contains_key(missing),
                    "{operation}"
                );
            }
        }
    }
}

#[test]
fn whoever_reads_one_type_is_told_all_actions_that_it_takes() {
    for name in [
        "AWS::Organizations::Account",
        "AWS::Organizations::OrganizationalUnit",
        POLICY,
    ] {
        let known = resource::find(name).unwrap();
        assert!(
            known
                .prerequisites
                .contains(&"organizations:DescribeOrganization"),
            "{name}"
        );
    }
    let services = resource::find(ORGANIZATION)
        .unwrap()
        .parts
        .iter()
        .find(|part| part.action == "organizations:ListDelegatedServicesForAccount")
        .unwrap();
    assert_eq!(
        services.prerequisites,
        ["organizations:ListDelegatedAdministrators"]
    );
}
