//! `action.yml` gates: its steps are run as GitHub's runner would, on the fixtures.

use std::fs;

use serde_json::Value;

use super::actions_runner::{Action, Use, Used};
use super::stubs;
use crate::support::path;

/// A control that the three fixtures pass, fail and have no verdict on.
const CONTROL: &str = "cloudtrail-logging-active";

/// A check of a snapshot with the program under test, which is on the path.
fn check(snapshot: &str) -> Use {
    let programs = tempfile::tempdir().unwrap().keep();
    stubs::assize(&programs);
    Use::new(&[&programs])
        .with("version", "installed")
        .with("command", "check")
        .with("snapshot", snapshot)
}

fn fixture(name: &str) -> String {
    let file = path(&format!("fixtures/snapshots/{name}.jsonl"));
    file.display().to_string()
}

fn judged(name: &str) -> Use {
    check(&fixture(name)).with("select", CONTROL)
}

/// The annotations of a kind, without their kind.
fn annotations<'u>(used: &'u Used, kind: &str) -> Vec<&'u str> {
    let start = format!("{kind} ");
    used.commands()
        .into_iter()
        .filter_map(|command| command.strip_prefix(start.as_str()))
        .collect()
}

#[test]
fn a_verdict_is_the_step_s_end_and_is_shown_where_github_shows_things() {
    for (name, code, verdict) in [
        ("compliant", 0, "compliant"),
        ("noncompliant", 1, "non-compliant"),
        ("denied", 3, "incomplete"),
    ] {
        let used = judged(name).run().ends(code);
        assert_eq!(used.outputs["exit-code"], code.to_string());
        assert_eq!(used.outputs["verdict"], verdict);
        assert!(used.log.contains(&format!("Verdict   {verdict}")));
        assert!(used.summary.starts_with(&format!("## assize: {verdict}")));
        assert_eq!(used.summary, used.report("markdown"));

        let json: Value = serde_json::from_str(&used.report("json")).unwrap();
        assert_eq!(json["verdict"], verdict);
        let sarif: Value = serde_json::from_str(&used.report("sarif")).unwrap();
        assert_eq!(sarif["version"], "2.1.0");
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.is_empty(), name != "noncompliant");
        let junit = used.report("junit");
        assert!(junit.contains("<testsuites") && junit.contains(CONTROL));
        assert!(used.outputs["sarif"].starts_with(&used.outputs["reports"]));

        let errors = annotations(&used, "error");
        assert_eq!(
            errors.len(),
            usize::from(name == "noncompliant"),
            "{errors:?}"
        );
        let warnings = annotations(&used, "warning");
        assert_eq!(
            warnings.len(),
            usize::from(name == "denied"),
            "{warnings:?}"
        );
        assert_eq!(annotations(&used, "notice").len(), 1);
    }
}

#[test]
fn what_is_no_snapshot_has_no_verdict() {
    for snapshot in [path("README.md").display().to_string(), "gone.jsonl".into()] {
        let used = check(&snapshot).with("select", CONTROL).run().ends(2);
        assert_eq!(used.outputs["exit-code"], "2");
        assert_eq!(used.outputs["verdict"], "none");
        for report in ["sarif", "junit", "json", "markdown"] {
            assert_eq!(used.outputs[report], "", "{report}");
        }
        assert!(used.summary.contains("no verdict"), "{}", used.summary);
        assert!(annotations(&used, "error")[0].contains("no verdict"));
    }
}

#[test]
fn leniency_is_asked_for_by_name() {
    let used = judged("noncompliant")
        .with("exit-zero", "true")
        .run()
        .ends(0);
    assert_eq!(used.outputs["verdict"], "non-compliant");
    let used = judged("denied")
        // Where nothing was judged, nothing is forgiven.
        .with(
            "select",
            format!("{CONTROL}\ncloudtrail-log-file-validation"),
        )
        .with("allow-errors", "true")
        .run()
        .ends(0);
    assert_eq!(used.outputs["verdict"], "incomplete");
    judged("noncompliant")
        .with("fail-on", "critical")
        .run()
        .ends(0);
    let used = judged("noncompliant")
        .with("exit-zero", "yes")
        .run()
        .ends(2);
    assert!(
        used.log
            .contains("`exit-zero` is `true` or `false`, not `yes`"),
        "{}",
        used.log
    );
}

#[test]
fn a_command_and_its_snapshot_go_together() {
    for (command, snapshot, message) in [
        ("check", "", "say which one in `snapshot`"),
        ("audit", "a.jsonl", "is judged by `command: check`"),
        ("collect", "", "not `collect`"),
    ] {
        let used = check(snapshot).with("command", command).run().ends(2);
        assert!(
            annotations(&used, "error")[0].contains(message),
            "{}",
            used.log
        );
    }
}

/// The words with which the action calls assize.
fn words(name: &str, prepare: impl FnOnce(Use) -> Use) -> Vec<String> {
    let programs = tempfile::tempdir().unwrap();
    let script = "printf '%s\\n' \"$@\" >\"$RUNNER_TEMP/words\"; exit 3";
    stubs::script(programs.path(), "assize", script);
    let action = Use::new(&[programs.path()]).with("version", "installed");
    let used = prepare(action.with("command", name)).run().ends(3);
    let words = fs::read_to_string(used.folder.path().join("words")).unwrap();
    words.lines().map(str::to_owned).collect()
}

