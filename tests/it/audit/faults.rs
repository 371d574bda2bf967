//! Calls that go wrong on the way: each is a gap of its kind, none is an empty answer, and no run hangs.

use std::fs;
use std::time::{Duration, Instant};

use assize::model::finding::{Outcome, Reason, Status};
use assize::model::gap::GapKind;
use assize::policy::source;
use assize::policy::{Catalogue, PolicySet};

use super::collection::audit;
use super::program::{MANAGEMENT_ACCOUNT_SERVES, run_in};
use crate::simulated_aws::SimulatedAws;
use crate::support::builtin;

/// One operation of each protocol and service, and of each way in which its answer is read.
const OPERATIONS: [&str; 11] = [
    "account:ListRegions",
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetTrailStatus",
    "config:DescribeConfigurationRecorders",
    "config:DescribeRetentionConfigurations",
    "kms:DescribeKey",
    "kms:GetKeyRotationStatus",
    "s3:GetAccountPublicAccessBlock",
    "s3:GetBucketPolicy",
    "s3:GetBucketVersioning",
    "s3:ListBucket",
];

/// The operations of the plan that answer in pages.
const LISTS: [&str; 3] = [
    "account:ListRegions",
    "cloudtrail:ListTags",
    "config:DescribeRetentionConfigurations",
];

/// The built-in controls that need an action.
fn readers(action: &str) -> PolicySet {
    let mut set = builtin();
    set.policies
        .retain(|policy| policy.reads.needs().any(|need| need.action == action));
    assert!(!set.policies.is_empty(), "nobody reads {action}");
    set
}

/// Audits while an operation is broken; what passed although it reads the operation is a mistake.
fn break_one(aws: &SimulatedAws, set: &PolicySet, action: &str, mode: &str, expected: GapKind) {
    let started = Instant::now();
    aws.fault(action, mode, None);
    let evaluation = audit(aws, set);
    aws.allow();
    let case = format!("{action} with {mode}");
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{case} took {:?}",
        started.elapsed()
    );

    let gaps: Vec<_> = evaluation
        .gaps
        .iter()
        .filter(|gap| gap.action == action)
        .collect();
    assert!(!gaps.is_empty(), "{case} left no gap");
    for gap in gaps {
        assert_eq!(gap.kind, expected, "{case}: {gap}");
    }
    let mut errors = 0;
    for finding in &evaluation.findings {
        let Some(policy) = set
            .policies
            .iter()
            .find(|policy| policy.id == finding.control)
        else {
            panic!("{} is no control", finding.control);
        };
        let judges_by_it = policy
            .reads
            .subject
            .values()
            .chain(policy.reads.account.values())
            .chain(policy.reads.region.values())
            .flat_map(|reads| &reads.needs)
            .any(|need| need.action == action);
        match &finding.outcome {
            Outcome::Error { reasons, .. } => {
                errors += reasons
                    .iter()
                    .filter(|reason| matches!(reason, Reason::Gap(gap) if gap.action == action))
                    .count();
            }
            Outcome::NotApplicable(_) => {}
            other => assert!(
                !judges_by_it,
                "{case}: {} on {} is {other:?}",
                finding.control, finding.subject
            ),
        }
    }
    assert!(errors > 0, "{case} made no error");
}

#[test]
fn each_failure_is_a_gap_of_its_kind() {
    let aws = SimulatedAws::with("compliant");
    for action in OPERATIONS {
        let set = readers(action);
        for (mode, kind) in [
            ("throttle", GapKind::Throttled),
            ("500", GapKind::Failed),
            ("cut", GapKind::Failed),
            ("html", GapKind::Failed),
        ] {
            // An answer to HEAD is its status and headers: there is no body to be cut, or to be a page or a code.
            if action == "s3:ListBucket" && mode != "500" {
                continue;
            }
            break_one(&aws, &set, action, mode, kind);
        }
    }
}

