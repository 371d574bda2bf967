//! A second opinion: the built-in controls judge alike under another implementation of Rego.
//!
//! The other one is rego-cpp (`tests/second_opinion`). It gets each control with every input that the control meets: of the
//! fixtures' subjects, as the judge shows them, and of the controls' own tests. Both must agree on the verdict: whether `deny`
//! has elements, and whether `not_applicable` has. Messages are not compared: rego-cpp quotes strings in `sprintf`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use assize::evaluate::evaluate;
use assize::model::snapshot::SnapshotReader;
use assize::policy::engine::{Engine, Value};
use assize::policy::question::Question;
use assize::policy::syntax::{ExprKind, Literal, Module, Position, Statement};
use assize::policy::{Catalogue, Policy, PolicySet, source};
use serde_json::{Value as Json, json};

use crate::support::{builtin, fixture, path};
use crate::virtual_environment::python;

/// The rules that make a verdict; not every control has the second.
const ENTRIES: [&str; 2] = ["deny", "not_applicable"];

/// Questions on which the two do not agree, by control, and why. A line that is not needed fails the test.
const DIFFERENT: &[(&str, &str)] = &[];

/// What a control is asked, and where that comes from.
type Questions = BTreeMap<(String, String), String>;

/// A value under both names: `input` and `data`, as text so that it can be a key.
fn question(input: &Value, data: &Value) -> (String, String) {
    (input.to_json_str().unwrap(), data.to_json_str().unwrap())
}

/// The names of all snapshots under `fixtures`.
fn fixtures() -> Vec<String> {
    std::fs::read_dir(path("fixtures/snapshots"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.trim_end_matches(".jsonl").to_owned())
        .collect()
}

/// What the judge asks of each control about the subjects of the fixtures, by package.
fn of_fixtures() -> BTreeMap<String, Questions> {
    let heard: Arc<Mutex<BTreeMap<String, Questions>>> = Arc::default();
    for name in fixtures() {
        let mut set = as_written();
        set.set_parameter("cloudtrail-designated-bucket.buckets=the-designated-bucket")
            .unwrap();
        for policy in &mut set.policies {
            let heard = Arc::clone(&heard);
            let name = name.clone();
            let package = policy.package.clone();
            policy
                .engine
                .set_listener(Arc::new(move |_, input, data, _| {
                    heard
                        .lock()
                        .unwrap()
                        .entry(package.clone())
                        .or_default()
                        .entry(question(input, data))
                        .or_insert_with(|| name.to_owned());
                }));
        }
        let bytes = fixture(&name).write(Vec::new()).unwrap();
        evaluate(SnapshotReader::new(bytes.as_slice()).unwrap(), &set).unwrap();
    }
    std::mem::take(&mut *heard.lock().unwrap())
}

/// The byte at a position.
fn offset(text: &str, position: Position) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(position.line as usize - 1)
        .map(str::len)
        .sum();
    let line = &text[before..];
    before
        + line
            .char_indices()
            .nth(position.column as usize - 1)
            .map_or(line.len(), |(index, _)| index)
}

/// The inputs of a test file: a rule for each `with` in it, which has the documents that the statement is judged on.
fn rules_for_inputs(text: &str, module: &Module) -> (String, Vec<String>) {
    let mut rules = format!("package {}\n\nimport rego.v1\n", module.package_name());
    let mut names = Vec::new();
    for rule in module
        .rules
        .iter()
        .filter(|rule| rule.name.starts_with("test_"))
    {
        for body in &rule.bodies {
            let mut locals = Vec::new();
            for statement in &body.query {
                let Some((target, _)) = statement.with.first() else {
                    locals.push(statement);
                    continue;
                };
                let from = offset(text, target.position);
                let to = offset(text, statement.position) + statement.text.len();
                let name = format!("input_of_{}_{}", rule.name, statement.position.line);
                let locals: String = locals
                    .iter()
                    .filter(|one| binds(one))
                    .map(|one| format!("\t{}\n", one.text))
                    .collect();
                rules += &format!(
                    "\n{name} contains found if {{\n{locals}\tfound := [input, [given | given := data.snapshot]] with {}\n}}\n",
                    &text[from..to],
                );
                names.push(name);
            }
        }
    }
    (rules, names)
}

