use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::resource::cloudtrail::Trail;
use crate::resource::kms::{Key, KeyParts};
use crate::resource::s3::{BucketParts, PublicAccessBlock};

const CAPTURED: &str = "2026-11-20T05:59:58.123Z";

/// A bucket as the API answers it: each value is JSON in a string, the access control list twice so.
fn bucket_from_the_api() -> Value {
    let acl = json!({
        "grantSet": null,
        "grantList": [
            {"grantee": {"id": "cdc98e52", "displayName": null}, "permission": "FullControl"},
            {"grantee": "AllUsers", "permission": "Read"},
            {"grantee": "LogDelivery", "permission": "Write"}
        ],
        "owner": {"displayName": null, "id": "cdc98e52"},
        "isRequesterCharged": false
    });
    let policy =
        json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*"}]});
    let lifecycle = json!({"rules": [{
        "id": "logs",
        "prefix": null,
        "status": "Enabled",
        "expirationInDays": 400,
        "noncurrentVersionExpirationInDays": -1,
        "expirationDate": null,
        "transitions": [{"days": -1, "storageClass": "GLACIER"}],
        "filter": {"predicate": {"type": "LifecycleAndOperator", "operands": [
            {"type": "LifecyclePrefixPredicate", "prefix": "AWSLogs/"},
            {"type": "LifecycleTagPredicate", "tag": {"key": "kind", "value": "log"}}
        ]}}
    }]});
    json!({
        "version": "1.3",
        "accountId": "111122223333",
        "configurationItemCaptureTime": CAPTURED,
        "configurationItemStatus": "OK",
        "configurationStateId": "1700000000000",
        "arn": "arn:aws:s3:::logs",
        "resourceType": "AWS::S3::Bucket",
        "resourceId": "logs",
        "resourceName": "logs",
        "awsRegion": "eu-west-1",
        "tags": {"owner": "security"},
        "relationships": [],
        "configuration": json!({"name": "logs", "owner": {"displayName": null, "id": "cdc98e52"}}).to_string(),
        "supplementaryConfiguration": {
            "AccessControlList": Value::from(acl.to_string()).to_string(),
            "BucketLifecycleConfiguration": lifecycle.to_string(),
            "BucketLoggingConfiguration": "{\"destinationBucketName\":null,\"logFilePrefix\":null}",
            "BucketNotificationConfiguration": "{\"configurations\":{},\"eventBridgeConfiguration\":{}}",
            "BucketPolicy": json!({"policyText": policy.to_string()}).to_string(),
            "BucketVersioningConfiguration": "{\"status\":\"Off\",\"isMfaDeleteEnabled\":null}",
            "IsRequesterPaysEnabled": "false"
        }
    })
}

/// The same bucket as a delivered file spells it.
fn bucket_from_a_file() -> Value {
    let mut item = bucket_from_the_api();
    let fields = item.as_object_mut().unwrap();
    for (from, to) in [("accountId", "awsAccountId"), ("arn", "ARN")] {
        let value = fields.remove(from).unwrap();
        fields.insert(to.to_owned(), value);
    }
    let configuration = fields["configuration"].as_str().unwrap().to_owned();
    fields.insert(
        "configuration".to_owned(),
        serde_json::from_str(&configuration).unwrap(),
    );
    fields.insert(
        "tags".to_owned(),
        json!([{"key": "owner", "value": "security"}]),
    );
    for (name, part) in fields["supplementaryConfiguration"]
        .as_object_mut()
        .unwrap()
    {
        if name != "AccessControlList" {
            *part = serde_json::from_str(part.as_str().unwrap()).unwrap();
        }
    }
    item
}

fn parts_of(value: Value) -> BucketParts {
    let item = configuration_item(value).unwrap();
    BucketParts::deserialize(Value::Object(item.supplementary_configuration)).unwrap()
}

