//! Line coverage: which lines of the policies the tests made the engine evaluate.
//!
//! The engine notes the lines of the expressions that it evaluated. Taken alone its report is wrong in places: a file of which
//! nothing was evaluated is not in it, each line of a long literal counts for itself, and patterns that only bind are never
//! evaluated. So what counts is told from the syntax tree: each statement, and each head that yields a value, is one line,
//! the one on which it begins, and is covered when anything on its lines was evaluated. A statement counts as soon as it was
//! asked, whatever came of it; a head when its rule held.

use std::collections::BTreeMap;

use crate::policy::engine::Lines;
use crate::policy::syntax::{Expr, ExprKind, Literal, Module, RuleKind, Statement};

/// How much of a file was evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileCoverage {
    /// The file.
    pub file: String,
    /// The lines that count.
    pub total: usize,
    /// Those that were evaluated.
    pub covered: usize,
    /// First and last line of what was not.
    pub uncovered: Vec<(u32, u32)>,
}

/// The coverage of a file.
pub fn coverage(file: &str, module: &Module, evaluated: Option<&Lines>) -> FileCoverage {
    let mut parts = Parts::default();
    parts.module(module);
    let none = Lines::new();
    let evaluated = evaluated.unwrap_or(&none);
    let mut covered = 0;
    let mut uncovered: Vec<(u32, u32)> = Vec::new();
    let mut before_is_uncovered = false;
    for (first, last) in &parts.lines {
        if evaluated.range(*first..=*last).next().is_some() {
            covered += 1;
            before_is_uncovered = false;
            continue;
        }
        match uncovered.last_mut() {
            Some(range) if before_is_uncovered && *first <= range.1 + 1 => {
                range.1 = range.1.max(*last);
            }
            _ => uncovered.push((*first, *last)),
        }
        before_is_uncovered = true;
    }
    FileCoverage {
        file: file.to_owned(),
        total: parts.lines.len(),
        covered,
        uncovered,
    }
}

/// Covered lines in percent; a file without any line that counts has nothing uncovered.
pub fn percent(covered: usize, total: usize) -> f64 {
    if total == 0 {
        return 100.0;
    }
    covered as f64 * 100.0 / total as f64
}

/// The lines that count, each with the last line of what begins there.
#[derive(Default)]
struct Parts {
    lines: BTreeMap<u32, u32>,
}

impl Parts {
    fn add(&mut self, first: u32, last: u32) {
        let end = self.lines.entry(first).or_insert(last);
        *end = (*end).max(last);
    }

    fn module(&mut self, module: &Module) {
        for rule in &module.rules {
            if rule.is_default {
                continue;
            }
            if let RuleKind::Set(key) | RuleKind::Object(key) = &rule.kind {
                self.expr(key);
            }
            for (index, body) in rule.bodies.iter().enumerate() {
                // The engine does not tell whether the value of an `else` was taken.
                if let Some(value) = body.value.as_ref().filter(|_| index == 0) {
                    self.expr(value);
                }
                self.query(&body.query);
            }
        }
    }

    fn query(&mut self, query: &[Statement]) {
        for statement in query {
            let first = statement.position.line;
            match &statement.literal {
                Literal::Some(_) => continue,
                Literal::SomeIn { collection, .. } => self.inner(collection),
                Literal::Expr(expr) | Literal::Not(expr) => self.inner(expr),
                Literal::Every {
                    collection, query, ..
                } => {
                    self.inner(collection);
                    self.query(query);
                }
            }
            self.add(first, statement_end(statement));
        }
    }

    /// An expression that counts for itself.
    fn expr(&mut self, expr: &Expr) {
        self.add(expr.position.line, last_line(expr));
        self.inner(expr);
    }

    /// The queries in an expression.
    fn inner(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::ArrayCompr(_, query)
            | ExprKind::SetCompr(_, query)
            | ExprKind::ObjectCompr(_, _, query) => self.query(query),
            _ => {}
        }
        for part in expr.parts() {
            self.inner(part);
        }
    }
}

/// The last line of an expression, as far as its parts tell. A comprehension is evaluated through its query.
fn last_line(expr: &Expr) -> u32 {
    let query: &[Statement] = match &expr.kind {
        ExprKind::ArrayCompr(_, query)
        | ExprKind::SetCompr(_, query)
        | ExprKind::ObjectCompr(_, _, query) => query,
        _ => &[],
    };
    expr.parts()
        .into_iter()
        .map(last_line)
        .chain(query.iter().map(statement_end))
        .chain([expr.position.line])
        .max()
        .unwrap_or_default()
}

fn statement_end(statement: &Statement) -> u32 {
    statement.position.line + statement.text.matches('\n').count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::engine::{Engine, Value};

    /// What is not reached, by the engine's report of a rule on an input.
    fn uncovered(rego: &str, rules: &[&str], input: &str) -> Vec<(u32, u32)> {
        let text = format!("package a.b\n\nimport rego.v1\n\n{rego}");
        let mut engine = Engine::default();
        let module = engine.add("b.rego", &text).unwrap();
        engine.start_coverage();
        engine.set_input(Value::from_json_str(input).unwrap());
        for rule in rules {
            engine.eval(&format!("data.a.b.{rule}")).unwrap();
        }
        let covered = engine.covered();
        let found = coverage("b.rego", &module, covered.get("b.rego"));
        assert_eq!(found.file, "b.rego");
        assert!(found.covered <= found.total);
        assert_eq!(found.covered == found.total, found.uncovered.is_empty());
        found.uncovered
    }

    const POLICY: &str = "deny contains {\n\t\"message\": message,\n\t\"path\": \"x\",\n} if {\n\
                          \tsome item in input.items\n\titem.bad == true\n\tmessage := sprintf(\n\
                          \t\t\"%s\",\n\t\t[item.name],\n\t)\n}\n";

    #[test]
    fn a_statement_counts_when_it_was_asked_and_a_head_when_its_rule_held() {
        // Lines 5 to 7 are the head, 9 to 14 the statements.
        assert_eq!(uncovered(POLICY, &[], "{}"), [(5, 7), (9, 14)]);
        assert_eq!(uncovered(POLICY, &["deny"], "{}"), [(5, 7), (10, 14)]);
        let good = r#"{"items": [{"bad": false}]}"#;
        assert_eq!(uncovered(POLICY, &["deny"], good), [(5, 7), (11, 14)]);
        let bad = r#"{"items": [{"bad": true, "name": "x"}]}"#;
        assert_eq!(uncovered(POLICY, &["deny"], bad), []);
    }

    #[test]
    fn comprehensions_count_statement_by_statement() {
        let rego = "names := {name |\n\tsome item in input.items\n\tname := item.name\n}\n";
        assert_eq!(uncovered(rego, &["names"], r#"{"items": []}"#), [(7, 7)]);
        assert_eq!(
            uncovered(rego, &["names"], r#"{"items": [{"name": 1}]}"#),
            []
        );
    }

    #[test]
    fn defaults_comments_and_the_values_of_else_do_not_count() {
        let rego = "# A comment.\ndefault state := \"off\"\n\nstate := \"on\" if {\n\tinput.on\n} else := \"unknown\" if {\n\
                    \tinput.unknown\n}\n";
        assert_eq!(uncovered(rego, &["state"], "{}"), [(8, 8)]);
        assert_eq!(uncovered(rego, &["state"], r#"{"on": true}"#), [(11, 11)]);
    }

    #[test]
    fn a_percentage_of_nothing_is_all() {
        assert_eq!(percent(0, 0), 100.0);
        assert_eq!(percent(1, 4), 25.0);
    }
}
