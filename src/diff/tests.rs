use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::model::control::{Control, Enforcement};
use crate::model::finding::{NonEmpty, Outcome, Reason, Status, SubjectKind, Violation};
use crate::model::gap::{Coverage, Gap, GapKind};
use crate::model::report::Report as ModelReport;
use crate::report::escape::is_hidden;
use crate::report::sample::{self, LOGGING, WORKLOAD};

fn outcome(status: Status) -> Outcome {
    let violation = || {
        NonEmpty::one(Violation {
            message: "it is off".to_owned(),
            path: Some("configuration.on".to_owned()),
        })
    };
    match status {
        Status::Fail => Outcome::Fail(violation()),
        Status::Error => Outcome::Error {
            reasons: NonEmpty::one(Reason::Gap(gap("cloudtrail:GetTrailStatus"))),
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

fn gap(action: &str) -> Gap {
    Gap {
        action: action.to_owned(),
        account_id: LOGGING.to_owned(),
        region: Some("eu-west-1".to_owned()),
        resource_type: None,
        resource: None,
        kind: GapKind::AccessDenied,
        code: None,
        message: None,
    }
}

fn control(id: &str) -> Control {
    sample::control(id, "A title", Severity::High, SubjectKind::Resource, "fix")
}

/// A report with a control and its findings, each a key and a status.
fn report(findings: &[(&str, Status)]) -> ModelReport {
    let control = control("a-control");
    ModelReport {
        findings: findings
            .iter()
            .map(|(key, status)| {
                let subject = sample::resource(LOGGING, "eu-west-1", key);
                sample::finding(&control, subject, outcome(*status))
            })
            .collect(),
        controls: vec![control],
        ..sample::empty()
    }
}

fn compared(old: &ModelReport, new: &ModelReport) -> Diff {
    diff(&old.into(), &new.into(), None, "assize test".to_owned()).expect("they compare")
}

fn written(diff: &Diff, format: Format, style: Style) -> String {
    let mut bytes = Vec::new();
    format.write(diff, style, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

const VERBOSE: Style = Style {
    color: false,
    verbose: true,
    width: None,
};

/// The class and the verdict of one finding that was and is.
fn one(old: Option<Status>, new: Option<Status>) -> (Class, Verdict) {
    let with = |status: Option<Status>| {
        // Another finding, so that neither report is empty.
        let mut findings = vec![("other", Status::Pass)];
        findings.extend(status.map(|status| ("arn", status)));
        report(&findings)
    };
    let diff = compared(&with(old), &with(new));
    let classes: Vec<Class> = diff
        .summary
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(class, _)| *class)
        .collect();
    let class = match classes.as_slice() {
        [Class::Unchanged] => Class::Unchanged,
        [class, Class::Unchanged] => *class,
        other => panic!("{other:?}"),
    };
    (class, diff.verdict)
}

#[test]
fn each_pair_of_statuses_has_its_class_and_verdict() {
    use Status::{Error, Fail, NotApplicable, Pass, Waived};
    use Verdict::{LessKnown, NewFailures, NotWorse};
    let expected = [
        (Some(Fail), Some(Fail), Class::StillFailing, NotWorse),
        (Some(Fail), Some(Error), Class::NowUnknown, LessKnown),
        (Some(Fail), Some(Waived), Class::Waived, NotWorse),
        (Some(Fail), Some(Pass), Class::Fixed, NotWorse),
        (
            Some(Fail),
            Some(NotApplicable),
            Class::NoLongerApplicable,
            NotWorse,
        ),
        (Some(Fail), None, Class::NoLongerSeen, NotWorse),
        (Some(Error), Some(Fail), Class::NewFailure, NewFailures),
        (Some(Error), Some(Error), Class::StillUnknown, NotWorse),
        (Some(Error), Some(Waived), Class::Waived, NotWorse),
        (Some(Error), Some(Pass), Class::KnownAgain, NotWorse),
        (
            Some(Error),
            Some(NotApplicable),
            Class::KnownAgain,
            NotWorse,
        ),
        (Some(Error), None, Class::NoLongerSeen, NotWorse),
        (Some(Waived), Some(Fail), Class::Unwaived, NewFailures),
        (Some(Waived), Some(Error), Class::NowUnknown, LessKnown),
        (Some(Waived), Some(Waived), Class::StillWaived, NotWorse),
        (Some(Waived), Some(Pass), Class::Fixed, NotWorse),
        (
            Some(Waived),
            Some(NotApplicable),
            Class::NoLongerApplicable,
            NotWorse,
        ),
        (Some(Waived), None, Class::NoLongerSeen, NotWorse),
        (Some(Pass), Some(Fail), Class::NewFailure, NewFailures),
        (Some(Pass), Some(Error), Class::NowUnknown, LessKnown),
        (Some(Pass), Some(Waived), Class::Waived, NotWorse),
        (Some(Pass), Some(Pass), Class::Unchanged, NotWorse),
        (
            Some(Pass),
            Some(NotApplicable),
            Class::NoLongerApplicable,
            NotWorse,
        ),
        (Some(Pass), None, Class::NoLongerSeen, NotWorse),
        (
            Some(NotApplicable),
            Some(Fail),
            Class::NewFailure,
            NewFailures,
        ),
        (
            Some(NotApplicable),
            Some(Error),
            Class::NowUnknown,
            LessKnown,
        ),
        (Some(NotApplicable), Some(Waived), Class::Waived, NotWorse),
        (
            Some(NotApplicable),
            Some(Pass),
            Class::NowApplicable,
            NotWorse,
        ),
        (
            Some(NotApplicable),
            Some(NotApplicable),
            Class::Unchanged,
            NotWorse,
        ),
        (Some(NotApplicable), None, Class::NoLongerSeen, NotWorse),
        (None, Some(Fail), Class::NewFailure, NewFailures),
        (None, Some(Error), Class::NowUnknown, LessKnown),
        (None, Some(Waived), Class::Waived, NotWorse),
        (None, Some(Pass), Class::NewlySeen, NotWorse),
        (None, Some(NotApplicable), Class::NewlySeen, NotWorse),
    ];
    for (old, new, class, verdict) in expected {
        assert_eq!(one(old, new), (class, verdict), "{old:?} to {new:?}");
    }
}

#[test]
fn fixed_is_what_passes_and_nothing_else() {
    for new in Status::ALL.map(Some).into_iter().chain([None]) {
        let fixed = Class::of(Some(Status::Fail), new) == Class::Fixed;
        assert_eq!(fixed, new == Some(Status::Pass), "{new:?}");
    }
}

#[test]
fn only_failures_that_count_in_the_new_report_are_worse() {
    let old = report(&[("a", Status::Pass)]);
    let mut new = report(&[("a", Status::Fail)]);
    let with = |new: &ModelReport, fail_on| {
        diff(&(&old).into(), &new.into(), fail_on, String::new())
            .unwrap()
            .verdict
    };
    assert_eq!(with(&new, Some(Severity::High)), Verdict::NewFailures);
    assert_eq!(with(&new, Some(Severity::Critical)), Verdict::NotWorse);
    new.gate.fail_on = Severity::Critical;
    assert_eq!(with(&new, None), Verdict::NotWorse);
    assert_eq!(with(&new, Some(Severity::Low)), Verdict::NewFailures);
    let told = written(&compared(&old, &new), Format::Text, Style::default());
    assert!(
        told.contains("new failures count from CRITICAL upwards; 1 is below"),
        "{told}"
    );
    new.gate.fail_on = Severity::Low;
    new.controls[0].enforcement = Enforcement::Warn;
    assert_eq!(with(&new, None), Verdict::NotWorse);
    let told = written(&compared(&old, &new), Format::Text, Style::default());
    assert!(told.contains("was PASS; the control only warns"), "{told}");
}

#[test]
fn what_nobody_looks_at_any_more_is_less_known_and_not_fixed() {
    let old = report(&[("a", Status::Fail), ("b", Status::Pass)]);
    // The control was left out.
    let mut new = report(&[]);
    new.controls = vec![control("another")];
    new.findings = vec![sample::finding(
        &new.controls[0],
        sample::resource(LOGGING, "eu-west-1", "a"),
        Outcome::Pass,
    )];
    let diff = compared(&old, &new);
    assert_eq!(diff.verdict, Verdict::LessKnown);
    assert_eq!(diff.count(Class::NoLongerSeen), 2);
    assert_eq!(diff.count(Class::Fixed), 0);
    assert!(
        diff.of_class(Class::NoLongerSeen)
            .all(|change| change.absence == Some(Absence::Control))
    );
    assert_eq!(
        diff.of_class(Class::NewlySeen).next().unwrap().absence,
        Some(Absence::Control)
    );
    assert_eq!(diff.controls.removed[0].id, "a-control");
    assert_eq!(diff.controls.added[0].id, "another");
    // The region was left out.
    let mut new = report(&[("c", Status::Pass)]);
    for region in &mut new.snapshot.accounts[0].regions {
        region.selected &= region.name != "eu-west-1";
    }
    let diff = compared(&old, &new);
    assert_eq!(diff.verdict, Verdict::LessKnown);
    assert!(
        diff.of_class(Class::NoLongerSeen)
            .all(|change| change.absence == Some(Absence::Scope))
    );
    assert_eq!(
        diff.scope.regions_removed,
        [Place {
            account: LOGGING.to_owned(),
            region: "eu-west-1".to_owned()
        }]
    );
    // The subject is gone, and that is known.
    let diff = compared(&old, &report(&[("c", Status::Pass)]));
    assert_eq!(diff.verdict, Verdict::NotWorse);
    assert!(
        diff.of_class(Class::NoLongerSeen)
            .all(|change| change.absence == Some(Absence::Subject))
    );
    // Only the failure is of interest, unless somebody asks.
    let told = written(&diff, Format::Text, Style::default());
    assert!(
        told.contains("was FAIL; it is gone") && !told.contains("was PASS; it is gone"),
        "{told}"
    );
    assert!(written(&diff, Format::Text, VERBOSE).contains("was PASS; it is gone"));
}

#[test]
fn a_region_that_is_disabled_now_was_looked_at() {
    let old = report(&[("a", Status::Fail), ("b", Status::Pass)]);
    let mut new = report(&[]);
    new.findings = vec![sample::finding(
        &new.controls[0],
        sample::resource(LOGGING, "us-east-1", "c"),
        Outcome::Pass,
    )];
    for region in &mut new.snapshot.accounts[0].regions {
        if region.name == "eu-west-1" {
            region.opt_in_status = Some(crate::model::snapshot::OptInStatus::Disabled);
            region.selected = false;
        }
    }
    new.coverage.clear();
    let diff = compared(&old, &new);
    assert_eq!(diff.verdict, Verdict::NotWorse);
    assert!(
        diff.of_class(Class::NoLongerSeen)
            .all(|change| change.absence == Some(Absence::Subject))
    );
    assert_eq!(diff.coverage, CoverageChanges::default());
}

#[test]
fn coverage_is_lost_by_a_gap_and_by_not_asking() {
    let findings = [("a", Status::Pass)];
    let entry = |action: &str, region: Option<&str>| Coverage {
        action: action.to_owned(),
        account_id: LOGGING.to_owned(),
        region: region.map(str::to_owned),
        resource_type: None,
        calls: 1,
    };
    let mut old = report(&findings);
    old.controls[0].actions = ["s3:A", "s3:B", "s3:C"].map(str::to_owned).into();
    old.coverage = vec![
        entry("s3:NobodyReads", None),
        entry("s3:A", Some("eu-west-1")),
        entry("s3:B", Some("eu-west-1")),
        entry("s3:C", None),
    ];
    let mut new = old.clone();
    new.coverage.remove(3);
    new.coverage.remove(0);
    new.gaps = vec![gap("s3:A")];
    let diff = compared(&old, &new);
    let lost: Vec<(&str, Option<&str>, Option<GapKind>)> = diff
        .coverage
        .lost
        .iter()
        .map(|lost| (lost.action.as_str(), lost.region.as_deref(), lost.gap))
        .collect();
    assert_eq!(
        lost,
        [
            ("s3:A", Some("eu-west-1"), Some(GapKind::AccessDenied)),
            ("s3:C", None, None)
        ]
    );
    assert_eq!(diff.coverage.gained, []);
    assert_eq!(diff.verdict, Verdict::LessKnown);
    let told = written(&diff, Format::Text, Style::default());
    for line in [
        "Coverage  2 operations lost\n",
        "          s3:A in 111122223333: eu-west-1 (access denied)\n",
        "          s3:C in 111122223333 (not asked)\n",
        "Verdict   less is known: 2 operations lost\n",
    ] {
        assert!(told.contains(line), "{line}{told}");
    }
    let back = compared(&new, &old);
    assert_eq!(back.coverage.gained, diff.coverage.lost);
    assert_eq!(back.coverage.lost, []);
    assert_eq!(back.verdict, Verdict::NotWorse);
    // A gap without a region is one in all of them.
    new.gaps[0].region = None;
    new.coverage = old.coverage.clone();
    assert_eq!(compared(&old, &new).coverage.lost.len(), 1);
}

#[test]
fn an_interrupted_collection_is_less_known() {
    let old = report(&[("a", Status::Pass)]);
    let mut new = old.clone();
    new.complete = false;
    let diff = compared(&old, &new);
    assert_eq!(diff.verdict, Verdict::LessKnown);
    assert!(diff.is_less_known());
    assert_eq!(compared(&new, &new).verdict, Verdict::NotWorse);
    assert_eq!(compared(&new, &old).verdict, Verdict::NotWorse);
}

#[test]
fn what_changed_about_controls_is_said_and_marks_their_findings() {
    let old = report(&[("a", Status::Fail)]);
    let mut new = report(&[("a", Status::Pass)]);
    let control = &mut new.controls[0];
    control.severity = Severity::Low;
    control
        .parameters
        .insert("days".to_owned(), serde_json::json!(30));
    control.reads = vec!["AWS::S3::Bucket name".to_owned()];
    control.enforcement = Enforcement::Warn;
    new.findings[0].severity = Severity::Low;
    let diff = compared(&old, &new);
    let change = diff.of_class(Class::Fixed).next().unwrap();
    assert!(change.judged_otherwise);
    assert_eq!(change.severity_before, Some(Severity::High));
    let told = written(&diff, Format::Text, Style::default());
    for part in [
        "was FAIL; severity was HIGH; the control itself changed; the control only warns\n",
        "~ a-control: severity HIGH → LOW; only warns now, counted before; days 365 → 30; \
         reads also AWS::S3::Bucket name; does not read any more AWS::CloudTrail::Trail configuration\n",
    ] {
        assert!(told.contains(part), "{part}{told}");
    }
    // A new severity is no other judgement.
    let mut new = report(&[("a", Status::Pass)]);
    new.controls[0].severity = Severity::Low;
    assert!(
        !compared(&old, &new)
            .of_class(Class::Fixed)
            .next()
            .unwrap()
            .judged_otherwise
    );
}

#[test]
fn reports_of_other_accounts_are_not_compared() {
    let old = report(&[("a", Status::Pass)]);
    let mut new = old.clone();
    for account in &mut new.snapshot.accounts {
        account.id = format!("9{}", &account.id[1..]);
    }
    let error = diff(&(&old).into(), &(&new).into(), None, String::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "have no account in common: the old one is of 111122223333, 444455556666, \
         the new one of 911122223333, 944455556666"
    );
    // One account in common is enough, and the others are named.
    new.snapshot.accounts[0].id = LOGGING.to_owned();
    let diff = compared(&old, &new);
    assert_eq!(diff.scope.accounts_removed, [WORKLOAD]);
    let told = written(&diff, Format::Text, Style::default());
    for note in [
        "the reports are not of the same accounts: only the old one has 444455556666\n",
        "the reports are not of the same accounts: only the new one has 944455556666\n",
    ] {
        assert!(told.contains(note), "{told}");
    }
}

#[test]
fn a_report_with_two_answers_to_one_question_is_refused() {
    let fine = report(&[("a", Status::Pass)]);
    let twice = report(&[("a", Status::Fail), ("a", Status::Pass)]);
    for (old, new, which) in [(&fine, &twice, "new"), (&twice, &fine, "old")] {
        let error = diff(&old.into(), &new.into(), None, String::new()).unwrap_err();
        let expected = Incomparable::TwoAnswers {
            which,
            fingerprint: fine.findings[0].fingerprint(),
        };
        assert_eq!(error, expected);
    }
}

#[test]
fn what_is_doubtful_is_noted() {
    let mut old = report(&[("a", Status::Pass)]);
    let mut new = old.clone();
    let told = written(&compared(&old, &new), Format::Text, Style::default());
    assert!(told.contains("both reports judge one snapshot"), "{told}");
    new.snapshot_sha256 = "other".to_owned();
    new.tool = "assize 9.9.9".to_owned();
    new.snapshot.collected_at = "2026-11-19T02:14:00Z".to_owned();
    old.complete = false;
    let told = written(&compared(&old, &new), Format::Text, Style::default());
    for note in [
        "the new report's snapshot is the older one: are they swapped?",
        "the reports are by assize 0.1.0 and by assize 9.9.9: controls may have changed",
        "the collection of the old report's snapshot was interrupted",
    ] {
        assert!(told.contains(note), "{note}\n{told}");
    }
}

/// Two reports between which something of each kind changes.
fn pair() -> (ModelReport, ModelReport) {
    let new = sample::report();
    let mut old = new.clone();
    old.snapshot_sha256 = "0".repeat(64);
    old.snapshot.collected_at = "2026-11-19T02:14:00Z".to_owned();
    old.findings[1].outcome = Outcome::Pass;
    old.findings[0].outcome = outcome(Status::Fail);
    old.findings[3].outcome = Outcome::Pass;
    old.findings[4].outcome = Outcome::Pass;
    old.findings.remove(9);
    old.gaps.truncate(1);
    old.controls[0].parameters = BTreeMap::from([("days".to_owned(), serde_json::json!(30))]);
    (old, new)
}

#[test]
fn a_comparison_as_text() {
    let (old, new) = pair();
    insta::assert_snapshot!(written(
        &compared(&old, &new),
        Format::Text,
        Style::default()
    ));
}

#[test]
fn a_comparison_as_markdown() {
    let (old, new) = pair();
    insta::assert_snapshot!(written(
        &compared(&old, &new),
        Format::Markdown,
        Style::default()
    ));
}

#[test]
fn json_fits_its_schema_and_comes_back() {
    let (old, new) = pair();
    let diff = compared(&old, &new);
    let json = written(&diff, Format::Json, Style::default());
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    sample::fits(&schema().to_string(), &value);
    assert_eq!(value["schemaVersion"], 1);
    assert_eq!(value["verdict"], "new-failures");
    assert_eq!(value["summary"]["stillWaived"], 1);
    assert_eq!(serde_json::from_str::<Diff>(&json).unwrap(), diff);
    insta::assert_snapshot!(serde_json::to_string_pretty(&schema()).unwrap());
}

/// Markdown without its code spans, each of which ends with as many backticks as it began with.
fn without_code(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let (before, after) = rest.split_at(at);
        plain.push_str(before);
        let fence = after.len() - after.trim_start_matches('`').len();
        let (fence, inner) = after.split_at(fence);
        if before.ends_with('\\') {
            rest = inner;
            continue;
        }
        let mut ends = inner.match_indices(fence).filter(|(at, _)| {
            !inner[..*at].ends_with('`') && !inner[at + fence.len()..].starts_with('`')
        });
        rest = ends.next().map_or("", |(at, _)| &inner[at + fence.len()..]);
    }
    plain + rest
}

#[test]
fn hostile_strings_are_inert_in_every_format() {
    let old = sample::hostile();
    let mut new = old.clone();
    let statuses: Vec<Outcome> = old
        .findings
        .iter()
        .map(|finding| finding.outcome.clone())
        .collect();
    for (finding, outcome) in new.findings.iter_mut().rev().zip(statuses) {
        finding.outcome = outcome;
    }
    new.findings.pop();
    new.controls[0]
        .parameters
        .insert(sample::HOSTILE.to_owned(), sample::HOSTILE.into());
    new.snapshot.accounts.push(new.snapshot.accounts[0].clone());
    new.snapshot.accounts[1].id.push('x');
    new.controls[0].actions = vec![sample::HOSTILE.to_owned()];
    new.coverage = vec![Coverage {
        action: sample::HOSTILE.to_owned(),
        account_id: sample::HOSTILE.to_owned(),
        region: None,
        resource_type: None,
        calls: 1,
    }];
    for (old, new) in [(&old, &new), (&new, &old)] {
        let diff = compared(old, new);
        for (name, format) in Format::ALL {
            let text = written(&diff, format, VERBOSE);
            assert!(
                !text.contains(|c| is_hidden(c) && c != '\n' && c != '\u{200b}'),
                "{name}: {text}"
            );
            match format {
                Format::Text => {
                    for line in text.lines() {
                        let mut words = line.split_whitespace();
                        assert!(!words.any(|word| word.starts_with("::")), "{line}");
                        assert!(!line.contains("##["), "{line}");
                    }
                }
                Format::Markdown => {
                    // Outside of code nothing is markup of the cloud's.
                    let plain = without_code(&text).replace("\\]", "");
                    assert!(plain.contains("&lt;script&gt;"), "{plain}");
                    for markup in ["<script", "@octocat", "](", "://"] {
                        assert!(!plain.contains(markup), "{markup} in {plain}");
                    }
                }
                Format::Json => {
                    serde_json::from_str::<Diff>(&text).unwrap();
                }
            }
        }
    }
}

/// A status or none, in five of six cases one.
fn status() -> impl Strategy<Value = Option<Status>> {
    (0..6_usize).prop_map(|at| Status::ALL.get(at).copied())
}

/// A finding's control, what it was, what it is, and where.
type Course = (usize, Option<Status>, Option<Status>, bool);

fn two_reports() -> impl Strategy<Value = (ModelReport, ModelReport)> {
    let change = (0..3_usize, status(), status(), any::<bool>());
    (prop::collection::vec(change, 1..12), any::<[bool; 4]>()).prop_map(|(changes, flags)| {
        let controls = ["one", "three", "two"].map(control);
        let build = |pick: fn(&Course) -> Option<Status>, drop_control: bool, complete: bool| {
            let findings = changes.iter().enumerate().filter_map(|(number, change)| {
                let region = if change.3 { "eu-west-1" } else { "us-east-1" };
                let subject = sample::resource(LOGGING, region, &format!("arn-{number}"));
                let is_left_out = drop_control && change.0 == 0;
                let status = pick(change).filter(|_| !is_left_out)?;
                Some(sample::finding(
                    &controls[change.0],
                    subject,
                    outcome(status),
                ))
            });
            ModelReport {
                findings: findings.collect(),
                controls: controls
                    .iter()
                    .skip(usize::from(drop_control))
                    .cloned()
                    .collect(),
                complete,
                ..sample::empty()
            }
        };
        let old = build(|change| change.1, flags[0], flags[1]);
        let new = build(|change| change.2, flags[2], flags[3]);
        (old, new)
    })
}

fn fingerprints(report: &ModelReport) -> BTreeSet<String> {
    report
        .findings
        .iter()
        .map(crate::model::finding::Finding::fingerprint)
        .collect()
}

proptest! {
    #[test]
    fn a_report_does_not_differ_from_itself((report, _) in two_reports()) {
        let diff = compared(&report, &report);
        prop_assert_eq!(diff.verdict, Verdict::NotWorse);
        let kept = [Class::StillFailing, Class::StillUnknown, Class::StillWaived];
        prop_assert!(diff.findings.iter().all(|change| kept.contains(&change.class)));
        prop_assert!(diff.findings.iter().all(|change| change.violations_before.is_empty()));
        prop_assert!(diff.controls.is_empty());
        prop_assert!(diff.scope.is_empty());
        prop_assert_eq!(diff.coverage, CoverageChanges::default());
    }

    #[test]
    fn every_finding_of_either_report_is_in_one_class((old, new) in two_reports()) {
        let diff = compared(&old, &new);
        let all: BTreeSet<String> = fingerprints(&old).union(&fingerprints(&new)).cloned().collect();
        prop_assert_eq!(diff.summary.values().sum::<u64>(), all.len() as u64);
        prop_assert_eq!(diff.summary.len(), Class::ALL.len());
        let mut seen = BTreeSet::new();
        for change in &diff.findings {
            prop_assert!(all.contains(&change.fingerprint));
            prop_assert!(seen.insert(&change.fingerprint), "{} twice", change.fingerprint);
        }
        prop_assert_eq!(all.len() as u64 - seen.len() as u64, diff.count(Class::Unchanged));
    }

    #[test]
    fn the_other_way_round_is_the_mirror((old, new) in two_reports()) {
        let (there, back) = (compared(&old, &new), compared(&new, &old));
        type Seen<'d> = BTreeSet<(&'d str, Option<Status>, Option<Status>, bool)>;
        let seen: Seen = there.findings.iter()
            .map(|change| (change.fingerprint.as_str(), change.old, change.new, change.absence.is_some()))
            .collect();
        let mirrored: Seen = back.findings.iter()
            .map(|change| (change.fingerprint.as_str(), change.new, change.old, change.absence.is_some()))
            .collect();
        prop_assert_eq!(seen, mirrored);
        prop_assert_eq!(&there.controls.added, &back.controls.removed);
        prop_assert_eq!(&there.controls.removed, &back.controls.added);
        prop_assert_eq!(&there.coverage.lost, &back.coverage.gained);
        prop_assert_eq!(&there.old, &back.new);
        prop_assert_eq!(there.count(Class::Unchanged), back.count(Class::Unchanged));
    }
}
