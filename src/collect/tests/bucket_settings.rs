//! The settings of a bucket: never made, made, garbled and refused.

use serde_json::json;

use super::buckets::{ARN, buckets_of_trails, collect, parts, with_a_trail};
use super::fake::{Reply, Request};
use super::{coverage, gaps};
use crate::model::gap::GapKind;

/// The actions of a bucket's own settings.
const SETTINGS: [&str; 13] = [
    "s3:GetBucketAcl",
    "s3:GetBucketLogging",
    "s3:GetBucketNotification",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPolicyStatus",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketRequestPayment",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
];

#[tokio::test]
async fn settings_that_were_never_made_are_facts() {
    let aws = with_a_trail(|request| {
        let missing = |code| Some(Reply::s3_refused(404, code));
        match request.operation.as_str() {
            "HeadBucket" => Some(Reply::text(200, "")),
            "Get acl" => Some(Reply::text(
                200,
                "<AccessControlPolicy><AccessControlList/></AccessControlPolicy>",
            )),
            "Get logging" => Some(Reply::text(200, "<BucketLoggingStatus/>")),
            "Get notification" => Some(Reply::text(200, "<NotificationConfiguration/>")),
            "Get object-lock" => missing("ObjectLockConfigurationNotFoundError"),
            "Get ownershipControls" => missing("OwnershipControlsNotFoundError"),
            "Get policy" | "Get policyStatus" => missing("NoSuchBucketPolicy"),
            "Get publicAccessBlock" => missing("NoSuchPublicAccessBlockConfiguration"),
            "Get replication" => missing("ReplicationConfigurationNotFoundError"),
            "Get requestPayment" => Some(Reply::text(
                200,
                "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>",
            )),
            "Get versioning" => Some(Reply::text(200, "<VersioningConfiguration/>")),
            "Get encryption" => missing("ServerSideEncryptionConfigurationNotFoundError"),
            "Get lifecycle" => missing("NoSuchLifecycleConfiguration"),
            _ => None,
        }
    });
    let snapshot = collect(&aws, &buckets_of_trails(&SETTINGS)).await;
    assert_eq!(snapshot.gaps, []);
    assert_eq!(
        parts(&snapshot),
        json!({
            "AccessControlList": {"grantList": []},
            "BucketLifecycleConfiguration": {"rules": []},
            "BucketLoggingConfiguration": {},
            "BucketNotificationConfiguration": {"configurations": {}, "eventBridgeEnabled": false},
            "BucketPolicy": {},
            "BucketPolicyStatus": {"isPublic": false},
            "BucketReplicationConfiguration": {"rules": {}},
            "BucketVersioningConfiguration": {"status": "Off", "isMfaDeleteEnabled": false},
            "IsRequesterPaysEnabled": false,
            "ObjectLockConfiguration": {},
            "OwnershipControls": {"rules": []},
            "PublicAccessBlockConfiguration": {
                "blockPublicAcls": false, "ignorePublicAcls": false,
                "blockPublicPolicy": false, "restrictPublicBuckets": false,
            },
            "ServerSideEncryptionConfiguration": {"rules": []},
        })
    );
}

