//! A simulated AWS for the tests: a process of its own for each test that wants one.
//!
//! It is moto behind a gateway of ours (`tests/simulated_aws`), on Python, which the harness furnishes by itself. Tests
//! talk to AWS through it, and to the gateway itself to fill accounts, to refuse calls, to break them and to count them.

mod http;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::support::{path, scratch_folder};
use crate::virtual_environment;

/// The account whose calls are made without saying otherwise.
pub const ACCOUNT: &str = "123456789012";

/// Keeps the gateway's log apart from those of the other tests of this process.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// A running simulated AWS. It ends with this value, and also when the tests are killed.
pub struct SimulatedAws {
    child: Child,
    address: String,
    log: PathBuf,
}

impl SimulatedAws {
    /// Starts one without any account in it. The first one of all installs what it runs on.
    pub fn start() -> Self {
        let python = virtual_environment::python("simulated_aws");
        let log = log_file();
        let errors = File::create(&log)
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", log.display()));
        let mut child = Command::new(python)
            .args(["-m", "simulated_aws"])
            .env_clear()
            // Windows finds its own libraries through these.
            .envs(
                std::env::vars()
                    .filter(|(name, _)| ["PATH", "SYSTEMROOT", "TEMP"].contains(&name.as_str())),
            )
            .env("PYTHONPATH", path("tests"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .envs(NO_CONFIGURATION)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start the simulated AWS: {error}"));
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            // What comes of a failure to read is an empty line, which is reported below.
            let _ = BufReader::new(stdout).read_line(&mut line);
        }
        let Some(address) = line.trim().strip_prefix("listening ").map(str::to_owned) else {
            let _ = child.kill();
            let _ = child.wait();
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            panic!(
                "the simulated AWS did not start; {} says:\n{said}",
                log.display()
            );
        };
        Self {
            child,
            address,
            log,
        }
    }

    /// Starts one and fills it from a set-up: `compliant`, `noncompliant`, `empty` or `member`.
    pub fn with(set_up: &str) -> Self {
        let aws = Self::start();
        aws.set_up(set_up);
        aws
    }

    /// One that is filled from a set-up and that all tests share which only read; starting takes longer than reading.
    pub fn shared(set_up: &'static str) -> &'static Self {
        static SHARED: Mutex<BTreeMap<&str, &SimulatedAws>> = Mutex::new(BTreeMap::new());
        // A test that fails while it starts one leaves nothing behind that is half done.
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        // It is never dropped; it ends when this process does.
        shared
            .entry(set_up)
            .or_insert_with(|| Box::leak(Box::new(Self::with(set_up))))
    }

    /// What `AWS_ENDPOINT_URL` must be.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The environment in which a program meets this AWS only, as [`ACCOUNT`]: to be set after the inherited one is
    /// cleared.
    pub fn env(&self) -> BTreeMap<&'static str, String> {
        self.env_of(ACCOUNT)
    }

    /// The environment in which a program meets this AWS only, as any account.
    pub fn env_of(&self, account: &str) -> BTreeMap<&'static str, String> {
        let mut env: BTreeMap<_, _> = NO_CONFIGURATION
            .map(|(name, value)| (name, value.to_owned()))
            .into();
        env.insert("AWS_ACCESS_KEY_ID", account.to_owned());
        env.insert("AWS_SECRET_ACCESS_KEY", "secret".to_owned());
        env.insert("AWS_REGION", "us-east-1".to_owned());
        env.insert("AWS_ENDPOINT_URL", self.url());
        // What is throttled without end is given up sooner.
        env.insert("AWS_RETRY_MODE", "standard".to_owned());
        env
    }

    /// Empties it and fills it from a set-up, and answers what the set-up made.
    pub fn set_up(&self, name: &str) -> Value {
        self.post(&format!("setup/{name}"), &json!({}))
    }

    /// Has IAM refuse these actions.
    pub fn deny(&self, actions: &[&str]) {
        self.post("deny", &json!({"actions": actions}));
    }

    /// Has a service control policy refuse these actions.
    pub fn deny_by_scp(&self, actions: &[&str]) {
        self.post("deny", &json!({"actions": actions, "scp": true}));
    }

    /// Has calls break: `throttle`, `expired`, `500`, `cut`, `html`, `hang` or `page-loop`; for ever, or so many times.
    pub fn fault(&self, action: &str, mode: &str, times: Option<u32>) {
        self.post(
            "fault",
            &json!({"action": action, "mode": mode, "times": times}),
        );
    }

    /// Takes back what `deny`, `deny_by_scp` and `fault` asked for.
    pub fn allow(&self) {
        self.post("allow", &json!({}));
    }

    /// Asks anything of the gateway; `simulated_aws/control.py` lists what there is.
    pub fn post(&self, path: &str, body: &Value) -> Value {
        self.control("POST", path, body)
    }

    /// How often which action was called so far, by action, account and region.
    pub fn calls(&self) -> BTreeMap<(String, String, String), u64> {
        let answer = self.control("GET", "calls", &Value::Null);
        let calls = answer["calls"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        calls
            .iter()
            .map(|call| {
                let key = (
                    text(&call["action"]),
                    text(&call["account"]),
                    text(&call["region"]),
                );
                (key, call["count"].as_u64().unwrap_or_default())
            })
            .collect()
    }

    /// All findings that Security Hub has, in every account and region.
    pub fn findings(&self) -> Vec<Value> {
        self.list("findings")
    }

    /// All that was published to topics.
    pub fn published(&self) -> Vec<Value> {
        self.list("published")
    }

    fn list(&self, name: &str) -> Vec<Value> {
        let mut answer = self.control("GET", name, &Value::Null);
        match answer[name].take() {
            Value::Array(items) => items,
            other => panic!("the simulated AWS answered {other} for {name}"),
        }
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = http::request(
            &self.address,
            method,
            &format!("/_gateway/{path}"),
            &body.to_string(),
        )
        .unwrap_or_else(|error| panic!("{method} {path} of the simulated AWS: {error}"));
        assert_eq!(
            status, 200,
            "{method} {path} of the simulated AWS: {answer}"
        );
        serde_json::from_str(&answer)
            .unwrap_or_else(|error| panic!("{method} {path} answered {answer:?}: {error}"))
    }
}

impl Drop for SimulatedAws {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to do, and nobody to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
        // The log of a test that failed may say why.
        if !std::thread::panicking() {
            let _ = std::fs::remove_file(&self.log);
        }
    }
}

/// Keeps SDKs from everything that a developer's machine may have configured.
const NO_CONFIGURATION: [(&str, &str); 3] = [
    ("AWS_CONFIG_FILE", "/dev/null"),
    ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
    ("AWS_EC2_METADATA_DISABLED", "true"),
];

fn log_file() -> PathBuf {
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    scratch_folder().join(format!("simulated-aws-{}-{number}.log", std::process::id()))
}
