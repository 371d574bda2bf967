//! Amazon CloudWatch, which speaks CBOR.

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::error::ProvideErrorMetadata;
use aws_sdk_cloudwatch::types::{
    AlarmType, ComparisonOperator, Dimension, Metric, MetricDataQuery, MetricStat, StateValue,
    Statistic,
};

use super::at_home;
use crate::simulated_aws::SimulatedAws;

const ALERTS: &str = "arn:aws:sns:us-east-1:123456789012:audit-alerts";

fn both(
    client: &Client,
) -> aws_sdk_cloudwatch::operation::describe_alarms::builders::DescribeAlarmsFluentBuilder {
    client
        .describe_alarms()
        .alarm_types(AlarmType::MetricAlarm)
        .alarm_types(AlarmType::CompositeAlarm)
}

#[tokio::test]
async fn alarms_are_described_as_they_were_put() {
    let aws = SimulatedAws::shared("compliant");
    let answer = both(&Client::new(&at_home(aws))).send().await.unwrap();
    let [composite] = answer.composite_alarms() else {
        panic!("{answer:?}")
    };
    assert_eq!(composite.alarm_name(), Some("audit"));
    assert!(
        composite
            .alarm_rule()
            .unwrap()
            .contains("ALARM(\"root-usage\")")
    );
    assert_eq!(composite.actions_enabled(), Some(true));
    assert_eq!(composite.alarm_actions(), [ALERTS]);
    assert_eq!(answer.metric_alarms().len(), 16);
    let alarm = answer
        .metric_alarms()
        .iter()
        .find(|alarm| alarm.alarm_name() == Some("root-usage"))
        .unwrap();
    assert_eq!(
        alarm.alarm_arn(),
        Some("arn:aws:cloudwatch:us-east-1:123456789012:alarm:root-usage")
    );
    assert_eq!(alarm.state_value(), Some(&StateValue::Ok));
    assert_eq!(alarm.statistic(), Some(&Statistic::Sum));
    assert_eq!(
        (alarm.period(), alarm.evaluation_periods()),
        (Some(300), Some(1))
    );
    assert_eq!(alarm.threshold(), Some(1.0));
    assert_eq!(alarm.treat_missing_data(), Some("notBreaching"));
    assert_eq!(alarm.datapoints_to_alarm(), None);
    assert_eq!(alarm.alarm_actions(), [ALERTS]);
    assert!(alarm.ok_actions().is_empty() && alarm.metrics().is_empty());
    assert!(
        alarm
            .alarm_configuration_updated_timestamp()
            .unwrap()
            .secs()
            > 1_700_000_000
    );
}

#[tokio::test]
async fn only_metric_alarms_are_described_unless_others_are_asked_for() {
    let aws = SimulatedAws::shared("compliant");
    let client = Client::new(&at_home(aws));
    let answer = client.describe_alarms().send().await.unwrap();
    assert!(answer.composite_alarms().is_empty());
    assert_eq!(answer.metric_alarms().len(), 16);
    let answer = client
        .describe_alarms()
        .alarm_types(AlarmType::CompositeAlarm)
        .send()
        .await
        .unwrap();
    assert!(answer.metric_alarms().is_empty());
    assert_eq!(answer.composite_alarms().len(), 1);
}

#[tokio::test]
async fn pages_hold_alarms_of_both_kinds() {
    let aws = SimulatedAws::shared("compliant");
    let client = Client::new(&at_home(aws));
    let first = both(&client).max_records(10).send().await.unwrap();
    let second = both(&client)
        .max_records(10)
        .set_next_token(first.next_token.clone())
        .send()
        .await
        .unwrap();
    assert_eq!(second.next_token(), None);
    assert_eq!(
        (first.composite_alarms().len(), first.metric_alarms().len()),
        (1, 9)
    );
    assert_eq!(
        (
            second.composite_alarms().len(),
            second.metric_alarms().len()
        ),
        (0, 7)
    );
}

