//! What an audit says of each of the accounts that the simulated AWS knows.

use std::collections::BTreeSet;
use std::fs;

use assize::model::finding::Status;
use assize::report::json;
use assize::report::json::wire::{Reason, Report};

use super::program::{MANAGEMENT_ACCOUNT_SERVES, finding, run, run_in, text};
use super::things;
use crate::simulated_aws::{ACCOUNT, SimulatedAws};
use crate::support::builtin;

/// What is wrong with the set-up `noncompliant` besides what it lacks. The controls that are not here, and why the set-up gives them nothing:
///
/// - `audit-bucket-lifecycle-configured`, `audit-bucket-owner-expected`: the bucket has a lifecycle, if a short one, and
///   is the account's own;
/// - `audit-bucket-access-log-target-sound`: without access logging there is no target;
/// - `audit-bucket-in-log-archive-account`: no trail is an organization's, and no log archive account is named;
/// - `account-in-organization`: the account is in one, and manages it;
/// - `audit-bucket-object-lock-retention`: without Object Lock there is no retention to be too short;
/// - `cloudtrail-digest-delivery-healthy`: the trails write no digests;
/// - `cloudtrail-no-management-source-exclusions`, `cloudtrail-cloudwatch-logs-integrated`: they concern trails of all
///   regions, and there is none;
/// - `cloudtrail-selectors-not-narrowed`: the selectors are of the old form, which cannot hide carve-outs;
/// - `cloudtrail-global-events-not-duplicated`: no trail records global events even once;
/// - `cloudtrail-designated-bucket`, `cloudtrail-dynamodb-data-events`, `cloudtrail-network-activity-events`,
///   `config-baseline-rules-present`, `config-permitted-services`, `sns-audit-topic-approved-endpoints`: they want to be
///   told something first;
/// - `cloudtrail-insights-both-types`: there are no insights;
/// - `cloudtrail-shadow-region-status`: no trail records all regions;
/// - `config-ci-audit-setting-regression`, `config-ci-trail-deleted-recently`, `config-ci-trail-drift`: AWS Config
///   recorded nothing of the audit plane;
/// - `config-aggregator-exists`: there is one, if a poor one;
/// - `config-rules-evaluating`, `config-conformance-packs-deployed`: the rule is evaluated and the pack deployed;
/// - `config-delivery-channel-exists`: the one recorder has its channel;
/// - `config-recording-continuous-for-security-types`: the recorder records none of those types.
const WRONG: &[&str] = &[
    "audit-alarm-actions-enabled",
    "audit-alarm-evaluation-sound",
    "audit-alarm-has-alarm-action",
    "audit-bucket-access-logging",
    "audit-bucket-acl-not-public",
    "audit-bucket-acls-disabled",
    "audit-bucket-block-public-access",
    "audit-bucket-cloudtrail-statement-scoped",
    "audit-bucket-default-encryption",
    "audit-bucket-destructive-actions-denied",
    "audit-bucket-event-notification",
    "audit-bucket-exists",
    "audit-bucket-kms-encryption",
    "audit-bucket-lifecycle-keeps-minimum",
    "audit-bucket-mfa-delete",
    "audit-bucket-no-untrusted-cross-account",
    "audit-bucket-not-requester-pays",
    "audit-bucket-notification-reaches-sns",
    "audit-bucket-object-access-audited",
    "audit-bucket-object-lock",
    "audit-bucket-policy-not-public",
    "audit-bucket-replicated",
    "audit-bucket-tls-only",
    "audit-bucket-versioning",
    "audit-key-decrypt-restricted",
    "audit-key-not-pending-deletion",
    "audit-key-policy-cloudtrail-scoped",
    "audit-key-policy-not-public",
    "audit-key-rotation",
    "audit-log-group-forwarded",
    "audit-log-group-kms",
    "audit-log-group-not-public",
    "audit-log-group-receiving-events",
    "audit-log-group-retention",
    "audit-plane-protected-by-scp",
    "cloudtrail-cloudwatch-delivery-error",
    "cloudtrail-cloudwatch-delivery-fresh",
    "cloudtrail-delegated-administrator",
    "cloudtrail-kms-encryption",
    "cloudtrail-kms-key-usable",
    "cloudtrail-log-file-validation",
    "cloudtrail-logging-active",
    "cloudtrail-no-broad-iam-admin",
    "cloudtrail-organization-trail",
    "cloudtrail-s3-delivery-fresh",
    "cloudtrail-s3-delivery-no-error",
    "cloudtrail-sns-notification-no-error",
    "cloudtrail-sns-topic-configured",
    "cloudtrail-trail-tagged",
    "cloudwatch-cross-account-sharing",
    "config-aggregation-authorizations-restricted",
    "config-aggregator-organization",
    "config-aggregator-sources-healthy",
    "config-ci-trail-recorded",
    "config-conformance-packs-compliant",
    "config-delivery-bucket-exists",
    "config-delivery-fresh",
    "config-delivery-kms",
    "config-delivery-sns-topic",
    "config-delivery-status-healthy",
    "config-exclusions-approved",
    "config-global-types-recorded-once",
    "config-recorder-last-status",
    "config-recorder-running",
    "config-recorder-service-linked-role",
    "config-records-all-types",
    "config-retention-period",
    "config-rules-compliant",
    "config-snapshot-frequency",
    "eds-cmk-encryption",
    "eds-ingestion-active",
    "eds-multi-region",
    "eds-resource-policy-restricted",
    "eds-retention-minimum",
    "eds-selectors-complete",
    "eds-termination-protection",
    "eventbridge-audit-rule-deliverable",
    "eventbridge-bus-cross-account",
    "eventbridge-bus-not-public",
    "eventbridge-custom-bus-has-policy",
    "log-destinations-restricted",
    "securityhub-organization-managed",
    "sns-audit-subscription-https",
    "sns-audit-topic-cmk",
    "sns-audit-topic-confirmed-subscriber",
    "sns-audit-topic-delivery-status",
    "sns-audit-topic-encrypted",
    "sns-audit-topic-exists",
    "sns-audit-topic-no-untrusted-cross-account",
    "sns-audit-topic-policy-not-public",
    "sns-audit-topic-publishers-admitted",
    "sns-audit-topic-signature-version",
    "sns-audit-topic-tls-policy",
];

