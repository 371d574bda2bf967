//! What AWS Config recorded over time, and what it knows as deleted.

use aws_sdk_config::Client;
use aws_sdk_config::operation::get_resource_config_history::{
    GetResourceConfigHistoryError, GetResourceConfigHistoryOutput,
};
use aws_sdk_config::types::{ConfigurationItemStatus, ResourceType};
use serde_json::{Value, json};

use super::{HOME, LOGS, TRAIL, at_home, settings};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

async fn history(
    config: &Client,
    resource_type: ResourceType,
    id: &str,
) -> Result<GetResourceConfigHistoryOutput, GetResourceConfigHistoryError> {
    let request = config
        .get_resource_config_history()
        .resource_type(resource_type)
        .resource_id(id);
    request
        .send()
        .await
        .map_err(|error| error.into_service_error())
}

#[tokio::test]
async fn what_is_there_was_recorded_once_where_a_recorder_records_its_type() {
    let aws = SimulatedAws::shared("compliant");
    let config = Client::new(&at_home(aws));
    let answer = history(&config, ResourceType::Trail, TRAIL).await.unwrap();
    let [item] = answer.configuration_items() else {
        panic!("{answer:?}")
    };
    let status = item.configuration_item_status();
    assert_eq!(status, Some(&ConfigurationItemStatus::ResourceDiscovered));
    assert!(item.configuration_item_capture_time().is_some());
    let settings_then: Value = serde_json::from_str(item.configuration().unwrap()).unwrap();
    assert_eq!(settings_then["trailARN"], json!(TRAIL));
    assert_eq!(settings_then["isMultiRegionTrail"], json!(true));
    let bucket = history(&config, ResourceType::Bucket, LOGS).await.unwrap();
    assert_eq!(bucket.configuration_items().len(), 1);

    let unknown = history(&config, ResourceType::Trail, "audit-trail").await;
    assert!(unknown.unwrap_err().is_resource_not_discovered_exception());
    let recorder = ResourceType::from("AWS::Config::ConfigurationRecorder");
    let refused = history(&config, recorder, "default").await;
    assert!(refused.unwrap_err().is_validation_exception());

    let empty = SimulatedAws::shared("empty");
    let config = Client::new(&settings(empty, ACCOUNT, HOME));
    let nothing = history(&config, ResourceType::Trail, TRAIL).await;
    assert!(
        nothing
            .unwrap_err()
            .is_no_available_configuration_recorder_exception()
    );
}

#[tokio::test]
async fn items_that_were_put_are_the_history_and_the_deleted_are_listed_when_asked_for() {
    let aws = SimulatedAws::with("compliant");
    let item = |time: &str, status: &str| {
        json!({
            "accountId": ACCOUNT, "awsRegion": HOME, "resourceType": "AWS::CloudTrail::Trail", "resourceId": TRAIL,
            "configurationItemCaptureTime": time, "configurationItemStatus": status, "configuration": {"name": "x"},
        })
    };
    aws.post(
        "config-items",
        &json!([
            item("2026-01-01T00:00:00Z", "ResourceDiscovered"),
            item("2026-03-01T00:00:00Z", "ResourceDeleted"),
            item("2026-02-01T00:00:00Z", "OK"),
        ]),
    );
    let config = Client::new(&at_home(&aws));
    let answer = history(&config, ResourceType::Trail, TRAIL).await.unwrap();
    let statuses: Vec<&str> = answer
        .configuration_items()
        .iter()
        .filter_map(|item| Some(item.configuration_item_status()?.as_str()))
        .collect();
    assert_eq!(statuses, ["ResourceDeleted", "OK", "ResourceDiscovered"]);

    for (with_deleted, deletions) in [(false, vec![]), (true, vec![1_772_323_200])] {
        let listed = config
            .list_discovered_resources()
            .resource_type(ResourceType::Trail)
            .include_deleted_resources(with_deleted)
            .send()
            .await
            .unwrap();
        let times: Vec<i64> = listed
            .resource_identifiers()
            .iter()
            .filter_map(|found| Some(found.resource_deletion_time()?.secs()))
            .collect();
        assert_eq!(times, deletions);
        assert_eq!(listed.resource_identifiers().len(), deletions.len());
    }
}
