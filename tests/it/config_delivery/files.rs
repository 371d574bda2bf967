//! The files of one delivery, in AWS Config's own spelling and under its own names.

use serde_json::{Value, json};

/// The account.
pub const ACCOUNT: &str = "111122223333";

/// The key of the trail.
const KEY: &str = "4f1c2a90-6b7d-4e58-9a33-0d5b8e7f1c26";

/// Each file's path below `fixtures/config-delivery`, and what it holds.
///
/// AWS Config writes the colons of a type into the names of history files; here they are underscores, because a package
/// with a colon in a file name cannot be published.
pub fn files() -> Vec<(String, Value)> {
    let day =
        |region: &str, kind: &str| format!("AWSLogs/{ACCOUNT}/Config/{region}/2026/11/20/{kind}");
    let snapshot = |region: &str, time: &str, id: &str| {
        let folder = day(region, "ConfigSnapshot");
        format!("{folder}/{ACCOUNT}_Config_{region}_ConfigSnapshot_{time}_{id}.json.gz")
    };
    let [east, west] = [
        "3f0d9a7c-52be-4e18-b0c6-7a91d4e8f265",
        "c81a60e2-94d7-4f3b-8e25-1b7f0c3d5a96",
    ];
    let history = format!(
        "{}/{ACCOUNT}_Config_us-east-1_ConfigHistory_AWS__CloudTrail__Trail_20261120T070002Z_20261120T070002Z_1.json.gz",
        day("us-east-1", "ConfigHistory")
    );
    vec![
        (
            snapshot("us-east-1", "20261120T060112Z", east),
            json!({"fileVersion": "1.0", "configSnapshotId": east, "configurationItems": us_east_1()}),
        ),
        (
            snapshot("eu-west-1", "20261120T060230Z", west),
            json!({"fileVersion": "1.0", "configSnapshotId": west, "configurationItems": eu_west_1()}),
        ),
        (
            history,
            json!({"fileVersion": "1.0", "configurationItems": [trail(true, "2026-11-20T07:00:01.500Z")]}),
        ),
    ]
}

/// An item as it is delivered.
pub fn item(resource_type: &str, region: &str, id: &str, arn: &str, configuration: Value) -> Value {
    json!({
        "relatedEvents": [],
        "relationships": [],
        "configuration": configuration,
        "supplementaryConfiguration": {},
        "tags": {},
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": "2026-11-20T05:58:44.201Z",
        "configurationStateId": 1_795_154_324_201_i64,
        "awsAccountId": ACCOUNT,
        "configurationItemStatus": "OK",
        "resourceType": resource_type,
        "resourceId": id,
        "resourceName": id,
        "ARN": arn,
        "awsRegion": region,
        "availabilityZone": "Regional",
        "configurationStateMd5Hash": "",
        "recordingFrequency": "CONTINUOUS"
    })
}

/// The settings of a recorder with that recording group.
pub fn recorder_settings(group: Value) -> Value {
    json!({
        "Name": "default",
        "RoleARN": format!("arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"),
        "RecordingGroup": group,
        "RecordingMode": {"RecordingFrequency": "CONTINUOUS"}
    })
}

fn recorder(region: &str, group: Value) -> Value {
    let arn = format!(
        "arn:aws:config:{region}:{ACCOUNT}:configuration-recorder/default/k3jz8qfvxw1p2m4n"
    );
    item(
        "AWS::Config::ConfigurationRecorder",
        region,
        "default",
        &arn,
        recorder_settings(group),
    )
}

fn trail(validated: bool, captured: &str) -> Value {
    let arn = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/audit");
    let mut trail = item(
        "AWS::CloudTrail::Trail",
        "us-east-1",
        "audit",
        &arn,
        trail_settings("audit", validated),
    );
    trail["configurationItemCaptureTime"] = json!(captured);
    trail["tags"] = json!({"owner": "security"});
    trail
}

fn trail_settings(name: &str, validated: bool) -> Value {
    let bucket = match name {
        "audit" => format!("example-cloudtrail-{ACCOUNT}"),
        _ => "example-log-archive".to_owned(),
    };
    json!({
        "name": name,
        "s3BucketName": bucket,
        "s3KeyPrefix": null,
        "snsTopicName": null,
        "snsTopicARN": null,
        "includeGlobalServiceEvents": true,
        "isMultiRegionTrail": true,
        "homeRegion": "us-east-1",
        "trailARN": format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/{name}"),
        "logFileValidationEnabled": validated,
        "cloudWatchLogsLogGroupArn": null,
        "cloudWatchLogsRoleArn": null,
        "kmsKeyId": if name == "audit" { json!("alias/audit") } else { Value::Null },
        "hasCustomEventSelectors": false,
        "hasInsightSelectors": false,
        "isOrganizationTrail": false
    })
}

