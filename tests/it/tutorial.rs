//! Pages whose steps build on one another, from the first command to the last, in a folder of their own: what they write is
//! written, what they run is run, and what they show must come.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::path;

/// A piece of a page that does something.
enum Step {
    /// Writes a file: its path and its text.
    Write(String, String),
    /// Runs a command: its line in the page, its words, the exit code and what it prints, where `...` stands for any lines.
    Run {
        line: usize,
        words: Vec<String>,
        code: i32,
        shown: Vec<String>,
    },
}

/// The steps of a page: fenced blocks named `console`, and those of Rego with a path.
fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((_, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let body: Vec<(usize, &str)> = lines
            .by_ref()
            .take_while(|(_, line)| *line != "```")
            .collect();
        if let Some(file) = info.strip_prefix("rego ") {
            let text: String = body.iter().map(|(_, line)| format!("{line}\n")).collect();
            steps.push(Step::Write(file.to_owned(), text));
        } else if info == "console" {
            for (number, line) in body {
                match (line.strip_prefix("$ assize "), steps.last_mut()) {
                    (Some(command), _) => steps.push(Step::Run {
                        line: number + 1,
                        words: command.split(' ').map(str::to_owned).collect(),
                        code: 0,
                        shown: Vec::new(),
                    }),
                    (None, Some(Step::Run { code, shown, .. })) => match line.strip_prefix("? ") {
                        Some(expected) => *code = expected.parse().unwrap(),
                        None => shown.push(line.to_owned()),
                    },
                    (None, _) => panic!("line {}: output of no command", number + 1),
                }
            }
        }
    }
    steps
}

/// Whether lines are those shown, where `...` stands for any number of them.
fn fits(lines: &[&str], shown: &[String]) -> bool {
    match shown.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=lines.len()).any(|skipped| fits(&lines[skipped..], rest))
        }
        Some((first, rest)) => lines
            .split_first()
            .is_some_and(|(line, lines)| line == first && fits(lines, rest)),
    }
}

fn run(folder: &Path, name: &str, step: &Step) {
    match step {
        Step::Write(file, text) => fs::write(folder.join(file), text).unwrap(),
        Step::Run {
            line,
            words,
            code,
            shown,
        } => {
            let output = Command::new(env!("CARGO_BIN_EXE_assize"))
                .args(words)
                .current_dir(folder)
                .env("NO_COLOR", "1")
                .output()
                .unwrap();
            let said = String::from_utf8(output.stdout).unwrap()
                + &String::from_utf8(output.stderr).unwrap();
            let at = format!("docs/{name}:{line}: assize {}\n{said}", words.join(" "));
            assert_eq!(output.status.code(), Some(*code), "{at}");
            let lines: Vec<&str> = said.lines().collect();
            assert!(
                fits(&lines, shown),
                "{at}\ninstead of\n{}",
                shown.join("\n")
            );
        }
    }
}

/// A folder with a snapshot of an account and one of an empty account.
fn snapshots() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, fixture) in [("account", "noncompliant"), ("empty", "empty")] {
        let from = path(&format!("fixtures/snapshots/{fixture}.jsonl"));
        fs::copy(from, folder.path().join(format!("{name}.jsonl"))).unwrap();
    }
    folder
}

/// Follows a page that has more steps than that.
fn follow(folder: &Path, name: &str, least: usize) {
    let page = fs::read_to_string(path(&format!("docs/{name}"))).unwrap();
    let steps = steps(&page);
    assert!(steps.len() > least, "only {} steps", steps.len());
    for step in &steps {
        run(folder, name, step);
    }
}

#[test]
fn every_step_of_the_tutorial_does_what_it_shows() {
    follow(snapshots().path(), "tutorial.md", 15);
}

#[test]
fn every_step_of_the_page_about_evidence_does_what_it_shows() {
    follow(snapshots().path(), "evidence.md", 1);
}

#[test]
fn reports_are_compared_as_their_page_shows() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("reports")).unwrap();
    for (snapshot, day) in [
        ("empty", "2026-11-01"),
        ("compliant", "2026-11-08"),
        ("one-region-recorder", "2026-11-15"),
        ("denied", "2026-11-22"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_assize"))
            .arg("check")
            .arg(path(&format!("fixtures/snapshots/{snapshot}.jsonl")))
            .args(["--no-config", "-f", "json", "--select"])
            .arg("cloudtrail-logging-active,cloudtrail-multi-region-trail,config-recorder-exists")
            .output()
            .unwrap();
        let report = String::from_utf8(output.stdout).unwrap();
        // The fixtures are all of one day.
        let report = report.replace("2026-11-20T08:00:00Z", &format!("{day}T08:00:00Z"));
        let file = folder.path().join(format!("reports/{day}.json"));
        fs::write(file, report).unwrap();
    }
    follow(folder.path(), "diff-and-trend.md", 1);
}
