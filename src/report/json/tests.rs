use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::model::finding::Status;
use crate::report::escape::is_hidden;
use crate::report::sample;

fn text(report: &Report) -> String {
    sample::rendered(&Json, report, Style::default())
}

#[test]
fn a_report_with_everything() {
    insta::assert_snapshot!(text(&sample::report()));
}

#[test]
fn the_schema() {
    insta::assert_json_snapshot!(schema());
}

#[test]
fn reports_fit_their_schema() {
    let validator = jsonschema::validator_for(&schema()).expect("the schema is one");
    for report in [
        sample::report(),
        sample::hostile(),
        sample::customised("days"),
        sample::empty(),
    ] {
        let value: Value = serde_json::from_str(&text(&report)).expect("it is JSON");
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut value: Value = serde_json::from_str(&text(&sample::report())).expect("it is JSON");
    value["findings"][0]["status"] = json!("GREEN");
    assert!(
        !validator.is_valid(&value),
        "the schema must know the statuses"
    );
}

#[test]
fn a_report_that_was_read_back_is_the_one_that_was_written() {
    for report in [
        sample::report(),
        sample::hostile(),
        sample::customised("days"),
        sample::viewed(),
        sample::empty(),
    ] {
        let back = read(text(&report).as_bytes()).expect("it is a report");
        assert_eq!(text(&back), text(&report));
        assert_eq!(back, report);
    }
}

#[test]
fn a_report_that_contradicts_itself_is_refused() {
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut value: Value = serde_json::from_str(&text(&sample::report())).expect("it is JSON");
        change(&mut value);
        match read(value.to_string().as_bytes()) {
            Err(error @ ReadError::Contradictory(_)) => error.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let findings = sample::report().findings.len();
    assert_eq!(
        refused(&|report| drop(report["findings"].as_array_mut().map(Vec::pop))),
        format!(
            "contradicts itself: its summary counts {findings} findings, and it has {}",
            findings - 1
        )
    );
    for (status, part, missing) in [
        ("FAIL", "violations", "what is wrong"),
        ("WAIVED", "violations", "what is wrong"),
        ("WAIVED", "waiver", "by which waiver"),
        ("ERROR", "reasons", "why there is no verdict"),
        (
            "NOT_APPLICABLE",
            "notApplicable",
            "why the control does not concern it",
        ),
    ] {
        let message = refused(&|report| {
            let findings = report["findings"].as_array_mut().into_iter().flatten();
            for finding in findings.filter(|finding| finding["status"] == status) {
                finding.as_object_mut().map(|fields| fields.remove(part));
            }
        });
        assert!(
            message.starts_with(&format!("contradicts itself: {status} of ")),
            "{message}"
        );
        assert!(message.ends_with(missing), "{message}");
    }
}

#[test]
fn reports_are_read_back() {
    for report in [
        sample::report(),
        sample::hostile(),
        sample::customised("days"),
        sample::empty(),
    ] {
        let read = parse(text(&report).as_bytes()).expect("it is a report");
        assert_eq!(read, wire::Report::from(&report));
        assert_eq!(read.findings.len(), report.findings.len());
        for (on_wire, finding) in read.findings.iter().zip(&report.findings) {
            assert_eq!(on_wire.fingerprint, finding.fingerprint());
            assert_eq!(on_wire.subject.id(), finding.subject.id());
        }
    }
}

#[test]
fn customised_parameters_mark_controls_and_findings() {
    let value: Value =
        serde_json::from_str(&text(&sample::customised("days"))).expect("it is JSON");
    assert_eq!(
        value["controls"][0]["customisedParameters"],
        json!({"days": {
            "value": 30,
            "default": 365,
            "looserThan": [{"framework": "days", "atLeast": 365}],
        }})
    );
    let findings = value["findings"].as_array().expect("there are findings");
    assert!(!findings.is_empty());
    for finding in findings {
        assert_eq!(finding["looserThan"], json!(["days"]));
    }
    let plain: Value = serde_json::from_str(&text(&sample::report())).expect("it is JSON");
    assert!(plain["findings"][0].get("looserThan").is_none());
}

#[test]
fn counts_are_the_summary() {
    let report = sample::report();
    let read = parse(text(&report).as_bytes()).expect("it is a report");
    assert_eq!(read.summary.total, report.findings.len() as u64);
    let counted = read.summary.by_status;
    for (status, counted) in [
        (Status::Fail, counted.fail),
        (Status::Error, counted.error),
        (Status::Waived, counted.waived),
        (Status::Pass, counted.pass),
        (Status::NotApplicable, counted.not_applicable),
    ] {
        let found = read
            .findings
            .iter()
            .filter(|finding| finding.status == status);
        assert_eq!(counted, found.count() as u64, "{status}");
    }
    let failures = read.summary.failures_by_severity;
    assert_eq!(
        (
            failures.critical,
            failures.high,
            failures.medium,
            failures.low
        ),
        (1, 2, 1, 0)
    );
    let errors = read.summary.errors_by_severity;
    assert_eq!(
        (errors.critical, errors.high, errors.medium, errors.low),
        (1, 3, 0, 1)
    );
}

#[test]
fn other_files_are_refused_with_what_they_are() {
    let message = |text: &str| {
        parse(text.as_bytes())
            .expect_err("it is refused")
            .to_string()
    };
    assert_eq!(
        message("{\"header\": {}}"),
        "is not a report in JSON: it has no schemaVersion"
    );
    assert_eq!(
        message("[]"),
        "is not a report in JSON: it has no schemaVersion"
    );
    assert_eq!(
        message("{\"schemaVersion\": 2, \"findings\": 1}"),
        "has schema version 2; this build reads versions up to 1"
    );
    assert_eq!(
        message("{\"schemaVersion\": 0}"),
        "has schema version 0; this build reads versions up to 1"
    );
    let malformed = message("{\"schemaVersion\": 1}");
    assert!(
        malformed.starts_with("does not fit the schema of a report: missing field"),
        "{malformed}"
    );
    let cut_off = text(&sample::report());
    let cut_off = message(&cut_off[..cut_off.len() / 2]);
    assert!(
        cut_off.starts_with("is not JSON: EOF while parsing"),
        "{cut_off}"
    );
}

#[test]
fn fields_of_a_later_build_are_passed_over() {
    let mut value: Value = serde_json::from_str(&text(&sample::report())).expect("it is JSON");
    value["addedLater"] = json!({"a": 1});
    value["findings"][0]["addedLater"] = json!(true);
    let read = parse(value.to_string().as_bytes()).expect("it is a report");
    assert_eq!(read, wire::Report::from(&sample::report()));
}

proptest! {
    #[test]
    fn strings_come_back_and_nothing_is_hidden(string in any::<String>()) {
        let report = sample::with_string(&string);
        let rendered = text(&report);
        prop_assert!(!rendered.contains(|c| is_hidden(c) && c != '\n'), "{rendered:?}");
        prop_assert_eq!(parse(rendered.as_bytes()).expect("it is a report"), wire::Report::from(&report));
    }
}

#[test]
fn a_framework_section_by_section() {
    let whole = text(&sample::viewed());
    let without = text(&sample::report());
    // What else is in the report stays as it is.
    let known: Vec<&str> = without.lines().collect();
    let added: Vec<&str> = whole.lines().filter(|line| !known.contains(line)).collect();
    insta::assert_snapshot!(added.join("\n"));
}
