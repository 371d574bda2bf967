//! Policies that do not load, or are doubtful: each is told by its line, and what is told is held here.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use assize::policy::Catalogue;
use assize::policy::lint::{Lint, RULES, lint};
use assize::policy::source::{self, Source};

use crate::support::path;

/// The folder of broken policies, one folder each.
const BROKEN: &str = "fixtures/broken-policies";

/// The names of the folders.
fn cases() -> BTreeSet<String> {
    fs::read_dir(path(BROKEN))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// The files of a folder beside the built-in libraries, as every verb loads them.
fn files(folder: &str) -> Vec<Source> {
    let is_library = |source: &Source| {
        source.parts.first().is_some_and(|part| part == "lib") && !source.is_test()
    };
    let mut sources = source::builtin();
    sources.retain(is_library);
    let root = path(BROKEN).join(folder);
    let own = source::read(&root).unwrap();
    sources.extend(own.into_iter().map(|source| Source {
        file: source.file.replace(&format!("{}/", root.display()), ""),
        ..source
    }));
    sources
}

fn look(folder: &str, builtin: &Catalogue) -> Lint {
    lint(files(folder), builtin)
}

#[test]
fn what_is_wrong_with_each_is_told_at_its_place() {
    let builtin = Catalogue::new(source::builtin()).unwrap();
    let mut told = String::new();
    for case in cases() {
        let found = look(&case, &builtin);
        let _ = writeln!(told, "{case}");
        for error in &found.errors {
            let _ = writeln!(
                told,
                "  error   {}",
                error.to_string().replace('\n', "\n        ")
            );
        }
        for warning in &found.warnings {
            let shown = warning.diagnostic.to_string().replace('\n', "\n        ");
            let _ = writeln!(told, "  {}   {shown}", warning.rule);
        }
        let places: Vec<_> = found
            .errors
            .iter()
            .chain(found.warnings.iter().map(|warning| &warning.diagnostic))
            .collect();
        assert!(!places.is_empty(), "{case} passes without a word");
        for place in places {
            let file = path(BROKEN).join(&case).join(&place.file);
            let text = fs::read_to_string(&file).unwrap();
            let line = place.position.line as usize;
            assert!(
                (1..=text.lines().count().max(1) + 1).contains(&line) && place.position.column > 0,
                "{case}: {place}"
            );
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn each_rule_has_a_policy_that_it_warns_of() {
    let builtin = Catalogue::new(source::builtin()).unwrap();
    let fired: BTreeSet<&str> = cases()
        .iter()
        .flat_map(|case| look(case, &builtin).warnings)
        .map(|warning| warning.rule)
        .collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(fired, rules);
    let text = fs::read_to_string(path("docs/writing-policies.md")).unwrap();
    for (rule, about) in RULES {
        assert!(
            text.contains(&format!("| `{rule}` | {about} |")),
            "{rule} is not documented"
        );
    }
}

#[test]
fn the_built_in_policies_are_free_of_doubt() {
    let builtin = Catalogue::new(source::builtin()).unwrap();
    let own: Vec<Source> = source::builtin()
        .into_iter()
        .map(|source| Source {
            builtin: false,
            ..source
        })
        .collect();
    let found = lint(own, &builtin);
    assert!(found.errors.is_empty(), "{:#?}", found.errors);
    assert!(found.warnings.is_empty(), "{:#?}", found.warnings);
    assert!(found.controls > 50);
}
