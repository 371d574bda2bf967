//! Trails: copies and owners, what selectors record, and how recent deliveries are.

use assize::model::finding::Status;
use assize::model::gap::{Gap, GapKind};
use serde_json::{Value, json};

use super::{ACCOUNT, Account, TRAIL, about, set};

/// A trail with these selectors instead of its own.
fn selecting(classic: &Value, advanced: &Value) -> Account {
    Account::sound().with(TRAIL, |trail| {
        let parts = &mut trail.supplementary_configuration;
        parts.insert("EventSelectors".to_owned(), classic.clone());
        parts.insert("AdvancedEventSelectors".to_owned(), advanced.clone());
    })
}

fn classic(read_write: &str, data: Value) -> Account {
    selecting(
        &json!([{
            "ReadWriteType": read_write, "IncludeManagementEvents": true, "DataResources": data,
            "ExcludeManagementEventSources": [],
        }]),
        &json!([]),
    )
}

fn advanced(name: &str, fields: Value) -> Account {
    selecting(
        &json!([]),
        &json!([{"Name": name, "FieldSelectors": fields}]),
    )
}

#[test]
fn trap_01_shadow_trails_and_home_region_settings_are_judged_once_and_logging_per_region() {
    let account = Account::sound();
    // Three regions show the trail; a setting has one finding, and that at home.
    for control in [
        "cloudtrail-log-file-validation",
        "cloudtrail-kms-encryption",
        "cloudtrail-cloudwatch-logs-integrated",
        "cloudtrail-trail-tagged",
    ] {
        let findings = account.findings(control);
        assert_eq!(findings.len(), 1, "{control}: {findings:#?}");
        assert_eq!(findings[0].subject.region(), Some("us-east-1"), "{control}");
    }

    // Off in another region: the trail as seen from its home logs.
    let away = Account::sound().with(TRAIL, |trail| {
        set(
            trail,
            "TrailStatusByRegion",
            "eu-west-1",
            json!({"IsLogging": false}),
        );
    });
    assert_eq!(away.status("cloudtrail-logging-active"), Status::Pass);
    assert_eq!(
        away.messages("cloudtrail-shadow-region-status"),
        ["logging is off in eu-west-1, unlike us-east-1, where the trail was made"]
    );

    // Off at home: that is what its settings' region says, whatever the others do.
    let home = Account::sound().with(TRAIL, |trail| {
        set(trail, "TrailStatus", "IsLogging", json!(false))
    });
    assert_eq!(home.status("cloudtrail-logging-active"), Status::Fail);

    // A trail of one region covers that and no other.
    let narrow = Account::sound().with(TRAIL, |trail| {
        trail.configuration["isMultiRegionTrail"] = json!(false);
    });
    assert_eq!(
        narrow.statuses("cloudtrail-region-coverage"),
        [
            ("ap-south-2".to_owned(), Status::NotApplicable),
            ("eu-central-1".to_owned(), Status::Fail),
            ("eu-west-1".to_owned(), Status::Fail),
            ("us-east-1".to_owned(), Status::Pass),
        ]
    );
}

#[test]
fn trap_02_an_organization_trail_seen_from_a_member_never_fails() {
    let member = Account::of("member");
    let trail = member.first(TRAIL).key();
    let mut judged = 0;
    for control in about(TRAIL) {
        for finding in member.findings(&control) {
            if finding.subject.id() == trail {
                judged += 1;
                assert_ne!(finding.outcome.status(), Status::Fail, "{finding:#?}");
            }
        }
    }
    assert!(judged > 15, "only {judged} controls look at the trail");
    // What the member may not read is unknown, not off.
    for control in [
        "cloudtrail-selectors-not-narrowed",
        "cloudtrail-no-management-source-exclusions",
    ] {
        let findings = member.findings(control);
        assert!(
            findings.iter().all(|finding| matches!(
                finding.outcome.status(),
                Status::Error | Status::NotApplicable
            )),
            "{findings:#?}"
        );
    }
}

