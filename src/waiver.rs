//! Waivers: failures that somebody answers for, with a reason and a last day.
//!
//! A waiver turns a FAIL into WAIVED and nothing else. What could not be judged, what does not concern a subject, and what is
//! right are none of its business. There is no clock here: the day is an argument, so the same file and the same day give the
//! same findings.

mod append;
mod apply;
mod pattern;
mod read;

#[cfg(test)]
mod tests;

use jiff::civil::Date;

pub use append::{NewWaiver, append};
pub use apply::{Case, Judged, Standing, apply, judge};
pub use pattern::Pattern;
pub use read::{day, read};

use crate::policy::diagnostic::{Diagnostic, nearest};
use crate::policy::syntax::Position;

/// A file of waivers.
#[derive(Clone, Debug, PartialEq)]
pub struct WaiverFile {
    /// The file, as messages show it.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// What its entries may do.
    pub limits: Limits,
    /// The entries, in the order of the file.
    pub entries: Vec<Entry>,
}

/// What the entries of a file may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many days ahead a last day may be.
    pub max_days: u32,
    /// From how many days before its last day a waiver is said to be over soon.
    pub warn_days: u32,
    /// How many failures a waiver may match.
    pub max_findings: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_days: 365,
            warn_days: 14,
            max_findings: 25,
        }
    }
}

/// One waiver of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id, unique in the file.
    pub id: String,
    /// Where it stands.
    pub position: Position,
    /// The controls, by id, alias or glob.
    pub controls: Vec<Pattern>,
    /// The subjects, by id or glob. None are all of the accounts.
    pub subjects: Vec<Pattern>,
    /// Subjects that are left out.
    pub except: Vec<Pattern>,
    /// The accounts; none are all.
    pub accounts: Vec<String>,
    /// The regions; none are all.
    pub regions: Vec<String>,
    /// Why the failures are accepted.
    pub reason: String,
    /// Who answers for them.
    pub owner: String,
    /// The last day on which it holds.
    pub expires: Date,
    /// Where it was discussed.
    pub ticket: Option<String>,
    /// Who agreed.
    pub approvals: Vec<String>,
}

impl Entry {
    /// Whether it is about a control.
    pub fn is_about<S: AsRef<str>>(&self, id: &str, aliases: &[S]) -> bool {
        self.controls.iter().any(|pattern| {
            pattern.matches(id) || aliases.iter().any(|alias| pattern.text() == alias.as_ref())
        })
    }

    /// Whether it is about a subject.
    pub fn concerns(&self, subject: &str, account: Option<&str>, region: Option<&str>) -> bool {
        let among = |names: &[String], name: Option<&str>| {
            names.is_empty() || name.is_some_and(|name| names.iter().any(|known| known == name))
        };
        let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(subject));
        (self.subjects.is_empty() || any(&self.subjects))
            && !any(&self.except)
            && among(&self.accounts, account)
            && among(&self.regions, region)
    }

    /// Whether its last day is over.
    pub fn is_over(&self, today: Date) -> bool {
        today > self.expires
    }

    /// How many days it still holds after today; negative once it is over.
    pub fn days_left(&self, today: Date) -> i64 {
        (self.expires - today).get_days().into()
    }
}

impl WaiverFile {
    /// Each control that an entry names and that there is not.
    ///
    /// A waiver of a control that does not exist waives nothing, and the failure that it was meant for goes unexplained.
    pub fn unknown_controls<S: AsRef<str>>(&self, known: &[(S, Vec<S>)]) -> Vec<Diagnostic> {
        let mut wrong = Vec::new();
        for entry in &self.entries {
            for pattern in &entry.controls {
                let is_known = known.iter().any(|(id, aliases)| {
                    pattern.matches(id.as_ref())
                        || aliases.iter().any(|alias| pattern.text() == alias.as_ref())
                });
                if !is_known {
                    let names = known.iter().flat_map(|(id, aliases)| {
                        std::iter::once(id.as_ref()).chain(aliases.iter().map(AsRef::as_ref))
                    });
                    let help = match nearest(pattern.text(), names) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "`assize policy list` lists the controls".to_owned(),
                    };
                    let what = if pattern.is_glob() {
                        "no control fits"
                    } else {
                        "there is no control"
                    };
                    let message = format!("waiver `{}`: {what} `{}`", entry.id, pattern.text());
                    wrong.push(
                        Diagnostic::new(&self.file, pattern.position, message)
                            .with_help(Some(help)),
                    );
                }
            }
        }
        wrong
    }
}
