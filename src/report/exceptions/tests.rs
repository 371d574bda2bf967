use std::collections::BTreeMap;

use serde_json::Value;

use super::*;
use crate::model::baseline::Baseline;
use crate::model::finding::{Severity, Status};
use crate::model::waiver::{WaiverNote, WaiverNoteKind, WaiverState, Waivers};
use crate::report::escape::is_hidden;
use crate::report::{REPORTERS, Style, find, sample};

/// The report with everything, its waiver known and one of its failures too. All foreign strings of both are the one given.
fn excused(text: &str) -> Report {
    let mut report = sample::report();
    report.waivers = Some(Waivers {
        file: format!("{text}.toml"),
        sha256: "0123abcd".to_owned(),
        date: "2026-11-26".parse().unwrap(),
        entries: vec![Waiver {
            id: "mfa-delete-break-glass".to_owned(),
            state: WaiverState::ExpiresSoon,
            reason: format!("{text} reason"),
            owner: format!("{text} owner"),
            expires: "2026-12-01".parse().unwrap(),
            ticket: Some(format!("{text} ticket")),
            approvals: vec![text.to_owned()],
            findings: 1,
        }],
        notes: vec![WaiverNote {
            waiver: "mfa-delete-break-glass".to_owned(),
            kind: WaiverNoteKind::ExpiresSoon,
            message: format!("{text} note"),
        }],
    });
    let known = report.findings_with(Status::Fail)[0].clone();
    report.baseline = Some(Baseline {
        file: format!("{text}.json"),
        sha256: "4567cdef".to_owned(),
        collected_at: "2026-10-01T00:00:00Z".to_owned(),
        entries: 2,
        unchanged: BTreeMap::from([(known.control, [known.subject].into())]),
        absent: vec![KnownFailure {
            fingerprint: "00".to_owned(),
            control: "gone-control".to_owned(),
            subject: format!("{text} gone"),
            account: None,
            region: None,
            severity: Severity::High,
        }],
    });
    report
}

fn rendered(name: &str, report: &Report, verbose: bool) -> String {
    let style = Style {
        verbose,
        ..Style::default()
    };
    sample::rendered(find(name).unwrap(), report, style)
}

#[test]
fn who_answers_until_when_and_why_is_wherever_there_is_room() {
    let report = excused("Some");
    for reporter in REPORTERS {
        let name = reporter.name();
        if matches!(name, "github" | "gitlab") {
            continue;
        }
        let text = rendered(name, &report, false).replace('\\', "");
        for said in [
            "mfa-delete-break-glass",
            "Some owner",
            "Some reason",
            "2026-12-01",
        ] {
            assert!(text.contains(said), "{name} does not say {said}: {text}");
        }
    }
    let text = rendered("text", &report, true);
    let said =
        "waived by mfa-delete-break-glass until 2026-12-01 (Some owner, Some ticket: Some reason)";
    assert!(text.contains(said), "{text}");
    // It is in the blocks of the findings and in the last one.
    assert_eq!(text.matches("Some reason").count(), 2, "{text}");
    let sarif: Value = serde_json::from_str(&rendered("sarif", &report, false)).unwrap();
    let runs = sarif["runs"].as_array().unwrap().iter();
    let results = runs.flat_map(|run| run["results"].as_array().unwrap());
    let justified =
        results.filter_map(|result| result["suppressions"][0]["justification"].as_str());
    assert_eq!(justified.collect::<Vec<_>>(), [said]);
}

