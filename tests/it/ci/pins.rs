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
