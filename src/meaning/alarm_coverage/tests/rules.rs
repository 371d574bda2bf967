//! Rules of EventBridge.

use serde_json::json;

use super::*;

const API_CALL: &str = "AWS API Call via CloudTrail";
const SIGN_IN: &str = "AWS Console Sign In via CloudTrail";

/// How a pattern covers an alarm, in either state of its rule.
fn covered(alarm: &str, pattern: &Value) -> [Option<AlarmCoverage>; 2] {
    let meaning = meaning_of_event_pattern(pattern);
    assert_eq!(meaning.error, None, "{pattern}");
    [meaning.alarms, meaning.alarms_with_read_only_events]
        .map(|alarms| alarms.into_iter().find(|covered| covered.alarm == alarm))
}

fn sufficient(alarm: &str, pattern: &Value) -> [bool; 2] {
    covered(alarm, pattern).map(|covered| covered.is_some_and(|covered| covered.sufficient))
}

/// A pattern for the calls that an alarm is about, with more tests of their details.
fn calls(alarm: &str, further: &Value) -> Value {
    let alarm = ALARMS.iter().find(|known| known.alarm == alarm).unwrap();
    let of = |path: &str| -> BTreeSet<&str> {
        let samples = alarm.required.iter().flat_map(|(_, samples)| samples);
        samples
            .map(|sample| sample.delivered.pointer(path).unwrap().as_str().unwrap())
            .collect()
    };
    let mut detail =
        json!({"eventSource": of("/detail/eventSource"), "eventName": of("/detail/eventName")});
    detail
        .as_object_mut()
        .unwrap()
        .extend(further.as_object().unwrap().clone());
    json!({"source": of("/source"), "detail-type": [API_CALL], "detail": detail})
}

/// The alarms that are about the names of calls.
fn about_calls() -> impl Iterator<Item = &'static Alarm> {
    ALARMS
        .iter()
        .filter(|alarm| alarm.about == ["$.eventSource", "$.eventName"])
}

#[test]
fn a_pattern_with_the_names_of_the_calls_is_sufficient_for_its_own_alarm_only() {
    assert_eq!(about_calls().count(), 12);
    for alarm in about_calls() {
        let meaning = meaning_of_event_pattern(&calls(&alarm.alarm, &json!({})));
        for covered in meaning
            .alarms
            .into_iter()
            .chain(meaning.alarms_with_read_only_events)
        {
            assert_eq!(
                covered.sufficient,
                covered.alarm == alarm.alarm,
                "{}'s pattern, {covered:?}",
                alarm.alarm
            );
        }
        assert_eq!(
            sufficient(&alarm.alarm, &calls(&alarm.alarm, &json!({}))),
            [true, true]
        );
    }
}

#[test]
fn alarms_that_are_not_about_names_have_patterns_too() {
    for (alarm, pattern, expected) in [
        // What root reads is given only to rules that ask for it.
        (
            "root-usage",
            json!({"detail-type": [API_CALL, SIGN_IN], "detail": {"userIdentity": {"type": ["Root"]}}}),
            [false, true],
        ),
        (
            "root-usage",
            json!({"detail": {"userIdentity": {"type": ["Root"], "invokedBy": [{"exists": false}]},
                              "eventType": [{"anything-but": "AwsServiceEvent"}]}}),
            [false, true],
        ),
        (
            "root-usage",
            json!({"detail-type": [{"anything-but": "AWS Service Event via CloudTrail"}],
                   "detail": {"userIdentity": {"type": ["Root"]}}}),
            [false, true],
        ),
        // Sign-ins alone are not all of it.
        (
            "root-usage",
            json!({"detail-type": [SIGN_IN], "detail": {"userIdentity": {"type": ["Root"]}}}),
            [false, false],
        ),
        (
            "console-auth-failures",
            json!({"source": ["aws.signin"], "detail-type": [SIGN_IN],
                   "detail": {"eventName": ["ConsoleLogin"], "responseElements": {"ConsoleLogin": ["Failure"]}}}),
            [true, true],
        ),
        // As one page of the guide spells it, and no event.
        (
            "console-auth-failures",
            json!({"detail-type": ["AWS Console Signin via CloudTrail"],
                   "detail": {"responseElements": {"ConsoleLogin": ["Failure"]}}}),
            [false, false],
        ),
        (
            "console-signin-without-mfa",
            json!({"detail-type": [SIGN_IN],
                   "detail": {"eventName": ["ConsoleLogin"], "additionalEventData": {"MFAUsed": [{"anything-but": "Yes"}]}}}),
            [true, true],
        ),
        (
            "unauthorized-api-calls",
            json!({"detail": {"errorCode": [{"suffix": "UnauthorizedOperation"}, {"prefix": "AccessDenied"}]}}),
            [true, true],
        ),
        (
            "unauthorized-api-calls",
            json!({"source": ["aws.ec2", "aws.s3", "aws.kms"],
                   "detail": {"errorCode": [{"suffix": "UnauthorizedOperation"}, {"prefix": "AccessDenied"}]}}),
            [false, false],
        ),
    ] {
        assert_eq!(
            sufficient(alarm, &pattern),
            expected,
            "{pattern}: {:?}",
            covered(alarm, &pattern)
        );
    }
}

