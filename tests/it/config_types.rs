//! Policies over types that only AWS Config knows: judged like any other, and checked as far as AWS publishes their fields.

use std::process::Command;

use assize::evaluate::evaluate;
use assize::import::{Options as ImportOptions, import};
use assize::model::finding::{Finding, Status};
use assize::model::snapshot::{Snapshot, SnapshotReader};
use assize::policy::Catalogue;
use assize::policy::source;
use assize::policy::test::{Options, TestOutcome, run};

use crate::policies::{load, policy, refused};
use crate::support::{fixture, path};

const GROUPS: &str = "subject: resource\n#   resource_types: [AWS::EC2::SecurityGroup]";

/// A policy over security groups that takes a field of theirs as wrong.
fn over(custom: &str, field: &str) -> String {
    policy(
        custom,
        &format!("deny contains {{\"message\": \"wrong\"}} if input.resource.{field}"),
    )
}

fn over_groups(field: &str) -> String {
    over(
        &format!("{GROUPS}\n#   absent_is_compliant: {{{field}: it is}}"),
        field,
    )
}

fn example() -> Catalogue {
    Catalogue::new(source::read(&path("fixtures/policies")).unwrap()).unwrap()
}

#[test]
fn the_example_judges_each_security_group_once() {
    let set = example().select(&[], &[]).unwrap();
    let snapshot = fixture("config-items");
    let bytes = snapshot.write(Vec::new()).unwrap();
    let findings = evaluate(SnapshotReader::new(bytes.as_slice()).unwrap(), &set)
        .unwrap()
        .findings;
    let mut judged: Vec<(String, Status)> = findings
        .iter()
        .map(
            |Finding {
                 subject, outcome, ..
             }| {
                let subject = subject.to_string();
                let group = subject.rsplit('/').next().unwrap();
                let item = snapshot
                    .items
                    .iter()
                    .find(|item| group.starts_with(&item.resource_id));
                (
                    item.unwrap().resource_name.clone().unwrap(),
                    outcome.status(),
                )
            },
        )
        .collect();
    judged.sort();
    assert_eq!(
        judged,
        [
            ("bastion".to_owned(), Status::Fail),
            ("database".to_owned(), Status::Pass),
            ("legacy".to_owned(), Status::Fail),
            ("web".to_owned(), Status::Pass),
        ]
    );
}

#[test]
fn the_example_passes_its_own_tests() {
    let mut names = Vec::new();
    let options = Options {
        faults: true,
        ..Options::default()
    };
    for result in run(&example().tests().unwrap(), options, &|_| true) {
        for test in result.tests {
            assert_eq!(test.outcome, TestOutcome::Passed, "{test:?}");
            names.push(test.name);
        }
        assert!(result.faults.is_empty(), "{:?}", result.faults);
    }
    assert!(names.len() >= 7, "{names:?}");
}

#[test]
fn a_misspelt_field_does_not_load() {
    for (field, message) in [
        (
            "configuration.ipPermisions",
            "unknown field `ipPermisions` in `configuration`\n  help: did you mean `ipPermissions`",
        ),
        ("configuration.vpcid", "did you mean `vpcId`"),
        ("configuration.ownerID", "did you mean `ownerId`"),
    ] {
        let said = refused(over_groups(field));
        assert!(said.contains(message), "{field}: {said}");
        assert!(said.contains("`unpublished`"), "{said}");
    }
    // Behind lists, variables, functions and `object.get`.
    let said = refused(policy(
        GROUPS,
        "deny contains {\"message\": \"open\"} if {
	some permission in input.resource.configuration.ipPermissions
	some range in ranges(permission)
	object.get(range, \"cidrIpV6\", \"::/0\") == \"::/0\"
}

ranges(permission) := permission.ipv6Ranges",
    ));
    assert!(
        said.contains("unknown field `cidrIpV6` in `configuration.ipPermissions.*.ipv6Ranges.*`"),
        "{said}"
    );
    // And where the items are not the subject.
    for resources in ["input.account.resources", "data.snapshot.resources"] {
        let said = refused(policy(
            "subject: account",
            &format!(
                "deny contains {{\"message\": \"open\"}} if {{
	some group in {resources}[\"AWS::EC2::SecurityGroup\"]
	not group.configuration.groupname
}}"
            ),
        ));
        assert!(said.contains("did you mean `groupName`"), "{said}");
    }
}

#[test]
fn a_field_that_is_not_published_loads() {
    for field in [
        "configuration.ipPermissions",
        "configuration.tags",
        "configuration.securityGroupArn",
        "supplementaryConfiguration.Anything",
    ] {
        if let Err(error) = load(over_groups(field)) {
            panic!("{field}: {error}");
        }
    }
    // A type of which there is no list is open.
    let custom = "subject: resource\n#   resource_types: [AWS::ACME::Thing]\n#   absent_is_compliant: {configuration.ipPermisions: it is}";
    assert!(load(over(custom, "configuration.ipPermisions")).is_ok());
}

