use std::collections::BTreeSet;

use proptest::prelude::*;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::*;
use crate::model::finding::Status;
use crate::report::sample;

fn text(report: &Report) -> String {
    sample::rendered(&Junit, report, Style::default())
}

/// A case as an XML parser sees it.
#[derive(Debug, Default, PartialEq)]
struct Parsed {
    suite: String,
    class: String,
    name: String,
    outcome: String,
    message: String,
    body: String,
}

fn attribute(element: &BytesStart<'_>, name: &str) -> String {
    let attribute = element
        .try_get_attribute(name)
        .expect("attributes are well formed");
    attribute.map_or(String::new(), |attribute| {
        attribute
            .normalized_value(XmlVersion::Explicit1_0)
            .expect("entities are known")
            .into_owned()
    })
}

fn parsed(xml: &str) -> Vec<Parsed> {
    let mut reader = Reader::from_str(xml);
    let mut cases: Vec<Parsed> = Vec::new();
    let mut suite = String::new();
    loop {
        match reader.read_event().expect("it is XML") {
            Event::Eof => return cases,
            Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                b"testsuites" => {}
                b"testsuite" => suite = attribute(&element, "name"),
                b"testcase" => cases.push(Parsed {
                    suite: suite.clone(),
                    class: attribute(&element, "classname"),
                    name: attribute(&element, "name"),
                    ..Parsed::default()
                }),
                other => {
                    let case = cases.last_mut().expect("an outcome is in a case");
                    case.outcome = String::from_utf8_lossy(other).into_owned();
                    case.message = attribute(&element, "message");
                }
            },
            Event::CData(data) => {
                let case = cases.last_mut().expect("a text is in a case");
                case.body.push_str(&data.decode().expect("it is UTF-8"));
            }
            Event::Text(text) => assert_eq!(text.decode().expect("it is UTF-8").trim(), ""),
            Event::Decl(_) | Event::End(_) => {}
            other => panic!("not expected: {other:?}"),
        }
    }
}

#[test]
fn a_report_with_everything() {
    insta::assert_snapshot!(text(&sample::report()));
}

#[test]
fn hostile_strings() {
    insta::assert_snapshot!(text(&sample::hostile()));
}

#[test]
fn counts_are_the_summary() {
    for report in [sample::report(), sample::hostile()] {
        let text = text(&report);
        let cases = parsed(&text);
        let summary = report.summary();
        let count =
            |outcome: &str| cases.iter().filter(|case| case.outcome == outcome).count() as u64;
        assert_eq!(cases.len() as u64, summary.total());
        assert_eq!(count("failure"), summary.count(Status::Fail));
        assert_eq!(count("error"), summary.count(Status::Error));
        assert_eq!(count(""), summary.count(Status::Pass));
        assert_eq!(
            count("skipped"),
            summary.count(Status::Waived) + summary.count(Status::NotApplicable)
        );
        let stated = format!(
            "<testsuites name=\"assize\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\">",
            cases.len(),
            count("failure"),
            count("error"),
            count("skipped")
        );
        assert!(text.contains(&stated), "{stated}");
    }
}

#[test]
fn each_suite_states_its_own_counts() {
    for report in [
        sample::report(),
        sample::empty(),
        sample::warning_but("cloudtrail-logging"),
    ] {
        let text = text(&report);
        let cases = parsed(&text);
        for line in text.lines().filter(|line| line.starts_with("<testsuite ")) {
            let named = line.split_once(" name=\"").unwrap().1;
            let suite = named.split('"').next().unwrap();
            let of = |outcome: Option<&str>| {
                let mut count = 0;
                for case in cases.iter().filter(|case| case.suite == suite) {
                    count += u64::from(outcome.is_none_or(|outcome| outcome == case.outcome));
                }
                count
            };
            for (attribute, count) in [
                ("tests", of(None)),
                ("failures", of(Some("failure"))),
                ("errors", of(Some("error"))),
                ("skipped", of(Some("skipped"))),
            ] {
                let stated = format!(" {attribute}=\"{count}\"");
                assert!(line.contains(&stated), "{line} has not {stated}");
            }
        }
    }
}

