//! Exit codes: the only place that knows them.

use std::process::ExitCode;

use crate::model::report::{Gate, Report, Verdict};

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

    /// How a report ends the run, with what the user asked to forgive.
    pub fn of(report: &Report) -> Self {
        Self::forgiving(report.verdict(), report.is_incomplete(), report.gate)
    }

    /// Each leniency forgives one thing: failures that are forgiven do not hide what could not be judged beside them.
    fn forgiving(verdict: Verdict, incomplete: bool, gate: Gate) -> Self {
        match verdict {
            Verdict::NonCompliant if !gate.exit_zero => Self::NonCompliant,
            _ if incomplete && !gate.allow_errors => Self::Incomplete,
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

    #[test]
    fn each_leniency_forgives_one_thing() {
        let gate = |exit_zero, allow_errors| Gate {
            exit_zero,
            allow_errors,
            ..Gate::default()
        };
        let fails = [
            Exit::NonCompliant,
            Exit::Compliant,
            Exit::NonCompliant,
            Exit::Compliant,
        ];
        let incomplete = [
            Exit::Incomplete,
            Exit::Incomplete,
            Exit::Compliant,
            Exit::Compliant,
        ];
        let both = [
            Exit::NonCompliant,
            Exit::Incomplete,
            Exit::NonCompliant,
            Exit::Compliant,
        ];
        for (verdict, is_incomplete, expected) in [
            (Verdict::Compliant, false, [Exit::Compliant; 4]),
            (Verdict::NonCompliant, false, fails),
            (Verdict::Incomplete, true, incomplete),
            (Verdict::NonCompliant, true, both),
        ] {
            let found = [(false, false), (true, false), (false, true), (true, true)].map(
                |(exit_zero, allow_errors)| {
                    Exit::forgiving(verdict, is_incomplete, gate(exit_zero, allow_errors))
                },
            );
            assert_eq!(found, expected, "{verdict:?}, incomplete: {is_incomplete}");
        }
    }
}