#[test]
fn equal_meanings_are_equally_good() {
    for pattern in [
        json!({"source": ["aws.cloudtrail"], "detail": {"eventName": [{"suffix": "Trail"}, {"suffix": "Logging"}]}}),
        json!({"detail": {"eventSource": [{"prefix": "cloudtrail."}],
                          "eventName": [{"wildcard": "*teTrail"}, {"equals-ignore-case": "stoplogging"}, "StartLogging"]}}),
        json!({"$or": [
            {"source": ["aws.cloudtrail"], "detail": {"eventName": [{"suffix": "Logging"}]}},
            {"detail": {"eventName": ["CreateTrail", "UpdateTrail", "DeleteTrail"]}},
        ]}),
        calls(
            "cloudtrail-changes",
            &json!({"readOnly": [false], "awsRegion": [{"exists": true}]}),
        ),
        calls(
            "cloudtrail-changes",
            &json!({"eventCategory": ["Management"], "managementEvent": [true]}),
        ),
        // A carve-out that another alternative brings back.
        json!({"detail": {"eventSource": ["cloudtrail.amazonaws.com"], "$or": [
            {"sourceIPAddress": [{"anything-but": "10.0.0.1"}], "eventName": [{"suffix": "Trail"}, {"suffix": "Logging"}]},
            {"eventName": [{"suffix": "Trail"}, {"suffix": "Logging"}]},
        ]}}),
    ] {
        assert_eq!(
            sufficient("cloudtrail-changes", &pattern),
            [true, true],
            "{pattern}: {:?}",
            covered("cloudtrail-changes", &pattern)
        );
    }
}

#[test]
fn patterns_that_only_look_right_are_not_sufficient() {
    let of = |further: Value| calls("cloudtrail-changes", &further);
    let with = |name: &str, value: Value| {
        let mut pattern = of(json!({}));
        pattern[name] = value;
        pattern
    };
    for pattern in [
        // Something misspelt.
        with("source", json!(["cloudtrail.amazonaws.com"])),
        with("detail-type", json!(["AWS API Call Via CloudTrail"])),
        with("detail-type", json!([SIGN_IN])),
        of(json!({"eventName": ["StopLoging", "CreateTrail"]})),
        of(json!({"EventName": ["StopLogging"]})),
        // Narrowed.
        of(json!({"eventName": ["StopLogging"]})),
        of(json!({"userIdentity": {"type": ["IAMUser"]}})),
        of(json!({"recipientAccountId": ["111122223333"]})),
        of(json!({"sourceIPAddress": [{"cidr": "198.51.100.0/24"}]})),
        of(json!({"errorCode": [{"exists": true}]})),
        with("account", json!(["111122223333"])),
        with("region", json!(["eu-central-1"])),
        with("resources", json!([{"prefix": "arn:"}])),
        // All or nothing.
        json!({"source": [{"prefix": ""}]}),
        json!({"source": [{"prefix": "aws."}], "detail": {"readOnly": [false]}}),
        json!({"account": [{"exists": true}]}),
        json!({"detail-type": [API_CALL]}),
    ] {
        assert_eq!(
            sufficient("cloudtrail-changes", &pattern),
            [false, false],
            "{pattern}"
        );
    }
}

#[test]
fn what_a_pattern_leaves_out_is_named() {
    for (test, left_out) in [
        (
            json!({"userIdentity": {"arn": [{"anything-but": {"prefix": "arn:aws:sts::1:assumed-role/ci"}}]}}),
            "detail.userIdentity.arn: {\"anything-but\":{\"prefix\":\"arn:aws:sts::1:assumed-role/ci\"}}",
        ),
        (
            json!({"sourceIPAddress": [{"anything-but": ["10.0.0.1", "10.0.0.2"]}]}),
            "detail.sourceIPAddress: {\"anything-but\":[\"10.0.0.1\",\"10.0.0.2\"]}",
        ),
        (
            json!({"userAgent": [{"anything-but": {"wildcard": "*terraform*"}}]}),
            "detail.userAgent: {\"anything-but\":{\"wildcard\":\"*terraform*\"}}",
        ),
        (
            json!({"userAgent": [{"anything-but": {"equals-ignore-case": "TERRAFORM"}}]}),
            "detail.userAgent: {\"anything-but\":{\"equals-ignore-case\":\"TERRAFORM\"}}",
        ),
        (
            json!({"eventVersion": [{"anything-but": 2}]}),
            "detail.eventVersion: {\"anything-but\":2}",
        ),
        (
            json!({"errorCode": [{"exists": false}]}),
            "detail.errorCode: {\"exists\":false}",
        ),
        (
            json!({"sourceIPAddress": [{"cidr": "0.0.0.0/0"}]}),
            "detail.sourceIPAddress: [{\"cidr\":\"0.0.0.0/0\"}]",
        ),
        (
            json!({"responseElements": [null]}),
            "detail.responseElements: [null]",
        ),
    ] {
        let pattern = calls("cloudtrail-changes", &test);
        for covered in covered("cloudtrail-changes", &pattern) {
            let covered = covered.unwrap();
            assert_eq!(covered.left_out, [left_out], "{pattern}");
            assert!(
                covered.missed.is_empty() && !covered.sufficient,
                "{pattern}"
            );
        }
    }
    // What surrounds the event can be left out too.
    let mut pattern = calls("cloudtrail-changes", &json!({}));
    pattern["account"] = json!([{"anything-but": "999900001111"}]);
    let [covered, _] = covered("cloudtrail-changes", &pattern);
    assert_eq!(
        covered.unwrap().left_out,
        ["account: {\"anything-but\":\"999900001111\"}"]
    );
}

