//! Which buckets and keys the resources that were read name, and who names them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::item::{ConfigurationItem, Relationship, USED_BY};
use crate::resource::cloudtrail::TRAIL;
use crate::resource::config::DELIVERY_CHANNEL;
use crate::resource::kms::KEY;
use crate::resource::s3::BUCKET;

use super::context::Context;

/// Where a type names a resource of another type: the user, what is used, the member of the user's configuration.
const MEMBERS: [(&str, &str, &str); 4] = [
    (TRAIL.name, BUCKET.name, "s3BucketName"),
    (TRAIL.name, KEY.name, "kmsKeyId"),
    (DELIVERY_CHANNEL.name, BUCKET.name, "S3BucketName"),
    (DELIVERY_CHANNEL.name, KEY.name, "S3KmsKeyArn"),
];

/// A name and the region of the resource that uses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Reference {
    /// What the user calls it.
    pub name: String,
    /// The user's region.
    pub region: String,
}

/// What the resources that the plan names as users of a type refer to, with those users.
pub(super) fn of(cx: &Context<'_>, used: &str) -> BTreeMap<Reference, Vec<Relationship>> {
    let mut references: BTreeMap<Reference, Vec<Relationship>> = BTreeMap::new();
    let Some(users) = cx.plan.referenced.get(used) else {
        return references;
    };
    for (user, target, member) in MEMBERS {
        if target != used || !users.contains(user) {
            continue;
        }
        cx.each_item(user, |item| {
            if let Some(name) = item
                .configuration
                .get(member)
                .and_then(Value::as_str)
                .filter(|name| !name.is_empty())
            {
                let reference = Reference {
                    name: name.to_owned(),
                    region: item.aws_region.clone(),
                };
                references.entry(reference).or_default().push(used_by(item));
            }
        });
    }
    references
}

/// How a resource appears among the users of another.
pub(super) fn used_by(item: &ConfigurationItem) -> Relationship {
    Relationship {
        resource_type: item.resource_type.clone(),
        // The key, since ids such as a delivery channel's are the same in every region.
        resource_id: Some(item.key()),
        resource_name: item.resource_name.clone(),
        relationship_name: USED_BY.to_owned(),
    }
}
