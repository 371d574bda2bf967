use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::model::finding::Outcome;
use crate::report::escape::is_hidden;
use crate::report::sample;

const SCHEMA: &str = include_str!("../../../tests/schemas/oscal-1.2.3-assessment-results.json");

fn text(report: &Report) -> String {
    sample::rendered(&Oscal, report, Style::default())
}

fn parsed(report: &Report) -> Value {
    serde_json::from_str(&text(report)).unwrap()
}

fn result(report: &Report) -> Value {
    parsed(report)["assessment-results"]["results"][0].take()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// The value of a property.
fn said<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    let mut props = list(value, "props").iter();
    props.find(|prop| prop["name"] == name)?["value"].as_str()
}

#[test]
fn a_report_with_everything() {
    insta::assert_json_snapshot!(parsed(&sample::viewed()));
}

#[test]
fn hostile_strings() {
    let text = text(&sample::hostile());
    assert!(!text.contains(|c| is_hidden(c) && c != '\n'), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn documents_fit_the_published_schema() {
    for report in [
        sample::report(),
        sample::viewed(),
        sample::hostile(),
        sample::customised("\n"),
        sample::with_string(""),
        sample::with_string(&"long ".repeat(10_000)),
        sample::empty(),
    ] {
        sample::fits(SCHEMA, &parsed(&report));
    }
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    for (pointer, wrong) in [
        ("/assessment-results/uuid", "x"),
        ("/assessment-results/results/0/title", "two\nlines"),
        (
            "/assessment-results/results/0/findings/0/target/status/state",
            "failed",
        ),
        (
            "/assessment-results/results/0/observations/0/props/0/name",
            "a b",
        ),
    ] {
        let mut value = parsed(&sample::report());
        *value.pointer_mut(pointer).unwrap() = wrong.into();
        assert!(!jsonschema::is_valid(&schema, &value), "{pointer}");
    }
}

/// Everything that is called a uuid, and everything that points to one.
fn identifiers(value: &Value, made: &mut Vec<String>, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str() {
                    Some(uuid) if name == "uuid" => made.push(uuid.to_owned()),
                    Some(uuid) if name.ends_with("-uuid") => drop(used.insert(uuid.to_owned())),
                    Some(href) if name == "href" => {
                        let uuid = href.strip_prefix('#').expect("it stays in the document");
                        used.insert(uuid.to_owned());
                    }
                    _ => identifiers(value, made, used),
                }
            }
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| identifiers(value, made, used)),
        _ => {}
    }
}

