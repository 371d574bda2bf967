//! The commands of README.md are run: what the first page promises works.

use std::fs;

use super::assize::{assize, names};
use crate::support::path;

/// How a command of ours begins.
const START: &str = "cargo run --release -- ";

/// The commands of the page's shell blocks, with lines that go on joined.
fn commands(page: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = false;
    let mut begun = String::new();
    for line in page.lines() {
        let line = line.trim();
        if let Some(language) = line.strip_prefix("```") {
            inside = !inside && language == "sh";
            continue;
        }
        if !inside {
            continue;
        }
        match line.strip_suffix('\\') {
            Some(part) => begun.push_str(part),
            None => {
                let whole = std::mem::take(&mut begun) + line;
                if let Some(command) = whole.strip_prefix(START) {
                    commands.push(command.to_owned());
                }
            }
        }
    }
    commands
}

/// A command's words as a shell splits them, without its comment.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in command.chars() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), inside) => word.get_or_insert_default().push(inside),
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, space) if space.is_whitespace() => words.extend(word.take()),
            (None, other) => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

#[test]
fn commands_are_found_and_split() {
    let page = "text\n```sh\ncargo run --release -- check 'a b.jsonl' \\\n  -f \"json=r\" # why\ncargo build\n```\n\
                ```text\ncargo run --release -- no\n```\ncargo run --release -- neither\n";
    let found = commands(page);
    assert_eq!(found.len(), 1);
    assert_eq!(words(&found[0]), ["check", "a b.jsonl", "-f", "json=r"]);
}

/// Each command, in the page's order and in one folder, so that what one writes another reads.
#[test]
fn the_commands_of_the_readme_run() {
    let page = fs::read_to_string(path("README.md")).unwrap();
    let commands = commands(&page);
    assert!(!commands.is_empty(), "README.md shows no command");
    let folder = tempfile::tempdir().unwrap();
    for name in ["fixtures", "policies", "examples"] {
        copy(&path(name), &folder.path().join(name));
    }
    for command in commands {
        let words = words(&command);
        assert!(
            !words
                .iter()
                .any(|word| matches!(word.as_str(), "|" | ">" | "&&" | ";")),
            "`{command}` needs a shell"
        );
        let ran = assize(&words).within(folder.path()).run();
        assert_ne!(ran.code, 2, "`{command}`: {}", ran.stderr);
        let left: Vec<String> = names(folder.path());
        assert!(!left.iter().any(|name| name.ends_with(".part")), "{left:?}");
    }
}

/// Copies a folder, if it is there.
fn copy(from: &std::path::Path, to: &std::path::Path) {
    let Ok(entries) = fs::read_dir(from) else {
        return;
    };
    fs::create_dir_all(to).unwrap();
    for entry in entries {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
