//! Other values for a field: what the control's tests use there, what the policy compares with, and what its type suggests.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::document::Site;
use crate::policy::resolve::ENTRIES;
use crate::policy::shape::Shape;
use crate::policy::syntax::{Expr, ExprKind, Literal, Module, RuleKind, Statement};

/// How many values of the same field in other tests are tried.
const FROM_TESTS: usize = 16;

/// How many constants of the policy are tried.
const CONSTANTS: usize = 32;

/// The strings and numbers that policies compare with.
#[derive(Clone, Debug, Default)]
pub struct Constants {
    strings: Vec<String>,
    numbers: Vec<i64>,
}

impl Constants {
    /// Adds those of a module. What only makes a message is left out.
    pub fn add(&mut self, module: &Module) {
        for rule in &module.rules {
            match &rule.kind {
                RuleKind::Set(key) if !ENTRIES.contains(&rule.name.as_str()) => self.expr(key),
                RuleKind::Object(key) => self.expr(key),
                _ => {}
            }
            for body in &rule.bodies {
                if let Some(value) = &body.value {
                    self.expr(value);
                }
                self.query(&body.query);
            }
        }
    }

    fn query(&mut self, query: &[Statement]) {
        for statement in query {
            match &statement.literal {
                Literal::Some(_) => {}
                Literal::SomeIn { collection, .. } => self.expr(collection),
                Literal::Expr(expr) | Literal::Not(expr) => self.expr(expr),
                Literal::Every {
                    collection, query, ..
                } => {
                    self.expr(collection);
                    self.query(query);
                }
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Scalar(Json::String(text)) => {
                if !text.is_empty() && !self.strings.contains(text) {
                    self.strings.push(text.clone());
                }
            }
            ExprKind::Scalar(Json::Number(number)) => {
                if let Some(number) = number
                    .as_i64()
                    .filter(|number| !self.numbers.contains(number))
                {
                    self.numbers.push(number);
                }
            }
            // A field's name is no value.
            ExprKind::Ref(base, key) => {
                self.expr(base);
                if key.as_str().is_none() {
                    self.expr(key);
                }
            }
            ExprKind::Call(function, _) if matches!(&function.kind, ExprKind::Var(name) if name == "sprintf") =>
                {}
            ExprKind::ArrayCompr(_, query)
            | ExprKind::SetCompr(_, query)
            | ExprKind::ObjectCompr(_, _, query) => {
                for part in expr.parts() {
                    self.expr(part);
                }
                self.query(query);
            }
            _ => {
                for part in expr.parts() {
                    self.expr(part);
                }
            }
        }
    }
}

/// The values that tests use, by type and path.
#[derive(Default)]
pub(super) struct FromTests {
    values: BTreeMap<(String, String), Vec<Json>>,
}

impl FromTests {
    pub fn add(&mut self, resource_type: &str, site: &Site) {
        let Some(json) = &site.json else { return };
        let known = self
            .values
            .entry((resource_type.to_owned(), site.pattern.clone()))
            .or_default();
        if known.len() < FROM_TESTS && !known.contains(json) {
            known.push(json.clone());
        }
    }
}

/// Other values than the present one, the likeliest first, none of them twice.
pub(super) fn candidates(
    resource_type: &str,
    site: &Site,
    parameters: &Json,
    constants: &Constants,
    tests: &FromTests,
) -> Vec<Json> {
    let mut found: Vec<Json> = tests
        .values
        .get(&(resource_type.to_owned(), site.pattern.clone()))
        .cloned()
        .unwrap_or_default();
    let kind = match (&site.shape, &site.json) {
        (Shape::Any, Some(Json::Bool(_))) => Shape::Boolean,
        (Shape::Any, Some(Json::String(_))) => Shape::String,
        (Shape::Any, Some(Json::Number(_))) => Shape::Number,
        (Shape::Any, Some(Json::Array(_))) => Shape::List(Box::new(Shape::Any)),
        (shape, _) => shape.clone(),
    };
    let mut given = Constants::default();
    given.parameters(parameters);
    match &kind {
        Shape::Boolean => found.extend([json!(true), json!(false)]),
        Shape::Number => numbers(site, &given, constants, &mut found),
        Shape::String => strings(site, &given, constants, &mut found),
        Shape::List(_) if site.is_leaf => {
            let mut elements = Vec::new();
            strings(site, &given, constants, &mut elements);
            found.extend(elements.into_iter().map(|element| json!([element])));
        }
        Shape::Any if site.json.is_none() => {
            found.extend([json!(true), json!(false)]);
            strings(site, &given, constants, &mut found);
            numbers(site, &given, constants, &mut found);
        }
        _ => {}
    }
    let mut seen = BTreeSet::new();
    found.retain(|json| Some(json) != site.json.as_ref() && seen.insert(json.to_string()));
    found
}

impl Constants {
    /// The values of parameters are what a policy compares with, too.
    fn parameters(&mut self, json: &Json) {
        match json {
            Json::String(text) => self.strings.push(text.clone()),
            Json::Number(number) => self.numbers.extend(number.as_i64()),
            Json::Array(items) => items.iter().for_each(|item| self.parameters(item)),
            Json::Object(fields) => fields.values().for_each(|field| self.parameters(field)),
            Json::Bool(_) | Json::Null => {}
        }
    }
}

fn numbers(site: &Site, given: &Constants, constants: &Constants, found: &mut Vec<Json>) {
    let own = site.json.as_ref().and_then(Json::as_i64);
    let around = given
        .numbers
        .iter()
        .chain(own.iter())
        .chain(constants.numbers.iter().take(CONSTANTS / 4));
    for number in around {
        found.extend([*number, number.saturating_add(1), number.saturating_sub(1)].map(Json::from));
    }
    found.extend([0, 1, -1, 1_000_000].map(Json::from));
}

fn strings(site: &Site, given: &Constants, constants: &Constants, found: &mut Vec<Json>) {
    let all = given
        .strings
        .iter()
        .chain(constants.strings.iter().take(CONSTANTS));
    found.push(json!("x"));
    if site.pattern.ends_with("Time") || site.pattern.ends_with("Date") {
        found.extend([json!("1970-01-01T00:00:00Z"), json!("2100-01-01T00:00:00Z")]);
    }
    found.extend(all.map(|text| json!(text)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::engine::Engine;

    fn constants(rego: &str) -> Constants {
        let text = format!("package a.b\n\nimport rego.v1\n\n{rego}\n");
        let module = Engine::default().add("b.rego", &text).unwrap();
        let mut constants = Constants::default();
        constants.add(&module);
        constants
    }

    fn site(shape: Shape, json: Option<Json>) -> Site {
        Site {
            path: Vec::new(),
            pattern: "configuration.x".to_owned(),
            shape,
            json,
            is_leaf: true,
            is_always_given: false,
        }
    }

    #[test]
    fn constants_are_what_is_compared_with() {
        let found = constants(
            "deny contains {\"message\": message, \"path\": \"configuration.x\"} if {\n\
             \tinput.resource[\"configuration\"].x in {\"a\", \"b\"}\n\
             \tsome item in input.items\n\
             \tcount([1 | item.kind == \"c\"; item.size > 7]) > 0\n\
             \tmessage := sprintf(\"%s\", [\"d\"])\n}\n\n\
             words contains \"e\"",
        );
        assert_eq!(found.strings, ["a", "b", "c", "e"]);
        assert_eq!(found.numbers, [1, 7, 0]);
    }

    #[test]
    fn what_tests_use_comes_first_and_the_present_value_not_at_all() {
        let constants =
            constants("deny contains {\"message\": \"m\"} if input.resource.x == \"bad\"");
        let mut tests = FromTests::default();
        tests.add("T", &site(Shape::String, Some(json!("seen"))));
        tests.add("T", &site(Shape::String, Some(json!("own"))));
        let own = site(Shape::String, Some(json!("own")));
        let parameters = json!({"allowed": ["given"]});
        assert_eq!(
            candidates("T", &own, &parameters, &constants, &tests),
            [json!("seen"), json!("x"), json!("given"), json!("bad")]
        );
        // Those of another type are another field's.
        assert_eq!(
            candidates("U", &own, &json!(null), &constants, &tests),
            [json!("x"), json!("bad")]
        );
        let list = site(Shape::List(Box::new(Shape::String)), None);
        let found = candidates("U", &list, &json!(null), &constants, &tests);
        assert_eq!(found, [json!(["x"]), json!(["bad"])]);
    }

    #[test]
    fn candidates_are_of_the_fields_type() {
        let (constants, tests) = (Constants::default(), FromTests::default());
        let of = |shape: Shape, json: Json| {
            candidates(
                "T",
                &site(shape, Some(json)),
                &json!({"days": 30}),
                &constants,
                &tests,
            )
        };
        assert_eq!(of(Shape::Boolean, json!(true)), [json!(false)]);
        assert_eq!(of(Shape::Any, json!(false)), [json!(true)]);
        assert_eq!(
            of(Shape::Number, json!(365)),
            [30, 31, 29, 366, 364, 0, 1, -1, 1_000_000].map(Json::from)
        );
    }
}
