//! Counts of what may be undefined. Who asks whether there is nothing wants an answer where nothing was found, too.

use super::Subject;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::syntax::{
    Body, Comparison, Expr, ExprKind, Literal, Module, Rule, RuleKind, Statement,
};

pub(super) fn of_undefined(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut statements = Vec::new();
    for rule in &subject.module.rules {
        if let RuleKind::Set(key) | RuleKind::Object(key) = &rule.kind {
            within(key, &mut statements);
        }
        for Body { value, query } in &rule.bodies {
            below(query, &mut statements);
            if let Some(value) = value {
                within(value, &mut statements);
            }
        }
    }
    statements
        .into_iter()
        .filter_map(|statement| {
            let Literal::Expr(expression) = &statement.literal else {
                return None;
            };
            let counted = asked_for_nothing(expression)?;
            let definitions = definitions(subject, counted)?;
            may_be_undefined(&definitions).then(|| {
                let name = &definitions[0].name;
                let message =
                    format!("`{name}` may be undefined; then there is nothing to count, and this does not hold");
                let help = match definitions[0].kind {
                    RuleKind::Function(_) => "let it give an empty set where its conditions fail".to_owned(),
                    _ => format!("make it a set (`{name} contains …`), or give it a `default`"),
                };
                subject.at(expression.position, message).with_help(Some(help))
            })
        })
        .collect()
}

/// The statements of a query and of all queries within it.
fn below<'a>(query: &'a [Statement], found: &mut Vec<&'a Statement>) {
    for statement in query {
        found.push(statement);
        match &statement.literal {
            Literal::Some(_) => {}
            Literal::SomeIn {
                key,
                value,
                collection,
            } => {
                for expression in key.iter().chain([value, collection]) {
                    within(expression, found);
                }
            }
            Literal::Expr(expression) | Literal::Not(expression) => within(expression, found),
            Literal::Every {
                collection, query, ..
            } => {
                within(collection, found);
                below(query, found);
            }
        }
    }
}

fn within<'a>(expression: &'a Expr, found: &mut Vec<&'a Statement>) {
    if let ExprKind::ArrayCompr(_, query)
    | ExprKind::SetCompr(_, query)
    | ExprKind::ObjectCompr(_, _, query) = &expression.kind
    {
        below(query, found);
    }
    for part in expression.parts() {
        within(part, found);
    }
}

/// What is counted by a comparison that is meant to hold where there is nothing.
fn asked_for_nothing(expression: &Expr) -> Option<&Expr> {
    let ExprKind::Compare(comparison, left, right) = &expression.kind else {
        return None;
    };
    let is_zero = |side: &Expr| matches!(&side.kind, ExprKind::Scalar(value) if *value == 0);
    match comparison {
        Comparison::Equal => counted(left)
            .filter(|_| is_zero(right))
            .or_else(|| counted(right).filter(|_| is_zero(left))),
        Comparison::Below => counted(left),
        Comparison::Above => counted(right),
        Comparison::Unequal => None,
    }
}

fn counted(side: &Expr) -> Option<&Expr> {
    match &side.kind {
        ExprKind::Call(function, arguments) => match (&function.kind, arguments.as_slice()) {
            (ExprKind::Var(name), [argument]) if name == "count" => Some(argument),
            _ => None,
        },
        _ => None,
    }
}

/// The definitions of the rule or function that an expression names, in the control or in a library.
fn definitions<'a>(subject: &'a Subject<'_>, counted: &Expr) -> Option<Vec<&'a Rule>> {
    let named = match &counted.kind {
        ExprKind::Call(function, _) => function.path()?,
        _ => counted.path()?,
    };
    let (module, name): (&Module, &str) = match named.as_slice() {
        [(name, _)] => (subject.module, name),
        [(alias, _), (name, _)] => {
            let import = subject.module.import(alias)?;
            let package = import.path.get(1..)?;
            let module = subject
                .libraries
                .iter()
                .find(|module| module.package == package)?;
            (module, name)
        }
        _ => return None,
    };
    let rules: Vec<_> = module
        .rules
        .iter()
        .filter(|rule| rule.name == name)
        .collect();
    (!rules.is_empty()).then_some(rules)
}

/// Whether a rule may have no value: each of its definitions has conditions, and they do not complete each other.
fn may_be_undefined(definitions: &[&Rule]) -> bool {
    definitions.iter().all(|rule| {
        !rule.is_default
            && matches!(rule.kind, RuleKind::Complete | RuleKind::Function(_))
            && rule.bodies.iter().all(|body| !body.query.is_empty())
    }) && !complete_each_other(definitions)
}

/// Whether one definition is for all that another one is not for: `if x` and `if not x`.
fn complete_each_other(definitions: &[&Rule]) -> bool {
    let conditions: Vec<&str> = definitions
        .iter()
        .flat_map(|rule| &rule.bodies)
        .filter_map(|body| match body.query.as_slice() {
            [only] => Some(only.text.as_str()),
            _ => None,
        })
        .collect();
    conditions.iter().any(|condition| {
        condition
            .strip_prefix("not ")
            .is_some_and(|other| conditions.contains(&other))
    })
}