#[test]
fn trap_02_one_refused_trail_does_not_spoil_the_next() {
    let account = Account::sound();
    let mut second = account.first(TRAIL);
    let refused = second.key();
    let arn = refused.replace("trail/audit", "trail/second");
    second.arn = Some(arn.clone());
    second.resource_id = "second".to_owned();
    second.configuration["trailARN"] = json!(arn);
    let mut account = account.and(second).with(TRAIL, |trail| {
        if trail.resource_id == "audit" {
            trail.supplementary_configuration.remove("TrailStatus");
        }
    });
    account.snapshot.gaps.push(Gap {
        action: "cloudtrail:GetTrailStatus".to_owned(),
        account_id: ACCOUNT.to_owned(),
        region: Some("us-east-1".to_owned()),
        resource_type: None,
        resource: Some(refused),
        kind: GapKind::AccessDenied,
        code: None,
        message: None,
    });
    assert_eq!(
        account.statuses("cloudtrail-logging-active"),
        [
            ("audit".to_owned(), Status::Error),
            ("second".to_owned(), Status::Pass),
        ]
    );
}

#[test]
fn trap_03_classic_and_advanced_selectors_are_judged_by_what_they_record() {
    let control = "cloudtrail-management-events-read-write";
    let management = json!([{"Field": "eventCategory", "Equals": ["Management"]}]);
    let data = json!([
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
    ]);
    let reads = json!([
        {"Field": "eventCategory", "Equals": ["Management"]},
        {"Field": "readOnly", "Equals": ["true"]},
    ]);
    assert_eq!(classic("All", json!([])).status(control), Status::Pass);
    assert_eq!(
        classic("WriteOnly", json!([])).status(control),
        Status::Fail
    );
    // The name is the console's, and says nothing.
    assert_eq!(
        advanced("anything", management).status(control),
        Status::Pass
    );
    assert_eq!(
        advanced("Management events selector", data).status(control),
        Status::Fail
    );
    assert_eq!(
        advanced("Management events selector", reads).status(control),
        Status::Fail
    );
    // A trail with advanced selectors still is one.
    assert_eq!(
        Account::sound().status("cloudtrail-security-trail-baseline"),
        Status::Pass
    );
}

#[test]
fn trap_03_advanced_data_selectors_count_by_direction_and_resource() {
    let control = "cloudtrail-s3-data-events-write";
    let of_objects = |more: Value| {
        let mut fields = vec![
            json!({"Field": "eventCategory", "Equals": ["Data"]}),
            json!({"Field": "resources.type", "Equals": ["AWS::S3::Object"]}),
        ];
        fields.extend(more.as_array().cloned().unwrap_or_default());
        advanced("objects", Value::from(fields)).status(control)
    };
    assert_eq!(of_objects(json!([])), Status::Pass);
    assert_eq!(
        of_objects(json!([{"Field": "readOnly", "Equals": ["false"]}])),
        Status::Pass
    );
    assert_eq!(
        of_objects(json!([{"Field": "readOnly", "Equals": ["true"]}])),
        Status::Fail
    );
    assert_eq!(
        of_objects(json!([{"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::logs/"]}])),
        Status::Fail
    );
}

#[test]
fn trap_04_excluded_event_sources_blind_a_trail_that_records_everything_else() {
    let control = "cloudtrail-no-management-source-exclusions";
    let classic = selecting(
        &json!([{
            "ReadWriteType": "All", "IncludeManagementEvents": true, "DataResources": [],
            "ExcludeManagementEventSources": ["kms.amazonaws.com"],
        }]),
        &json!([]),
    );
    let advanced = advanced(
        "all but keys",
        json!([
            {"Field": "eventCategory", "Equals": ["Management"]},
            {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]},
        ]),
    );
    assert_eq!(Account::sound().status(control), Status::Pass);
    for account in [classic, advanced] {
        assert_eq!(account.status(control), Status::Fail);
        let messages = account.messages(control);
        assert!(
            messages
                .iter()
                .any(|message| message.contains("kms.amazonaws.com")),
            "{messages:#?}"
        );
    }
}

