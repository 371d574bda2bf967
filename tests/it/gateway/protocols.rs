//! The simulated AWS speaks the protocols of AWS's services.

use std::process::Command;

use aws_sdk_cloudtrail::error::ProvideErrorMetadata;
use serde_json::json;

use super::HOME;
use crate::sdk::settings;
use crate::simulated_aws::{ACCOUNT, SimulatedAws};
use crate::support::path;
use crate::virtual_environment;

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
async fn the_pages_of_forms_are_without_end_when_asked_for() {
    let aws = SimulatedAws::with("compliant");
    for action in ["iam:GetAccountAuthorizationDetails", "sns:ListTopics"] {
        aws.fault(action, "page-loop", None);
    }
    let settings = settings(&aws, ACCOUNT, HOME);
    let iam = aws_sdk_iam::Client::new(&settings);
    let mut marker = None;
    for _ in 0..2 {
        let request = iam.get_account_authorization_details();
        let page = request.set_marker(marker).send().await.unwrap();
        assert!(page.is_truncated());
        marker = page.marker;
        assert!(marker.is_some());
    }
    let sns = aws_sdk_sns::Client::new(&settings);
    let mut token = None;
    for _ in 0..2 {
        let page = sns.list_topics().set_next_token(token).send().await;
        let page = page.unwrap();
        assert_eq!(page.topics().len(), 4);
        token = page.next_token;
        assert!(token.is_some());
    }
}

#[tokio::test]
async fn an_answer_in_cbor_is_overridden_in_json() {
    let aws = SimulatedAws::with("compliant");
    let cloudwatch = aws_sdk_cloudwatch::Client::new(&settings(&aws, ACCOUNT, HOME));
    let describe = async || cloudwatch.describe_alarms().send().await;
    let alarm = json!({"AlarmName": "made-up", "Threshold": 5, "StateUpdatedTimestamp": 1.5});
    let action = "cloudwatch:DescribeAlarms";
    aws.post(
        "override",
        &json!({"action": action, "response": {"MetricAlarms": [alarm], "NextToken": "more"}}),
    );
    let answer = describe().await.unwrap();
    assert_eq!(answer.next_token(), Some("more"));
    let [alarm] = answer.metric_alarms() else {
        panic!("{answer:?}")
    };
    assert_eq!(alarm.alarm_name(), Some("made-up"));
    assert_eq!(alarm.threshold(), Some(5.0));
    let updated = alarm.state_updated_timestamp().unwrap();
    assert_eq!(updated.as_secs_f64(), 1.5);

    // What a test breaks arrives broken.
    aws.post(
        "override",
        &json!({"action": action, "body": "{\"MetricAlarms\": ["}),
    );
    assert!(describe().await.is_err());
}

/// Examples of RFC 8949, appendix A, of what is both written and read, and of what is read only.
const EXAMPLES: &str = r#"
from simulated_aws.cbor import Instant, decode, encode

both = {
    "00": 0, "17": 23, "1818": 24, "1903e8": 1000, "1a000f4240": 1000000, "1b000000e8d4a51000": 1000000000000,
    "20": -1, "3863": -100, "3903e7": -1000, "fb3ff199999999999a": 1.1, "fbc010666666666666": -4.1,
    "f4": False, "f5": True, "f6": None, "c1fb41d452d9ec200000": Instant(1363896240.5),
    "40": b"", "4401020304": bytes([1, 2, 3, 4]), "60": "", "62c3bc": "ü", "64f0908591": "𐅑",
    "80": [], "8301820203820405": [1, [2, 3], [4, 5]], "a0": {}, "a26161016162820203": {"a": 1, "b": [2, 3]},
}
read = {
    "f7": None, "f93c00": 1.0, "f9c400": -4.0, "fa47c35000": 100000.0, "c11a514b67b0": Instant(1363896240),
    "5f42010243030405ff": bytes([1, 2, 3, 4, 5]), "7f657374726561646d696e67ff": "streaming",
    "9f018202039f0405ffff": [1, [2, 3], [4, 5]], "bf61610161629f0203ffff": {"a": 1, "b": [2, 3]},
}
for text, value in both.items():
    assert encode(value).hex() == text, (text, value, encode(value).hex())
for text, value in (both | read).items():
    found = decode(bytes.fromhex(text))
    assert (found, type(found)) == (value, type(value)), (text, value, found)
for text in ("", "18", "6261", "8201", "9f01", "bf6161ff", "0000", "c074", "ff", "1c", "f8ff"):
    try:
        raise AssertionError((text, decode(bytes.fromhex(text))))
    except (ValueError, IndexError):
        pass
"#;

#[test]
fn cbor_is_written_and_read_as_its_specification_has_it() {
    let output = Command::new(virtual_environment::python("simulated_aws"))
        .args(["-c", EXAMPLES])
        .env("PYTHONPATH", path("tests"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
