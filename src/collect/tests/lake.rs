//! CloudTrail Lake: event data stores and channels, each with what further calls say.

use serde_json::{Value, json};

use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::{coverage, gaps, only, plan};
use crate::collect::Options;
use crate::model::gap::GapKind;
use crate::model::item::USED_BY;

const STORE: &str = "AWS::CloudTrail::EventDataStore";
const CHANNEL: &str = "AWS::CloudTrail::Channel";
const STORES: [&str; 5] = [
    "cloudtrail:ListEventDataStores",
    "cloudtrail:GetEventDataStore",
    "cloudtrail:GetInsightSelectors",
    "cloudtrail:GetResourcePolicy",
    "cloudtrail:ListTags",
];
const CHANNELS: [&str; 4] = [
    "cloudtrail:ListChannels",
    "cloudtrail:GetChannel",
    "cloudtrail:GetResourcePolicy",
    "cloudtrail:ListTags",
];
const STORE_ARN: &str = "arn:aws:cloudtrail:us-east-1:111111111111:eventdatastore/0a1b";
const CHANNEL_ARN: &str = "arn:aws:cloudtrail:us-east-1:111111111111:channel/4e5f";
const KEY_ARN: &str = "arn:aws:kms:us-east-1:111111111111:key/1f6a";

fn store(arn: &str) -> Value {
    json!({
        "EventDataStoreArn": arn,
        "Name": "audit",
        "Status": "ENABLED",
        "AdvancedEventSelectors": [{"Name": "all", "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Management"], "NotEquals": []}
        ]}],
        "MultiRegionEnabled": true,
        "OrganizationEnabled": false,
        "RetentionPeriod": 2557,
        "TerminationProtectionEnabled": true,
        "CreatedTimestamp": 1_700_000_000,
        "UpdatedTimestamp": 1_700_000_000,
        "KmsKeyId": KEY_ARN,
        "BillingMode": "FIXED_RETENTION_PRICING",
        "FederationStatus": "DISABLED",
    })
}

/// An account with one store and one channel.
fn lake(request: &Request) -> Option<Reply> {
    let arn = |member: &str| request.body[member].as_str().unwrap_or_default().to_owned();
    Some(Reply::json(match request.operation.as_str() {
        "ListEventDataStores" => {
            json!({"EventDataStores": [{"EventDataStoreArn": STORE_ARN, "Name": "audit"}]})
        }
        "GetEventDataStore" => store(&arn("EventDataStore")),
        "ListChannels" => json!({"Channels": [{"ChannelArn": CHANNEL_ARN, "Name": "partner"}]}),
        "GetChannel" => json!({
            "ChannelArn": arn("Channel"),
            "Name": "partner",
            "Source": "Custom",
            "Destinations": [{"Type": "EVENT_DATA_STORE", "Location": STORE_ARN}],
            "IngestionStatus": {"LatestIngestionSuccessTime": 1_700_000_000},
        }),
        "GetResourcePolicy" => json!({
            "ResourceArn": arn("ResourceArn"),
            "ResourcePolicy": "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
        }),
        "ListTags" => json!({"ResourceTagList": [{
            "ResourceId": request.body["ResourceIdList"][0],
            "TagsList": [{"Key": "owner", "Value": "security"}],
        }]}),
        _ => return None,
    }))
}

/// The lake, with another answer to one operation.
fn lake_but(operation: &'static str, reply: Reply) -> Fake {
    Fake::new(move |request| {
        if request.operation == operation {
            Some(reply.clone())
        } else {
            lake(request)
        }
    })
}