/// What an account without an audit plane lacks and the set-up `noncompliant` has.
const THERE: [&str; 2] = ["account-in-organization", "config-aggregator-exists"];

/// What an account without an audit plane lacks; all else is about things that are not there.
const LACKING: &[&str] = &[
    "account-block-public-access",
    "account-in-organization",
    "audit-alarm-pipeline-end-to-end",
    "audit-tampering-alarm",
    "cis-alarm-cloudtrail-changes",
    "cis-alarm-cmk-disable-or-delete",
    "cis-alarm-config-changes",
    "cis-alarm-console-auth-failures",
    "cis-alarm-console-signin-without-mfa",
    "cis-alarm-iam-policy-changes",
    "cis-alarm-nacl-changes",
    "cis-alarm-network-gateway-changes",
    "cis-alarm-organizations-changes",
    "cis-alarm-root-usage",
    "cis-alarm-route-table-changes",
    "cis-alarm-s3-policy-changes",
    "cis-alarm-security-group-changes",
    "cis-alarm-unauthorized-api-calls",
    "cis-alarm-vpc-changes",
    "cloudtrail-ai-service-events",
    "cloudtrail-data-events-any",
    "cloudtrail-global-service-events",
    "cloudtrail-insights-enabled",
    "cloudtrail-lambda-data-events",
    "cloudtrail-management-events-read-write",
    "cloudtrail-multi-region-trail",
    "cloudtrail-region-coverage",
    "cloudtrail-s3-data-events-read",
    "cloudtrail-s3-data-events-write",
    "cloudtrail-security-trail-baseline",
    "cloudtrail-trail-exists",
    "config-aggregator-all-regions",
    "config-aggregator-exists",
    "config-recorder-exists",
    "eventbridge-audit-rule-present",
    "eventbridge-in-use",
    "securityhub-enabled",
    "securityhub-standards-enabled",
];

