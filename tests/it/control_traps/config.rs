//! AWS Config: regions, status words, what is recorded, and the results of rules.

use std::collections::BTreeSet;

use assize::model::finding::Status;
use assize::model::item::ConfigurationItem;
use serde_json::{Value, json};

use super::{Account, set};

const RECORDER: &str = "AWS::Config::ConfigurationRecorder";
const CHANNEL: &str = "AWS::Config::DeliveryChannel";
const RULE: &str = "AWS::Config::ConfigRule";

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

#[test]
fn what_aws_config_did_not_watch_is_no_proof_that_nothing_was_deleted() {
    use Status::{NotApplicable, Pass};
    let control = "config-ci-trail-deleted-recently";
    assert_eq!(by_region(&Account::sound(), control), [Pass, Pass, Pass]);

    let at_home = |change: &dyn Fn(&mut ConfigurationItem)| {
        let account = Account::sound().with(RECORDER, |recorder| {
            if recorder.aws_region == "us-east-1" {
                change(recorder);
            }
        });
        by_region(&account, control)
    };
    let narrowed = at_home(&|recorder| {
        recorder.configuration["RecordingGroup"] = json!({
            "AllSupported": false, "ResourceTypes": ["AWS::EC2::Instance"],
            "RecordingStrategy": {"UseOnly": "INCLUSION_BY_RESOURCE_TYPES"},
        });
    });
    assert_eq!(narrowed, [Pass, Pass, NotApplicable]);
    let stopped = at_home(&|recorder| {
        set(
            recorder,
            "ConfigurationRecorderStatus",
            "Recording",
            json!(false),
        );
    });
    assert_eq!(stopped, [Pass, Pass, NotApplicable]);
    // Stopped, a trail deleted meanwhile, and started again; or deleted and made again, which AWS Config may not tell.
    let started_anew = at_home(&|recorder| {
        set(
            recorder,
            "ConfigurationRecorderStatus",
            "LastStartTime",
            json!("2026-11-02T03:00:00Z"),
        );
        recorder
            .supplementary_configuration
            .insert("ConfigurationHistory".to_owned(), json!([]));
    });
    assert_eq!(started_anew, [Pass, Pass, NotApplicable]);

    let unrecorded = Account::sound().with("AWS::CloudTrail::Trail", |trail| {
        trail
            .supplementary_configuration
            .insert("ConfigurationHistory".to_owned(), json!([]));
    });
    assert_eq!(by_region(&unrecorded, control), [Pass, Pass, NotApplicable]);
}
