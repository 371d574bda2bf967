//! Messages that say the same of every resource.

use super::Subject;
use crate::model::finding::SubjectKind;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::syntax::{ExprKind, RuleKind};

/// About one item a constant message without a `path` leaves open what was seen where.
pub(super) fn constant(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let is_about_one_item =
        subject.metadata().subject == SubjectKind::Resource && subject.policy.reads.is_local();
    if !is_about_one_item {
        return Vec::new();
    }
    subject
        .module
        .rules
        .iter()
        .filter(|rule| rule.name == "deny")
        .filter_map(|rule| {
            let RuleKind::Set(key) = &rule.kind else {
                return None;
            };
            let ExprKind::Object(fields) = &key.kind else {
                return None;
            };
            let value = |name: &str| {
                fields
                    .iter()
                    .find(|(key, _)| key.as_str() == Some(name))
                    .map(|(_, value)| value)
            };
            let is_constant = value("message")?.as_str().is_some();
            (is_constant && value("path").is_none()).then(|| {
                let help =
                    "add the `path` of the value at fault, or put what was seen into the message";
                let message =
                    "the message is the same for every resource, and no `path` says where to look";
                subject
                    .at(key.position, message)
                    .with_help(Some(help.to_owned()))
            })
        })
        .collect()
}
