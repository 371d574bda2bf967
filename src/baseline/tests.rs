//! Baselines: what is known, what is new, what is there no more.

use super::*;
use crate::model::control::Enforcement;
use crate::model::finding::{NonEmpty, Outcome, Reason, Subject, SubjectKind, Violation};
use crate::model::remediation::Remediation;
use crate::model::snapshot::{AccountScope, OptInStatus, RegionScope};

const ACCOUNT: &str = "111122223333";

fn control(id: &str) -> Control {
    Control {
        id: id.to_owned(),
        title: String::new(),
        description: String::new(),
        severity: Severity::High,
        enforcement: Enforcement::Gate,
        service: String::new(),
        subject: SubjectKind::Resource,
        resource_types: Vec::new(),
        frameworks: BTreeMap::new(),
        remediation: Remediation::default(),
        aliases: Vec::new(),
        references: Vec::new(),
        reads: Vec::new(),
        actions: Vec::new(),
        parameters: BTreeMap::new(),
        customised_parameters: BTreeMap::new(),
        file: String::new(),
        line: 1,
    }
}

fn finding(key: &str, status: Status) -> Finding {
    let violations = NonEmpty::one(Violation {
        message: "wrong".to_owned(),
        path: None,
    });
    Finding {
        control: "one".to_owned(),
        subject: Subject::Resource {
            account: ACCOUNT.to_owned(),
            region: "eu-west-1".to_owned(),
            resource_type: "AWS::S3::Bucket".to_owned(),
            key: key.to_owned(),
        },
        severity: Severity::High,
        outcome: match status {
            Status::Fail => Outcome::Fail(violations),
            Status::Error => Outcome::Error {
                reasons: NonEmpty::one(Reason::Policy("x".to_owned())),
                seen: Vec::new(),
            },
            Status::Waived => Outcome::Waived {
                violations,
                waiver: "w".to_owned(),
            },
            Status::Pass => Outcome::Pass,
            Status::NotApplicable => Outcome::NotApplicable("x".to_owned()),
        },
    }
}

fn known(key: &str) -> KnownFailure {
    KnownFailure {
        fingerprint: finding(key, Status::Fail).fingerprint(),
        control: "one".to_owned(),
        subject: key.to_owned(),
        account: Some(ACCOUNT.to_owned()),
        region: Some("eu-west-1".to_owned()),
        severity: Severity::High,
    }
}

fn of(failures: Vec<KnownFailure>) -> Known {
    Known {
        baseline_version: VERSION,
        tool: "assize test".to_owned(),
        collected_at: "2026-10-01T00:00:00Z".to_owned(),
        snapshot_sha256: "00".to_owned(),
        failures,
    }
}

fn header() -> Header {
    Header {
        schema_version: 1,
        collected_at: String::new(),
        tool: String::new(),
        caller: None,
        accounts: vec![AccountScope {
            id: ACCOUNT.to_owned(),
            partition: "aws".to_owned(),
            regions: vec![RegionScope {
                name: "eu-west-1".to_owned(),
                opt_in_status: Some(OptInStatus::EnabledByDefault),
                selected: true,
            }],
        }],
    }
}

fn hold(known: &Known, findings: &[Finding]) -> Baseline {
    known.hold(
        "base.json",
        "00",
        &header(),
        true,
        &[control("one")],
        findings,
    )
}

fn absent(baseline: &Baseline) -> Vec<&str> {
    let absent = baseline.absent.iter();
    absent.map(|known| known.subject.as_str()).collect()
}

#[test]
fn a_failure_that_was_known_is_unchanged_and_another_is_new() {
    let findings = [
        finding("a", Status::Fail),
        finding("b", Status::Fail),
        finding("c", Status::Error),
        finding("d", Status::Pass),
    ];
    let baseline = hold(&of(vec![known("a"), known("c"), known("d")]), &findings);
    let known: Vec<bool> = findings
        .iter()
        .map(|finding| baseline.has(finding))
        .collect();
    // Without a verdict it is neither known nor gone.
    assert_eq!(known, [true, false, false, false]);
    assert_eq!(absent(&baseline), ["d"]);
    assert_eq!(baseline.entries, 3);
}