/// Settings as S3 writes them.
fn settings(request: &Request) -> Option<Reply> {
    let body = match request.operation.as_str() {
        "HeadBucket" => "",
        "Get acl" => {
            "<AccessControlPolicy><Owner><ID>abc</ID></Owner><AccessControlList><Grant><Grantee \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"><URI>\
             http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ_ACP</Permission></Grant>\
             </AccessControlList></AccessControlPolicy>"
        }
        "Get logging" => {
            "<BucketLoggingStatus><LoggingEnabled><TargetBucket>access</TargetBucket><TargetPrefix>p/</TargetPrefix>\
             </LoggingEnabled></BucketLoggingStatus>"
        }
        "Get notification" => {
            "<NotificationConfiguration><TopicConfiguration><Id>t</Id><Topic>arn:aws:sns:us-east-1:1:t</Topic>\
             <Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name><Value>AWSLogs/</Value>\
             </FilterRule></S3Key></Filter></TopicConfiguration><EventBridgeConfiguration/></NotificationConfiguration>"
        }
        "Get object-lock" => {
            "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>\
             <Mode>COMPLIANCE</Mode><Days>30</Days></DefaultRetention></Rule></ObjectLockConfiguration>"
        }
        "Get ownershipControls" => {
            "<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>"
        }
        "Get policy" => r#"{"Statement":[{"Effect":"Deny"}]}"#,
        "Get policyStatus" => "<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>",
        "Get publicAccessBlock" => {
            "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>"
        }
        "Get replication" => {
            "<ReplicationConfiguration><Role>arn:aws:iam::1:role/r</Role><Rule><ID>all</ID><Priority>1</Priority><Status>\
             Enabled</Status><Filter><Prefix></Prefix></Filter><Destination><Bucket>arn:aws:s3:::copy</Bucket><Account>2\
             </Account></Destination></Rule><Rule><ID>some</ID><Status>Disabled</Status><Filter><And><Prefix>a/</Prefix>\
             <Tag><Key>k</Key><Value>v</Value></Tag></And></Filter><Destination><Bucket>arn:aws:s3:::copy</Bucket>\
             </Destination></Rule><Rule><ID>old</ID><Status>Enabled</Status><Prefix>b/</Prefix><Destination><Bucket>\
             arn:aws:s3:::copy</Bucket></Destination></Rule></ReplicationConfiguration>"
        }
        "Get requestPayment" => {
            "<RequestPaymentConfiguration><Payer>Requester</Payer></RequestPaymentConfiguration>"
        }
        "Get versioning" => {
            "<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>"
        }
        "Get encryption" => {
            "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms\
             </SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true\
             </BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>"
        }
        "Get lifecycle" => {
            "<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter><And><Prefix>a/</Prefix><Tag>\
             <Key>k</Key><Value>v</Value></Tag></And></Filter><Expiration><Days>400</Days></Expiration></Rule><Rule>\
             <ID>all</ID><Status>Disabled</Status><Filter><Prefix></Prefix></Filter><NoncurrentVersionExpiration>\
             <NoncurrentDays>7</NoncurrentDays></NoncurrentVersionExpiration></Rule></LifecycleConfiguration>"
        }
        _ => return None,
    };
    Some(Reply::text(200, body))
}

#[tokio::test]
async fn settings_are_spelt_as_aws_config_spells_them() {
    let aws = with_a_trail(settings);
    let snapshot = collect(&aws, &buckets_of_trails(&SETTINGS)).await;
    assert_eq!(snapshot.gaps, []);
    assert_eq!(
        parts(&snapshot),
        json!({
            "AccessControlList": {
                "owner": {"id": "abc"},
                "grantList": [{
                    "grantee": {"uri": "http://acs.amazonaws.com/groups/global/AllUsers"},
                    "permission": "ReadAcp",
                }],
            },
            "BucketLifecycleConfiguration": {"rules": [
                {
                    "id": "r", "status": "Enabled", "expirationInDays": 400,
                    "filter": {"predicate": {"prefix": "a/", "tags": {"k": "v"}}},
                },
                {"id": "all", "status": "Disabled", "noncurrentVersionExpirationInDays": 7, "filter": {}},
            ]},
            "BucketLoggingConfiguration": {"destinationBucketName": "access", "logFilePrefix": "p/"},
            "BucketNotificationConfiguration": {
                "configurations": {"t": {
                    "topicARN": "arn:aws:sns:us-east-1:1:t", "events": ["s3:ObjectCreated:*"],
                    "filter": {"s3KeyFilter": {"filterRules": [{"name": "prefix", "value": "AWSLogs/"}]}},
                }},
                "eventBridgeEnabled": true,
            },
            "BucketPolicy": {"policyText": {"Statement": [{"Effect": "Deny"}]}},
            "BucketPolicyStatus": {"isPublic": true},
            "BucketReplicationConfiguration": {"roleARN": "arn:aws:iam::1:role/r", "rules": {
                "all": {
                    "status": "Enabled", "filter": {},
                    "destinationConfig": {"bucketARN": "arn:aws:s3:::copy", "account": "2"},
                },
                "some": {
                    "status": "Disabled", "filter": {"predicate": {"prefix": "a/", "tags": {"k": "v"}}},
                    "destinationConfig": {"bucketARN": "arn:aws:s3:::copy"},
                },
                "old": {
                    "status": "Enabled", "prefix": "b/",
                    "destinationConfig": {"bucketARN": "arn:aws:s3:::copy"},
                },
            }},
            "BucketVersioningConfiguration": {"status": "Enabled", "isMfaDeleteEnabled": true},
            "IsRequesterPaysEnabled": true,
            "ObjectLockConfiguration": {
                "objectLockEnabled": "Enabled",
                "rule": {"defaultRetention": {"mode": "COMPLIANCE", "days": 30}},
            },
            "OwnershipControls": {"rules": [{"objectOwnership": "BucketOwnerEnforced"}]},
            "PublicAccessBlockConfiguration": {
                "blockPublicAcls": true, "ignorePublicAcls": false,
                "blockPublicPolicy": false, "restrictPublicBuckets": false,
            },
            "ServerSideEncryptionConfiguration": {"rules": [{
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyID": "k"},
                "bucketKeyEnabled": true,
            }]},
        })
    );
}

