//! Built-in controls that are of one kind with an own one, by what they are called.

use super::Subject;
use crate::model::finding::Severity;
use crate::policy::diagnostic::Diagnostic;

/// The aliases that select built-in controls too, each with their ids and severities.
fn shared<'a>(subject: &'a Subject<'_>) -> Vec<(&'a str, Vec<(&'a str, Severity)>)> {
    subject
        .metadata()
        .aliases
        .iter()
        .map(|alias| {
            let kin = subject
                .builtin
                .iter()
                .filter(|(id, metadata)| id == alias || metadata.aliases.contains(alias))
                .map(|(id, metadata)| (*id, metadata.severity))
                .collect::<Vec<_>>();
            (alias.as_str(), kin)
        })
        .filter(|(_, kin)| !kin.is_empty())
        .collect()
}

pub(super) fn alias(subject: &Subject<'_>) -> Vec<Diagnostic> {
    // A built-in control shares what other tools call it with its neighbours.
    if subject.is_built_in() {
        return Vec::new();
    }
    shared(subject)
        .into_iter()
        .map(|(alias, kin)| {
            let ids: Vec<String> = kin.iter().map(|(id, _)| format!("`{id}`")).collect();
            let message = format!("the alias `{alias}` selects {} too", ids.join(" and "));
            let help = format!(
                "give it another name, or leave the built-in control out with `--exclude {}`",
                kin[0].0
            );
            subject.at_metadata(alias, message).with_help(Some(help))
        })
        .collect()
}

pub(super) fn severity(subject: &Subject<'_>) -> Vec<Diagnostic> {
    if subject.is_built_in() {
        return Vec::new();
    }
    let own = subject.metadata().severity;
    let mut found = Vec::new();
    for (alias, kin) in shared(subject) {
        // Where several built-in controls share the alias, one of them has the severity that is wanted.
        if kin.iter().any(|(_, severity)| *severity == own) {
            continue;
        }
        let (id, severity) = kin[0];
        let message = format!(
            "severity {own} differs from {severity} of `{id}`, which has the alias `{alias}` too"
        );
        found.push(subject.at_metadata("severity", message));
    }
    found
}
