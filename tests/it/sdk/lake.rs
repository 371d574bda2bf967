//! CloudTrail Lake.

use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::error::ProvideErrorMetadata;
use aws_sdk_cloudtrail::types::{BillingMode, EventDataStoreStatus, InsightSelector, InsightType};

use super::{ELSEWHERE, at_home, settings};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

#[tokio::test]
async fn a_store_is_listed_by_name_and_got_with_the_rest() {
    let aws = SimulatedAws::shared("compliant");
    let cloudtrail = Client::new(&at_home(aws));
    let answer = cloudtrail.list_event_data_stores().send().await.unwrap();
    let [listed] = answer.event_data_stores() else {
        panic!("{answer:?}")
    };
    assert_eq!(listed.name(), Some("audit"));
    let arn = listed.event_data_store_arn().unwrap();
    let store = cloudtrail
        .get_event_data_store()
        .event_data_store(arn)
        .send()
        .await
        .unwrap();
    assert_eq!(store.status(), Some(&EventDataStoreStatus::Enabled));
    assert_eq!(store.multi_region_enabled(), Some(true));
    assert_eq!(store.organization_enabled(), Some(false));
    assert_eq!(store.termination_protection_enabled(), Some(true));
    assert_eq!(store.retention_period(), Some(2557));
    assert_eq!(
        store.billing_mode(),
        Some(&BillingMode::ExtendableRetentionPricing)
    );
    assert!(store.kms_key_id().unwrap().starts_with("arn:aws:kms:"));
    let [selector] = store.advanced_event_selectors() else {
        panic!("{store:?}")
    };
    assert_eq!(selector.field_selectors()[0].equals(), ["Management"]);
    assert!(store.created_timestamp().unwrap().secs() > 1_700_000_000);
    let tags = cloudtrail.list_tags().resource_id_list(arn).send().await;
    let tags = tags.unwrap();
    assert_eq!(tags.resource_tag_list()[0].tags_list()[0].key(), "owner");

    let elsewhere = Client::new(&settings(aws, ACCOUNT, ELSEWHERE));
    let answer = elsewhere.list_event_data_stores().send().await.unwrap();
    assert!(answer.event_data_stores().is_empty());
    let request = elsewhere.get_event_data_store().event_data_store(arn);
    let error = request.send().await.unwrap_err();
    assert_eq!(error.code(), Some("EventDataStoreNotFoundException"));
}

#[tokio::test]
async fn policies_and_insights_are_there_once_they_were_put() {
    let aws = SimulatedAws::with("compliant");
    let cloudtrail = Client::new(&at_home(&aws));
    let stores = cloudtrail.list_event_data_stores().send().await.unwrap();
    let arn = stores.event_data_stores()[0]
        .event_data_store_arn()
        .unwrap();
    let policy = async |arn: &str| {
        let request = cloudtrail.get_resource_policy().resource_arn(arn);
        request.send().await
    };
    let error = policy(arn).await.unwrap_err();
    assert_eq!(error.code(), Some("ResourcePolicyNotFoundException"));
    let error = policy(&format!("{arn}0")).await.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
    let put = cloudtrail.put_resource_policy().resource_arn(arn);
    put.resource_policy("{}").send().await.unwrap();
    assert_eq!(policy(arn).await.unwrap().resource_policy(), Some("{}"));

    let insights = async || {
        let request = cloudtrail.get_insight_selectors().event_data_store(arn);
        request.send().await
    };
    let error = insights().await.unwrap_err();
    assert_eq!(error.code(), Some("InsightNotEnabledException"));
    let selector = InsightSelector::builder()
        .insight_type(InsightType::ApiCallRateInsight)
        .build();
    cloudtrail
        .put_insight_selectors()
        .event_data_store(arn)
        .insight_selectors(selector.clone())
        .insights_destination("elsewhere")
        .send()
        .await
        .unwrap();
    let answer = insights().await.unwrap();
    assert_eq!(answer.event_data_store_arn(), Some(arn));
    assert_eq!(answer.insight_selectors(), [selector]);
}

#[tokio::test]
async fn a_weak_store_has_stopped_and_is_open() {
    let aws = SimulatedAws::with("noncompliant");
    let cloudtrail = Client::new(&at_home(&aws));
    let channels = cloudtrail.list_channels().send().await.unwrap();
    let channel = channels.channels()[0].channel_arn().unwrap();
    let channel = cloudtrail
        .get_channel()
        .channel(channel)
        .send()
        .await
        .unwrap();
    let store = channel.destinations()[0].location();
    let policy = cloudtrail.get_resource_policy().resource_arn(store).send();
    let policy = policy.await.unwrap();
    assert!(
        policy
            .resource_policy()
            .unwrap()
            .contains(r#""Principal": "*""#)
    );
    let status = async || {
        let request = cloudtrail.get_event_data_store().event_data_store(store);
        request.send().await.unwrap().status.unwrap()
    };
    assert_eq!(status().await, EventDataStoreStatus::StoppedIngestion);
    let request = cloudtrail.delete_event_data_store().event_data_store(store);
    request.send().await.unwrap();
    assert_eq!(status().await, EventDataStoreStatus::PendingDeletion);
}
