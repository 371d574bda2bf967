//! Why a test failed: the first of its statements that does not hold, with the values in it.
//!
//! A body's statements are asked one after the other, as rules of growing length in the test's own package. The first
//! length that yields nothing ends with the statement at fault; what its variables are is known from the length before.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::policy::engine::{BodyTerms, Engine, Terms, Value, notation};
use crate::policy::syntax::{Body, Literal, Module, Position, Statement};
use crate::policy::variables::{self, WILDCARD};

/// A statement that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Where it is.
    pub position: Position,
    /// Its text.
    pub text: String,
    /// What it is about, each with its value.
    pub values: Vec<(String, String)>,
}

/// The longest value that is shown, in characters.
const LONGEST: usize = 240;

/// How many values are shown.
const MOST: usize = 10;

/// Explains why a test does not hold: one explanation for each of its bodies.
pub fn explain(file: &str, module: &Module, name: &str, engine: &Engine) -> Vec<Explanation> {
    let mut explanations = Vec::new();
    let mut engine = engine.clone();
    engine.set_input(Value::new_object());
    for rule in module.rules.iter().filter(|rule| rule.name == name) {
        let terms = engine.terms(file, rule.position);
        for (body, terms) in rule.bodies.iter().zip(&terms) {
            let asked = Asked {
                module,
                engine: &engine,
                preamble: preamble(module),
            };
            explanations.extend(asked.body(body, terms));
        }
    }
    explanations
}

/// The package and imports of a test, for rules beside it.
fn preamble(module: &Module) -> String {
    let mut text = format!("package {}\n\nimport rego.v1\n", module.package_name());
    for import in &module.imports {
        if import.path.first().is_some_and(|root| root == "data") {
            let _ = writeln!(text, "import {} as {}", import.path.join("."), import.alias);
        }
    }
    text
}

struct Asked<'a> {
    module: &'a Module,
    engine: &'a Engine,
    preamble: String,
}

impl Asked<'_> {
    fn body(&self, body: &Body, terms: &BodyTerms) -> Option<Explanation> {
        let order = in_order(&body.query);
        let mut held = Value::new_object();
        for (count, index) in order.iter().enumerate() {
            let statement = &body.query[*index];
            let before: Vec<&Statement> = order[..count].iter().map(|i| &body.query[*i]).collect();
            let upto: Vec<&Statement> = order[..=count].iter().map(|i| &body.query[*i]).collect();
            match self.ask("held", &self.bindings(&upto), &upto, None) {
                Ok(answers) => match answers.into_iter().next() {
                    Some(answer) => held = answer,
                    None => {
                        let used = |names: &mut BTreeSet<String>| {
                            variables::used_by(statement, names);
                        };
                        return Some(self.explained(&before, &held, &terms.query[*index], used));
                    }
                },
                Err(message) => {
                    return Some(Explanation {
                        position: statement.position,
                        text: one_line(&statement.text),
                        values: vec![("error".to_owned(), message)],
                    });
                }
            }
        }
        // All statements hold, so it is the value.
        let (value, terms) = (body.value.as_ref()?, terms.value.as_ref()?);
        let before: Vec<&Statement> = order.iter().map(|index| &body.query[*index]).collect();
        Some(self.explained(&before, &held, terms, |names| variables::used(value, names)))
    }

    /// The values in a statement or expression, where the statements before it hold with these variables.
    fn explained(
        &self,
        before: &[&Statement],
        held: &Value,
        terms: &Terms,
        used: impl Fn(&mut BTreeSet<String>),
    ) -> Explanation {
        let mut values: Vec<(String, String)> = Vec::new();
        let mut add = |name: &str, value: &str| {
            let shown = (one_line(name), shorten(value));
            if shown.0 != shown.1 && !values.contains(&shown) && values.len() < MOST {
                values.push(shown);
            }
        };
        let with: String = terms
            .with
            .iter()
            .map(|(target, value)| format!(" with {target} as {value}"))
            .collect();
        for term in &terms.terms {
            add(term, &self.value(before, held, &format!("{term}{with}")));
        }
        let mut names = BTreeSet::new();
        used(&mut names);
        for name in names {
            let value = &held[&Value::from(name.as_str())];
            if *value != Value::Undefined {
                add(&name, &notation(value));
            }
        }
        for (target, value) in &terms.with {
            add(target, &self.value(before, held, value));
        }
        Explanation {
            position: terms.position,
            text: one_line(&terms.text),
            values,
        }
    }

    /// What an expression is, after statements that hold with these variables.
    fn value(&self, before: &[&Statement], held: &Value, term: &str) -> String {
        let element = format!("[{}, assize_value]", self.bindings(before));
        match self.ask("value", &element, before, Some(term)) {
            Ok(answers) => answers
                .into_iter()
                .find(|answer| answer[0_usize] == *held)
                .map_or_else(
                    || "undefined".to_owned(),
                    |answer| notation(&answer[1_usize]),
                ),
            Err(message) => message,
        }
    }

    /// What a rule of these statements yields.
    fn ask(
        &self,
        name: &str,
        element: &str,
        statements: &[&Statement],
        term: Option<&str>,
    ) -> Result<Vec<Value>, String> {
        let mut text = format!(
            "{}\nassize_{name} contains {element} if {{\n",
            self.preamble
        );
        for statement in statements {
            let _ = writeln!(text, "\t{}", statement.text);
        }
        match term {
            Some(term) => {
                let _ = writeln!(text, "\tassize_value := {term}");
            }
            None => text.push_str("\ttrue\n"),
        }
        text.push_str("}\n");
        let mut engine = self.engine.clone();
        let package = self.module.package_name();
        let file = format!("{package} (explained)");
        engine.add(&file, &text).map_err(|error| error.message)?;
        let answer = engine.eval(&format!("data.{package}.assize_{name}"))?;
        let answers = answer.as_set().map_err(|error| error.to_string())?;
        Ok(answers.iter().cloned().collect())
    }

    /// The variables that statements bind, as an object.
    fn bindings(&self, statements: &[&Statement]) -> String {
        let mut names = BTreeSet::new();
        for statement in statements {
            names.extend(bound(statement));
        }
        let fields: Vec<String> = names
            .iter()
            .filter(|name| !self.module.is_global(name))
            .map(|name| format!("\"{name}\": {name}"))
            .collect();
        format!("{{{}}}", fields.join(", "))
    }
}

fn bound(statement: &Statement) -> BTreeSet<String> {
    let mut names = variables::bound(std::slice::from_ref(statement), &|_, _| false);
    names.remove(WILDCARD);
    names
}

/// The statements in an order in which each variable has its value before it is used.
fn in_order(query: &[Statement]) -> Vec<usize> {
    let binds: Vec<BTreeSet<String>> = query.iter().map(bound).collect();
    let locals: BTreeSet<&String> = binds.iter().flatten().collect();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut left: Vec<usize> = (0..query.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let ready = left.iter().position(|index| {
            if matches!(query[*index].literal, Literal::Some(_)) {
                return true;
            }
            let mut used = BTreeSet::new();
            variables::used_by(&query[*index], &mut used);
            used.iter()
                .filter(|name| locals.contains(name))
                .all(|name| known.contains(name) || binds[*index].contains(name))
        });
        let index = left.remove(ready.unwrap_or(0));
        known.extend(binds[index].iter().cloned());
        order.push(index);
    }
    order
}

/// A text without its line breaks.
fn one_line(text: &str) -> String {
    shorten(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text cut to what fits some lines.
pub fn shorten(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}