/// Whether a statement gives a value to a variable, which a later one may use.
fn binds(statement: &Statement) -> bool {
    match &statement.literal {
        Literal::SomeIn { .. } | Literal::Some(_) => true,
        Literal::Expr(expr) => matches!(expr.kind, ExprKind::Assign(..)),
        _ => false,
    }
}

/// What the tests of each control ask, by package.
fn of_tests() -> BTreeMap<String, Questions> {
    let catalogue = Catalogue::new(source::builtin()).unwrap();
    let mut questions: BTreeMap<String, Questions> = BTreeMap::new();
    for suite in catalogue.tests().unwrap() {
        let (file, module, mut engine) = (suite.file, suite.module, suite.engine);
        let text = std::fs::read_to_string(path(&file)).unwrap();
        let package = module.package_name();
        let (rules, names) = rules_for_inputs(&text, &module);
        engine.add(&format!("inputs of {file}"), &rules).unwrap();
        engine.set_input(Value::new_object());
        for name in names {
            let found = engine.eval(&format!("data.{package}.{name}")).unwrap();
            let found = found.as_set().unwrap();
            assert!(!found.is_empty(), "{file}: {name}");
            for one in found.iter() {
                let one = one.as_array().unwrap();
                let data = match one[1].as_array().unwrap().first() {
                    Some(snapshot) => {
                        json!({"snapshot": serde_json::from_str::<Json>(&snapshot.to_json_str().unwrap()).unwrap()})
                    }
                    None => json!({}),
                };
                questions
                    .entry(package.trim_end_matches("_test").to_owned())
                    .or_default()
                    .entry((one[0].to_json_str().unwrap(), data.to_string()))
                    .or_insert_with(|| name.trim_start_matches("input_of_").to_owned());
            }
        }
    }
    questions
}

/// The modules that a control needs, by name: itself, and the libraries that it or one of them names.
fn modules(policy: &Policy, libraries: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(path(&policy.file)).unwrap();
    let mut modules = BTreeMap::from([(policy.package.clone(), text.clone())]);
    let mut next = vec![text];
    while let Some(text) = next.pop() {
        for (package, library) in libraries {
            if text.contains(package) && !modules.contains_key(package) {
                modules.insert(package.clone(), library.clone());
                next.push(library.clone());
            }
        }
    }
    modules
}

/// The texts of the built-in libraries, by package.
fn libraries() -> BTreeMap<String, String> {
    source::builtin()
        .into_iter()
        .filter(|source| source.parts.first().is_some_and(|part| part == "lib"))
        .map(|source| {
            (
                format!("assize.{}", source.parts.join(".")),
                source.text.into_owned(),
            )
        })
        .filter(|(package, _)| !package.ends_with("_test"))
        .collect()
}

/// The built-in controls, each alone and as its file has it.
fn as_written() -> PolicySet {
    let catalogue = Catalogue::new(source::builtin()).unwrap();
    catalogue.as_written(builtin()).unwrap()
}

/// What assize says: of each rule, whether it has elements. The judge asks for both at once, and so is done here; the rules
/// themselves are asked where the control is linked with others, and must say the same.
fn own_answer(
    (written, linked): (&Policy, &Policy),
    engines: &mut (Engine, Engine),
    input: &str,
    data: &str,
) -> BTreeMap<String, bool> {
    let data = Value::from_json_str(data).unwrap();
    let mut input: Json = serde_json::from_str(input).unwrap();
    engines.0.set_data(data.clone()).unwrap();
    engines.1.set_data(data).unwrap();
    engines
        .0
        .set_input(Value::from_json_str(&input.to_string()).unwrap());
    if let Some(parameters) = input.get("parameters").cloned() {
        input[linked.parameters_field()] = parameters;
    }
    engines
        .1
        .set_input(Value::from_json_str(&input.to_string()).unwrap());
    let said = Question::new(written).ask(&mut engines.0).unwrap();
    let holds = [!said.denied.is_empty(), !said.not_applicable.is_empty()];
    entries(written)
        .iter()
        .zip(holds)
        .map(|(rule, holds)| {
            let value = engines.1.eval(&linked.path(rule)).unwrap();
            let name = format!("{}.{rule}", written.package);
            assert_eq!(
                !value.as_set().unwrap().is_empty(),
                holds,
                "{name}: {input}"
            );
            (name, holds)
        })
        .collect()
}

