//! What AWS Config recorded of trails, recorders, buckets and keys over time.

use serde_json::{Value, json};

use super::buckets::{self, buckets_of_trails, with_a_trail};
use super::config::{collect, recorder_of_all};
use super::fake::{ACCOUNT, Fake, Reply, Request, in_regions};
use super::trails::{everywhere, trail};
use super::{gaps, only, plan};
use crate::model::gap::GapKind;
use crate::model::plan::Plan;
use crate::model::snapshot::Snapshot;
use crate::resource::cloudtrail::TRAIL;
use crate::resource::config::RECORDER;
use crate::resource::history::{ACTION, PATH};
use crate::resource::kms::KEY;
use crate::resource::s3::BUCKET;

const HISTORY: &str = "GetResourceConfigHistory";

/// 2026-11-20, 2026-10-01 and 2026-07-01: the collection is of 2026-11-25, and looks 90 days back.
const TIMES: [i64; 3] = [1_795_132_800, 1_790_812_800, 1_782_864_000];

fn histories_of(mut plan: Plan, resource_type: &str) -> Plan {
    plan.actions.insert(ACTION.to_owned());
    plan.parts
        .entry(resource_type.to_owned())
        .or_default()
        .insert(PATH.to_owned());
    plan
}

fn of_trails() -> Plan {
    histories_of(plan(&["cloudtrail:DescribeTrails"]), TRAIL.name)
}

fn arn() -> String {
    format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/main")
}

fn state(time: i64, status: &str, configuration: &Value) -> Value {
    json!({
        "accountId": ACCOUNT, "awsRegion": "us-east-1", "resourceType": TRAIL.name, "resourceId": arn(), "arn": arn(),
        "configurationItemCaptureTime": time, "configurationItemStatus": status,
        "recordingFrequency": "CONTINUOUS", "configuration": configuration.to_string(),
        "supplementaryConfiguration": {"Other": "{"},
    })
}

async fn collect_trail(
    script: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static,
) -> (Fake, Snapshot) {
    let trails = everywhere(vec![trail("main", "us-east-1", ACCOUNT)]);
    let aws = Fake::new(move |request| script(request).or_else(|| trails(request)));
    let snapshot = aws
        .collect(&of_trails(), in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    (aws, snapshot)
}

fn history(snapshot: &Snapshot, resource_type: &str) -> Value {
    only(snapshot, resource_type).supplementary_configuration["ConfigurationHistory"].clone()
}

#[tokio::test]
async fn a_trails_states_are_in_the_shape_of_a_trail() {
    let (aws, snapshot) = collect_trail(|request| {
        (request.operation == HISTORY).then(|| {
            assert_eq!(request.body["resourceType"], json!(TRAIL.name));
            assert_eq!(request.body["resourceId"], json!(arn()));
            assert_eq!(request.body["chronologicalOrder"], json!("Reverse"));
            Reply::json(json!({"configurationItems": [
                state(TIMES[0], "OK", &json!({"name": "main", "kmsKeyId": null, "isMultiRegionTrail": true})),
                state(TIMES[1], "ResourceDeleted", &Value::Null),
            ]}))
        })
    })
    .await;
    assert_eq!(
        history(&snapshot, TRAIL.name),
        json!([
            {
                "configurationItemCaptureTime": "2026-11-20T00:00:00Z",
                "configurationItemStatus": "OK",
                "recordingFrequency": "CONTINUOUS",
                // What is null is absent, and a flag that is not there is off.
                "configuration": {
                    "name": "main", "isMultiRegionTrail": true, "isOrganizationTrail": false,
                    "includeGlobalServiceEvents": false, "logFileValidationEnabled": false,
                    "hasCustomEventSelectors": false, "hasInsightSelectors": false,
                },
                "supplementaryConfiguration": {},
            },
            {
                "configurationItemCaptureTime": "2026-10-01T00:00:00Z",
                "configurationItemStatus": "ResourceDeleted",
                "recordingFrequency": "CONTINUOUS",
            },
        ])
    );
    assert_eq!(aws.times(HISTORY), 1);
    assert_eq!(snapshot.gaps, []);
    let covered: Vec<_> = snapshot
        .coverage
        .iter()
        .filter(|entry| entry.action == ACTION)
        .map(|entry| {
            (
                entry.resource_type.as_deref(),
                entry.region.as_deref(),
                entry.calls,
            )
        })
        .collect();
    assert_eq!(covered, [(Some(TRAIL.name), Some("us-east-1"), 1)]);
}

#[tokio::test]
async fn a_history_is_read_to_the_first_state_before_the_window_and_no_further() {
    let (aws, snapshot) = collect_trail(|request| {
        (request.operation == HISTORY).then(|| match request.body["nextToken"].as_str() {
            // A call spans seven days, so that a page may be empty and not be the last.
            None => Reply::json(json!({"configurationItems": [], "nextToken": "2"})),
            Some("2") => Reply::json(json!({
                "configurationItems": [state(TIMES[1], "OK", &json!({"name": "main"}))], "nextToken": "3",
            })),
            Some("3") => Reply::json(json!({
                "configurationItems": [
                    state(TIMES[2], "OK", &json!({"name": "main"})),
                    state(TIMES[2] - 1, "ResourceDiscovered", &json!({"name": "main"})),
                ],
                "nextToken": "4",
            })),
            other => panic!("{other:?} is not needed"),
        })
    })
    .await;
    let history = history(&snapshot, TRAIL.name);
    let times: Vec<&str> = history
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|item| item["configurationItemCaptureTime"].as_str())
        .collect();
    assert_eq!(times, ["2026-10-01T00:00:00Z", "2026-07-01T00:00:00Z"]);
    assert_eq!(aws.times(HISTORY), 3);
}

