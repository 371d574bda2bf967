//! `used_by` with a type that others have to use themselves: the buckets to which buckets write, what stands beside the
//! subjects that others use (the keys of topics), and types that nobody has to name.

use assize::evaluate::evaluate;
use assize::model::gap::Coverage;
use assize::model::snapshot::SnapshotReader;
use serde_json::json;

use crate::policies::{ACCOUNT, load, policy, refused, snapshot, trail};

fn bucket_policy(used_by: &str) -> String {
    policy(
        &format!(
            "subject: resource\n#   resource_types: [AWS::S3::Bucket]\n#   used_by: [{used_by}]"
        ),
        "deny contains {\"message\": \"named\"} if not input.resource.configuration.name",
    )
}

#[test]
fn what_buckets_write_to_is_known_with_the_buckets_and_listed_nowhere() {
    let set = load(bucket_policy("AWS::CloudTrail::Trail, AWS::S3::Bucket")).unwrap();
    let plan = set.plan();
    assert!(plan.wants("cloudtrail:DescribeTrails"));
    assert!(!plan.wants("s3:ListAllMyBuckets"));
    // Without these nobody knows where a bucket writes.
    assert!(plan.wants("s3:GetBucketLogging"));
    assert!(plan.wants("s3:GetReplicationConfiguration"));
    assert!(plan.whole.is_empty(), "{:?}", plan.whole);
    let users: Vec<&str> = plan.referenced["AWS::S3::Bucket"]
        .iter()
        .map(String::as_str)
        .collect();
    assert_eq!(users, ["AWS::CloudTrail::Trail", "AWS::S3::Bucket"]);
}

#[test]
fn a_chain_that_begins_nowhere_does_not_load() {
    for users in ["AWS::S3::Bucket", "AWS::S3::Bucket, AWS::KMS::Key"] {
        let said = refused(bucket_policy(users));
        assert!(
            said.contains("`used_by` names only types that others have to use themselves"),
            "{said}"
        );
    }
}

#[test]
fn users_that_name_nothing_do_not_load() {
    let control = |resource_type: &str, used_by: &str| {
        policy(
            &format!(
                "subject: resource\n#   resource_types: [{resource_type}]\n#   used_by: [{used_by}]"
            ),
            "deny contains {\"message\": \"there\"} if input.resource.resourceId == \"x\"",
        )
    };
    assert!(load(control("AWS::SNS::Topic", "AWS::CloudWatch::Alarm")).is_ok());
    let said = refused(control(
        "AWS::SNS::Topic",
        "AWS::CloudTrail::Trail, AWS::Events::EventBus",
    ));
    let idle = "`used_by`: `AWS::Events::EventBus` names nothing that the control is about";
    assert!(said.contains(idle), "{said}");
    let said = refused(control("AWS::S3::Bucket", "AWS::CloudWatch::Alarm"));
    let unused = "`used_by`: none of these types names any `AWS::S3::Bucket`";
    assert!(said.contains(unused), "{said}");
}

/// A control about resources that others use, which looks at all of another type.
fn beside(resource_type: &str, used_by: &str, other: &str) -> String {
    policy(
        &format!(
            "subject: resource\n#   resource_types: [{resource_type}]\n#   used_by: [{used_by}]"
        ),
        &format!(
            "deny contains {{\"message\": input.resource.arn}} if count(input.account.resources[\"{other}\"]) == 0"
        ),
    )
}

#[test]
fn what_subjects_name_is_what_stands_beside_them() {
    for (subject, user) in [
        ("AWS::SNS::Topic", "AWS::CloudTrail::Trail"),
        ("AWS::SNS::Topic", "AWS::CloudWatch::Alarm"),
        ("AWS::Logs::LogGroup", "AWS::CloudTrail::Trail"),
    ] {
        let set = load(beside(subject, user, "AWS::KMS::Key")).unwrap();
        let plan = set.plan();
        assert!(!plan.wants("kms:ListKeys"));
        // Not the keys of the trails.
        let users: Vec<&String> = plan.referenced["AWS::KMS::Key"].iter().collect();
        assert_eq!(users, [subject]);
        let users: Vec<&String> = plan.referenced[subject].iter().collect();
        assert_eq!(users, [user]);
    }
}

#[test]
fn topics_that_buckets_notify_are_known_with_the_buckets() {
    let set = load(beside(
        "AWS::S3::Bucket",
        "AWS::CloudTrail::Trail",
        "AWS::SNS::Topic",
    ))
    .unwrap();
    let plan = set.plan();
    // Without it nobody knows which they are.
    assert!(plan.wants("s3:GetBucketNotification"));
    assert!(!plan.wants("s3:GetBucketLogging"));
    let users: Vec<&String> = plan.referenced["AWS::SNS::Topic"].iter().collect();
    assert_eq!(users, ["AWS::S3::Bucket"]);
}