/// The rules that make a control's verdict.
fn entries(policy: &Policy) -> &'static [&'static str] {
    &ENTRIES[..1 + usize::from(policy.has_not_applicable)]
}

/// The same by their full names.
fn rules(policy: &Policy) -> Vec<String> {
    let entries = entries(policy).iter();
    entries
        .map(|rule| format!("{}.{rule}", policy.package))
        .collect()
}

/// Puts groups of questions to the other implementation.
fn ask(groups: &[Json]) -> Vec<Json> {
    let mut child = Command::new(python("second_opinion"))
        .args(["-m", "second_opinion"])
        .env("PYTHONPATH", path("tests"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let answers = BufReader::new(child.stdout.take().unwrap());
    let read = std::thread::scope(|scope| {
        scope.spawn(move || {
            for group in groups {
                // Where it has ended, the answers that are missing tell.
                if writeln!(input, "{group}").is_err() {
                    return;
                }
            }
        });
        answers
            .lines()
            .map_while(Result::ok)
            .map(|line| {
                serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line}"))
            })
            .collect()
    });
    child.wait().unwrap();
    read
}

#[test]
fn another_implementation_of_rego_gives_the_same_verdicts() {
    let (set, linked) = (as_written(), builtin());
    let libraries = libraries();
    let mut questions = of_fixtures();
    for (package, more) in of_tests() {
        questions.entry(package).or_default().extend(more);
    }
    // One group for each control and document under `data`.
    let mut groups = Vec::new();
    let mut expected = Vec::new();
    for (policy, linked) in set.policies.iter().zip(&linked.policies) {
        let mut engines = (policy.engine.clone(), linked.engine.clone());
        let mut by_data: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for ((input, data), from) in &questions[&policy.package] {
            by_data.entry(data).or_default().push((input, from));
        }
        for (data, inputs) in by_data {
            let parsed = |text: &str| serde_json::from_str::<Json>(text).unwrap();
            groups.push(json!({
                "modules": modules(policy, &libraries),
                "data": parsed(data),
                "rules": rules(policy),
                "inputs": inputs.iter().map(|(input, _)| parsed(input)).collect::<Vec<_>>(),
            }));
            let own: Vec<_> = inputs
                .iter()
                .map(|(input, from)| {
                    (
                        (*from).to_owned(),
                        own_answer((policy, linked), &mut engines, input, data),
                    )
                })
                .collect();
            expected.push((policy.id.as_str(), own));
        }
    }
    let answers = ask(&groups);
    let reached = expected.get(answers.len()).map(|(control, _)| control);
    assert_eq!(
        reached, None,
        "the other implementation ended before it answered"
    );
    let mut asked = 0;
    let mut holding = 0;
    let mut different = Vec::new();
    for ((control, own), answers) in expected.iter().zip(&answers) {
        for ((from, own), other) in own.iter().zip(answers.as_array().unwrap()) {
            for (rule, holds) in own {
                asked += 1;
                holding += usize::from(*holds);
                let said = &other[rule];
                if said.as_u64().map(|size| size > 0) != Some(*holds) {
                    different.push((
                        *control,
                        format!("{control} on {from}: {rule} holds: {holds}; there: {said}"),
                    ));
                }
            }
        }
    }
    // Both answers were compared, often.
    assert!(asked > 1000 && holding > 200, "{holding} of {asked}");
    let known: BTreeSet<&str> = DIFFERENT.iter().map(|(control, _)| *control).collect();
    let found: BTreeSet<&str> = different.iter().map(|(control, _)| *control).collect();
    let lines: Vec<&String> = different.iter().map(|(_, line)| line).collect();
    assert_eq!(found, known, "{lines:#?}");
}