#[test]
fn the_api_and_a_file_say_the_same() {
    let item = configuration_item(bucket_from_the_api()).unwrap();
    assert_eq!(item, configuration_item(bucket_from_a_file()).unwrap());
    assert_eq!(item.key(), "arn:aws:s3:::logs");
    assert_eq!(item.source, ItemSource::Config);
    assert_eq!(
        item.configuration_item_capture_time.as_deref(),
        Some(CAPTURED)
    );
    assert_eq!(item.tags["owner"], "security");
}

#[test]
fn a_bucket_fits_the_shape_that_policies_are_written_against() {
    let parts = parts_of(bucket_from_the_api());
    let acl = parts.access_control_list.unwrap();
    assert_eq!(acl.owner.unwrap().id.as_deref(), Some("cdc98e52"));
    let groups: Vec<Option<String>> = acl
        .grant_list
        .into_iter()
        .map(|grant| grant.grantee.uri)
        .collect();
    assert_eq!(groups[0], None);
    assert_eq!(
        groups[1].as_deref(),
        Some("http://acs.amazonaws.com/groups/global/AllUsers")
    );
    assert_eq!(
        groups[2].as_deref(),
        Some("http://acs.amazonaws.com/groups/s3/LogDelivery")
    );
    assert_eq!(
        parts.bucket_policy.unwrap().policy_text.unwrap()["Statement"][0]["Effect"],
        "Deny"
    );
    assert!(
        parts
            .bucket_notification_configuration
            .unwrap()
            .event_bridge_enabled
    );
}

#[test]
fn a_lifecycle_loses_its_sentinels_and_its_tree_of_predicates() {
    let rule = parts_of(bucket_from_the_api())
        .bucket_lifecycle_configuration
        .unwrap()
        .rules
        .remove(0);
    assert_eq!(rule.expiration_in_days, Some(400));
    assert_eq!(rule.noncurrent_version_expiration_in_days, None);
    let predicate = rule.filter.unwrap().predicate.unwrap();
    assert_eq!(predicate.prefix.as_deref(), Some("AWSLogs/"));
    assert_eq!(predicate.tags.unwrap()["kind"], "log");
}

#[test]
fn a_lifecycle_in_the_newer_spelling_says_the_same() {
    let mut item = bucket_from_a_file();
    item["supplementaryConfiguration"]["BucketLifecycleConfiguration"] = json!({"rules": [{
        "status": "Enabled",
        "expirationDate": 1_767_225_600_000_i64,
        "noncurrentVersionExpiration": {"noncurrentDays": 30}
    }]});
    let rule = parts_of(item)
        .bucket_lifecycle_configuration
        .unwrap()
        .rules
        .remove(0);
    assert_eq!(rule.noncurrent_version_expiration_in_days, Some(30));
    assert_eq!(
        rule.expiration_date.as_deref(),
        Some("2026-01-01T00:00:00Z")
    );
}

#[test]
fn a_condition_that_nobody_knows_is_not_dropped_from_a_lifecycle_filter() {
    let mut item = bucket_from_a_file();
    item["supplementaryConfiguration"]["BucketLifecycleConfiguration"] =
        json!({"rules": [{"filter": {"predicate": {"type": "New", "storageClass": "GLACIER"}}}]});
    let error = configuration_item(item).unwrap_err();
    assert!(error.contains("BucketLifecycleConfiguration"), "{error}");
    assert!(error.contains("storageClass"), "{error}");
}

