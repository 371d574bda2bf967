//! How a release is made: its archive, its notes, and the check that a built program judges.

use std::path::Path;
use std::process::{Command, Output};

use super::stubs;
use crate::support::path;

fn run(script: &str, arguments: &[&Path]) -> Output {
    Command::new("bash")
        .arg(path(".github/release").join(script))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn an_archive_has_the_program_and_what_belongs_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let program = stubs::assize(folder.path());
    let archives = folder.path().join("archives");
    let packed = run("package.sh", &[&program, Path::new("a-target"), &archives]);
    assert!(packed.status.success(), "{packed:?}");
    let name = concat!("assize-", env!("CARGO_PKG_VERSION"), "-a-target");
    let archive = archives.join(format!("{name}.tar.gz"));
    let printed = String::from_utf8(packed.stdout).unwrap();
    assert_eq!(printed.trim(), archive.display().to_string());
    let listed = Command::new("tar")
        .arg("-tzf")
        .arg(&archive)
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    for file in [
        "assize",
        "LICENSE",
        "README.md",
        "CHANGELOG.md",
        "man/assize.1",
        "man/assize-check.1",
        "man/assize-policy-lint.1",
        "completions/_assize",
        "completions/assize.bash",
        "completions/assize.fish",
    ] {
        let file = format!("{name}/{file}");
        assert!(
            listed.lines().any(|line| line == file),
            "no {file} in\n{listed}"
        );
    }
}

#[test]
fn the_notes_of_a_release_are_the_changelog_s() {
    let notes = run("notes.sh", &[Path::new("Unreleased")]);
    assert!(notes.status.success(), "{notes:?}");
    let notes = String::from_utf8(notes.stdout).unwrap();
    assert!(notes.contains("### Added") && !notes.contains("## [Unreleased]"));
    let unknown = run("notes.sh", &[Path::new("99.0.0")]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("says nothing of 99.0.0"));
}

#[test]
fn a_program_that_does_not_judge_is_not_released() {
    let folder = tempfile::tempdir().unwrap();
    let codes = "for word; do :; done\n\
                 case $word in */compliant.jsonl) exit 0;; */noncompliant.jsonl) exit 1;; */denied.jsonl) exit 3;; esac\nexit 9";
    let judging = stubs::script(folder.path(), "judging", codes);
    assert!(run("smoke.sh", &[&judging]).status.success());
    for wrong in ["exit 0", "exit 1", "exit 3", "exit 127"] {
        let program = stubs::script(folder.path(), "wrong", wrong);
        assert!(!run("smoke.sh", &[&program]).status.success(), "{wrong}");
    }
}
