//! What a control is called, and whether its place says the same.

use super::Diagnostic;
use crate::policy::source::Source;
use crate::policy::syntax::Position;

/// The control's id: its package path without `assize`, in kebab case.
pub(in crate::policy) fn identity(parts: &[&str]) -> String {
    let own = if parts[0] == "assize" {
        &parts[1..]
    } else {
        parts
    };
    own.join("-").replace('_', "-")
}

/// The service: the part of the package path before the name.
pub(super) fn service(parts: &[&str]) -> String {
    parts[parts.len() - 2].replace('_', "-")
}

/// Folder, file and package must agree, so that an id tells where the control is.
pub(super) fn misplaced(source: &Source, package: &str) -> Option<Diagnostic> {
    let parts: Vec<&str> = package.split('.').collect();
    let agrees = parts.len() >= source.parts.len()
        && parts[parts.len() - source.parts.len()..]
            .iter()
            .zip(&source.parts)
            .all(|(part, folder)| part == folder);
    if agrees {
        return None;
    }
    let path = source.parts.join("/");
    let message = format!("package `{package}` does not agree with the path `{path}.rego`");
    let help = format!(
        "a file `{path}.rego` holds a package that ends in `{}`",
        source.parts.join(".")
    );
    let line = source
        .text
        .lines()
        .position(|line| line.starts_with("package "));
    let position = Position {
        line: line.map_or(1, |line| line as u32 + 1),
        column: 1,
    };
    Some(Diagnostic::new(&source.file, position, message).with_help(Some(help)))
}