#[test]
fn a_replication_filter_is_flat_and_its_rules_keep_their_ids() {
    let mut item = bucket_from_a_file();
    item["supplementaryConfiguration"]["BucketReplicationConfiguration"] = json!({
        "roleARN": "arn:aws:iam::1:role/r",
        "rules": {"copy": {
            "prefix": null,
            "status": "Enabled",
            "filter": {"predicate": {"type": "ReplicationAndOperator", "operands": [
                {"type": "ReplicationPrefixPredicate", "prefix": "AWSLogs/"},
                {"type": "ReplicationTagPredicate", "tag": {"key": "k", "value": "v"}},
            ]}},
            "destinationConfig": {"bucketARN": "arn:aws:s3:::copy", "account": "2", "storageClass": null},
        }},
    });
    let replication = parts_of(item).bucket_replication_configuration.unwrap();
    let rule = &replication.rules["copy"];
    assert_eq!(
        replication.role_arn.as_deref(),
        Some("arn:aws:iam::1:role/r")
    );
    assert_eq!(rule.status.as_deref(), Some("Enabled"));
    assert_eq!(rule.prefix, None);
    assert_eq!(
        json!(rule.filter),
        json!({"predicate": {"prefix": "AWSLogs/", "tags": {"k": "v"}}})
    );
    assert_eq!(
        json!(rule.destination_config),
        json!({"bucketARN": "arn:aws:s3:::copy", "account": "2"})
    );
}

#[test]
fn whether_the_requester_pays_is_a_boolean_and_no_replication_is_none() {
    let parts = parts_of(bucket_from_the_api());
    assert_eq!(parts.is_requester_pays_enabled, Some(false));
    assert_eq!(
        parts.bucket_replication_configuration,
        Some(Default::default())
    );
}

#[test]
fn flags_that_were_null_are_false_and_nothing_is_null() {
    let item = configuration_item(bucket_from_the_api()).unwrap();
    let versioning = &item.supplementary_configuration["BucketVersioningConfiguration"];
    assert_eq!(
        versioning,
        &json!({"status": "Off", "isMfaDeleteEnabled": false})
    );
    assert!(!serde_json::to_string(&item).unwrap().contains("null"));
}

#[test]
fn what_aws_config_says_only_when_set_is_unset_when_unsaid() {
    let parts = parts_of(bucket_from_the_api());
    assert_eq!(
        parts.public_access_block_configuration,
        Some(PublicAccessBlock::default())
    );
    assert_eq!(
        parts.object_lock_configuration.unwrap().object_lock_enabled,
        None
    );
    // Who owns objects is in no item of AWS Config, so it stays unknown.
    assert_eq!(parts.ownership_controls, None);
}

#[test]
fn what_aws_config_always_says_stays_unknown_when_unsaid() {
    let mut item = bucket_from_a_file();
    item["supplementaryConfiguration"]
        .as_object_mut()
        .unwrap()
        .remove("BucketPolicy");
    assert_eq!(parts_of(item).bucket_policy, None);
    assert!(always_said("AWS::S3::Bucket").contains(&"supplementaryConfiguration.BucketPolicy"));
}

#[test]
fn a_policy_that_cannot_be_read_is_an_error_and_no_text() {
    for text in ["{\"Version\":", "[]"] {
        let mut item = bucket_from_a_file();
        item["supplementaryConfiguration"]["BucketPolicy"] = json!({"policyText": text});
        let error = configuration_item(item).unwrap_err();
        assert!(
            error.contains("policyText is no policy document"),
            "{error}"
        );
    }
    let mut item = bucket_from_a_file();
    item["supplementaryConfiguration"]["BucketPolicy"] = json!({"policyText": null});
    assert_eq!(parts_of(item).bucket_policy.unwrap().policy_text, None);
}

#[test]
fn a_trail_stands_in_its_home_region_whichever_region_recorded_it() {
    let arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit";
    let item = configuration_item(json!({
        "resourceType": "AWS::CloudTrail::Trail",
        "awsAccountId": "111122223333",
        "awsRegion": "eu-west-1",
        "resourceId": "audit",
        "ARN": arn,
        "configuration": {"name": "audit", "trailARN": arn, "isMultiRegionTrail": true, "kmsKeyId": null},
        "tags": [{"key": "bare"}]
    }))
    .unwrap();
    assert_eq!(item.aws_region, "us-east-1");
    let trail = Trail::deserialize(&item.configuration).unwrap();
    assert!(trail.is_multi_region_trail);
    assert_eq!(item.configuration["logFileValidationEnabled"], false);
    assert_eq!(item.tags["bare"], "");
}

