//! What zizmor and shellcheck say of the workflows, the action and the scripts. Both are installed like the simulated AWS.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::path;
use crate::virtual_environment::python;

fn tool(name: &str) -> Command {
    let mut command = Command::new(python("workflows").with_file_name(name));
    command.current_dir(path("."));
    command
}

fn zizmor(files: &[PathBuf]) -> Output {
    tool("zizmor")
        .args(["--offline", "--no-progress", "--quiet", "--pedantic", "--"])
        .args(files)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let said = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn zizmor_finds_nothing() {
    let found = zizmor(&[path("action.yml"), path(".github/workflows")]);
    assert!(found.status.success(), "{}", said(&found));
    // It does look.
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(path("action.yml")).unwrap();
    let broken = text.replace("run: bash", "run: echo ${{ inputs.args }}; bash");
    assert_ne!(broken, text);
    let file = folder.path().join("action.yml");
    fs::write(&file, broken).unwrap();
    let found = zizmor(&[file]);
    assert!(
        said(&found).contains("template-injection"),
        "{}",
        said(&found)
    );
    assert!(!found.status.success());
}

#[test]
fn shellcheck_finds_nothing() {
    let mut scripts = vec![path(".ci/run")];
    for folder in [".github/action", ".github/release"] {
        for entry in fs::read_dir(path(folder)).unwrap() {
            scripts.push(entry.unwrap().path());
        }
    }
    assert!(scripts.len() > 5);
    let found = tool("shellcheck")
        .args(["--external-sources", "--source-path=."])
        .args(&scripts)
        .output()
        .unwrap();
    assert!(found.status.success(), "{}", said(&found));
}

#[test]
fn shellcheck_finds_nothing_in_the_component_for_gitlab() {
    let text = fs::read_to_string(path("templates/assize.yml")).unwrap();
    let documents: Vec<Value> = serde_saphyr::from_multiple(&text).unwrap();
    let jobs = documents[1].as_object().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, job) in jobs {
        let scripts = ["before_script", "script"].map(|part| job[part][0].as_str().unwrap());
        let file = folder.path().join("script.sh");
        fs::write(&file, scripts.join("\n")).unwrap();
        let found = tool("shellcheck")
            .args(["--shell=sh"])
            .arg(&file)
            .output()
            .unwrap();
        assert!(found.status.success(), "{name}: {}", said(&found));
    }
}