#[test]
fn what_the_benchmark_leaves_out_may_be_left_out() {
    let refusals = json!([{"suffix": "UnauthorizedOperation"}, {"prefix": "AccessDenied"}]);
    for (test, expected) in [
        (json!({"eventName": [{"anything-but": "HeadBucket"}]}), true),
        (
            json!({"eventName": [{"anything-but": ["HeadBucket", "PutBucketPolicy"]}]}),
            false,
        ),
        (
            json!({"sourceIPAddress": [{"anything-but": "delivery.logs.amazonaws.com"}]}),
            true,
        ),
        (
            json!({"sourceIPAddress": [{"anything-but": {"prefix": "198."}}]}),
            false,
        ),
    ] {
        let mut detail = test.clone();
        detail["errorCode"] = refusals.clone();
        assert_eq!(
            sufficient("unauthorized-api-calls", &json!({"detail": detail})),
            [expected, expected],
            "{test}"
        );
    }
}

#[test]
fn read_only_events_are_given_only_to_rules_that_ask() {
    let whole_service = json!({"source": ["aws.cloudtrail"], "detail-type": [API_CALL]});
    let [plain, all] = covered("cloudtrail-changes", &whole_service).map(Option::unwrap);
    assert!(plain.sufficient, "{plain:?}");
    assert_eq!(all.benign, ["DescribeTrails"]);
    let root = json!({"detail": {"userIdentity": {"type": ["Root"]}}});
    let [plain, all] = covered("root-usage", &root).map(Option::unwrap);
    assert_eq!(plain.missed, ["a read by root"]);
    assert!(all.sufficient, "{all:?}");
    // A read whose name does not say so is delivered in any case.
    let keys = json!({"source": ["aws.kms"]});
    for covered in covered("cmk-disable-or-delete", &keys) {
        assert_eq!(covered.unwrap().benign, ["Decrypt"]);
    }
}

#[test]
fn what_is_not_understood_matches_nothing() {
    let pattern = json!({"$or": [
        calls("cloudtrail-changes", &json!({})),
        {"detail": {"eventName": [{"matches": "Stop.*"}]}},
    ]});
    let meaning = meaning_of_event_pattern(&pattern);
    assert_eq!(
        (
            meaning.alarms.len(),
            meaning.alarms_with_read_only_events.len()
        ),
        (0, 0)
    );
    assert_eq!(
        serde_json::to_value(meaning).unwrap(),
        json!({
            "error": {
                "path": "detail.eventName",
                "message": "the operator `matches`, or what it is given, is not known",
            },
            "alarms": [],
            "alarmsWithReadOnlyEvents": [],
        })
    );
    // A schedule has no pattern, and nothing to be wrong.
    assert_eq!(
        serde_json::to_value(meaning_of_event_pattern(&Value::Null)).unwrap(),
        json!({"alarms": [], "alarmsWithReadOnlyEvents": []})
    );
}

#[test]
fn samples_are_delivered_as_eventbridge_does() {
    let mut kinds = BTreeSet::new();
    for alarm in ALARMS.iter() {
        let groups = [&alarm.required, &alarm.extended, &alarm.benign];
        for sample in groups
            .into_iter()
            .flatten()
            .flat_map(|(_, samples)| samples)
        {
            let delivered = &sample.delivered;
            let event = &delivered["detail"];
            assert_eq!(event, sample.logged());
            let service = delivered["source"]
                .as_str()
                .unwrap()
                .strip_prefix("aws.")
                .unwrap();
            assert_eq!(event["eventSource"], format!("{service}.amazonaws.com"));
            assert_eq!(delivered["account"], event["recipientAccountId"]);
            assert_eq!(delivered["region"], event["awsRegion"]);
            assert_eq!(delivered["time"], event["eventTime"]);
            assert_eq!(delivered["id"], event["eventID"]);
            kinds.insert((
                event["eventType"].as_str().unwrap(),
                delivered["detail-type"].as_str().unwrap(),
            ));
        }
    }
    assert_eq!(
        kinds,
        BTreeSet::from([("AwsApiCall", API_CALL), ("AwsConsoleSignIn", SIGN_IN)])
    );
}
