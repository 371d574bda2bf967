//! The action's first step: which assize it puts on the path.

use std::fs;
use std::path::Path;

use super::actions_runner::{Use, Used};
use super::stubs;

/// The targets of releases, of which one is this machine's.
const TARGETS: [&str; 4] = [
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "x86_64-apple-darwin",
    "aarch64-apple-darwin",
];

/// A host with releases of `owner/assize`, each program of which says its version.
struct Host(tempfile::TempDir);

impl Host {
    fn with(version: &str) -> Self {
        let host = Self(tempfile::tempdir().unwrap());
        let folder = host.release(version);
        fs::create_dir_all(&folder).unwrap();
        let body = format!("echo assize {version}");
        let sums: String = TARGETS
            .iter()
            .map(|target| stubs::archive(&folder, &format!("assize-{version}-{target}"), &body))
            .collect();
        fs::write(folder.join("SHA256SUMS"), sums).unwrap();
        host
    }

    fn release(&self, version: &str) -> std::path::PathBuf {
        let release = format!("owner/assize/releases/download/v{version}");
        self.0.path().join(release)
    }

    fn install(&self, version: &str) -> Used {
        // `uses: owner/assize@v1` has the action there.
        let folder = self.0.path().join("_actions/owner/assize");
        fs::create_dir_all(&folder).unwrap();
        let action = folder.join("v1");
        if !action.exists() {
            std::os::unix::fs::symlink(env!("CARGO_MANIFEST_DIR"), &action).unwrap();
        }
        Use::new(&[])
            .only("Install assize")
            .with("version", version)
            .env("GITHUB_ACTION_PATH", action.display().to_string())
            .env(
                "GITHUB_SERVER_URL",
                format!("file://{}", self.0.path().display()),
            )
            .run()
    }
}

fn says(used: &Used) -> String {
    let program = used.path.last().unwrap().join("assize");
    let output = std::process::Command::new(program).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_release_is_downloaded_and_put_on_the_path() {
    let host = Host::with("1.2.3");
    for version in ["1.2.3", "v1.2.3"] {
        let used = host.install(version).ends(0);
        assert_eq!(says(&used), "assize 1.2.3\n");
    }
}

#[test]
fn the_pin_of_the_action_pins_the_program() {
    let own = env!("CARGO_PKG_VERSION");
    let used = Host::with(own).install("").ends(0);
    assert_eq!(says(&used), format!("assize {own}\n"));
}

#[track_caller]
fn refuses(used: Used, message: &str) {
    let used = used.ends(2);
    assert!(used.log.contains(message), "{}", used.log);
    assert!(
        used.path.is_empty(),
        "{:?} is on the path all the same",
        used.path
    );
}

#[test]
fn an_archive_of_another_checksum_is_refused() {
    let host = Host::with("1.2.3");
    for target in TARGETS {
        let archive = host
            .release("1.2.3")
            .join(format!("assize-1.2.3-{target}.tar.gz"));
        let mut bytes = fs::read(&archive).unwrap();
        bytes.push(0);
        fs::write(&archive, bytes).unwrap();
    }
    refuses(host.install("1.2.3"), "as its release says");
    fs::write(host.release("1.2.3").join("SHA256SUMS"), "").unwrap();
    refuses(host.install("1.2.3"), "SHA256SUMS has no assize-1.2.3-");
}

#[test]
fn what_is_not_there_or_no_version_is_refused() {
    let host = Host::with("1.2.3");
    refuses(host.install("1.2.4"), "cannot download file://");
    for version in [
        "1",
        "latest",
        "../../1.2.3",
        "1.2.3/../x",
        "1.2.3;x",
        "-1.2.3",
    ] {
        refuses(host.install(version), "is no version");
    }
}

#[test]
fn source_is_built_from_the_action_s_own_copy() {
    let programs = tempfile::tempdir().unwrap();
    let script = "printf '%s\\n' \"$@\" >\"$RUNNER_TEMP/words\"\n\
                  while [ \"$1\" != --root ]; do shift; done\n\
                  mkdir -p \"$2/bin\" && printf '#!/bin/sh\\necho built\\n' >\"$2/bin/assize\" && chmod +x \"$2/bin/assize\"";
    stubs::script(programs.path(), "cargo", script);
    let used = Use::new(&[programs.path()])
        .only("Install assize")
        .with("version", "source")
        .run()
        .ends(0);
    assert_eq!(says(&used), "built\n");
    let words = fs::read_to_string(used.folder.path().join("words")).unwrap();
    let words: Vec<&str> = words.lines().collect();
    assert_eq!(words[..2], ["install", "--locked"]);
    let place = words.iter().position(|word| *word == "--path").unwrap();
    let source = Path::new(words[place + 1]).canonicalize().unwrap();
    assert_eq!(
        source,
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .canonicalize()
            .unwrap()
    );
}

#[test]
fn installed_is_the_one_on_the_path() {
    let programs = tempfile::tempdir().unwrap();
    let action = || {
        Use::new(&[programs.path()])
            .only("Install assize")
            .with("version", "installed")
    };
    // Nothing else may be found, whatever this machine has.
    let tools = ["dirname", "bash"].map(|tool| format!("ln -s \"$(command -v {tool})\" ."));
    let made = std::process::Command::new("bash")
        .args(["-c", &tools.join(" && ")])
        .current_dir(programs.path())
        .status()
        .unwrap();
    assert!(made.success());
    let narrow = programs.path().display().to_string();
    let used = action().env("PATH", narrow.as_str()).run().ends(2);
    assert!(
        used.log.contains("there is no assize on the path"),
        "{}",
        used.log
    );
    stubs::assize(programs.path());
    action().env("PATH", narrow.as_str()).run().ends(0);
}
