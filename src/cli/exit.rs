//! Exit codes: the only place that knows them.

use std::process::ExitCode;

use crate::model::report::{Gate, Verdict};

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

    /// How a verdict ends the run, with what the user asked to forgive.
    pub fn of(verdict: Verdict, gate: Gate) -> Self {
        match verdict {
            Verdict::Compliant => Self::Compliant,
            Verdict::NonCompliant if gate.exit_zero => Self::Compliant,
            Verdict::NonCompliant => Self::NonCompliant,
            Verdict::Incomplete if gate.allow_errors => Self::Compliant,
            Verdict::Incomplete => Self::Incomplete,
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
        assert_eq!(
            Exit::of(Verdict::NonCompliant, gate(true, false)),
            Exit::Compliant
        );
        assert_eq!(
            Exit::of(Verdict::NonCompliant, gate(false, true)),
            Exit::NonCompliant
        );
        assert_eq!(
            Exit::of(Verdict::Incomplete, gate(true, false)),
            Exit::Incomplete
        );
        assert_eq!(
            Exit::of(Verdict::Incomplete, gate(false, true)),
            Exit::Compliant
        );
        assert_eq!(
            Exit::of(Verdict::Compliant, gate(false, false)),
            Exit::Compliant
        );
    }
}
