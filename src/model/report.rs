//! The report: what was judged, how it came out, what could not be read.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::baseline::Baseline;
use super::control::Control;
use super::finding::{Finding, Severity, Status};
use super::gap::{Coverage, Gap};
use super::remediation::Remediation;
use super::snapshot::Header;
use super::view::View;
use super::waiver::{Waiver, Waivers};

/// Everything that a reporter needs, in the one order in which it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The program and its version.
    pub tool: String,
    /// The snapshot's scope and time.
    pub snapshot: Header,
    /// The snapshot's SHA-256.
    pub snapshot_sha256: String,
    /// False when the collection was interrupted: then nothing can be compliant.
    pub complete: bool,
    /// All controls evaluated, by id.
    pub controls: Vec<Control>,
    /// One finding for each pair of control and subject, by control and subject.
    pub findings: Vec<Finding>,
    /// What was asked for.
    pub coverage: Vec<Coverage>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// What decides whether a failure counts.
    pub gate: Gate,
    /// The frameworks and sets that were asked for, section by section.
    pub views: Vec<View>,
    /// The waivers, where a file of them was given.
    pub waivers: Option<Waivers>,
    /// The failures that were known before, where they were given.
    pub baseline: Option<Baseline>,
}

/// Which outcomes make the run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The least severity of a FAIL that counts.
    pub fail_on: Severity,
    /// Whether a run with ERROR findings may still count as compliant.
    pub allow_errors: bool,
    /// Whether failures are to be reported without failing.
    pub exit_zero: bool,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            fail_on: Severity::Low,
            allow_errors: false,
            exit_zero: false,
        }
    }
}

/// The judgement of a whole run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Something was judged, nothing failed at or above the threshold, everything could be read.
    Compliant,
    /// Something failed at or above the threshold.
    NonCompliant,
    /// Nothing failed at or above the threshold, but not everything could be judged.
    Incomplete,
}

impl Verdict {
    /// The verdict as words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compliant => "compliant",
            Self::NonCompliant => "non-compliant",
            Self::Incomplete => "incomplete",
        }
    }
}

/// How many findings have which status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Findings by status; every status is there.
    pub by_status: BTreeMap<Status, u64>,
    /// FAIL findings by severity; every severity is there.
    pub failures_by_severity: BTreeMap<Severity, u64>,
    /// ERROR findings by severity; every severity is there.
    pub errors_by_severity: BTreeMap<Severity, u64>,
    /// FAIL and ERROR findings of controls that only warn: they are among the other numbers and count for no verdict.
    pub warnings: u64,
    /// FAIL findings that were known before: they are among the other numbers and count for no verdict.
    pub baselined: u64,
}

impl Summary {
    /// The number of findings of a status.
    pub fn count(&self, status: Status) -> u64 {
        self.by_status.get(&status).copied().unwrap_or(0)
    }

    /// The number of findings.
    pub fn total(&self) -> u64 {
        self.by_status.values().sum()
    }
}

impl Report {
    /// The only judge of a run: exit codes and every format take it from here.
    pub fn verdict(&self) -> Verdict {
        let fails = self.findings.iter().any(|finding| {
            finding.outcome.status() == Status::Fail
                && finding.severity >= self.gate.fail_on
                && self.gates(finding)
                && !self.is_baselined(finding)
        });
        if fails {
            return Verdict::NonCompliant;
        }
        if self.is_whole() {
            Verdict::Compliant
        } else {
            Verdict::Incomplete
        }
    }

    /// Whether everything was judged. Nothing checked is not compliant, and neither is an inventory whose collection was broken
    /// off.
    pub fn is_whole(&self) -> bool {
        !self.has_errors() && self.is_judged() && self.complete
    }