#[test]
fn every_input_is_a_flag_with_its_value() {
    let found = words("audit", |action| {
        action
            .with("policy", "one\n\n  two words  \n")
            .with("select", "a,b\nc")
            .with("exclude", "d")
            .with("framework", "e\nf")
            .with("param", "g.h=1")
            .with("fail-on", "high")
            .with("waivers", "w.toml")
            .with("baseline", "b.json")
            .with("config", "c.toml")
            .with("allow-errors", "true")
            .with("exit-zero", "true")
            .with("reports", "out")
            .with("formats", "csv=x y.csv")
            .with("args", "--regions\neu-west-1\n")
    });
    assert_eq!(
        found,
        [
            "audit",
            "--policy=one",
            "--policy=two words",
            "--select=a,b",
            "--select=c",
            "--exclude=d",
            "--framework=e",
            "--framework=f",
            "--param=g.h=1",
            "--fail-on=high",
            "--waivers=w.toml",
            "--baseline=b.json",
            "--config=c.toml",
            "--allow-errors",
            "--exit-zero",
            "--format=text=out/assize.txt",
            "--format=github=out/assize.github",
            "--format=markdown=out/assize.md",
            "--format=sarif=out/assize.sarif",
            "--format=junit=out/assize.junit.xml",
            "--format=json=out/assize.json",
            "--format=csv=x y.csv",
            "--regions",
            "eu-west-1",
        ]
    );
    // What is not said is left to assize and its file of settings.
    let found = words("audit", |action| action.with("reports", "out"));
    assert!(
        found
            .iter()
            .all(|word| word == "audit" || word.starts_with("--format="))
    );
    let found = words("check", |action| action.with("snapshot", "--exit-zero"));
    assert_eq!(found[found.len() - 2..], ["--", "--exit-zero"]);
    let reports = found
        .iter()
        .find_map(|word| word.strip_prefix("--format=text="));
    assert!(reports.unwrap().contains("assize-reports-"), "{found:?}");
}

#[test]
fn every_input_reaches_a_script() {
    let action = Action::read();
    let used: Vec<&String> = action
        .runs
        .steps
        .iter()
        .flat_map(|step| step.env.values())
        .collect();
    for name in action.inputs.keys() {
        let expression = format!("${{{{ inputs.{name} }}}}");
        assert!(
            used.contains(&&expression),
            "nothing reads the input `{name}`"
        );
    }
}

#[test]
fn hostile_inputs_are_values_and_nothing_else() {
    let hostile = "x\"; touch PWNED; '$(touch PWNED)' `touch PWNED` ${{ github.token }}\n::error title=pwned::pwned\n\
                   verdict=compliant\r\n%0A::warning title=pwned::pwned";
    for name in Action::read().inputs.keys() {
        let used = match name.as_str() {
            "version" => judged("noncompliant").with("version", hostile),
            // The lines of these are arguments, as the caller asks; they are no words of a shell.
            "args" => judged("noncompliant").with("args", format!("--quiet\n{hostile}")),
            _ => judged("noncompliant").with(name, hostile),
        }
        .run();
        assert_ne!(used.code, 0, "{name}: {}", used.log);
        for command in used.commands() {
            let (properties, _) = command.split_once("::").unwrap();
            assert!(!properties.contains("pwned"), "{name}: {command}");
        }
        assert_ne!(used.outputs["verdict"], "compliant", "{name}");
        let folder = used.folder.path();
        for place in [folder.to_path_buf(), folder.join("workspace"), path(".")] {
            assert!(!place.join("PWNED").exists(), "{name} was carried out");
        }
    }
}

#[test]
fn what_the_program_prints_is_no_command_to_the_runner() {
    let programs = tempfile::tempdir().unwrap();
    let script = "echo '::error title=pwned::x'; echo '::error title=pwned::y' >&2; printf '::add-mask::z'; exit 1";
    stubs::script(programs.path(), "assize", script);
    let action = Use::new(&[programs.path()]).with("version", "installed");
    let used = action.run().ends(1);
    assert!(used.log.contains("title=pwned::x") && used.log.contains("title=pwned::y"));
    let commands = used.commands();
    assert_eq!(commands.len(), 1, "{commands:?}");
    assert!(commands[0].contains("no verdict (exit code 1)"));
    assert_eq!(used.outputs["verdict"], "none");
}

#[test]
fn a_folder_of_reports_holds_those_of_the_last_run_only() {
    let reports = tempfile::tempdir().unwrap();
    let folder = reports.path().display().to_string();
    let used = judged("compliant").with("reports", &folder).run().ends(0);
    assert_eq!(used.outputs["reports"], folder);
    assert!(reports.path().join("assize.sarif").exists());
    let used = check("gone.jsonl").with("reports", &folder).run().ends(2);
    assert_eq!(used.outputs["verdict"], "none");
    assert!(!reports.path().join("assize.sarif").exists());
}