#[test]
fn a_list_without_end_ends_as_a_gap() {
    let aws = SimulatedAws::with("compliant");
    for action in LISTS {
        break_one(&aws, &readers(action), action, "page-loop", GapKind::Failed);
    }
}

/// Policies over all keys and all buckets, which the built-in controls do not ask for.
const EVERYTHING: [(&str, &str, &str); 2] = [
    ("all_keys", "AWS::KMS::Key", "kms:ListKeys"),
    ("all_buckets", "AWS::S3::Bucket", "s3:ListAllMyBuckets"),
];

#[test]
fn a_list_of_all_keys_or_buckets_without_end_is_a_gap_too() {
    let aws = SimulatedAws::with("compliant");
    for (name, resource_type, action) in EVERYTHING {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("inventory")).unwrap();
        fs::write(
            folder.path().join(format!("inventory/{name}.rego")),
            format!(
                "# METADATA\n# title: Has a region\n# description: For a test.\n# custom:\n#   severity: low\n\
                 #   subject: resource\n#   resource_types: [{resource_type}]\n#   remediation: none\n\
                 package acme.inventory.{name}\n\nimport rego.v1\n\n\
                 deny contains {{\"message\": \"no region\"}} if input.resource.awsRegion == \"\"\n"
            ),
        )
        .unwrap();
        let catalogue = Catalogue::new(source::read(folder.path()).unwrap()).unwrap();
        let set = catalogue.select(&[], &[]).unwrap();
        let statuses = |set: &PolicySet| -> Vec<Status> {
            audit(&aws, set)
                .findings
                .iter()
                .map(|finding| finding.outcome.status())
                .collect()
        };
        let healthy = statuses(&set);
        assert!(!healthy.is_empty(), "{name}");
        assert!(
            healthy.iter().all(|status| *status == Status::Pass),
            "{name}: {healthy:?}"
        );
        break_one(&aws, &set, action, "page-loop", GapKind::Failed);
    }
}

#[test]
fn what_goes_wrong_for_a_moment_is_tried_again() {
    let aws = SimulatedAws::with("compliant");
    for mode in ["throttle", "500", "cut"] {
        aws.fault("cloudtrail:DescribeTrails", mode, Some(1));
    }
    aws.fault("s3:GetBucketVersioning", "throttle", Some(2));
    let started = Instant::now();
    run_in(
        &aws.env(),
        &[&["audit"], &MANAGEMENT_ACCOUNT_SERVES[..]].concat(),
    )
    .ended_with(0);
    assert!(
        started.elapsed() < Duration::from_secs(40),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn throttling_without_end_is_tried_so_often_and_no_more() {
    const ACTION: &str = "cloudtrail:GetEventSelectors";
    let aws = SimulatedAws::with("compliant");
    aws.fault(ACTION, "throttle", None);
    let tries = || -> u64 {
        let calls = aws.calls();
        let of_it = calls.iter().filter(|((action, ..), _)| action == ACTION);
        of_it.map(|(_, count)| count).sum()
    };
    let select = ["audit", "--select", "cloudtrail-selectors-not-narrowed"];
    let mut env = aws.env();
    let mut before = 0;
    for (variable, flag, expected) in [
        (None, &[][..], 5),
        (Some("2"), &[][..], 2),
        (Some("2"), &["--max-attempts", "1"][..], 1),
    ] {
        if let Some(attempts) = variable {
            env.insert("AWS_MAX_ATTEMPTS", attempts.to_owned());
        }
        let started = Instant::now();
        let ran = run_in(&env, &[&select[..], flag].concat()).ended_with(3);
        assert!(
            started.elapsed() < Duration::from_secs(40),
            "{:?}",
            started.elapsed()
        );
        assert!(ran.stdout.contains("throttled"), "{}", ran.stdout);
        assert_eq!(tries() - before, expected, "{variable:?} {flag:?}");
        before = tries();
    }
}