fn us_east_1() -> Vec<Value> {
    let key = format!("arn:aws:kms:us-east-1:{ACCOUNT}:key/{KEY}");
    let mut key_item = item(
        "AWS::KMS::Key",
        "us-east-1",
        KEY,
        &key,
        json!({
            "keyId": KEY,
            "arn": key,
            "awsAccountId": ACCOUNT,
            "creationDate": "2025-01-14T09:02:11.000Z",
            "enabled": true,
            "description": "log files of the audit trail",
            "keyUsage": "ENCRYPT_DECRYPT",
            "keyState": "Enabled",
            "deletionDate": null,
            "origin": "AWS_KMS",
            "keyManager": "CUSTOMER",
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "multiRegion": false
        }),
    );
    key_item["supplementaryConfiguration"] = json!({"KeyRotationStatus": true});
    let central = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/central");
    let mut deleted = item(
        "AWS::S3::Bucket",
        "us-east-1",
        "example-old",
        "arn:aws:s3:::example-old",
        Value::Null,
    );
    deleted["configurationItemStatus"] = json!("ResourceDeleted");
    vec![
        trail(false, "2026-11-20T05:58:43.900Z"),
        item(
            "AWS::CloudTrail::Trail",
            "us-east-1",
            "central",
            &central,
            trail_settings("central", true),
        ),
        bucket(),
        deleted,
        item(
            "AWS::S3::AccountPublicAccessBlock",
            "us-east-1",
            ACCOUNT,
            "",
            json!({
                "blockPublicAcls": true,
                "ignorePublicAcls": true,
                "blockPublicPolicy": true,
                "restrictPublicBuckets": true
            }),
        ),
        key_item,
        item(
            "AWS::KMS::Alias",
            "us-east-1",
            "alias/audit",
            &format!("arn:aws:kms:us-east-1:{ACCOUNT}:alias/audit"),
            json!({"AliasName": "alias/audit", "TargetKeyId": KEY}),
        ),
        recorder(
            "us-east-1",
            json!({
                "AllSupported": false,
                "IncludeGlobalResourceTypes": false,
                "ResourceTypes": [],
                "ExclusionByResourceTypes": {"ResourceTypes": ["AWS::IAM::User"]},
                "RecordingStrategy": {"UseOnly": "EXCLUSION_BY_RESOURCE_TYPES"}
            }),
        ),
        security_group("us-east-1", "sg-0a1b2c3d4e5f60718"),
        item(
            "AWS::IAM::Role",
            "global",
            "AROAEXAMPLEAUDITOR0001",
            &format!("arn:aws:iam::{ACCOUNT}:role/auditor"),
            json!({
                "roleName": "auditor",
                "path": "/",
                "assumeRolePolicyDocument": "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B\
                    %22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22AWS%22%3A%22111122223333%22%7D%2C\
                    %22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D",
                "rolePolicyList": [{
                    "policyName": "read-trails",
                    "policyDocument": "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C\
                        %22Action%22%3A%22cloudtrail%3AGet%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D"
                }]
            }),
        ),
    ]
}

fn eu_west_1() -> Vec<Value> {
    vec![
        recorder(
            "eu-west-1",
            json!({
                "AllSupported": false,
                "IncludeGlobalResourceTypes": false,
                "ResourceTypes": ["AWS::Config::ConfigurationRecorder", "AWS::EC2::SecurityGroup"],
                "RecordingStrategy": {"UseOnly": "INCLUSION_BY_RESOURCE_TYPES"}
            }),
        ),
        security_group("eu-west-1", "sg-0f9e8d7c6b5a41302"),
    ]
}

fn security_group(region: &str, id: &str) -> Value {
    item(
        "AWS::EC2::SecurityGroup",
        region,
        id,
        &format!("arn:aws:ec2:{region}:{ACCOUNT}:security-group/{id}"),
        json!({
            "groupId": id,
            "groupName": "default",
            "ownerId": ACCOUNT,
            "ipPermissions": [{"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]}]
        }),
    )
}

/// A bucket with what AWS Config says of it: some of it JSON in strings, the access control list twice so.
fn bucket() -> Value {
    let name = format!("example-cloudtrail-{ACCOUNT}");
    let owner = json!({"displayName": null, "id": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"});
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "RefusePlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [format!("arn:aws:s3:::{name}"), format!("arn:aws:s3:::{name}/*")],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}}
        }]
    });
    let acl = json!({
        "grantSet": null,
        "grantList": [{"grantee": owner, "permission": "FullControl"}],
        "owner": owner,
        "isRequesterCharged": false
    });
    let mut bucket = item(
        "AWS::S3::Bucket",
        "us-east-1",
        &name,
        &format!("arn:aws:s3:::{name}"),
        json!({"name": name, "owner": owner, "creationDate": "2025-01-14T08:55:40.000Z"}),
    );
    bucket["supplementaryConfiguration"] = json!({
        "AccessControlList": Value::from(acl.to_string()).to_string(),
        "BucketAccelerateConfiguration": {"status": null},
        "BucketLoggingConfiguration": {"destinationBucketName": null, "logFilePrefix": null},
        "BucketNotificationConfiguration": {"configurations": {}},
        "BucketPolicy": {"policyText": policy.to_string()},
        "BucketVersioningConfiguration": {"status": "Enabled", "isMfaDeleteEnabled": null},
        "IsRequesterPaysEnabled": false,
        "PublicAccessBlockConfiguration": {
            "blockPublicAcls": true,
            "ignorePublicAcls": true,
            "blockPublicPolicy": true,
            "restrictPublicBuckets": true
        },
        "BucketLifecycleConfiguration": {"rules": [{
            "id": "keep-seven-years",
            "prefix": null,
            "status": "Enabled",
            "filter": {"predicate": {"type": "LifecyclePrefixPredicate", "prefix": "AWSLogs/"}},
            "expirationInDays": 2557,
            "expiredObjectDeleteMarker": false,
            "noncurrentVersionExpirationInDays": -1,
            "transitions": null,
            "noncurrentVersionTransitions": null,
            "expirationDate": null,
            "abortIncompleteMultipartUpload": null
        }]},
        "ServerSideEncryptionConfiguration": {"rules": [{
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyID": KEY},
            "bucketKeyEnabled": true
        }]}
    });
    bucket
}
