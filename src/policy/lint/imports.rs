//! Imports that nothing uses.

use std::collections::BTreeSet;

use super::Subject;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::resolve::mentioned;

pub(super) fn unused(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut used = BTreeSet::new();
    for rule in &subject.module.rules {
        mentioned(rule, &mut used);
    }
    subject
        .module
        .imports
        .iter()
        .filter(|import| import.path.first().is_some_and(|root| root == "data"))
        .filter(|import| !used.contains(&import.alias))
        .map(|import| {
            let message = format!("the import `{}` is never used", import.path.join("."));
            subject.at(import.position, message)
        })
        .collect()
}