#[tokio::test]
async fn what_aws_config_does_not_know_has_an_empty_history() {
    for code in [
        "ResourceNotDiscoveredException",
        "NoAvailableConfigurationRecorderException",
    ] {
        let (aws, snapshot) = collect_trail(move |request| {
            (request.operation == HISTORY).then(|| Reply::refused(400, code, "none"))
        })
        .await;
        assert_eq!(history(&snapshot, TRAIL.name), json!([]), "{code}");
        assert_eq!(snapshot.gaps, []);
        // By its ARN, and by its name.
        assert_eq!(aws.times(HISTORY), 2);
    }
}

#[tokio::test]
async fn a_trail_that_is_known_by_its_name_is_found() {
    let (_, snapshot) = collect_trail(|request| {
        (request.operation == HISTORY && request.body["resourceId"] == "main").then(|| {
            Reply::json(
                json!({"configurationItems": [state(TIMES[0], "OK", &json!({"name": "main"}))]}),
            )
        })
    })
    .await;
    assert_eq!(
        history(&snapshot, TRAIL.name).as_array().map(Vec::len),
        Some(1)
    );
}

#[tokio::test]
async fn what_was_refused_or_is_no_item_is_a_gap_on_the_trail() {
    let no_time =
        json!({"configurationItems": [{"configurationItemStatus": "OK", "configuration": "{}"}]});
    let other = json!({"configurationItems": [state(TIMES[0], "OK", &json!({"isMultiRegionTrail": "yes"}))]});
    let cut = json!({"configurationItems": [state(TIMES[0], "OK", &json!({}))], "nextToken": "2"});
    for (kind, code, reply) in [
        (
            GapKind::AccessDenied,
            Some("AccessDeniedException"),
            Reply::refused(400, "AccessDeniedException", "no"),
        ),
        (
            GapKind::Failed,
            Some("ValidationException"),
            Reply::refused(400, "ValidationException", "no such type"),
        ),
        (GapKind::Failed, None, Reply::json(no_time)),
        (GapKind::Failed, None, Reply::json(other)),
        (GapKind::Failed, None, Reply::json(cut)),
        (GapKind::Failed, None, Reply::json(json!({}))),
    ] {
        let shown = format!("{reply:?}");
        let (_, snapshot) = collect_trail(move |request| {
            (request.operation == HISTORY).then(|| match request.body["nextToken"] {
                Value::Null => reply.clone(),
                _ => Reply::text(200, "{\"configurationItems\": ["),
            })
        })
        .await;
        let arn = arn();
        assert_eq!(
            gaps(&snapshot),
            [(ACTION, Some("us-east-1"), Some(arn.as_str()), kind, code)],
            "{shown}"
        );
        assert_eq!(snapshot.gaps[0].resource_type.as_deref(), Some(TRAIL.name));
        let parts = &only(&snapshot, TRAIL.name).supplementary_configuration;
        assert!(!parts.contains_key("ConfigurationHistory"), "{shown}");
    }
}

#[tokio::test]
async fn a_type_that_nobody_wants_is_not_asked_for() {
    let trails = everywhere(vec![trail("main", "us-east-1", ACCOUNT)]);
    let aws = Fake::new(trails);
    let mut plan = of_trails();
    plan.parts.clear();
    let snapshot = aws
        .collect(&plan, in_regions(&["us-east-1"]))
        .await
        .expect("a snapshot");
    assert_eq!(aws.times(HISTORY), 0);
    assert!(snapshot.coverage.iter().all(|entry| entry.action != ACTION));
}

