//! The elements of the entry rules: what the engine's answer is read as must be seen to be of that form before anything runs.

use serde_json::Value;

use super::{Analysis, DENY};
use crate::policy::diagnostic::did_you_mean;
use crate::policy::flow::Abstract;
use crate::policy::syntax::{Expr, ExprKind, Module, Position};

/// The key that each element of an entry rule has, and those that it may have.
fn keys_of(entry: &str) -> (&'static str, &'static [&'static str]) {
    if entry == DENY {
        ("message", &["message", "path"])
    } else {
        ("reason", &["reason"])
    }
}

impl Analysis<'_> {
    /// Checks an element as far as it is written out, itself or in what it was followed to.
    pub(super) fn elements_of(
        &mut self,
        module: &Module,
        entry: &str,
        key: &Expr,
        element: &Abstract,
    ) {
        let (required, known) = keys_of(entry);
        let is = match &key.kind {
            ExprKind::Scalar(Value::String(_)) => Some("a string"),
            ExprKind::Scalar(_) => Some("no object"),
            ExprKind::Array(_) | ExprKind::ArrayCompr(..) => Some("a list"),
            ExprKind::Set(_) | ExprKind::SetCompr(..) => Some("a set"),
            _ if !element.constants.is_empty() => Some("a string"),
            _ => None,
        };
        if let Some(is) = is {
            let message = format!("an element of `{entry}` is {is}, and not an object");
            self.element(module, key.position, entry, message, None);
            return;
        }
        let is_written_out = matches!(&key.kind, ExprKind::Object(_));
        let is_known = !element.fields.is_empty()
            && !element.opaque
            && element.places.is_empty()
            && element.element.is_none();
        if (is_written_out || is_known) && !element.fields.contains_key(required) {
            let near = element.fields.keys().map(String::as_str);
            let help = did_you_mean(required, near).map(|_| format!("it is called `{required}`"));
            let message = format!("an element of `{entry}` has no `{required}`");
            self.element(module, key.position, entry, message, help);
            return;
        }
        for name in element.fields.keys() {
            if !known.contains(&name.as_str()) {
                let help = did_you_mean(name, known.iter().copied());
                let message = format!("an element of `{entry}` has an unknown key `{name}`");
                self.element(module, key.position, entry, message, help);
            }
        }
        if let ExprKind::Object(fields) = &key.kind {
            for (name, value) in fields {
                let Some(name) = name.as_str() else { continue };
                let what = match &value.kind {
                    ExprKind::Scalar(Value::String(text)) if text.trim().is_empty() => "is empty",
                    ExprKind::Scalar(Value::String(_)) => continue,
                    ExprKind::Scalar(_)
                    | ExprKind::Array(_)
                    | ExprKind::Set(_)
                    | ExprKind::Object(_) => "is no string",
                    _ => continue,
                };
                let message = format!("`{name}` of an element of `{entry}` {what}");
                self.element(module, value.position, entry, message, None);
            }
        }
    }

    fn element(
        &mut self,
        module: &Module,
        position: Position,
        entry: &str,
        message: String,
        help: Option<String>,
    ) {
        let form = if entry == DENY {
            "write `{\"message\": \"…\"}` or `{\"message\": \"…\", \"path\": \"…\"}`"
        } else {
            "write `{\"reason\": \"…\"}`"
        };
        let help = help.unwrap_or_else(|| form.to_owned());
        self.report(module, position, message, Some(help));
    }
}
