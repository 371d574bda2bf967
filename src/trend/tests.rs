use proptest::prelude::*;

use super::*;
use crate::model::control::Control;
use crate::model::finding::{NonEmpty, Outcome, Reason, SubjectKind, Violation};
use crate::model::report::Report as ModelReport;
use crate::report::escape::is_hidden;
use crate::report::sample::{self, LOGGING};

fn outcome(status: Status) -> Outcome {
    let violation = || {
        NonEmpty::one(Violation {
            message: "it is off".to_owned(),
            path: None,
        })
    };
    match status {
        Status::Fail => Outcome::Fail(violation()),
        Status::Error => Outcome::Error {
            reasons: NonEmpty::one(Reason::Policy("it failed".to_owned())),
            seen: Vec::new(),
        },
        Status::Waived => Outcome::Waived {
            violations: violation(),
            waiver: "a-waiver".to_owned(),
        },
        Status::Pass => Outcome::Pass,
        Status::NotApplicable => Outcome::NotApplicable("none is there".to_owned()),
    }
}

fn control(severity: Severity) -> Control {
    let id = format!("a-{}", severity.as_str().to_lowercase());
    sample::control(&id, "A title", severity, SubjectKind::Resource, "fix")
}

/// A report of a day of November with findings of a control of high severity.
fn on(day: u32, findings: &[(&str, Status)]) -> ModelReport {
    let control = control(Severity::High);
    let mut report = ModelReport {
        findings: findings
            .iter()
            .map(|(key, status)| {
                let subject = sample::resource(LOGGING, "eu-west-1", key);
                sample::finding(&control, subject, outcome(*status))
            })
            .collect(),
        controls: vec![control],
        ..sample::empty()
    };
    report.snapshot.collected_at = format!("2026-11-{day:02}T08:00:00Z");
    report
}

fn trend(reports: &[ModelReport]) -> Trend {
    let mut history = Reports::default();
    for (number, report) in reports.iter().enumerate() {
        history
            .add(&format!("{number}.json"), &report.into())
            .expect("it has a place");
    }
    history.trend("assize test".to_owned())
}

fn only(reports: &[ModelReport]) -> History {
    let mut trend = trend(reports);
    assert_eq!(trend.histories.len(), 1);
    trend.histories.remove(0)
}

