//! The simulated AWS does to calls what a test asks it to.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use aws_sdk_cloudtrail::error::ProvideErrorMetadata;
use aws_sdk_s3::error::SdkError;
use serde_json::json;

use crate::sdk::settings;
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

const HOME: &str = "us-east-1";
const LOGS: &str = "audit-logs-123456789012";
const TRAIL: &str = "audit-trail";

fn cloudtrail(aws: &SimulatedAws) -> aws_sdk_cloudtrail::Client {
    aws_sdk_cloudtrail::Client::new(&settings(aws, ACCOUNT, HOME))
}

fn s3(aws: &SimulatedAws) -> aws_sdk_s3::Client {
    let settings =
        aws_sdk_s3::config::Builder::from(&settings(aws, ACCOUNT, HOME)).force_path_style(true);
    aws_sdk_s3::Client::from_conf(settings.build())
}

#[tokio::test]
async fn a_denied_action_is_refused_in_the_words_of_its_service() {
    let aws = SimulatedAws::with("compliant");
    aws.deny(&[
        "cloudtrail:GetTrailStatus",
        "s3:GetEncryptionConfiguration",
        "s3:ListBucket",
        "sts:*",
    ]);

    let error = cloudtrail(&aws)
        .get_trail_status()
        .name(TRAIL)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("AccessDeniedException"));
    assert!(
        error
            .message()
            .unwrap()
            .contains("cloudtrail:GetTrailStatus"),
        "{error:?}"
    );
    assert!(
        error.message().unwrap().contains("identity-based policy"),
        "{error:?}"
    );
    assert!(cloudtrail(&aws).describe_trails().send().await.is_ok());

    let error = s3(&aws)
        .get_bucket_encryption()
        .bucket(LOGS)
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("AccessDenied"));
    assert!(
        s3(&aws)
            .get_bucket_versioning()
            .bucket(LOGS)
            .send()
            .await
            .is_ok()
    );

    let error = s3(&aws)
        .head_bucket()
        .bucket(LOGS)
        .send()
        .await
        .unwrap_err();
    let answer = error.raw_response().unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.body().bytes()),
        (403, Some(&b""[..]))
    );

    let sts = aws_sdk_sts::Client::new(&settings(&aws, ACCOUNT, HOME));
    assert_eq!(
        sts.get_caller_identity().send().await.unwrap_err().code(),
        Some("AccessDenied")
    );

    assert_eq!(answer.headers().get("x-amz-bucket-region"), Some(HOME));

    aws.allow();
    assert!(
        cloudtrail(&aws)
            .get_trail_status()
            .name(TRAIL)
            .send()
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_refusal_by_a_service_control_policy_says_so() {
    let aws = SimulatedAws::start();
    aws.deny_by_scp(&["account:ListRegions"]);
    let account = aws_sdk_account::Client::new(&settings(&aws, ACCOUNT, HOME));
    let error = account.list_regions().send().await.unwrap_err();
    assert_eq!(error.code(), Some("AccessDeniedException"));
    assert!(
        error
            .message()
            .unwrap()
            .contains("explicit deny in a service control policy"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_denial_is_narrowed_by_what_is_asked_for() {
    let aws = SimulatedAws::with("compliant");
    aws.post(
        "deny",
        &json!({"actions": ["config:*"], "match": {"region": "eu-west-1"}}),
    );
    aws.post(
        "deny",
        &json!({"actions": ["s3:GetBucketAcl"], "match": {"bucket": LOGS}}),
    );
    let config = |region| aws_sdk_config::Client::new(&settings(&aws, ACCOUNT, region));
    assert!(
        config(HOME)
            .describe_delivery_channels()
            .send()
            .await
            .is_ok()
    );
    assert!(
        config("eu-west-1")
            .describe_delivery_channels()
            .send()
            .await
            .is_err()
    );
    assert!(s3(&aws).get_bucket_acl().bucket(LOGS).send().await.is_err());
    assert!(
        s3(&aws)
            .get_bucket_acl()
            .bucket("audit-access-logs-123456789012")
            .send()
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_fault_is_used_up() {
    let aws = SimulatedAws::with("compliant");
    aws.fault("cloudtrail:DescribeTrails", "throttle", Some(2));
    for _ in 0..2 {
        let error = cloudtrail(&aws).describe_trails().send().await.unwrap_err();
        assert_eq!(error.code(), Some("ThrottlingException"));
    }
    assert!(cloudtrail(&aws).describe_trails().send().await.is_ok());
    aws.fault("*", "expired", Some(2));
    let error = cloudtrail(&aws).describe_trails().send().await.unwrap_err();
    assert_eq!(error.code(), Some("ExpiredTokenException"));
    let error = s3(&aws).list_buckets().send().await.unwrap_err();
    assert_eq!(error.code(), Some("ExpiredToken"));
    aws.fault("s3:ListAllMyBuckets", "throttle", Some(1));
    assert_eq!(
        s3(&aws).list_buckets().send().await.unwrap_err().code(),
        Some("SlowDown")
    );
    assert!(s3(&aws).list_buckets().send().await.is_ok());
}

#[tokio::test]
async fn answers_break_in_every_way_that_is_asked_for() {
    let aws = SimulatedAws::with("compliant");
    let broken = async |mode| {
        aws.allow();
        aws.fault("cloudtrail:DescribeTrails", mode, None);
        let settings = settings(&aws, ACCOUNT, HOME);
        let timeout = aws_config::timeout::TimeoutConfig::builder()
            .operation_timeout(Duration::from_secs(2))
            .build();
        let settings = aws_sdk_cloudtrail::config::Builder::from(&settings)
            .timeout_config(timeout)
            .build();
        aws_sdk_cloudtrail::Client::from_conf(settings)
            .describe_trails()
            .send()
            .await
            .unwrap_err()
    };
    assert_eq!(broken("500").await.code(), Some("InternalFailure"));
    assert!(matches!(
        broken("cut").await,
        SdkError::ResponseError(_) | SdkError::DispatchFailure(_)
    ));
    assert!(matches!(
        broken("html").await,
        SdkError::ServiceError(_) | SdkError::ResponseError(_)
    ));
    assert!(matches!(broken("hang").await, SdkError::TimeoutError(_)));
}

#[tokio::test]
async fn a_page_loop_gives_the_same_page_for_ever() {
    let aws = SimulatedAws::with("compliant");
    for action in [
        "config:DescribeConfigRules",
        "kms:ListKeys",
        "s3:ListAllMyBuckets",
    ] {
        aws.fault(action, "page-loop", None);
    }
    let config = aws_sdk_config::Client::new(&settings(&aws, ACCOUNT, HOME));
    let first = config.describe_config_rules().send().await.unwrap();
    let second = config
        .describe_config_rules()
        .set_next_token(first.next_token)
        .send()
        .await
        .unwrap();
    assert_eq!(second.config_rules().len(), 1);
    assert!(second.next_token().is_some());

    let kms = aws_sdk_kms::Client::new(&settings(&aws, ACCOUNT, HOME));
    let first = kms.list_keys().send().await.unwrap();
    assert!(first.truncated);
    let second = kms
        .list_keys()
        .set_marker(first.next_marker)
        .send()
        .await
        .unwrap();
    assert!(second.truncated && second.next_marker.is_some());

    let first = s3(&aws).list_buckets().send().await.unwrap();
    let second = s3(&aws)
        .list_buckets()
        .set_continuation_token(first.continuation_token)
        .send()
        .await
        .unwrap();
    assert_eq!(second.buckets().len(), 3);
    assert!(second.continuation_token().is_some());
}

#[tokio::test]
async fn an_answer_is_overridden() {
    let aws = SimulatedAws::with("compliant");
    aws.post(
        "override",
        &json!({
            "action": "cloudtrail:GetTrailStatus",
            "match": {"Name": TRAIL},
            "response": {"LatestDeliveryError": "AccessDenied", "LatestDigestDeliveryTime": null}
        }),
    );
    let status = cloudtrail(&aws)
        .get_trail_status()
        .name(TRAIL)
        .send()
        .await
        .unwrap();
    assert_eq!(status.latest_delivery_error(), Some("AccessDenied"));
    assert_eq!(status.latest_digest_delivery_time(), None);
    assert_eq!(status.is_logging(), Some(true));

    let error = json!({"code": "InvalidHomeRegionException", "message": "not here"});
    aws.post(
        "override",
        &json!({"action": "cloudtrail:ListTags", "error": error}),
    );
    let error = cloudtrail(&aws)
        .list_tags()
        .resource_id_list("x")
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Some("InvalidHomeRegionException"), Some("not here"))
    );

    let rules = json!({"OrganizationConfigRules": [{"OrganizationConfigRuleName": "x", "OrganizationConfigRuleArn": "y"}]});
    let action = "config:DescribeOrganizationConfigRules";
    let config = aws_sdk_config::Client::new(&settings(&aws, ACCOUNT, HOME));
    aws.post("override", &json!({"action": action, "response": rules}));
    assert!(
        config
            .describe_organization_config_rules()
            .send()
            .await
            .is_err()
    );
    aws.post(
        "override",
        &json!({"action": action, "response": rules, "status": 200}),
    );
    let described = config
        .describe_organization_config_rules()
        .send()
        .await
        .unwrap();
    assert_eq!(described.organization_config_rules().len(), 1);

    let body = "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
    aws.post(
        "override",
        &json!({"action": "s3:GetBucketVersioning", "body": body}),
    );
    let versioning = s3(&aws)
        .get_bucket_versioning()
        .bucket(LOGS)
        .send()
        .await
        .unwrap();
    assert_eq!(versioning.status().unwrap().as_str(), "Suspended");
}

#[tokio::test]
async fn calls_are_counted_by_action_account_and_region() {
    let aws = SimulatedAws::with("compliant");
    assert!(
        aws.calls().is_empty(),
        "the set-up's own calls do not count: {:?}",
        aws.calls()
    );
    aws.deny(&["s3:ListBucket"]);
    for _ in 0..2 {
        cloudtrail(&aws).describe_trails().send().await.unwrap();
    }
    let _refused = s3(&aws).head_bucket().bucket(LOGS).send().await;
    let kms = aws_sdk_kms::Client::new(&settings(&aws, "111122223333", "eu-west-1"));
    kms.list_keys().send().await.unwrap();
    let calls = aws.calls();
    let count = |action: &str, account: &str, region: &str| {
        calls.get(&(action.into(), account.into(), region.into()))
    };
    assert_eq!(calls.len(), 3, "{calls:?}");
    assert_eq!(count("cloudtrail:DescribeTrails", ACCOUNT, HOME), Some(&2));
    assert_eq!(count("s3:ListBucket", ACCOUNT, HOME), Some(&1));
    assert_eq!(count("kms:ListKeys", "111122223333", "eu-west-1"), Some(&1));
    aws.post("reset", &json!({}));
    assert!(aws.calls().is_empty());
    assert!(
        cloudtrail(&aws)
            .describe_trails()
            .send()
            .await
            .unwrap()
            .trail_list()
            .is_empty()
    );
}

#[tokio::test]
async fn operations_are_told_by_header_form_path_or_protocol() {
    let aws = SimulatedAws::start();
    let settings = settings(&aws, ACCOUNT, HOME);
    let hub = "arn:aws:securityhub:us-east-1:123456789012:hub/default";
    let organizations = aws_sdk_organizations::Client::new(&settings);
    let error = organizations.describe_organization().send().await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), Some("AWSOrganizationsNotInUseException"));
    let iam = aws_sdk_iam::Client::new(&settings);
    let error = iam.get_role().role_name("none").send().await.unwrap_err();
    assert_eq!(error.code(), Some("NoSuchEntity"));
    let securityhub = aws_sdk_securityhub::Client::new(&settings);
    let error = securityhub.describe_hub().hub_arn(hub).send().await;
    assert_eq!(error.unwrap_err().code(), Some("InvalidAccessException"));
    // Its ARN, which is a part of the path, has a slash.
    aws.post(
        "deny",
        &json!({"actions": ["securityhub:ListTagsForResource"], "match": {"ResourceArn": hub}}),
    );
    let error = securityhub.list_tags_for_resource().resource_arn(hub);
    let error = error.send().await.unwrap_err();
    assert_eq!(error.code(), Some("AccessDeniedException"));
    let cloudwatch = aws_sdk_cloudwatch::Client::new(&settings);
    cloudwatch.describe_alarms().send().await.unwrap();

    let called: Vec<String> = aws.calls().into_keys().map(|(action, ..)| action).collect();
    let expected = [
        "cloudwatch:DescribeAlarms",
        "iam:GetRole",
        "organizations:DescribeOrganization",
        "securityhub:DescribeHub",
        "securityhub:ListTagsForResource",
    ];
    assert_eq!(called, expected);
}

#[tokio::test]
async fn an_operation_that_nobody_serves_is_an_error_that_clients_do_not_retry() {
    let aws = SimulatedAws::shared("empty");
    let error = cloudtrail(aws).list_dashboards().send().await.unwrap_err();
    assert_eq!(error.code(), Some("UnknownOperationException"));
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 400);
}

#[test]
#[should_panic(expected = "no such set-up: complaint")]
fn a_set_up_that_does_not_exist_is_a_mistake() {
    SimulatedAws::with("complaint");
}

#[test]
#[should_panic(expected = "no such mode: burn")]
fn a_fault_that_does_not_exist_is_a_mistake() {
    SimulatedAws::shared("empty").fault("cloudtrail:DescribeTrails", "burn", None);
}

#[test]
fn the_environment_is_enough_for_a_program_that_has_no_other() {
    let aws = SimulatedAws::shared("compliant");
    for (account, env) in [
        (ACCOUNT, aws.env()),
        ("111122223333", aws.env_of("111122223333")),
    ] {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--ignored", "gateway::says_who_it_is"])
            .env_clear()
            .envs(env)
            .env("EXPECTED_ACCOUNT", account)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{said}"
        );
    }
}

