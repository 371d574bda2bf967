//! Running the binary.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The control that most tests judge by: loading one takes a tenth of the time that loading all takes.
pub const ONE: &str = "cloudtrail-log-file-validation";

/// A run that is being prepared.
pub struct Run {
    command: Command,
    input: Vec<u8>,
}

/// A run that is over.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    /// The exit code.
    pub code: i32,
    /// What went to standard output.
    pub stdout: String,
    /// What went to standard error.
    pub stderr: String,
}

/// A run with arguments, in the repository's root.
pub fn assize<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    let mut command = command();
    command.args(arguments);
    Run {
        command,
        input: Vec::new(),
    }
}

/// The binary, in an environment that holds nothing: whoever runs the tests has profiles, colours and log levels of their own.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_assize"));
    command
        .env_clear()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null());
    command
}

/// A run of `check` on a snapshot of `fixtures/snapshots` with [`ONE`] control.
pub fn check(name: &str) -> Run {
    assize(["check", &snapshot(name), "--select", ONE])
}

/// The path of a snapshot of `fixtures/snapshots`, from the repository's root.
pub fn snapshot(name: &str) -> String {
    format!("fixtures/snapshots/{name}.jsonl")
}

/// Writes a file into a folder and gives its path.
pub fn file(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, bytes).unwrap();
    path
}

/// The names of all files in a folder.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

impl Run {
    /// With more arguments.
    pub fn with<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// With a variable of the environment.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// In another folder.
    pub fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// With something on standard input.
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.command.stdin(Stdio::piped());
        self.input = bytes.into();
        self
    }

    /// Runs it.
    pub fn run(mut self) -> Ran {
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let writer = child.stdin.take().map(|mut stdin| {
            // The run may end before it has read everything.
            std::thread::spawn(move || drop(stdin.write_all(&self.input)))
        });
        let output = child.wait_with_output().unwrap();
        if let Some(writer) = writer {
            writer.join().unwrap();
        }
        Ran {
            code: output.status.code().expect("a run ends with a code"),
            stdout: String::from_utf8(output.stdout).expect("reports are UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }
}

impl Ran {
    /// Asserts the exit code, and shows everything where it differs.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "\nstdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// Asserts that there is no verdict: code 2, nothing on standard output, and a message that says all of these.
    #[track_caller]
    pub fn refuses(self, messages: &[&str]) -> Self {
        let ran = self.ends(2);
        assert_eq!(ran.stdout, "", "something was printed all the same");
        for message in messages {
            assert!(
                ran.stderr.contains(message),
                "no `{message}` in:\n{}",
                ran.stderr
            );
        }
        ran
    }

    /// Asserts that a text is on standard output.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(
            self.stdout.contains(text),
            "no `{text}` in:\n{}",
            self.stdout
        );
        self
    }
}
