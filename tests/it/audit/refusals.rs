//! What leaves nothing to judge ends the run with code 2, a message and no report; and what is no such thing does not.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use assize::model::finding::Status;

use super::program::{MANAGEMENT_ACCOUNT_SERVES, finding, run, run_in, text};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

#[test]
fn credentials_that_expire_in_the_middle_leave_no_report() {
    let aws = SimulatedAws::with("compliant");
    aws.fault("s3:GetBucketPolicy", "expired", None);
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let snapshot = folder.path().join("snapshot.jsonl");
    let ran = run(
        &aws,
        &[
            "audit",
            "-f",
            "text",
            "-f",
            &format!("json={}", text(&report)),
            "--snapshot",
            text(&snapshot),
        ],
    )
    .ended_with(2);
    assert!(ran.stderr.contains("have expired"), "{}", ran.stderr);
    assert!(ran.stderr.contains("help: aws sso login"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    let left: Vec<_> = folder.path().read_dir().unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn an_expired_session_is_told_apart_from_none() {
    let aws = SimulatedAws::start();
    aws.fault("sts:GetCallerIdentity", "expired", None);
    let ran = run(&aws, &["audit"]).ended_with(2);
    assert!(ran.stderr.contains("have expired"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_caller_who_cannot_be_identified_is_no_verdict() {
    let aws = SimulatedAws::start();
    aws.deny(&["sts:GetCallerIdentity"]);
    let ran = run(&aws, &["audit"]).ended_with(2);
    assert!(ran.stderr.contains("AccessDenied"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_region_that_does_not_exist_is_refused_with_what_was_meant() {
    let aws = SimulatedAws::shared("empty");
    let ran = run(aws, &["audit", "--regions", "us-east-1,eu-wset-1"]).ended_with(2);
    assert!(ran.stderr.contains("eu-wset-1"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("did you mean eu-west-1?"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stdout, "");
}

#[test]
fn without_credentials_there_is_help() {
    let aws = SimulatedAws::shared("empty");
    let mut env = aws.env();
    env.remove("AWS_ACCESS_KEY_ID");
    env.remove("AWS_SECRET_ACCESS_KEY");
    let ran = run_in(&env, &["audit"]).ended_with(2);
    assert!(
        ran.stderr.contains("no usable AWS credentials"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("help: aws configure"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn an_address_at_which_nobody_answers_is_named_soon() {
    let aws = SimulatedAws::shared("empty");
    // A port that was free a moment ago.
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let url = format!("http://{address}");
    let started = Instant::now();
    let ran = run(aws, &["audit", "--endpoint-url", &url]).ended_with(2);
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "{:?}",
        started.elapsed()
    );
    assert!(
        ran.stderr.contains(&format!("{url} could not be reached")),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_disabled_region_is_not_called_and_does_not_concern_anything() {
    let aws = SimulatedAws::with("compliant");
    let report = run(
        &aws,
        &[
            &["audit", "-f", "json"][..],
            &["--regions", "us-east-1,eu-west-1,ap-south-2"],
            &MANAGEMENT_ACCOUNT_SERVES[..],
        ]
        .concat(),
    )
    .ended_with(0)
    .report();
    let subject = format!("{ACCOUNT}/ap-south-2");
    assert_eq!(
        finding(&report, "config-recorder-exists", &subject).status,
        Status::NotApplicable
    );
    for ((action, _, region), _) in aws.calls() {
        assert_ne!(region, "ap-south-2", "{action}");
    }
}

#[test]
fn a_region_that_was_left_out_is_not_vouched_for() {
    let aws = SimulatedAws::with("compliant");
    let audit = |regions: &str| run(&aws, &["audit", "--regions", regions, "-f", "json"]);
    let report = audit("us-east-1").ended_with(3).report();
    // The trail of all regions is seen from one; a duplicate could be in the other.
    assert_eq!(
        finding(&report, "cloudtrail-global-events-not-duplicated", ACCOUNT).status,
        Status::Error
    );
    assert!(
        !report
            .findings
            .iter()
            .any(|finding| finding.subject.id() == format!("{ACCOUNT}/eu-west-1")),
        "nobody asked about the region"
    );
    for ((action, _, region), _) in aws.calls() {
        // A bucket is read wherever it is, and so is what AWS Config recorded of it.
        if !action.starts_with("s3:") && action != "config:GetResourceConfigHistory" {
            assert_ne!(region, "eu-west-1", "{action}");
        }
    }
}

#[test]
fn a_selector_that_matches_nothing_calls_nobody() {
    let aws = SimulatedAws::with("empty");
    let ran = run(
        &aws,
        &["audit", "--select", "cloudtrail-log-file-validaton"],
    )
    .ended_with(2);
    assert!(
        ran.stderr.contains("cloudtrail-log-file-validation"),
        "{}",
        ran.stderr
    );
    assert!(aws.calls().is_empty());
}
