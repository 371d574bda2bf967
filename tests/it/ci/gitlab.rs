//! `templates/assize.yml` gates: its job is run as GitLab's runner would, on the fixtures.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use regex::Regex;
use serde_json::Value;

use super::stubs;
use crate::support::path;

/// A control that the three fixtures pass, fail and have no verdict on.
const CONTROL: &str = "cloudtrail-logging-active";
const VERSION: &str = "1.2.3";

/// The component: what it asks for, and its one job.
struct Component {
    inputs: BTreeMap<String, Value>,
    job: Value,
}

impl Component {
    fn read() -> Self {
        let text = fs::read_to_string(path("templates/assize.yml")).unwrap();
        let [spec, jobs]: [Value; 2] = serde_saphyr::from_multiple(&text)
            .unwrap()
            .try_into()
            .unwrap();
        let inputs = spec["spec"]["inputs"].as_object().unwrap().clone();
        let jobs = jobs.as_object().unwrap().clone();
        assert_eq!(jobs.len(), 1);
        Self {
            inputs: inputs.into_iter().collect(),
            job: jobs.into_iter().next().unwrap().1,
        }
    }

    /// The scripts of the job, in their order.
    fn scripts(&self) -> Vec<&str> {
        ["before_script", "script"]
            .iter()
            .flat_map(|name| self.job[*name].as_array().unwrap())
            .map(|script| script.as_str().unwrap())
            .collect()
    }
}

/// A pipeline that includes the component, and a host with a release of the program under test.
struct Pipeline {
    component: Component,
    inputs: BTreeMap<String, String>,
    folder: tempfile::TempDir,
}

struct Ended {
    code: i32,
    log: String,
    folder: tempfile::TempDir,
}

impl Pipeline {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let releases = folder.path().join("releases");
        let release = releases.join(format!("v{VERSION}"));
        fs::create_dir_all(&release).unwrap();
        let body = format!("exec '{}' \"$@\"", env!("CARGO_BIN_EXE_assize"));
        let sums: String = ["x86_64", "aarch64"]
            .map(|machine| {
                let name = format!("assize-{VERSION}-{machine}-unknown-linux-musl");
                stubs::archive(&release, &name, &body)
            })
            .concat();
        fs::write(release.join("SHA256SUMS"), sums).unwrap();
        // Stands in for the network: `wget -q -O FILE URL`.
        let programs = folder.path().join("programs");
        stubs::script(&programs, "wget", "exec cp \"$4\" \"$3\"");
        fs::create_dir(folder.path().join("project")).unwrap();
        let pipeline = Self {
            component: Component::read(),
            inputs: BTreeMap::new(),
            folder,
        };
        pipeline
            .with("releases", &releases.display().to_string())
            .with("version", VERSION)
    }

    fn check(name: &str) -> Self {
        let snapshot = path(&format!("fixtures/snapshots/{name}.jsonl"));
        Self::new()
            .with("command", "check")
            .with("snapshot", &snapshot.display().to_string())
            .with("select", CONTROL)
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        assert!(
            self.component.inputs.contains_key(name),
            "no input `{name}`"
        );
        self.inputs.insert(name.to_owned(), value.to_owned());
        self
    }

    fn variables(&self) -> BTreeMap<String, String> {
        let input = Regex::new(r"^\$\[\[ inputs\.([a-z0-9-]+) \]\]$").unwrap();
        let variables = self.component.job["variables"].as_object().unwrap();
        let value = |(name, variable): (&String, &Value)| {
            assert_eq!(variable["expand"], false, "{name} is expanded");
            let text = variable["value"].as_str().unwrap();
            let asked = &input.captures(text).unwrap()[1];
            let default = &self.component.inputs[asked]["default"];
            let given = self.inputs.get(asked).map(String::as_str);
            let given = given.or(default.as_str());
            (
                name.clone(),
                given
                    .unwrap_or_else(|| panic!("{asked} is missing"))
                    .to_owned(),
            )
        };
        variables.iter().map(value).collect()
    }

    fn run(self) -> Ended {
        let folder = self.folder.path();
        let output = Command::new("sh")
            .args(["-c", &self.component.scripts().join("\n")])
            .env_clear()
            .env("PATH", stubs::path_with(&[folder.join("programs")]))
            .env("TMPDIR", folder)
            .env("CI_JOB_ID", "7")
            .env("ASSIZE_ID_TOKEN", "secret")
            .envs(self.variables())
            .current_dir(folder.join("project"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ended {
            code: output.status.code().unwrap(),
            log: String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
            folder: self.folder,
        }
    }
}

impl Ended {
    #[track_caller]
    fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}", self.log);
        self
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("project").join(name)
    }
}

