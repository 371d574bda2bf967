use proptest::prelude::*;

use super::page::GITHUB_LIMIT;
use super::*;
use crate::report::sample;

fn markdown_of(report: &Report, verbose: bool) -> String {
    sample::rendered(
        &Markdown,
        report,
        Style {
            verbose,
            ..Style::default()
        },
    )
}

#[test]
fn a_report_with_everything() {
    insta::assert_snapshot!(markdown_of(&sample::report(), false));
}

#[test]
fn in_full() {
    insta::assert_snapshot!(markdown_of(&sample::report(), true));
}

#[test]
fn hostile_strings() {
    insta::assert_snapshot!(markdown_of(&sample::hostile(), true));
}

#[test]
fn customised_parameters_stand_with_the_controls_and_in_a_table() {
    let page = markdown_of(&sample::customised("days"), true);
    let line = "with days = 30 (default 365), looser than days asks: at least 365";
    assert!(page.contains("### Customised parameters"), "{page}");
    assert!(page.contains(&format!("| `days` | {line} |")), "{page}");
    assert!(page.contains(&format!("| `days`<br>{line} |")), "{page}");
    assert!(!markdown_of(&sample::report(), true).contains("Customised"));
}

#[test]
fn fifty_thousand_failures_fit_and_the_rest_is_counted() {
    let report = sample::failing(50_000);
    let page = markdown_of(&report, false);
    assert!(page.len() <= GITHUB_LIMIT, "{} bytes", page.len());
    assert!(
        page.len() > GITHUB_LIMIT / 2,
        "{} bytes leave out more than needed",
        page.len()
    );
    assert!(
        page.contains("| 50000 | 0 | 0 | 0 | 0 |"),
        "the totals are there"
    );
    let shown = page.lines().filter(|line| line.contains("/trail-")).count();
    let last = page.lines().last().expect("there are lines");
    assert!(
        last.starts_with(&format!("**{} rows were left out**", 50_000 - shown)),
        "{last}"
    );
    let row = page
        .lines()
        .rfind(|line| line.contains("/trail-"))
        .expect("there are rows");
    assert!(
        row.ends_with("--enable-log-file-validation` |"),
        "cut within a row: {row}"
    );
}

#[test]
fn one_long_message_does_not_take_the_page() {
    let page = markdown_of(&sample::with_string(&"very long ".repeat(300_000)), true);
    assert!(page.len() <= GITHUB_LIMIT, "{} bytes", page.len());
    assert!(page.contains("characters more"));
    assert!(
        page.contains("| 1 | 1 | 1 | 2 | 1 |"),
        "the totals are there"
    );
}

#[test]
fn one_finding_does_not_take_the_page() {
    let mut report = sample::failing(1);
    let message = "too long ".repeat(100);
    let violations: Vec<String> = (0..10_000)
        .map(|number| format!("{message}{number}"))
        .collect();
    let violations: Vec<(&str, Option<&str>)> = violations
        .iter()
        .map(|text| (text.as_str(), None))
        .collect();
    report.findings[0].outcome = sample::fail(&violations);
    let page = markdown_of(&report, false);
    assert!(page.len() < GITHUB_LIMIT / 10, "{} bytes", page.len());
    assert!(page.contains("<br>and 9990 more |"), "{page}");
}

#[test]
fn one_denied_action_is_one_row() {
    let page = markdown_of(&sample::report(), false);
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("| CRITICAL | `cloudtrail:GetTrailStatus`"))
        .collect();
    assert_eq!(rows.len(), 1, "{page}");
    assert!(
        rows[0].contains("| cloudtrail-logging, cloudtrail-multi-region-trail | 3 |"),
        "{}",
        rows[0]
    );
}

#[test]
fn what_changes_the_end_of_a_run_is_said() {
    let mut report = sample::report();
    report.gate.exit_zero = true;
    report.complete = false;
    let page = markdown_of(&report, false);
    assert!(page.contains("> **Note:** --exit-zero is set"), "{page}");
    assert!(
        page.contains("> **Note:** the snapshot is incomplete"),
        "{page}"
    );
}

/// The pipes of a line that divide cells.
fn dividers(line: &str) -> usize {
    line.match_indices('|')
        .filter(|(at, _)| !line[..*at].ends_with('\\'))
        .count()
}

proptest! {
    #[test]
    fn strings_stay_in_their_cells(string in any::<String>()) {
        let reference: Vec<usize> = markdown_of(&sample::with_string("plain"), true).lines().map(dividers).collect();
        let page = markdown_of(&sample::with_string(&string), true);
        prop_assert_eq!(page.lines().map(dividers).collect::<Vec<_>>(), reference, "{}", page);
    }

    #[test]
    fn markup_stays_text(string in "[|\\\\`<>@#\n a]{0,12}") {
        let reference: Vec<usize> = markdown_of(&sample::with_string("plain"), true).lines().map(dividers).collect();
        let page = markdown_of(&sample::with_string(&string), true);
        prop_assert_eq!(page.lines().map(dividers).collect::<Vec<_>>(), reference, "{}", page);
    }
}

#[test]
fn a_framework_section_by_section() {
    let whole = markdown_of(&sample::viewed(), false);
    let without = markdown_of(&sample::report(), false);
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