#[test]
fn a_row_of_an_advanced_query_may_have_paths_for_names() {
    let item = configuration_item(json!({
        "resourceType": "AWS::KMS::Key",
        "accountId": "111122223333",
        "awsRegion": "us-east-1",
        "resourceId": "0c7f9a5e",
        "configuration.keyState": "PendingDeletion",
        "configuration.deletionDate": 1_767_225_600_000_i64,
        "configuration.customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "supplementaryConfiguration.KeyRotationStatus": "true",
        "configurationItemCaptureTime": 1_795_154_398.5
    }))
    .unwrap();
    let key = Key::deserialize(&item.configuration).unwrap();
    assert_eq!(key.key_state.as_deref(), Some("PendingDeletion"));
    assert_eq!(key.deletion_date.as_deref(), Some("2026-01-01T00:00:00Z"));
    assert_eq!(key.key_spec.as_deref(), Some("SYMMETRIC_DEFAULT"));
    let parts = KeyParts::deserialize(Value::Object(item.supplementary_configuration)).unwrap();
    assert_eq!(parts.key_rotation_status, Some(true));
    assert_eq!(
        item.configuration_item_capture_time.as_deref(),
        Some("2026-11-20T05:59:58.5Z")
    );
}

#[test]
fn a_deleted_resource_keeps_its_status_and_gets_no_settings() {
    let mut item = bucket_from_a_file();
    item["configurationItemStatus"] = json!("ResourceDeleted");
    item["configuration"] = Value::Null;
    item["supplementaryConfiguration"] = json!({});
    let item = configuration_item(item).unwrap();
    assert!(item.configuration_item_status.is_deleted());
    assert_eq!(item.configuration, Value::Null);
    assert!(item.supplementary_configuration.is_empty());
}

#[test]
fn both_words_for_a_relationship_are_read() {
    let mut item = bucket_from_a_file();
    item["relationships"] = json!([
        {"resourceType": "AWS::B", "resourceId": "2", "name": "Contains"},
        {"resourceType": "AWS::A", "resourceName": "one", "relationshipName": "Is contained in"},
        {"resourceId": "without a type"}
    ]);
    let links = configuration_item(item).unwrap().relationships;
    assert_eq!(links.len(), 2);
    assert_eq!(links[0].relationship_name, "Is contained in");
    assert_eq!(links[1].relationship_name, "Contains");
}

#[test]
fn what_is_no_item_says_what_is_missing() {
    let told = |value: Value| configuration_item(value).unwrap_err();
    assert_eq!(told(json!([])), "is no object");
    assert_eq!(told(json!({"accountId": "1"})), "it has no resourceType");
    assert_eq!(told(json!({"resourceType": "T"})), "it has no accountId");
    assert_eq!(
        told(json!({"resourceType": "T", "accountId": "1"})),
        "it has no resourceId"
    );
    let mut item = bucket_from_a_file();
    item["configurationItemStatus"] = json!("Melted");
    assert_eq!(
        told(item),
        "its configurationItemStatus \"melted\" is unknown"
    );
    let mut item = bucket_from_a_file();
    item["configurationItemCaptureTime"] = json!("yesterday");
    assert_eq!(told(item), "\"yesterday\" is no time in RFC 3339");
}

#[test]
fn a_known_type_in_a_strange_shape_is_an_error_for_that_part_alone() {
    let mut item = bucket_from_a_file();
    item["supplementaryConfiguration"]["BucketVersioningConfiguration"] =
        json!({"status": ["Enabled"]});
    let Normalized { item, misfits } = normalized(item).unwrap();
    assert_eq!(misfits.len(), 1);
    assert_eq!(
        misfits[0].path,
        "supplementaryConfiguration.BucketVersioningConfiguration"
    );
    assert!(
        !item
            .supplementary_configuration
            .contains_key("BucketVersioningConfiguration")
    );
    assert!(
        item.supplementary_configuration
            .contains_key("BucketPolicy")
    );
}

