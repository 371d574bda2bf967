//! Runs `action.yml` as GitHub's runner would: its steps, with bash, with the environment and the files that the runner gives.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use regex::Regex;
use serde::Deserialize;

use super::stubs::path_with;
use crate::support::path;

/// A composite action. What this runner does not know is refused, so that nothing of the file goes untested.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "description")]
    _description: String,
    #[serde(rename = "author")]
    _author: String,
    #[serde(rename = "branding")]
    _branding: BTreeMap<String, String>,
    pub inputs: BTreeMap<String, Input>,
    pub outputs: BTreeMap<String, Output>,
    pub runs: Runs,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    #[serde(rename = "description")]
    _description: String,
    pub default: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Output {
    #[serde(rename = "description")]
    _description: String,
    pub value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runs {
    pub using: String,
    pub steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub name: String,
    pub id: Option<String>,
    pub shell: String,
    pub env: BTreeMap<String, String>,
    pub run: String,
}

impl Action {
    /// The action of this repository.
    pub fn read() -> Self {
        let text = fs::read_to_string(path("action.yml")).unwrap();
        let action: Self = serde_saphyr::from_str(&text).unwrap();
        assert_eq!(action.runs.using, "composite");
        action
    }
}

/// A use of the action that is being prepared.
pub struct Use {
    action: Action,
    inputs: BTreeMap<String, String>,
    env: BTreeMap<String, String>,
    path: Vec<PathBuf>,
    folder: tempfile::TempDir,
    steps: Vec<String>,
}

/// A use of the action that is over.
pub struct Used {
    /// The exit code of the step that failed, or 0.
    pub code: i32,
    /// The log, with what went to standard output and to standard error in their order.
    pub log: String,
    /// The action's outputs.
    pub outputs: BTreeMap<String, String>,
    /// The job's summary.
    pub summary: String,
    /// What the steps put on the path of those that follow.
    pub path: Vec<PathBuf>,
    /// The runner's temporary folder, and the workspace below it.
    pub folder: tempfile::TempDir,
}

impl Use {
    /// Without inputs, with programs of these folders on the path before those of this machine.
    pub fn new(folders: &[&Path]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("workspace")).unwrap();
        Self {
            action: Action::read(),
            inputs: BTreeMap::new(),
            env: BTreeMap::new(),
            path: folders
                .iter()
                .map(|folder| (*folder).to_path_buf())
                .collect(),
            folder,
            steps: Vec::new(),
        }
    }

    /// With an input.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        assert!(
            self.action.inputs.contains_key(name),
            "the action has no input `{name}`"
        );
        self.inputs.insert(name.to_owned(), value.into());
        self
    }

    /// With another variable than the runner would set.
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.env.insert(name.to_owned(), value.into());
        self
    }

    /// Only the step of this name.
    pub fn only(mut self, step: &str) -> Self {
        self.steps.push(step.to_owned());
        self
    }

    /// Runs the steps, up to the first one that fails.
    pub fn run(self) -> Used {
        let mut used = Used {
            code: 0,
            log: String::new(),
            outputs: BTreeMap::new(),
            summary: String::new(),
            path: self.path.clone(),
            folder: self.folder,
        };
        let mut inputs: BTreeMap<String, String> = BTreeMap::new();
        for (name, input) in &self.action.inputs {
            let value = self.inputs.get(name).unwrap_or(&input.default);
            inputs.insert(format!("inputs.{name}"), value.clone());
        }
        let mut values = inputs;
        for step in &self.action.runs.steps {
            if !self.steps.is_empty() && !self.steps.contains(&step.name) {
                continue;
            }
            used.step(step, &mut values, &self.env);
            if used.code != 0 {
                break;
            }
        }
        for (name, output) in &self.action.outputs {
            let value = expand(&output.value, &values);
            used.outputs.insert(name.clone(), value);
        }
        used
    }
}

