//! Following a rule's body: which of its statements is the first that does not hold.
//!
//! The engine tells only whether a body holds. So it is asked about the body's beginnings, each one statement longer than the
//! one before: the first beginning that does not hold ends with the statement that is at fault. A later one says nothing any
//! more, as in the engine itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value as Json;

use super::{Engine, to_json};
use crate::policy::syntax::{Expr, ExprKind, Literal, Module, Statement};
use crate::policy::variables;

/// The name of the rule that is asked.
const RULE: &str = "assize_trace";

/// How far a body holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Trace {
    /// All of it holds, with the values that its variables take.
    Holds(Vec<Json>),
    /// It stops at a statement.
    Stops {
        /// The statement's index in the body.
        statement: usize,
        /// The values that the variables before it take.
        bindings: Vec<Json>,
        /// The message, where the statement could not be evaluated.
        error: Option<String>,
    },
}

/// Follows a body of a module on the input and data that the engine has. The engine itself is left as it is.
pub fn follow(engine: &Engine, module: &Module, query: &[Statement]) -> Trace {
    let order = order(module, query);
    let ask = |length: usize| ask(engine, module, query, &order[..length]);
    // Most bodies are asked about because they are followed to the end or to the start, so the whole one is tried first.
    let mut bindings = match ask(order.len()) {
        Ok(Some(bindings)) => return Trace::Holds(bindings),
        _ => Vec::new(),
    };
    for length in 1..=order.len() {
        match ask(length) {
            Ok(Some(values)) => bindings = values,
            Ok(None) => {
                return Trace::Stops {
                    statement: order[length - 1],
                    bindings,
                    error: None,
                };
            }
            Err(error) => {
                return Trace::Stops {
                    statement: order[length - 1],
                    bindings,
                    error: Some(error),
                };
            }
        }
    }
    Trace::Holds(bindings)
}

/// The statements in an order in which each has what it needs: as written, but for one that uses what only a later one binds.
fn order(module: &Module, query: &[Statement]) -> Vec<usize> {
    let binds: Vec<BTreeSet<String>> = query
        .iter()
        .map(|statement| variables::bound(std::slice::from_ref(statement), &|_, _| false))
        .collect();
    let all: BTreeSet<&String> = binds.iter().flatten().collect();
    let mut bound: BTreeSet<String> = BTreeSet::new();
    let mut left: Vec<usize> = (0..query.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let ready = left.iter().position(|index| {
            let mut used = BTreeSet::new();
            variables::used_by(&query[*index], &mut used);
            used.iter().all(|name| {
                !all.contains(name)
                    || bound.contains(name)
                    || binds[*index].contains(name)
                    || module.is_global(name)
            })
        });
        let index = left.remove(ready.unwrap_or(0));
        bound.extend(binds[index].iter().cloned());
        order.push(index);
    }
    order
}

/// The values of the variables of a beginning; none where it does not hold.
fn ask(
    engine: &Engine,
    module: &Module,
    query: &[Statement],
    kept: &[usize],
) -> Result<Option<Vec<Json>>, String> {
    let mut kept = kept.to_vec();
    kept.sort_unstable();
    let statements: Vec<&Statement> = kept.iter().map(|index| &query[*index]).collect();
    let mut engine = engine.clone();
    engine
        .add(
            "(trace)",
            &text(module, &statements, &shown(module, &statements)),
        )
        .map_err(|error| error.message)?;
    let answer = engine.eval(&format!("data.{}.{RULE}", module.package_name()))?;
    Ok(match to_json(&answer) {
        Json::Array(values) if !values.is_empty() => Some(
            values
                .into_iter()
                .filter(|value| value.as_object().is_some_and(|names| !names.is_empty()))
                .collect(),
        ),
        _ => None,
    })
}

/// The variables of a beginning, as an object.
fn shown(module: &Module, statements: &[&Statement]) -> String {
    let mut names = BTreeSet::new();
    for statement in statements {
        match &statement.literal {
            Literal::SomeIn { key, value, .. } => {
                for pattern in key.iter().chain([value]) {
                    variables::pattern(pattern, &mut names);
                }
            }
            Literal::Expr(Expr {
                kind: ExprKind::Assign(left, _) | ExprKind::Unify(left, _),
                ..
            }) => variables::pattern(left, &mut names),
            _ => {}
        }
    }
    let shown: Vec<String> = names
        .iter()
        .filter(|name| name.as_str() != variables::WILDCARD && !module.is_global(name))
        .map(|name| format!("\"{name}\": {name}"))
        .collect();
    match shown.as_slice() {
        [] => "true".to_owned(),
        shown => format!("{{{}}}", shown.join(", ")),
    }
}