#[test]
fn one_that_has_become_worse_is_new() {
    let mut was = known("a");
    was.severity = Severity::Medium;
    let findings = [finding("a", Status::Fail)];
    let baseline = hold(&of(vec![was.clone()]), &findings);
    assert!(!baseline.has(&findings[0]) && baseline.absent.is_empty());
    was.severity = Severity::Critical;
    assert!(hold(&of(vec![was]), &findings).has(&findings[0]));
}

#[test]
fn what_passes_is_waived_or_is_there_no_more_fails_no_more() {
    let all = of(["a", "b", "c", "d"].map(known).into());
    let findings = [
        finding("a", Status::Pass),
        finding("b", Status::Waived),
        finding("c", Status::NotApplicable),
    ];
    assert_eq!(absent(&hold(&all, &findings)), ["a", "b", "c", "d"]);
    let left = all.without(&hold(&all, &findings[..1]).absent[..1]);
    assert_eq!(left.failures.len(), 3);
    assert!(left.failures.iter().all(|known| known.subject != "a"));
}

#[test]
fn what_was_not_looked_at_is_not_gone() {
    let all = of(vec![known("a")]);
    let passes = [finding("b", Status::Pass)];
    assert_eq!(absent(&hold(&all, &passes)), ["a"]);
    // Something of the control has no verdict in the account: the subject may be there all the same.
    let unknown = [finding("b", Status::Error)];
    assert!(hold(&all, &unknown).absent.is_empty());
    // The control was not selected, the account or the region was not in the run, or the collection was broken off.
    let one = [control("one")];
    let hold = |header: &Header, is_complete, controls: &[Control]| {
        all.hold("b", "00", header, is_complete, controls, &passes)
            .absent
            .len()
    };
    assert_eq!(hold(&header(), true, &one), 1);
    assert_eq!(hold(&header(), true, &[control("two")]), 0);
    assert_eq!(hold(&header(), false, &one), 0);
    let mut elsewhere = header();
    elsewhere.accounts[0].id = "444455556666".to_owned();
    assert_eq!(hold(&elsewhere, true, &one), 0);
    let mut not_selected = header();
    not_selected.accounts[0].regions[0].selected = false;
    assert_eq!(hold(&not_selected, true, &one), 0);
}

#[test]
fn a_file_comes_back_as_it_was_in_an_order_of_its_own() {
    let mut one = of(vec![known("b"), known("a")]);
    let mut other = of(vec![known("a"), known("b")]);
    let written = |known: &mut Known| {
        let mut bytes = Vec::new();
        known.write(&mut bytes).unwrap();
        bytes
    };
    let bytes = written(&mut one);
    assert_eq!(bytes, written(&mut other));
    assert_eq!(kind(&bytes).unwrap(), Kind::Baseline);
    assert_eq!(parse(&bytes).unwrap(), other);
}

#[test]
fn what_is_no_baseline_is_told() {
    let said = |text: &str| parse(text.as_bytes()).unwrap_err().to_string();
    assert!(said("").starts_with("is not JSON: "));
    assert!(said("[]").starts_with("is neither a baseline nor a report"));
    assert!(said("{\"baselineVersion\": 2}").starts_with("has baseline version 2; "));
    assert!(said("{\"baselineVersion\": 0}").starts_with("has baseline version 0; "));
    assert!(said("{\"baselineVersion\": 1}").starts_with("does not have the form of a baseline: "));
    let kind = |text: &str| kind(text.as_bytes()).map_err(|error| error.to_string());
    assert_eq!(kind("{\"schemaVersion\": 1}"), Ok(Kind::Report));
    assert!(kind("{}").unwrap_err().starts_with("is neither"));
    assert!(
        kind("{\"baselineVersion\": 1")
            .unwrap_err()
            .starts_with("is not JSON")
    );
    // One that is cut off within its failures is no shorter one.
    let mut bytes = Vec::new();
    of(vec![known("a"), known("b")]).write(&mut bytes).unwrap();
    assert!(parse(&bytes[..bytes.len() - 10]).is_err());
}
