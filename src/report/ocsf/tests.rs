use std::collections::BTreeSet;

use super::*;
use crate::report::escape::is_hidden;
use crate::report::sample;

fn text(format: &Ocsf, report: &Report) -> String {
    sample::rendered(format, report, Style::default())
}

fn events(format: &Ocsf, report: &Report) -> Vec<Value> {
    let text = text(format, report);
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Each event fits the schema of its version.
fn validated(format: &Ocsf, report: &Report) -> Vec<Value> {
    let schema = match format.version {
        "1.8.0" => include_str!("../../../tests/schemas/ocsf-1.8.0-compliance_finding.json"),
        "1.5.0" => include_str!("../../../tests/schemas/ocsf-1.5.0-compliance_finding.json"),
        other => panic!("no schema of {other}"),
    };
    let events = events(format, report);
    let schema: Value = serde_json::from_str(schema).unwrap();
    let deprecated = deprecated(&schema);
    assert!(deprecated.len() > 5, "{deprecated:?}");
    let validator = jsonschema::validator_for(&schema).unwrap();
    for event in &events {
        let errors: Vec<String> = validator
            .iter_errors(event)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}\n{event:#}");
        for (object, field) in [("compliance", "status_detail"), ("", "resource")] {
            assert!(deprecated.contains(field), "{field} is deprecated");
            let at = event.get(object).unwrap_or(event);
            assert!(at.get(field).is_none(), "{object}.{field}");
        }
    }
    events
}

/// The names of fields that the schema deprecates somewhere.
fn deprecated(schema: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let definitions = schema["$defs"].as_object().unwrap().values();
    for object in definitions.chain([schema]) {
        for (name, field) in object["properties"].as_object().into_iter().flatten() {
            if field["deprecated"] == true {
                names.insert(name.clone());
            }
        }
    }
    names
}

#[test]
fn a_report_with_everything() {
    insta::assert_json_snapshot!(events(&OCSF, &sample::report()));
}

#[test]
fn hostile_strings() {
    let text = text(&OCSF, &sample::hostile());
    assert!(!text.contains(|c| is_hidden(c) && c != '\n'), "{text}");
    assert_eq!(
        events(&OCSF, &sample::hostile())[0]["metadata"]["event_code"],
        sample::HOSTILE
    );
    insta::assert_snapshot!(text);
}

#[test]
fn events_fit_the_schemas_of_their_versions() {
    for format in [&OCSF, &OCSF_1_5] {
        for report in [sample::report(), sample::hostile(), sample::empty()] {
            for event in validated(format, &report) {
                assert_eq!(event["metadata"]["version"], format.version);
            }
        }
    }
    let mut event = events(&OCSF, &sample::report()).remove(0);
    event["compliance"]["status_id"] = 4.into();
    let schema = include_str!("../../../tests/schemas/ocsf-1.8.0-compliance_finding.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    assert!(
        !jsonschema::is_valid(&schema, &event),
        "the schema must know the statuses"
    );
}

#[test]
fn each_finding_that_judges_is_an_event() {
    let report = sample::report();
    let events = validated(&OCSF, &report);
    let summary = report.summary();
    let count = |compliance: u64, lifecycle: Option<u64>| {
        events
            .iter()
            .filter(|event| {
                event["compliance"]["status_id"] == compliance
                    && event.get("status_id").and_then(Value::as_u64) == lifecycle
            })
            .count() as u64
    };
    assert_eq!(count(1, None), summary.count(Status::Pass));
    assert_eq!(count(3, Some(1)), summary.count(Status::Fail));
    assert_eq!(count(2, Some(1)), summary.count(Status::Error));
    assert_eq!(count(3, Some(3)), summary.count(Status::Waived));
    assert_eq!(
        events.len() as u64,
        summary.total() - summary.count(Status::NotApplicable)
    );
    let uids: BTreeSet<String> = events
        .iter()
        .map(|event| event["finding_info"]["uid"].to_string())
        .collect();
    assert_eq!(uids.len(), events.len());
}

#[test]
fn a_run_that_proves_nothing_is_an_event() {
    let events = validated(&OCSF, &sample::empty());
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["compliance"]["status_id"], 2);
    let mut report = sample::report();
    report.complete = false;
    assert_eq!(
        validated(&OCSF, &report)[0]["compliance"]["control"],
        "assize"
    );
}

#[test]
fn ten_thousand_findings_are_as_many_lines() {
    let text = text(&OCSF, &sample::failing(10_000));
    assert_eq!(text.lines().count(), 10_000);
    let longest = text.lines().map(str::len).max().unwrap();
    assert!(longest < 4_096, "{longest} bytes");
}

#[test]
fn every_version_says_its_own_and_nothing_else_differs() {
    let version_of = |text: &str| {
        let event: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        event["metadata"]["version"].as_str().unwrap().to_owned()
    };
    let report = sample::report();
    let plain = sample::rendered(&OCSF, &report, Style::default());
    for version in VERSIONS {
        let reporter = of_version(version).unwrap();
        let text = sample::rendered(reporter, &report, Style::default());
        assert_eq!(version_of(&text), version);
        // Nothing else differs, so what fits the first and the last version fits all.
        assert_eq!(text, plain.replace("\"1.8.0\"", &format!("\"{version}\"")));
    }
    assert!(of_version("1.4.0").is_none());
}
