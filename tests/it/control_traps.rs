//! The traps that checks of the audit plane fall into, each held by the built-in controls.
//!
//! Named after the list in the project's study of other tools. The account is the compliant one of the fixtures with one
//! thing changed. What the collectors do about a trap (copies of a trail, aliases of keys, a refused trail among others)
//! is tested with them.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex};

use assize::evaluate::evaluate;
use assize::model::finding::{Finding, Status};
use assize::model::gap::{Gap, GapKind};
use assize::model::item::ConfigurationItem;
use assize::model::snapshot::{Snapshot, SnapshotReader};
use assize::policy::{Policy, PolicySet};
use serde_json::{Value, json};

use crate::support::{builtin, fixture};

const ACCOUNT: &str = "111122223333";
const TRAIL: &str = "AWS::CloudTrail::Trail";
const BUCKET: &str = "AWS::S3::Bucket";
const KEY: &str = "AWS::KMS::Key";
const RECORDER: &str = "AWS::Config::ConfigurationRecorder";
const CHANNEL: &str = "AWS::Config::DeliveryChannel";
const RULE: &str = "AWS::Config::ConfigRule";

/// The built-in controls, loaded once.
static CONTROLS: LazyLock<Mutex<Vec<Policy>>> = LazyLock::new(|| Mutex::new(builtin().policies));

/// The ids of the controls that are about a type.
fn about(resource_type: &str) -> Vec<String> {
    let controls = CONTROLS.lock().unwrap();
    controls
        .iter()
        .filter(|policy| policy.reads.subject.contains_key(resource_type))
        .map(|policy| policy.id.clone())
        .collect()
}

/// An account, and what controls say of it.
struct Account {
    snapshot: Snapshot,
    parameters: Vec<String>,
}

impl Account {
    fn of(name: &str) -> Self {
        Self {
            snapshot: fixture(name),
            parameters: Vec::new(),
        }
    }

    /// The account in which everything is as it should be.
    fn sound() -> Self {
        Self::of("compliant")
    }

    /// The same with the resources of a type changed.
    fn with(mut self, resource_type: &str, change: impl Fn(&mut ConfigurationItem)) -> Self {
        let items = self.snapshot.items.iter_mut();
        let mut changed = 0;
        for item in items.filter(|item| item.resource_type == resource_type) {
            change(item);
            changed += 1;
        }
        assert!(changed > 0, "there is no {resource_type}");
        self.snapshot.sort();
        self
    }

    /// The same without some resources.
    fn without(mut self, gone: impl Fn(&ConfigurationItem) -> bool) -> Self {
        let before = self.snapshot.items.len();
        self.snapshot.items.retain(|item| !gone(item));
        assert!(self.snapshot.items.len() < before, "nothing is taken away");
        self
    }

    /// The same with one more resource.
    fn and(mut self, item: ConfigurationItem) -> Self {
        self.snapshot.items.push(item);
        self.snapshot.sort();
        self
    }

    /// The same, judged with a parameter.
    fn told(mut self, parameter: &str) -> Self {
        self.parameters.push(parameter.to_owned());
        self
    }

    fn first(&self, resource_type: &str) -> ConfigurationItem {
        let mut items = self.snapshot.items.iter();
        items
            .find(|item| item.resource_type == resource_type)
            .unwrap_or_else(|| panic!("there is no {resource_type}"))
            .clone()
    }

    /// What a control finds.
    fn findings(&self, control: &str) -> Vec<Finding> {
        let controls = CONTROLS.lock().unwrap();
        let policy = controls.iter().find(|policy| policy.id == control);
        let mut set = PolicySet {
            policies: policy.cloned().into_iter().collect(),
        };
        drop(controls);
        assert_eq!(set.policies.len(), 1, "there is no {control}");
        for parameter in &self.parameters {
            set.set_parameter(parameter).unwrap();
        }
        let bytes = self.snapshot.write(Vec::new()).unwrap();
        let reader = SnapshotReader::new(bytes.as_slice()).unwrap();
        evaluate(reader, &set).unwrap().findings
    }

    /// The status of each finding, by the last word of its subject.
    fn statuses(&self, control: &str) -> Vec<(String, Status)> {
        let findings = self.findings(control).into_iter();
        findings
            .map(|finding| {
                let subject = finding.subject.id();
                let last = subject.rsplit('/').next().unwrap_or_default();
                (last.to_owned(), finding.outcome.status())
            })
            .collect()
    }

    /// The status of the one finding.
    #[track_caller]
    fn status(&self, control: &str) -> Status {
        let findings = self.findings(control);
        let [finding] = findings.as_slice() else {
            panic!("{control}: {findings:#?}");
        };
        finding.outcome.status()
    }

