//! Known types brought into the shapes that policies are written against.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::model::item::ConfigurationItem;
use crate::resource::cloudtrail::Trail;
use crate::resource::config::ConfigurationRecorder;
use crate::resource::iam::{Group, Policy, Role, User};
use crate::resource::kms::Key;
use crate::resource::s3::{
    AccessControlList, Bucket, BucketLifecycle, BucketLogging, BucketNotification, BucketPolicy,
    BucketReplication, BucketVersioning, ObjectLock, PublicAccessBlock, ServerSideEncryption,
};

use super::{Misfit, bucket, iam, moment};

/// How a part gets its shape.
type Fit = fn(Value) -> Result<Value, String>;

/// What a part's absence means in an item of AWS Config.
enum Absent {
    /// It is always said, so nothing is known.
    Unknown,
    /// It is said only where somebody set it.
    Unset,
    /// It does not apply to every resource.
    Fine,
}

/// A part of a known type.
struct Rule {
    resource_type: &'static str,
    path: &'static str,
    fit: Fit,
    absent: Absent,
}

const fn rule(resource_type: &'static str, path: &'static str, fit: Fit, absent: Absent) -> Rule {
    Rule {
        resource_type,
        path,
        fit,
        absent,
    }
}

const BUCKET: &str = "AWS::S3::Bucket";

static RULES: &[Rule] = &[
    rule(
        "AWS::CloudTrail::Trail",
        "configuration",
        shaped::<Trail>,
        Absent::Unknown,
    ),
    rule(
        "AWS::Config::ConfigurationRecorder",
        "configuration",
        shaped::<ConfigurationRecorder>,
        Absent::Unknown,
    ),
    rule(
        "AWS::IAM::Group",
        "configuration",
        |value| shaped::<Group>(iam::entity(value)?),
        Absent::Unknown,
    ),
    rule(
        "AWS::IAM::Policy",
        "configuration",
        |value| shaped::<Policy>(iam::entity(value)?),
        Absent::Unknown,
    ),
    rule(
        "AWS::IAM::Role",
        "configuration",
        |value| shaped::<Role>(iam::entity(value)?),
        Absent::Unknown,
    ),
    rule(
        "AWS::IAM::User",
        "configuration",
        |value| shaped::<User>(iam::entity(value)?),
        Absent::Unknown,
    ),
    rule("AWS::KMS::Key", "configuration", key, Absent::Unknown),
    rule(
        "AWS::KMS::Key",
        "supplementaryConfiguration.KeyRotationStatus",
        shaped::<bool>,
        Absent::Fine,
    ),
    rule(
        "AWS::S3::AccountPublicAccessBlock",
        "configuration",
        shaped::<PublicAccessBlock>,
        Absent::Unknown,
    ),
    rule(BUCKET, "configuration", shaped::<Bucket>, Absent::Unknown),
    rule(
        BUCKET,
        "supplementaryConfiguration.AccessControlList",
        |value| shaped::<AccessControlList>(bucket::access_control_list(value)),
        Absent::Unknown,
    ),
    rule(
        BUCKET,
        "supplementaryConfiguration.BucketPolicy",
        |value| shaped::<BucketPolicy>(bucket::policy(value)?),
        Absent::Unknown,
    ),
    rule(
        BUCKET,
        "supplementaryConfiguration.BucketLoggingConfiguration",
        shaped::<BucketLogging>,
        Absent::Unknown,
    ),
    rule(
        BUCKET,
        "supplementaryConfiguration.BucketVersioningConfiguration",
        shaped::<BucketVersioning>,
        Absent::Unknown,
    ),
    rule(
        BUCKET,
        "supplementaryConfiguration.BucketNotificationConfiguration",
        |value| shaped::<BucketNotification>(bucket::notification(value)),
        Absent::Unknown,
    ),
    rule(
        BUCKET,
        "supplementaryConfiguration.IsRequesterPaysEnabled",
        shaped::<bool>,
        Absent::Unknown,
    ),
    rule(
        BUCKET,
        "supplementaryConfiguration.BucketReplicationConfiguration",
        |value| shaped::<BucketReplication>(bucket::replication(value)?),
        Absent::Unset,
    ),
    rule(
        BUCKET,
        "supplementaryConfiguration.PublicAccessBlockConfiguration",
        shaped::<PublicAccessBlock>,
        Absent::Unset,
    ),
    rule(
        BUCKET,
        "supplementaryConfiguration.ServerSideEncryptionConfiguration",
        shaped::<ServerSideEncryption>,
        Absent::Unset,
    ),
    rule(
        BUCKET,
        "supplementaryConfiguration.BucketLifecycleConfiguration",
        |value| shaped::<BucketLifecycle>(bucket::lifecycle(value)?),
        Absent::Unset,
    ),
    rule(
        BUCKET,
        "supplementaryConfiguration.ObjectLockConfiguration",
        shaped::<ObjectLock>,
        Absent::Unset,
    ),
];

