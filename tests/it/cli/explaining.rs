//! `policy explain`: it says what the verdict says, and why.

use assize::evaluate::evaluate;
use assize::evaluate::explain::{Explanation, explain};
use assize::model::finding::{Finding, Status};
use assize::model::snapshot::SnapshotReader;
use assize::policy::engine::Engine;
use assize::policy::{Catalogue, PolicySet, source};
use serde_json::Value;

use super::assize::{Run, assize, snapshot};
use crate::support::path;

fn explained(name: &str, control: &str, more: &[&str]) -> Run {
    assize(["policy", "explain", &snapshot(name), control]).with(more)
}

#[test]
fn a_pass_is_explained_by_where_each_rule_stopped() {
    explained("compliant", "cloudtrail-s3-delivery-fresh", &["audit"])
        .run()
        .ends(0)
        .says("PASS  cloudtrail-s3-delivery-fresh  arn:aws:cloudtrail:us-east-1:111122223333:trail/audit")
        .says("deny did not hold  policies/cloudtrail/s3_delivery_fresh.rego:")
        .says("stopped at  not elapsed.within(last, input.snapshot.collectedAt")
        .says("with        last = \"2026-11-20T07:54:11Z\"")
        .says("input.parameters.max_age_hours = 24")
        .says("supplementaryConfiguration.TrailStatus.LatestDeliveryTime = \"2026-11-20T07:54:11Z\"  (cloudtrail:GetTrailStatus)")
        .says("read at 2026-11-20T08:00:00Z")
        .says("1 of 1 subjects");
}

#[test]
fn rules_that_a_statement_names_are_shown_with_their_values() {
    explained("compliant", "cloudtrail-region-coverage", &["us-east-1"])
        .run()
        .ends(0)
        .says("stopped at  count(reaching) == 0\n")
        .says(
            "where       reaching = [\"arn:aws:cloudtrail:us-east-1:111122223333:trail/audit\",\
             \"arn:aws:cloudtrail:us-east-1:999988887777:trail/organization-audit\"]\n",
        );
    let folder = tempfile::tempdir().unwrap();
    let text = "# METADATA\n# title: T\n# description: D\n# custom:\n#   severity: low\n#   subject: account\n#   remediation: none\n\
                package acme.audit.own\n\nimport rego.v1\n\nnone if count(input.account.regions) == 0\n\n\
                deny contains {\"message\": \"x\"} if none\n";
    super::assize::file(folder.path(), "audit/own.rego", text);
    explained(
        "compliant",
        "acme-audit-own",
        &["-p", folder.path().to_str().unwrap()],
    )
    .run()
    .ends(0)
    .says("PASS  acme-audit-own  111122223333")
    .says("stopped at  none\n")
    .says("where       none = undefined\n");
}

#[test]
fn a_failure_and_an_error_are_explained_by_what_was_read() {
    explained("noncompliant", "cloudtrail-kms-encryption", &["Default"])
        .run()
        .ends(0)
        .says("wrong     the trail has no KMS key  configuration.kmsKeyId")
        .says("deny held")
        .says("configuration.kmsKeyId = absent  (cloudtrail:DescribeTrails)");
    explained("denied", "cloudtrail-logging-active", &[])
        .run()
        .ends(0)
        .says("ERROR  cloudtrail-logging-active")
        .says("unread    cloudtrail:GetTrailStatus in 111122223333/us-east-1")
        .says("rules, asked without what is unread")
        .says("TrailStatus = absent  (cloudtrail:GetTrailStatus: access denied)");
}

