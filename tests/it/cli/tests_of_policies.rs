//! `policy test`.

use std::path::Path;

use super::assize::{Ran, assize, file};

const LIBRARY: &str = "package acme.lib.names

import rego.v1

is_ours(name) if startswith(name, \"acme-\")
";

const TESTS: &str = "package acme.lib.names_test

import rego.v1

import data.acme.lib.names

test_ours if names.is_ours(\"acme-logs\")

test_others if {
	print(\"about others\")
	names.is_ours(\"logs\")
}

test_breaks if {
	to_number(\"one\") == 1
}
";

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    assize(["policy", "test"])
        .with([folder])
        .with(arguments)
        .run()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "lib/names.rego", LIBRARY);
    file(folder.path(), "lib/names_test.rego", TESTS);
    folder
}

#[test]
fn a_failing_test_is_shown_with_its_place() {
    let folder = folder();
    let ran = run(folder.path(), &[]).ends(1);
    let file = folder.path().join("lib/names_test.rego");
    let file = file.display();
    let ran = ran
        .says(&format!("FAIL  test_others  {file}:9\n"))
        .says(&format!("      {file}:10: about others\n"))
        .says(&format!("ERROR test_breaks  {file}:14\n"))
        .says("\n1 passed, 2 failed\n");
    assert!(!ran.stdout.contains("test_ours"));
    run(folder.path(), &["-v"])
        .ends(1)
        .says(&format!("pass  test_ours  {file}:7\n"));
}

#[test]
fn tests_are_chosen_by_a_glob() {
    let folder = folder();
    run(folder.path(), &["--run", "*.test_ours"])
        .ends(0)
        .says("1 passed, 0 failed\n");
    run(folder.path(), &["--run", "acme.lib.names_test.test_oth*"])
        .ends(1)
        .says("0 passed, 1 failed\n");
    run(folder.path(), &["--run", "[a"]).refuses(&["glob `[a`"]);
}

#[test]
fn no_test_is_no_success() {
    let untested = tempfile::tempdir().unwrap();
    file(untested.path(), "lib/names.rego", LIBRARY);
    run(untested.path(), &[]).refuses(&["no tests ran", "_test.rego"]);
    run(folder().path(), &["--run", "*.test_nothing"]).refuses(&["no tests ran"]);
    run(&untested.path().join("missing"), &[]).refuses(&["missing"]);
}

#[test]
fn a_test_of_nothing_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "lib/names_test.rego", TESTS);
    run(folder.path(), &[]).refuses(&["names_test.rego"]);
}

#[test]
fn the_built_in_tests_pass() {
    let ran = assize(["policy", "test"]).run().ends(0);
    let (passed, rest) = ran.stdout.split_once(' ').unwrap();
    assert!(passed.parse::<u32>().unwrap() > 500, "{}", ran.stdout);
    assert_eq!(rest, "passed, 0 failed\n");
}
