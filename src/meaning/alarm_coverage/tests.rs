use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::sample::ALARMS;
use super::*;

mod rules;

#[derive(Deserialize)]
struct Published {
    alarm: String,
    patterns: Vec<PublishedPattern>,
}

#[derive(Deserialize)]
struct PublishedPattern {
    pattern: String,
    published: String,
    /// What is wrong with the text as it was published: a part of the error, or `benign`.
    defect: Option<String>,
}

fn published() -> Vec<Published> {
    serde_json::from_str(include_str!("tests/published.json")).unwrap()
}

fn coverage_of(alarm: &str, pattern: &str) -> Option<AlarmCoverage> {
    let meaning = meaning_of(pattern);
    assert_eq!(meaning.error, None, "{pattern}");
    meaning
        .alarms
        .into_iter()
        .find(|covered| covered.alarm == alarm)
}

fn is_sufficient(alarm: &str, pattern: &str) -> bool {
    coverage_of(alarm, pattern).is_some_and(|covered| covered.sufficient)
}

#[test]
fn sound_published_patterns_are_sufficient_and_defective_ones_are_not() {
    for Published { alarm, patterns } in published() {
        for PublishedPattern {
            pattern,
            published,
            defect,
        } in patterns
        {
            match defect.as_deref() {
                None => assert!(
                    is_sufficient(&alarm, &pattern),
                    "{alarm}, {published}: {:?}",
                    coverage_of(&alarm, &pattern)
                ),
                Some("benign") => {
                    let covered = coverage_of(&alarm, &pattern).unwrap();
                    assert!(!covered.sufficient);
                    assert!(covered.benign.contains(&"an ordinary call".to_owned()));
                }
                Some(reason) => {
                    let meaning = meaning_of(&pattern);
                    assert_eq!(meaning.form, PatternForm::Invalid, "{pattern}");
                    let error = meaning.error.unwrap();
                    assert!(error.message.contains(reason), "{published}: {error}");
                }
            }
        }
    }
}

#[test]
fn every_alarm_has_a_sound_pattern_from_the_benchmark_and_the_guide() {
    let mut alarms: BTreeSet<&str> = alarms().collect();
    // Nobody publishes a pattern for it; it has a test of its own.
    assert!(alarms.remove("audit-tampering"));
    assert_eq!(alarms.len(), 15);
    let mut sound: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let published = published();
    for Published { alarm, patterns } in &published {
        for pattern in patterns {
            if pattern.defect.is_none() {
                let sources = sound.entry(alarm).or_default();
                sources.extend(pattern.published.split(", ").map(str::to_owned));
            }
        }
    }
    assert_eq!(sound.keys().copied().collect::<BTreeSet<_>>(), alarms);
    for (alarm, sources) in &sound {
        // The one text of v6.0 with a stray quote, and the one alarm that the guide does not have.
        if *alarm != "organizations-changes" {
            assert!(sources.contains("CIS v6.0"), "{alarm}");
            assert!(
                sources.contains("Security Hub guide 2023-03"),
                "{alarm}: {sources:?}"
            );
        }
    }
}

#[test]
fn one_pattern_can_watch_for_all_tampering_with_the_audit() {
    let tampering = ALARMS
        .iter()
        .find(|alarm| alarm.alarm == "audit-tampering")
        .unwrap();
    let names: Vec<String> = tampering
        .required
        .iter()
        .map(|(name, _)| format!("($.eventName = {name})"))
        .collect();
    let whole = format!("{{ {} }}", names.join(" || "));
    // What CloudWatch Logs takes.
    assert!(whole.len() <= 1024, "{}", whole.len());
    assert!(is_sufficient("audit-tampering", &whole));
    let part = format!("{{ {} }}", names[1..].join(" || "));
    let covered = coverage_of("audit-tampering", &part).unwrap();
    assert_eq!(covered.missed, [tampering.required[0].0.clone()]);
    assert!(!is_sufficient("audit-tampering", "{ $.eventName = * }"));
}