impl Used {
    fn step(
        &mut self,
        step: &Step,
        values: &mut BTreeMap<String, String>,
        env: &BTreeMap<String, String>,
    ) {
        assert_eq!(step.shell, "bash");
        assert!(!step.run.contains("${{"), "`{}` is a template", step.name);
        let runner = self.folder.path().to_path_buf();
        let files = ["GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"].map(|name| {
            let file = runner.join(name.to_ascii_lowercase());
            fs::write(&file, "").unwrap();
            (name, file)
        });
        let text = runner.join("step.sh");
        fs::write(&text, &step.run).unwrap();
        let log = runner.join("log");
        let out = File::create(&log).unwrap();
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(&text)
            .env_clear()
            .env("PATH", path_with(&self.path))
            .env("HOME", &runner)
            .env("RUNNER_TEMP", &runner)
            .env("GITHUB_ACTION_PATH", path("."))
            .env("GITHUB_SERVER_URL", "https://invalid.invalid")
            .env("GITHUB_REPOSITORY", "someone/something")
            .envs(files.iter().map(|(name, file)| (*name, file)))
            .envs(
                step.env
                    .iter()
                    .map(|(name, value)| (name, expand(value, values))),
            )
            .envs(env)
            .current_dir(runner.join("workspace"))
            .stdin(Stdio::null())
            .stderr(out.try_clone().unwrap())
            .stdout(out);
        self.code = command.status().unwrap().code().unwrap();
        self.log += &fs::read_to_string(&log).unwrap();
        let [output, added, summary] = files.map(|(_, file)| fs::read_to_string(file).unwrap());
        if let Some(id) = &step.id {
            for (name, value) in key_values(&output) {
                values.insert(format!("steps.{id}.outputs.{name}"), value);
            }
        }
        self.path.extend(added.lines().map(PathBuf::from));
        self.summary += &summary;
    }

    /// Asserts the exit code, and shows the log where it differs.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}", self.log);
        self
    }

    /// The workflow commands in the log that the runner carries out.
    pub fn commands(&self) -> Vec<&str> {
        let mut commands = Vec::new();
        let mut stopped: Option<&str> = None;
        for line in self.log.lines() {
            let Some(command) = line.strip_prefix("::") else {
                continue;
            };
            match stopped {
                Some(token) if command == format!("{token}::") => stopped = None,
                Some(_) => {}
                None => match command.strip_prefix("stop-commands::") {
                    Some(token) => {
                        assert!(token.len() >= 32, "`{token}` can be guessed");
                        stopped = Some(token);
                    }
                    None => commands.push(command),
                },
            }
        }
        assert_eq!(stopped, None, "the runner would take no further command");
        commands
    }

    /// The text of the file that an output names.
    pub fn report(&self, output: &str) -> String {
        fs::read_to_string(&self.outputs[output]).unwrap()
    }
}

/// A text with the values of the expressions in it. An unset output is empty, as for the runner.
fn expand(text: &str, values: &BTreeMap<String, String>) -> String {
    let expression = Regex::new(r"\$\{\{ *([a-z.-]+) *\}\}").unwrap();
    let rest = expression.replace_all(text, "");
    assert!(
        !rest.contains("${{"),
        "`{text}` asks for more than this runner knows"
    );
    let value = |found: &regex::Captures<'_>| {
        let name = &found[1];
        values.get(name).cloned().unwrap_or_else(|| {
            assert!(name.starts_with("steps."), "nothing is called `{name}`");
            String::new()
        })
    };
    expression.replace_all(text, value).into_owned()
}

/// The names and values in a file of outputs: `NAME=VALUE`, or `NAME<<END`, lines, `END`.
fn key_values(text: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some((name, end)) = line.split_once("<<") {
            let value: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
            pairs.push((name.to_owned(), value.join("\n")));
        } else {
            let (name, value) = line.split_once('=').unwrap();
            pairs.push((name.to_owned(), value.to_owned()));
        }
    }
    pairs
}