#[test]
fn a_user_that_nobody_reads_does_not_load() {
    let said = refused(policy(
        "subject: resource\n#   resource_types: [AWS::KMS::Key]\n#   used_by: [AWS::CloudTrail::Trail, AWS::SNS::Topic]",
        "deny contains {\"message\": \"there\"} if input.resource.resourceId == \"x\"",
    ));
    let idle = "`used_by`: `AWS::SNS::Topic` names nothing that the control is about";
    assert!(said.contains(idle), "{said}");
}

#[test]
fn what_names_others_in_a_part_of_its_own_is_read_with_that_part() {
    let set = load(policy(
        "subject: resource\n#   resource_types: [AWS::SNS::Topic]\n#   used_by: [AWS::Events::Rule]",
        "deny contains {\"message\": \"there\"} if input.resource.resourceId == \"x\"",
    ))
    .unwrap();
    let plan = set.plan();
    // The targets name the topics; a topic would be missed without them, and nothing would say so.
    for action in [
        "events:ListEventBuses",
        "events:ListRules",
        "events:ListTargetsByRule",
    ] {
        assert!(plan.wants(action), "{action}");
    }
    assert!(!plan.wants("sns:ListTopics"));
    let needs = set.policies[0].reads.listing.iter();
    let of_targets: Vec<&str> = needs
        .filter(|need| need.action == "events:ListTargetsByRule")
        .map(|need| need.part.as_str())
        .collect();
    assert_eq!(of_targets, ["supplementaryConfiguration.Targets"]);
}

#[test]
fn beside_types_that_others_name_a_control_is_about_all_of_the_rest() {
    let control = |types: &str| {
        policy(
            &format!(
                "subject: resource\n#   resource_types: [{types}]\n#   used_by: [AWS::CloudTrail::Trail]"
            ),
            "deny contains {\"message\": \"there\"} if input.resource.resourceId != \"\"",
        )
    };
    let said = refused(control("AWS::CloudTrail::Trail"));
    assert!(
        said.contains("`AWS::CloudTrail::Trail` names nothing that the control is about"),
        "{said}"
    );

    let set = load(control("AWS::CloudTrail::Trail, AWS::S3::Bucket")).unwrap();
    let bucket = |name: &str, users: serde_json::Value| {
        serde_json::from_value(json!({
            "resourceType": "AWS::S3::Bucket", "accountId": ACCOUNT, "awsRegion": "us-east-1", "resourceId": name,
            "arn": format!("arn:aws:s3:::{name}"), "configuration": {"name": name}, "relationships": users,
            "supplementaryConfiguration": {"HeadBucket": {"exists": true, "ownerAccountId": ACCOUNT}},
        }))
        .unwrap()
    };
    let user =
        json!([{"resourceType": "AWS::CloudTrail::Trail", "relationshipName": "Is used by"}]);
    let mut seen = snapshot(vec![
        trail(json!({"name": "audit"})),
        bucket("logs", user),
        bucket("photos", json!([])),
    ]);
    seen.coverage.push(Coverage {
        action: "s3:ListBucket".to_owned(),
        account_id: ACCOUNT.to_owned(),
        region: None,
        resource_type: None,
        calls: 2,
    });
    let bytes = seen.write(Vec::new()).unwrap();
    let reader = SnapshotReader::new(bytes.as_slice()).unwrap();
    let judged: Vec<String> = evaluate(reader, &set)
        .unwrap()
        .findings
        .iter()
        .map(|finding| finding.subject.id())
        .collect();
    assert_eq!(
        judged,
        [
            format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/audit"),
            "arn:aws:s3:::logs".to_owned(),
        ]
    );
}

#[test]
fn what_the_subjects_use_can_be_looked_at_without_narrowing_them() {
    const STORE: &str = "AWS::CloudTrail::EventDataStore";
    let control = |rule: &str| {
        policy(
            &format!("subject: resource\n#   resource_types: [{STORE}]\n#   used_by: [{STORE}]"),
            rule,
        )
    };
    let looks = "deny contains {\"message\": \"no key\"} if count(input.account.resources[\"AWS::KMS::Key\"]) == 0";
    let set = load(control(looks)).unwrap();
    let plan = set.plan();
    assert!(plan.referenced["AWS::KMS::Key"].contains(STORE));
    assert!(plan.wants("kms:DescribeKey") && !plan.wants("kms:ListKeys"));
    assert!(set.policies[0].metadata.users_of_subjects().is_empty());
    // Without a look at keys it says nothing.
    let said = refused(control(
        "deny contains {\"message\": \"x\"} if input.resource.resourceId == \"x\"",
    ));
    let idle = format!("`used_by`: `{STORE}` names nothing that the control is about");
    assert!(said.contains(&idle), "{said}");
}
