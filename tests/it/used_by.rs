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