#[tokio::test]
async fn a_recorder_is_asked_for_by_name_and_its_type_may_be_none_that_the_api_takes() {
    let plan = histories_of(
        plan(&["config:DescribeConfigurationRecorders"]),
        RECORDER.name,
    );
    let snapshot = collect(&plan, |request| match request.operation.as_str() {
        HISTORY if request.body["resourceId"] == "default" => {
            Some(Reply::json(json!({"configurationItems": [{
                "configurationItemCaptureTime": TIMES[0], "configurationItemStatus": "OK",
                "configuration": "{\"Name\":\"default\",\"RecordingGroup\":{\"AllSupported\":true}}",
            }]})))
        }
        _ => recorder_of_all(request),
    })
    .await;
    assert_eq!(
        history(&snapshot, RECORDER.name)[0]["configuration"]["RecordingGroup"]["AllSupported"],
        json!(true)
    );

    let snapshot = collect(&plan, |request| match request.operation.as_str() {
        HISTORY => Some(Reply::refused(400, "ValidationException", "no such type")),
        _ => recorder_of_all(request),
    })
    .await;
    assert_eq!(history(&snapshot, RECORDER.name), json!([]));
    assert_eq!(snapshot.gaps, []);
}

#[tokio::test]
async fn of_a_bucket_what_matters_is_kept_and_a_missing_one_is_not_asked_for() {
    let plan = histories_of(buckets_of_trails(&["s3:ListBucket"]), BUCKET.name);
    let aws = with_a_trail(|request| match request.operation.as_str() {
        "HeadBucket" => Some(Reply::text(200, "")),
        HISTORY => Some(Reply::json(json!({"configurationItems": [{
            "configurationItemCaptureTime": TIMES[0], "configurationItemStatus": "OK",
            "configuration": "{\"name\":\"logs\"}",
            "supplementaryConfiguration": {
                "BucketVersioningConfiguration": "{\"status\":\"Suspended\",\"isMfaDeleteEnabled\":null}",
                "AccessControlList": "\"{}\"",
            },
        }]}))),
        _ => None,
    });
    let snapshot = buckets::collect(&aws, &plan).await;
    assert_eq!(
        history(&snapshot, BUCKET.name)[0]["supplementaryConfiguration"],
        json!({
            "BucketVersioningConfiguration": {"status": "Suspended", "isMfaDeleteEnabled": false},
            // AWS Config leaves out a block that was never set.
            "PublicAccessBlockConfiguration": {
                "blockPublicAcls": false, "ignorePublicAcls": false,
                "blockPublicPolicy": false, "restrictPublicBuckets": false,
            },
        })
    );
    let covered: Vec<_> = snapshot
        .coverage
        .iter()
        .filter(|entry| entry.action == ACTION)
        .map(|entry| {
            (
                entry.resource_type.as_deref(),
                entry.region.as_deref(),
                entry.calls,
            )
        })
        .collect();
    assert_eq!(covered, [(Some(BUCKET.name), None, 1)]);

    let aws = with_a_trail(|request| {
        assert_ne!(request.operation, HISTORY);
        None
    });
    let missing = buckets::collect(&aws, &plan).await;
    let parts = &only(&missing, BUCKET.name).supplementary_configuration;
    assert!(!parts.contains_key("ConfigurationHistory"));
    assert_eq!(missing.gaps, []);
}

#[tokio::test]
async fn a_key_is_known_by_its_id() {
    let mut plan = histories_of(
        plan(&["cloudtrail:DescribeTrails", "kms:DescribeKey"]),
        KEY.name,
    );
    plan.referenced.insert(
        KEY.name.to_owned(),
        std::collections::BTreeSet::from([TRAIL.name.to_owned()]),
    );
    let snapshot = {
        let mut encrypted = trail("main", "us-east-1", ACCOUNT);
        encrypted["KmsKeyId"] = json!("alias/audit");
        let trails = everywhere(vec![encrypted]);
        let aws = Fake::new(move |request| match request.operation.as_str() {
            "DescribeKey" => Some(Reply::json(json!({"KeyMetadata": {
                "KeyId": "1234", "Arn": format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/1234"), "Enabled": true,
            }}))),
            HISTORY if request.body["resourceId"] == "1234" => {
                Some(Reply::json(json!({"configurationItems": [{
                    "configurationItemCaptureTime": TIMES[0], "configurationItemStatus": "OK",
                    "configuration": "{\"keyId\":\"1234\",\"enabled\":true}",
                    "supplementaryConfiguration": {"KeyRotationStatus": "false"},
                }]})))
            }
            _ => trails(request),
        });
        aws.collect(&plan, in_regions(&["us-east-1"]))
            .await
            .expect("a snapshot")
    };
    let history = history(&snapshot, KEY.name);
    assert_eq!(history[0]["configuration"]["enabled"], json!(true));
    assert_eq!(
        history[0]["supplementaryConfiguration"],
        json!({"KeyRotationStatus": false})
    );
}