#[test]
fn a_pattern_is_sufficient_for_its_own_alarm_only() {
    for Published { alarm, patterns } in published() {
        for pattern in patterns.iter().filter(|pattern| pattern.defect.is_none()) {
            for covered in meaning_of(&pattern.pattern).alarms {
                assert_eq!(
                    covered.sufficient,
                    covered.alarm == alarm,
                    "{alarm}'s pattern, {covered:?}"
                );
            }
        }
    }
}

const NAMES: &str = "($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || \
                     ($.eventName = StartLogging) || ($.eventName = StopLogging)";

#[test]
fn equal_meanings_are_equally_good() {
    for pattern in [
        // Reordered.
        "{ ($.eventName = StopLogging) || ($.eventName = StartLogging) || ($.eventName = DeleteTrail) || ($.eventName = UpdateTrail) || ($.eventName = CreateTrail) }".to_owned(),
        // Quoted.
        "{ ($.eventName = \"CreateTrail\") || ($.eventName = \"UpdateTrail\") || ($.eventName = \"DeleteTrail\") || ($.eventName = \"StartLogging\") || ($.eventName = \"StopLogging\") }".to_owned(),
        // With the event source.
        format!("{{ ($.eventSource = cloudtrail.amazonaws.com) && ({NAMES}) }}"),
        // As regular expressions.
        "{ $.eventName = %^CreateTrail$|^UpdateTrail$|^DeleteTrail$|^StartLogging$|^StopLogging$% }".to_owned(),
        "{ $.eventName = %^[CUD][a-z]+teTrail$|^St[a-z]{2,3}Logging$% }".to_owned(),
        // Spaced otherwise, without parentheses, with more names, in brackets.
        "{$.eventName=CreateTrail||$.eventName=UpdateTrail   ||$.eventName=DeleteTrail\n||$.eventName=StartLogging||$.eventName=StopLogging}".to_owned(),
        format!("{{ {NAMES} || ($.eventName = PutEventSelectors) || ($.eventName = StopConfigurationRecorder) }}"),
        format!("{{ {} }}", NAMES.replace("$.eventName", "$.['eventName']")),
        // A pattern that excludes nothing that happens.
        format!("{{ ({NAMES}) && ($.readOnly IS FALSE) && ($.eventType = \"AwsApiCall\") }}"),
    ] {
        assert!(
            is_sufficient("cloudtrail-changes", &pattern),
            "{pattern}: {:?}",
            coverage_of("cloudtrail-changes", &pattern)
        );
    }
}

#[test]
fn patterns_that_only_look_right_are_not_sufficient() {
    for pattern in [
        // Joined with AND: never matches.
        format!("{{ {} }}", NAMES.replace("||", "&&")),
        // Narrowed to one principal, account, region, address or version.
        format!(
            "{{ ({NAMES}) && ($.userIdentity.arn = \"arn:aws:iam::111122223333:user/alice\") }}"
        ),
        format!("{{ ({NAMES}) && ($.userIdentity.type = IAMUser) }}"),
        format!("{{ ({NAMES}) && ($.recipientAccountId = 111122223333) }}"),
        format!("{{ ({NAMES}) && ($.awsRegion = \"eu-central-1\") }}"),
        format!("{{ ({NAMES}) && ($.sourceIPAddress = 198.51.*) }}"),
        format!("{{ ({NAMES}) && ($.eventVersion = \"1.08\") }}"),
        format!("{{ ({NAMES}) && ($.errorCode = \"*\") }}"),
        // One name missing, one misspelt, the wrong case.
        NAMES.replace("StopLogging", "StopLoging"),
        "{ $.eventName = StopLogging }".to_owned(),
        format!("{{ {} }}", NAMES.replace("CreateTrail", "createTrail")),
        // Everything, or the whole service.
        "{ $.eventName = * }".to_owned(),
        "{ $.eventSource = cloudtrail.amazonaws.com }".to_owned(),
        "{ $.eventName != \"X\" }".to_owned(),
        "{ $.readOnly IS FALSE }".to_owned(),
        String::new(),
        "\" \"".to_owned(),
        "Trail".to_owned(),
        "{ $.eventName = %Trail|Logging% }".to_owned(),
        // `*` in the middle is only itself.
        format!("{{ {} }}", NAMES.replace("StopLogging", "St*pLogging")),
    ] {
        assert!(!is_sufficient("cloudtrail-changes", &pattern), "{pattern}");
    }
}

