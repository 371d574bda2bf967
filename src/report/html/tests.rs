use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::report::escape::is_hidden;
use crate::report::sample;

fn page(report: &Report) -> String {
    sample::rendered(&Html, report, Style::default())
}

/// The text between two marks that are there once.
fn between<'p>(page: &'p str, start: &str, end: &str) -> &'p str {
    assert_eq!(page.matches(start).count(), 1, "{start}");
    let (_, rest) = page.split_once(start).unwrap();
    rest.split_once(end).expect("it ends").0
}

fn data(page: &str) -> Value {
    let json = between(
        page,
        "<script type=\"application/json\" id=\"data\">",
        "</script>",
    );
    assert!(!json.contains(['<', '>', '&']), "{json}");
    serde_json::from_str(json).expect("it is JSON")
}

/// The page without what is the same in every one.
fn own(page: &str) -> String {
    page.replace(template::STYLE, "")
        .replace(template::SCRIPT, "")
        .replace(&template::policy(), "the policy")
}

/// The names of the tags of a page, in order.
fn tags(page: &str) -> Vec<String> {
    let tags = page.split('<').skip(1);
    tags.map(|tag| tag.split([' ', '>']).next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_report_with_everything() {
    insta::assert_snapshot!(own(&page(&sample::report())));
}

#[test]
fn hostile_strings() {
    let page = page(&sample::hostile());
    assert!(!page.contains(|c| is_hidden(c) && c != '\n'), "{page}");
    insta::assert_snapshot!(own(&page));
}

#[test]
fn the_page_fetches_nothing_and_runs_only_its_script() {
    let page = page(&sample::hostile());
    for thing in [
        " src=", "<link", "<img", "<iframe", "<object", "@import", "url(", " style=", " on",
    ] {
        let own = own(&page);
        let markup = own.split("<script type").next().unwrap();
        assert!(!markup.contains(thing), "{thing}");
    }
    for (name, text) in [("style", template::STYLE), ("script", template::SCRIPT)] {
        for thing in ["http:", "https:", "url(", "@import", "import("] {
            assert!(!text.contains(thing), "{name} has {thing}");
        }
    }
    for thing in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "setHTML",
        "fetch(",
        "XMLHttpRequest",
        "createContextualFragment",
    ] {
        assert!(!template::SCRIPT.contains(thing), "the script has {thing}");
    }
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\">");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(
        !policy.contains("unsafe") && !policy.contains('*'),
        "{policy}"
    );
}

#[test]
fn the_policy_names_the_style_and_the_script_that_are_there() {
    let page = page(&sample::report());
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\">");
    assert_eq!(policy, template::policy());
    assert_eq!(between(&page, "<style>", "</style>"), template::STYLE);
    assert_eq!(between(&page, "<script>", "</script>"), template::SCRIPT);
}

#[test]
fn the_data_are_the_findings() {
    let report = sample::report();
    let data = data(&page(&report));
    let findings = data["findings"].as_array().unwrap();
    assert_eq!(findings.len(), report.findings.len());
    let controls = data["controls"].as_array().unwrap();
    for finding in &report.findings {
        let shown = findings
            .iter()
            .find(|shown| shown["fingerprint"] == finding.fingerprint())
            .expect("it is there");
        let index = shown["control"].as_u64().unwrap() as usize;
        assert_eq!(controls[index]["id"], finding.control);
        assert_eq!(shown["status"], finding.outcome.status().as_str());
        assert_eq!(shown["subject"], finding.subject.id());
        let violations = finding.outcome.violations().len();
        assert_eq!(shown["violations"].as_array().unwrap().len(), violations);
        assert_eq!(
            shown["fix"] == "",
            report.remediation(finding).cli.is_empty() || violations == 0
        );
    }
    assert_eq!(findings[0]["status"], "FAIL");
    let error = findings
        .iter()
        .find(|finding| finding["status"] == "ERROR")
        .unwrap();
    assert!(
        error["reasons"][0]
            .as_str()
            .unwrap()
            .contains("Help: allow "),
        "{error}"
    );
}

#[test]
fn numbers_charts_and_ledger_need_no_script() {
    let page = page(&sample::report());
    let markup = page.split("<script type").next().unwrap();
    for part in [
        "<dt class=\"fail\">FAIL</dt><dd>4</dd>",
        "<caption>By severity</caption>",
        "<caption>By service</caption>",
        "<caption>By framework</caption>",
        "<caption>By section of a framework</caption>",
        "Of 10 pairs of an account and a control, 3 fail and 4 could not be judged.",
        "<title>config-recorder-enabled in 444455556666: FAIL</title>",
        "cis-aws-foundations-6.0",
        "<rect class=\"fail\" x=\"0\" width=\"500\" height=\"10\"/>",
        "What could not be judged",
        "<td>cloudtrail:GetTrailStatus</td>",
        "3 operations in 2 accounts, 2 of which failed somewhere",
        "<noscript>",
    ] {
        assert!(markup.contains(part), "{part} is not in {markup}");
    }
}

