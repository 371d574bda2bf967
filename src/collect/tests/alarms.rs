//! Alarms of both kinds, page by page, and answers that are not whole.

use serde_json::{Value, json};

use super::fake::{Fake, Reply, in_regions};
use super::{coverage, gaps, only, plan};
use crate::collect::Options;
use crate::model::gap::GapKind;

const DESCRIBE_ALARMS: &str = "cloudwatch:DescribeAlarms";
const ALARM: &str = "AWS::CloudWatch::Alarm";
const COMPOSITE: &str = "AWS::CloudWatch::CompositeAlarm";

fn metric_alarm(name: &str) -> Value {
    json!({
        "AlarmName": name,
        "AlarmArn": format!("arn:aws:cloudwatch:us-east-1:111111111111:alarm:{name}"),
        "ActionsEnabled": true,
        "AlarmActions": ["arn:aws:sns:us-east-1:111111111111:security"],
        "StateValue": "OK",
        "MetricName": "RootUsage",
        "Namespace": "LogMetrics",
        "Statistic": "Sum",
        "Dimensions": [],
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    })
}

#[tokio::test]
async fn alarms_of_both_kinds_come_from_one_list() {
    let aws = Fake::new(|request| {
        (request.operation == "DescribeAlarms" && request.region == "us-east-1").then(|| {
            Reply::cbor(&json!({
                "MetricAlarms": [metric_alarm("root-usage")],
                "CompositeAlarms": [{
                    "AlarmName": "any", "AlarmArn": "arn:aws:cloudwatch:us-east-1:111111111111:alarm:any",
                    "AlarmRule": "ALARM(\"root-usage\")", "ActionsEnabled": false,
                }],
            }))
        })
    });
    let snapshot = aws
        .collect(&plan(&[DESCRIBE_ALARMS]), Options::default())
        .await
        .expect("a snapshot");
    assert_eq!(gaps(&snapshot), []);
    let alarm = only(&snapshot, ALARM);
    assert_eq!(
        alarm.arn.as_deref(),
        Some("arn:aws:cloudwatch:us-east-1:111111111111:alarm:root-usage")
    );
    assert_eq!(alarm.configuration["threshold"], json!(1.0));
    assert_eq!(alarm.configuration["actionsEnabled"], json!(true));
    assert_eq!(
        alarm.configuration["alarmActions"],
        json!(["arn:aws:sns:us-east-1:111111111111:security"])
    );
    let composite = only(&snapshot, COMPOSITE);
    assert_eq!(
        composite.configuration["alarmRule"],
        json!("ALARM(\"root-usage\")")
    );
    assert_eq!(
        coverage(&snapshot, DESCRIBE_ALARMS),
        [(Some("eu-west-1"), 1), (Some("us-east-1"), 1)]
    );
}

#[tokio::test]
async fn an_alarm_on_an_expression_keeps_its_metrics() {
    let aws = Fake::new(|request| {
        let alarm = json!({
            "AlarmName": "expression", "AlarmArn": "arn:aws:cloudwatch:us-east-1:111111111111:alarm:expression",
            "Metrics": [
                {"Id": "e1", "Expression": "m1 * 2", "ReturnData": true},
                {"Id": "m1", "ReturnData": false, "MetricStat": {
                    "Metric": {"Namespace": "LogMetrics", "MetricName": "RootUsage"}, "Period": 300, "Stat": "Sum",
                }},
            ],
        });
        (request.operation == "DescribeAlarms")
            .then(|| Reply::cbor(&json!({"MetricAlarms": [alarm]})))
    });
    let snapshot = aws
        .collect(&plan(&[DESCRIBE_ALARMS]), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let metrics = &only(&snapshot, ALARM).configuration["metrics"];
    assert_eq!(metrics[0]["expression"], json!("m1 * 2"));
    assert_eq!(metrics[1]["metricStat"]["metricName"], json!("RootUsage"));
    assert_eq!(metrics[1]["returnData"], json!(false));
}

#[tokio::test]
async fn an_answer_without_the_list_is_a_gap() {
    for broken in [
        Reply::cbor(&json!({})),
        Reply::Cbor(Vec::new()),
        Reply::Cbor(vec![0xba, 0, 0, 0, 1, 0x7a, 0, 0, 0, 12, b'M', b'e']),
    ] {
        let aws = Fake::new(move |request| {
            (request.operation == "DescribeAlarms").then(|| broken.clone())
        });
        let snapshot = aws
            .collect(&plan(&[DESCRIBE_ALARMS]), in_regions(&["us-east-1"]))
            .await
            .expect("a snapshot");
        assert_eq!(
            gaps(&snapshot),
            [(
                DESCRIBE_ALARMS,
                Some("us-east-1"),
                None,
                GapKind::Failed,
                None
            )]
        );
    }
}