/// The parts that AWS Config always says of a resource of that type.
pub(in crate::import) fn always_said(resource_type: &str) -> Vec<&'static str> {
    let rules = RULES
        .iter()
        .filter(|rule| rule.resource_type == resource_type);
    let mut paths: Vec<&'static str> = rules
        .filter(|rule| matches!(rule.absent, Absent::Unknown))
        .map(|rule| rule.path)
        .collect();
    if paths.is_empty() {
        paths.push("configuration");
    }
    paths
}

/// Brings each known part into its shape. What does not fit is taken out and reported.
pub(super) fn fit(item: &mut ConfigurationItem) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    for rule in RULES
        .iter()
        .filter(|rule| rule.resource_type == item.resource_type)
    {
        let part = rule.path.strip_prefix("supplementaryConfiguration.");
        let found = match part {
            Some(part) => item.supplementary_configuration.remove(part),
            None => Some(std::mem::take(&mut item.configuration)).filter(|value| !value.is_null()),
        };
        let fitted = match (found, &rule.absent) {
            (Some(value), _) => (rule.fit)(value),
            (None, Absent::Unset) => (rule.fit)(Value::Object(serde_json::Map::new())),
            (None, Absent::Unknown | Absent::Fine) => continue,
        };
        match (fitted, part) {
            (Ok(value), Some(part)) => drop(
                item.supplementary_configuration
                    .insert(part.to_owned(), value),
            ),
            (Ok(value), None) => item.configuration = value,
            (Err(message), _) => misfits.push(Misfit {
                path: rule.path,
                message,
            }),
        }
    }
    misfits
}

/// The value with every field that its shape always has. Fields that the shape does not know stay as they are.
fn shaped<T: DeserializeOwned + Serialize>(value: Value) -> Result<Value, String> {
    let shape = T::deserialize(&value)
        .map_err(|error| format!("not in the shape that is known: {error}"))?;
    let canonical = serde_json::to_value(shape).map_err(|error| error.to_string())?;
    Ok(overlay(value, canonical))
}

fn overlay(found: Value, canonical: Value) -> Value {
    match (found, canonical) {
        (Value::Object(mut found), Value::Object(canonical)) => {
            for (name, value) in canonical {
                let value = match found.remove(&name) {
                    Some(inner) => overlay(inner, value),
                    None => value,
                };
                found.insert(name, value);
            }
            Value::Object(found)
        }
        (Value::Array(found), Value::Array(canonical)) if found.len() == canonical.len() => {
            Value::Array(
                found
                    .into_iter()
                    .zip(canonical)
                    .map(|(found, value)| overlay(found, value))
                    .collect(),
            )
        }
        (_, canonical) => canonical,
    }
}

/// A key: its older field for the specification, and its deletion as a time in text.
fn key(mut value: Value) -> Result<Value, String> {
    if let Value::Object(fields) = &mut value {
        if let Some(account) = fields.remove("aWSAccountId") {
            fields.entry("awsAccountId").or_insert(account);
        }
        if let Some(spec) = fields.get("customerMasterKeySpec").cloned() {
            fields.entry("keySpec").or_insert(spec);
        }
        if let Some(date) = fields.get_mut("deletionDate")
            && date.is_number()
        {
            *date = Value::from(moment(date)?.to_string());
        }
    }
    shaped::<Key>(value)
}
