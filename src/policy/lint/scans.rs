//! Searches through all resources of a type for the one whose key is known.

use super::Subject;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::syntax::{Body, Comparison, Expr, ExprKind, Literal, RuleKind, Statement};

/// What a resource is found by: its key is its ARN, where it has one.
const KEY: &str = "arn";

pub(super) fn for_one(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut scans = Scans {
        subject,
        found: Vec::new(),
    };
    for rule in &subject.module.rules {
        if let RuleKind::Set(key) | RuleKind::Object(key) = &rule.kind {
            scans.within(key);
        }
        for Body { value, query } in &rule.bodies {
            scans.query(query);
            if let Some(value) = value {
                scans.within(value);
            }
        }
    }
    scans.found
}

struct Scans<'a> {
    subject: &'a Subject<'a>,
    found: Vec<Diagnostic>,
}

impl Scans<'_> {
    /// Looks for a search within one query: an element of all resources, and its ARN compared.
    fn query(&mut self, query: &[Statement]) {
        let elements: Vec<(&str, String)> = query
            .iter()
            .filter_map(|statement| self.element(statement))
            .collect();
        for statement in query {
            self.statement(statement);
            let Literal::Expr(Expr {
                kind: ExprKind::Compare(Comparison::Equal, left, right),
                position,
            }) = &statement.literal
            else {
                continue;
            };
            let searched = [left, right].into_iter().find_map(|side| {
                let ExprKind::Ref(base, key) = &side.kind else {
                    return None;
                };
                if key.as_str() != Some(KEY) {
                    return None;
                }
                match &base.kind {
                    ExprKind::Var(name) => elements
                        .iter()
                        .find(|(element, _)| element == name)
                        .map(|(_, of)| of.clone()),
                    _ => self.gone_through(base),
                }
            });
            if let Some(of) = searched {
                let message = format!("this goes through all of `{of}` to find one by its ARN");
                let help = format!("the ARN is the key: `{of}[arn]`");
                self.found
                    .push(self.subject.at(*position, message).with_help(Some(help)));
            }
        }
    }

    /// The variable that stands for each resource of a type, and what it goes through.
    fn element<'s>(&self, statement: &'s Statement) -> Option<(&'s str, String)> {
        let (name, of) = match &statement.literal {
            Literal::SomeIn {
                value, collection, ..
            } => (value, self.resources(collection)?),
            Literal::Expr(Expr {
                kind: ExprKind::Assign(name, value),
                ..
            }) => (name.as_ref(), self.gone_through(value)?),
            _ => return None,
        };
        match &name.kind {
            ExprKind::Var(name) => Some((name, of)),
            _ => None,
        }
    }

    /// What `resources[TYPE][key]` goes through, where the key is a variable of its own.
    fn gone_through(&self, expr: &Expr) -> Option<String> {
        match &expr.kind {
            ExprKind::Ref(base, key) if matches!(key.kind, ExprKind::Var(_)) => {
                self.resources(base)
            }
            _ => None,
        }
    }

    /// All resources of a type, as they are written out.
    fn resources(&self, expr: &Expr) -> Option<String> {
        let path = expr.path()?;
        let parts: Vec<&str> = path.iter().map(|(part, _)| *part).collect();
        match parts.as_slice() {
            ["data", "snapshot", "resources", name] => {
                Some(format!("data.snapshot.resources[\"{name}\"]"))
            }
            ["input", owner @ ("account" | "region"), "resources", name] => {
                Some(format!("input.{owner}.resources[\"{name}\"]"))
            }
            _ => None,
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.literal {
            Literal::Some(_) => {}
            Literal::SomeIn { collection, .. } => self.within(collection),
            Literal::Expr(expr) | Literal::Not(expr) => self.within(expr),
            Literal::Every {
                collection, query, ..
            } => {
                self.within(collection);
                self.query(query);
            }
        }
    }

    /// Looks at the queries within an expression.
    fn within(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Scalar(_) | ExprKind::Var(_) => {}
            ExprKind::Array(items) | ExprKind::Set(items) | ExprKind::Combine(items) => {
                for item in items {
                    self.within(item);
                }
            }
            ExprKind::Object(fields) => {
                for (key, value) in fields {
                    self.within(key);
                    self.within(value);
                }
            }
            ExprKind::ArrayCompr(term, query) | ExprKind::SetCompr(term, query) => {
                self.query(query);
                self.within(term);
            }
            ExprKind::ObjectCompr(key, value, query) => {
                self.query(query);
                self.within(key);
                self.within(value);
            }
            ExprKind::Call(_, arguments) => {
                for argument in arguments {
                    self.within(argument);
                }
            }
            ExprKind::Ref(left, right)
            | ExprKind::Compare(_, left, right)
            | ExprKind::Assign(left, right)
            | ExprKind::Unify(left, right) => {
                self.within(left);
                self.within(right);
            }
            ExprKind::In(key, value, collection) => {
                for expr in key.iter().chain([value, collection]) {
                    self.within(expr);
                }
            }
        }
    }
}
