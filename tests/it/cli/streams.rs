//! Standard output carries the report and nothing else, a reader may go away, and colour is for terminals.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::assize::{ONE, assize, check, command, file, names, snapshot};

/// An escape sequence's first character.
const ESCAPE: char = '\u{1b}';

#[test]
fn the_log_goes_to_standard_error() {
    let quiet = check("noncompliant")
        .with(["-f", "json", "-q"])
        .run()
        .ends(1);
    assert_eq!(quiet.stderr, "");
    for more in ["-v", "-vv", "-vvv"] {
        let logged = check("noncompliant")
            .with(["-f", "json", more])
            .run()
            .ends(1);
        assert_eq!(logged.stdout, quiet.stdout, "{more}");
    }
    check("noncompliant")
        .with(["-v", "-q"])
        .run()
        .refuses(&["--quiet", "--verbose"]);
}

#[test]
fn a_collection_to_standard_output_is_a_snapshot_and_nothing_else() {
    let ran = assize(["collect", "--from", "fixtures/config-delivery", "-o", "-"])
        .run()
        .ends(0);
    assert!(ran.stderr.contains("12 items"), "{}", ran.stderr);
    for line in ran.stdout.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    let quiet = assize([
        "collect",
        "--from",
        "fixtures/config-delivery",
        "-o",
        "-",
        "-q",
    ])
    .run()
    .ends(0);
    assert_eq!(quiet.stdout, ran.stdout);
    assert_eq!(quiet.stderr, "");
}