/// Each part is one that the catalogue declares for the action that was called, and the other way round.
#[tokio::test]
async fn each_action_fills_the_part_that_the_catalogue_says() {
    let aws = with_a_trail(settings);
    for part in crate::resource::s3::BUCKET.parts {
        let Some(name) = part.path.strip_prefix("supplementaryConfiguration.") else {
            continue;
        };
        if part.action == "s3:GetAccountPublicAccessBlock" {
            continue;
        }
        let snapshot = collect(&aws, &buckets_of_trails(&[part.action])).await;
        assert_eq!(
            parts(&snapshot)
                .as_object()
                .map(|parts| parts.keys().collect::<Vec<_>>()),
            Some(vec![&name.to_owned()])
        );
        assert_eq!(coverage(&snapshot, part.action), [(None, 1)]);
    }
}

#[tokio::test]
async fn a_garbled_setting_is_a_gap_and_no_setting() {
    for action in SETTINGS {
        for body in [
            "",
            "<html><body/></html>",
            "{}",
            "<AccessControlPolicy>",
            "<AccessControlPolicy/>",
            "<PolicyStatus/>",
            "<VersioningConfiguration><Status>Enabled</Status>",
            "<Error><Code>InternalError</Code></Error>",
        ] {
            // What is no document for one setting may be the answer "none" for another.
            if action == "s3:GetBucketPolicy" && body == "{}" {
                continue;
            }
            let aws = with_a_trail(move |request| {
                request
                    .operation
                    .starts_with("Get ")
                    .then(|| Reply::text(200, body))
            });
            let snapshot = collect(&aws, &buckets_of_trails(&[action])).await;
            assert_eq!(gaps(&snapshot).len(), 1, "{action} {body}");
            assert_eq!(
                snapshot.gaps[0].resource.as_deref(),
                Some(ARN),
                "{action} {body}"
            );
            assert_eq!(snapshot.gaps[0].kind, GapKind::Failed, "{action} {body}");
            assert_eq!(parts(&snapshot), json!({}), "{action} {body}");
        }
    }
}

#[tokio::test]
async fn a_denied_setting_leaves_the_others() {
    let aws = with_a_trail(|request| match request.operation.as_str() {
        "Get acl" => Some(Reply::s3_refused(403, "AccessDenied")),
        _ => settings(request),
    });
    let snapshot = collect(
        &aws,
        &buckets_of_trails(&["s3:GetBucketAcl", "s3:GetBucketVersioning"]),
    )
    .await;
    assert_eq!(
        gaps(&snapshot),
        [(
            "s3:GetBucketAcl",
            None,
            Some(ARN),
            GapKind::AccessDenied,
            Some("AccessDenied")
        )]
    );
    assert_eq!(
        parts(&snapshot).as_object().map(|parts| parts.len()),
        Some(1)
    );
}