/// Any JSON, with names that mean something now and then.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        "[a-zA-Z.]{0,8}",
        prop::sample::select(vec![
            "rules",
            "filter",
            "predicate",
            "operands",
            "tag",
            "tags",
            "prefix",
            "key",
            "value",
            "grantList",
            "grantee",
            "policyText",
            "expirationDate",
            "deletionDate",
            "noncurrentVersionExpiration",
        ])
        .prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner.clone(), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            inner.prop_map(|value| Value::from(value.to_string())),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(value in any_json()) {
        let _ = configuration_item(value);
    }

    #[test]
    fn nothing_in_a_known_type_makes_it_panic_or_keeps_a_null(
        index in 0..crate::resource::CATALOGUE.len(),
        configuration in any_json(),
        part in any_json(),
        tags in any_json(),
        time in any_json(),
    ) {
        let known = crate::resource::CATALOGUE[index];
        let mut parts = serde_json::Map::new();
        for declared in known.parts {
            if let Some(name) = declared.path.strip_prefix("supplementaryConfiguration.") {
                parts.insert(name.to_owned(), part.clone());
            }
        }
        let item = normalized(json!({
            "resourceType": known.name,
            "accountId": "111122223333",
            "resourceId": "r",
            "configuration": configuration,
            "supplementaryConfiguration": parts,
            "tags": tags,
            "configurationItemCaptureTime": time,
        }));
        if let Ok(Normalized { item, .. }) = item {
            for (name, part) in &item.supplementary_configuration {
                prop_assert!(!has_null(part), "{name}: {part}");
            }
        }
    }
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        _ => false,
    }
}

#[test]
fn an_iam_entity_fits_the_shape_that_policies_are_written_against() {
    let encoded = "%7B%22Statement%22%3A%5B%7B%22Action%22%3A%22%2A%22%7D%5D%7D";
    let document = json!({"Statement": [{"Action": "*"}]});
    let entity = |name: &str, configuration: Value| {
        normalized(json!({
            "resourceType": format!("AWS::IAM::{name}"),
            "accountId": "111122223333",
            "awsRegion": "global",
            "resourceId": "X1",
            "arn": "arn:aws:iam::111122223333:x/y",
            "configuration": configuration.to_string(),
        }))
        .unwrap()
    };
    let policy = entity(
        "Policy",
        json!({
            "policyName": "p", "createDate": 1_700_000_000_000_u64, "isAttachable": true,
            "policyVersionList": [{"document": encoded, "versionId": "v1", "isDefaultVersion": true}],
        }),
    );
    assert_eq!(policy.misfits, []);
    assert_eq!(
        policy.item.configuration,
        json!({
            "policyName": "p", "createDate": "2023-11-14T22:13:20Z", "isAttachable": true,
            "policyVersionList": [{"document": document, "versionId": "v1", "isDefaultVersion": true}],
        })
    );
    let role = entity(
        "Role",
        json!({"assumeRolePolicyDocument": encoded, "roleLastUsed": {"lastUsedDate": 1_700_000_000}}),
    );
    assert_eq!(
        role.item.configuration,
        json!({
            "assumeRolePolicyDocument": document, "roleLastUsed": {"lastUsedDate": "2023-11-14T22:13:20Z"},
            "instanceProfileList": [], "rolePolicyList": [], "attachedManagedPolicies": [], "tags": [],
        })
    );
    let user = entity(
        "User",
        json!({"userPolicyList": [{"policyName": "p", "policyDocument": document}]}),
    );
    assert_eq!(
        user.item.configuration["userPolicyList"][0]["policyDocument"],
        document
    );
    let group = entity(
        "Group",
        json!({"groupPolicyList": [{"policyName": "p", "policyDocument": "%7B"}]}),
    );
    assert_eq!(
        group.misfits,
        [Misfit {
            path: "configuration",
            message: "its policyDocument is not a JSON object".to_owned(),
        }]
    );
    assert_eq!(group.item.configuration, Value::Null);
}
