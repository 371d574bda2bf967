//! Amazon CloudWatch Logs.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::error::ProvideErrorMetadata;
use aws_sdk_cloudwatchlogs::types::{
    DataProtectionStatus, LogGroupClass, MetricTransformation, OrderBy, PolicyScope,
};

use super::at_home;
use crate::simulated_aws::SimulatedAws;

const GROUP: &str = "audit-trail";
const ARN: &str = "arn:aws:logs:us-east-1:123456789012:log-group:audit-trail";

#[tokio::test]
async fn the_log_group_of_the_trail_is_described() {
    let aws = SimulatedAws::shared("compliant");
    let logs = Client::new(&at_home(aws));
    let answer = logs.describe_log_groups().send().await.unwrap();
    let [group] = answer.log_groups() else {
        panic!("{answer:?}")
    };
    assert_eq!(group.log_group_name(), Some(GROUP));
    assert_eq!(group.log_group_arn(), Some(ARN));
    assert_eq!(group.arn(), Some(format!("{ARN}:*").as_str()));
    assert_eq!(group.retention_in_days(), Some(400));
    assert!(group.kms_key_id().unwrap().starts_with("arn:aws:kms:"));
    assert_eq!(group.log_group_class(), Some(&LogGroupClass::Standard));
    assert_eq!(group.metric_filter_count(), Some(16));
    assert_eq!(group.data_protection_status(), None);

    let filters = logs.describe_subscription_filters().log_group_name(GROUP);
    let answer = filters.send().await.unwrap();
    let [filter] = answer.subscription_filters() else {
        panic!("{answer:?}")
    };
    assert_eq!(filter.filter_pattern(), Some(""));
    let archive = "arn:aws:logs:us-east-1:123456789012:destination:archive";
    assert_eq!(filter.destination_arn(), Some(archive));

    let destinations = logs.describe_destinations().send().await.unwrap();
    assert_eq!(destinations.destinations()[0].arn(), Some(archive));
    let policies = logs.describe_resource_policies().send().await.unwrap();
    let [policy] = policies.resource_policies() else {
        panic!("{policies:?}")
    };
    assert_eq!(policy.policy_scope(), Some(&PolicyScope::Account));
}

#[tokio::test]
async fn the_latest_log_stream_has_the_latest_event() {
    let aws = SimulatedAws::shared("compliant");
    let streams = Client::new(&at_home(aws))
        .describe_log_streams()
        .log_group_name(GROUP)
        .order_by(OrderBy::LastEventTime)
        .descending(true)
        .limit(1)
        .send()
        .await
        .unwrap();
    let [stream] = streams.log_streams() else {
        panic!("{streams:?}")
    };
    let age = jiff::Timestamp::now().as_millisecond() - stream.last_event_timestamp().unwrap();
    assert!((0..3_600_000).contains(&age), "{age}");
}

#[tokio::test]
async fn metric_filters_come_in_pages_by_name() {
    let aws = SimulatedAws::shared("compliant");
    let logs = Client::new(&at_home(aws));
    let first = logs
        .describe_metric_filters()
        .limit(10)
        .send()
        .await
        .unwrap();
    let second = logs
        .describe_metric_filters()
        .limit(10)
        .set_next_token(first.next_token.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(second.next_token(), None);
    let names: Vec<&str> = first
        .metric_filters()
        .iter()
        .chain(second.metric_filters())
        .filter_map(|filter| filter.filter_name())
        .collect();
    assert_eq!(names.len(), 16);
    assert!(names.is_sorted(), "{names:?}");
}

#[tokio::test]
async fn a_metric_filter_that_is_put_again_takes_the_first_one_s_place() {
    let aws = SimulatedAws::start();
    let logs = Client::new(&at_home(&aws));
    let transformation = MetricTransformation::builder()
        .metric_name("m")
        .metric_namespace("n")
        .metric_value("1")
        .default_value(0.0)
        .build()
        .unwrap();
    let put = async |pattern: &str| {
        logs.put_metric_filter()
            .log_group_name("group")
            .filter_name("filter")
            .filter_pattern(pattern)
            .metric_transformations(transformation.clone())
            .apply_on_transformed_logs(true)
            .send()
            .await
    };
    let error = put("first").await.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
    let create = logs.create_log_group().log_group_name("group");
    create
        .log_group_class(LogGroupClass::InfrequentAccess)
        .send()
        .await
        .unwrap();
    put("first").await.unwrap();
    put("second").await.unwrap();
    let answer = logs.describe_metric_filters().send().await.unwrap();
    let [filter] = answer.metric_filters() else {
        panic!("{answer:?}")
    };
    assert_eq!(filter.filter_pattern(), Some("second"));
    assert_eq!(filter.metric_transformations(), [transformation]);
    assert!(filter.apply_on_transformed_logs());

    let groups = logs.describe_log_groups().send().await.unwrap();
    let class = groups.log_groups()[0].log_group_class();
    assert_eq!(class, Some(&LogGroupClass::InfrequentAccess));
    let delete = logs.delete_log_group().log_group_name("group");
    delete.send().await.unwrap();
    let answer = logs.describe_metric_filters().send().await.unwrap();
    assert!(answer.metric_filters().is_empty(), "{answer:?}");
}

#[tokio::test]
async fn a_data_protection_policy_is_there_once_it_was_put() {
    let aws = SimulatedAws::with("compliant");
    let logs = Client::new(&at_home(&aws));
    let get = async |group: &str| {
        logs.get_data_protection_policy()
            .log_group_identifier(group)
            .send()
            .await
    };
    assert_eq!(get(GROUP).await.unwrap().policy_document(), None);
    let error = get("none").await.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
    logs.put_data_protection_policy()
        .log_group_identifier(ARN)
        .policy_document("{}")
        .send()
        .await
        .unwrap();
    assert_eq!(get(GROUP).await.unwrap().policy_document(), Some("{}"));
    let groups = logs.describe_log_groups().send().await.unwrap();
    let status = groups.log_groups()[0].data_protection_status();
    assert_eq!(status, Some(&DataProtectionStatus::Activated));
}
