use minisign::KeyPair;

use super::*;
use crate::model::finding::{NonEmpty, Outcome, Reason, Severity, Violation};
use crate::report::sample;

fn files() -> Manifest {
    let names = [
        SNAPSHOT,
        "settings.json",
        REPORT,
        "own/1/acme/a.rego",
        "policies/lib/b.rego",
    ];
    let file = |name: &&str| File {
        path: (*name).to_owned(),
        sha256: format!("digest of {name}"),
        size: 1,
    };
    Manifest::new(names.iter().map(file).collect())
}

fn stated(report: &Report) -> Value {
    serde_json::from_slice(&statement(report, &files())).unwrap()
}

/// A report in which each control has one of these outcomes.
fn report(outcomes: &[Outcome]) -> Report {
    let mut report = sample::report();
    report.complete = true;
    report.gate.fail_on = Severity::High;
    let finding = report.findings[0].clone();
    let control = report.controls[0].clone();
    report.findings.clear();
    report.controls.clear();
    for (number, outcome) in outcomes.iter().enumerate() {
        let mut control = control.clone();
        control.id = format!("control-{number}");
        let mut finding = finding.clone();
        finding.control = control.id.clone();
        finding.severity = Severity::High;
        finding.outcome = outcome.clone();
        report.controls.push(control);
        report.findings.push(finding);
    }
    report
}

fn violations() -> NonEmpty<Violation> {
    NonEmpty::one(Violation {
        message: "x".to_owned(),
        path: None,
    })
}

fn error() -> Outcome {
    Outcome::Error {
        reasons: NonEmpty::one(Reason::Policy("x".to_owned())),
        seen: Vec::new(),
    }
}

fn waived() -> Outcome {
    Outcome::Waived {
        violations: violations(),
        waiver: "w".to_owned(),
    }
}

#[test]
fn it_is_about_the_snapshot_and_names_all_that_it_was_judged_with() {
    let stated = stated(&report(&[Outcome::Pass]));
    assert_eq!(stated["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(
        stated["predicateType"],
        "https://in-toto.io/attestation/test-result/v0.1"
    );
    assert_eq!(stated["subject"][0]["name"], SNAPSHOT);
    assert_eq!(
        stated["subject"][0]["digest"]["sha256"],
        "digest of snapshot.jsonl"
    );
    assert_eq!(
        stated["subject"][0]["annotations"]["accounts"][0],
        sample::LOGGING
    );
    let configuration = stated["predicate"]["configuration"].as_array().unwrap();
    let names: Vec<&str> = configuration
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["own/1/acme/a.rego", "policies/lib/b.rego", "settings.json"]
    );
}

#[test]
fn a_control_is_where_its_worst_finding_puts_it() {
    let all = [
        Outcome::Pass,
        Outcome::Fail(violations()),
        error(),
        waived(),
        Outcome::NotApplicable("x".to_owned()),
    ];
    let predicate = |report: &Report| stated(report)["predicate"].clone();
    let stated = predicate(&report(&all));
    assert_eq!(stated["result"], "FAILED");
    assert_eq!(stated["passedTests"], json!(["control-0"]));
    assert_eq!(stated["warnedTests"], json!(["control-3"]));
    assert_eq!(stated["failedTests"], json!(["control-1", "control-2"]));

    let mut lenient = report(&all);
    lenient.gate.fail_on = Severity::Critical;
    lenient.gate.allow_errors = true;
    let stated = predicate(&lenient);
    assert_eq!(stated["result"], "WARNED");
    assert_eq!(stated["failedTests"], json!([]));
    assert_eq!(
        stated["warnedTests"],
        json!(["control-1", "control-2", "control-3"])
    );
}

#[test]
fn only_what_was_judged_and_passes_is_passed() {
    let result = |outcomes: &[Outcome]| stated(&report(outcomes))["predicate"]["result"].clone();
    assert_eq!(result(&[Outcome::Pass]), "PASSED");
    assert_eq!(result(&[Outcome::Pass, waived()]), "WARNED");
    assert_eq!(result(&[Outcome::Pass, error()]), "FAILED");
    assert_eq!(result(&[Outcome::Fail(violations())]), "FAILED");
    assert_eq!(result(&[Outcome::NotApplicable("x".to_owned())]), "FAILED");
    let mut interrupted = report(&[Outcome::Pass]);
    interrupted.complete = false;
    assert_eq!(stated(&interrupted)["predicate"]["result"], "FAILED");
}

#[test]
fn what_is_signed_is_the_example_of_the_specification() {
    assert_eq!(
        signed("http://example.com/HelloWorld", b"hello world"),
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    );
}

#[test]
fn an_envelope_is_opened_by_the_key_that_closed_it() {
    let pair = || {
        let pair = KeyPair::generate_unencrypted_keypair().unwrap();
        let secret = pair.sk.to_box(None).unwrap().into_string();
        (
            SigningKey::parse(&secret, None).unwrap(),
            VerifyingKey::parse(&pair.pk.to_base64()).unwrap(),
        )
    };
    let (signing, verifying) = pair();
    let other = pair().1;
    let statement = statement(&report(&[Outcome::Pass]), &files());
    let sealed = envelope(&statement, &signing).unwrap();
    let opened = |sealed: &[u8], key| opens(sealed, &statement, key).unwrap();
    assert_eq!(opened(&sealed, None), Ok(()));
    assert_eq!(opened(&sealed, Some(&verifying)), Ok(()));
    assert_eq!(
        opened(&sealed, Some(&other)),
        Err("is not signed by the key")
    );
    let opened_as = opens(&sealed, b"{}", Some(&verifying)).unwrap();
    assert_eq!(opened_as, Err("holds another statement"));

    let mut parsed: Value = serde_json::from_slice(&sealed).unwrap();
    assert_eq!(parsed["payloadType"], "application/vnd.in-toto+json");
    parsed["signatures"] = json!([]);
    let unsigned = serde_json::to_vec(&parsed).unwrap();
    assert!(opened(&unsigned, Some(&verifying)).is_err());
    assert!(opens(b"{}", &statement, None).is_err());
}