    /// Whether a finding that counts has no verdict.
    pub fn has_errors(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.outcome.status() == Status::Error && self.gates(finding))
    }

    /// Whether anything that counts has a verdict: a run of controls that only warn has checked nothing.
    fn is_judged(&self) -> bool {
        self.findings.iter().any(|finding| {
            let has_verdict = !matches!(
                finding.outcome.status(),
                Status::Error | Status::NotApplicable
            );
            has_verdict && self.gates(finding)
        })
    }

    /// Whether a finding counts. What only warns is reported like any other, and neither fails a run nor leaves it open.
    pub fn gates(&self, finding: &Finding) -> bool {
        self.control(&finding.control)
            .is_none_or(|control| control.enforcement.is_gate())
    }

    /// Whether a finding is a failure that was known before. Such a one is reported like any other, and does not fail a run; what
    /// could not be judged is never among them.
    pub fn is_baselined(&self, finding: &Finding) -> bool {
        self.baseline
            .as_ref()
            .is_some_and(|baseline| baseline.has(finding))
    }

    /// Whether what is incomplete is forgiven: single errors are, where that was asked for; a run that judged nothing, or that
    /// was broken off, is not.
    pub fn forgives_errors(&self) -> bool {
        self.gate.allow_errors && self.complete && self.is_judged()
    }

    /// Counts of findings.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for status in Status::ALL {
            summary.by_status.insert(status, 0);
        }
        for severity in Severity::WORST_FIRST {
            summary.failures_by_severity.insert(severity, 0);
            summary.errors_by_severity.insert(severity, 0);
        }
        for finding in &self.findings {
            let status = finding.outcome.status();
            *summary.by_status.entry(status).or_default() += 1;
            let by_severity = match status {
                Status::Fail => &mut summary.failures_by_severity,
                Status::Error => &mut summary.errors_by_severity,
                _ => continue,
            };
            *by_severity.entry(finding.severity).or_default() += 1;
            summary.warnings += u64::from(!self.gates(finding));
            summary.baselined += u64::from(self.is_baselined(finding));
        }
        summary
    }

    /// The control of a finding.
    pub fn control(&self, id: &str) -> Option<&Control> {
        self.controls
            .binary_search_by(|control| control.id.as_str().cmp(id))
            .ok()
            .map(|index| &self.controls[index])
    }

    /// The waiver of that id.
    pub fn waiver(&self, id: &str) -> Option<&Waiver> {
        let waivers = self.waivers.as_ref()?;
        waivers.entries.iter().find(|waiver| waiver.id == id)
    }

    /// The findings of a status, the worst severity first, then by control and subject.
    pub fn findings_with(&self, status: Status) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self
            .findings
            .iter()
            .filter(|finding| finding.outcome.status() == status)
            .collect();
        findings.sort_by_key(|finding| Reverse(finding.severity));
        findings
    }

    /// The remediation of a finding's control with the finding's own names in it.
    pub fn remediation(&self, finding: &Finding) -> Remediation {
        self.control(&finding.control)
            .map(|control| control.remediation.filled(&finding.subject))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::control::Enforcement;
    use crate::model::finding::{NonEmpty, Outcome, Reason, Subject, SubjectKind, Violation};

    /// A report of a gating and a warning control, each with the outcome given, if any.
    fn judged(gating: Option<Outcome>, warning: Option<Outcome>) -> Report {
        let control = |id: &str, enforcement| Control {
            id: id.to_owned(),
            title: String::new(),
            description: String::new(),
            severity: Severity::High,
            enforcement,
            service: String::new(),
            subject: SubjectKind::Account,
            resource_types: Vec::new(),
            frameworks: BTreeMap::new(),
            remediation: Remediation::default(),
            aliases: Vec::new(),
            references: Vec::new(),
            reads: Vec::new(),
            actions: Vec::new(),
            parameters: BTreeMap::new(),
            customised_parameters: BTreeMap::new(),
            file: String::new(),
            line: 1,
        };
        let finding = |control: &str, outcome| Finding {
            control: control.to_owned(),
            subject: Subject::Account {
                account: "111122223333".to_owned(),
            },
            severity: Severity::High,
            outcome,
        };
        Report {
            tool: String::new(),
            snapshot: Header {
                schema_version: 1,
                collected_at: String::new(),
                tool: String::new(),
                caller: None,
                accounts: Vec::new(),
            },
            snapshot_sha256: String::new(),
            complete: true,
            controls: vec![
                control("gates", Enforcement::Gate),
                control("warns", Enforcement::Warn),
            ],
            findings: gating
                .map(|outcome| finding("gates", outcome))
                .into_iter()
                .chain(warning.map(|outcome| finding("warns", outcome)))
                .collect(),
            coverage: Vec::new(),
            gaps: Vec::new(),
            gate: Gate::default(),
            views: Vec::new(),
            waivers: None,
            baseline: None,
        }
    }

    fn fail() -> Outcome {
        Outcome::Fail(NonEmpty::one(Violation {
            message: "x".to_owned(),
            path: None,
        }))
    }

    fn error() -> Outcome {
        Outcome::Error {
            reasons: NonEmpty::one(Reason::Policy("x".to_owned())),
            seen: Vec::new(),
        }
    }

    #[test]
    fn what_only_warns_neither_fails_a_run_nor_leaves_it_open() {
        for warning in [fail(), error(), Outcome::Pass] {
            let report = judged(Some(Outcome::Pass), Some(warning));
            assert_eq!(report.verdict(), Verdict::Compliant, "{report:?}");
        }
        assert_eq!(
            judged(Some(Outcome::Pass), Some(fail())).summary().warnings,
            1
        );
        assert_eq!(judged(Some(fail()), Some(error())).summary().warnings, 1);
        // Nor does it hide what counts.
        assert_eq!(
            judged(Some(fail()), Some(Outcome::Pass)).verdict(),
            Verdict::NonCompliant
        );
        assert_eq!(
            judged(Some(error()), Some(fail())).verdict(),
            Verdict::Incomplete
        );
    }

    #[test]
    fn a_run_of_controls_that_only_warn_has_checked_nothing() {
        for warning in [fail(), error(), Outcome::Pass] {
            let report = judged(None, Some(warning.clone()));
            assert_eq!(report.verdict(), Verdict::Incomplete, "{report:?}");
            let none = Outcome::NotApplicable("x".to_owned());
            assert_eq!(
                judged(Some(none), Some(warning)).verdict(),
                Verdict::Incomplete
            );
        }
    }
    #[test]
    fn a_failure_that_was_known_before_is_reported_and_fails_no_run() {
        let mut report = judged(Some(fail()), Some(fail()));
        assert_eq!(report.verdict(), Verdict::NonCompliant);
        let subject = report.findings[0].subject.clone();
        let known = |control: &str, subject: Subject| Baseline {
            unchanged: BTreeMap::from([(control.to_owned(), [subject].into())]),
            ..Baseline::default()
        };
        report.baseline = Some(known("gates", subject.clone()));
        assert_eq!(report.verdict(), Verdict::Compliant);
        let summary = report.summary();
        assert_eq!((summary.count(Status::Fail), summary.baselined), (2, 1));
        // Another subject or another control is another failure.
        let other = Subject::Account {
            account: "444455556666".to_owned(),
        };
        for baseline in [known("gates", other), known("warns", subject.clone())] {
            report.baseline = Some(baseline);
            assert_eq!(report.verdict(), Verdict::NonCompliant);
        }
        // What could not be judged is not known, whatever was.
        let mut report = judged(Some(error()), None);
        report.baseline = Some(known("gates", subject));
        assert_eq!(report.verdict(), Verdict::Incomplete);
        assert_eq!(report.summary().baselined, 0);
    }
}