fn with_status(report: &Report, status: Status) -> BTreeSet<&str> {
    report
        .findings
        .iter()
        .filter(|finding| finding.status == status)
        .map(|finding| finding.control.as_str())
        .collect()
}

#[test]
fn a_compliant_account_passes_with_each_call_made_once() {
    let aws = SimulatedAws::with("compliant");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let argument = |format: &str, name: &str| format!("{format}={}", text(&file(name)));
    let mut env = aws.env();
    // The address comes from the command line this time.
    env.remove("AWS_ENDPOINT_URL");

    let ran = run_in(
        &env,
        &[
            &["audit", "--endpoint-url", &aws.url()][..],
            &["--regions", "us-east-1,eu-west-1", "-f", "text"],
            &["-f", &argument("json", "report.json")],
            &["-f", &argument("junit", "report.xml")],
            &["-f", &argument("markdown", "report.md")],
            &MANAGEMENT_ACCOUNT_SERVES,
        ]
        .concat(),
    )
    .ended_with(0);

    let report = json::parse(&fs::read(file("report.json")).unwrap()).unwrap();
    for finding in &report.findings {
        assert!(
            matches!(finding.status, Status::Pass | Status::NotApplicable),
            "{finding:#?}"
        );
    }
    let passing = with_status(&report, Status::Pass);
    let silent: Vec<_> = builtin()
        .policies
        .into_iter()
        .map(|policy| policy.id)
        .filter(|id| !passing.contains(id.as_str()))
        .collect();
    assert_eq!(
        silent,
        [
            "cloudtrail-designated-bucket",
            "cloudtrail-dynamodb-data-events",
            "cloudtrail-network-activity-events",
            "config-baseline-rules-present",
            "config-permitted-services",
            "sns-audit-topic-approved-endpoints",
        ],
        "only these controls want to be told something first"
    );
    assert!(report.gaps.is_empty(), "{:?}", report.gaps);

    // All four are about the same run.
    let passes = report.summary.by_status.pass;
    assert!(
        ran.stdout.contains(&format!("{passes} pass")),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains(&report.snapshot.sha256),
        "{}",
        ran.stdout
    );
    let markdown = fs::read_to_string(file("report.md")).unwrap();
    assert!(markdown.contains(&report.snapshot.sha256), "{markdown}");
    let junit = fs::read_to_string(file("report.xml")).unwrap();
    assert_eq!(
        junit.matches("<testcase").count(),
        report.findings.len(),
        "{junit}"
    );

    let calls = aws.calls();
    assert!(calls.len() > 25, "{calls:?}");
    let repeated: Vec<_> = calls
        .into_iter()
        .filter(|((action, ..), count)| *count > things(action))
        .collect();
    assert!(repeated.is_empty(), "{repeated:?}");
}

/// All that is wrong with the set-up `noncompliant`.
fn wrong() -> BTreeSet<&'static str> {
    let lacking = LACKING.iter().filter(|control| !THERE.contains(control));
    WRONG.iter().chain(lacking).copied().collect()
}

#[test]
fn what_is_wrong_fails_and_nothing_else() {
    let aws = SimulatedAws::shared("noncompliant");
    let report = run(aws, &["audit", "-f", "json"]).ended_with(1).report();
    assert_eq!(
        with_status(&report, Status::Fail),
        wrong(),
        "the controls that fail"
    );
    assert_eq!(
        with_status(&report, Status::Error),
        BTreeSet::new(),
        "{:?}",
        report.gaps
    );

    // Of things that differ, each is judged by itself.
    let trail = |name: &str| format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/{name}");
    for (control, subject, status) in [
        (
            "cloudtrail-kms-encryption",
            trail("stopped-trail"),
            Status::Fail,
        ),
        (
            "cloudtrail-kms-encryption",
            trail("doomed-trail"),
            Status::Pass,
        ),
        (
            "audit-bucket-exists",
            format!("arn:aws:s3:::gone-logs-{ACCOUNT}"),
            Status::Fail,
        ),
        (
            "audit-bucket-exists",
            format!("arn:aws:s3:::weak-logs-{ACCOUNT}"),
            Status::Pass,
        ),
        (
            "audit-bucket-versioning",
            format!("arn:aws:s3:::gone-logs-{ACCOUNT}"),
            Status::NotApplicable,
        ),
        (
            "config-recorder-exists",
            format!("{ACCOUNT}/eu-west-1"),
            Status::Fail,
        ),
        (
            "config-recorder-exists",
            format!("{ACCOUNT}/us-east-1"),
            Status::Pass,
        ),
    ] {
        assert_eq!(
            finding(&report, control, &subject).status,
            status,
            "{control} of {subject}"
        );
    }
}

