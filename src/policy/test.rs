//! The runner of policies' own tests: `test_…` rules in `_test.rego` files.
//!
//! A failed test is explained (`explain`), the inputs of those that pass are tried again with their evidence taken away
//! (`faults`), and the lines that the tests reach are counted (`coverage`).

pub mod coverage;
pub mod explain;
pub mod faults;

use std::collections::{BTreeMap, BTreeSet};

use super::Policy;
use super::engine::{Captures, Engine, Lines, Value};
use super::syntax::{Module, Position};
use crate::parallel;
use explain::{Explanation, explain};
use faults::{Constants, Fault, faults};

/// A test file with what it tests.
pub struct Suite {
    /// The file.
    pub file: String,
    /// What is in it.
    pub module: Module,
    /// An engine with the tests and all that they reach.
    pub engine: Engine,
    /// The control that is tested; none for a library's tests.
    pub control: Option<Tested>,
    /// Whether the file ships with assize.
    pub builtin: bool,
}

/// The control of a test file.
pub struct Tested {
    /// The control, as a run asks it.
    pub policy: Policy,
    /// Its syntax tree.
    pub module: Module,
    /// What it and its libraries compare with.
    pub constants: Constants,
}

/// What to do besides running the tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Try the tests' inputs with their evidence taken away.
    pub faults: bool,
    /// Note which lines are evaluated.
    pub coverage: bool,
}

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
    /// The rule is undefined or something else than true, and why.
    Failed(Vec<Explanation>),
    /// The rule could not be evaluated.
    Error(String),
}

/// How the tests of a file went.
#[derive(Default)]
pub struct SuiteResult {
    /// The tests that ran, in the order of the file.
    pub tests: Vec<TestResult>,
    /// What the control lacks that its tests do not show.
    pub faults: Vec<Fault>,
    /// The lines that were evaluated, by file.
    pub covered: BTreeMap<String, Lines>,
    /// The control whose faults were looked for: its id, file and line.
    pub control: Option<(String, String, u32)>,
}

/// What a test asked the control with.
pub(super) struct Captured {
    test: String,
    position: Position,
    input: Value,
    world: Value,
}

/// Runs the tests of all suites, those whose `package.name` is `wanted`.
pub fn run(
    suites: &[Suite],
    options: Options,
    wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Vec<SuiteResult> {
    let suites = suites.iter().collect();
    parallel::map(suites, |suite| run_suite(suite, options, wanted))
}

fn run_suite(suite: &Suite, options: Options, wanted: &dyn Fn(&str) -> bool) -> SuiteResult {
    let package = suite.module.package_name();
    let mut result = SuiteResult::default();
    let mut names = BTreeSet::new();
    let all: Vec<(&str, Position)> = suite
        .module
        .rules
        .iter()
        .filter(|rule| rule.name.starts_with("test_") && names.insert(&rule.name))
        .map(|rule| (rule.name.as_str(), rule.position))
        .collect();
    let chosen: Vec<(&str, Position)> = all
        .iter()
        .filter(|(name, _)| wanted(&format!("{package}.{name}")))
        .copied()
        .collect();
    if chosen.is_empty() {
        return result;
    }
    let mut engine = suite.engine.clone();
    let captures = match &suite.control {
        Some(tested) if options.faults => {
            let world = !tested.policy.reads.world.is_empty();
            engine.capture(&tested.policy.package, world).ok()
        }
        _ => None,
    };
    if options.coverage {
        engine.start_coverage();
    }
    let mut captured = Vec::new();
    for (name, position) in &chosen {
        engine.set_input(Value::new_object());
        let outcome = match engine.eval(&format!("data.{package}.{name}")) {
            Ok(value) if value == Value::from(true) => TestOutcome::Passed,
            Ok(_) => TestOutcome::Failed(explain(&suite.file, &suite.module, name, &engine)),
            Err(message) => TestOutcome::Error(message),
        };
        let asked = captures.as_ref().map(Captures::take).unwrap_or_default();
        // What a failed test asks shows nothing of the control.
        if outcome == TestOutcome::Passed {
            captured.extend(asked.into_iter().map(|(input, world)| Captured {
                test: (*name).to_owned(),
                position: *position,
                input,
                world,
            }));
        }
        result.tests.push(TestResult {
            file: suite.file.clone(),
            position: *position,
            package: package.clone(),
            name: (*name).to_owned(),
            outcome,
            printed: engine.take_prints(),
        });
    }
    if options.coverage {
        result.covered = engine.covered();
    }
    if let (Some(tested), Some(_)) = (&suite.control, captures) {
        let policy = &tested.policy;
        result.faults = faults(policy, &tested.constants, &captured);
        // Some of the tests, or tests that fail, do not tell what all of them would.
        let is_whole = chosen.len() == all.len()
            && result
                .tests
                .iter()
                .all(|test| test.outcome == TestOutcome::Passed);
        if !is_whole {
            result
                .faults
                .retain(|fault| matches!(fault, Fault::Omission(_)));
        }
        result.control = Some((policy.id.clone(), policy.file.clone(), policy.line));
    }
    result
}
