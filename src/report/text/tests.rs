use proptest::prelude::*;

use super::*;
use crate::report::escape::{begins_command, is_hidden};
use crate::report::sample;

fn text(report: &Report, style: Style) -> String {
    sample::rendered(&Text, report, style)
}

#[test]
fn a_report_with_everything() {
    insta::assert_snapshot!(text(&sample::report(), Style::default()));
}

#[test]
fn in_full() {
    insta::assert_snapshot!(text(
        &sample::report(),
        Style {
            verbose: true,
            ..Style::default()
        }
    ));
}

#[test]
fn at_eighty_columns() {
    let mut report = sample::report();
    report.gate.fail_on = Severity::High;
    report.gate.exit_zero = true;
    report.complete = false;
    let style = Style {
        width: Some(80),
        ..Style::default()
    };
    insta::assert_snapshot!(text(&report, style));
}

#[test]
fn hostile_strings() {
    let style = Style {
        verbose: true,
        ..Style::default()
    };
    insta::assert_snapshot!(text(&sample::hostile(), style));
}

#[test]
fn customised_parameters_stand_with_every_status() {
    let style = Style {
        verbose: true,
        ..Style::default()
    };
    let shown = text(&sample::customised("days"), style);
    let line = "with days = 30 (default 365), looser than days asks: at least 365";
    // Of the failure, the violations beside an error, the waived, the not applicable and the pass; and once for all.
    assert_eq!(shown.matches(line).count(), 6, "{shown}");
    assert!(shown.contains(&format!("Custom    days {line}")), "{shown}");
    let plain = text(&sample::customised("days"), Style::default());
    assert!(plain.contains(&format!("Custom    days {line}")), "{plain}");
    let hostile = text(&sample::customised(sample::HOSTILE), style);
    assert!(!hostile.replace('\n', "").contains(is_hidden));
}

#[test]
fn colours_add_nothing_but_colours() {
    let painted = text(
        &sample::report(),
        Style {
            color: true,
            ..Style::default()
        },
    );
    assert!(painted.contains("\u{1b}[1m\u{1b}[31mFAIL"), "{painted}");
    let mut plain = String::new();
    let mut rest = painted.as_str();
    while let Some((before, sequence)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = sequence.split_once('m').expect("a sequence ends").1;
    }
    plain.push_str(rest);
    assert_eq!(plain, text(&sample::report(), Style::default()));
}

#[test]
fn one_denied_action_is_one_block() {
    let rendered = text(&sample::report(), Style::default());
    let headings = rendered
        .lines()
        .filter(|line| line.starts_with("ERROR") && line.contains("cloudtrail:GetTrailStatus"));
    let headings: Vec<&str> = headings.collect();
    assert_eq!(headings.len(), 1, "{rendered}");
    assert!(headings[0].contains("2 controls, 3 findings"), "{rendered}");
    assert_eq!(
        rendered
            .matches("is not authorized to perform: cloudtrail:GetTrailStatus")
            .count(),
        1
    );
}

#[test]
fn what_changes_the_end_of_a_run_is_said() {
    let mut report = sample::report();
    report.gate.exit_zero = true;
    report.gate.fail_on = Severity::Critical;
    report.complete = false;
    let rendered = text(&report, Style::default());
    assert!(rendered.contains("--exit-zero is set"), "{rendered}");
    assert!(
        rendered.contains("failures count from CRITICAL upwards (--fail-on); 3 are below"),
        "{rendered}"
    );
    assert!(
        rendered.contains("the snapshot is incomplete"),
        "{rendered}"
    );
    assert!(
        !rendered.contains("--allow-errors"),
        "a failing run is not changed by it: {rendered}"
    );

    report
        .findings
        .retain(|finding| finding.outcome.status() != Status::Fail);
    report.gate.allow_errors = true;
    let rendered = text(&report, Style::default());
    assert!(
        !rendered.contains("--allow-errors is set"),
        "a collection that was broken off is not forgiven: {rendered}"
    );

    report.complete = true;
    let rendered = text(&report, Style::default());
    assert!(rendered.contains("--allow-errors is set"), "{rendered}");
    assert!(
        !rendered.contains("--exit-zero"),
        "nothing failed: {rendered}"
    );
}

#[test]
fn nothing_judged_is_said() {
    let rendered = text(&sample::empty(), Style::default());
    assert!(rendered.contains("Verdict   incomplete"), "{rendered}");
    assert!(rendered.contains("nothing was judged"), "{rendered}");
}

#[test]
fn a_compliant_run_is_short() {
    let mut report = sample::report();
    report
        .findings
        .retain(|finding| finding.outcome.status() == Status::Pass);
    insta::assert_snapshot!(text(&report, Style::default()));
}

#[test]
fn lines_fit_the_terminal() {
    let rendered = text(
        &sample::report(),
        Style {
            width: Some(80),
            verbose: true,
            ..Style::default()
        },
    );
    for line in rendered.lines() {
        let words = line.split_whitespace().count();
        let is_command =
            line.trim_start().starts_with("fix") || line.trim_start().starts_with("aws ");
        assert!(
            line.chars().count() <= 80 || words <= 2 || is_command,
            "{line}"
        );
    }
    let unwrapped: Vec<&str> = rendered.split_whitespace().collect();
    let wide = text(
        &sample::report(),
        Style {
            verbose: true,
            ..Style::default()
        },
    );
    assert_eq!(unwrapped, wide.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn a_remedy_for_all_stands_once() {
    let rendered = text(&sample::report(), Style::default());
    assert_eq!(
        rendered.matches("turn on AWS Config").count(),
        1,
        "{rendered}"
    );
    assert!(
        rendered.contains("fix for all 2: turn on AWS Config"),
        "{rendered}"
    );
}

#[test]
fn regions_that_nobody_looked_at_are_named() {
    let rendered = text(&sample::report(), Style::default());
    assert!(
        rendered.contains("2 accounts, 2 regions; left out: sa-east-1\n"),
        "{rendered}"
    );
}

#[test]
fn subjects_that_fail_alike_stand_together() {
    let mut report = sample::failing(2);
    report.controls[0].remediation.cli = "ask for help".to_owned();
    let rendered = text(&report, Style::default());
    assert_eq!(
        rendered.matches("log file validation is off").count(),
        1,
        "{rendered}"
    );
    assert_eq!(rendered.matches("ask for help").count(), 1, "{rendered}");
    assert!(
        rendered.contains("trail-000000\n") && rendered.contains("trail-000001\n"),
        "{rendered}"
    );
}

proptest! {
    #[test]
    fn no_string_reaches_the_terminal_raw(string in any::<String>(), width in proptest::option::of(40usize..200)) {
        let report = sample::with_string(&string);
        let rendered = text(&report, Style { verbose: true, color: false, width });
        prop_assert!(!rendered.contains(|c| is_hidden(c) && c != '\n'), "{rendered:?}");
    }

    #[test]
    fn no_line_is_a_workflow_command(string in "[ :#a\n]{0,12}", width in proptest::option::of(40usize..60)) {
        let report = sample::with_string(&string);
        let rendered = text(&report, Style { verbose: true, color: false, width });
        for line in rendered.lines() {
            prop_assert!(!begins_command(line.trim_start()) && !line.contains("##["), "{line:?}");
        }
    }
}

#[test]
fn a_framework_section_by_section() {
    let whole = text(&sample::viewed(), Style::default());
    let without = text(&sample::report(), Style::default());
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