    /// What is wrong, over all findings.
    fn messages(&self, control: &str) -> Vec<String> {
        let findings = self.findings(control);
        let failed = findings
            .iter()
            .filter(|finding| finding.outcome.status() == Status::Fail);
        failed
            .flat_map(|finding| finding.outcome.violations())
            .map(|violation| violation.message.clone())
            .collect()
    }
}

/// Sets a part's field.
fn set(item: &mut ConfigurationItem, part: &str, field: &str, value: Value) {
    item.supplementary_configuration[part][field] = value;
}

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

#[test]
fn trap_07_a_log_bucket_in_another_account_is_unknown_until_somebody_knows() {
    let member = Account::of("member");
    let bucket = member.first(BUCKET).key();
    for control in about(BUCKET) {
        for finding in member.findings(&control) {
            if finding.subject.id() == bucket {
                let status = finding.outcome.status();
                assert!(
                    matches!(status, Status::Error | Status::NotApplicable),
                    "{finding:#?}"
                );
            }
        }
    }
    // That it exists and whose it is are facts that S3 tells apart.
    let owned_by = |owner: Option<&str>| {
        Account::sound().with(BUCKET, |bucket| {
            let mut head = json!({"exists": true});
            if let Some(owner) = owner {
                head["ownerAccountId"] = json!(owner);
            }
            bucket
                .supplementary_configuration
                .insert("HeadBucket".to_owned(), head);
        })
    };
    for (owner, status) in [(Some("999988887777"), Status::Pass), (None, Status::Fail)] {
        let account = owned_by(owner);
        let found: BTreeSet<Status> = account
            .findings("audit-bucket-owner-expected")
            .iter()
            .map(|finding| finding.outcome.status())
            .collect();
        assert_eq!(found, BTreeSet::from([status]));
        assert!(account.messages("audit-bucket-exists").is_empty());
    }
}

#[test]
fn trap_08_public_is_either_group_any_wildcard_and_not_what_is_blocked_or_narrowed() {
    let control = "audit-bucket-acl-not-public";
    let granted = |group: &str, ignored: bool| {
        let account = Account::sound().with(BUCKET, |bucket| {
            let grant = json!({
                "grantee": {"uri": format!("http://acs.amazonaws.com/groups/{group}")}, "permission": "Read",
            });
            set(bucket, "AccessControlList", "grantList", json!([grant]));
            set(bucket, "PublicAccessBlockConfiguration", "ignorePublicAcls", json!(ignored));
        });
        account.messages(control).len()
    };
    for group in ["global/AllUsers", "global/AuthenticatedUsers"] {
        assert!(granted(group, false) > 0, "{group}");
        assert_eq!(granted(group, true), 0, "{group}");
    }
    assert_eq!(granted("s3/LogDelivery", false), 0);

    // Every spelling of everybody, unless a condition narrows it.
    let control = "audit-key-policy-not-public";
    let allows = |principal: &Value, condition: Option<Value>| {
        let account = Account::sound().with(KEY, |key| {
            let mut statement = json!({"Effect": "Allow", "Principal": principal, "Action": "kms:Decrypt", "Resource": "*"});
            if let Some(condition) = &condition {
                statement["Condition"] = condition.clone();
            }
            key.supplementary_configuration
                .insert("KeyPolicy".to_owned(), json!({"Statement": [statement]}));
        });
        account.messages(control).len()
    };
    for everybody in [json!("*"), json!({"AWS": "*"}), json!({"AWS": ["*"]})] {
        assert!(allows(&everybody, None) > 0, "{everybody}");
        let one = json!({"StringEquals": {"kms:CallerAccount": ACCOUNT}});
        assert_eq!(allows(&everybody, Some(one)), 0, "{everybody}");
        let anyone = json!({"StringLike": {"kms:CallerAccount": "*"}});
        assert!(allows(&everybody, Some(anyone)) > 0, "{everybody}");
    }
}

