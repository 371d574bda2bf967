//! Witness rules: what shows that a finding was lost.
//!
//! In Rego a `deny` whose message is undefined yields nothing, although all its conditions held: a pass by accident. So each
//! `deny` gets a companion with the same conditions, and with its message in a list, which is empty where the message is
//! undefined. The companions are asked in the place of `deny`: one evaluation tells what is denied and what was lost.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::syntax::{Expr, ExprKind, Literal, Module, RuleKind, Statement};
use super::variables;

/// The companion's name: a set of `[line of the rule, its messages]`, one element each time that a rule's conditions hold.
pub const RULE: &str = "assize_witness";

/// The name of the rule with all that is asked: what is found, and why the policy does not concern the subject. Asked at
/// once, they share what rules they both need.
pub const ANSWER: &str = "assize_answer";

/// The variable of a companion that holds its messages.
const MESSAGES: &str = "assize_messages";

/// A module with a witness for each `deny` of a policy; none when no rule can lose anything.
pub fn witness(module: &Module) -> Option<String> {
    let mut text = format!("package {}\n\nimport rego.v1\n", module.package_name());
    for import in &module.imports {
        if import.path.first().is_some_and(|root| root == "data") {
            let _ = writeln!(text, "import {} as {}", import.path.join("."), import.alias);
        }
    }
    let mut may_lose = false;
    for rule in module
        .rules
        .iter()
        .filter(|rule| rule.name == "deny" && !rule.is_default)
    {
        let (RuleKind::Set(key), Some(key_text)) = (&rule.kind, &rule.key_text) else {
            continue;
        };
        may_lose |= !is_constant(key);
        for body in &rule.bodies {
            let kept = conditions(key, &body.query);
            let of = |wanted: bool| {
                let statements = body.query.iter().zip(&kept);
                statements.filter_map(move |(statement, kept)| {
                    (*kept == wanted).then_some(statement.text.as_str())
                })
            };
            let _ = writeln!(
                text,
                "\n{RULE} contains [{}, {MESSAGES}] if {{",
                rule.position.line
            );
            for condition in of(true) {
                let _ = writeln!(text, "\t{condition}");
            }
            let _ = writeln!(text, "\t{MESSAGES} := [{key_text} |");
            for assignment in of(false).chain(["true"]) {
                let _ = writeln!(text, "\t\t{assignment}");
            }
            text.push_str("\t]\n}\n");
        }
    }
    if module
        .rules
        .iter()
        .any(|rule| rule.name == "not_applicable")
    {
        let _ = writeln!(text, "\n{ANSWER} := [{RULE}, not_applicable]");
    }
    may_lose.then_some(text)
}

/// A head that is written out is never undefined.
fn is_constant(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Scalar(_) => true,
        ExprKind::Array(items) | ExprKind::Set(items) => items.iter().all(is_constant),
        ExprKind::Object(fields) => fields
            .iter()
            .all(|(key, value)| is_constant(key) && is_constant(value)),
        _ => false,
    }
}

/// Which statements decide whether a rule holds: all but assignments that only the message uses. What is left out may be
/// undefined: the witness tells.
pub fn conditions(key: &Expr, query: &[Statement]) -> Vec<bool> {
    if is_constant(key) {
        // Such a rule has no witness.
        return vec![true; query.len()];
    }
    let assigned: Vec<Option<BTreeSet<String>>> = query.iter().map(assigned).collect();
    let mut kept: Vec<bool> = assigned.iter().map(Option::is_none).collect();
    loop {
        let mut used = BTreeSet::new();
        for (statement, _) in query.iter().zip(&kept).filter(|(_, kept)| **kept) {
            variables::used_by(statement, &mut used);
        }
        let mut changed = false;
        for (kept, assigned) in kept.iter_mut().zip(&assigned) {
            if !*kept
                && assigned
                    .as_ref()
                    .is_some_and(|names| !names.is_disjoint(&used))
            {
                *kept = true;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    kept
}

/// The variables that an assignment gives a value; none when the statement is no plain assignment.
fn assigned(statement: &Statement) -> Option<BTreeSet<String>> {
    let Literal::Expr(Expr {
        kind: ExprKind::Assign(left, _) | ExprKind::Unify(left, _),
        ..
    }) = &statement.literal
    else {
        return None;
    };
    let mut names = BTreeSet::new();
    variables::pattern(left, &mut names);
    (!names.is_empty()).then_some(names)
}
