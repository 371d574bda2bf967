//! AWS CloudTrail.

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::types::{InsightType, ReadWriteType};

use super::{ELSEWHERE, HOME, LOGS, TRAIL, at_home, settings};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

const ORGANIZATION_TRAIL: &str =
    "arn:aws:cloudtrail:us-east-1:999999999999:trail/organization-trail";

#[tokio::test]
async fn a_trail_of_all_regions_is_described_in_each_of_them() {
    let aws = SimulatedAws::shared("compliant");
    for region in [HOME, ELSEWHERE] {
        let cloudtrail = Client::new(&settings(aws, ACCOUNT, region));
        let answer = cloudtrail.describe_trails().send().await.unwrap();
        let [trail] = answer.trail_list() else {
            panic!("one trail expected in {region}: {answer:?}")
        };
        assert_eq!(trail.trail_arn(), Some(TRAIL));
        assert_eq!(trail.home_region(), Some(HOME));
        assert_eq!(trail.s3_bucket_name(), Some(LOGS));
        assert_eq!(trail.s3_key_prefix(), None);
        assert_eq!(trail.is_multi_region_trail(), Some(true));
        assert_eq!(trail.log_file_validation_enabled(), Some(true));
        assert_eq!(trail.has_custom_event_selectors(), Some(true));
        assert_eq!(trail.has_insight_selectors(), Some(true));
        assert!(trail.kms_key_id().unwrap().starts_with("arn:aws:kms:"));
        assert!(trail.cloud_watch_logs_log_group_arn().is_some());
        assert!(trail.sns_topic_arn().is_some());
    }
    let cloudtrail = Client::new(&settings(aws, ACCOUNT, ELSEWHERE));
    let own = cloudtrail
        .describe_trails()
        .include_shadow_trails(false)
        .send()
        .await
        .unwrap();
    assert!(own.trail_list().is_empty());
    let other = cloudtrail
        .describe_trails()
        .trail_name_list("other")
        .send()
        .await
        .unwrap();
    assert!(other.trail_list().is_empty());
}

