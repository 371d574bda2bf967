//! What is declared in the metadata and not used by the rules.

use super::Subject;
use crate::model::finding::SubjectKind;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::shape::{self, Shape};

pub(super) fn parameters(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let input = &subject.policy.reads.input;
    subject
        .metadata()
        .parameters
        .keys()
        .filter(|name| input.at(["parameters", name.as_str()]).is_none())
        .map(|name| {
            let message = format!("the policy never reads the parameter `{name}`");
            let help = format!("read `input.parameters.{name}`, or take it out of the metadata");
            subject.at_metadata(name, message).with_help(Some(help))
        })
        .collect()
}

pub(super) fn types(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let metadata = subject.metadata();
    let reads = &subject.policy.reads;
    let mut found = Vec::new();
    if metadata.subject == SubjectKind::Resource {
        let paths = reads
            .input
            .field("resource")
            .map(|mask| mask.paths())
            .unwrap_or_default();
        for name in &metadata.resource_types {
            let shape = shape::item(name);
            if !paths.iter().any(|path| has(shape, path)) {
                let message = format!("the policy reads nothing of its subjects of type `{name}`");
                found.push(subject.at_metadata(name, message));
            }
        }
    }
    for name in &metadata.reads {
        let is_read = [&reads.account, &reads.region, &reads.world]
            .iter()
            .any(|types| types.contains_key(name));
        if !is_read {
            let message = format!("the policy never reads the type `{name}` that it declares");
            let help = "`reads` is for types that the policy does not name itself".to_owned();
            found.push(subject.at_metadata("reads", message).with_help(Some(help)));
        }
    }
    found
}

/// Whether a shape has what a path names.
fn has(shape: &Shape, path: &str) -> bool {
    let mut shape = shape;
    for step in path.split('.') {
        shape = match shape {
            Shape::Object(fields) if step == "*" => match fields.values().next() {
                Some(field) => &field.shape,
                None => return false,
            },
            Shape::Object(fields) => match fields.get(step) {
                Some(field) => &field.shape,
                None => return false,
            },
            Shape::List(element) | Shape::Map(element) => element,
            // Nothing is known, or nothing is below: then it is the last step.
            _ => return true,
        };
    }
    true
}
