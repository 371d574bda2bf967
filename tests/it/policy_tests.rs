//! The built-in controls: their own tests pass, each has some, and what each says of itself is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use assize::policy::test::coverage::coverage;
use assize::policy::test::{Options, TestOutcome, run};
use assize::policy::{Catalogue, source};

use crate::support::{builtin, path};

/// The longest title: what fits a line of a report.
const TITLE: usize = 80;

/// Controls that refer to no page, and why.
const WITHOUT_REFERENCE: &[(&str, &str)] = &[];

/// All ids that were planned, one a line: a control that is none of them is misnamed, or wants its line there.
const PLANNED: &str = include_str!("catalogue-ids.txt");

fn catalogue() -> Catalogue {
    Catalogue::new(source::builtin()).unwrap()
}

/// The table of what is known of the built-in controls is what their analysis finds, under every strict check.
#[test]
fn the_table_of_facts_is_current() {
    let sources = source::builtin().into_iter().map(|source| source::Source {
        builtin: false,
        ..source
    });
    let fresh = Catalogue::new(sources.collect()).unwrap().facts().unwrap();
    let file = path("policies/facts.jsonl");
    if std::env::var_os("UPDATE_FACTS").is_some() {
        fs::write(&file, &fresh).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap();
    let stale: Vec<&str> = fresh
        .lines()
        .filter(|line| !kept.lines().any(|kept| kept == *line))
        .filter_map(|line| line.split('"').nth(3))
        .collect();
    assert!(
        kept == fresh,
        "`just facts` makes the table anew; other than before: {stale:?}"
    );
}

#[test]
fn every_built_in_test_passes_and_no_control_passes_by_omission() {
    let catalogue = catalogue();
    let suites = catalogue.tests().unwrap();
    let options = Options {
        faults: true,
        coverage: true,
    };
    let results = run(&suites, options, &|_| true);
    let mut passed = 0;
    let mut wrong = Vec::new();
    for (suite, result) in suites.iter().zip(&results) {
        assert!(!result.tests.is_empty(), "{} holds no test", suite.file);
        for test in &result.tests {
            if test.outcome == TestOutcome::Passed {
                passed += 1;
            } else {
                wrong.push(format!("{test:?}"));
            }
        }
        assert_eq!(suite.control.is_some(), result.control.is_some());
        for fault in &result.faults {
            wrong.push(format!("{:?}: {fault:?}", result.control));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(passed > 500, "only {passed} tests ran");

    // Every line of the controls is reached by their own tests.
    let mut evaluated: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for (file, lines) in results.iter().flat_map(|result| &result.covered) {
        evaluated.entry(file).or_default().extend(lines);
    }
    let controls = suites.iter().filter_map(|suite| {
        let control = suite.control.as_ref()?;
        Some((control.policy.file.as_str(), &control.module))
    });
    let libraries = catalogue
        .libraries()
        .map(|(file, module, _)| (file, module));
    for (file, module) in controls.chain(libraries) {
        let found = coverage(file, module, evaluated.get(file));
        assert_eq!(found.uncovered, [], "{file} has lines that no test reaches");
    }
}

#[test]
fn every_test_file_in_the_folder_is_run() {
    let run: BTreeSet<String> = catalogue()
        .tests()
        .unwrap()
        .into_iter()
        .map(|suite| suite.file)
        .collect();
    let mut found = BTreeSet::new();
    for folder in fs::read_dir(path("policies")).unwrap() {
        let folder = folder.unwrap();
        if !folder.path().is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path()).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            if name.ends_with("_test.rego") {
                found.insert(format!(
                    "policies/{}/{name}",
                    folder.file_name().into_string().unwrap()
                ));
            }
        }
    }
    assert_eq!(run, found);
}

#[test]
fn every_control_and_library_has_tests() {
    assert_eq!(catalogue().untested(), [""; 0]);
    for file in fs::read_dir(path("policies/lib")).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_stem().unwrap().to_str().unwrap();
        let tests = file.with_file_name(format!("{name}_test.rego"));
        assert!(
            // Samples are for tests.
            name.ends_with("_test") || name.ends_with("_samples") || tests.exists(),
            "{} has no tests",
            file.display()
        );
    }
}

#[test]
fn every_control_tests_both_answers() {
    // A control's tests that only ever see it pass, or only ever see it fail, do not test it.
    for policy in &builtin().policies {
        let file = policy.file.replace(".rego", "_test.rego");
        let text = fs::read_to_string(path(&file)).unwrap();
        let name = policy.package.rsplit('.').next().unwrap();
        let deny = format!("{name}.deny");
        assert!(text.contains(&deny), "{file} never asks for `{deny}`");
        let tests = text
            .lines()
            .filter(|line| line.starts_with("test_"))
            .count();
        assert!(tests >= 2, "{file} has {tests} tests");
    }
}

