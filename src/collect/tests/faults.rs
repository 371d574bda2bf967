//! What goes wrong on the way: each failure is a gap of the right kind, and none looks like "nothing there".

use serde_json::json;

use super::fake::{Fake, Reply, in_regions};
use super::{coverage, gaps, plan};
use crate::collect::CollectError;
use crate::model::gap::GapKind;

/// The one gap that an answer to `DescribeTrails` leaves, as kind and code.
async fn gap_of(reply: Reply) -> (GapKind, Option<String>) {
    let aws =
        Fake::new(move |request| (request.operation == "DescribeTrails").then(|| reply.clone()));
    let snapshot = aws
        .collect(
            &plan(&["cloudtrail:DescribeTrails"]),
            in_regions(&["us-east-1"]),
        )
        .await
        .expect("a snapshot");
    assert!(snapshot.complete);
    assert_eq!(snapshot.items, []);
    assert_eq!(snapshot.gaps.len(), 1, "{:#?}", snapshot.gaps);
    let gap = &snapshot.gaps[0];
    assert_eq!(
        (gap.action.as_str(), gap.region.as_deref()),
        ("cloudtrail:DescribeTrails", Some("us-east-1"))
    );
    assert!(
        gap.message
            .as_deref()
            .is_some_and(|message| !message.is_empty())
    );
    // The operation was performed there, however it went.
    assert_eq!(
        coverage(&snapshot, "cloudtrail:DescribeTrails"),
        [(Some("us-east-1"), 1)]
    );
    (gap.kind, gap.code.clone())
}

#[tokio::test]
async fn refusals_have_their_kinds() {
    let scp = "User: x is not authorized to perform: cloudtrail:DescribeTrails with an explicit deny in a service control policy";
    for (status, code, message, kind) in [
        (400, "AccessDeniedException", "no", GapKind::AccessDenied),
        (400, "AccessDenied", "no", GapKind::AccessDenied),
        (400, "UnauthorizedOperation", "no", GapKind::AccessDenied),
        (401, "InvalidAccessException", "no", GapKind::AccessDenied),
        (403, "SomethingElse", "no", GapKind::AccessDenied),
        (400, "AccessDeniedException", scp, GapKind::ScpDenied),
        (400, "OptInRequired", "no", GapKind::RegionDisabled),
        (400, "UnrecognizedClientException", "no", GapKind::Failed),
        (400, "UnknownOperationException", "no", GapKind::Unsupported),
        (400, "InvalidTrailNameException", "no", GapKind::Failed),
        (500, "InternalFailure", "no", GapKind::Failed),
        (400, "ThrottlingException", "slow", GapKind::Throttled),
        (503, "SlowDown", "slow", GapKind::Throttled),
    ] {
        assert_eq!(
            gap_of(Reply::refused(status, code, message)).await,
            (kind, Some(code.to_owned())),
            "{status} {code}"
        );
    }
}

#[tokio::test]
async fn an_answer_without_a_code_is_known_by_its_status() {
    for (status, kind) in [
        (403, GapKind::AccessDenied),
        (404, GapKind::Unsupported),
        (429, GapKind::Throttled),
        (501, GapKind::Unsupported),
        (502, GapKind::Failed),
    ] {
        assert_eq!(
            gap_of(Reply::text(status, "<html>proxy</html>")).await,
            (kind, None),
            "{status}"
        );
        assert_eq!(
            gap_of(Reply::text(status, "")).await,
            (kind, None),
            "{status} without a body"
        );
    }
}

#[tokio::test]
async fn a_garbled_success_is_a_gap() {
    for body in [
        "",
        "{}",
        "null",
        "[]",
        "{\"trailList\": null}",
        "{\"trailList\": [{\"Name\": \"ma",
        "{\"trailList\": []",
        "<html><body>Service unavailable</body></html>",
    ] {
        assert_eq!(
            gap_of(Reply::text(200, body)).await,
            (GapKind::Failed, None),
            "{body}"
        );
    }
}

