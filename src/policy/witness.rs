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
        let RuleKind::Set(key) = &rule.kind else {
            continue;
        };
        may_lose |= !is_constant(key);
        for body in &rule.bodies {
            let kept = conditions(key, &body.query);
            // What only the message uses, its declarations among it, is evaluated with the message.
            let moved: BTreeSet<String> = body
                .query
                .iter()
                .zip(&kept)
                .filter(|(_, kept)| !**kept)
                .filter_map(|(statement, _)| assigned(statement))
                .flatten()
                .collect();
            let of = |wanted: bool| {
                let statements = body.query.iter().zip(&kept);
                let moved = &moved;
                statements.filter_map(move |(statement, kept)| {
                    let Literal::Some(declared) = &statement.literal else {
                        return (*kept == wanted).then(|| statement.text.clone());
                    };
                    let names = declared.iter().map(|(name, _)| name.as_str());
                    let names: Vec<&str> = names
                        .filter(|name| moved.contains(*name) != wanted)
                        .collect();
                    (!names.is_empty()).then(|| format!("some {}", names.join(", ")))
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
            let Some(key_text) = &rule.key_text else {
                // A rule that is left out here is asked by nobody. Without its message it is one whose message was lost.
                let _ = writeln!(text, "\t{MESSAGES} := []\n}}");
                continue;
            };
            let _ = writeln!(text, "\t{MESSAGES} := [{key_text} |");
            for assignment in of(false).chain(["true".to_owned()]) {
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
            // To declare a variable is not to use it.
            if !matches!(statement.literal, Literal::Some(_)) {
                variables::used_by(statement, &mut used);
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::engine::{Engine, Value};

    const POLICY: &str = "package a.b\n\nimport rego.v1\n\ndeny contains {\"message\": \"constant\"} if input.x == 1\n\n\
                          deny contains {\"message\": m} if {\n\tsome m\n\tinput.x > 0\n\tm = sprintf(\"%v\", [input.y])\n}\n";

    fn found(change: impl Fn(&mut Module), input: &str) -> String {
        let mut engine = Engine::default();
        let mut module = engine.add("b.rego", POLICY).unwrap();
        change(&mut module);
        engine
            .parse("witness.rego", &witness(&module).unwrap())
            .unwrap();
        engine.set_input(Value::from_json_str(input).unwrap());
        engine
            .eval(&format!("data.a.b.{RULE}"))
            .unwrap()
            .to_string()
    }

    #[test]
    fn every_rule_is_asked_with_its_messages() {
        assert_eq!(
            found(|_| {}, "{\"x\": 1, \"y\": 2}"),
            "[[5,[{\"message\":\"constant\"}]],[7,[{\"message\":\"2\"}]]]"
        );
        // A message that is undefined was lost.
        assert_eq!(found(|_| {}, "{\"x\": 2}"), "[[7,[]]]");
        assert_eq!(found(|_| {}, "{\"x\": 0, \"y\": 2}"), "[]");
    }

    #[test]
    fn a_rule_whose_message_is_not_known_is_not_left_out() {
        let lose = |module: &mut Module| {
            for rule in &mut module.rules {
                rule.key_text = None;
            }
        };
        assert_eq!(found(lose, "{\"x\": 1, \"y\": 2}"), "[[5,[]],[7,[]]]");
    }
}
