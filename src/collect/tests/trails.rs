//! Trails: shadow copies, organization trails, one refused trail among others.

use serde_json::{Value, json};

use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::{coverage, gaps, only, plan};
use crate::collect::Options;
use crate::model::gap::GapKind;

const TRAIL: &str = "AWS::CloudTrail::Trail";

pub fn trail(name: &str, home: &str, owner: &str) -> Value {
    json!({
        "Name": name,
        "TrailARN": format!("arn:aws:cloudtrail:{home}:{owner}:trail/{name}"),
        "HomeRegion": home,
        "S3BucketName": "logs",
        "IsMultiRegionTrail": true,
        "IncludeGlobalServiceEvents": true,
        "IsOrganizationTrail": owner != ACCOUNT,
        "LogFileValidationEnabled": true,
        "HasCustomEventSelectors": true,
        "HasInsightSelectors": false,
    })
}

/// Each region shows these trails.
pub fn everywhere(trails: Vec<Value>) -> impl Fn(&Request) -> Option<Reply> + Send + Sync {
    move |request| {
        (request.operation == "DescribeTrails").then(|| Reply::json(json!({"trailList": trails})))
    }
}

#[tokio::test]
async fn a_plan_of_one_operation_makes_no_other_call() {
    let aws = Fake::new(everywhere(vec![trail("main", "eu-west-1", ACCOUNT)]));
    let snapshot = aws
        .collect(&plan(&["cloudtrail:DescribeTrails"]), Options::default())
        .await
        .expect("a snapshot");
    assert_eq!(
        aws.asked(),
        [
            "eu-west-1 DescribeTrails",
            "us-east-1 DescribeTrails",
            "us-east-1 GetCallerIdentity",
            "us-east-1 ListRegions",
        ]
    );
    assert!(snapshot.complete);
    assert_eq!(snapshot.gaps, []);
    let trail = only(&snapshot, TRAIL);
    assert!(trail.supplementary_configuration.is_empty());
    assert_eq!(
        trail.configuration_item_capture_time.as_deref(),
        Some("2026-11-25T00:00:00Z")
    );
    for (action, places) in [
        ("sts:GetCallerIdentity", vec![(None, 1)]),
        ("account:ListRegions", vec![(None, 1)]),
        (
            "cloudtrail:DescribeTrails",
            vec![(Some("eu-west-1"), 1), (Some("us-east-1"), 1)],
        ),
        ("cloudtrail:GetTrailStatus", vec![]),
    ] {
        assert_eq!(coverage(&snapshot, action), places, "{action}");
    }
    let scope = &snapshot.header.accounts[0];
    assert_eq!(
        (scope.id.as_str(), scope.partition.as_str()),
        (ACCOUNT, "aws")
    );
    let selected: Vec<(&str, bool)> = scope
        .regions
        .iter()
        .map(|region| (region.name.as_str(), region.selected))
        .collect();
    assert_eq!(
        selected,
        [
            ("af-south-1", false),
            ("eu-west-1", true),
            ("us-east-1", true)
        ]
    );
}

