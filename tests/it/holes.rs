//! Ways in which a PASS could come of something that was not read, not evaluated, or lost: each was one once.
//!
//! The policies here are asked about a trail that is wrong in every way. They may be refused, fail or be in error; what they may
//! not do is pass.

use assize::evaluate::evaluate;
use assize::model::finding::{Finding, Outcome, Status, Subject};
use assize::model::gap::{Coverage, Gap, GapKind};
use assize::model::item::ConfigurationItem;
use assize::model::snapshot::{OptInStatus, RegionScope, Snapshot, SnapshotError, SnapshotReader};
use assize::policy::source::Source;
use assize::policy::{Catalogue, LoadError, PolicySet};
use serde_json::json;

use crate::policies::{ACCOUNT, load, policy, refused, snapshot, source, trail, trail_policy};
use crate::support::{builtin, fixture};

const CONFIGURATION: &str = "input.resource.configuration";
const PARTS: &str = "input.resource.supplementaryConfiguration";
const TRAILS: &str = "input.account.resources[\"AWS::CloudTrail::Trail\"]";
const KEY_MAY_BE_ABSENT: &str = "`configuration.kmsKeyId` may be absent";

/// A trail that is wrong in every way, and that has no key.
fn bad_trail() -> ConfigurationItem {
    let mut item = trail(json!({
        "name": "audit",
        "isMultiRegionTrail": false,
        "logFileValidationEnabled": false,
    }));
    for (part, value) in [
        (
            "TrailStatus",
            json!({"IsLogging": false, "LatestDeliveryError": "AccessDenied"}),
        ),
        (
            "EventSelectors",
            json!([{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": false}]),
        ),
        (
            "AdvancedEventSelectors",
            json!([{"FieldSelectors": [{"Field": "eventCategory"}]}]),
        ),
        ("InsightSelectors", json!([])),
        (
            "TrailStatusByRegion",
            json!({"us-east-1": {"IsLogging": false, "LatestDeliveryError": "AccessDenied"}}),
        ),
        ("ConfigurationHistory", json!([])),
    ] {
        item.supplementary_configuration
            .insert(part.to_owned(), value);
    }
    item.tags.insert("owner".to_owned(), json!("nobody"));
    item.tags.insert("team".to_owned(), json!("none"));
    item
}

fn covered(action: &str, region: Option<&str>) -> Coverage {
    Coverage {
        action: action.to_owned(),
        account_id: ACCOUNT.to_owned(),
        region: region.map(str::to_owned),
        resource_type: None,
        calls: 1,
    }
}

fn gap(action: &str, region: Option<&str>, resource: Option<&str>) -> Gap {
    Gap {
        action: action.to_owned(),
        account_id: ACCOUNT.to_owned(),
        region: region.map(str::to_owned),
        resource_type: None,
        resource: resource.map(str::to_owned),
        kind: GapKind::AccessDenied,
        code: None,
        message: None,
    }
}

/// A snapshot in which everything about trails was read.
fn whole(items: Vec<ConfigurationItem>) -> Snapshot {
    let mut snapshot = snapshot(items);
    for action in [
        "cloudtrail:GetTrailStatus",
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetInsightSelectors",
        "config:GetResourceConfigHistory",
    ] {
        snapshot.coverage.push(covered(action, Some("us-east-1")));
    }
    snapshot
}

fn evaluated(snapshot: &Snapshot, set: &PolicySet) -> Result<Vec<Finding>, SnapshotError> {
    let bytes = snapshot.write(Vec::new()).unwrap();
    evaluate(SnapshotReader::new(bytes.as_slice())?, set).map(|evaluation| evaluation.findings)
}

fn judge(snapshot: &Snapshot, set: &PolicySet) -> Vec<Finding> {
    evaluated(snapshot, set).unwrap()
}

fn loaded(text: String) -> PolicySet {
    load(text).unwrap_or_else(|error| match error {
        LoadError::Broken(found) => {
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            panic!("{}", found.join("\n"))
        }
        other => panic!("{other}"),
    })
}

fn statuses(findings: &[Finding]) -> Vec<Status> {
    findings
        .iter()
        .map(|finding| finding.outcome.status())
        .collect()
}

/// A `deny` on a condition.
fn deny(condition: &str) -> String {
    format!("deny contains {{\"message\": \"x\"}} if {{\n\t{condition}\n}}")
}

/// The policy is refused with a message.
fn is_refused(text: String, message: &str) {
    let found = refused(text.clone());
    assert!(found.contains(message), "{text}\n{found}");
}

/// The policy fails the bad trail.
fn fails(text: String) {
    let findings = judge(&whole(vec![bad_trail()]), &loaded(text.clone()));
    assert_eq!(statuses(&findings), [Status::Fail], "{text}\n{findings:?}");
}

// What the analysis of reads did not follow, and so hid.

#[test]
fn what_a_variable_is_compared_with_is_read() {
    for condition in [
        format!("selectors := {PARTS}.EventSelectors\n\tselectors = []"),
        format!("{PARTS}.EventSelectors = []"),
        format!("x := {PARTS}.EventSelectors\n\ty := {PARTS}.InsightSelectors\n\tx = y"),
    ] {
        fails(trail_policy(&format!(
            "{}\n\nnone if {{\n\t{condition}\n}}",
            deny("not none")
        )));
    }
}

#[test]
fn an_object_is_no_pattern() {
    // Where other engines want just these keys, this one takes more.
    for rules in [
        format!(
            "{}\n\nonly if {{\"owner\": x}} = input.resource.tags",
            deny("not only")
        ),
        deny(&format!(
            "some {{\"ReadWriteType\": x}} in {PARTS}.EventSelectors\n\tx == \"All\""
        )),
        deny("{\"owner\": x} := input.resource.tags\n\tx == \"somebody\""),
        format!(
            "{}\n\nowner({{\"owner\": x}}) := x",
            deny("owner(input.resource.tags) == \"somebody\"")
        ),
    ] {
        is_refused(
            trail_policy(&rules),
            "an object with variables is no pattern",
        );
    }
}

#[test]
fn a_path_in_a_variable_reads_all_that_it_may_lead_to() {
    for path in [
        "[\"supplementaryConfiguration\", \"TrailStatus\"]",
        "split(\"supplementaryConfiguration.TrailStatus\", \".\")",
    ] {
        let condition = format!(
            "path := {path}\n\tstatus := object.get(input.resource, path, {{}})\n\t\
             object.get(status, \"LatestDeliveryError\", \"\") != \"\""
        );
        let set = loaded(trail_policy(&deny(&condition)));
        let actions = set.policies[0].reads.actions();
        assert!(
            actions.contains(&"cloudtrail:GetTrailStatus".to_owned()),
            "{actions:?}"
        );
        fails(trail_policy(&deny(&condition)));
    }
}

#[test]
fn the_elements_of_a_set_are_its_keys() {
    for condition in [
        "x := settings[setting].homeRegion\n\tx == \"x\"\n\tnot setting.logFileValidationEnabled",
        "some setting, _ in settings\n\tnot setting.logFileValidationEnabled",
        "not good\n}\n\ngood if {\n\tevery setting, _ in settings {\n\t\tsetting.logFileValidationEnabled\n\t}",
    ] {
        let rules = format!("settings contains {CONFIGURATION}\n\n{}", deny(condition));
        let mut item = bad_trail();
        item.configuration["homeRegion"] = json!("x");
        let text = trail_policy(&rules).replace(
            "#   remediation: none",
            "#   remediation: none\n#   absent_is_compliant:\n#     configuration.homeRegion: a test",
        );
        let findings = judge(&whole(vec![item]), &loaded(text));
        assert_eq!(statuses(&findings), [Status::Fail], "{condition}");
    }
}

#[test]
fn the_account_of_a_resource_is_there_for_a_policy_that_reads_it() {
    for condition in [
        "input.account.id == input.resource.accountId",
        "some region in input.account.regions\n\tregion.name == \"us-east-1\"",
    ] {
        fails(trail_policy(&deny(condition)));
    }
    let set = loaded(trail_policy(&deny("count(input.account.regions) > 5")));
    let mut unlisted = whole(vec![bad_trail()]);
    unlisted.gaps.push(gap("account:ListRegions", None, None));
    for finding in judge(&unlisted, &set) {
        assert_eq!(finding.outcome.status(), Status::Error, "{finding:?}");
    }
}

#[test]
fn the_input_is_not_gone_through_unseen() {
    for condition in [
        "some part in input\n\tsome items in part.resources\n\tsome item in items\n\tnot item.configuration.logFileValidationEnabled",
        "some part in input.account\n\tsome items in part\n\tsome item in items\n\tnot item.configuration.logFileValidationEnabled",
        "count(object.keys(input)) > 1",
    ] {
        is_refused(
            policy("subject: account", &deny(condition)),
            "which parts of the input this reads cannot be told",
        );
    }
}

#[test]
fn declared_types_are_read_wherever_the_policy_goes_through_types() {
    for resources in ["input.account.resources", "data.snapshot.resources"] {
        let condition = format!(
            "some type, items in {resources}\n\tsome item in items\n\tnot item.configuration.logFileValidationEnabled"
        );
        fails(policy(
            "subject: account\n#   reads: [AWS::CloudTrail::Trail]",
            &deny(&condition),
        ));
    }
    fails(policy(
        "subject: account\n#   reads: [AWS::CloudTrail::Trail]\n#   parameters:\n#     kind: {type: string, default: \"AWS::CloudTrail::Trail\", description: x}",
        &deny(
            "some item in input.account.resources[input.parameters.kind]\n\tnot item.configuration.logFileValidationEnabled",
        ),
    ));
}

#[test]
fn a_name_means_one_thing() {
    let settings = format!(
        "settings := {{\"logFileValidationEnabled\": true}}\n\n{}",
        deny("used\n\tbad")
    );
    for bad in [
        format!(
            "bad if {{\n\tsettings := {CONFIGURATION}\n\tnot settings.logFileValidationEnabled\n}}"
        ),
        format!(
            "bad if {{\n\tsome settings in [{CONFIGURATION}]\n\tnot settings.logFileValidationEnabled\n}}"
        ),
        format!(
            "bad if off({CONFIGURATION})\n\noff(settings) if not settings.logFileValidationEnabled"
        ),
        "bad if {\n\tevery settings in [1] {\n\t\tsettings == 1\n\t}\n}".to_owned(),
    ] {
        let rules = format!("{settings}\n\nused if settings.logFileValidationEnabled\n\n{bad}");
        is_refused(
            trail_policy(&rules),
            "variable `settings` hides the rule, import or document of that name",
        );
    }
    is_refused(
        trail_policy(&deny(
            "some input in [{\"resource\": 1}]\n\tinput.resource == 1",
        )),
        "variable `input` hides",
    );
    let rules = format!(
        "same(x) := x\n\n{}",
        deny("same(1) == 1\n\tx := same\n\tx == 1")
    );
    is_refused(trail_policy(&rules), "`same` is a function and no value");
}

// What is undefined, and loses a finding.

#[test]
fn a_finding_is_not_lost_in_an_expression() {
    for condition in [
        "concat(\"\", [\"a\", KEY]) != \"x\"",
        "sprintf(\"%s\", [KEY]) != \"x\"",
        "count(KEY) == 0",
        "is_string(KEY)",
        "object.get({\"a\": 1}, KEY, \"\") != \"x\"",
        "KEY = \"x\"",
        "x := {\"key\": KEY}\n\tnot x.key == \"x\"",
        "some key in [KEY]\n\tnot key == \"x\"",
        "some x in [y | some y in [input.resource.resourceId]; KEY != \"x\"]\n\tx != \"\"",
        "count([y | some y in [input.resource.resourceId]; KEY != \"x\"]) > 0",
        "0 < count([y | some y in [input.resource.resourceId]; KEY != \"x\"])",
        "odd(KEY)\n}\n\nodd(key) if {\n\tnot key == \"x\"",
        "lowered != \"x\"\n}\n\nlowered := lower(KEY) if {\n\ttrue",
        "lowered(input.resource.configuration) != \"x\"\n}\n\nlowered(x) := lower(x.kmsKeyId) if {\n\ttrue",
        "some name in names\n\tname != \"x\"\n}\n\nnames contains lower(KEY) if {\n\ttrue",
        "key := KEY\n\tcount([key]) == 1",
    ] {
        let condition = condition.replace("KEY", &format!("{CONFIGURATION}.kmsKeyId"));
        is_refused(trail_policy(&deny(&condition)), KEY_MAY_BE_ABSENT);
    }
    is_refused(
        trail_policy(&deny("input.resource.tags.stage != \"production\"")),
        "`tags.stage` may be absent",
    );
    is_refused(
        trail_policy(&deny(&format!(
            "some selector in {PARTS}.AdvancedEventSelectors\n\tsome field in selector.FieldSelectors\n\t\
             every value in field.Equals {{\n\t\tvalue != \"x\"\n\t}}"
        ))),
        "FieldSelectors.*.Equals` may be absent",
    );
    let text = policy(
        "subject: resource\n#   resource_types: [AWS::EC2::Volume]",
        &deny("input.resource.configuration.encrypted == false"),
    );
    is_refused(text, "`configuration.encrypted` may be absent");
}

#[test]
fn a_finding_is_not_lost_with_a_message_that_a_helper_makes() {
    let message = format!("sprintf(\"%s is wrong\", [{CONFIGURATION}.kmsKeyId])");
    let off = format!("not {CONFIGURATION}.logFileValidationEnabled");
    for rules in [
        format!(
            "deny contains v if some v in found\n\nfound contains {{\"message\": {message}}} if {off}"
        ),
        format!(
            "deny contains {{\"message\": m}} if some m in found\n\nfound := [m | {off}; m := {message}]"
        ),
        format!("deny contains v if some v in {{{{\"message\": {message}}} | {off}}}"),
        format!("deny contains {{\"message\": m}} if {{\n\t{off}\n\tsome m in [{message}]\n}}"),
        format!("deny contains {{\"message\": \"x\"}} if {{\n\t{off}\n\tunused := {message}\n}}"),
    ] {
        is_refused(trail_policy(&rules), KEY_MAY_BE_ABSENT);
    }
    // What only the message needs may be undefined: the witness tells.
    for rules in [
        format!("deny contains {{\"message\": text}} if {off}\n\ntext := {message}"),
        format!(
            "deny contains {{\"message\": text}} if {{\n\t{off}\n\tkey := lower({CONFIGURATION}.kmsKeyId)\n\ttext := sprintf(\"%s\", [key])\n}}"
        ),
    ] {
        let findings = judge(&whole(vec![bad_trail()]), &loaded(trail_policy(&rules)));
        assert_eq!(statuses(&findings), [Status::Error], "{rules}");
    }
}

#[test]
fn absence_that_is_looked_for_where_it_makes_no_finding_does_not_count() {
    let rules = format!(
        "{}\n\nnot_applicable contains {{\"reason\": \"y\"}} if {{\n\tnot {CONFIGURATION}.kmsKeyId\n\t{CONFIGURATION}.isMultiRegionTrail\n}}",
        deny(&format!("{CONFIGURATION}.kmsKeyId != \"x\""))
    );
    is_refused(trail_policy(&rules), KEY_MAY_BE_ABSENT);
}

#[test]
fn a_witness_holds_whatever_its_conditions_look_like() {
    for conditions in [
        "(count(input.resource.resourceId) + 1) * 2 > (3 - (1 - 2))\n\tnot (input.resource.resourceId == \"\")\n\t((input.resource.resourceId) != \"\")",
        "\"audit\" == input.resource.resourceId\n\tinput.resource.resourceId == `audit`; \"é\" != input.resource.resourceId; \"audit\" == input.resource.resourceId",
        "# é ü\n\tsome s in [\"é\", input.resource.resourceId] # \"ü\n\ts == \"audit\"; every x in [1] {\n\t\tx == 1\n\t}",
    ] {
        let rules = format!(
            "deny contains {{\"message\": sprintf(\"%s\", [{CONFIGURATION}.kmsKeyId])}} if {{\n\t{conditions}\n}}"
        );
        for text in [
            trail_policy(&rules),
            trail_policy(&rules).replace('\n', "\r\n"),
        ] {
            let findings = judge(&whole(vec![bad_trail()]), &loaded(text));
            assert_eq!(statuses(&findings), [Status::Error], "{conditions}");
        }
    }
}

// What the snapshot does not say.

fn account_policy() -> PolicySet {
    let condition =
        format!("some trail in {TRAILS}\n\tnot trail.configuration.logFileValidationEnabled");
    loaded(policy("subject: account", &deny(&condition)))
}

#[test]
fn a_control_that_looks_at_no_resource_is_asked_all_the_same() {
    for subject in ["region", "account"] {
        let field = if subject == "region" { "name" } else { "id" };
        let reading = format!("input.{subject}.{field} != \"\"");
        for condition in [reading.as_str(), "1 == 1"] {
            let text = policy(&format!("subject: {subject}"), &deny(condition));
            let findings = judge(&whole(vec![bad_trail()]), &loaded(text));
            assert_eq!(
                statuses(&findings),
                [Status::Fail],
                "{condition}: {findings:?}"
            );
        }
    }
}

#[test]
fn a_part_that_an_item_lacks_is_not_known() {
    let condition =
        format!("object.get({PARTS}.TrailStatus, \"LatestDeliveryError\", \"\") != \"\"");
    let set = loaded(trail_policy(&deny(&condition)));
    let mut item = bad_trail();
    item.supplementary_configuration.remove("TrailStatus");
    assert_eq!(
        statuses(&judge(&whole(vec![item.clone()]), &set)),
        [Status::Error]
    );
    item.supplementary_configuration
        .insert("TrailStatus".to_owned(), json!(null));
    assert_eq!(
        statuses(&judge(&whole(vec![item.clone()]), &set)),
        [Status::Error]
    );
    item.configuration = json!(null);
    let set = loaded(trail_policy(&deny(&format!(
        "{CONFIGURATION}.isMultiRegionTrail == true"
    ))));
    assert_eq!(
        statuses(&judge(&whole(vec![item.clone()]), &set)),
        [Status::Error]
    );
    assert_eq!(
        statuses(&judge(&whole(vec![item]), &account_policy())),
        [Status::Error]
    );
}

#[test]
fn the_coverage_of_one_type_is_none_of_another() {
    let text = policy(
        "subject: account",
        &deny("count(input.account.resources[\"AWS::EC2::Volume\"]) > 0"),
    );
    let set = loaded(text);
    let entry = |action: &str, resource_type: Option<&str>| Coverage {
        resource_type: resource_type.map(str::to_owned),
        ..covered(action, Some("us-east-1"))
    };
    for (coverage, expected) in [
        (
            entry("config:BatchGetResourceConfig", Some("AWS::EC2::Instance")),
            Status::Error,
        ),
        (entry("config:BatchGetResourceConfig", None), Status::Error),
        // Names are listed for other purposes, too: a list is no items.
        (
            entry("config:ListDiscoveredResources", Some("AWS::EC2::Volume")),
            Status::Error,
        ),
        (
            entry("config:BatchGetResourceConfig", Some("AWS::EC2::Volume")),
            Status::Pass,
        ),
        (
            entry("config:SelectResourceConfig", Some("AWS::EC2::Volume")),
            Status::Pass,
        ),
    ] {
        let mut snapshot = whole(Vec::new());
        snapshot.coverage.push(coverage.clone());
        assert_eq!(
            statuses(&judge(&snapshot, &set)),
            [expected],
            "{coverage:?}"
        );
        // A gap that names no type concerns every type that the action brings.
        for action in [
            "config:SelectResourceConfig",
            "config:ListDiscoveredResources",
            "config:DeliverConfigSnapshot",
        ] {
            let mut refused = snapshot.clone();
            refused.gaps.push(gap(action, Some("us-east-1"), None));
            assert_eq!(
                statuses(&judge(&refused, &set)),
                [Status::Error],
                "{action}"
            );
        }
    }
}

#[test]
fn a_gap_in_another_region_is_one_for_who_asks_about_all_regions_only() {
    let item = bad_trail();
    let mut seen = whole(vec![item.clone()]);
    let logging = "supplementaryConfiguration.TrailStatus.IsLogging";
    let at_home = loaded(trail_policy(&deny(&format!(
        "not input.resource.{logging}"
    ))));
    let of_all = loaded(policy(
        "subject: account",
        &deny(&format!("some trail in {TRAILS}\n\tnot trail.{logging}")),
    ));
    let everywhere = loaded(trail_policy(&deny(&format!(
        "some status in {PARTS}.TrailStatusByRegion\n\tnot status.IsLogging"
    ))));
    let ask =
        |seen: &Snapshot| [&at_home, &of_all, &everywhere].map(|set| statuses(&judge(seen, set)));
    let [fail, error] = [Status::Fail, Status::Error].map(|status| vec![status]);
    assert_eq!(ask(&seen), [fail.clone(), fail.clone(), fail.clone()]);

    let key = item.key();
    let status = "cloudtrail:GetTrailStatus";
    seen.gaps.push(gap(status, Some("eu-west-1"), Some(&key)));
    assert_eq!(ask(&seen), [fail.clone(), fail.clone(), error.clone()]);
    // In its own region it concerns all of them.
    seen.gaps = vec![gap(status, Some("us-east-1"), Some(&key))];
    assert_eq!(ask(&seen), [error.clone(), error.clone(), error.clone()]);
    seen.gaps.clear();

    // A region that nobody asked, and one that was left out.
    for selected in [true, false] {
        let mut more = seen.clone();
        more.header.accounts[0].regions.push(RegionScope {
            name: "eu-west-1".to_owned(),
            opt_in_status: Some(OptInStatus::EnabledByDefault),
            selected,
        });
        more.coverage
            .push(covered("cloudtrail:DescribeTrails", Some("eu-west-1")));
        assert_eq!(ask(&more)[0], fail);
        assert_eq!(ask(&more)[2], error);
    }
}

#[test]
fn a_header_without_regions_leaves_everything_open() {
    let mut empty = whole(Vec::new());
    empty.header.accounts[0].regions.clear();
    let per_region = loaded(policy(
        "subject: region",
        &deny(
            "some trail in input.region.resources[\"AWS::CloudTrail::Trail\"]\n\tnot trail.configuration.logFileValidationEnabled",
        ),
    ));
    for set in [
        &account_policy(),
        &per_region,
        &loaded(trail_policy(&deny("input.resource.resourceId == \"\""))),
    ] {
        assert_eq!(statuses(&judge(&empty, set)), [Status::Error]);
    }
    let mut disabled = whole(Vec::new());
    disabled.header.accounts[0].regions[0].opt_in_status = Some(OptInStatus::Disabled);
    assert_eq!(
        statuses(&judge(&disabled, &account_policy())),
        [Status::Error]
    );
}

#[test]
fn what_the_header_does_not_name_is_not_passed_over() {
    let mut stranger = bad_trail();
    stranger.account_id = "999988887777".to_owned();
    for set in [
        account_policy(),
        loaded(trail_policy(&deny("input.resource.resourceId == \"\""))),
    ] {
        let error = evaluated(&whole(vec![stranger.clone()]), &set).unwrap_err();
        assert!(
            error.to_string().contains("which the header does not name"),
            "{error}"
        );
    }
    let set = loaded(policy(
        "subject: region",
        &deny(
            "some trail in input.region.resources[\"AWS::CloudTrail::Trail\"]\n\tnot trail.configuration.logFileValidationEnabled",
        ),
    ));
    let mut elsewhere = bad_trail();
    elsewhere.aws_region = "eu-west-9".to_owned();
    let findings = judge(&whole(vec![elsewhere]), &set);
    assert_eq!(
        statuses(&findings),
        [Status::Error, Status::Pass],
        "{findings:?}"
    );
}

#[test]
fn a_header_names_each_account_and_region_once() {
    let mut twice = whole(Vec::new());
    twice.header.accounts.push(twice.header.accounts[0].clone());
    assert!(
        evaluated(&twice, &account_policy())
            .unwrap_err()
            .to_string()
            .contains("account 111122223333 is there twice")
    );
    let mut twice = whole(Vec::new());
    twice.header.accounts[0].regions.push(RegionScope {
        name: "us-east-1".to_owned(),
        opt_in_status: Some(OptInStatus::Disabled),
        selected: false,
    });
    assert!(
        evaluated(&twice, &account_policy())
            .unwrap_err()
            .to_string()
            .contains("region us-east-1 of account 111122223333 is there twice")
    );
}

#[test]
fn a_misspelt_field_of_a_record_is_refused() {
    // A coverage entry whose region is misspelt would hold for all regions.
    let record = r#"{"action":"cloudtrail:DescribeTrails","accountId":"111122223333","awsRegion":"us-east-1"}"#;
    let error = serde_json::from_str::<Coverage>(record).unwrap_err();
    assert!(
        error.to_string().contains("unknown field `awsRegion`"),
        "{error}"
    );
}

#[test]
fn a_gap_concerns_what_is_asked_for_once_whatever_its_region() {
    let name = "arn:aws:s3:::example-cloudtrail-111122223333";
    let mut snapshot = fixture("compliant");
    let set = builtin();
    snapshot
        .gaps
        .push(gap("s3:GetBucketVersioning", Some("eu-central-1"), None));
    let findings = judge(&snapshot, &set);
    let finding = findings
        .iter()
        .find(|finding| {
            finding.control == "audit-bucket-versioning" && finding.subject.id() == name
        })
        .unwrap();
    assert_eq!(finding.outcome.status(), Status::Error);
}

#[test]
fn a_resource_that_could_not_be_read_at_all_has_a_finding() {
    let set = loaded(trail_policy(&deny("input.resource.resourceId == \"\"")));
    let mut snapshot = whole(vec![bad_trail()]);
    let arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/unread";
    snapshot.gaps.push(gap(
        "cloudtrail:DescribeTrails",
        Some("us-east-1"),
        Some(arn),
    ));
    let findings = judge(&snapshot, &set);
    assert_eq!(
        statuses(&findings),
        [Status::Error, Status::Pass],
        "{findings:?}"
    );
}

#[test]
fn buckets_that_nobody_went_after_are_not_absent() {
    // Collected for a control of trails, checked with one of the buckets that they name.
    let mut snapshot = fixture("compliant");
    snapshot
        .items
        .retain(|item| item.resource_type == "AWS::CloudTrail::Trail");
    snapshot
        .coverage
        .retain(|entry| !entry.action.starts_with("s3:") && !entry.action.starts_with("kms:"));
    for finding in judge(&snapshot, &builtin()) {
        if finding.control.starts_with("audit-bucket-") || finding.control.starts_with("audit-key-")
        {
            assert_eq!(finding.outcome.status(), Status::Error, "{finding:?}");
        }
    }
}

#[test]
fn a_bucket_is_judged_as_its_owner_sees_it_and_else_as_badly_as_anybody_does() {
    let set = loaded(policy(
        "subject: resource\n#   resource_types: [AWS::S3::Bucket]",
        &deny("input.resource.supplementaryConfiguration.BucketPolicyStatus.isPublic == true"),
    ));
    let view = |account: &str, owner: Option<&str>, public: bool| -> ConfigurationItem {
        serde_json::from_value(json!({
            "resourceType": "AWS::S3::Bucket", "accountId": account, "awsRegion": "us-east-1", "resourceId": "logs",
            "arn": "arn:aws:s3:::logs", "configuration": {"name": "logs"},
            "supplementaryConfiguration": {
                "HeadBucket": {"exists": true, "ownerAccountId": owner},
                "BucketPolicyStatus": {"isPublic": public},
            },
        }))
        .unwrap()
    };
    let other = "999988887777";
    for (items, expected) in [
        (
            [view(ACCOUNT, Some(ACCOUNT), true), view(other, None, false)],
            Status::Fail,
        ),
        (
            [view(ACCOUNT, None, false), view(other, Some(other), true)],
            Status::Fail,
        ),
        (
            [view(ACCOUNT, None, false), view(other, None, true)],
            Status::Fail,
        ),
        (
            [view(ACCOUNT, None, true), view(other, None, false)],
            Status::Fail,
        ),
        (
            [view(ACCOUNT, Some(ACCOUNT), false), view(other, None, true)],
            Status::Pass,
        ),
    ] {
        let mut snapshot = whole(items.to_vec());
        let mut account = snapshot.header.accounts[0].clone();
        account.id = other.to_owned();
        snapshot.header.accounts.push(account);
        for action in [
            "s3:ListAllMyBuckets",
            "s3:ListBucket",
            "s3:GetBucketPolicyStatus",
        ] {
            for account in [ACCOUNT, other] {
                snapshot.coverage.push(Coverage {
                    account_id: account.to_owned(),
                    ..covered(action, None)
                });
            }
        }
        let findings = judge(&snapshot, &set);
        let bucket: Vec<&Outcome> = findings
            .iter()
            .filter(|finding| matches!(finding.subject, Subject::Resource { .. }))
            .map(|finding| &finding.outcome)
            .collect();
        assert_eq!(bucket.len(), 1, "{findings:?}");
        assert_eq!(bucket[0].status(), expected, "{items:?}");
    }
}

// What is never asked.

fn all_refused(sources: Vec<Source>) -> String {
    match Catalogue::new(sources) {
        Ok(_) => panic!("it loads"),
        Err(LoadError::Broken(found)) => found.iter().map(|one| format!("{one}\n")).collect(),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_deny_that_nobody_asks_for_does_not_load() {
    let control = source(&["test", "control"], trail_policy(&deny("true")));
    let in_library = format!("package acme.lib.x\n\nimport rego.v1\n\n{}\n", deny("true"));
    let found = all_refused(vec![source(&["lib", "x"], in_library), control.clone()]);
    assert!(
        found.contains("lib/x.rego:5:1: a library has no `deny`"),
        "{found}"
    );
    // A control whose name happens to end like a test's.
    let named_test = trail_policy(&deny("true")).replace("test.control", "test.pen_test");
    let found = all_refused(vec![
        source(&["test", "pen_test"], named_test.clone()),
        control,
    ]);
    assert!(
        found.contains("there is no package `acme.test.pen` to test"),
        "{found}"
    );
    let pen = trail_policy(&deny("true")).replace("test.control", "test.pen");
    let found = all_refused(vec![
        source(&["test", "pen_test"], named_test),
        source(&["test", "pen"], pen),
    ]);
    assert!(found.contains("a test has no `deny`"), "{found}");
}

#[test]
fn no_package_hides_a_rule_of_another() {
    let library = |text: &str| format!("package {text}\n");
    let found = all_refused(vec![
        source(
            &["lib", "x"],
            library("acme.lib.x\n\nimport rego.v1\n\ny := {\"on\": true}"),
        ),
        source(
            &["lib", "x", "y"],
            library("acme.lib.x.y\n\nimport rego.v1\n\non := false"),
        ),
    ]);
    assert!(
        found.contains("rule `y` has the name of the package in lib/x/y.rego"),
        "{found}"
    );
    let found = all_refused(vec![source(
        &["lib", "x"],
        library("snapshot.lib.x\n\nimport rego.v1\n\ny := 1"),
    )]);
    assert!(
        found.contains("package `snapshot.lib.x` is no control's"),
        "{found}"
    );
}

#[test]
fn a_policy_that_would_end_the_stack_does_not_load() {
    let calls: String = (1..=200)
        .map(|number| format!("f{number}(x) := f{}(x)\n\n", number - 1))
        .collect();
    is_refused(
        trail_policy(&format!(
            "{}\n\nf0(x) := x\n\n{calls}",
            deny("f200(1) == 1")
        )),
        "rules call each other more than 64 deep here",
    );
}