fn written(trend: &Trend, format: Format) -> String {
    let mut bytes = Vec::new();
    let style = Style::default();
    format.write(trend, style, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

const DAY: u64 = 86_400;

#[test]
fn time_decides_the_order_and_not_the_file() {
    let history = only(&[
        on(20, &[("a", Status::Pass)]),
        on(1, &[("a", Status::Fail)]),
        on(11, &[("a", Status::Fail)]),
    ]);
    let files: Vec<&str> = history
        .points
        .iter()
        .map(|point| point.file.as_str())
        .collect();
    assert_eq!(files, ["1.json", "2.json", "0.json"]);
    assert_eq!(history.time_to_fix.mean_seconds, Some(19 * DAY));
    assert_eq!(history.open, []);
}

#[test]
fn what_is_unknown_does_not_pass_and_does_not_hide_a_failure() {
    use Status::{Error, Fail, NotApplicable, Pass, Waived};
    let history = only(&[
        on(
            1,
            &[
                ("a", Pass),
                ("b", Fail),
                ("c", Waived),
                ("d", Error),
                ("e", NotApplicable),
            ],
        ),
        // The failure cannot be seen any more: the rate is no better.
        on(
            2,
            &[
                ("a", Pass),
                ("b", Error),
                ("c", Waived),
                ("d", Error),
                ("e", NotApplicable),
            ],
        ),
        on(3, &[("e", NotApplicable)]),
    ]);
    let rates: Vec<(Option<f64>, Option<f64>)> = history
        .points
        .iter()
        .map(|point| (point.all.pass_rate, point.all.unknown_rate))
        .collect();
    assert_eq!(
        rates,
        [
            (Some(0.25), Some(0.25)),
            (Some(0.25), Some(0.5)),
            (None, None)
        ]
    );
    let of = &history.points[0];
    assert_eq!(of.by_severity[&Severity::High], of.all);
    assert_eq!(of.by_framework["cis-aws-foundations-6.0"], of.all);
}

#[test]
fn coverage_is_of_what_the_controls_read() {
    let mut report = on(1, &[("a", Status::Pass)]);
    report.gaps = sample::report().gaps;
    let coverage = |report: &ModelReport| only(std::slice::from_ref(report)).points[0].coverage;
    let expected = |performed, gaps| CoverageCount { performed, gaps };
    assert_eq!(coverage(&report), expected(1, 0));
    report.controls[0].actions = vec!["cloudtrail:GetTrailStatus".to_owned()];
    assert_eq!(coverage(&report), expected(0, 2));
}

#[test]
fn only_a_pass_ends_a_failure() {
    use Status::{Error, Fail, NotApplicable, Pass, Waived};
    let history = only(&[
        on(
            1,
            &[
                ("error", Pass),
                ("gone", Pass),
                ("none", Pass),
                ("waived", Pass),
                ("fixed", Pass),
            ],
        ),
        on(
            2,
            &[
                ("error", Fail),
                ("gone", Fail),
                ("none", Fail),
                ("waived", Fail),
                ("fixed", Fail),
            ],
        ),
        on(
            4,
            &[
                ("error", Error),
                ("none", NotApplicable),
                ("waived", Waived),
                ("fixed", Error),
            ],
        ),
        on(
            7,
            &[
                ("error", Error),
                ("none", NotApplicable),
                ("waived", Waived),
                ("fixed", Pass),
            ],
        ),
    ]);
    let time = history.time_to_fix;
    assert_eq!((time.fixed, time.at_least, time.open), (1, 0, 2));
    assert_eq!(time.mean_seconds, Some(5 * DAY));
    assert_eq!(history.lost_from_sight, 2);
    let open: Vec<(&str, Status, u64, bool)> = history
        .open
        .iter()
        .map(|open| {
            (
                open.subject.id(),
                open.status,
                open.age_seconds,
                open.at_least,
            )
        })
        .collect();
    assert_eq!(
        open,
        [
            ("error", Error, 5 * DAY, false),
            ("waived", Waived, 5 * DAY, false)
        ]
    );
    assert_eq!(history.flapping, []);
}

#[test]
fn what_comes_back_is_a_failure_of_its_own() {
    use Status::{Fail, Pass};
    let history = only(&[
        on(1, &[("a", Fail), ("b", Fail)]),
        on(2, &[("a", Pass), ("b", Fail)]),
        on(3, &[("a", Fail), ("b", Pass)]),
        on(6, &[("a", Pass), ("b", Pass)]),
        on(8, &[("a", Fail), ("b", Pass)]),
        on(9, &[("a", Fail), ("b", Pass)]),
    ]);
    let [flapping] = history.flapping.as_slice() else {
        panic!("{:?}", history.flapping);
    };
    assert_eq!(flapping.subject.id(), "a");
    assert_eq!(flapping.returned, 2);
    assert_eq!(flapping.last_returned, "2026-11-08T08:00:00Z");
    assert_eq!(flapping.status, Some(Fail));
    let time = history.time_to_fix;
    // One, two and three days; of the first of each finding the beginning is not known.
    assert_eq!((time.fixed, time.at_least), (3, 2));
    assert_eq!(time.mean_seconds, Some(2 * DAY));
    assert_eq!(time.median_seconds, Some(2 * DAY));
    assert_eq!(history.open[0].age_seconds, DAY);
    assert!(!history.open[0].at_least);
    assert_eq!(history.time_to_fix_by_severity[&Severity::High], time);
}

#[test]
fn of_two_reports_of_one_time_one_is_left_out_and_named() {
    let mut more = on(2, &[("a", Status::Fail), ("b", Status::Pass)]);
    more.snapshot.collected_at = "2026-11-02T09:00:00+01:00".to_owned();
    let trend = trend(&[
        on(1, &[("a", Status::Pass)]),
        more,
        on(2, &[("a", Status::Pass)]),
        on(2, &[("a", Status::Pass)]),
        on(3, &[("a", Status::Pass)]),
    ]);
    assert_eq!(trend.reports(), 3);
    let left_out: Vec<(&str, &str)> = trend
        .left_out
        .iter()
        .map(|left_out| (left_out.file.as_str(), left_out.instead.as_str()))
        .collect();
    assert_eq!(left_out, [("2.json", "1.json"), ("3.json", "1.json")]);
    let note = "2.json is left out: 1.json is of the same time, 2026-11-02T08:00:00Z";
    for format in [Format::Text, Format::Html] {
        assert!(written(&trend, format).contains(note), "{format:?}");
    }
}

#[test]
fn accounts_that_nothing_connects_are_histories_of_their_own() {
    let of = |day, accounts: &[&str]| {
        let mut report = on(day, &[("a", Status::Fail)]);
        let scope = report.snapshot.accounts[0].clone();
        report.snapshot.accounts = accounts
            .iter()
            .map(|id| {
                let mut scope = scope.clone();
                scope.id = (*id).to_owned();
                scope
            })
            .collect();
        report
    };
    let apart = trend(&[of(1, &["2"]), of(2, &["1"]), of(3, &["2"]), of(4, &["3"])]);
    let sizes: Vec<(Vec<String>, usize)> = apart
        .histories
        .iter()
        .map(|history| (history.accounts.clone(), history.points.len()))
        .collect();
    let named = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        sizes,
        [(named(&["1"]), 1), (named(&["2"]), 2), (named(&["3"]), 1)]
    );
    assert!(written(&apart, Format::Text).starts_with("3 histories: "));
    // A report of two of them makes them one, in which the change of scope is marked.
    let together = only(&[of(1, &["2"]), of(2, &["1"]), of(3, &["2", "1"])]);
    let change = together.points[2].scope_change.as_ref().unwrap();
    assert_eq!(change.accounts_added, ["2"]);
    assert_eq!(
        words::scope_change(change),
        "another scope: 1 more account (2)"
    );
    assert_eq!(together.points[0].scope_change, None);
}

#[test]
fn other_controls_and_regions_are_another_scope() {
    let mut other = on(2, &[("a", Status::Fail)]);
    other.controls.push(control(Severity::Low));
    other.snapshot.accounts[0]
        .regions
        .retain(|region| region.name != "eu-west-1");
    let history = only(&[on(1, &[("a", Status::Fail)]), other]);
    let change = history.points[1].scope_change.as_ref().unwrap();
    assert_eq!(
        words::scope_change(change),
        "another scope: 1 fewer region (111122223333/eu-west-1), 1 more control (a-low)"
    );
}

#[test]
fn a_report_without_a_time_or_with_two_answers_is_refused() {
    let refused = |report: &ModelReport| Reports::default().add("x", &report.into()).unwrap_err();
    let mut report = on(1, &[("a", Status::Pass)]);
    report.snapshot.collected_at = "yesterday".to_owned();
    assert_eq!(refused(&report), Unusable::NoTime("yesterday".to_owned()));
    let mut report = on(1, &[("a", Status::Pass)]);
    report.snapshot.accounts.clear();
    assert_eq!(refused(&report), Unusable::NoAccount);
    let report = on(1, &[("a", Status::Pass), ("a", Status::Fail)]);
    assert_eq!(
        refused(&report),
        Unusable::TwoAnswers(report.findings[0].fingerprint())
    );
}

/// A history in which everything happens that may.
fn eventful() -> Vec<ModelReport> {
    use Status::{Error, Fail, Pass, Waived};
    let mut reports = vec![
        on(
            1,
            &[
                ("a", Fail),
                ("b", Fail),
                ("c", Fail),
                ("d", Pass),
                ("e", Fail),
            ],
        ),
        on(
            2,
            &[
                ("a", Pass),
                ("b", Fail),
                ("c", Waived),
                ("d", Pass),
                ("e", Fail),
            ],
        ),
        on(9, &[("a", Fail), ("b", Error), ("c", Waived), ("d", Pass)]),
        on(20, &[("a", Fail), ("b", Pass), ("c", Waived), ("d", Pass)]),
    ];
    let low = control(Severity::Low);
    reports[3].findings.push(sample::finding(
        &low,
        sample::resource(LOGGING, "us-east-1", "f"),
        Outcome::Pass,
    ));
    reports[3].controls.push(low);
    reports[2].gaps = sample::report().gaps;
    reports[2].controls[0]
        .actions
        .push("cloudtrail:GetTrailStatus".to_owned());
    reports
}

#[test]
fn a_trend_as_text() {
    insta::assert_snapshot!(written(&trend(&eventful()), Format::Text));
}

/// The page without what is the same in every one.
fn own(page: &str) -> String {
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    format!("{before}{after}")
}

#[test]
fn a_trend_as_a_page() {
    insta::assert_snapshot!(own(&written(&trend(&eventful()), Format::Html)));
}

#[test]
fn json_fits_its_schema_and_comes_back() {
    let trend = trend(&eventful());
    let json = written(&trend, Format::Json);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    sample::fits(&schema().to_string(), &value);
    assert_eq!(value["histories"][0]["points"][0]["all"]["passRate"], 0.2);
    assert_eq!(serde_json::from_str::<Trend>(&json).unwrap(), trend);
    insta::assert_snapshot!(serde_json::to_string_pretty(&schema()).unwrap());
}

#[test]
fn the_page_fetches_nothing_and_runs_nothing() {
    let page = written(&trend(&eventful()), Format::Html);
    for thing in [
        "<script",
        " src=",
        "<link",
        "<img",
        "<iframe",
        "@import",
        "url(",
        " style=",
        " on",
        "javascript:",
    ] {
        assert!(!own(&page).replace(" one", "").contains(thing), "{thing}");
    }
    let (_, rest) = page
        .split_once("Content-Security-Policy\" content=\"")
        .unwrap();
    let (policy, _) = rest.split_once("\">").unwrap();
    let (_, rest) = page.split_once("<style>").unwrap();
    let (style, _) = rest.split_once("</style>").unwrap();
    assert_eq!(
        policy,
        crate::report::html::template::policy_of(style, None)
    );
    assert!(
        !policy.contains("script-src")
            && policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn each_chart_has_a_title_a_description_and_its_numbers_in_a_table() {
    let page = written(&trend(&eventful()), Format::Html);
    let charts = page.matches("role=\"img\"").count();
    // All, failures, coverage, two severities, one framework.
    assert_eq!(charts, 6);
    assert_eq!(page.matches("<desc id=").count(), charts);
    assert_eq!(
        page.matches("<summary>The numbers</summary>").count(),
        charts
    );
    let mut ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let number = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), number, "an id is there twice");
    for reference in page.split("aria-labelledby=\"").skip(1) {
        for id in reference.split('"').next().unwrap().split(' ') {
            assert!(ids.contains(&id), "{id}");
        }
    }
}

#[test]
fn the_axis_is_time() {
    let chart = chart::Chart {
        id: "x".to_owned(),
        title: "<x>".to_owned(),
        description: String::new(),
        unit: chart::Unit::Count,
        times: [
            "2026-11-01T00:00:00Z",
            "2026-11-02T00:00:00Z",
            "2026-11-11T00:00:00Z",
        ]
        .map(|time| time.parse().unwrap())
        .into(),
        lines: vec![chart::Line {
            name: "n",
            class: "fail",
            values: vec![Some(0.0), None, Some(7.0)],
        }],
        band: Vec::new(),
        marks: Vec::new(),
    };
    let svg = chart.svg();
    // Nothing is drawn across what is not there; the last of three points is at the right, the second would be at a tenth.
    assert!(!svg.contains("<path"), "{svg}");
    assert!(svg.contains("cx=\"50.0\" cy=\"170.0\""), "{svg}");
    assert!(svg.contains("cx=\"470.0\" cy=\"30.0\""), "{svg}");
    assert!(
        svg.contains(">8</text>") && svg.contains(">2026-11-05</text>"),
        "{svg}"
    );
    assert!(svg.contains("&lt;x&gt;"));
    let mut whole = chart;
    whole.lines[0].values[1] = Some(4.0);
    let svg = whole.svg();
    assert!(
        svg.contains("d=\"M50.0 170.0L92.0 90.0L470.0 30.0\""),
        "{svg}"
    );
}

#[test]
fn one_report_is_a_trend_too() {
    let trend = trend(&[on(1, &[("a", Status::Fail)])]);
    let page = written(&trend, Format::Html);
    assert!(
        page.contains("cx=\"260.0\""),
        "the only point is in the middle"
    );
    assert!(!page.contains("NaN") && !page.contains("inf"));
    assert!(written(&trend, Format::Text).contains("1 report, of 2026-11-01T08:00:00Z"));
}

#[test]
fn shares_are_never_rounded_to_all_or_nothing() {
    for (share, shown) in [
        (None, "–"),
        (Some(0.0), "0.0 %"),
        (Some(0.0001), "0.1 %"),
        (Some(0.8123), "81.2 %"),
        (Some(0.9999), "99.9 %"),
        (Some(1.0), "100.0 %"),
    ] {
        assert_eq!(words::percent(share), shown);
    }
    assert_eq!(words::points(Some(0.5), Some(0.75)), "+25.0");
    assert_eq!(words::points(Some(0.5), Some(0.49)), "-1.0");
    assert_eq!(words::points(None, Some(0.49)), "–");
}

#[test]
fn spans_have_two_units() {
    for (seconds, shown) in [
        (0, "0 s"),
        (59, "59 s"),
        (720, "12 min"),
        (7200, "2 h"),
        (7260, "2 h 1 min"),
        (DAY, "1 d"),
        (DAY + 3600, "1 d 1 h"),
    ] {
        assert_eq!(words::span(seconds), shown);
    }
}

#[test]
fn hostile_strings_are_inert_in_every_format() {
    let mut reports = [sample::hostile(), sample::hostile(), sample::hostile()];
    for (day, report) in reports.iter_mut().enumerate() {
        report.snapshot.collected_at = format!("2026-11-0{}T00:00:00Z", day + 1);
        for finding in &mut report.findings {
            finding.outcome = outcome([Status::Fail, Status::Pass, Status::Fail][day]);
        }
    }
    reports[1].controls.clear();
    let trend = trend(&reports);
    assert_eq!(trend.histories[0].flapping.len(), 6);
    for (name, format) in Format::ALL {
        let text = written(&trend, format);
        assert!(
            !text.contains(|c| is_hidden(c) && c != '\n'),
            "{name}: {text}"
        );
        match format {
            Format::Text => {
                for line in text.lines() {
                    assert!(
                        !line.split_whitespace().any(|word| word.starts_with("::")),
                        "{line}"
                    );
                    assert!(!line.contains("##["), "{line}");
                }
            }
            Format::Html => assert!(!text.contains("<script"), "{text}"),
            Format::Json => assert_eq!(serde_json::from_str::<Trend>(&text).unwrap(), trend),
        }
    }
}

proptest! {
    /// However findings come and go, each failure is fixed, open or lost from sight.
    #[test]
    fn every_failure_has_one_end(courses in prop::collection::vec(prop::collection::vec(0..6_usize, 6), 1..6)) {
        let names: Vec<String> = (0..courses.len()).map(|number| format!("arn-{number}")).collect();
        let reports: Vec<ModelReport> = (0..6).map(|day| {
            let mut findings = vec![("other", Status::Pass)];
            findings.extend(courses.iter().zip(&names).filter_map(|(course, name)| {
                Some((name.as_str(), Status::ALL.get(course[day]).copied()?))
            }));
            on(u32::try_from(day).unwrap() + 1, &findings)
        }).collect();
        let mut failures = 0;
        for course in &courses {
            let mut failing = false;
            for status in course.iter().map(|at| Status::ALL.get(*at)) {
                match status {
                    Some(Status::Fail) if !failing => { failing = true; failures += 1; }
                    Some(Status::Pass) => failing = false,
                    _ => {}
                }
            }
        }
        let history = only(&reports);
        let time = history.time_to_fix;
        prop_assert_eq!(time.open, history.open.len() as u64);
        prop_assert_eq!(time.fixed + time.open + history.lost_from_sight, failures);
        prop_assert!(history.open.iter().all(|open| open.status != Status::Pass));
    }
}