/// The settings of AWS Config are read by another part of the SDK than trails.
#[tokio::test]
async fn a_garbled_success_of_aws_config_is_a_gap() {
    for body in [
        "",
        "{}",
        "{\"ConfigurationRecorders\": [",
        "<html></html>",
        "{\"ConfigurationRecorders\": null}",
    ] {
        let reply = Reply::text(200, body);
        let aws = Fake::new(move |request| {
            (request.operation == "DescribeConfigurationRecorders").then(|| reply.clone())
        });
        let plan = plan(&["config:DescribeConfigurationRecorders"]);
        let snapshot = aws
            .collect(&plan, in_regions(&["us-east-1"]))
            .await
            .expect("a snapshot");
        assert_eq!(
            gaps(&snapshot),
            [(
                "config:DescribeConfigurationRecorders",
                Some("us-east-1"),
                None,
                GapKind::Failed,
                None
            )],
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_refusal_of_aws_config_keeps_its_code() {
    for (reply, kind, code) in [
        (
            Reply::refused(400, "AccessDeniedException", "no"),
            GapKind::AccessDenied,
            Some("AccessDeniedException"),
        ),
        (
            Reply::text(403, "<html>proxy</html>"),
            GapKind::AccessDenied,
            None,
        ),
        (
            Reply::text(500, "<html>broken</html>"),
            GapKind::Failed,
            None,
        ),
    ] {
        let aws = Fake::new(move |request| {
            (request.operation == "DescribeConfigRules").then(|| reply.clone())
        });
        let snapshot = aws
            .collect(
                &plan(&["config:DescribeConfigRules"]),
                in_regions(&["us-east-1"]),
            )
            .await
            .expect("a snapshot");
        assert_eq!(
            gaps(&snapshot),
            [(
                "config:DescribeConfigRules",
                Some("us-east-1"),
                None,
                kind,
                code
            )]
        );
    }
}

#[tokio::test]
async fn a_broken_connection_is_tried_again_and_then_a_gap() {
    let aws = Fake::new(|request| (request.operation == "DescribeTrails").then_some(Reply::Broken));
    let snapshot = aws
        .collect(
            &plan(&["cloudtrail:DescribeTrails"]),
            in_regions(&["us-east-1"]),
        )
        .await
        .expect("a snapshot");
    assert_eq!(aws.times("DescribeTrails"), 3);
    assert_eq!(
        gaps(&snapshot),
        [(
            "cloudtrail:DescribeTrails",
            Some("us-east-1"),
            None,
            GapKind::Failed,
            None
        )]
    );
    // Attempts are the SDK's; the ledger counts operations.
    assert_eq!(
        coverage(&snapshot, "cloudtrail:DescribeTrails"),
        [(Some("us-east-1"), 1)]
    );
}

#[tokio::test]
async fn throttling_that_ends_leaves_no_gap() {
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let aws = Fake::new(move |request| {
        let throttled = request.operation == "DescribeTrails"
            && tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        throttled.then(|| Reply::refused(400, "ThrottlingException", "slow"))
    });
    let snapshot = aws
        .collect(
            &plan(&["cloudtrail:DescribeTrails"]),
            in_regions(&["us-east-1"]),
        )
        .await
        .expect("a snapshot");
    assert_eq!(aws.times("DescribeTrails"), 2);
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn a_list_without_end_is_a_gap_and_ends() {
    let aws = Fake::new(|request| {
        (request.operation == "DescribeConfigRules").then(|| {
            Reply::json(json!({"NextToken": "again", "ConfigRules": [
                {"ConfigRuleName": "rule", "ConfigRuleId": "config-rule-1", "Source": {"Owner": "AWS"}}
            ]}))
        })
    });
    let snapshot = aws
        .collect(
            &plan(&["config:DescribeConfigRules"]),
            in_regions(&["us-east-1"]),
        )
        .await
        .expect("a snapshot");
    assert_eq!(aws.times("DescribeConfigRules"), 2);
    assert_eq!(
        gaps(&snapshot),
        [(
            "config:DescribeConfigRules",
            Some("us-east-1"),
            None,
            GapKind::Failed,
            None
        )]
    );
    assert_eq!(
        coverage(&snapshot, "config:DescribeConfigRules"),
        [(Some("us-east-1"), 2)]
    );
}

#[tokio::test]
async fn one_region_does_not_spoil_the_other() {
    let aws = Fake::new(|request| {
        (request.operation == "DescribeTrails" && request.region == "eu-west-1")
            .then(|| Reply::refused(400, "AccessDeniedException", "no"))
    });
    let snapshot = aws
        .collect(
            &plan(&["cloudtrail:DescribeTrails"]),
            super::Options::default(),
        )
        .await
        .expect("a snapshot");
    assert_eq!(
        gaps(&snapshot),
        [(
            "cloudtrail:DescribeTrails",
            Some("eu-west-1"),
            None,
            GapKind::AccessDenied,
            Some("AccessDeniedException")
        )]
    );
    assert_eq!(
        coverage(&snapshot, "cloudtrail:DescribeTrails"),
        [(Some("eu-west-1"), 1), (Some("us-east-1"), 1)]
    );
}

#[tokio::test]
async fn credentials_that_expire_on_the_way_end_the_run() {
    let aws = Fake::new(|request| {
        (request.operation == "DescribeTrails")
            .then(|| Reply::refused(400, "ExpiredTokenException", "too late"))
    });
    let error = aws
        .collect(
            &plan(&["cloudtrail:DescribeTrails"]),
            super::Options::default(),
        )
        .await
        .expect_err("no snapshot");
    assert!(
        matches!(&error, CollectError::ExpiredCredentials { message, .. } if message == "too late"),
        "{error}"
    );
    assert_eq!(error.help(), Some("aws sso login"));
}

#[tokio::test]
async fn an_interrupted_run_returns_what_it_has() {
    let aws = Fake::new(|request| {
        (request.operation == "DescribeTrails" && request.region == "eu-west-1")
            .then_some(Reply::Silence)
    });
    let seen = aws.clone();
    let cancel = async move {
        while seen.times("DescribeTrails") < 2 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    let snapshot = aws
        .collect_until(
            &plan(&["cloudtrail:DescribeTrails"]),
            super::Options::default(),
            cancel,
        )
        .await
        .expect("a snapshot");
    assert!(!snapshot.complete);
    assert_eq!(snapshot.header.accounts[0].regions.len(), 3);
    // Nothing is said to be covered whose trails did not all arrive.
    assert_eq!(coverage(&snapshot, "cloudtrail:DescribeTrails"), []);
}
