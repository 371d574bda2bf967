//! Frameworks and sets section by section, and the ids of other tools.

use std::fs;

use ::assize::policy::sets;
use serde_json::Value;

use super::assize::{assize, check, snapshot};
use crate::support::{builtin, path};

const CIS: &str = "cis-aws-foundations-7.0";

/// The views of a report in JSON.
fn views(arguments: &[&str]) -> Vec<Value> {
    let ran = assize(["check", &snapshot("noncompliant"), "-f", "json"])
        .with(arguments)
        .run()
        .ends(1);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    report["views"].as_array().cloned().unwrap_or_default()
}

/// A section of a view.
fn section<'v>(view: &'v Value, id: &str) -> &'v Value {
    let sections = view["sections"].as_array().unwrap();
    sections.iter().find(|part| part["id"] == id).unwrap()
}

#[test]
fn a_framework_is_shown_section_by_section() {
    let view = &views(&["--framework", CIS])[0];
    assert_eq!(view["kind"], "framework");
    assert_eq!(view["complete"], true);
    let validation = section(view, "4.2");
    assert_eq!(validation["status"], "FAIL");
    assert_eq!(
        validation["controls"][0]["id"],
        "cloudtrail-log-file-validation"
    );
    let not_judged = view["notJudged"].as_array().unwrap();
    assert!(not_judged.iter().any(|part| part["id"] == "2.4"));
    assert_eq!(view["open"], 0);
    // Every recommendation is either judged or named as not judged.
    let judged = view["sections"].as_array().unwrap().len();
    assert_eq!(judged + not_judged.len(), 69);
    // And no view is made that nobody asked for.
    assert!(views(&[]).is_empty());
}

#[test]
fn a_selection_by_a_framework_shows_it() {
    let selected = views(&["-s", "framework:cis-aws-foundations-7.0/4.2"]);
    let view = &selected[0];
    assert_eq!(view["id"], CIS);
    assert_eq!(section(view, "4.2")["status"], "FAIL");
    // What was not judged in this run does not pass.
    assert_eq!(section(view, "4.5")["status"], Value::Null);
    assert!(view["open"].as_u64().unwrap() > 0);
    let twice = views(&[
        "-s",
        "framework:cis-aws-foundations-7.0",
        "--framework",
        CIS,
    ]);
    assert_eq!(twice.len(), 1);
    assert_eq!(twice[0]["open"], 0);
}

#[test]
fn a_large_framework_is_never_shown_as_whole() {
    let ran = check("noncompliant")
        .with(["--framework", "nist-800-53-r5"])
        .run()
        .ends(1)
        .says("assize does not know the complete list")
        .says("not judged by assize: ");
    assert!(
        ran.stdout.contains("awareness and training"),
        "{}",
        ran.stdout
    );
}

#[test]
fn an_unknown_framework_is_refused() {
    check("compliant")
        .with(["--framework", "cis-aws-foundation-7.0"])
        .run()
        .refuses(&[
            "unknown framework `cis-aws-foundation-7.0`",
            "help: did you mean `cis-aws-foundations-7.0`?",
        ]);
    assize(["policy", "list", "--framework", "x"])
        .run()
        .refuses(&["unknown framework `x`", "`assize policy list --frameworks`"]);
}

#[test]
fn frameworks_are_listed_with_how_much_is_judged() {
    let ran = assize(["policy", "list", "--frameworks"]).run().ends(0);
    let line = |id: &str| {
        let found = ran.stdout.lines().find(|line| line.starts_with(id));
        found.unwrap_or_else(|| panic!("no {id} in:\n{}", ran.stdout))
    };
    assert!(line(CIS).contains(" judged, "), "{}", line(CIS));
    assert!(line("pci-dss-4.0").contains("others exist"));
    let one = assize(["policy", "list", "--framework", CIS]).run().ends(0);
    for text in [
        "\n4.2    trails validate their log files\n         cloudtrail-log-file-validation\n",
        "\nnot judged by assize\n",
        "\n2.4    the root user has no access key\n",
    ] {
        assert!(one.stdout.contains(text), "no {text} in:\n{}", one.stdout);
    }
    let json = assize(["policy", "list", "--framework", CIS, "--format", "json"])
        .run()
        .ends(0);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(
        section(&json[0], "4.2")["controls"],
        serde_json::json!(["cloudtrail-log-file-validation"])
    );
}

#[test]
fn one_list_at_a_time() {
    let ran = assize(["policy", "list", "--frameworks", "--sets"]).run();
    ran.refuses(&["cannot be used with"]);
}

#[test]
fn the_sections_of_a_framework_that_is_known_in_full_are_all_known() {
    let catalogue = ::assize::policy::Catalogue::new(::assize::policy::source::builtin()).unwrap();
    for id in catalogue.frameworks() {
        let outline = catalogue.framework(id).unwrap();
        let known = ::assize::policy::frameworks::find(id);
        let known = known.unwrap_or_else(|| panic!("there is no policies/frameworks/{id}.yaml"));
        if known.complete {
            for section in &outline.sections {
                assert!(
                    known.sections.contains_key(&section.id),
                    "{id} has no section {}",
                    section.id
                );
            }
        }
    }
}

