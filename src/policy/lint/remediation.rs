//! Remediations: commands that are copied.

use super::Subject;
use crate::model::finding::SubjectKind;
use crate::policy::diagnostic::{Diagnostic, did_you_mean};

/// What a finding puts in place of.
const PLACEHOLDERS: [&str; 4] = ["arn", "name", "region", "account"];

/// The words in braces. JSON in a command has braces too; a placeholder is a word in them.
fn placeholders(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, from)) = rest.split_once('{') {
        let length = from
            .find(|c: char| !c.is_ascii_alphabetic() && c != '_')
            .unwrap_or(from.len());
        if length > 0 && from[length..].starts_with('}') {
            found.push(&from[..length]);
        }
        rest = from;
    }
    found
}

pub(super) fn names_no_subject(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let metadata = subject.metadata();
    let names_one = placeholders(&metadata.remediation)
        .iter()
        .any(|name| PLACEHOLDERS.contains(name));
    if metadata.subject != SubjectKind::Resource || names_one {
        return Vec::new();
    }
    let message = "the remediation does not name the resource";
    let help = "write `{arn}`, `{name}`, `{region}` or `{account}` where the command needs it";
    vec![
        subject
            .at_metadata("remediation", message)
            .with_help(Some(help.to_owned())),
    ]
}

pub(super) fn unknown_placeholder(subject: &Subject<'_>) -> Vec<Diagnostic> {
    placeholders(&subject.metadata().remediation)
        .into_iter()
        .filter(|name| !PLACEHOLDERS.contains(name))
        .map(|name| {
            let message = format!("nothing fills the placeholder `{{{name}}}` of the remediation");
            let help = did_you_mean(name, PLACEHOLDERS)
                .unwrap_or_else(|| "there are {arn}, {name}, {region} and {account}".to_owned());
            subject
                .at_metadata("remediation", message)
                .with_help(Some(help))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn a_placeholder_is_a_word_in_braces() {
        let command = "aws x --name {arn} --json '{\"a\": {\"b\": {}}}' {bucket_name} ${VAR}x {";
        assert_eq!(placeholders(command), ["arn", "bucket_name", "VAR"]);
    }
}