#[test]
fn what_a_pattern_leaves_out_is_named() {
    for (test, found) in [
        (
            "$.userIdentity.arn != \"arn:aws:iam::*\"",
            "$.userIdentity.arn != \"arn:aws:iam::*\"",
        ),
        (
            "$.userIdentity.sessionContext.sessionIssuer.userName != Terraform",
            "",
        ),
        (
            "$.sourceIPAddress != 10.0.0.1",
            "$.sourceIPAddress != \"10.0.0.1\"",
        ),
        (
            "$.recipientAccountId != 999900001111",
            "$.recipientAccountId != 999900001111",
        ),
        ("$.errorCode NOT EXISTS", "$.errorCode NOT EXISTS"),
        ("$.userAgent != %terraform%", "$.userAgent != %terraform%"),
        (
            "$.['awsRegion'] != us-gov-west-1",
            "$.awsRegion != \"us-gov-west-1\"",
        ),
    ] {
        let covered = coverage_of(
            "cloudtrail-changes",
            &format!("{{ ({NAMES}) && ({test}) }}"),
        )
        .unwrap();
        assert!(!covered.sufficient, "{test}");
        if found.is_empty() {
            // An event of a user has no session: it is missed, not merely left out.
            assert!(!covered.missed.is_empty(), "{test}");
        } else {
            assert_eq!(covered.left_out, [found], "{test}");
            if !test.contains("iam::") {
                assert!(covered.missed.is_empty(), "{test}: {covered:?}");
            }
        }
    }
    // What every sample happens to have is demanded all the same.
    for (test, found) in [
        ("$.sourceIPAddress = %^[12]%", "$.sourceIPAddress = %^[12]%"),
        ("$.awsRegion = *-*", "$.awsRegion = \"*-*\""),
        ("$.responseElements IS NULL", "$.responseElements IS NULL"),
    ] {
        let pattern = format!("{{ ({NAMES}) && ({test}) }}");
        let covered = coverage_of("cloudtrail-changes", &pattern).unwrap();
        assert!(covered.missed.is_empty() && !covered.sufficient, "{test}");
        assert_eq!(covered.left_out, [found]);
    }
    for test in ["$.awsRegion = *", "$.eventCategory = Management"] {
        let pattern = format!("{{ ({NAMES}) && ({test}) }}");
        assert!(is_sufficient("cloudtrail-changes", &pattern), "{test}");
    }
    // Terms find the names too, and may leave out as well.
    let terms = "?CreateTrail ?UpdateTrail ?DeleteTrail ?StartLogging ?StopLogging";
    assert!(is_sufficient("cloudtrail-changes", terms));
    let covered = coverage_of("cloudtrail-changes", "Trail -terraform").unwrap();
    assert_eq!(covered.left_out, ["-\"terraform\""]);
    // What another part of the pattern brings back is not left out.
    let pattern = format!("{{ (({NAMES}) && ($.awsRegion != us-gov-west-1)) || ({NAMES}) }}");
    assert!(is_sufficient("cloudtrail-changes", &pattern));
    // What does not match anyway is missed, not left out.
    let pattern = "{ $.eventName = PutEventSelectors && $.sourceIPAddress != 10.0.0.1 }";
    let covered = coverage_of("cloudtrail-changes", pattern).unwrap();
    assert_eq!((covered.missed.len(), covered.left_out.len()), (5, 0));
    // What the benchmark leaves out may be left out, other values of the same fields may not.
    let refusals =
        "(($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\"))";
    for (test, sufficient) in [
        ("$.eventName != HeadBucket", true),
        ("$.eventName != PutBucketPolicy", false),
        ("$.sourceIPAddress != delivery.logs.amazonaws.com", true),
        ("$.sourceIPAddress != 198.51.100.7", false),
    ] {
        let pattern = format!("{{ {refusals} && {test} }}");
        assert_eq!(
            is_sufficient("unauthorized-api-calls", &pattern),
            sufficient,
            "{test}"
        );
    }
}

