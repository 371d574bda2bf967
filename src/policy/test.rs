//! The runner of policies' own tests: `test_…` rules in `_test.rego` files.

use super::engine::{Engine, Value};
use super::syntax::{Module, Position};

/// One test and how it went.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// The file.
    pub file: String,
    /// Where the test is.
    pub position: Position,
    /// The package.
    pub package: String,
    /// The test rule.
    pub name: String,
    /// How it went.
    pub outcome: TestOutcome,
    /// What it printed.
    pub printed: Vec<String>,
}

/// How a test went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestOutcome {
    /// The rule is true.
    Passed,
    /// The rule is undefined or something else than true.
    Failed,
    /// The rule could not be evaluated.
    Error(String),
}

/// Runs the tests of a module, those whose name `wanted` accepts.
pub fn run(
    file: &str,
    module: &Module,
    engine: &mut Engine,
    wanted: &dyn Fn(&str) -> bool,
) -> Vec<TestResult> {
    let package = module.package_name();
    let mut results: Vec<TestResult> = Vec::new();
    for rule in module
        .rules
        .iter()
        .filter(|rule| rule.name.starts_with("test_"))
    {
        if results.iter().any(|result| result.name == rule.name)
            || !wanted(&format!("{package}.{}", rule.name))
        {
            continue;
        }
        engine.set_input(Value::new_object());
        let outcome = match engine.eval(&format!("data.{package}.{}", rule.name)) {
            Ok(value) if value == Value::from(true) => TestOutcome::Passed,
            Ok(_) => TestOutcome::Failed,
            Err(message) => TestOutcome::Error(message),
        };
        results.push(TestResult {
            file: file.to_owned(),
            position: rule.position,
            package: package.clone(),
            name: rule.name.clone(),
            outcome,
            printed: engine.take_prints(),
        });
    }
    results
}