#[test]
fn identifiers_are_there_once_and_nothing_points_elsewhere() {
    for report in [sample::viewed(), sample::hostile(), sample::empty()] {
        let (mut made, mut used) = (Vec::new(), BTreeSet::new());
        identifiers(&parsed(&report), &mut made, &mut used);
        let unique: BTreeSet<String> = made.iter().cloned().collect();
        assert_eq!(unique.len(), made.len(), "{made:#?}");
        let lost: Vec<&String> = used.difference(&unique).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}

#[test]
fn every_finding_is_a_subject_of_one_observation_of_its_status() {
    let report = sample::report();
    let result = result(&report);
    let observations = list(&result, "observations");
    for finding in &report.findings {
        let fingerprint = finding.fingerprint();
        let with_it: Vec<&Value> = observations
            .iter()
            .filter(|one| {
                let mut subjects = list(one, "subjects").iter();
                subjects.any(|subject| said(subject, "fingerprint") == Some(&fingerprint))
            })
            .collect();
        let [one] = with_it.as_slice() else {
            panic!("{with_it:#?}");
        };
        assert_eq!(said(one, "control"), Some(finding.control.as_str()));
        let status = finding.outcome.status().as_str();
        assert_eq!(said(one, "status"), Some(status));
        let evidence = &list(one, "relevant-evidence")[0];
        assert_eq!(
            said(evidence, "snapshot-sha256"),
            Some(report.snapshot_sha256.as_str())
        );
    }
}

/// A report of one control of the framework of the samples, with findings that came out so.
fn of(outcomes: &[Outcome], is_viewed: bool) -> Report {
    let mut report = sample::viewed();
    report
        .controls
        .retain(|control| control.id == "cloudtrail-log-file-validation");
    let control = &mut report.controls[0];
    let sections = vec!["4.2".to_owned()];
    control.frameworks = [("cis-aws-foundations-6.0".to_owned(), sections)].into();
    let outcomes = outcomes.iter().zip('a'..);
    report.findings = outcomes
        .map(|(outcome, name)| {
            let key = format!("arn:aws:cloudtrail:eu-west-1:111122223333:trail/{name}");
            let subject = sample::resource(sample::LOGGING, "eu-west-1", &key);
            sample::finding(&report.controls[0], subject, outcome.clone())
        })
        .collect();
    let outlines = sample::outlines();
    report.views = outlines
        .into_iter()
        .filter(|_| is_viewed)
        .map(|outline| crate::model::view::View::new(outline, &report.controls, &report.findings))
        .collect();
    report
}

fn outcome(status: Status) -> Outcome {
    let report = sample::report();
    let mut findings = report.findings.into_iter();
    let found = findings.find(|finding| finding.outcome.status() == status);
    found.unwrap().outcome
}

#[test]
fn a_section_is_satisfied_only_by_what_was_judged_whole() {
    use Status::{Error, Fail, NotApplicable, Pass, Waived};
    for (statuses, is_viewed, state) in [
        (&[Pass][..], true, Some("satisfied")),
        (&[Pass, NotApplicable], true, Some("satisfied")),
        // Nobody knows whether these are all of the section's controls.
        (&[Pass], false, None),
        (&[NotApplicable], true, None),
        (&[Pass, Error], true, None),
        (&[Waived, Error], true, None),
        (&[Pass, Fail, Error], true, Some("not-satisfied")),
        (&[Pass, Fail], false, Some("not-satisfied")),
        (&[Pass, Waived], true, Some("not-satisfied")),
    ] {
        let outcomes: Vec<Outcome> = statuses.iter().map(|status| outcome(*status)).collect();
        let report = of(&outcomes, is_viewed);
        let result = result(&report);
        let findings = list(&result, "findings");
        let states: Vec<&str> = findings
            .iter()
            .filter_map(|finding| finding["target"]["status"]["state"].as_str())
            .collect();
        assert_eq!(states, Vec::from_iter(state), "{statuses:?} {is_viewed}");
        if statuses.contains(&Error) && !statuses.contains(&Fail) {
            let remarks = result["remarks"].as_str().unwrap();
            assert!(remarks.contains("without a finding"), "{remarks}");
        }
    }
}

#[test]
fn a_looser_parameter_satisfies_nothing() {
    let mut report = of(&[Outcome::Pass], true);
    for section in &mut report.views[0].sections {
        for control in &mut section.held.controls {
            control.is_looser = true;
        }
    }
    assert!(list(&result(&report), "findings").is_empty());
}

#[test]
fn what_fails_is_an_open_risk_and_what_is_waived_an_approved_deviation() {
    let report = of(&[outcome(Status::Fail), outcome(Status::Waived)], true);
    let result = result(&report);
    let risks = list(&result, "risks");
    let statuses: Vec<&Value> = risks.iter().map(|risk| &risk["status"]).collect();
    assert_eq!(statuses, ["open", "deviation-approved"]);
    assert_eq!(said(&risks[1], "waiver"), Some("mfa-delete-break-glass"));
    assert_eq!(
        risks[0]["characterizations"][0]["facets"][0]["value"],
        "medium"
    );
    assert_eq!(
        list(&risks[0], "remediations").len(),
        3,
        "one for each form"
    );
    let finding = &list(&result, "findings")[0];
    assert_eq!(list(finding, "related-risks").len(), 2);
    // It is the same risk in another run.
    let mut other = report.clone();
    other.snapshot_sha256 = "0".repeat(64);
    assert_eq!(self::result(&other)["risks"][0]["uuid"], risks[0]["uuid"]);
}

#[test]
fn another_outcome_makes_another_document() {
    let pass = parsed(&of(&[Outcome::Pass], true));
    let fail = parsed(&of(&[outcome(Status::Fail)], true));
    let uuid = |value: &Value| value["assessment-results"]["uuid"].clone();
    assert_ne!(uuid(&pass), uuid(&fail));
}

#[test]
fn names_of_catalogues_that_nist_publishes_are_known() {
    let mut report = of(&[outcome(Status::Fail)], false);
    let numbers = ["AU-2(b)", "AU-6(1)", "AU-6", "AC-2(3)(d)", "AU"].map(str::to_owned);
    report.controls[0].frameworks = [("nist-800-53-r5".to_owned(), numbers.to_vec())].into();
    let result = result(&report);
    let mut targets: Vec<&str> = list(&result, "findings")
        .iter()
        .filter_map(|finding| finding["target"]["target-id"].as_str())
        .collect();
    targets.sort_unstable();
    assert_eq!(
        targets,
        [
            "ac-2.3_smt.d",
            "au-2_smt.b",
            "au-6.1_smt",
            "au-6_smt",
            "au_smt"
        ]
    );
    let selection = &result["reviewed-controls"]["control-selections"][1];
    assert_eq!(said(selection, "framework"), Some("nist-800-53-r5"));
    assert_eq!(selection["include-controls"][1]["control-id"], "au");
}

#[test]
fn of_ten_thousand_findings_none_is_left_out() {
    let text = text(&sample::failing(10_000));
    assert_eq!(text.matches("\"fingerprint\"").count(), 10_000);
    assert!(text.len() < 20_000_000, "{} bytes", text.len());
}