#[test]
fn a_verdict_is_the_job_s_end_and_its_reports_are_where_gitlab_looks() {
    for (name, code) in [("compliant", 0), ("noncompliant", 1), ("denied", 3)] {
        let ended = Pipeline::check(name).run().ends(code);
        assert!(ended.log.contains("Verdict "), "{}", ended.log);
        let artifacts = Component::read().job["artifacts"].clone();
        assert_eq!(artifacts["when"], "always");
        let reports = &artifacts["reports"];
        let junit = fs::read_to_string(ended.file(reports["junit"].as_str().unwrap())).unwrap();
        assert!(junit.contains(CONTROL));
        let quality = fs::read(ended.file(reports["codequality"].as_str().unwrap())).unwrap();
        let issues: Vec<Value> = serde_json::from_slice(&quality).unwrap();
        assert_eq!(issues.is_empty(), code == 0);
        for kept in artifacts["paths"].as_array().unwrap() {
            assert!(ended.file(kept.as_str().unwrap()).exists(), "{kept}");
        }
    }
    let garbage = path("README.md").display().to_string();
    Pipeline::check("denied")
        .with("snapshot", &garbage)
        .run()
        .ends(2);
    Pipeline::check("noncompliant")
        .with("fail-on", "critical")
        .run()
        .ends(0);
}

#[test]
fn an_archive_of_another_checksum_is_not_run() {
    let ended = Pipeline::check("compliant")
        .with("sha256", &"0".repeat(64))
        .run();
    assert_ne!(ended.code, 0);
    assert!(!ended.log.contains("Verdict "), "{}", ended.log);
    let pipeline = Pipeline::check("compliant");
    let sums = pipeline
        .folder
        .path()
        .join(format!("releases/v{VERSION}/SHA256SUMS"));
    fs::write(sums, "").unwrap();
    let ended = pipeline.run();
    assert_ne!(ended.code, 0);
    assert!(!ended.log.contains("Verdict "), "{}", ended.log);
}

#[test]
fn the_id_token_is_what_the_role_is_assumed_with() {
    let pipeline = Pipeline::new().with("role-arn", "arn:aws:iam::111122223333:role/assize");
    let release = pipeline.folder.path().join(format!("releases/v{VERSION}"));
    let body = "[ \"$1\" = --version ] && exit\n\
                cat \"$AWS_WEB_IDENTITY_TOKEN_FILE\"; echo \" $AWS_ROLE_ARN $AWS_ROLE_SESSION_NAME $AWS_REGION $1\"; exit 3";
    let sums = ["x86_64", "aarch64"].map(|machine| {
        let name = format!("assize-{VERSION}-{machine}-unknown-linux-musl");
        stubs::archive(&release, &name, body)
    });
    fs::write(release.join("SHA256SUMS"), sums.concat()).unwrap();
    let ended = pipeline.run().ends(3);
    let expected = "secret arn:aws:iam::111122223333:role/assize assize-7 us-east-1 audit";
    assert!(ended.log.contains(expected), "{}", ended.log);
}

#[test]
fn hostile_inputs_are_values_and_nothing_else() {
    let component = Component::read();
    for script in component.scripts() {
        assert!(!script.contains("$[["), "a template: {script}");
    }
    let hostile = "x\"; touch PWNED; '$(touch PWNED)' `touch PWNED`\ntouch PWNED";
    for name in component.inputs.keys() {
        let ended = Pipeline::check("noncompliant").with(name, hostile).run();
        let reaches_a_script = ![
            "job-name", "stage", "image", "audience", "role-arn", "region",
        ]
        .contains(&name.as_str());
        assert_eq!(
            ended.code == 1 && ended.log.contains("Verdict "),
            !reaches_a_script,
            "{name}: {}",
            ended.log
        );
        assert!(!ended.file("PWNED").exists(), "{name} was carried out");
    }
}
