//! AWS Config's own settings.

use serde_json::{Value, json};

use super::fake::{Fake, Reply, Request, in_regions};
use super::{coverage, gaps, only, plan};
use crate::model::gap::GapKind;
use crate::model::plan::Plan;
use crate::model::snapshot::Snapshot;

pub async fn collect(
    plan: &Plan,
    script: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static,
) -> Snapshot {
    Fake::new(script)
        .collect(plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot")
}

pub fn recorder_of_all(request: &Request) -> Option<Reply> {
    (request.operation == "DescribeConfigurationRecorders").then(|| {
        Reply::json(json!({"ConfigurationRecorders": [{
            "name": "default",
            "arn": "arn:aws:config:us-east-1:111111111111:configuration-recorder/default/abc",
            "roleARN": "arn:aws:iam::111111111111:role/config",
            "recordingGroup": {
                "allSupported": true, "includeGlobalResourceTypes": true, "resourceTypes": [],
                "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"},
            },
            "recordingMode": {"recordingFrequency": "CONTINUOUS"},
            "recordingScope": "PAID",
        }]}))
    })
}

#[tokio::test]
async fn a_recorder_has_its_settings_and_its_status() {
    let plan = plan(&[
        "config:DescribeConfigurationRecorders",
        "config:DescribeConfigurationRecorderStatus",
    ]);
    let snapshot = collect(&plan, |request| match request.operation.as_str() {
        "DescribeConfigurationRecorderStatus" => Some(Reply::json(json!({"ConfigurationRecordersStatus": [
            {"name": "default", "recording": true, "lastStatus": "SUCCESS", "lastStartTime": 1_700_000_000.5}
        ]}))),
        _ => recorder_of_all(request),
    })
    .await;
    let recorder = only(&snapshot, "AWS::Config::ConfigurationRecorder");
    assert_eq!(recorder.resource_id, "default");
    assert_eq!(
        recorder.configuration,
        json!({
            "Name": "default",
            "Arn": "arn:aws:config:us-east-1:111111111111:configuration-recorder/default/abc",
            "RoleARN": "arn:aws:iam::111111111111:role/config",
            "RecordingGroup": {
                "AllSupported": true, "IncludeGlobalResourceTypes": true, "ResourceTypes": [],
                "RecordingStrategy": {"UseOnly": "ALL_SUPPORTED_RESOURCE_TYPES"},
            },
            "RecordingMode": {"RecordingFrequency": "CONTINUOUS", "RecordingModeOverrides": []},
            "RecordingScope": "PAID",
        })
    );
    assert_eq!(
        Value::Object(recorder.supplementary_configuration.clone()),
        json!({"ConfigurationRecorderStatus": {
            "Recording": true, "LastStatus": "SUCCESS", "LastStartTime": "2023-11-14T22:13:20.5Z",
        }})
    );
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn a_status_that_is_not_in_the_answer_is_a_gap_on_the_recorder() {
    let plan = plan(&[
        "config:DescribeConfigurationRecorders",
        "config:DescribeConfigurationRecorderStatus",
    ]);
    let snapshot = collect(&plan, recorder_of_all).await;
    let recorder = only(&snapshot, "AWS::Config::ConfigurationRecorder");
    assert_eq!(
        gaps(&snapshot),
        [(
            "config:DescribeConfigurationRecorderStatus",
            Some("us-east-1"),
            Some(recorder.key().as_str()),
            GapKind::Failed,
            None
        )]
    );
    assert!(recorder.supplementary_configuration.is_empty());
}

#[tokio::test]
async fn without_a_recorder_its_status_is_covered_by_no_call() {
    let plan = plan(&[
        "config:DescribeConfigurationRecorders",
        "config:DescribeConfigurationRecorderStatus",
    ]);
    let snapshot = collect(&plan, |_| None).await;
    assert_eq!(
        coverage(&snapshot, "config:DescribeConfigurationRecorders"),
        [(Some("us-east-1"), 1)]
    );
    assert_eq!(
        coverage(&snapshot, "config:DescribeConfigurationRecorderStatus"),
        [(Some("us-east-1"), 0)]
    );
}

#[tokio::test]
async fn channels_retention_and_aggregators() {
    let plan = plan(&[
        "config:DescribeDeliveryChannels",
        "config:DescribeDeliveryChannelStatus",
        "config:DescribeRetentionConfigurations",
        "config:DescribeConfigurationAggregators",
    ]);
    let snapshot = collect(&plan, |request| {
        let body = match request.operation.as_str() {
            "DescribeDeliveryChannels" => json!({"DeliveryChannels": [{
                "name": "default", "s3BucketName": "config", "snsTopicARN": "t",
                "configSnapshotDeliveryProperties": {"deliveryFrequency": "One_Hour"},
            }]}),
            "DescribeDeliveryChannelStatus" => json!({"DeliveryChannelsStatus": [{
                "name": "default",
                "configHistoryDeliveryInfo": {"lastStatus": "SUCCESS", "lastSuccessfulTime": 1_700_000_000},
                "configStreamDeliveryInfo": {"lastStatus": "FAILURE", "lastErrorCode": "E"},
            }]}),
            "DescribeRetentionConfigurations" => {
                json!({"RetentionConfigurations": [{"Name": "default", "RetentionPeriodInDays": 365}]})
            }
            "DescribeConfigurationAggregators" => json!({"ConfigurationAggregators": [{
                "ConfigurationAggregatorName": "all", "ConfigurationAggregatorArn": "arn:aws:config:us-east-1:1:a/all",
                "OrganizationAggregationSource": {"RoleArn": "r", "AllAwsRegions": true},
            }]}),
            _ => return None,
        };
        Some(Reply::json(body))
    })
    .await;
    assert_eq!(snapshot.gaps, []);
    let channel = only(&snapshot, "AWS::Config::DeliveryChannel");
    assert_eq!(
        channel.configuration,
        json!({
            "Name": "default", "S3BucketName": "config", "SnsTopicARN": "t",
            "ConfigSnapshotDeliveryProperties": {"DeliveryFrequency": "One_Hour"},
        })
    );
    assert_eq!(
        channel.supplementary_configuration["DeliveryChannelStatus"],
        json!({
            "ConfigHistoryDeliveryInfo": {"LastStatus": "SUCCESS", "LastSuccessfulTime": "2023-11-14T22:13:20Z"},
            "ConfigStreamDeliveryInfo": {"LastStatus": "FAILURE", "LastErrorCode": "E"},
        })
    );
    assert_eq!(
        only(&snapshot, "AWS::Config::RetentionConfiguration").configuration,
        json!({"Name": "default", "RetentionPeriodInDays": 365})
    );
    let aggregator = only(&snapshot, "AWS::Config::ConfigurationAggregator");
    assert_eq!(
        aggregator.arn.as_deref(),
        Some("arn:aws:config:us-east-1:1:a/all")
    );
    assert_eq!(
        aggregator.configuration["OrganizationAggregationSource"],
        json!({"RoleArn": "r", "AllAwsRegions": true, "AwsRegions": []})
    );
}

#[tokio::test]
async fn rules_and_packs_are_asked_for_their_compliance_in_batches() {
    let aws = Fake::new(|request| {
        let names = |member: &str| request.body[member].as_array().cloned().unwrap_or_default();
        let body = match request.operation.as_str() {
            "DescribeConfigRules" => {
                let rule = |n| {
                    json!({"ConfigRuleName": format!("rule-{n:02}"), "ConfigRuleId": format!("config-rule-{n:02}"),
                           "ConfigRuleState": "ACTIVE", "Source": {"Owner": "AWS", "SourceIdentifier": "S"}})
                };
                if request.body["NextToken"].is_null() {
                    json!({"ConfigRules": (0..25).map(rule).collect::<Vec<_>>(), "NextToken": "2"})
                } else {
                    json!({"ConfigRules": [rule(25)]})
                }
            }
            "DescribeComplianceByConfigRule" => {
                json!({"ComplianceByConfigRules": names("ConfigRuleNames").iter().map(
                |name| json!({"ConfigRuleName": name, "Compliance": {"ComplianceType": "NON_COMPLIANT"}})
            ).collect::<Vec<_>>()})
            }
            "DescribeConformancePacks" => json!({"ConformancePackDetails": (0..6).map(|n| json!({
                "ConformancePackName": format!("pack-{n}"), "ConformancePackArn": format!("arn:aws:config:::pack/{n}"),
                "ConformancePackId": format!("id-{n}"),
            })).collect::<Vec<_>>()}),
            "GetConformancePackComplianceSummary" => json!({"ConformancePackComplianceSummaryList":
                names("ConformancePackNames").iter().map(|name| json!({
                    "ConformancePackName": name, "ConformancePackComplianceStatus": "COMPLIANT",
                })).collect::<Vec<_>>()}),
            _ => return None,
        };
        Some(Reply::json(body))
    });
    let plan = plan(&[
        "config:DescribeConfigRules",
        "config:DescribeComplianceByConfigRule",
        "config:DescribeConformancePacks",
        "config:GetConformancePackComplianceSummary",
    ]);
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(snapshot.gaps, []);
    let with = |resource_type: &str, part: &Value| {
        snapshot
            .items
            .iter()
            .filter(|item| item.resource_type == resource_type)
            .filter(|item| &item.supplementary_configuration["Compliance"] == part)
            .count()
    };
    assert_eq!(
        with(
            "AWS::Config::ConfigRule",
            &json!({"ComplianceType": "NON_COMPLIANT"})
        ),
        26
    );
    assert_eq!(
        with(
            "AWS::Config::ConformancePack",
            &json!({"ConformancePackComplianceStatus": "COMPLIANT"})
        ),
        6
    );
    // AWS takes 25 rules and 5 packs at once.
    assert_eq!(
        coverage(&snapshot, "config:DescribeConfigRules"),
        [(Some("us-east-1"), 2)]
    );
    assert_eq!(
        coverage(&snapshot, "config:DescribeComplianceByConfigRule"),
        [(Some("us-east-1"), 2)]
    );
    assert_eq!(
        coverage(&snapshot, "config:GetConformancePackComplianceSummary"),
        [(Some("us-east-1"), 2)]
    );
}