#[test]
fn the_ids_of_another_tool_lead_to_controls() {
    let ran = assize(["policy", "list", "--aliases", "prowler"])
        .run()
        .ends(0);
    let line = ran
        .stdout
        .lines()
        .find(|line| line.starts_with("cloudtrail_log_file_validation_enabled "))
        .unwrap();
    assert!(line.ends_with("  cloudtrail-log-file-validation"), "{line}");
    let json = assize(["policy", "list", "--aliases", "prowler", "-f", "json"])
        .run()
        .ends(0);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["tool"], "prowler");
    let ids = json["ids"].as_array().unwrap();
    assert!(
        ids.iter()
            .any(|id| id["controls"] == serde_json::json!(["cloudtrail-log-file-validation"]))
    );
    assize(["policy", "list", "--aliases", "prowlr"])
        .run()
        .refuses(&["unknown tool `prowlr`", "did you mean `prowler`?"]);
    assize(["policy", "list", "--aliases", "zzzzzz"])
        .run()
        .refuses(&["the tools are ", "checkov, "]);
}

#[test]
fn every_alias_of_a_control_is_an_id_of_a_known_tool() {
    let known = ::assize::policy::tools::known();
    for policy in &builtin().policies {
        for alias in &policy.metadata.aliases {
            if let Some((tool, id)) = alias.split_once(':') {
                let ids = known.get(tool).map(|known| &known.ids);
                assert!(
                    ids.is_some_and(|ids| ids.contains(id)),
                    "{}: `{alias}` is not in policies/tools.yaml",
                    policy.id
                );
            }
        }
    }
}

#[test]
fn a_set_is_selected_and_read_step_by_step() {
    let view = &views(&["-s", "set:audit-setup"])[0];
    assert_eq!(view["kind"], "set");
    assert_eq!(view["open"], 0);
    let steps: Vec<&str> = view["sections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["id"].as_str().unwrap())
        .collect();
    assert_eq!(steps[..2], ["trail", "bucket"]);
    assert_eq!(section(view, "validation")["status"], "FAIL");
    let listed = assize(["policy", "list", "-s", "set:audit-setup"])
        .run()
        .ends(0);
    let set = sets::find("audit-setup").unwrap();
    let controls: std::collections::BTreeSet<&str> = set.controls().collect();
    let last = format!("{} controls", controls.len());
    assert_eq!(listed.stdout.lines().last(), Some(last.as_str()));
    assize(["policy", "list", "--sets"])
        .run()
        .ends(0)
        .says("audit-setup ");
}

#[test]
fn a_set_that_is_not_there_is_refused() {
    assize(["policy", "list", "-s", "set:audit-setpu"])
        .run()
        .refuses(&["there is no such set", "did you mean `audit-setup`?"]);
    // Nor does a set load without its controls: half of it would look like the whole.
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(path("policies/cloudtrail/log_file_validation.rego")).unwrap();
    super::assize::file(folder.path(), "cloudtrail/log_file_validation.rego", text);
    assize([
        "policy",
        "list",
        "--no-builtin",
        "-s",
        "set:audit-setup",
        "--policy",
    ])
    .with([folder.path()])
    .run()
    .refuses(&["selector `set:audit-setup`: there is no control `"]);
}

#[test]
fn every_control_of_a_set_exists() {
    let known = builtin();
    for id in sets::ids() {
        for control in sets::find(id).unwrap().controls() {
            assert!(
                known.policies.iter().any(|policy| policy.id == control),
                "{id} names `{control}`, which does not exist"
            );
        }
    }
}

/// The guide leads through the set's steps, names the controls of each, and no others.
#[test]
fn the_guide_to_an_audited_account_is_the_set() {
    let guide = fs::read_to_string(path("docs/audit-setup.md")).unwrap();
    let set = sets::find("audit-setup").unwrap();
    let headings: Vec<&str> = guide
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect();
    let ids = builtin();
    let ids = || ids.policies.iter().map(|policy| policy.id.as_str());
    for (number, step) in set.steps.iter().enumerate() {
        let heading = format!("{}. `{}`: {}", number + 1, step.id, step.about);
        assert!(headings.contains(&heading.as_str()), "no `## {heading}`");
        let (_, from) = guide.split_once(&format!("## {heading}\n")).unwrap();
        let text = from.split("\n## ").next().unwrap();
        assert!(text.contains("\n```sh\n"), "{}: no command", step.id);
        for id in ids() {
            assert_eq!(
                text.contains(&format!("`{id}`")),
                step.controls.iter().any(|control| control == id),
                "step `{}` and `{id}`",
                step.id
            );
        }
    }
}
