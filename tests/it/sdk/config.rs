//! AWS Config.

use aws_sdk_config::Client;
use aws_sdk_config::types::{
    ComplianceType, ConformancePackComplianceType, DeliveryStatus, MaximumExecutionFrequency,
    RecorderStatus, RecordingFrequency, ResourceKey, ResourceType,
};
use serde_json::json;

use super::{ELSEWHERE, HOME, LOGS, at_home, settings};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

#[tokio::test]
async fn recorders_record_everything_and_global_types_once() {
    let aws = SimulatedAws::shared("compliant");
    for region in [HOME, ELSEWHERE] {
        let config = Client::new(&settings(aws, ACCOUNT, region));
        let answer = config
            .describe_configuration_recorders()
            .send()
            .await
            .unwrap();
        let [recorder] = answer.configuration_recorders() else {
            panic!("{answer:?}")
        };
        assert!(recorder.arn().unwrap().starts_with(&format!(
            "arn:aws:config:{region}:{ACCOUNT}:configuration-recorder/"
        )));
        assert!(
            recorder
                .role_arn()
                .unwrap()
                .ends_with("/AWSServiceRoleForConfig")
        );
        let group = recorder.recording_group().unwrap();
        assert!(group.all_supported());
        assert_eq!(group.include_global_resource_types(), region == HOME);
        let frequency = recorder.recording_mode().unwrap().recording_frequency();
        assert_eq!(frequency, &RecordingFrequency::Continuous);

        let answer = config
            .describe_configuration_recorder_status()
            .send()
            .await
            .unwrap();
        let [status] = answer.configuration_recorders_status() else {
            panic!("{answer:?}")
        };
        assert!(status.recording());
        assert_eq!(status.last_status().unwrap().as_str(), "SUCCESS");

        let listed = config.list_configuration_recorders().send().await.unwrap();
        assert_eq!(
            listed.configuration_recorder_summaries()[0].name(),
            "default"
        );
    }
}

#[tokio::test]
async fn a_recorder_that_stands_still_says_why() {
    let aws = SimulatedAws::shared("noncompliant");
    let config = Client::new(&at_home(aws));
    let answer = config
        .describe_configuration_recorders()
        .send()
        .await
        .unwrap();
    let recorder = &answer.configuration_recorders()[0];
    assert_eq!(
        recorder.recording_group().unwrap().resource_types(),
        [ResourceType::Instance]
    );
    assert_eq!(
        recorder.recording_mode().unwrap().recording_frequency(),
        &RecordingFrequency::Daily
    );
    let answer = config
        .describe_configuration_recorder_status()
        .send()
        .await
        .unwrap();
    let status = &answer.configuration_recorders_status()[0];
    assert!(!status.recording());
    assert_eq!(
        status.last_status().map(RecorderStatus::as_str),
        Some("FAILURE")
    );
    assert_eq!(status.last_error_code(), Some("AccessDenied"));
    let elsewhere = Client::new(&settings(aws, ACCOUNT, ELSEWHERE));
    let none = elsewhere
        .describe_configuration_recorders()
        .send()
        .await
        .unwrap();
    assert!(none.configuration_recorders().is_empty());
}

#[tokio::test]
async fn delivery_channels_deliver() {
    let aws = SimulatedAws::shared("compliant");
    let config = Client::new(&at_home(aws));
    let answer = config.describe_delivery_channels().send().await.unwrap();
    let [channel] = answer.delivery_channels() else {
        panic!("{answer:?}")
    };
    assert_eq!(channel.s3_bucket_name(), Some(LOGS));
    assert!(
        channel
            .s3_kms_key_arn()
            .unwrap()
            .starts_with("arn:aws:kms:")
    );
    assert!(channel.sns_topic_arn().unwrap().ends_with(":audit-config"));
    let properties = channel.config_snapshot_delivery_properties().unwrap();
    assert_eq!(
        properties.delivery_frequency(),
        Some(&MaximumExecutionFrequency::TwentyFourHours)
    );

    let answer = config
        .describe_delivery_channel_status()
        .send()
        .await
        .unwrap();
    let [status] = answer.delivery_channels_status() else {
        panic!("{answer:?}")
    };
    for info in [
        status.config_history_delivery_info(),
        status.config_snapshot_delivery_info(),
    ] {
        assert_eq!(info.unwrap().last_status().unwrap().as_str(), "SUCCESS");
        assert!(info.unwrap().last_successful_time().is_some());
    }
    let stream = status.config_stream_delivery_info().unwrap();
    assert_eq!(stream.last_status().unwrap().as_str(), "SUCCESS");

    let missing = config
        .describe_delivery_channel_status()
        .delivery_channel_names("other")
        .send()
        .await
        .unwrap_err();
    assert!(
        missing
            .into_service_error()
            .is_no_such_delivery_channel_exception()
    );
}

