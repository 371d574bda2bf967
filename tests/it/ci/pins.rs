//! What is taken from others is taken at a commit, in the workflows and in what the documentation tells readers to write.

use std::fs;

use regex::Regex;

use crate::support::path;

#[test]
fn actions_of_others_are_named_by_commit_and_version() {
    let mut files = vec![path("README.md"), path("action.yml")];
    for folder in ["docs", ".github/workflows"] {
        for entry in fs::read_dir(path(folder)).unwrap() {
            let file = entry.unwrap().path();
            if file.is_file() {
                files.push(file);
            }
        }
    }
    let uses = Regex::new(r"(?m)^\s*(?:- )?uses: (.+)$").unwrap();
    let pinned = Regex::new(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$").unwrap();
    let own = Regex::new(r"^(\./|OWNER/assize@)").unwrap();
    let mut commits = std::collections::BTreeMap::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        for found in uses.captures_iter(&text) {
            let used = found[1].trim();
            if own.is_match(used) {
                continue;
            }
            assert!(pinned.is_match(used), "{}: {used}", file.display());
            let (action, commit) = used.split_once('@').unwrap();
            let before = commits.insert(action.to_owned(), commit.to_owned());
            assert!(
                before.is_none_or(|before| before == commit),
                "two commits of {action}"
            );
        }
    }
    assert!(commits.len() >= 5, "{commits:?}");
}

#[test]
fn every_released_program_is_built_by_one_compiler() {
    let dockerfile = fs::read_to_string(path("Dockerfile")).unwrap();
    let release = fs::read_to_string(path(".github/workflows/release.yml")).unwrap();
    let version = |pattern: &str, text: &str| -> (u32, u32, u32) {
        let found = Regex::new(pattern).unwrap().captures(text).unwrap();
        let part = |number: usize| found[number].parse().unwrap();
        (part(1), part(2), part(3))
    };
    let linux = version(r"(?m)^ARG RUST=(\d+)\.(\d+)\.(\d+)$", &dockerfile);
    let macos = version(r"(?m)^  RUST: (\d+)\.(\d+)\.(\d+)$", &release);
    assert_eq!(linux, macos);
    let manifest = fs::read_to_string(path("Cargo.toml")).unwrap();
    let oldest = version(r#"(?m)^rust-version = "(\d+)\.(\d+)\.(\d+)"$"#, &manifest);
    assert!(linux >= oldest, "{linux:?} is older than {oldest:?}");
}

/// What the Dockerfile's build sees is enough for cargo to know its targets.
#[test]
fn the_image_s_build_sees_what_the_package_names() {
    let ignored = fs::read_to_string(path(".dockerignore")).unwrap();
    let mut lines = ignored.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(lines.next(), Some("*"));
    let seen: Vec<&str> = lines.map(|line| line.strip_prefix('!').unwrap()).collect();
    for file in &seen {
        assert!(path(file).exists(), "there is no {file}");
    }
    let named = [
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "src",
        "policies",
        "tests/it/main.rs",
    ];
    for file in named {
        assert!(seen.contains(&file), "the build does not see {file}");
    }
    let dockerfile = fs::read_to_string(path("Dockerfile")).unwrap();
    for line in dockerfile.lines().filter(|line| line.starts_with("COPY ")) {
        let source = line.split_whitespace().nth(1).unwrap();
        if source != "." && !source.starts_with("--from") {
            assert!(seen.contains(&source), "the build does not see {source}");
        }
    }
}
