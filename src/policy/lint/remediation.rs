//! Remediations: commands that are copied.

use super::Subject;
use crate::model::finding::SubjectKind;
use crate::model::remediation::{Piece, pieces};
use crate::policy::diagnostic::Diagnostic;

pub(super) fn names_no_subject(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let metadata = subject.metadata();
    let names_one = metadata
        .remediation
        .forms()
        .flat_map(|(form, text)| pieces(form, text))
        .any(|piece| matches!(piece, Piece::Name(..)));
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