/// Whether a body that holds has a key to put into its set: one that is undefined puts nothing there.
pub fn yields(engine: &Engine, module: &Module, query: &[Statement], key: &str) -> bool {
    let statements: Vec<&Statement> = query.iter().collect();
    let mut engine = engine.clone();
    let added = engine.add("(trace)", &text(module, &statements, key));
    let rule = format!("data.{}.{RULE}", module.package_name());
    added.is_ok()
        && engine
            .eval(&rule)
            .is_ok_and(|found| found.as_set().is_ok_and(|found| !found.is_empty()))
}

/// A module that holds a beginning, beside the one that it is from.
fn text(module: &Module, statements: &[&Statement], head: &str) -> String {
    let mut text = format!("package {}\n\nimport rego.v1\n", module.package_name());
    for import in &module.imports {
        if import
            .path
            .first()
            .is_some_and(|root| root == "data" || root == "input")
        {
            let _ = writeln!(text, "import {} as {}", import.path.join("."), import.alias);
        }
    }
    if statements.is_empty() {
        let _ = writeln!(text, "\n{RULE} contains {head}");
        return text;
    }
    let _ = writeln!(text, "\n{RULE} contains {head} if {{");
    for statement in statements {
        let _ = writeln!(text, "\t{}", statement.text);
    }
    text.push_str("}\n");
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::policy::engine::from_json;
    use crate::policy::mask::WHOLE;

    const POLICY: &str = "package acme.test\n\nimport rego.v1\n\nlimit := 3\n\n\
        deny contains {\"message\": \"high\"} if {\n\
        \tsome name, size in input.sizes\n\
        \tsize > limit\n\
        \tnot startswith(name, \"x\")\n\
        \ttime.parse_rfc3339_ns(input.at) > 0\n\
        }\n\n\
        deny contains {\"message\": \"late\"} if {\n\tfound > limit\n\tfound = count(input.sizes)\n}\n\n\
        deny contains {\"message\": \"always\"}\n";

    fn followed(rule: usize, input: &Json) -> Trace {
        let mut engine = Engine::default();
        let module = engine.add("test.rego", POLICY).unwrap();
        engine.set_input(from_json(input, &WHOLE).unwrap());
        let rules: Vec<_> = module
            .rules
            .iter()
            .filter(|rule| rule.name == "deny")
            .collect();
        follow(&engine, &module, &rules[rule].bodies[0].query)
    }

    fn stops(statement: usize, bindings: &[Json]) -> Trace {
        Trace::Stops {
            statement,
            bindings: bindings.to_vec(),
            error: None,
        }
    }

    #[test]
    fn a_body_stops_at_the_first_statement_that_does_not_hold() {
        let now = "2026-01-01T00:00:00Z";
        assert_eq!(followed(0, &json!({"at": now})), stops(0, &[]));
        assert_eq!(
            followed(0, &json!({"sizes": {"a": 1, "b": 2}, "at": now})),
            stops(
                1,
                &[
                    json!({"name": "a", "size": 1}),
                    json!({"name": "b", "size": 2})
                ]
            )
        );
        assert_eq!(
            followed(0, &json!({"sizes": {"a": 1, "xb": 5}, "at": now})),
            stops(2, &[json!({"name": "xb", "size": 5})])
        );
        assert_eq!(
            followed(0, &json!({"sizes": {"a": 5}})),
            stops(3, &[json!({"name": "a", "size": 5})])
        );
        assert_eq!(
            followed(0, &json!({"sizes": {"a": 5, "b": 1}, "at": now})),
            Trace::Holds(vec![json!({"name": "a", "size": 5})])
        );
    }

    #[test]
    fn a_statement_that_fails_says_why() {
        let input = json!({"sizes": {"a": 5}, "at": "yesterday"});
        match followed(0, &input) {
            Trace::Stops {
                statement: 3,
                error: Some(error),
                ..
            } => assert!(error.contains("time"), "{error}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn statements_may_use_what_later_ones_bind() {
        let two = json!({"sizes": {"a": 1, "b": 1}});
        assert_eq!(followed(1, &two), stops(0, &[json!({"found": 2})]));
        assert_eq!(followed(2, &two), Trace::Holds(Vec::new()));
    }

    #[test]
    fn a_key_that_is_undefined_yields_nothing() {
        let policy = "package acme.test\n\nimport rego.v1\n\nwhy := input.why\n\ndeny contains {\"message\": why}\n";
        let yields = |input: &Json| {
            let mut engine = Engine::default();
            let module = engine.add("test.rego", policy).unwrap();
            engine.set_input(from_json(input, &WHOLE).unwrap());
            let rule = module
                .rules
                .iter()
                .find(|rule| rule.name == "deny")
                .unwrap();
            let key = rule.key_text.as_deref().unwrap();
            assert_eq!(key, "{\"message\": why}");
            yields(&engine, &module, &rule.bodies[0].query, key)
        };
        assert!(yields(&json!({"why": "late"})));
        assert!(!yields(&json!({})));
    }
}
