//! A framework section by section, or a set of controls step by step: what its controls say together.
//!
//! A view never makes more of its framework than it is. Sections that no control judges are named as such; where assize does
//! not know all sections of a framework, that is said; a section of which not all controls were part of the run has no status.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::control::Control;
use super::finding::{Finding, Status};

/// What is divided into sections.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum ViewKind {
    /// A framework and its sections.
    Framework,
    /// A set of controls and its steps.
    Set,
}

impl ViewKind {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Framework => "framework",
            Self::Set => "set",
        }
    }

    /// What it is divided into, as one and as several.
    pub fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Framework => ("section", "sections"),
            Self::Set => ("step", "steps"),
        }
    }
}

/// What a view is about, before anything was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// A framework or a set.
    pub kind: ViewKind,
    /// The name that selects it.
    pub id: String,
    /// Its own name.
    pub title: String,
    /// Its version, where it has one.
    pub version: Option<String>,
    /// Its publisher's page.
    pub url: Option<String>,
    /// Whether all of its sections are known here.
    pub complete: bool,
    /// The sections that controls judge, each with the ids of them all, whether they are part of a run or not.
    pub sections: Vec<Part<Vec<String>>>,
    /// The sections or chapters that no control judges.
    pub not_judged: Vec<Part<()>>,
}

/// A section or a step, with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<T> {
    /// The section's number, or the step's name.
    pub id: String,
    /// What it is about, in words of our own; of a section that is known by its number alone nothing.
    pub about: Option<String>,
    /// What is known.
    pub held: T,
}

/// An outline after a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// A framework or a set.
    pub kind: ViewKind,
    /// The name that selects it.
    pub id: String,
    /// Its own name.
    pub title: String,
    /// Its version, where it has one.
    pub version: Option<String>,
    /// Its publisher's page.
    pub url: Option<String>,
    /// Whether all of its sections are known here.
    pub complete: bool,
    /// The sections that controls judge.
    pub sections: Vec<Part<Judgement>>,
    /// The sections or chapters that no control judges.
    pub not_judged: Vec<Part<()>>,
}

/// What the controls of a section say together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The worst of the controls' statuses; none where that is no FAIL and no ERROR and not all of them were part of the run.
    pub status: Option<Status>,
    /// The controls, by id.
    pub controls: Vec<ControlJudgement>,
}

/// What a control says of all of its subjects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlJudgement {
    /// The control.
    pub id: String,
    /// The worst status of its findings; none where it was not part of the run.
    pub status: Option<Status>,
    /// Its findings by status.
    pub findings: BTreeMap<Status, u64>,
    /// Whether it was judged with a parameter that is looser than this framework asks.
    pub is_looser: bool,
}

impl View {
    /// Puts the findings of a run into an outline.
    pub fn new(outline: Outline, controls: &[Control], findings: &[Finding]) -> Self {
        let mut counts: BTreeMap<&str, BTreeMap<Status, u64>> = BTreeMap::new();
        for finding in findings {
            *counts
                .entry(&finding.control)
                .or_default()
                .entry(finding.outcome.status())
                .or_default() += 1;
        }
        let judge = |id: String| {
            let findings = counts.get(id.as_str()).cloned().unwrap_or_default();
            let is_looser = controls
                .iter()
                .any(|control| control.id == id && control.looser_than().contains(&&*outline.id));
            ControlJudgement {
                status: findings.keys().next().copied(),
                id,
                findings,
                is_looser,
            }
        };
        let sections = outline
            .sections
            .into_iter()
            .map(|section| Part {
                id: section.id,
                about: section.about,
                held: Judgement::of(section.held.into_iter().map(judge).collect()),
            })
            .collect();
        Self {
            kind: outline.kind,
            id: outline.id,
            title: outline.title,
            version: outline.version,
            url: outline.url,
            complete: outline.complete,
            sections,
            not_judged: outline.not_judged,
        }
    }

    /// How many sections have which status; every status is there.
    pub fn counts(&self) -> BTreeMap<Status, u64> {
        let mut counts: BTreeMap<Status, u64> =
            Status::ALL.into_iter().map(|status| (status, 0)).collect();
        for status in self.sections.iter().filter_map(|part| part.held.status) {
            *counts.entry(status).or_default() += 1;
        }
        counts
    }

