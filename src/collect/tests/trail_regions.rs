//! A trail's status in the regions besides its home: only where somebody wants to know, each refusal a gap of its own.

use serde_json::{Value, json};

use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::trails::{everywhere, trail};
use super::{coverage, gaps, only, plan};
use crate::collect::Options;
use crate::model::gap::GapKind;
use crate::model::plan::Plan;
use crate::resource::cloudtrail::{STATUS_BY_REGION, TRAIL};

fn by_region() -> Plan {
    let mut plan = plan(&["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"]);
    plan.parts
        .entry(TRAIL.name.to_owned())
        .or_default()
        .insert(STATUS_BY_REGION.to_owned());
    plan
}

fn of_main(
    trail: Value,
    script: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static,
) -> Fake {
    let trails = everywhere(vec![trail]);
    Fake::new(move |request| script(request).or_else(|| trails(request)))
}

fn off_in_ireland(request: &Request) -> Option<Reply> {
    (request.operation == "GetTrailStatus" && request.region == "eu-west-1")
        .then(|| Reply::json(json!({"IsLogging": false, "LatestDeliveryError": "AccessDenied"})))
}

#[tokio::test]
async fn every_enabled_region_is_asked_by_arn() {
    let aws = of_main(trail("main", "us-east-1", ACCOUNT), off_in_ireland);
    let snapshot = aws
        .collect(&by_region(), Options::default())
        .await
        .expect("a snapshot");
    let parts = &only(&snapshot, TRAIL.name).supplementary_configuration;
    assert_eq!(
        parts["TrailStatusByRegion"],
        json!({
            "eu-west-1": {"IsLogging": false, "LatestDeliveryError": "AccessDenied"},
            "us-east-1": {"IsLogging": true},
        })
    );
    assert_eq!(parts["TrailStatus"], json!({"IsLogging": true}));
    // The home region is asked once for both parts.
    assert_eq!(aws.times("GetTrailStatus"), 2);
    for request in aws.requests() {
        if request.operation == "GetTrailStatus" {
            let arn = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main");
            assert_eq!(request.body["Name"], json!(arn));
        }
    }
    assert_eq!(
        coverage(&snapshot, "cloudtrail:GetTrailStatus"),
        [(Some("eu-west-1"), 1), (Some("us-east-1"), 1)]
    );
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn nobody_is_asked_elsewhere_unless_the_plan_wants_the_part() {
    let aws = of_main(trail("main", "us-east-1", ACCOUNT), off_in_ireland);
    let plan = plan(&["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"]);
    let snapshot = aws
        .collect(&plan, Options::default())
        .await
        .expect("a snapshot");
    let parts = &only(&snapshot, TRAIL.name).supplementary_configuration;
    assert!(!parts.contains_key("TrailStatusByRegion"));
    assert_eq!(aws.times("GetTrailStatus"), 1);
}

#[tokio::test]
async fn a_single_region_trail_is_asked_at_home_only() {
    let mut narrow = trail("main", "us-east-1", ACCOUNT);
    narrow["IsMultiRegionTrail"] = json!(false);
    let aws = of_main(narrow, off_in_ireland);
    let snapshot = aws
        .collect(&by_region(), Options::default())
        .await
        .expect("a snapshot");
    let parts = &only(&snapshot, TRAIL.name).supplementary_configuration;
    assert_eq!(
        parts["TrailStatusByRegion"],
        json!({"us-east-1": {"IsLogging": true}})
    );
}

#[tokio::test]
async fn regions_that_were_left_out_are_not_asked() {
    let aws = of_main(trail("main", "us-east-1", ACCOUNT), off_in_ireland);
    let snapshot = aws
        .collect(&by_region(), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let parts = &only(&snapshot, TRAIL.name).supplementary_configuration;
    assert_eq!(
        parts["TrailStatusByRegion"],
        json!({"us-east-1": {"IsLogging": true}})
    );
}

#[tokio::test]
async fn a_region_that_refuses_is_a_gap_there_and_the_others_are_read() {
    let aws = of_main(trail("main", "us-east-1", ACCOUNT), |request| {
        (request.operation == "GetTrailStatus" && request.region == "eu-west-1")
            .then(|| Reply::refused(400, "AccessDeniedException", "no"))
    });
    let snapshot = aws
        .collect(&by_region(), Options::default())
        .await
        .expect("a snapshot");
    let arn = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main");
    assert_eq!(
        gaps(&snapshot),
        [(
            "cloudtrail:GetTrailStatus",
            Some("eu-west-1"),
            Some(arn.as_str()),
            GapKind::AccessDenied,
            Some("AccessDeniedException"),
        )]
    );
    let parts = &only(&snapshot, TRAIL.name).supplementary_configuration;
    assert_eq!(
        parts["TrailStatusByRegion"],
        json!({"us-east-1": {"IsLogging": true}})
    );
}