/// The program of the test above.
#[tokio::test]
#[ignore = "runs in the environment that the test above prepares"]
async fn says_who_it_is() {
    let settings = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .load()
        .await;
    let caller = aws_sdk_sts::Client::new(&settings)
        .get_caller_identity()
        .send()
        .await
        .unwrap();
    assert_eq!(
        caller.account(),
        std::env::var("EXPECTED_ACCOUNT").ok().as_deref()
    );
}

#[test]
fn without_python_it_fails_and_says_what_is_missing() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "gateway::starts_one_and_waits"])
        .env("PATH", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success());
    assert!(
        said.contains("these tests need Python 3.10 or newer"),
        "{said}"
    );
}

#[test]
fn it_ends_with_its_value() {
    let aws = SimulatedAws::start();
    let address = aws.url().replace("http://", "");
    assert!(std::net::TcpStream::connect(&address).is_ok());
    drop(aws);
    assert!(std::net::TcpStream::connect(&address).is_err());
}

#[test]
fn it_ends_when_the_tests_are_killed() {
    let mut tests = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "--ignored",
            "--nocapture",
            "gateway::starts_one_and_waits",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = std::io::BufReader::new(tests.stdout.take().unwrap());
    let address = loop {
        let mut line = String::new();
        assert_ne!(
            std::io::BufRead::read_line(&mut said, &mut line).unwrap(),
            0,
            "it never said where it listens"
        );
        if let Some((_, address)) = line.split_once("listens at ") {
            break address.trim().to_owned();
        }
    };
    assert!(std::net::TcpStream::connect(&address).is_ok());
    tests.kill().unwrap();
    tests.wait().unwrap();
    let killed = Instant::now();
    while std::net::TcpStream::connect(&address).is_ok() {
        assert!(
            killed.elapsed() < Duration::from_secs(10),
            "it outlives the tests"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The program of the test above.
#[test]
#[ignore = "is started and killed by the test above"]
fn starts_one_and_waits() {
    let aws = SimulatedAws::start();
    let line = format!("listens at {}\n", aws.url().replace("http://", ""));
    std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_secs(60));
}
