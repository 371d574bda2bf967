//! Reports out: several at once from one evaluation, each whole or not there.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::assize::{ONE, Run, assize, check, file, names, snapshot};
use crate::support::path;

/// The names of all formats.
fn all() -> impl Iterator<Item = &'static str> {
    ::assize::report::REPORTERS
        .iter()
        .map(|reporter| reporter.name())
}

/// A format as an argument, `json=FOLDER/NAME`.
fn to(format: &str, folder: &Path, name: &str) -> String {
    format!("{format}={}", folder.join(name).display())
}

fn format(run: Run, formats: &[&str]) -> Run {
    formats
        .iter()
        .fold(run, |run, format| run.with(["-f", format]))
}

#[test]
fn all_formats_come_out_of_one_run() {
    let folder = tempfile::tempdir().unwrap();
    let at = |format, name| to(format, folder.path(), name);
    let formats: Vec<String> = all()
        .map(|format| match format {
            "text" => "text".to_owned(),
            other => at(other, other),
        })
        .collect();
    let ran = check("noncompliant")
        .with(formats.iter().flat_map(|format| ["-f", format]))
        .run()
        .ends(1);
    assert_eq!(ran.stdout, check("noncompliant").run().stdout);
    let mut expected: Vec<&str> = all().filter(|format| *format != "text").collect();
    expected.sort_unstable();
    assert_eq!(names(folder.path()), expected);
    for format in expected {
        let written = fs::read_to_string(folder.path().join(format)).unwrap();
        let alone = check("noncompliant").with(["-f", format]).run().ends(1);
        assert_eq!(written, alone.stdout, "{format}");
    }
}

#[test]
fn formats_are_what_their_readers_take() {
    let json = format(check("noncompliant"), &["json"]).run().ends(1);
    let report: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(report["verdict"], "non-compliant");
    assert_eq!(report["summary"]["byStatus"]["FAIL"], 4);

    let junit = format(check("noncompliant"), &["junit"]).run().ends(1);
    let mut reader = quick_xml::Reader::from_str(&junit.stdout);
    let (mut cases, mut failures) = (0, 0);
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                match tag.name().as_ref() {
                    b"testcase" => cases += 1,
                    b"failure" => failures += 1,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    assert_eq!(cases, report["summary"]["total"]);
    assert_eq!(failures, report["summary"]["byStatus"]["FAIL"]);

    format(check("noncompliant"), &["markdown"])
        .run()
        .ends(1)
        .says("cloudtrail-log-file-validation");
}

#[test]
fn the_code_does_not_depend_on_the_format() {
    for (name, code) in [("noncompliant", 1), ("compliant", 0)] {
        for format in all() {
            check(name).with(["-f", format]).run().ends(code);
        }
    }
}

#[test]
fn two_reports_in_one_place_are_refused() {
    format(check("compliant"), &["text", "json"])
        .run()
        .refuses(&["two reports go to standard output", "-f json=FILE"]);
    format(check("compliant"), &["text", "json=-"])
        .run()
        .refuses(&["two reports go to standard output"]);
    let folder = tempfile::tempdir().unwrap();
    for second in ["report", "./report"] {
        assize(["check", "-s", ONE, "-f", "json=report", "-f"])
            .with([&format!("junit={second}")])
            .with([path(&snapshot("compliant"))])
            .within(folder.path())
            .run()
            .refuses(&["two reports go to", "report"]);
    }
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn an_unknown_format_is_refused() {
    format(check("compliant"), &["markdwn"])
        .run()
        .refuses(&["unknown format `markdwn`", "did you mean `markdown`?"]);
    format(check("compliant"), &["pdf=report.pdf"])
        .run()
        .refuses(&[
            "unknown format `pdf`",
            "text, json, jsonl, junit, markdown, html, csv, sarif",
        ]);
    format(check("compliant"), &["json="])
        .run()
        .refuses(&["empty file name"]);
}

#[test]
fn a_report_that_cannot_be_written_is_an_error_and_the_others_are_there() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("taken")).unwrap();
    for bad in ["no/such/folder/report.json", "taken"] {
        let ran = check("compliant")
            .with(["-f", &to("json", folder.path(), bad)])
            .with(["-f", &to("junit", folder.path(), "report.xml")])
            .run()
            .ends(2);
        assert!(ran.stderr.contains(bad), "{}", ran.stderr);
        assert!(
            ran.stderr.contains("could not be written"),
            "{}",
            ran.stderr
        );
        let junit = fs::read_to_string(folder.path().join("report.xml")).unwrap();
        assert!(junit.trim_end().ends_with("</testsuites>"));
        // Nothing half-written is left behind.
        assert_eq!(names(folder.path()), ["report.xml", "taken"]);
        fs::remove_file(folder.path().join("report.xml")).unwrap();
    }
    assert_eq!(names(&folder.path().join("taken")), [""; 0]);
}

#[test]
fn without_a_verdict_what_was_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let old = file(folder.path(), "report.json", "the last report");
    for snapshot in ["no-such-file.jsonl", "fixtures/README.md"] {
        assize([
            "check",
            snapshot,
            "-f",
            &to("json", folder.path(), "report.json"),
        ])
        .run()
        .refuses(&[]);
        assert_eq!(fs::read_to_string(&old).unwrap(), "the last report");
        assert_eq!(names(folder.path()), ["report.json"]);
    }
    // And with one it is replaced.
    check("compliant")
        .with(["-f", &to("json", folder.path(), "report.json")])
        .run()
        .ends(0);
    assert!(fs::read_to_string(&old).unwrap().starts_with('{'));
    assert_eq!(names(folder.path()), ["report.json"]);
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    let run = || {
        let folder = tempfile::tempdir().unwrap();
        let formats: Vec<String> = all()
            .map(|format| to(format, folder.path(), format))
            .collect();
        assize(["check", &snapshot("noncompliant")])
            .with(formats.iter().flat_map(|format| ["-f", format]))
            .run()
            .ends(1);
        let read = |format| fs::read_to_string(folder.path().join(format)).unwrap();
        all().map(read).collect::<Vec<String>>()
    };
    for ((format, first), second) in all().zip(run()).zip(run()) {
        assert!(!first.is_empty(), "{format}");
        assert_eq!(first, second, "{format}");
    }
}

#[test]
fn a_compressed_report_is_written_where_the_name_says_so() {
    let folder = tempfile::tempdir().unwrap();
    check("compliant")
        .with(["-f", &to("json", folder.path(), "report.json.gz")])
        .run()
        .ends(0);
    let bytes = fs::read(folder.path().join("report.json.gz")).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(
        &mut flate2::read::GzDecoder::new(bytes.as_slice()),
        &mut text,
    )
    .unwrap();
    assert_eq!(text, check("compliant").with(["-f", "json"]).run().stdout);
}