/// The accounts of the map, and the marks of their cells, in order.
fn map(page: &str) -> Vec<(String, Vec<String>)> {
    let svg = between(page, "<svg id=\"map\"", "</svg>");
    let rows = svg.split("<g data-account=\"").skip(1);
    rows.map(|row| {
        let account = row.split('"').next().unwrap().to_owned();
        let cells = row.split("<g class=\"cell ").skip(1);
        let cells = cells.map(|cell| cell.split('"').next().unwrap().to_owned());
        (account, cells.collect())
    })
    .collect()
}

#[test]
fn the_map_has_the_worst_status_of_each_pair_and_the_worst_account_first() {
    let map = map(&page(&sample::report()));
    let marks: Vec<(&str, Vec<&str>)> = map
        .iter()
        .map(|(account, cells)| (account.as_str(), cells.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(
        marks,
        [
            (
                sample::WORKLOAD,
                vec!["not_applicable", "fail", "fail", "pass"]
            ),
            (
                sample::LOGGING,
                vec!["fail", "error", "error", "error", "error", "waived"]
            ),
        ]
    );
}

#[test]
fn a_map_of_too_many_accounts_keeps_the_worst_and_counts_the_others() {
    let mut report = sample::failing(20_000);
    for (number, finding) in report.findings.iter_mut().enumerate() {
        if let crate::model::finding::Subject::Resource { account, .. } = &mut finding.subject {
            *account = format!("{number:012}");
        }
        if number % 2 == 0 {
            finding.outcome = crate::model::finding::Outcome::Pass;
        }
    }
    let page = page(&report);
    let map = map(&page);
    assert_eq!(map.len(), 200);
    assert!(map.iter().all(|(_, cells)| cells == &["fail"]), "{map:?}");
    assert!(page.contains("19800 accounts left out of the map"));
    assert!(!self::page(&sample::empty()).contains("id=\"map\""));
}

#[test]
fn what_changes_the_verdict_is_said() {
    let mut report = sample::report();
    report.complete = false;
    assert!(page(&report).contains("<p class=\"note\">the snapshot is incomplete"));
    assert!(page(&sample::empty()).contains("nothing was judged"));
}

#[test]
fn of_a_hundred_thousand_findings_those_that_fail_are_kept_and_the_others_counted() {
    let mut report = sample::failing(100_000);
    for finding in report.findings.iter_mut().skip(30) {
        finding.outcome = crate::model::finding::Outcome::Pass;
    }
    let page = page(&report);
    assert!(page.len() < 16_000_000, "{} bytes", page.len());
    let data = data(&page);
    let findings = data["findings"].as_array().unwrap();
    assert_eq!(findings.len(), data::FINDINGS);
    assert!(
        findings[..30]
            .iter()
            .all(|finding| finding["status"] == "FAIL")
    );
    let note = "80000 findings left out, more than a browser shows at ease: 80000 PASS.";
    assert!(page.contains(note), "the rest is counted");
    assert!(page.contains("<dd>99970</dd>"), "the totals are of all");
}

#[test]
fn tables_end_and_say_so() {
    let page = page(&sample::refused(5_000));
    let note = "<p class=\"note\">3000 rows left out. The report in JSON Lines (-f jsonl) has them all.</p>";
    assert_eq!(page.matches(note).count(), 1, "of the causes");
    let note = note.replace("3000", "3001");
    assert_eq!(page.matches(&note).count(), 1, "of the ledger");
}

#[test]
fn long_strings_do_not_make_a_page_that_no_browser_opens() {
    let page = page(&sample::with_string(&"<long>".repeat(200_000)));
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    assert!(page.contains("characters more"));
}

proptest! {
    #[test]
    fn no_string_is_markup(string in "[<>&\"'/!a-{}\n\u{202e}-]{0,16}") {
        let reference = page(&sample::with_string("plain"));
        let page = page(&sample::with_string(&string));
        prop_assert_eq!(tags(&own(&page)), tags(&own(&reference)), "{}", own(&page));
        prop_assert!(!own(&page).contains(|c| is_hidden(c) && c != '\n'));
        data(&page);
    }
}

#[test]
fn a_framework_section_by_section() {
    let whole = own(&page(&sample::viewed()));
    let without = own(&page(&sample::report()));
    // What else is in the report stays as it is.
    let known: Vec<&str> = without.lines().collect();
    let added: Vec<&str> = whole.lines().filter(|line| !known.contains(line)).collect();
    insta::assert_snapshot!(added.join("\n"));
    for text in [
        "cis-aws-foundations-6.0",
        "what 1.2 is about",
        "was not part of the run",
        "assize does not know the complete list",
    ] {
        assert!(added.iter().any(|line| line.contains(text)), "{text}");
    }
}