/// Waits for a run; one that hangs is ended, and fails the test.
fn wait(mut child: Child) -> (ExitStatus, String) {
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > Duration::from_secs(120) {
            child.kill().unwrap();
            panic!("the run hangs on a closed pipe");
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let mut said = String::new();
    child.stderr.unwrap().read_to_string(&mut said).unwrap();
    (status, said)
}

fn spawn(arguments: &[&str]) -> Child {
    command()
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_reader_that_goes_away_changes_neither_the_verdict_nor_the_peace() {
    let folder = tempfile::tempdir().unwrap();
    let tests = file(folder.path(), "lib/sums_test.rego", FAILING_TEST);
    file(
        folder.path(),
        "lib/sums.rego",
        "package acme.lib.sums\n\nimport rego.v1\n\ntwo := 2\n",
    );
    let folder = tests.parent().unwrap().parent().unwrap().to_str().unwrap();
    let noncompliant = snapshot("noncompliant");
    let denied = snapshot("denied");
    let compliant = snapshot("compliant");
    for (arguments, code) in [
        (vec!["check", &noncompliant, "-f", "json", "-q"], 1),
        (vec!["check", &denied, "-f", "markdown", "-q"], 3),
        (vec!["check", &compliant, "-s", ONE], 0),
        (vec!["policy", "list"], 0),
        (vec!["policy", "show", "*"], 0),
        (vec!["policy", "test", folder], 1),
        (vec!["iam-policy"], 0),
        (vec!["schema", "report"], 0),
        (vec!["completions", "bash"], 0),
        (vec!["--help"], 0),
    ] {
        // Nobody reads anything.
        let mut child = spawn(&arguments);
        drop(child.stdout.take());
        let (status, said) = wait(child);
        assert_eq!(status.code(), Some(code), "{arguments:?}: {said}");
        assert_eq!(said, "", "{arguments:?}");
    }
    // As `| head -1` does.
    let mut child = spawn(&["check", &noncompliant, "-f", "json", "-q"]);
    let mut line = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert_eq!(line, "{\n");
    let (status, said) = wait(child);
    assert_eq!((status.code(), said.as_str()), (Some(1), ""));
}

/// A test that fails.
const FAILING_TEST: &str = "package acme.lib.sums_test

import rego.v1

import data.acme.lib.sums

test_sums if {
	sums.two == 3
}
";

#[test]
fn a_reader_that_goes_away_does_not_excuse_a_file_that_cannot_be_written() {
    let mut child = spawn(&[
        "check",
        &snapshot("compliant"),
        "-s",
        ONE,
        "-f",
        "text",
        "-f",
        "json=no/such/folder/report.json",
    ]);
    drop(child.stdout.take());
    let (status, said) = wait(child);
    assert_eq!(status.code(), Some(2), "{said}");
    assert!(said.contains("no/such/folder/report.json"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_verdict() {
    for arguments in [
        vec!["check", &snapshot("compliant"), "-s", ONE],
        vec!["policy", "list"],
        vec!["iam-policy"],
        vec!["completions", "zsh"],
    ] {
        let output = command()
            .args(&arguments)
            .stdout(File::options().write(true).open("/dev/full").unwrap())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.starts_with("error: "), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;

    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap())
    };
    let ran = check("noncompliant")
        .with(["-f", &format!("json={}", pipe.display())])
        .run();
    let is_pipe = std::fs::symlink_metadata(&pipe)
        .unwrap()
        .file_type()
        .is_fifo();
    if !is_pipe {
        panic!("the pipe was replaced by a file");
    }
    ran.ends(1);
    let alone = check("noncompliant").with(["-f", "json"]).run();
    assert_eq!(reader.join().unwrap(), alone.stdout);
    assert_eq!(names(folder.path()), ["pipe"]);
}

#[test]
fn colour_is_for_terminals_and_those_who_ask_for_it() {
    let plain = check("noncompliant").run().ends(1);
    assert!(!plain.stdout.contains(ESCAPE));
    for never in [vec!["--color", "never"], vec!["--color", "auto"]] {
        assert_eq!(check("noncompliant").with(never).run(), plain);
    }
    let coloured = check("noncompliant").with(["--color", "always"]).run();
    assert!(coloured.stdout.contains(ESCAPE));
    assert_eq!(without_escapes(&coloured.stdout), plain.stdout);
    // What is asked for on the command line outranks the environment.
    let asked = check("noncompliant")
        .with(["--color", "always"])
        .env("NO_COLOR", "1")
        .run();
    assert_eq!(asked, coloured);
    // Only what goes to the terminal is coloured.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.txt");
    check("noncompliant")
        .with([
            "--color",
            "always",
            "-f",
            &format!("text={}", path.display()),
        ])
        .run()
        .ends(1);
    assert_eq!(std::fs::read_to_string(path).unwrap(), plain.stdout);
    check("noncompliant")
        .with(["--color", "sometimes"])
        .run()
        .refuses(&["auto, always, never"]);
}

/// The text without colours.
fn without_escapes(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, sequence)) = rest.split_once(ESCAPE) {
        plain.push_str(before);
        rest = sequence.split_once('m').unwrap().1;
    }
    plain + rest
}

#[cfg(unix)]
#[test]
fn on_a_terminal_the_report_is_coloured_unless_somebody_objects() {
    for (arguments, variable, coloured) in [
        (vec![], None, true),
        (vec!["--color", "never"], None, false),
        (vec![], Some(("NO_COLOR", "1")), false),
        (vec![], Some(("TERM", "dumb")), false),
        (vec!["--color", "always"], Some(("NO_COLOR", "1")), true),
    ] {
        // Python stands in for a terminal, as it does for AWS in the tests of collectors.
        let mut terminal = std::process::Command::new("python3");
        terminal
            .args([
                "-c",
                "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))",
            ])
            .arg(env!("CARGO_BIN_EXE_assize"))
            .args(["check", &snapshot("noncompliant"), "-s", ONE])
            .args(&arguments)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("TERM", "xterm-256color")
            .envs(variable)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null());
        let output = terminal.output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1), "{shown}");
        assert!(shown.contains("Verdict"), "{shown}");
        assert_eq!(
            shown.contains(ESCAPE),
            coloured,
            "{arguments:?} {variable:?}: {shown}"
        );
    }
}