#[test]
fn a_failure_below_the_threshold_does_not_fail_the_run() {
    let aws = SimulatedAws::shared("noncompliant");
    let select = ["--select", "cloudtrail-trail-tagged"];
    let audit = |more: &[&str]| run(aws, &[&["audit"], &select[..], more].concat());
    audit(&[]).ended_with(1);
    let lenient = audit(&["--fail-on", "critical"]).ended_with(0);
    assert!(lenient.stdout.contains("FAIL"), "{lenient:?}");
}

#[test]
fn an_empty_account_lacks_an_audit_plane_and_has_no_bad_one() {
    let aws = SimulatedAws::shared("empty");
    let report = run(aws, &["audit", "-f", "json"]).ended_with(1).report();
    assert_eq!(
        with_status(&report, Status::Fail),
        BTreeSet::from_iter(LACKING.iter().copied())
    );
    for finding in &report.findings {
        let lacking = LACKING.contains(&finding.control.as_str());
        let disabled = finding.subject.id().ends_with("/ap-south-2");
        // The default bus is there without anybody's doing, and nobody is let in.
        let is_bus = finding.control.starts_with("eventbridge-bus-");
        let expected = if lacking && !disabled {
            Status::Fail
        } else if is_bus {
            Status::Pass
        } else {
            Status::NotApplicable
        };
        assert_eq!(finding.status, expected, "{finding:#?}");
    }
}

#[test]
fn a_member_is_not_blamed_for_what_only_the_owner_can_say() {
    const OWNER: &str = "999999999999";
    let aws = SimulatedAws::shared("member");
    let report = run(aws, &["audit", "-f", "json"]).ended_with(1).report();

    // The member's own shortcomings, which the owner's secrets do not hide.
    assert_eq!(
        with_status(&report, Status::Fail),
        BTreeSet::from([
            "account-block-public-access",
            "config-delivery-kms",
            "config-delivery-sns-topic",
            // Its own events in EventBridge are its own affair.
            "eventbridge-audit-rule-present",
            "eventbridge-in-use",
        ])
    );
    for finding in &report.findings {
        if finding.subject.id().contains(OWNER) {
            assert_ne!(finding.status, Status::Fail, "{finding:#?}");
        }
    }
    // The organization's trail serves the member, whoever owns it.
    for control in ["cloudtrail-multi-region-trail", "cloudtrail-trail-exists"] {
        assert_eq!(
            finding(&report, control, ACCOUNT).status,
            Status::Pass,
            "{control}"
        );
    }
    let trail = format!("arn:aws:cloudtrail:us-east-1:{OWNER}:trail/organization-trail");
    assert_eq!(
        finding(&report, "cloudtrail-s3-delivery-fresh", &trail).status,
        Status::Pass
    );
    assert_eq!(
        finding(&report, "cloudtrail-trail-tagged", &trail).status,
        Status::Error
    );

    // Whoever reads of a refused trail or key is told whose it is.
    let mut told = BTreeSet::new();
    for reason in report.findings.iter().flat_map(|finding| &finding.reasons) {
        let Reason::Gap(gap) = reason else {
            panic!("{reason:?}");
        };
        let resource = gap.resource.as_deref().unwrap_or_default();
        for (service, thing) in [("cloudtrail", "trail"), ("kms", "key")] {
            if resource.starts_with(&format!("arn:aws:{service}:")) {
                let message = gap.message.as_deref().unwrap_or_default();
                let owned = format!("the {thing} belongs to account {OWNER}");
                assert!(message.contains(&owned), "{gap:?}");
                told.insert(service);
            }
        }
    }
    assert_eq!(told, BTreeSet::from(["cloudtrail", "kms"]));
}