#[tokio::test]
async fn a_trail_that_logs_delivers() {
    let aws = SimulatedAws::shared("compliant");
    for region in [HOME, ELSEWHERE] {
        let cloudtrail = Client::new(&settings(aws, ACCOUNT, region));
        let status = cloudtrail
            .get_trail_status()
            .name(TRAIL)
            .send()
            .await
            .unwrap();
        assert_eq!(status.is_logging(), Some(true));
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs_f64();
        for time in [
            status.latest_delivery_time(),
            status.latest_digest_delivery_time(),
            status.latest_cloud_watch_logs_delivery_time(),
            status.latest_notification_time(),
            status.start_logging_time(),
        ] {
            let ago = now - time.unwrap().as_secs_f64();
            assert!(
                (-1.0..3600.0).contains(&ago),
                "{ago} seconds ago: {status:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_trail_that_does_not_log_fails() {
    let aws = SimulatedAws::shared("noncompliant");
    let cloudtrail = Client::new(&at_home(aws));
    let status = cloudtrail
        .get_trail_status()
        .name("stopped-trail")
        .send()
        .await
        .unwrap();
    assert_eq!(status.is_logging(), Some(false));
    assert_eq!(status.latest_delivery_error(), Some("NoSuchBucket"));
    assert!(status.stop_logging_time().is_some());
    assert!(status.latest_cloud_watch_logs_delivery_time().is_none());
}

#[tokio::test]
async fn selectors_are_read_by_arn_from_any_region() {
    let aws = SimulatedAws::shared("compliant");
    for region in [HOME, ELSEWHERE] {
        let cloudtrail = Client::new(&settings(aws, ACCOUNT, region));
        let selectors = cloudtrail
            .get_event_selectors()
            .trail_name(TRAIL)
            .send()
            .await
            .unwrap();
        assert_eq!(selectors.trail_arn(), Some(TRAIL));
        assert!(selectors.event_selectors().is_empty());
        let [management, objects, functions] = selectors.advanced_event_selectors() else {
            panic!("{selectors:?}")
        };
        assert_eq!(management.field_selectors()[0].equals(), ["Management"]);
        for (data, of) in [
            (objects, "AWS::S3::Object"),
            (functions, "AWS::Lambda::Function"),
        ] {
            assert_eq!(data.field_selectors()[0].equals(), ["Data"]);
            assert_eq!(data.field_selectors()[1].equals(), [of]);
        }
        let insights = cloudtrail
            .get_insight_selectors()
            .trail_name(TRAIL)
            .send()
            .await
            .unwrap();
        let kinds: Vec<_> = insights
            .insight_selectors()
            .iter()
            .filter_map(|each| each.insight_type())
            .collect();
        assert_eq!(
            kinds,
            [
                &InsightType::ApiCallRateInsight,
                &InsightType::ApiErrorRateInsight
            ]
        );
    }
}

#[tokio::test]
async fn selectors_that_were_never_set_are_what_aws_takes_for_granted() {
    let aws = SimulatedAws::shared("member");
    let owner = Client::new(&settings(aws, "999999999999", HOME));
    let selectors = owner
        .get_event_selectors()
        .trail_name(ORGANIZATION_TRAIL)
        .send()
        .await
        .unwrap();
    let [selector] = selectors.event_selectors() else {
        panic!("{selectors:?}")
    };
    assert_eq!(selector.read_write_type(), Some(&ReadWriteType::All));
    assert_eq!(selector.include_management_events(), Some(true));
    let error = owner
        .get_insight_selectors()
        .trail_name(ORGANIZATION_TRAIL)
        .send()
        .await
        .unwrap_err();
    assert!(
        error
            .into_service_error()
            .is_insight_not_enabled_exception()
    );
}

#[tokio::test]
async fn classic_selectors_are_read_as_they_were_put() {
    let aws = SimulatedAws::shared("noncompliant");
    let cloudtrail = Client::new(&at_home(aws));
    let selectors = cloudtrail
        .get_event_selectors()
        .trail_name("stopped-trail")
        .send()
        .await
        .unwrap();
    let [selector] = selectors.event_selectors() else {
        panic!("{selectors:?}")
    };
    assert_eq!(selector.read_write_type(), Some(&ReadWriteType::ReadOnly));
    assert_eq!(
        selector.exclude_management_event_sources(),
        ["kms.amazonaws.com"]
    );
}

#[tokio::test]
async fn a_trail_of_another_region_is_not_found_by_its_name_nor_its_tags_by_its_arn() {
    let aws = SimulatedAws::shared("compliant");
    let elsewhere = Client::new(&settings(aws, ACCOUNT, ELSEWHERE));
    let error = elsewhere
        .get_trail_status()
        .name("audit-trail")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_trail_not_found_exception());
    let error = elsewhere
        .list_tags()
        .resource_id_list(TRAIL)
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
}

#[tokio::test]
async fn tags_are_listed() {
    let aws = SimulatedAws::shared("compliant");
    let cloudtrail = Client::new(&at_home(aws));
    let answer = cloudtrail
        .list_tags()
        .resource_id_list(TRAIL)
        .send()
        .await
        .unwrap();
    let [resource] = answer.resource_tag_list() else {
        panic!("{answer:?}")
    };
    assert_eq!(resource.resource_id(), Some(TRAIL));
    assert_eq!(resource.tags_list()[0].key(), "owner");
    assert_eq!(resource.tags_list()[0].value(), Some("security"));
}

#[tokio::test]
async fn a_member_sees_the_trail_of_its_organization_but_not_all_of_it() {
    let aws = SimulatedAws::shared("member");
    for (account, region) in [
        (ACCOUNT, HOME),
        (ACCOUNT, ELSEWHERE),
        ("111122223333", HOME),
    ] {
        let member = Client::new(&settings(aws, account, region));
        let answer = member.describe_trails().send().await.unwrap();
        let [trail] = answer.trail_list() else {
            panic!("{answer:?}")
        };
        assert_eq!(trail.trail_arn(), Some(ORGANIZATION_TRAIL));
        assert_eq!(trail.is_organization_trail(), Some(true));
        let status = member
            .get_trail_status()
            .name(ORGANIZATION_TRAIL)
            .send()
            .await
            .unwrap();
        assert_eq!(status.is_logging(), Some(true));
        let error = member
            .get_event_selectors()
            .trail_name(ORGANIZATION_TRAIL)
            .send()
            .await
            .unwrap_err();
        assert_eq!(
            error.into_service_error().meta().code(),
            Some("AccessDeniedException")
        );
        let error = member
            .list_tags()
            .resource_id_list(ORGANIZATION_TRAIL)
            .send()
            .await
            .unwrap_err();
        assert_eq!(
            error.into_service_error().meta().code(),
            Some("AccessDeniedException")
        );
    }
    let stranger = Client::new(&settings(aws, "444455556666", HOME));
    assert!(
        stranger
            .describe_trails()
            .send()
            .await
            .unwrap()
            .trail_list()
            .is_empty()
    );
    let error = stranger
        .get_trail_status()
        .name(ORGANIZATION_TRAIL)
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_trail_not_found_exception());
}