#[tokio::test]
async fn an_alarm_on_an_expression_keeps_its_metrics() {
    let aws = SimulatedAws::start();
    let client = Client::new(&at_home(&aws));
    let dimension = Dimension::builder().name("Source").value("trail").build();
    let metric = Metric::builder()
        .namespace("Audit")
        .metric_name("Changes")
        .dimensions(dimension)
        .build();
    let stat = MetricStat::builder().metric(metric).period(60).stat("Sum");
    let queries = [
        MetricDataQuery::builder()
            .id("doubled")
            .expression("changes * 2")
            .return_data(true)
            .build(),
        MetricDataQuery::builder()
            .id("changes")
            .metric_stat(stat.build())
            .return_data(false)
            .account_id("111122223333")
            .build(),
    ];
    client
        .put_metric_alarm()
        .alarm_name("é")
        .set_metrics(Some(queries.to_vec()))
        .evaluation_periods(70_000)
        .threshold(-0.5)
        .comparison_operator(ComparisonOperator::GreaterThanThreshold)
        .actions_enabled(false)
        .send()
        .await
        .unwrap();
    let answer = client.describe_alarms().send().await.unwrap();
    let [alarm] = answer.metric_alarms() else {
        panic!("{answer:?}")
    };
    assert_eq!(alarm.alarm_name(), Some("é"));
    assert_eq!(alarm.metrics(), queries);
    assert_eq!(alarm.evaluation_periods(), Some(70_000));
    assert_eq!(alarm.threshold(), Some(-0.5));
    assert_eq!(alarm.actions_enabled(), Some(false));
    // Nothing was measured yet.
    assert_eq!(alarm.state_value(), Some(&StateValue::InsufficientData));

    client
        .put_composite_alarm()
        .alarm_name("whole")
        .alarm_rule("ALARM(\"é\")")
        .actions_suppressor("é")
        .actions_suppressor_wait_period(60)
        .send()
        .await
        .unwrap();
    client
        .disable_alarm_actions()
        .alarm_names("whole")
        .send()
        .await
        .unwrap();
    client
        .delete_alarms()
        .alarm_names("é")
        .send()
        .await
        .unwrap();
    let answer = both(&client).send().await.unwrap();
    assert!(answer.metric_alarms().is_empty());
    let [whole] = answer.composite_alarms() else {
        panic!("{answer:?}")
    };
    assert_eq!(whole.actions_enabled(), Some(false));
    assert_eq!(whole.actions_suppressor(), Some("é"));
    assert_eq!(whole.actions_suppressor_wait_period(), Some(60));
}

#[tokio::test]
async fn errors_have_their_codes() {
    let aws = SimulatedAws::start();
    let client = Client::new(&at_home(&aws));
    let error = client
        .set_alarm_state()
        .alarm_name("none")
        .state_value(StateValue::Ok)
        .state_reason("as the test asked")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFound"));

    let error = client.describe_alarm_history().send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidAction"));
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 400);

    let code = async || {
        both(&client)
            .send()
            .await
            .unwrap_err()
            .code()
            .map(str::to_owned)
    };
    aws.deny(&["cloudwatch:DescribeAlarms"]);
    let error = both(&client).send().await.unwrap_err();
    assert_eq!(error.code(), Some("AccessDenied"));
    let message = error.message().unwrap();
    assert!(message.contains("cloudwatch:DescribeAlarms"), "{message}");
    for (mode, expected) in [
        ("throttle", "Throttling"),
        ("expired", "ExpiredToken"),
        ("500", "InternalFailure"),
    ] {
        aws.allow();
        aws.fault("cloudwatch:DescribeAlarms", mode, None);
        assert_eq!(code().await.as_deref(), Some(expected));
    }
    for mode in ["html", "cut"] {
        aws.allow();
        aws.fault("cloudwatch:DescribeAlarms", mode, None);
        assert_eq!(code().await, None, "{mode}");
    }
}