#[test]
fn trap_05_s3_data_events_by_every_form_of_arn_and_only_where_they_reach() {
    let control = "cloudtrail-s3-data-events-write";
    let values = |values: &[&str]| {
        classic(
            "All",
            json!([{"Type": "AWS::S3::Object", "Values": values}]),
        )
    };
    for all in ["arn:aws:s3", "arn:aws:s3:::"] {
        assert_eq!(values(&[all]).status(control), Status::Pass, "{all}");
    }
    for some in [
        "arn:aws:s3:::logs/",
        "arn:aws-cn:s3:::",
        "arn:aws:s3:::logs/AWSLogs/",
    ] {
        assert_eq!(values(&[some]).status(control), Status::Fail, "{some}");
    }
    // One bucket is wanted: its own name, not one that begins like it.
    let bucket = format!("{control}.buckets=logs");
    assert_eq!(
        values(&["arn:aws:s3:::logs/"])
            .told(&bucket)
            .status(control),
        Status::Pass
    );
    for other in [
        "arn:aws:s3:::logs-archive/",
        "arn:aws:s3:::log",
        "arn:aws:s3:::logs/AWSLogs/",
    ] {
        assert_eq!(
            values(&[other]).told(&bucket).status(control),
            Status::Fail,
            "{other}"
        );
    }
    // The partition is the account's.
    let mut elsewhere = values(&["arn:aws-cn:s3:::"]);
    elsewhere.snapshot.header.accounts[0].partition = "aws-cn".to_owned();
    assert_eq!(elsewhere.status(control), Status::Pass);
    // A trail that does not log, or does not reach a region, records nothing there.
    let stopped = values(&["arn:aws:s3"]).with(TRAIL, |trail| {
        set(trail, "TrailStatus", "IsLogging", json!(false))
    });
    assert_eq!(stopped.status(control), Status::Fail);
    let narrow = values(&["arn:aws:s3"]).with(TRAIL, |trail| {
        trail.configuration["isMultiRegionTrail"] = json!(false);
    });
    let messages = narrow.messages(control);
    assert!(
        messages
            .iter()
            .any(|message| message.contains("eu-central-1, eu-west-1")
                && !message.contains("us-east-1 (")),
        "{messages:#?}"
    );
}

#[test]
fn trap_06_freshness_in_cloudwatch_logs_is_by_its_own_time_in_utc_against_the_snapshot() {
    let control = "cloudtrail-cloudwatch-delivery-fresh";
    let delivered = |logs: &str, bucket: &str| {
        Account::sound().with(TRAIL, |trail| {
            set(
                trail,
                "TrailStatus",
                "LatestCloudWatchLogsDeliveryTime",
                json!(logs),
            );
            set(trail, "TrailStatus", "LatestDeliveryTime", json!(bucket));
        })
    };
    // The snapshot is of 2026-11-20T08:00:00Z, and 24 hours are allowed to the second.
    for (logs, status) in [
        ("2026-11-19T08:00:00Z", Status::Pass),
        ("2026-11-19T07:59:59Z", Status::Fail),
        ("2026-11-20T07:59:00Z", Status::Pass),
    ] {
        assert_eq!(
            delivered(logs, "2026-11-20T07:54:11Z").status(control),
            status,
            "{logs}"
        );
        assert_eq!(
            delivered(logs, "2025-01-01T00:00:00Z").status(control),
            status,
            "{logs}"
        );
    }
    // Whoever judges it years later comes to the same.
    let mut old = delivered("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z");
    old.snapshot.header.collected_at = "2020-01-01T12:00:00Z".to_owned();
    assert_eq!(old.status(control), Status::Pass);
}