#[test]
fn cases_have_names_of_their_own() {
    let mut report = sample::report();
    // A trail of an organization, seen from a member: the same ARN in another account, and once more in the same one.
    let mut member = report.findings[0].clone();
    if let Subject::Resource { account, .. } = &mut member.subject {
        *account = sample::WORKLOAD.to_owned();
    }
    report.findings.insert(0, member);
    report.findings.insert(0, report.findings[0].clone());
    let cases = parsed(&text(&report));
    let names: BTreeSet<(&str, &str)> = cases
        .iter()
        .map(|case| (case.class.as_str(), case.name.as_str()))
        .collect();
    assert_eq!(names.len(), report.findings.len());
    let trail = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/management";
    for expected in [
        format!("{trail} (eu-west-1)"),
        format!("{trail} (444455556666, eu-west-1)"),
        format!("{trail} (444455556666, eu-west-1) #2"),
    ] {
        assert!(
            names.contains(&("cloudtrail-log-file-validation", expected.as_str())),
            "{names:#?}"
        );
    }
}

#[test]
fn a_failure_says_what_where_and_how_to_mend_it() {
    let cases = parsed(&text(&sample::report()));
    let case = cases
        .iter()
        .find(|case| case.class == "cloudtrail-log-file-validation" && case.outcome == "failure")
        .expect("it is there");
    assert_eq!(case.suite, case.class);
    assert_eq!(
        case.message,
        "log file validation is off (configuration.logFileValidationEnabled)"
    );
    assert!(
        case.body.contains("fix: aws cloudtrail update-trail"),
        "{}",
        case.body
    );
    assert!(
        case.body.contains("subject: arn:aws:cloudtrail:us-east-1"),
        "{}",
        case.body
    );
    let waived = cases
        .iter()
        .find(|case| case.message.starts_with("waived by"))
        .expect("it is there");
    assert_eq!(
        waived.message,
        "waived by mfa-delete-break-glass: MFA delete is off"
    );
    assert_eq!(waived.outcome, "skipped");
}

#[test]
fn a_run_that_proves_nothing_is_not_green() {
    let mut report = sample::report();
    report
        .findings
        .retain(|finding| finding.outcome.status() == Status::Pass);
    assert!(!text(&report).contains("<error"), "everything passed");
    report.complete = false;
    let cases = parsed(&text(&report));
    assert_eq!(
        (cases[0].class.as_str(), cases[0].outcome.as_str()),
        ("assize", "error")
    );
    assert!(
        cases[0].message.contains("the snapshot is incomplete"),
        "{:?}",
        cases[0]
    );
    let cases = parsed(&text(&sample::empty()));
    assert!(cases[0].message.contains("nothing was judged"), "{cases:?}");
}

#[test]
fn times_are_the_snapshots_or_none() {
    assert!(text(&sample::report()).contains("timestamp=\"2026-11-20T02:14:00Z\" time=\"0\""));
    for strange in [
        "",
        "yesterday",
        "-000044-03-15T12:00:00Z",
        "9999-99-99T00:00:00Z",
    ] {
        let mut report = sample::report();
        report.snapshot.collected_at = strange.to_owned();
        let text = text(&report);
        assert!(
            text.contains("timestamp=\"1970-01-01T00:00:00Z\""),
            "{strange}"
        );
    }
}

proptest! {
    #[test]
    fn any_string_makes_xml_that_parses(string in any::<String>()) {
        let report = sample::with_string(&string);
        let xml = text(&report);
        let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
        prop_assert!(xml.chars().all(legal), "{xml:?}");
        prop_assert_eq!(parsed(&xml).len(), report.findings.len());
    }

    #[test]
    fn no_string_ends_a_section(string in "[\\]<>&!\\[CDATA]{0,16}") {
        let report = sample::with_string(&string);
        let cases = parsed(&text(&report));
        prop_assert_eq!(cases.len(), report.findings.len());
        let failure = cases.iter().find(|case| case.outcome == "failure").expect("it is there");
        prop_assert!(failure.body.contains(&format!("wrong: {string} ({string})")), "{}", failure.body);
    }
}

#[test]
fn what_only_warns_is_skipped_with_all_that_was_found() {
    let all = text(&sample::warning_but(""));
    assert!(!all.contains("<failure"), "{all}");
    // The one error is of the run: nothing that counts was judged.
    assert_eq!(all.matches("<error").count(), 1, "{all}");
    assert!(all.contains("nothing that counts was judged"), "{all}");
    for found in [
        "only warns: FAIL: log file validation is off",
        "only warns: ERROR: cloudtrail:GetTrailStatus",
        "wrong: no trail records all regions",
    ] {
        assert!(all.contains(found), "no {found} in {all}");
    }
    // What counts beside them is what it was.
    let mixed = text(&sample::warning_but("cloudtrail-log-file-validation"));
    assert_eq!(mixed.matches("<failure").count(), 1, "{mixed}");
    assert!(!mixed.contains("<error"), "{mixed}");
}
