//! `used_by` with a type that others have to use themselves: the buckets to which buckets write.

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