#[test]
fn what_every_control_says_of_itself_is_whole() {
    for policy in &builtin().policies {
        let id = &policy.id;
        let metadata = &policy.metadata;
        let length = metadata.title.chars().count();
        assert!(length <= TITLE, "{id}: a title of {length} characters");
        assert!(
            !metadata.title.ends_with('.') && !metadata.title.contains('\n'),
            "{id}: the title is no line"
        );
        assert!(
            metadata.description.trim().ends_with('.'),
            "{id}: the description is no sentence"
        );
        assert!(!metadata.remediation.cli.is_empty(), "{id}: no remediation");
        let excused = WITHOUT_REFERENCE.iter().any(|(known, _)| known == id);
        assert_eq!(
            metadata.references.is_empty(),
            excused,
            "{id}: a reference, or a reason for having none"
        );
        for reference in &metadata.references {
            assert!(reference.starts_with("https://"), "{id}: {reference}");
        }
        for (name, parameter) in &metadata.parameters {
            assert!(!parameter.description.trim().is_empty(), "{id}: {name}");
        }
    }
}

/// The placeholders are the loader's matter.
#[test]
fn a_remediation_is_a_command_alone_or_whole() {
    let mut whole = 0;
    for policy in &builtin().policies {
        let id = &policy.id;
        let remediation = &policy.metadata.remediation;
        let (Some(terraform), Some(console)) = (&remediation.terraform, &remediation.console)
        else {
            assert_eq!(
                remediation.terraform, None,
                "{id}: no way through the console"
            );
            assert_eq!(remediation.console, None, "{id}: no Terraform");
            continue;
        };
        whole += 1;
        assert!(!console.contains('\n'), "{id}: the console in a line");
        for (open, close) in [('{', '}'), ('[', ']'), ('(', ')')] {
            let count = |bracket| terraform.matches(bracket).count();
            assert_eq!(count(open), count(close), "{id}: {open} and {close}");
        }
        assert!(
            terraform.contains("resource \"aws_") || terraform.contains("data \"aws_"),
            "{id}: no block of the AWS provider"
        );
    }
    // Users may write a command alone; the built-in controls say all three.
    assert_eq!(whole, builtin().policies.len());
}

/// What was planned and is not there, and why.
const NOT_BUILT: [(&str, &str); 6] = [
    (
        "audit-log-group-no-secrets",
        "what log events hold is not among the settings; it takes reading them",
    ),
    (
        "cloudtrail-digest-chain-verified",
        "it takes reading digest and log files from the bucket, and CloudTrail's public keys",
    ),
    (
        "cloudtrail-signal-enumeration",
        "it is about what happened, and takes reading log events",
    ),
    (
        "cloudtrail-signal-llm-jacking",
        "it is about what happened, and takes reading log events",
    ),
    (
        "cloudtrail-signal-privilege-escalation",
        "it is about what happened, and takes reading log events",
    ),
    (
        "evidence-coverage-complete",
        "its verdict would be about the run and change with the selection: exit code 3 and the coverage in the report say it",
    ),
];

#[test]
fn what_was_planned_is_built_or_has_a_reason() {
    let built: BTreeSet<String> = builtin()
        .policies
        .into_iter()
        .map(|policy| policy.id)
        .collect();
    assert!(built.len() >= 155, "{}", built.len());
    let missing: BTreeSet<&str> = PLANNED.lines().filter(|id| !built.contains(*id)).collect();
    let excused: BTreeSet<&str> = NOT_BUILT.iter().map(|(id, _)| *id).collect();
    assert_eq!(missing, excused);
}

#[test]
fn every_control_was_planned_under_its_id() {
    let planned: Vec<&str> = PLANNED.lines().collect();
    let sorted: BTreeSet<&str> = planned.iter().copied().collect();
    assert!(
        planned.iter().eq(sorted.iter()),
        "the ids are sorted, each once"
    );
    for policy in &builtin().policies {
        assert!(
            sorted.contains(policy.id.as_str()),
            "`{}` is not in tests/it/catalogue-ids.txt",
            policy.id
        );
        // The file's place says the same.
        let from_place = policy
            .file
            .trim_start_matches("policies/")
            .trim_end_matches(".rego")
            .replace(['/', '_'], "-");
        assert_eq!(policy.id, from_place);
    }
}