#[tokio::test]
async fn copies_are_one_trail_read_in_its_home_region_by_arn() {
    let aws = Fake::new(everywhere(vec![trail("main", "eu-west-1", ACCOUNT)]));
    let all = [
        "cloudtrail:DescribeTrails",
        "cloudtrail:GetTrailStatus",
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetInsightSelectors",
        "cloudtrail:ListTags",
    ];
    // The home region is not among those asked for.
    let snapshot = aws
        .collect(&plan(&all), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let item = only(&snapshot, TRAIL);
    let arn = format!("arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/main");
    assert_eq!(item.aws_region, "eu-west-1");
    assert_eq!(item.arn.as_deref(), Some(arn.as_str()));
    assert_eq!(item.resource_id, "main");
    assert_eq!(item.configuration["trailARN"], json!(arn));
    assert_eq!(
        item.supplementary_configuration.keys().collect::<Vec<_>>(),
        [
            "AdvancedEventSelectors",
            "EventSelectors",
            "InsightSelectors",
            "TrailStatus"
        ]
    );
    for (operation, member) in [
        ("GetTrailStatus", "Name"),
        ("GetEventSelectors", "TrailName"),
        ("GetInsightSelectors", "TrailName"),
    ] {
        let requests = aws.requests();
        let made: Vec<&Request> = requests
            .iter()
            .filter(|request| request.operation == operation)
            .collect();
        assert_eq!(made.len(), 1, "{operation}");
        assert_eq!(made[0].region, "eu-west-1", "{operation}");
        assert_eq!(made[0].body[member], json!(arn), "{operation}");
    }
    assert_eq!(
        coverage(&snapshot, "cloudtrail:GetTrailStatus"),
        [(Some("eu-west-1"), 1), (Some("us-east-1"), 0)]
    );
    assert_eq!(
        coverage(&snapshot, "cloudtrail:DescribeTrails"),
        [(Some("us-east-1"), 1)]
    );
}

#[tokio::test]
async fn without_trails_the_status_is_covered_by_no_call() {
    let aws = Fake::new(|_| None);
    let plan = plan(&["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(
        coverage(&snapshot, "cloudtrail:GetTrailStatus"),
        [(Some("us-east-1"), 0)]
    );
    assert_eq!(aws.times("GetTrailStatus"), 0);
}

#[tokio::test]
async fn a_refused_trail_does_not_spoil_the_next() {
    let trails = everywhere(vec![
        trail("first", "us-east-1", ACCOUNT),
        trail("second", "us-east-1", ACCOUNT),
    ]);
    let aws = Fake::new(move |request| match request.operation.as_str() {
        "GetTrailStatus"
            if request.body["Name"]
                .as_str()
                .is_some_and(|name| name.ends_with("first")) =>
        {
            Some(Reply::refused(400, "TrailNotFoundException", "gone"))
        }
        _ => trails(request),
    });
    let plan = plan(&["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let first = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/first");
    assert_eq!(
        gaps(&snapshot),
        [(
            "cloudtrail:GetTrailStatus",
            Some("us-east-1"),
            Some(first.as_str()),
            GapKind::Failed,
            Some("TrailNotFoundException")
        )]
    );
    let has_status: Vec<(&str, bool)> = snapshot
        .items
        .iter()
        .map(|item| {
            (
                item.resource_id.as_str(),
                item.supplementary_configuration.contains_key("TrailStatus"),
            )
        })
        .collect();
    assert_eq!(has_status, [("first", false), ("second", true)]);
    assert_eq!(
        coverage(&snapshot, "cloudtrail:GetTrailStatus"),
        [(Some("us-east-1"), 2)]
    );
}

#[tokio::test]
async fn a_member_sees_its_organizations_trail_with_what_it_may_not_read() {
    let trails = everywhere(vec![trail("organization", "us-east-1", "999999999999")]);
    let aws = Fake::new(move |request| match request.operation.as_str() {
        "GetEventSelectors" => Some(Reply::refused(400, "AccessDeniedException", "not yours")),
        _ => trails(request),
    });
    let plan = plan(&[
        "cloudtrail:DescribeTrails",
        "cloudtrail:GetTrailStatus",
        "cloudtrail:GetEventSelectors",
    ]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let item = only(&snapshot, TRAIL);
    assert_eq!(item.account_id, ACCOUNT);
    assert_eq!(item.owner_account(), Some("999999999999"));
    assert!(item.supplementary_configuration.contains_key("TrailStatus"));
    assert!(
        !item
            .supplementary_configuration
            .contains_key("EventSelectors")
    );
    assert_eq!(snapshot.gaps.len(), 1);
    assert_eq!(snapshot.gaps[0].kind, GapKind::AccessDenied);
    assert_eq!(
        snapshot.gaps[0].message.as_deref(),
        Some("not yours (the trail belongs to account 999999999999)")
    );
}

#[tokio::test]
async fn selectors_status_and_tags_keep_the_names_of_the_api() {
    let trails = everywhere(vec![trail("main", "us-east-1", ACCOUNT)]);
    let arn = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main");
    let aws = Fake::new(move |request| match request.operation.as_str() {
        "GetTrailStatus" => Some(Reply::json(json!({
            "IsLogging": false,
            "LatestDeliveryTime": 1_700_000_000,
            "LatestDeliveryError": "AccessDenied",
        }))),
        "GetEventSelectors" => Some(Reply::json(
            json!({"TrailARN": arn, "AdvancedEventSelectors": [
                {"Name": "management", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"], "NotEquals": []}]}
            ]}),
        )),
        "GetInsightSelectors" => Some(Reply::json(
            json!({"TrailARN": arn, "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}]}),
        )),
        "ListTags" if request.body["NextToken"].is_null() => {
            Some(Reply::json(json!({"NextToken": "2", "ResourceTagList": [
                {"ResourceId": arn, "TagsList": [{"Key": "owner", "Value": "security"}]}
            ]})))
        }
        "ListTags" => Some(Reply::json(
            json!({"ResourceTagList": [{"ResourceId": arn, "TagsList": [{"Key": "bare"}]}]}),
        )),
        _ => trails(request),
    });
    let plan = plan(&[
        "cloudtrail:DescribeTrails",
        "cloudtrail:GetTrailStatus",
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetInsightSelectors",
        "cloudtrail:ListTags",
    ]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let item = only(&snapshot, TRAIL);
    assert_eq!(
        Value::Object(item.supplementary_configuration.clone()),
        json!({
            "TrailStatus": {
                "IsLogging": false,
                "LatestDeliveryTime": "2023-11-14T22:13:20Z",
                "LatestDeliveryError": "AccessDenied",
            },
            "EventSelectors": [],
            "AdvancedEventSelectors": [
                {"Name": "management", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
            ],
            "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}],
        })
    );
    assert_eq!(
        Value::Object(item.tags.clone()),
        json!({"owner": "security", "bare": ""})
    );
    assert_eq!(
        coverage(&snapshot, "cloudtrail:ListTags"),
        [(Some("us-east-1"), 2)]
    );
}
