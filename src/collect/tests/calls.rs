//! Each call is written down: when it was made, how it ended, and AWS's number of it.

use serde_json::json;

use super::fake::{ACCOUNT, Fake, Reply, empty_account, in_regions};
use super::plan;
use crate::model::call::Call;

const ACTIONS: [&str; 2] = [
    "cloudtrail:DescribeTrails",
    "config:DescribeConfigurationRecorders",
];

#[tokio::test]
async fn a_call_has_its_time_its_end_and_the_number_of_its_request() {
    let aws = Fake::new(|request| {
        Some(match request.operation.as_str() {
            "GetCallerIdentity" => empty_account(request).with_header("x-amzn-requestid", "sts-1"),
            "DescribeTrails" => {
                let number = format!("trails-{}", request.region);
                Reply::json(json!({"trailList": []})).with_header("x-amzn-requestid", &number)
            }
            "DescribeConfigurationRecorders" => Reply::refused(400, "AccessDeniedException", "no")
                .with_header("x-amzn-requestid", "refused-1"),
            _ => empty_account(request),
        })
    });
    let snapshot = aws
        .collect(&plan(&ACTIONS), in_regions(&["us-east-1", "eu-west-1"]))
        .await
        .expect("a snapshot");
    let made = |action: &str| -> Vec<&Call> {
        let calls = snapshot.calls.iter();
        calls.filter(|call| call.action == action).collect()
    };
    // None is left out: there are as many as requests.
    assert_eq!(snapshot.calls.len(), aws.requests().len());
    let identity = made("sts:GetCallerIdentity");
    assert_eq!(identity.len(), 1);
    assert_eq!(identity[0].request_id.as_deref(), Some("sts-1"));

    let trails = made("cloudtrail:DescribeTrails");
    let numbers: Vec<_> = trails
        .iter()
        .map(|call| {
            (
                call.region.as_deref(),
                call.request_id.as_deref(),
                &call.error,
            )
        })
        .collect();
    assert_eq!(
        numbers,
        [
            (Some("eu-west-1"), Some("trails-eu-west-1"), &None),
            (Some("us-east-1"), Some("trails-us-east-1"), &None),
        ]
    );
    for call in &snapshot.calls {
        assert_eq!(call.account_id, ACCOUNT);
        let began: jiff::Timestamp = call.started_at.parse().unwrap();
        assert!(
            (jiff::Timestamp::now() - began).get_seconds() < 600,
            "{call:?}"
        );
        assert!(call.milliseconds < 600_000, "{call:?}");
    }

    let refused = made("config:DescribeConfigurationRecorders");
    assert_eq!(refused.len(), 2);
    for call in refused {
        assert_eq!(call.error.as_deref(), Some("AccessDeniedException"));
        assert_eq!(call.request_id.as_deref(), Some("refused-1"));
    }
}

#[tokio::test]
async fn a_call_that_nobody_answered_has_no_number() {
    let aws = Fake::new(|request| {
        Some(match request.operation.as_str() {
            "DescribeTrails" => Reply::NoHost,
            _ => empty_account(request),
        })
    });
    let snapshot = aws
        .collect(&plan(&ACTIONS), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    let call = snapshot
        .calls
        .iter()
        .find(|call| call.action == "cloudtrail:DescribeTrails")
        .unwrap();
    assert_eq!(call.error.as_deref(), Some("not supported there"));
    assert_eq!(call.request_id, None);
}
