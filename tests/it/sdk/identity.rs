//! Who asks, and which regions there are.

use aws_sdk_account::types::RegionOptStatus;
use serde_json::json;

use super::{HOME, at_home, settings};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

#[tokio::test]
async fn a_key_of_twelve_digits_is_the_key_of_that_account() {
    let aws = SimulatedAws::shared("empty");
    for account in [ACCOUNT, "111122223333"] {
        let sts = aws_sdk_sts::Client::new(&settings(aws, account, HOME));
        let caller = sts.get_caller_identity().send().await.unwrap();
        assert_eq!(caller.account(), Some(account));
        assert!(caller.arn().unwrap().contains(account), "{caller:?}");
    }
}

#[tokio::test]
async fn the_session_of_an_assumed_role_is_in_the_account_of_the_role() {
    let aws = SimulatedAws::start();
    let sts = aws_sdk_sts::Client::new(&at_home(&aws));
    let assumed = sts
        .assume_role()
        .role_arn("arn:aws:iam::111122223333:role/auditor")
        .role_session_name("audit")
        .send()
        .await
        .unwrap();
    let key = assumed.credentials().unwrap().access_key_id();
    let there = aws_sdk_sts::Client::new(&settings(&aws, key, HOME));
    let caller = there.get_caller_identity().send().await.unwrap();
    assert_eq!(caller.account(), Some("111122223333"));
    assert!(
        caller.arn().unwrap().contains("assumed-role/auditor/audit"),
        "{caller:?}"
    );
}

#[tokio::test]
async fn regions_are_listed_with_their_status() {
    let aws = SimulatedAws::shared("empty");
    let account = aws_sdk_account::Client::new(&at_home(aws));
    let answer = account.list_regions().send().await.unwrap();
    let regions: Vec<_> = answer
        .regions()
        .iter()
        .map(|region| {
            (
                region.region_name().unwrap(),
                region.region_opt_status().unwrap().clone(),
            )
        })
        .collect();
    let expected = [
        ("us-east-1", RegionOptStatus::EnabledByDefault),
        ("eu-west-1", RegionOptStatus::EnabledByDefault),
        ("ap-south-2", RegionOptStatus::Disabled),
    ];
    assert_eq!(regions, expected);
}

#[tokio::test]
async fn regions_come_in_pages_when_asked_for() {
    let aws = SimulatedAws::start();
    aws.post("regions", &json!({"us-east-1": "ENABLED_BY_DEFAULT", "af-south-1": "ENABLED", "me-south-1": "ENABLING"}));
    let account = aws_sdk_account::Client::new(&at_home(&aws));
    let mut pages = account
        .list_regions()
        .max_results(2)
        .into_paginator()
        .send();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().regions().len());
    }
    assert_eq!(sizes, [2, 1]);
    let enabled = account
        .list_regions()
        .region_opt_status_contains(RegionOptStatus::Enabled)
        .send()
        .await
        .unwrap();
    assert_eq!(enabled.regions().len(), 1);
}

#[tokio::test]
async fn a_region_that_is_not_opted_in_knows_nobody() {
    let aws = SimulatedAws::shared("empty");
    let cloudtrail = aws_sdk_cloudtrail::Client::new(&settings(aws, ACCOUNT, "ap-south-2"));
    let error = cloudtrail
        .describe_trails()
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(error.meta().code(), Some("UnrecognizedClientException"));
}