#[tokio::test]
async fn a_failed_delivery_says_why() {
    let aws = SimulatedAws::shared("noncompliant");
    let config = Client::new(&at_home(aws));
    let answer = config
        .describe_delivery_channel_status()
        .send()
        .await
        .unwrap();
    let info = answer.delivery_channels_status()[0]
        .config_history_delivery_info()
        .unwrap();
    assert_eq!(
        info.last_status().map(DeliveryStatus::as_str),
        Some("FAILURE")
    );
    assert_eq!(info.last_error_code(), Some("NoSuchBucket"));
}

#[tokio::test]
async fn rules_packs_retention_and_aggregators_are_described() {
    let aws = SimulatedAws::shared("compliant");
    let config = Client::new(&at_home(aws));
    let rules = config.describe_config_rules().send().await.unwrap();
    assert_eq!(
        rules.config_rules()[0].config_rule_name(),
        Some("cloudtrail-enabled")
    );
    let judged = config
        .describe_compliance_by_config_rule()
        .send()
        .await
        .unwrap();
    let compliance = judged.compliance_by_config_rules()[0].compliance().unwrap();
    assert_eq!(
        compliance.compliance_type(),
        Some(&ComplianceType::Compliant)
    );

    let packs = config.describe_conformance_packs().send().await.unwrap();
    let pack = &packs.conformance_pack_details()[0];
    assert_eq!(pack.conformance_pack_name(), "audit-plane");
    let summary = config
        .get_conformance_pack_compliance_summary()
        .conformance_pack_names("audit-plane")
        .send()
        .await
        .unwrap();
    let status =
        summary.conformance_pack_compliance_summary_list()[0].conformance_pack_compliance_status();
    assert_eq!(status, &ConformancePackComplianceType::Compliant);

    let retention = config
        .describe_retention_configurations()
        .send()
        .await
        .unwrap();
    assert_eq!(
        retention.retention_configurations()[0].retention_period_in_days(),
        2557
    );
    let aggregators = config
        .describe_configuration_aggregators()
        .send()
        .await
        .unwrap();
    assert_eq!(
        aggregators.configuration_aggregators()[0].configuration_aggregator_name(),
        Some("all")
    );
}

#[tokio::test]
async fn how_rules_packs_sources_and_discovery_stand_is_described() {
    let config = Client::new(&at_home(SimulatedAws::shared("compliant")));
    let evaluated = config
        .describe_config_rule_evaluation_status()
        .send()
        .await
        .unwrap();
    let rule = &evaluated.config_rules_evaluation_status()[0];
    assert_eq!(rule.config_rule_name(), Some("cloudtrail-enabled"));
    assert!(rule.first_evaluation_started());
    assert!(rule.last_successful_evaluation_time().is_some());

    let deployed = config
        .describe_conformance_pack_status()
        .send()
        .await
        .unwrap();
    let pack = &deployed.conformance_pack_status_details()[0];
    assert_eq!(pack.conformance_pack_name(), "audit-plane");
    assert_eq!(pack.conformance_pack_state().as_str(), "CREATE_COMPLETE");

    let sources = config
        .describe_configuration_aggregator_sources_status()
        .configuration_aggregator_name("all")
        .send()
        .await
        .unwrap();
    let source = &sources.aggregated_source_status_list()[0];
    assert_eq!(
        source.last_update_status().map(|status| status.as_str()),
        Some("SUCCEEDED")
    );
    let unknown = config
        .describe_configuration_aggregator_sources_status()
        .configuration_aggregator_name("none")
        .send()
        .await
        .unwrap_err();
    assert!(
        unknown
            .into_service_error()
            .is_no_such_configuration_aggregator_exception()
    );

    let discovered = config
        .get_discovered_resource_counts()
        .send()
        .await
        .unwrap();
    assert_eq!(discovered.resource_counts()[0].count(), 1);
}

