//! Witnesses: what is asked in the place of a policy's rules, so that no finding is lost.
//!
//! In Rego a `deny` whose message is undefined yields nothing, although all its conditions held: a pass by accident. So a
//! witness has for each `deny` the same conditions, and its message in a list, which is empty where the message is undefined.
//! It is asked in the place of `deny`: one evaluation tells what is denied and what was lost. As it is made of lists and not of
//! rules, the engine has less to do, too, and what is asked of many policies can be put together.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::syntax::{Expr, ExprKind, Literal, Module, Rule, RuleKind, Statement};
use super::variables;

/// The rule with what is found.
pub const RULE: &str = "assize_witness";

/// The rule with all that is asked: what is found, and why the policy does not concern the subject.
pub const ANSWER: &str = "assize_answer";

/// The variable that holds the messages of a rule whose conditions hold.
const MESSAGES: &str = "assize_messages";

/// What is asked of a policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    /// What stands before: the package and its imports, each in a line.
    pub head: String,
    /// An expression: for each `deny` a list of `[line of the rule, its messages]`, one element each time that its conditions
    /// hold.
    pub found: String,
    /// An expression: for each `not_applicable` a list of reasons; none where the policy has no such rule.
    pub reasons: Option<String>,
}

/// What messages name in the place of a policy's file, for a place in its witness.
pub fn file(policy: &str) -> String {
    format!("{policy} (witness)")
}

impl Witness {
    /// The witness of a policy.
    pub fn of(module: &Module) -> Self {
        let mut head = format!("package {}\n\nimport rego.v1\n", module.package_name());
        for import in &module.imports {
            if import.path.first().is_some_and(|root| root == "data") {
                let _ = writeln!(head, "import {} as {}", import.path.join("."), import.alias);
            }
        }
        Self {
            head,
            found: found(module),
            reasons: reasons(module),
        }
    }

    /// All that is asked, as one expression.
    pub fn answer(&self) -> String {
        match &self.reasons {
            Some(reasons) => format!("[{}, {reasons}]", self.found),
            None => format!("[{}]", self.found),
        }
    }

    /// A module with the rules of a policy that is asked by itself.
    pub fn module(&self) -> String {
        let Self {
            head,
            found,
            reasons,
        } = self;
        let mut text = format!("{head}\n{RULE} := {found}\n");
        if let Some(reasons) = reasons {
            let _ = writeln!(text, "\n{ANSWER} := [{RULE}, {reasons}]");
        }
        text
    }
}

/// The rules of a name that make elements of a set, with those elements.
fn sets<'a>(module: &'a Module, name: &str) -> impl Iterator<Item = (&'a Rule, &'a Expr)> {
    let rules = module.rules.iter();
    rules
        .filter(move |rule| rule.name == name && !rule.is_default)
        .filter_map(|rule| match &rule.kind {
            RuleKind::Set(key) => Some((rule, key)),
            _ => None,
        })
}

fn found(module: &Module) -> String {
    let mut text = "[\n".to_owned();
    for (rule, key) in sets(module, "deny") {
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
            let _ = writeln!(text, "\t[[{}, {MESSAGES}] |", rule.position.line);
            for condition in of(true) {
                let _ = writeln!(text, "\t\t{condition}");
            }
            match &rule.key_text {
                Some(key_text) => {
                    let _ = writeln!(text, "\t\t{MESSAGES} := [{key_text} |");
                    for assignment in of(false).chain(["true".to_owned()]) {
                        let _ = writeln!(text, "\t\t\t{assignment}");
                    }
                    text.push_str("\t\t]\n");
                }
                // A rule that is left out here is asked by nobody. Without its message it is one whose message was lost.
                None => {
                    let _ = writeln!(text, "\t\t{MESSAGES} := []");
                }
            }
            text.push_str("\t],\n");
        }
    }
    text.push(']');
    text
}

fn reasons(module: &Module) -> Option<String> {
    const RULE: &str = "not_applicable";
    let mut text = "[\n".to_owned();
    for (rule, _) in sets(module, RULE) {
        for body in &rule.bodies {
            match &rule.key_text {
                Some(key_text) => {
                    let _ = writeln!(text, "\t[{key_text} |");
                    let statements = body.query.iter().map(|statement| statement.text.as_str());
                    for statement in statements.chain(["true"]) {
                        let _ = writeln!(text, "\t\t{statement}");
                    }
                }
                None => {
                    let _ = writeln!(text, "\t[assize_reason |\n\t\tsome assize_reason in {RULE}");
                }
            }
            text.push_str("\t],\n");
        }
    }
    text.push(']');
    let mut rules = module.rules.iter();
    rules.any(|rule| rule.name == RULE).then_some(text)
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
                          deny contains {\"message\": m} if {\n\tsome m\n\tinput.x > 0\n\tm = sprintf(\"%v\", [input.y])\n}\n\n\
                          not_applicable contains {\"reason\": \"none\"} if input.none\n\n\
                          not_applicable contains {\"reason\": input.why}\n";

    fn asked(change: impl Fn(&mut Module), rule: &str, input: &str) -> String {
        let mut engine = Engine::default();
        let mut module = engine.add("b.rego", POLICY).unwrap();
        change(&mut module);
        let witness = Witness::of(&module).module();
        engine.parse("witness.rego", &witness).unwrap();
        engine.set_input(Value::from_json_str(input).unwrap());
        engine
            .eval(&format!("data.a.b.{rule}"))
            .unwrap()
            .to_string()
    }

    fn found(change: impl Fn(&mut Module), input: &str) -> String {
        asked(change, RULE, input)
    }

    #[test]
    fn every_rule_is_asked_with_its_messages() {
        assert_eq!(
            found(|_| {}, "{\"x\": 1, \"y\": 2}"),
            "[[[5,[{\"message\":\"constant\"}]]],[[7,[{\"message\":\"2\"}]]]]"
        );
        // A message that is undefined was lost.
        assert_eq!(found(|_| {}, "{\"x\": 2}"), "[[],[[7,[]]]]");
        assert_eq!(found(|_| {}, "{\"x\": 0, \"y\": 2}"), "[[],[]]");
    }

    #[test]
    fn a_rule_whose_message_is_not_known_is_not_left_out() {
        let lose = |module: &mut Module| {
            for rule in &mut module.rules {
                rule.key_text = None;
            }
        };
        assert_eq!(found(lose, "{\"x\": 1, \"y\": 2}"), "[[[5,[]]],[[7,[]]]]");
    }

    #[test]
    fn what_does_not_concern_a_subject_is_asked_with_it() {
        let reason = "{\"reason\":\"none\"}";
        let asked = |change: fn(&mut Module), input| asked(change, ANSWER, input);
        assert_eq!(
            asked(|_| {}, "{\"x\": 1, \"y\": 2, \"none\": true}"),
            format!(
                "[[[[5,[{{\"message\":\"constant\"}}]]],[[7,[{{\"message\":\"2\"}}]]]],[[{reason}],[]]]"
            )
        );
        assert_eq!(asked(|_| {}, "{}"), "[[[],[]],[[],[]]]");
        let unknown = |module: &mut Module| {
            for rule in &mut module.rules {
                rule.key_text = None;
            }
        };
        // Where the text of a reason is not known, the rule itself is asked.
        let answer = asked(unknown, "{\"none\": true}");
        assert_eq!(answer, format!("[[[],[]],[[{reason}],[{reason}]]]"));
    }
}