#[test]
fn trap_08_a_refusal_of_plain_http_counts_only_for_all_actions() {
    let control = "audit-bucket-tls-only";
    let denied = |action: &str| {
        let account = Account::sound().with(BUCKET, |bucket| {
            let arn = bucket.key();
            let policy = json!({"Statement": [
                // One statement that is well does not excuse the next.
                {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject", "Resource": format!("{arn}/*")},
                {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": [arn, format!("{arn}/*")],
                 "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
            ]});
            set(bucket, "BucketPolicy", "policyText", policy);
        });
        account.messages(control).is_empty()
    };
    assert!(denied("s3:*"));
    assert!(denied("*"));
    assert!(!denied("s3:Get*"));
    assert!(!denied("s3:PutObject"));
}

#[test]
fn trap_09_a_key_that_is_named_is_no_key_that_can_be_used() {
    let control = "cloudtrail-kms-key-usable";
    let with_key = |field: &str, value: Value| {
        let account = Account::sound().with(KEY, |key| key.configuration[field] = value.clone());
        // The trail still names it.
        assert_eq!(account.status("cloudtrail-kms-encryption"), Status::Pass);
        account.status(control)
    };
    assert_eq!(with_key("keyState", json!("Enabled")), Status::Pass);
    for state in [
        "Disabled",
        "PendingDeletion",
        "PendingImport",
        "Unavailable",
    ] {
        assert_eq!(with_key("keyState", json!(state)), Status::Fail, "{state}");
    }
    assert_eq!(with_key("keyManager", json!("AWS")), Status::Fail);
    // A policy that admits another trail lets this one's deliveries fail.
    let other = Account::sound().with(KEY, |key| {
        let policy = key.supplementary_configuration["KeyPolicy"].to_string();
        let policy = policy.replace("trail/audit\"", "trail/other\"");
        key.supplementary_configuration.insert(
            "KeyPolicy".to_owned(),
            serde_json::from_str(&policy).unwrap(),
        );
    });
    assert!(
        !other
            .messages("audit-key-policy-cloudtrail-scoped")
            .is_empty()
    );
}

#[test]
fn trap_09_rotation_is_asked_of_keys_that_can_rotate() {
    let control = "audit-key-rotation";
    let off = |field: &str, value: &str| {
        let account = Account::sound().with(KEY, |key| {
            key.configuration[field] = json!(value);
            key.supplementary_configuration
                .insert("KeyRotationStatus".to_owned(), json!(false));
        });
        let findings = account.findings(control).into_iter();
        findings
            .map(|finding| finding.outcome.status())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(off("origin", "AWS_KMS"), BTreeSet::from([Status::Fail]));
    assert_eq!(
        off("origin", "EXTERNAL"),
        BTreeSet::from([Status::NotApplicable])
    );
    assert_eq!(
        off("keySpec", "RSA_2048"),
        BTreeSet::from([Status::NotApplicable])
    );
}

/// The statuses of a region control in the three enabled regions.
fn by_region(account: &Account, control: &str) -> Vec<Status> {
    let statuses = account.statuses(control);
    assert_eq!(
        statuses.first(),
        Some(&("ap-south-2".to_owned(), Status::NotApplicable)),
        "a region that is not enabled is not judged"
    );
    statuses[1..].iter().map(|(_, status)| *status).collect()
}

#[test]
fn trap_10_recorders_are_judged_by_region_although_all_are_called_default() {
    use Status::{Fail, NotApplicable, Pass};
    let in_ireland = |item: &ConfigurationItem| item.aws_region == "eu-west-1";
    let stopped = Account::sound().with(RECORDER, |recorder| {
        assert!(
            recorder.resource_id == "default"
                || recorder.configuration["ServicePrincipal"].is_string()
        );
        if in_ireland(recorder) {
            set(
                recorder,
                "ConfigurationRecorderStatus",
                "Recording",
                json!(false),
            );
        }
    });
    assert_eq!(
        by_region(&stopped, "config-recorder-running"),
        [Pass, Fail, Pass]
    );
    assert_eq!(
        by_region(&stopped, "config-recorder-exists"),
        [Pass, Pass, Pass]
    );

    let missing =
        Account::sound().without(|item| item.resource_type == RECORDER && in_ireland(item));
    assert_eq!(
        by_region(&missing, "config-recorder-exists"),
        [Pass, Fail, Pass]
    );
    assert_eq!(
        by_region(&missing, "config-recorder-running"),
        [Pass, NotApplicable, Pass]
    );

    // A recorder that belongs to a service is none of the account's.
    let of_a_service = Account::sound().with(RECORDER, |recorder| {
        if in_ireland(recorder) {
            recorder.configuration["ServicePrincipal"] = json!("securityhub.amazonaws.com");
        }
    });
    assert_eq!(
        by_region(&of_a_service, "config-recorder-exists"),
        [Pass, Fail, Pass]
    );
}

#[test]
fn trap_11_status_words_in_any_case_and_pending_for_a_while() {
    let control = "config-recorder-last-status";
    let at_home = |word: &str, since: &str| {
        let account = Account::sound().with(RECORDER, |recorder| {
            if recorder.aws_region == "us-east-1" {
                set(
                    recorder,
                    "ConfigurationRecorderStatus",
                    "LastStatus",
                    json!(word),
                );
                set(
                    recorder,
                    "ConfigurationRecorderStatus",
                    "LastStatusChangeTime",
                    json!(since),
                );
            }
        });
        by_region(&account, control)[2]
    };
    let now = "2026-11-20T07:48:15Z";
    for word in ["SUCCESS", "Success", "success"] {
        assert_eq!(at_home(word, now), Status::Pass, "{word}");
    }
    for word in ["FAILURE", "Failure", "failure", "Whatever"] {
        assert_eq!(at_home(word, now), Status::Fail, "{word}");
    }
    for word in ["PENDING", "Pending"] {
        assert_eq!(at_home(word, now), Status::Pass, "{word}");
        assert_eq!(
            at_home(word, "2026-11-18T07:48:15Z"),
            Status::Fail,
            "{word}"
        );
    }
}

#[test]
fn trap_11_deliveries_have_a_status_of_their_own() {
    use Status::{Fail, Pass};
    for word in ["FAILURE", "Failure"] {
        let account = Account::sound().with(CHANNEL, |channel| {
            if channel.aws_region == "us-east-1" {
                let status = &mut channel.supplementary_configuration["DeliveryChannelStatus"];
                status["ConfigHistoryDeliveryInfo"]["LastStatus"] = json!(word);
            }
        });
        assert_eq!(
            by_region(&account, "config-delivery-status-healthy"),
            [Pass, Pass, Fail]
        );
        assert_eq!(
            by_region(&account, "config-recorder-last-status"),
            [Pass, Pass, Pass]
        );
    }
}

#[test]
fn trap_12_global_types_are_recorded_somewhere_whatever_the_flags_say() {
    let control = "config-global-types-recorded-once";
    let recording = |group: Value| {
        Account::sound().with(RECORDER, |recorder| {
            if recorder.aws_region == "us-east-1" {
                recorder.configuration["RecordingGroup"] = group.clone();
            }
        })
    };
    let excluding = |types: &[&str]| {
        json!({
            "AllSupported": false, "IncludeGlobalResourceTypes": false, "ResourceTypes": [],
            "RecordingStrategy": {"UseOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
            "ExclusionByResourceTypes": {"ResourceTypes": types},
        })
    };
    // Two of three regions leave IAM out, which is right.
    assert_eq!(Account::sound().status(control), Status::Pass);
    // Under the exclusion strategy both flags are false, and IAM is recorded all the same.
    assert_eq!(
        recording(excluding(&["AWS::EC2::Instance"])).status(control),
        Status::Pass
    );
    assert_eq!(
        recording(excluding(&["AWS::IAM::Role"])).status(control),
        Status::Fail
    );
    let all_but_global = json!({
        "AllSupported": true, "IncludeGlobalResourceTypes": false, "ResourceTypes": [],
        "RecordingStrategy": {"UseOnly": "ALL_SUPPORTED_RESOURCE_TYPES"},
    });
    assert_eq!(recording(all_but_global).status(control), Status::Fail);
    // What is left out has to be no type of the audit plane.
    for (types, status) in [
        (&["AWS::EC2::Instance"][..], Status::Pass),
        (&["AWS::CloudTrail::Trail"], Status::Fail),
    ] {
        let account = recording(excluding(types));
        assert_eq!(
            by_region(&account, "config-records-all-types")[2],
            status,
            "{types:?}"
        );
    }
}

#[test]
fn trap_12_a_region_that_cannot_record_iam_does_not_count() {
    let account = Account::sound().with(RECORDER, |recorder| {
        let global = recorder.aws_region == "eu-west-1";
        recorder.configuration["RecordingGroup"]["IncludeGlobalResourceTypes"] = json!(global);
        if global {
            "il-central-1".clone_into(&mut recorder.aws_region);
        }
    });
    // Only the newer region has the flag on, and there it means nothing.
    let mut account = account;
    for region in &mut account.snapshot.header.accounts[0].regions {
        if region.name == "eu-west-1" {
            "il-central-1".clone_into(&mut region.name);
        }
    }
    for entry in &mut account.snapshot.coverage {
        if entry.region.as_deref() == Some("eu-west-1") {
            entry.region = Some("il-central-1".to_owned());
        }
    }
    assert_eq!(
        account.status("config-global-types-recorded-once"),
        Status::Fail
    );
}

#[test]
fn trap_16_that_a_rule_has_results_is_no_finding() {
    let control = "config-rules-compliant";
    let with_result = |compliance: Value| {
        let account = Account::sound().with(RULE, |rule| {
            rule.supplementary_configuration
                .insert("Compliance".to_owned(), compliance.clone());
        });
        let findings = account.findings(control).into_iter();
        findings
            .map(|finding| finding.outcome.status())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(
        with_result(json!({"ComplianceType": "COMPLIANT"})),
        BTreeSet::from([Status::Pass])
    );
    assert_eq!(
        with_result(json!({"ComplianceType": "NON_COMPLIANT"})),
        BTreeSet::from([Status::Fail])
    );
    for unknown in [
        json!({"ComplianceType": "INSUFFICIENT_DATA"}),
        json!({"ComplianceType": "NOT_APPLICABLE"}),
        json!({}),
    ] {
        assert_eq!(
            with_result(unknown.clone()),
            BTreeSet::from([Status::NotApplicable]),
            "{unknown}"
        );
    }
}
