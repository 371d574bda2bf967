//! The hooks of pre-commit: what they call refuses what they are for.

use std::fs;
use std::path::Path;
use std::process::Command;

use regex::Regex;
use serde::Deserialize;

use super::stubs;
use crate::support::path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hook {
    id: String,
    name: String,
    description: String,
    entry: String,
    args: Vec<String>,
    language: String,
    files: String,
    pass_filenames: bool,
}

fn hooks() -> Vec<Hook> {
    let text = fs::read_to_string(path(".pre-commit-hooks.yaml")).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}

/// Runs a hook in a folder as pre-commit would.
fn run(hook: &Hook, folder: &Path) -> i32 {
    let programs = tempfile::tempdir().unwrap();
    stubs::assize(programs.path());
    let mut words = hook
        .entry
        .split(' ')
        .chain(hook.args.iter().map(String::as_str));
    let output = Command::new(words.next().unwrap())
        .args(words)
        .env_clear()
        .env("PATH", stubs::path_with(&[programs.path().to_path_buf()]))
        .current_dir(folder)
        .output()
        .unwrap();
    output.status.code().unwrap()
}

#[test]
fn a_hook_refuses_what_it_is_for() {
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_assize"))
        .args([
            "policy",
            "new",
            "cloudtrail",
            "central-bucket",
            "--dir",
            "policies",
            "--package",
            "acme",
        ])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let policy = folder
        .path()
        .join("policies/cloudtrail/central_bucket.rego");
    let sound = fs::read_to_string(&policy).unwrap();
    for hook in hooks() {
        assert_eq!(run(&hook, folder.path()), 0, "{}", hook.id);
        // What does not load is refused by both.
        fs::write(&policy, sound.replace("configuration", "confguration")).unwrap();
        assert_ne!(run(&hook, folder.path()), 0, "{}", hook.id);
        fs::write(&policy, &sound).unwrap();
    }
    let test = folder
        .path()
        .join("policies/cloudtrail/central_bucket_test.rego");
    let failing = fs::read_to_string(&test).unwrap() + "\ntest_that_fails if false\n";
    fs::write(&test, failing).unwrap();
    for hook in hooks() {
        let expected = i32::from(hook.id.starts_with("assize-test"));
        assert_eq!(run(&hook, folder.path()), expected, "{}", hook.id);
    }
}

#[test]
fn each_hook_is_there_built_and_installed() {
    let hooks = hooks();
    assert_eq!(hooks.len(), 4);
    for hook in &hooks {
        assert!(!hook.name.is_empty() && !hook.description.is_empty());
        assert!(
            !hook.pass_filenames,
            "{} would see a part of the policies",
            hook.id
        );
        let files = Regex::new(&hook.files).unwrap();
        assert!(files.is_match("policies/a.rego") && !files.is_match("README.md"));
        let other = match hook.id.strip_suffix("-system") {
            Some(id) => {
                assert_eq!(hook.language, "system");
                id.to_owned()
            }
            None => {
                assert_eq!(hook.language, "rust");
                format!("{}-system", hook.id)
            }
        };
        let other = hooks.iter().find(|hook| hook.id == other).unwrap();
        assert_eq!(other.entry, hook.entry);
    }
}