#[tokio::test]
async fn rules_come_in_pages() {
    let aws = SimulatedAws::start();
    let config = Client::new(&at_home(&aws));
    for number in 0..30 {
        let source = aws_sdk_config::types::Source::builder()
            .owner(aws_sdk_config::types::Owner::Aws)
            .source_identifier("CLOUD_TRAIL_ENABLED")
            .build()
            .unwrap();
        let rule = aws_sdk_config::types::ConfigRule::builder()
            .config_rule_name(format!("rule-{number:02}"))
            .source(source)
            .build();
        config
            .put_config_rule()
            .config_rule(rule)
            .send()
            .await
            .unwrap();
    }
    let mut rules = config.describe_config_rules().into_paginator().send();
    let mut sizes = Vec::new();
    while let Some(page) = rules.next().await {
        sizes.push(page.unwrap().config_rules().len());
    }
    assert_eq!(sizes, [25, 5]);
    let mut judged = config
        .describe_compliance_by_config_rule()
        .into_paginator()
        .send();
    let mut sizes = Vec::new();
    while let Some(page) = judged.next().await {
        sizes.push(page.unwrap().compliance_by_config_rules().len());
    }
    assert_eq!(sizes, [25, 5]);
}

fn item(number: u32, kind: &str) -> serde_json::Value {
    json!({
        "version": "1.3",
        "accountId": ACCOUNT,
        "awsRegion": HOME,
        "resourceType": kind,
        "resourceId": format!("resource-{number:03}"),
        "resourceName": format!("name-{number:03}"),
        "configurationItemCaptureTime": "2026-11-25T10:00:00Z",
        "configurationItemStatus": "OK",
        "configuration": {"number": number, "nested": {"deep": true}},
        "supplementaryConfiguration": {"Part": {"some": "thing"}},
        "tags": {"owner": "security"}
    })
}

#[tokio::test]
async fn configuration_items_are_selected() {
    let aws = SimulatedAws::start();
    let mut items: Vec<_> = (0..120)
        .map(|number| item(number, "AWS::EC2::Volume"))
        .collect();
    items.push(item(120, "AWS::EC2::VPC"));
    aws.post("config-items", &json!(items));
    let config = Client::new(&at_home(&aws));
    let select =
        "SELECT resourceId, configuration.nested, tags WHERE resourceType = 'AWS::EC2::Volume'";
    let mut rows = config
        .select_resource_config()
        .expression(select)
        .into_paginator()
        .items()
        .send();
    let mut count = 0;
    while let Some(row) = rows.next().await {
        let row: serde_json::Value = serde_json::from_str(&row.unwrap()).unwrap();
        let id = format!("resource-{count:03}");
        let tags = json!({"owner": "security"});
        assert_eq!(
            row,
            json!({"resourceId": id, "configuration": {"nested": {"deep": true}}, "tags": tags})
        );
        count += 1;
    }
    assert_eq!(count, 120);
    let two = "SELECT resourceId WHERE resourceType IN ('AWS::EC2::VPC', 'AWS::EC2::Subnet') AND awsRegion = 'us-east-1'";
    let answer = config
        .select_resource_config()
        .expression(two)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.results(), [r#"{"resourceId": "resource-120"}"#]);
    let error = config
        .select_resource_config()
        .expression("DROP TABLE resources")
        .send()
        .await
        .unwrap_err();
    assert!(error.into_service_error().is_invalid_expression_exception());
}

#[tokio::test]
async fn configuration_items_are_listed_and_got() {
    let aws = SimulatedAws::with("compliant");
    aws.post("config-items", &json!([item(7, "AWS::EC2::Volume")]));
    let config = Client::new(&at_home(&aws));
    let listed = config
        .list_discovered_resources()
        .resource_type(ResourceType::Volume)
        .send()
        .await
        .unwrap();
    assert_eq!(
        listed.resource_identifiers()[0].resource_id(),
        Some("resource-007")
    );
    let key = |id: &str| {
        ResourceKey::builder()
            .resource_type(ResourceType::Volume)
            .resource_id(id)
            .build()
            .unwrap()
    };
    let answer = config
        .batch_get_resource_config()
        .resource_keys(key("resource-007"))
        .resource_keys(key("no"))
        .send()
        .await
        .unwrap();
    let got = &answer.base_configuration_items()[0];
    assert_eq!(
        got.configuration(),
        Some(r#"{"nested": {"deep": true}, "number": 7}"#)
    );
    assert_eq!(
        got.configuration_item_capture_time().unwrap().secs(),
        1_795_600_800
    );
    assert_eq!(answer.unprocessed_resource_keys().len(), 1);

    // Buckets are among the types of which moto itself makes items.
    let buckets = config
        .list_discovered_resources()
        .resource_type(ResourceType::Bucket)
        .send()
        .await
        .unwrap();
    assert_eq!(buckets.resource_identifiers().len(), 2);
    let key = ResourceKey::builder()
        .resource_type(ResourceType::Bucket)
        .resource_id(LOGS)
        .build()
        .unwrap();
    let answer = config
        .batch_get_resource_config()
        .resource_keys(key)
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.base_configuration_items()[0].resource_name(),
        Some(LOGS)
    );
}
