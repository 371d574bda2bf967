//! Absence that passes. The analysis of what a policy reads finds it; here it is only passed on.

use super::Subject;
use crate::policy::diagnostic::Diagnostic;

pub(super) fn passes(subject: &Subject<'_>) -> Vec<Diagnostic> {
    // What is in a library is seen through each control that uses it, at the library's own place.
    subject.policy.absences.clone()
}