#[test]
fn notes_and_sources_are_said() {
    let report = excused("Some");
    for name in ["text", "markdown", "html", "sarif", "github"] {
        let text = rendered(name, &report, false).replace('\\', "");
        for said in [
            "Some note",
            "1 failure is in the baseline, and does not count",
            "1 entry of the baseline no longer fails, and can be pruned: gone-control Some gone",
        ] {
            assert!(text.contains(said), "{name} does not say {said}: {text}");
        }
    }
    let text = rendered("text", &report, false);
    assert!(
        text.contains("Waivers   Some.toml as of 2026-11-26  sha256 0123abcd\n"),
        "{text}"
    );
    assert!(
        text.contains("Baseline  Some.json of 2026-10-01T00:00:00Z  sha256 4567cdef\n"),
        "{text}"
    );
    let mut many = report;
    let waivers = many.waivers.as_mut().unwrap();
    waivers.notes = vec![waivers.notes[0].clone(); NOTES + 3];
    let all = notes(&many);
    assert_eq!(
        all.last().unwrap(),
        "3 further notes on waivers left out; the report in JSON has them all"
    );
    let json: Value = serde_json::from_str(&rendered("json", &many, false)).unwrap();
    assert_eq!(
        json["waivers"]["notes"].as_array().unwrap().len(),
        NOTES + 3
    );
}

#[test]
fn what_was_known_stands_behind_what_is_new() {
    let report = excused("Some");
    let known = report.findings_with(Status::Fail)[0];
    assert_eq!(known.control, "cloudtrail-multi-region-trail");
    assert!(!rendered("text", &report, false).contains("no trail records all regions"));
    let text = rendered("text", &report, true);
    assert!(
        text.contains("Each account has a trail that records all regions (in the baseline)"),
        "{text}"
    );
    let markdown = rendered("markdown", &report, false);
    let at = |text: &str| {
        markdown
            .find(text)
            .unwrap_or_else(|| panic!("no {text}: {markdown}"))
    };
    assert!(at("### FAIL: HIGH") < at("FAIL, in the baseline: 1 finding"));
    assert!(!markdown.contains("### FAIL: CRITICAL"));
    let github = rendered("github", &report, false);
    assert_eq!(github.matches("::error ").count(), 2, "{github}");
    let junit = rendered("junit", &report, false);
    assert!(
        junit.contains("message=\"in the baseline: no trail records all regions\""),
        "{junit}"
    );
    let without = rendered("junit", &sample::report(), false);
    assert_eq!(
        junit.matches("<failure").count() + 1,
        without.matches("<failure").count()
    );
}

#[test]
fn each_failure_is_new_or_unchanged_where_there_is_a_baseline() {
    let report = excused("Some");
    let of = |key: &str, findings: &[Value]| {
        let states = findings.iter().filter_map(|finding| finding[key].as_str());
        let mut states: Vec<String> = states.map(str::to_owned).collect();
        states.sort();
        states
    };
    let json: Value = serde_json::from_str(&rendered("json", &report, false)).unwrap();
    let states = ["new", "new", "new", "unchanged"];
    assert_eq!(
        of("baselineState", json["findings"].as_array().unwrap()),
        states
    );
    assert_eq!(json["summary"]["baselined"], 1);
    assert_eq!(json["baseline"]["absent"][0]["control"], "gone-control");
    let sarif: Value = serde_json::from_str(&rendered("sarif", &report, false)).unwrap();
    let runs = sarif["runs"].as_array().unwrap().iter();
    let results = runs.flat_map(|run| run["results"].as_array().unwrap().clone());
    assert_eq!(of("baselineState", &results.collect::<Vec<_>>()), states);
    // Without a baseline nothing is new.
    let json: Value = serde_json::from_str(&rendered("json", &sample::report(), false)).unwrap();
    assert_eq!(
        of("baselineState", json["findings"].as_array().unwrap()).len(),
        0
    );
    assert!(json.get("waivers").is_none() && json.get("baseline").is_none());
}

#[test]
fn no_string_of_them_reaches_a_medium_raw() {
    let report = excused(sample::HOSTILE);
    for reporter in REPORTERS {
        let text = rendered(reporter.name(), &report, true);
        // Markdown breaks mentions and addresses by a character that shows nothing.
        let text = text.replace('\u{200b}', "");
        let hidden = |c: char| is_hidden(c) && !matches!(c, '\n' | '\r' | '\t');
        assert!(!text.contains(hidden), "{}: {text:?}", reporter.name());
    }
    let html = rendered("html", &report, true);
    assert!(!html.contains("<script>alert"), "{html}");
    let text = rendered("text", &report, true);
    assert!(!text.lines().any(|line| line.starts_with("::")), "{text}");
}
