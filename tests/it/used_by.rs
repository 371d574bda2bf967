//! `used_by` with a type that others have to use themselves: the buckets to which buckets write, and what stands beside
//! the subjects that others use: the keys of topics.

use crate::policies::{load, policy, refused};

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
    // A rule's targets come from a call of their own, which finding the rules does not make.
    let said = refused(control(
        "AWS::SNS::Topic",
        "AWS::CloudTrail::Trail, AWS::Events::Rule",
    ));
    let idle = "`used_by`: `AWS::Events::Rule` names nothing that the control is about";
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