#[test]
fn extended_events_are_told_apart() {
    let covered = coverage_of(
        "cloudtrail-changes",
        &format!("{{ {NAMES} || ($.eventName = PutEventSelectors) }}"),
    )
    .unwrap();
    assert!(covered.sufficient);
    assert_eq!(covered.extended, ["PutEventSelectors"]);
    assert!(
        covered
            .extended_missed
            .contains(&"PutInsightSelectors".to_owned())
    );
    let covered = coverage_of("cloudtrail-changes", "{ $.eventName = PutEventSelectors }").unwrap();
    assert_eq!(covered.missed.len(), 5);
    assert_eq!(
        coverage_of("vpc-changes", "{ $.eventName = PutEventSelectors }"),
        None
    );
}

#[test]
fn forms_are_told_apart() {
    assert_eq!(
        meaning_of("[ip, user, status = 4*]").form,
        PatternForm::SpaceDelimited
    );
    assert_eq!(meaning_of("[ip, user, status = 4*]").alarms, []);
    assert_eq!(meaning_of("ERROR").form, PatternForm::Terms);
    let meaning = meaning_of("{ $.eventName }");
    assert_eq!(meaning.form, PatternForm::Invalid);
    assert_eq!(
        serde_json::to_value(&meaning).unwrap(),
        serde_json::json!({
            "form": "INVALID",
            "error": {"offset": 14, "message": "expected an operator, found `}`"},
            "alarms": [],
        })
    );
    let whole = serde_json::to_value(meaning_of("{ $.eventName = StopLogging }")).unwrap();
    let covered = &whole["alarms"][0];
    assert_eq!(covered["alarm"], "cloudtrail-changes");
    assert!(
        covered["leftOut"].is_array() && covered["extendedMissed"].is_array(),
        "{covered}"
    );
}

#[test]
fn samples_are_whole() {
    let mut before = "";
    for alarm in ALARMS.iter() {
        assert!(
            before < alarm.alarm.as_str(),
            "{} is out of order",
            alarm.alarm
        );
        before = &alarm.alarm;
        assert!(!alarm.required.is_empty() && !alarm.benign.is_empty());
        for (name, events) in alarm
            .required
            .iter()
            .chain(&alarm.extended)
            .chain(&alarm.benign)
        {
            assert!(events.len() > 1, "{name} happens once");
            for event in events {
                let event = event.logged();
                for field in [
                    "eventVersion",
                    "userIdentity",
                    "eventTime",
                    "eventSource",
                    "eventName",
                    "awsRegion",
                    "sourceIPAddress",
                    "userAgent",
                    "eventID",
                    "eventType",
                    "recipientAccountId",
                    "readOnly",
                    "managementEvent",
                    "eventCategory",
                ] {
                    assert!(
                        event.get(field).is_some(),
                        "{}: {name} has no {field}",
                        alarm.alarm
                    );
                }
            }
        }
    }
}

#[test]
fn null_in_a_sample_removes() {
    let alarm = ALARMS
        .iter()
        .find(|alarm| alarm.alarm == "console-signin-without-mfa")
        .unwrap();
    let (_, roots) = &alarm.extended[0];
    for event in roots {
        let principal = &event.logged()["userIdentity"];
        assert_eq!(principal["type"], "Root");
        assert_eq!(principal.get("userName"), None);
        assert!(principal.get("arn").is_some());
    }
}