#[tokio::test]
async fn a_store_has_the_names_of_the_api() {
    let aws = Fake::new(lake);
    let snapshot = aws
        .collect(&plan(&STORES), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    let item = only(&snapshot, STORE);
    assert_eq!(item.arn.as_deref(), Some(STORE_ARN));
    assert_eq!(
        (item.resource_id.as_str(), item.resource_name.as_deref()),
        ("0a1b", Some("audit"))
    );
    assert_eq!(item.aws_region, "us-east-1");
    let mut expected = store(STORE_ARN);
    expected["CreatedTimestamp"] = json!("2023-11-14T22:13:20Z");
    expected["UpdatedTimestamp"] = json!("2023-11-14T22:13:20Z");
    expected["AdvancedEventSelectors"][0]["FieldSelectors"] =
        json!([{"Field": "eventCategory", "Equals": ["Management"]}]);
    assert_eq!(item.configuration, expected);
    assert_eq!(
        Value::Object(item.supplementary_configuration.clone()),
        json!({
            "InsightSelectors": [],
            "ResourcePolicy": {"Version": "2012-10-17", "Statement": []},
        })
    );
    assert_eq!(
        Value::Object(item.tags.clone()),
        json!({"owner": "security"})
    );
    for action in STORES {
        assert_eq!(
            coverage(&snapshot, action),
            [(Some("us-east-1"), 1)],
            "{action}"
        );
    }
    let named: Vec<Value> = aws
        .requests()
        .iter()
        .filter(|request| request.operation == "GetInsightSelectors")
        .map(|request| request.body.clone())
        .collect();
    assert_eq!(named, [json!({"EventDataStore": STORE_ARN})]);
}

#[tokio::test]
async fn a_channel_has_the_names_of_the_api() {
    let aws = Fake::new(lake);
    let snapshot = aws
        .collect(&plan(&CHANNELS), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    let item = only(&snapshot, CHANNEL);
    assert_eq!(item.arn.as_deref(), Some(CHANNEL_ARN));
    assert_eq!(
        (item.resource_id.as_str(), item.resource_name.as_deref()),
        ("4e5f", Some("partner"))
    );
    assert_eq!(
        item.configuration,
        json!({
            "ChannelArn": CHANNEL_ARN,
            "Name": "partner",
            "Source": "Custom",
            "Destinations": [{"Type": "EVENT_DATA_STORE", "Location": STORE_ARN}],
        })
    );
    assert_eq!(
        Value::Object(item.supplementary_configuration.clone()),
        json!({
            "IngestionStatus": {"LatestIngestionSuccessTime": "2023-11-14T22:13:20Z"},
            "ResourcePolicy": {"Version": "2012-10-17", "Statement": []},
        })
    );
    assert_eq!(
        Value::Object(item.tags.clone()),
        json!({"owner": "security"})
    );
    for action in CHANNELS {
        assert_eq!(
            coverage(&snapshot, action),
            [(Some("us-east-1"), 1)],
            "{action}"
        );
    }
    assert_eq!(aws.times("ListEventDataStores"), 0);
}

#[tokio::test]
async fn what_is_not_wanted_is_not_asked_for() {
    let aws = Fake::new(lake);
    let snapshot = aws
        .collect(
            &plan(&["cloudtrail:ListChannels", "cloudtrail:GetEventDataStore"]),
            in_regions(&["us-east-1"]),
        )
        .await
        .expect("a snapshot");
    assert_eq!(
        aws.asked(),
        [
            "us-east-1 GetCallerIdentity",
            "us-east-1 GetEventDataStore",
            "us-east-1 ListChannels",
            "us-east-1 ListEventDataStores",
            "us-east-1 ListRegions",
        ]
    );
    assert_eq!(
        only(&snapshot, CHANNEL).configuration,
        json!({}),
        "a channel's settings take a call of their own"
    );
}

#[tokio::test]
async fn an_account_without_a_lake_is_covered_by_the_lists() {
    let aws = Fake::new(|_| None);
    let all = [&STORES[..], &CHANNELS[..]].concat();
    let snapshot = aws
        .collect(&plan(&all), Options::default())
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    assert_eq!(snapshot.items, []);
    for (action, calls) in [
        ("cloudtrail:ListEventDataStores", 1),
        ("cloudtrail:GetEventDataStore", 0),
        ("cloudtrail:ListChannels", 1),
        ("cloudtrail:GetChannel", 0),
    ] {
        assert_eq!(
            coverage(&snapshot, action),
            [(Some("eu-west-1"), calls), (Some("us-east-1"), calls)],
            "{action}"
        );
    }
    // Of the two types each.
    assert_eq!(coverage(&snapshot, "cloudtrail:GetResourcePolicy").len(), 4);
}

#[tokio::test]
async fn a_region_without_the_service_has_no_store_and_no_channel() {
    let refused = Reply::refused(400, "UnsupportedOperationException", "not here");
    let aws = Fake::new(move |request| {
        let is_list = matches!(
            request.operation.as_str(),
            "ListEventDataStores" | "ListChannels"
        );
        if is_list && request.region == "eu-west-1" {
            Some(refused.clone())
        } else {
            lake(request)
        }
    });
    let all = [&STORES[..], &CHANNELS[..]].concat();
    let snapshot = aws
        .collect(&plan(&all), Options::default())
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    assert_eq!(only(&snapshot, STORE).aws_region, "us-east-1");
    assert_eq!(only(&snapshot, CHANNEL).aws_region, "us-east-1");
    assert_eq!(
        coverage(&snapshot, "cloudtrail:GetEventDataStore"),
        [(Some("eu-west-1"), 0), (Some("us-east-1"), 1)]
    );
}

#[tokio::test]
async fn a_list_that_was_refused_leaves_the_stores_unknown() {
    let denied = Reply::refused(400, "AccessDeniedException", "no");
    let aws = lake_but("ListEventDataStores", denied.clone());
    let snapshot = aws
        .collect(&plan(&STORES), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let region = Some("us-east-1");
    let code = Some("AccessDeniedException");
    assert_eq!(
        gaps(&snapshot),
        [
            (
                "cloudtrail:GetEventDataStore",
                region,
                None,
                GapKind::NotCollected,
                None
            ),
            (
                "cloudtrail:ListEventDataStores",
                region,
                None,
                GapKind::AccessDenied,
                code
            ),
        ]
    );
    let aws = lake_but("ListChannels", denied);
    let snapshot = aws
        .collect(&plan(&CHANNELS), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(
        gaps(&snapshot),
        [(
            "cloudtrail:ListChannels",
            region,
            None,
            GapKind::AccessDenied,
            code
        )]
    );
}

#[tokio::test]
async fn a_list_that_is_cut_off_or_has_no_end_is_no_empty_one() {
    for (reply, kind) in [
        (Reply::text(200, "{}"), GapKind::Failed),
        (Reply::text(200, ""), GapKind::Failed),
        (
            Reply::refused(400, "ThrottlingException", "slow"),
            GapKind::Throttled,
        ),
        (
            Reply::json(json!({"EventDataStores": [], "NextToken": "again"})),
            GapKind::Failed,
        ),
    ] {
        let aws = lake_but("ListEventDataStores", reply.clone());
        let snapshot = aws
            .collect(&plan(&STORES), in_regions(&["us-east-1"]))
            .await
            .expect("a snapshot");
        let kinds: Vec<GapKind> = snapshot.gaps.iter().map(|gap| gap.kind).collect();
        assert_eq!(kinds, [GapKind::NotCollected, kind], "{reply:?}");
    }
    for (operation, plan_of) in [
        ("GetEventDataStore", &STORES[..]),
        ("GetChannel", &CHANNELS[..]),
        ("GetResourcePolicy", &CHANNELS[..]),
    ] {
        let aws = lake_but(operation, Reply::text(200, "{}"));
        let snapshot = aws
            .collect(&plan(plan_of), in_regions(&["us-east-1"]))
            .await
            .expect("a snapshot");
        let found: Vec<(&str, GapKind)> = snapshot
            .gaps
            .iter()
            .map(|gap| (gap.action.as_str(), gap.kind))
            .collect();
        let action = format!("cloudtrail:{operation}");
        assert_eq!(found, [(action.as_str(), GapKind::Failed)]);
    }
}

#[tokio::test]
async fn all_pages_are_read() {
    let aws = Fake::new(|request| match request.operation.as_str() {
        "ListEventDataStores" if request.body["NextToken"].is_null() => Some(Reply::json(json!({
            "EventDataStores": [{"EventDataStoreArn": STORE_ARN}],
            "NextToken": "2",
        }))),
        "ListEventDataStores" => Some(Reply::json(json!({
            "EventDataStores": [{"EventDataStoreArn": format!("{STORE_ARN}2")}],
        }))),
        "ListChannels" if request.body["NextToken"].is_null() => Some(Reply::json(json!({
            "Channels": [{"ChannelArn": CHANNEL_ARN}],
            "NextToken": "2",
        }))),
        "ListChannels" => Some(Reply::json(json!({
            "Channels": [{"ChannelArn": format!("{CHANNEL_ARN}2")}],
        }))),
        _ => lake(request),
    });
    let all = [&STORES[..], &CHANNELS[..]].concat();
    let snapshot = aws
        .collect(&plan(&all), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let ids: Vec<&str> = snapshot
        .items
        .iter()
        .map(|item| item.resource_id.as_str())
        .collect();
    assert_eq!(ids, ["4e5f", "4e5f2", "0a1b", "0a1b2"]);
    assert_eq!(aws.times("GetEventDataStore"), 2);
    assert_eq!(aws.times("GetResourcePolicy"), 4);
}

#[tokio::test]
async fn that_there_is_no_policy_is_an_answer() {
    let none = Reply::refused(404, "ResourcePolicyNotFoundException", "none");
    let aws = lake_but("GetResourcePolicy", none);
    let all = [&STORES[..], &CHANNELS[..]].concat();
    let snapshot = aws
        .collect(&plan(&all), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    for of_type in [STORE, CHANNEL] {
        let parts = &only(&snapshot, of_type).supplementary_configuration;
        assert!(!parts.contains_key("ResourcePolicy"), "{parts:?}");
    }
    // What CloudTrail grants to a delegated administrator is no policy of the account's.
    let granted = Reply::json(
        json!({"ResourceArn": STORE_ARN, "DelegatedAdminResourcePolicy": "{\"Statement\":[]}"}),
    );
    let snapshot = lake_but("GetResourcePolicy", granted)
        .collect(&plan(&STORES), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    let parts = &only(&snapshot, STORE).supplementary_configuration;
    assert!(!parts.contains_key("ResourcePolicy"), "{parts:?}");
}

#[tokio::test]
async fn a_service_s_own_channel_is_not_asked_for_a_policy() {
    let name = "aws-service-channel/resource-explorer-2/default";
    let listed = Reply::json(json!({"Channels": [{"ChannelArn": CHANNEL_ARN, "Name": name}]}));
    let aws = lake_but("ListChannels", listed);
    let snapshot = aws
        .collect(&plan(&CHANNELS), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(aws.times("GetResourcePolicy"), 0);
    assert_eq!(
        only(&snapshot, CHANNEL).resource_name.as_deref(),
        Some(name)
    );
    assert_eq!(
        coverage(&snapshot, "cloudtrail:GetResourcePolicy"),
        [(Some("us-east-1"), 0)]
    );
}

#[tokio::test]
async fn a_service_s_own_channel_says_what_it_hands_on() {
    let reply = Reply::json(json!({
        "ChannelArn": CHANNEL_ARN,
        "SourceConfig": {"ApplyToAllRegions": true, "AdvancedEventSelectors": [
            {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
        ]},
        "Destinations": [{"Type": "AWS_SERVICE", "Location": "resource-explorer-2"}],
    }));
    let snapshot = lake_but("GetChannel", reply)
        .collect(&plan(&CHANNELS), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let item = only(&snapshot, CHANNEL);
    assert_eq!(
        item.configuration["SourceConfig"]["ApplyToAllRegions"],
        true
    );
    assert_eq!(
        item.configuration["SourceConfig"]["AdvancedEventSelectors"][0]["FieldSelectors"][0]["Equals"],
        json!(["Management"])
    );
    assert!(
        !item
            .supplementary_configuration
            .contains_key("IngestionStatus")
    );
}

#[tokio::test]
async fn insights_that_are_on_are_told() {
    let reply = Reply::json(json!({
        "EventDataStoreArn": STORE_ARN,
        "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}],
    }));
    let snapshot = lake_but("GetInsightSelectors", reply)
        .collect(&plan(&STORES), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(
        only(&snapshot, STORE).supplementary_configuration["InsightSelectors"],
        json!([{"InsightType": "ApiCallRateInsight"}])
    );
}

/// A refused store must not leave trails or channels unknown, and a reader should know whose it is.
#[tokio::test]
async fn what_a_store_refuses_is_a_gap_of_that_store_and_its_type() {
    let arn = "arn:aws:cloudtrail:us-east-1:999999999999:eventdatastore/0a1b";
    let listed = json!({"EventDataStores": [{"EventDataStoreArn": arn, "Name": "organization"}]});
    let aws = Fake::new(move |request| match request.operation.as_str() {
        "ListEventDataStores" => Some(Reply::json(listed.clone())),
        "GetEventDataStore" | "GetInsightSelectors" | "GetResourcePolicy" | "ListTags" => {
            Some(Reply::refused(400, "AccessDeniedException", "no"))
        }
        _ => None,
    });
    let snapshot = aws
        .collect(&plan(&STORES), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let item = only(&snapshot, STORE);
    assert_eq!(item.account_id, ACCOUNT);
    assert_eq!(item.owner_account(), Some("999999999999"));
    assert_eq!(item.configuration, json!({}));
    assert!(item.supplementary_configuration.is_empty());
    let found: Vec<(&str, Option<&str>)> = snapshot
        .gaps
        .iter()
        .map(|gap| {
            assert_eq!(gap.resource.as_deref(), Some(arn));
            let told = "no (the event data store belongs to account 999999999999)";
            assert_eq!(gap.message.as_deref(), Some(told));
            (gap.action.as_str(), gap.resource_type.as_deref())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("cloudtrail:GetEventDataStore", None),
            ("cloudtrail:GetInsightSelectors", Some(STORE)),
            ("cloudtrail:GetResourcePolicy", Some(STORE)),
            ("cloudtrail:ListTags", Some(STORE)),
        ]
    );
}

#[tokio::test]
async fn a_policy_that_is_no_object_is_a_gap() {
    let reply = Reply::json(json!({"ResourceArn": STORE_ARN, "ResourcePolicy": "[]"}));
    let snapshot = lake_but("GetResourcePolicy", reply)
        .collect(&plan(&STORES), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(
        gaps(&snapshot),
        [(
            "cloudtrail:GetResourcePolicy",
            Some("us-east-1"),
            Some(STORE_ARN),
            GapKind::Failed,
            None
        )]
    );
}

#[tokio::test]
async fn the_key_of_a_store_is_read_with_who_uses_it() {
    let aws = Fake::new(|request| match request.operation.as_str() {
        "DescribeKey" => Some(Reply::json(json!({"KeyMetadata": {
            "KeyId": "1f6a", "Arn": KEY_ARN, "KeyState": "Disabled", "KeyManager": "CUSTOMER",
        }}))),
        _ => lake(request),
    });
    let mut plan = plan(&[
        "cloudtrail:ListEventDataStores",
        "cloudtrail:GetEventDataStore",
        "kms:DescribeKey",
    ]);
    plan.referenced
        .entry("AWS::KMS::Key".to_owned())
        .or_default()
        .insert(STORE.to_owned());
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let key = only(&snapshot, "AWS::KMS::Key");
    assert_eq!(key.configuration["keyState"], "Disabled");
    let user = &key.relationships[0];
    assert_eq!(
        (
            user.resource_type.as_str(),
            user.resource_id.as_deref(),
            user.resource_name.as_deref(),
            user.relationship_name.as_str()
        ),
        (STORE, Some(STORE_ARN), Some("audit"), USED_BY)
    );
}