    /// How many sections have no status, because controls of theirs were not part of the run.
    pub fn open(&self) -> u64 {
        let open = self.sections.iter();
        open.filter(|part| part.held.status.is_none()).count() as u64
    }
}

impl Judgement {
    fn of(controls: Vec<ControlJudgement>) -> Self {
        let worst = controls.iter().filter_map(|control| control.status).min();
        let is_whole = controls.iter().all(|control| control.status.is_some());
        Self {
            status: worst
                .filter(|status| is_whole || matches!(status, Status::Fail | Status::Error)),
            controls,
        }
    }
}

/// The order in which people count: `4.2` before `4.10`.
pub fn natural(one: &str, other: &str) -> Ordering {
    let parts = |text: &str| -> Vec<(Option<u64>, String)> {
        text.split(['.', '-', '_', ' ', '('])
            .map(|part| (part.parse().ok(), part.to_owned()))
            .collect()
    };
    parts(one).cmp(&parts(other)).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::{NonEmpty, Outcome, Reason, Severity, Subject, Violation};

    fn outline(controls: &[&str]) -> Outline {
        Outline {
            kind: ViewKind::Framework,
            id: "f".to_owned(),
            title: "F".to_owned(),
            version: None,
            url: None,
            complete: true,
            sections: vec![Part {
                id: "1".to_owned(),
                about: None,
                held: controls.iter().map(|id| (*id).to_owned()).collect(),
            }],
            not_judged: Vec::new(),
        }
    }

    fn finding(control: &str, outcome: Outcome) -> Finding {
        Finding {
            control: control.to_owned(),
            subject: Subject::Account {
                account: "111122223333".to_owned(),
            },
            severity: Severity::High,
            outcome,
        }
    }

    fn outcome(status: Status) -> Outcome {
        let violations = NonEmpty::one(Violation {
            message: "x".to_owned(),
            path: None,
        });
        match status {
            Status::Fail => Outcome::Fail(violations),
            Status::Error => Outcome::Error {
                reasons: NonEmpty::one(Reason::Policy("x".to_owned())),
                seen: Vec::new(),
            },
            Status::Waived => Outcome::Waived {
                violations,
                waiver: "w".to_owned(),
            },
            Status::Pass => Outcome::Pass,
            Status::NotApplicable => Outcome::NotApplicable("x".to_owned()),
        }
    }

    /// The status of a section of the controls `a`, with these findings, and `b`, with that one if it was run.
    fn status(a: &[Status], b: Option<Status>) -> Option<Status> {
        let findings: Vec<Finding> = a
            .iter()
            .map(|status| finding("a", outcome(*status)))
            .chain(b.map(|status| finding("b", outcome(status))))
            .collect();
        let view = View::new(outline(&["a", "b"]), &[], &findings);
        assert_eq!(
            view.open(),
            u64::from(view.sections[0].held.status.is_none())
        );
        view.sections[0].held.status
    }

    #[test]
    fn a_section_is_as_its_worst_control() {
        use Status::{Error, Fail, NotApplicable, Pass, Waived};
        for (a, b, expected) in [
            (&[Pass, Fail][..], Pass, Fail),
            (&[Error, Fail], Pass, Fail),
            (&[Pass], Error, Error),
            (&[Pass, Waived], NotApplicable, Waived),
            (&[Pass, NotApplicable], NotApplicable, Pass),
            (&[NotApplicable], NotApplicable, NotApplicable),
        ] {
            assert_eq!(status(a, Some(b)), Some(expected), "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_section_that_was_judged_in_part_passes_in_no_way() {
        use Status::{Error, Fail, NotApplicable, Pass, Waived};
        for a in [Pass, Waived, NotApplicable] {
            assert_eq!(status(&[a], None), None);
        }
        assert_eq!(status(&[Fail], None), Some(Fail));
        assert_eq!(status(&[Error], None), Some(Error));
        assert_eq!(status(&[], None), None);
    }

    #[test]
    fn sections_are_in_the_order_in_which_people_count() {
        let mut sections = [
            "4.10", "4.2", "A.8.15", "10.1", "4.2.1", "AC-6(9)", "AC-6(10)",
        ];
        sections.sort_by(|a, b| natural(a, b));
        assert_eq!(
            sections,
            [
                "A.8.15", "AC-6(10)", "AC-6(9)", "4.2", "4.2.1", "4.10", "10.1"
            ]
        );
    }
}