#[test]
fn the_author_has_the_last_word() {
    let field = "configuration.ipPermission";
    let custom = |reason: &str| {
        format!(
            "{GROUPS}\n#   absent_is_compliant: {{{field}: it is}}\n#   unpublished: {{{field}: {reason}}}"
        )
    };
    assert!(refused(over_groups(field)).contains("did you mean `ipPermissions`"));
    assert!(load(over(&custom("AWS added it in 2027"), field)).is_ok());
    let said = refused(over(&custom("\"\""), field));
    assert!(
        said.contains(&format!("`unpublished` of `{field}` needs a reason")),
        "{said}"
    );
    // It excuses that field and no other.
    let said = refused(over(&custom("AWS added it in 2027"), "configuration.vpcid"));
    assert!(said.contains("did you mean `vpcId`"), "{said}");
}

#[test]
fn a_policy_over_several_types_may_name_the_fields_of_each() {
    let both = |field: &str| {
        over(
            &format!(
                "subject: resource\n#   resource_types: [AWS::EC2::SecurityGroup, AWS::ElasticLoadBalancing::LoadBalancer]\n\
                 #   absent_is_compliant: {{{field}: it is}}"
            ),
            field,
        )
    };
    // A load balancer's is spelt so, and a group's otherwise.
    assert!(load(both("configuration.vpcid")).is_ok());
    assert!(load(both("configuration.vpcId")).is_ok());
    // Only a group has it; a load balancer has nothing like it.
    assert!(load(both("configuration.ipPermisions")).is_ok());
    let said = refused(both("configuration.vPcId"));
    assert!(said.contains("unknown field `vPcId`"), "{said}");
}

#[test]
fn policy_show_says_how_far_the_fields_are_known() {
    let show = |control: &str, policies: &std::path::Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_assize"))
            .args(["policy", "show", control, "--policy"])
            .arg(policies)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let said = show("acme-network-open-ssh", &path("fixtures/policies"));
    assert!(
        said.contains("\nfields       AWS::EC2::SecurityGroup: misspellings of what AWS publishes do not load\n"),
        "{said}"
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("test")).unwrap();
    let custom = "subject: resource\n#   resource_types: [AWS::ACME::Thing]";
    let text = policy(
        custom,
        "deny contains {\"message\": \"wrong\"} if not input.resource.configuration.good",
    );
    std::fs::write(folder.path().join("test/control.rego"), text).unwrap();
    let said = show("acme-test-control", folder.path());
    assert!(
        said.contains("\nfields       AWS::ACME::Thing: not checked"),
        "{said}"
    );
    // Where every field is known, nothing need be said.
    let said = show("cloudtrail-log-file-validation", folder.path());
    assert!(!said.contains("\nfields "), "{said}");
}

/// What a policy finds of the roles in a snapshot.
fn of_roles(rules: &str, snapshot: &Snapshot) -> Vec<Finding> {
    let custom = "subject: resource\n#   resource_types: [AWS::IAM::Role]";
    let set = load(policy(custom, rules)).unwrap();
    let bytes = snapshot.write(Vec::new()).unwrap();
    evaluate(SnapshotReader::new(bytes.as_slice()).unwrap(), &set)
        .unwrap()
        .findings
}

fn delivered() -> Snapshot {
    let options = ImportOptions {
        tool: "assize test".to_owned(),
        collected_at: None,
    };
    let folder = path("fixtures/config-delivery");
    let (bytes, _) = import(&[folder], &options, Vec::new()).unwrap();
    Snapshot::read(bytes.as_slice()).unwrap()
}

#[test]
fn a_policy_over_roles_is_judged_by_iam_and_by_files_of_aws_config() {
    let rules = r#"
deny contains {"message": "the account itself may assume it"} if {
	some statement in object.get(input.resource.configuration, ["assumeRolePolicyDocument", "Statement"], [])
	contains(object.get(statement, ["Principal", "AWS"], ""), input.resource.accountId)
}"#;
    for (snapshot, roles) in [(delivered(), 1), (fixture("compliant"), 2)] {
        let findings = of_roles(rules, &snapshot);
        assert_eq!(findings.len(), roles, "{findings:#?}");
        for finding in findings {
            assert_eq!(finding.outcome.status(), Status::Fail, "{finding:#?}");
        }
    }
}

#[test]
fn relationships_of_roles_are_known_from_files_and_unknown_from_iam() {
    let rules = r#"
deny contains {"message": "it has a relationship"} if count(input.resource.relationships) > 0"#;
    for (snapshot, status) in [
        (delivered(), Status::Pass),
        (fixture("compliant"), Status::Error),
    ] {
        for finding in of_roles(rules, &snapshot) {
            assert_eq!(finding.outcome.status(), status, "{finding:#?}");
        }
    }
}
