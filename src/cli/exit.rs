//! Exit codes: the only place that knows them.

use std::process::ExitCode;

use crate::diff::{self, Diff};
use crate::model::report::{Report, Verdict};

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Something was judged, and nothing that counts is wrong.
    Compliant,
    /// Something that counts is wrong.
    NonCompliant,
    /// There is no verdict: usage, configuration, policies, credentials, the snapshot, or a report that could not be written.
    Error,
    /// Something could not be judged, and nothing that counts is wrong.
    Incomplete,
}

impl Exit {
    /// The code of the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Compliant => 0,
            Self::NonCompliant => 1,
            Self::Error => 2,
            Self::Incomplete => 3,
        }
    }

    /// How a report ends the run, with what the user asked to forgive. Failures that are forgiven hide no error.
    pub fn of(report: &Report) -> Self {
        match report.verdict() {
            Verdict::Compliant => Self::Compliant,
            Verdict::NonCompliant if !report.gate.exit_zero => Self::NonCompliant,
            Verdict::NonCompliant | Verdict::Incomplete => {
                if report.is_whole() || report.forgives_errors() {
                    Self::Compliant
                } else {
                    Self::Incomplete
                }
            }
        }
    }
}

impl Exit {
    /// How a comparison ends the run. New failures that are forgiven hide nothing that became unknown.
    pub fn of_diff(diff: &Diff, exit_zero: bool) -> Self {
        match diff.verdict {
            diff::Verdict::NewFailures if !exit_zero => Self::NonCompliant,
            _ if diff.is_less_known() => Self::Incomplete,
            _ => Self::Compliant,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::{
        Finding, NonEmpty, Outcome, Reason, Severity, Status, Subject, Violation,
    };
    use crate::model::report::Gate;
    use crate::model::snapshot::Header;

    #[test]
    fn codes_are_a_contract() {
        let codes = [
            Exit::Compliant,
            Exit::NonCompliant,
            Exit::Error,
            Exit::Incomplete,
        ]
        .map(Exit::code);
        assert_eq!(codes, [0, 1, 2, 3]);
    }

    /// How a run ends whose controls have these statuses.
    fn end(statuses: &[Status], complete: bool, exit_zero: bool, allow_errors: bool) -> Exit {
        let violation = Violation {
            message: "x".to_owned(),
            path: None,
        };
        let finding = |status: &Status| Finding {
            control: "a-control".to_owned(),
            subject: Subject::Account {
                account: "111122223333".to_owned(),
            },
            severity: Severity::High,
            outcome: match status {
                Status::Fail => Outcome::Fail(NonEmpty::one(violation.clone())),
                Status::Error => Outcome::Error {
                    reasons: NonEmpty::one(Reason::Policy("x".to_owned())),
                    seen: Vec::new(),
                },
                Status::Waived => Outcome::Waived {
                    violations: NonEmpty::one(violation.clone()),
                    waiver: "w".to_owned(),
                },
                Status::Pass => Outcome::Pass,
                Status::NotApplicable => Outcome::NotApplicable("x".to_owned()),
            },
        };
        Exit::of(&Report {
            tool: String::new(),
            snapshot: Header {
                schema_version: 1,
                collected_at: String::new(),
                tool: String::new(),
                caller: None,
                accounts: Vec::new(),
            },
            snapshot_sha256: String::new(),
            complete,
            controls: Vec::new(),
            findings: statuses.iter().map(finding).collect(),
            coverage: Vec::new(),
            gaps: Vec::new(),
            gate: Gate {
                exit_zero,
                allow_errors,
                ..Gate::default()
            },
            views: Vec::new(),
            waivers: None,
            baseline: None,
        })
    }

    #[test]
    fn each_leniency_forgives_one_thing() {
        use Status::{Error, Fail, Pass};
        for (statuses, exit_zero, allow_errors, expected) in [
            (vec![Pass], false, false, Exit::Compliant),
            (vec![Pass, Fail], false, true, Exit::NonCompliant),
            (vec![Pass, Fail], true, false, Exit::Compliant),
            (vec![Pass, Error], true, false, Exit::Incomplete),
            (vec![Pass, Error], false, true, Exit::Compliant),
            (vec![Fail, Error], false, false, Exit::NonCompliant),
            (vec![Fail, Error], true, false, Exit::Incomplete),
            (vec![Fail, Error], true, true, Exit::Compliant),
        ] {
            let found = end(&statuses, true, exit_zero, allow_errors);
            assert_eq!(found, expected, "{statuses:?} {exit_zero} {allow_errors}");
        }
    }

    #[test]
    fn a_run_that_judged_nothing_or_was_broken_off_is_never_forgiven() {
        use Status::{Error, NotApplicable, Pass};
        assert_eq!(end(&[], true, true, true), Exit::Incomplete);
        assert_eq!(end(&[NotApplicable], true, true, true), Exit::Incomplete);
        assert_eq!(end(&[Error], true, true, true), Exit::Incomplete);
        assert_eq!(end(&[Pass], false, true, true), Exit::Incomplete);
    }
}