#[test]
fn an_alias_names_the_control_and_parameters_are_in_force() {
    let ran = explained(
        "compliant",
        "prowler:cloudtrail_log_file_validation_enabled",
        &["--format", "json"],
    )
    .run()
    .ends(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let one = &document["explanations"][0];
    assert_eq!(one["control"], "cloudtrail-log-file-validation");
    assert_eq!(one["status"], "PASS");
    assert_eq!(one["clauses"][0]["held"], false);
    assert!(one["clauses"][0]["stoppedAt"]["line"].as_u64() > Some(1));
    let fields = one["resources"][0]["fields"].as_array().unwrap();
    let field = fields
        .iter()
        .find(|field| field["path"] == "configuration.logFileValidationEnabled")
        .unwrap();
    assert_eq!(field["value"], true);
    assert_eq!(field["filledBy"][0]["action"], "cloudtrail:DescribeTrails");
    assert_eq!(field["filledBy"][0]["answered"], true);
    assert_eq!(document["more"], 0);
    explained(
        "compliant",
        "cloudtrail-s3-delivery-fresh",
        &["--param", "cloudtrail-s3-delivery-fresh.max_age_hours=1"],
    )
    .run()
    .ends(0)
    .says("input.parameters.max_age_hours = 1\n");
}

#[test]
fn the_list_is_bounded_and_says_so() {
    let ran = explained("noncompliant", "config-recorder-exists", &["--limit", "2"])
        .run()
        .ends(0)
        .says("2 of 12 subjects: name one, or raise --limit");
    assert_eq!(ran.stdout.matches("\n  rules").count(), 2);
    // Those that need attention come first.
    assert!(ran.stdout.starts_with("FAIL"), "{}", ran.stdout);
}

#[test]
fn standard_input_is_read_too() {
    let bytes = std::fs::read(path(&snapshot("compliant"))).unwrap();
    assize(["policy", "explain", "-", "cloudtrail-kms-encryption"])
        .input(bytes)
        .run()
        .ends(0)
        .says("PASS  cloudtrail-kms-encryption");
}

#[test]
fn what_is_not_there_is_refused_with_what_may_have_been_meant() {
    explained("noncompliant", "cloudtrail-kms-encryptoin", &[])
        .run()
        .refuses(&["did you mean `cloudtrail-kms-encryption`?"]);
    explained("noncompliant", "cloudtrail-kms-encryption", &["Defalt"])
        .run()
        .refuses(&["no subject `Defalt`", "did you mean `Default`?"]);
    explained("noncompliant", "cloudtrail-*", &[])
        .run()
        .refuses(&["selects", "controls", "name one of"]);
    explained("absent", "cloudtrail-kms-encryption", &[])
        .run()
        .refuses(&["could not be opened"]);
}

#[test]
fn explanations_agree_with_the_verdicts_of_all_controls() {
    let catalogue = Catalogue::new(source::builtin()).unwrap();
    let all = catalogue
        .as_written(catalogue.select(&[], &[]).unwrap())
        .unwrap();
    let mut asked = 0;
    for name in ["compliant", "noncompliant"] {
        let bytes = std::fs::read(path(&snapshot(name))).unwrap();
        for policy in &all.policies {
            let set = PolicySet {
                policies: vec![policy.clone()],
            };
            let text = &catalogue.source(&policy.id).unwrap().text;
            let module = Engine::default().add(&policy.file, text).unwrap();
            let open = || SnapshotReader::new(bytes.as_slice()).unwrap();
            let evaluation = evaluate(open(), &set).unwrap();
            let findings: Vec<&Finding> = evaluation.findings.iter().collect();
            let explanations = explain(open(), &set, &module, &evaluation, &findings).unwrap();
            assert_eq!(explanations.len(), findings.len());
            for explanation in &explanations {
                asked += usize::from(explanation.asked);
                agrees(explanation);
            }
        }
    }
    assert!(asked > 200, "{asked}");
}

fn agrees(explanation: &Explanation) {
    let held = |rule: &str| {
        let mut clauses = explanation.clauses.iter();
        clauses.any(|clause| clause.rule == rule && clause.held)
    };
    let expected = match explanation.status {
        Status::Pass => (true, false, false),
        Status::Fail => (true, true, held("not_applicable")),
        // A region that is disabled, or an account without a subject.
        Status::NotApplicable if !explanation.asked => (false, false, false),
        Status::NotApplicable => (true, false, true),
        Status::Error | Status::Waived => return,
    };
    assert_eq!(
        (explanation.asked, held("deny"), held("not_applicable")),
        expected,
        "{explanation:#?}"
    );
    for clause in &explanation.clauses {
        assert_eq!(clause.held, clause.stopped_at.is_none());
        let errors = clause
            .stopped_at
            .iter()
            .filter_map(|stop| stop.error.as_ref());
        assert_eq!(errors.count(), 0, "{explanation:#?}");
    }
}
