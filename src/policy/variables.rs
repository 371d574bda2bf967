//! Which variables a query binds, and which it uses.

use std::collections::BTreeSet;

use super::syntax::{Expr, ExprKind, Literal, Statement};

/// The wildcard.
pub const WILDCARD: &str = "_";

/// The variables that a query gives a value, those inside `not`, `every` and comprehensions left out: they are their own scopes.
///
/// `is_output` tells whether the last argument of a call is where a built-in function puts its result.
pub fn bound(query: &[Statement], is_output: &dyn Fn(&Expr, usize) -> bool) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for statement in query {
        match &statement.literal {
            Literal::SomeIn {
                key,
                value,
                collection,
            } => {
                if let Some(key) = key {
                    pattern(key, &mut names);
                }
                pattern(value, &mut names);
                bound_in(collection, is_output, &mut names);
            }
            Literal::Expr(expr) => bound_in(expr, is_output, &mut names),
            Literal::Every { collection, .. } => bound_in(collection, is_output, &mut names),
            Literal::Some(_) | Literal::Not(_) => {}
        }
    }
    names
}

fn bound_in(expr: &Expr, is_output: &dyn Fn(&Expr, usize) -> bool, names: &mut BTreeSet<String>) {
    match &expr.kind {
        ExprKind::Scalar(_) | ExprKind::Var(_) => {}
        ExprKind::Array(items) | ExprKind::Set(items) | ExprKind::Combine(items) => {
            for item in items {
                bound_in(item, is_output, names);
            }
        }
        ExprKind::Object(fields) => {
            for (key, value) in fields {
                bound_in(key, is_output, names);
                bound_in(value, is_output, names);
            }
        }
        // Comprehensions are scopes of their own.
        ExprKind::ArrayCompr(..) | ExprKind::SetCompr(..) | ExprKind::ObjectCompr(..) => {}
        ExprKind::Call(function, arguments) => {
            for argument in arguments {
                bound_in(argument, is_output, names);
            }
            if is_output(function, arguments.len())
                && let Some(output) = arguments.last()
            {
                pattern(output, names);
            }
        }
        ExprKind::Ref(base, key) => {
            bound_in(base, is_output, names);
            // `collection[x]` goes through the collection and binds x.
            pattern(key, names);
            bound_in(key, is_output, names);
        }
        ExprKind::Compare(_, left, right) => {
            bound_in(left, is_output, names);
            bound_in(right, is_output, names);
        }
        ExprKind::Assign(left, right) | ExprKind::Unify(left, right) => {
            pattern(left, names);
            pattern(right, names);
            bound_in(left, is_output, names);
            bound_in(right, is_output, names);
        }
        ExprKind::In(key, value, collection) => {
            for expr in key.iter().chain([value, collection]) {
                bound_in(expr, is_output, names);
            }
        }
    }
}

/// The variables of a pattern: a name, or names in lists and objects.
pub fn pattern(expr: &Expr, names: &mut BTreeSet<String>) {
    match &expr.kind {
        ExprKind::Var(name) => {
            names.insert(name.clone());
        }
        ExprKind::Array(items) => {
            for item in items {
                pattern(item, names);
            }
        }
        ExprKind::Object(fields) => {
            for (_, value) in fields {
                pattern(value, names);
            }
        }
        _ => {}
    }
}

/// All names that an expression mentions, those of inner scopes too.
pub fn used(expr: &Expr, names: &mut BTreeSet<String>) {
    match &expr.kind {
        ExprKind::Scalar(_) => {}
        ExprKind::Var(name) => {
            names.insert(name.clone());
        }
        ExprKind::Array(items) | ExprKind::Set(items) | ExprKind::Combine(items) => {
            for item in items {
                used(item, names);
            }
        }
        ExprKind::Object(fields) => {
            for (key, value) in fields {
                used(key, names);
                used(value, names);
            }
        }
        ExprKind::ArrayCompr(term, query) | ExprKind::SetCompr(term, query) => {
            used(term, names);
            used_in(query, names);
        }
        ExprKind::ObjectCompr(key, value, query) => {
            used(key, names);
            used(value, names);
            used_in(query, names);
        }
        ExprKind::Call(function, arguments) => {
            used(function, names);
            for argument in arguments {
                used(argument, names);
            }
        }
        ExprKind::Ref(base, key) => {
            used(base, names);
            used(key, names);
        }
        ExprKind::Compare(_, left, right)
        | ExprKind::Assign(left, right)
        | ExprKind::Unify(left, right) => {
            used(left, names);
            used(right, names);
        }
        ExprKind::In(key, value, collection) => {
            for expr in key.iter().chain([value, collection]) {
                used(expr, names);
            }
        }
    }
}

/// All names that a query mentions.
pub fn used_in(query: &[Statement], names: &mut BTreeSet<String>) {
    for statement in query {
        used_by(statement, names);
    }
}

/// All names that a statement mentions.
pub fn used_by(statement: &Statement, names: &mut BTreeSet<String>) {
    match &statement.literal {
        Literal::Some(declared) => names.extend(declared.iter().map(|(name, _)| name.clone())),
        Literal::SomeIn {
            key,
            value,
            collection,
        } => {
            for expr in key.iter().chain([value, collection]) {
                used(expr, names);
            }
        }
        Literal::Expr(expr) | Literal::Not(expr) => used(expr, names),
        Literal::Every {
            collection, query, ..
        } => {
            used(collection, names);
            used_in(query, names);
        }
    }
    for (target, value) in &statement.with {
        used(target, names);
        used(value, names);
    }
}

/// Whether each variable of a query has its value before anything looks at it: then going through the query once tells all.
pub fn is_in_order(query: &[Statement], is_output: &dyn Fn(&Expr, usize) -> bool) -> bool {
    let mut bound_later = BTreeSet::new();
    for statement in query.iter().rev() {
        bound_later.extend(bound(std::slice::from_ref(statement), is_output));
        let mut names = BTreeSet::new();
        match &statement.literal {
            // What is new on the left is not looked at there.
            Literal::Expr(Expr {
                kind: ExprKind::Assign(_, right),
                ..
            }) => used(right, &mut names),
            Literal::SomeIn {
                key,
                value,
                collection,
            } => {
                used(collection, &mut names);
                let is_new = |expr: &Expr| matches!(expr.kind, ExprKind::Var(_));
                for expr in key.iter().chain([value]).filter(|expr| !is_new(expr)) {
                    used(expr, &mut names);
                }
            }
            Literal::Some(_) => {}
            _ => used_by(statement, &mut names),
        }
        if !names.is_disjoint(&bound_later) {
            return false;
        }
    }
    true
}
