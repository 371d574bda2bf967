//! `assize.toml`: it is found, it is in force, the command line goes before it, and what is wrong with it is told.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::assize::{ONE, Run, assize, file, snapshot};
use crate::support::path;

const KEEPS: &str = "audit-bucket-lifecycle-keeps-minimum";

fn folder(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "assize.toml", settings);
    folder
}

fn check(folder: &Path, more: &[&str]) -> Run {
    let snapshot = path(&snapshot("compliant"));
    assize(["check", snapshot.to_str().unwrap()])
        .with(more)
        .within(folder)
}

fn report(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_nearest_file_is_in_force_and_said() {
    let settings = format!(
        "select = [\"{KEEPS}\"]\nformat = \"json\"\n[parameters.{KEEPS}]\nminimum_days = 30\n"
    );
    let folder = folder(&settings);
    let ran = check(folder.path(), &[]).run().ends(0);
    assert!(
        ran.stderr
            .starts_with("settings from assize.toml\ncompliant: 0 fail, "),
        "{}",
        ran.stderr
    );
    let found = report(&ran.stdout);
    assert_eq!(found["controls"].as_array().unwrap().len(), 1);
    assert_eq!(found["controls"][0]["parameters"]["minimum_days"], 30);
    assert_eq!(
        found["controls"][0]["customisedParameters"]["minimum_days"],
        serde_json::json!({
            "value": 30,
            "default": 365,
            "looserThan": [{"framework": "pci-dss-4.0", "atLeast": 365}],
        })
    );
    for finding in found["findings"].as_array().unwrap() {
        assert_eq!(finding["looserThan"][0], "pci-dss-4.0");
    }
    check(folder.path(), &["-f", "text"])
        .run()
        .ends(0)
        .says(&format!(
            "Custom    {KEEPS} with minimum_days = 30 (default 365), looser than pci-dss-4.0 asks: at least 365"
        ));
    // From a folder below, and quietly.
    let below = folder.path().join("a/b");
    std::fs::create_dir_all(&below).unwrap();
    let ran = check(&below, &["-q"]).run().ends(0);
    assert_eq!((report(&ran.stdout), ran.stderr.as_str()), (found, ""));
    // Not from beyond the repository that the folder is in.
    std::fs::create_dir_all(folder.path().join("a/.git")).unwrap();
    let ran = check(&below, &["-s", ONE]).run().ends(0);
    assert!(!ran.stdout.starts_with('{') && ran.stderr.is_empty());
}

#[test]
fn the_command_line_goes_before_the_file_and_the_file_before_the_default() {
    let settings = format!(
        "select = [\"{ONE}\"]\nexclude = [\"config-*\"]\nfail-on = \"critical\"\nformat = [\"json\"]\n[parameters.{KEEPS}]\nminimum_days = 400\n"
    );
    let folder = folder(&settings);
    let ids = |ran: super::assize::Ran| -> Vec<String> {
        let report = report(&ran.stdout);
        let controls = report["controls"].as_array().unwrap();
        let ids = controls
            .iter()
            .map(|control| control["id"].as_str().unwrap());
        ids.map(str::to_owned).collect()
    };
    let ran = check(folder.path(), &[]).run().ends(0);
    assert_eq!(report(&ran.stdout)["gate"]["failOn"], "CRITICAL");
    assert_eq!(ids(ran), [ONE]);
    let ran = check(folder.path(), &["-s", KEEPS, "--fail-on", "low"])
        .with(["--param", &format!("{KEEPS}.minimum_days=500")])
        .run()
        .ends(0);
    let found = report(&ran.stdout);
    assert_eq!(found["gate"]["failOn"], "LOW");
    assert_eq!(found["controls"][0]["parameters"]["minimum_days"], 500);
    assert_eq!(ids(ran), [KEEPS]);
    // Without any file, and with another.
    let ran = check(folder.path(), &["--no-config", "-s", ONE])
        .run()
        .ends(0);
    assert!(!ran.stdout.starts_with('{') && ran.stderr.is_empty());
    file(
        folder.path(),
        "other/assize.toml",
        format!("select = \"{KEEPS}\"\nformat = \"json\""),
    );
    let ran = check(folder.path(), &["--config", "other/assize.toml"])
        .run()
        .ends(0);
    assert!(ran.stderr.starts_with("compliant: "), "{}", ran.stderr);
    assert_eq!(ids(ran), [KEEPS]);
    // What is asked for by name is shown, whatever the file leaves out.
    assize(["policy", "show", "config-retention-period"])
        .within(folder.path())
        .run()
        .ends(0)
        .says("minimum_days = 365  (default 365, at least 30)  ");
    assize(["policy", "show", KEEPS])
        .within(folder.path())
        .run()
        .ends(0)
        .says("minimum_days = 400  (default 365, at least 1, pci-dss-4.0 asks at least 365)  ");
    let ran = assize(["policy", "show", KEEPS, "--format", "json"])
        .within(folder.path())
        .run()
        .ends(0);
    let declared = &report(&ran.stdout)["parameterDeclarations"]["minimum_days"];
    assert_eq!(declared["default"], 365);
    assert_eq!(declared["floors"]["pci-dss-4.0"], 365);
}

#[test]
fn own_policies_are_found_from_the_file_and_reports_go_beside_it() {
    let folder = folder("policy = \"own\"\nbuiltin = false\nformat = \"json=out/report.json\"\n");
    let text = "# METADATA\n# title: T\n# description: D\n# custom:\n#   severity: low\n#   subject: account\n#   remediation: none\n\
                package acme.audit.own\n\nimport rego.v1\n\ndeny contains {\"message\": \"x\"} if count(input.account.regions) == 0\n";
    file(folder.path(), "own/audit/own.rego", text);
    let below = folder.path().join("out");
    std::fs::create_dir_all(&below).unwrap();
    let ran = check(&below, &[]).run().ends(0);
    assert_eq!(ran.stdout, "");
    let written = std::fs::read_to_string(below.join("report.json")).unwrap();
    let report = report(&written);
    assert_eq!(report["controls"][0]["id"], "acme-audit-own");
    assert_eq!(report["controls"].as_array().unwrap().len(), 1);
}

#[test]
fn a_profile_is_chosen_on_the_command_line_or_in_the_environment() {
    let settings = format!(
        "select = [\"{ONE}\"]\nformat = \"json\"\n[profiles.production]\nfail-on = \"critical\"\nexit-zero = true\n\
         framework = \"pci-dss-4.0\"\n[profiles.nightly]\nfail-on = \"high\"\n"
    );
    let folder = folder(&settings);
    let gate = |run: Run, said: &str| {
        let ran = run.run().ends(0);
        assert!(ran.stderr.starts_with(said), "{}", ran.stderr);
        let report = report(&ran.stdout);
        let gate = &report["gate"];
        (
            gate["failOn"].as_str().unwrap().to_owned(),
            gate["exitZero"] == true,
            report["views"].as_array().map_or(0, Vec::len),
        )
    };
    let low = ("LOW".to_owned(), false, 0);
    let found = "settings from assize.toml\n";
    assert_eq!(gate(check(folder.path(), &[]), found), low);
    let production = ["--settings-profile", "production"];
    let found = "settings from assize.toml, profile production\n";
    assert_eq!(
        gate(check(folder.path(), &production), found),
        ("CRITICAL".to_owned(), true, 1)
    );
    let by_environment =
        check(folder.path(), &["--exit-zero=false"]).env("ASSIZE_PROFILE", "production");
    assert_eq!(
        gate(by_environment, found),
        ("CRITICAL".to_owned(), false, 1)
    );
    let both = check(folder.path(), &["--settings-profile", "nightly"])
        .env("ASSIZE_PROFILE", "production");
    assert_eq!(
        gate(both, "settings from assize.toml, profile nightly\n"),
        ("HIGH".to_owned(), false, 0)
    );
    // A profile that nobody named on the command line is said, even where the file was.
    let named = check(folder.path(), &["--config", "assize.toml"]);
    assert_eq!(gate(named, "compliant: "), low);
    let named = check(folder.path(), &["--config", "assize.toml"]).env("ASSIZE_PROFILE", "nightly");
    gate(named, "settings from assize.toml, profile nightly\n");
    let empty = check(folder.path(), &[]).env("ASSIZE_PROFILE", "");
    assert_eq!(gate(empty, "settings from assize.toml\n"), low);
}

#[test]
fn a_profile_that_is_not_there_is_no_verdict() {
    let folder = folder("[profiles.production]\n");
    check(folder.path(), &["--settings-profile", "prodution"])
        .run()
        .refuses(&[
            "assize.toml has no profile `prodution`",
            "did you mean `production`?",
        ]);
    check(folder.path(), &["--settings-profile", ""])
        .run()
        .refuses(&["assize.toml has no profile ``"]);
    let empty = tempfile::tempdir().unwrap();
    check(empty.path(), &["--settings-profile", "production"])
        .run()
        .refuses(&["no settings for the profile `production`: no assize.toml"]);
    check(folder.path(), &["--no-config"])
        .env("ASSIZE_PROFILE", "production")
        .run()
        .refuses(&["no settings for the profile `production` (ASSIZE_PROFILE)"]);
    check(
        folder.path(),
        &["--no-config", "--settings-profile", "production"],
    )
    .run()
    .refuses(&["cannot be used with"]);
    // A verb that reads no settings does not mind.
    assize(["schema", "--list"])
        .env("ASSIZE_PROFILE", "production")
        .within(empty.path())
        .run()
        .ends(0);
}

#[test]
fn how_aws_is_reached_is_a_setting_too() {
    let folder = folder(
        "[aws]\nendpoint-url = \"http://127.0.0.1:1\"\n[profiles.a.aws]\nexternal-id = \"x\"\n",
    );
    let audit = || {
        assize(["audit"])
            .env("AWS_ACCESS_KEY_ID", "a")
            .env("AWS_SECRET_ACCESS_KEY", "b")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .within(folder.path())
    };
    audit()
        .run()
        .refuses(&["http://127.0.0.1:1 could not be reached"]);
    audit()
        .with(["--settings-profile", "a"])
        .run()
        .refuses(&["an external id is of use only where a role is assumed"]);
}

#[test]
fn the_schema_and_the_program_agree_on_formats() {
    let ran = assize(["schema", "config"]).run().ends(0);
    let schema: Value = serde_json::from_str(&ran.stdout).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for reporter in assize::report::REPORTERS {
        let name = reporter.name();
        assert!(validator.is_valid(&serde_json::json!({ "format": name })));
        let file = format!("{name}=out/file");
        assert!(validator.is_valid(&serde_json::json!({"format": ["text", file]})));
    }
    for wrong in ["jsn", "json=", "ocsf-1x5=a"] {
        assert!(!validator.is_valid(&serde_json::json!({ "format": wrong })));
        let settings = format!("format = \"{wrong}\"");
        check(folder(&settings).path(), &[])
            .run()
            .refuses(&["assize.toml:1:10: "]);
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (settings, messages) in [
        (
            "selct = \"x\"\nbuiltin = 1".to_owned(),
            &[
                "assize.toml:1:1: unknown setting `selct`",
                "did you mean `select`?",
                "assize.toml:2:11: `builtin` takes true or false",
                "2 errors in assize.toml",
                "--no-config",
            ][..],
        ),
        (
            "select = [\n  \"cloudtrail-kms-encryptoin\"]".to_owned(),
            &[
                "assize.toml:2:3: no control is selected by `cloudtrail-kms-encryptoin`",
                "did you mean `cloudtrail-kms-encryption`?",
            ],
        ),
        (
            "policy = \"gone\"".to_owned(),
            &["assize.toml:1:10: policy path `gone`"],
        ),
        (
            "framework = [\"pci-dss\"]".to_owned(),
            &["assize.toml:1:14: unknown framework `pci-dss`"],
        ),
        (
            "format = \"jsn\"".to_owned(),
            &[
                "assize.toml:1:10: unknown format `jsn`",
                "did you mean `json`?",
            ],
        ),
        (
            format!(
                "[parameters.{KEEPS}x]\nminimum_days = 1\n[parameters.{KEEPS}]\nminimum_day = 1\nminimum_days = 0\n"
            ),
            &[
                "assize.toml:1:13: no control `audit-bucket-lifecycle-keeps-minimumx`; did you mean",
                "assize.toml:4:1: control `audit-bucket-lifecycle-keeps-minimum` has no parameter `minimum_day`; did you mean",
                "assize.toml:5:16: parameter `minimum_days` of control `audit-bucket-lifecycle-keeps-minimum` is at least 1, not 0",
                "3 errors in assize.toml",
            ],
        ),
    ] {
        check(folder(&settings).path(), &[]).run().refuses(messages);
    }
    let empty = tempfile::tempdir().unwrap();
    check(empty.path(), &["--config", "gone.toml"])
        .run()
        .refuses(&["gone.toml:1:1: the settings could not be read"]);
    check(empty.path(), &["--config", "x", "--no-config"])
        .run()
        .refuses(&["cannot be used with"]);
    // A verb that has no use for settings does not mind them.
    assize(["schema", "--list"])
        .within(folder("selct = 1").path())
        .run()
        .ends(0);
}

#[test]
fn bounds_of_frameworks_are_checked_when_a_policy_loads() {
    for (parameter, messages) in [
        (
            "{type: integer, default: 300, floors: {pci-dss-4.0: 365}, description: d}",
            &[
                "parameter `days`",
                "looser than pci-dss-4.0 asks: at least 365",
            ][..],
        ),
        (
            "{type: integer, default: 90, ceilings: {pci-dss-4.0: 30}, description: d}",
            &["looser than pci-dss-4.0 asks: at most 30"],
        ),
        (
            "{type: integer, default: 400, floors: {pci-dss-4: 365}, description: d}",
            &[
                "not of framework `pci-dss-4`",
                "did you mean `pci-dss-4.0`?",
            ],
        ),
        (
            "{type: string, default: x, floors: {pci-dss-4.0: 365}, description: d}",
            &["`floors` and `ceilings` are of numbers"],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "# METADATA\n# title: T\n# description: D\n# custom:\n#   severity: low\n#   subject: account\n#   remediation: none\n\
             #   frameworks: {{pci-dss-4.0: [\"10.5.1\"]}}\n#   parameters:\n#     days: {parameter}\npackage acme.audit.own\n\n\
             import rego.v1\n\ndeny contains {{\"message\": \"x\"}} if count(input.account.regions) > input.parameters.days\n"
        );
        file(folder.path(), "audit/own.rego", text);
        assize(["policy", "list", "-p", folder.path().to_str().unwrap()])
            .run()
            .refuses(messages);
    }
}

#[test]
fn the_page_on_settings_has_every_setting_and_its_example_loads() {
    let page = std::fs::read_to_string(path("docs/configuration.md")).unwrap();
    for key in assize::config::KEYS {
        let (_, name) = key.place();
        let in_a_row = page
            .lines()
            .any(|line| line.starts_with('|') && line.contains(&format!("`{name}`")));
        assert!(in_a_row, "{} is not in docs/configuration.md", key.name);
    }
    let (_, example) = page.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let settings = assize::config::parse("assize.toml", example).unwrap();
    settings.in_force(Some("production")).unwrap();
}
