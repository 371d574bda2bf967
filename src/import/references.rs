//! Which buckets and keys the trails and delivery channels in the files name.
//!
//! AWS Config's items say nothing of who delivers where; the collector's do, and controls about log buckets and audit
//! keys go by it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::model::gap::{Gap, GapKind};
use crate::model::item::{ConfigurationItem, Relationship, USED_BY};

/// Types that name buckets and keys.
pub(super) const USERS: [&str; 2] = ["AWS::CloudTrail::Trail", "AWS::Config::DeliveryChannel"];

/// The type that tells which key an alias stands for.
pub(super) const ALIAS: &str = "AWS::KMS::Alias";

/// Buckets and keys by their keys, with who uses them.
#[derive(Debug, Default)]
pub(super) struct References {
    users: BTreeMap<String, Vec<Relationship>>,
    /// Each reference: the account that makes it, the action that would tell of it, and its words.
    named: BTreeMap<String, Named>,
}

#[derive(Debug)]
struct Named {
    account: String,
    action: &'static str,
    message: String,
}

impl References {
    /// Follows the references of live trails and channels; `aliases` are items of [`ALIAS`].
    pub(super) fn of<'a>(
        users: impl Iterator<Item = &'a ConfigurationItem>,
        aliases: impl Iterator<Item = &'a ConfigurationItem>,
    ) -> Self {
        let aliases: BTreeMap<String, String> = aliases.filter_map(alias_target).collect();
        let mut references = Self::default();
        for user in users {
            if let Some(bucket) = text(user, &["s3BucketName", "S3BucketName"]) {
                let key = format!("arn:{}:s3:::{bucket}", partition(user));
                let message = format!(
                    "{} delivers to the bucket {bucket}, which is in no file",
                    user.key()
                );
                references.add(key, user, "s3:ListBucket", message);
            }
            if let Some(reference) = text(user, &["kmsKeyId", "S3KmsKeyArn"]) {
                let place = KeyPlace::of(user, reference);
                let key = match place.alias() {
                    Some(alias) => aliases.get(&alias).cloned().unwrap_or(alias),
                    None => place.key_arn(),
                };
                let message = format!(
                    "{} encrypts with {reference}, which is in no file",
                    user.key()
                );
                references.add(key, user, "kms:DescribeKey", message);
            }
        }
        for users in references.users.values_mut() {
            users.sort();
            users.dedup();
        }
        references
    }

    fn add(
        &mut self,
        key: String,
        user: &ConfigurationItem,
        action: &'static str,
        message: String,
    ) {
        self.users
            .entry(key.clone())
            .or_default()
            .push(Relationship {
                resource_type: user.resource_type.clone(),
                resource_id: Some(user.key()),
                resource_name: user.resource_name.clone(),
                relationship_name: USED_BY.to_owned(),
            });
        self.named.entry(key).or_insert(Named {
            account: user.account_id.clone(),
            action,
            message,
        });
    }

    /// Who uses a resource.
    pub(super) fn users_of(&self, item: &ConfigurationItem) -> &[Relationship] {
        match item.resource_type.as_str() {
            "AWS::S3::Bucket" | "AWS::KMS::Key" => {
                self.users.get(&item.key()).map_or(&[], Vec::as_slice)
            }
            _ => &[],
        }
    }

    /// Gaps for references to what is in no file: it may be another account's, or not recorded, or gone.
    pub(super) fn dangling<'a>(
        &'a self,
        found: &'a BTreeSet<String>,
    ) -> impl Iterator<Item = Gap> + 'a {
        self.named
            .iter()
            .filter(|(key, _)| !found.contains(*key))
            .map(|(key, named)| Gap {
                action: named.action.to_owned(),
                account_id: named.account.clone(),
                region: None,
                resource_type: None,
                resource: Some(key.clone()),
                kind: GapKind::NotCollected,
                code: None,
                message: Some(named.message.clone()),
            })
    }
}

fn text<'a>(item: &'a ConfigurationItem, names: &[&str]) -> Option<&'a str> {
    let named = names.iter().find_map(|name| item.configuration.get(name));
    named
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

fn partition(item: &ConfigurationItem) -> &str {
    let named = item.arn.as_deref().and_then(|arn| arn.split(':').nth(1));
    named
        .filter(|partition| !partition.is_empty())
        .unwrap_or("aws")
}

/// An alias's ARN and its key's.
fn alias_target(item: &ConfigurationItem) -> Option<(String, String)> {
    let name = text(item, &["AliasName", "aliasName"]).or(item.resource_name.as_deref())?;
    let place = KeyPlace::of(item, text(item, &["TargetKeyId", "targetKeyId"])?);
    let alias = KeyPlace {
        reference: name,
        ..place
    };
    Some((alias.alias()?, place.key_arn()))
}

/// A reference to a key in one of its four forms, with the place that completes the short ones.
#[derive(Clone, Copy)]
struct KeyPlace<'a> {
    partition: &'a str,
    region: &'a str,
    account: &'a str,
    reference: &'a str,
}

impl<'a> KeyPlace<'a> {
    fn of(user: &'a ConfigurationItem, reference: &'a str) -> Self {
        Self {
            partition: partition(user),
            region: &user.aws_region,
            account: user.owner_account().unwrap_or(&user.account_id),
            reference,
        }
    }

    /// The alias's ARN, where the reference is an alias.
    fn alias(self) -> Option<String> {
        match self.reference.rsplit_once(':') {
            Some((_, resource)) => resource
                .starts_with("alias/")
                .then(|| self.reference.to_owned()),
            None => self
                .reference
                .starts_with("alias/")
                .then(|| self.arn(self.reference)),
        }
    }

    fn key_arn(self) -> String {
        if self.reference.starts_with("arn:") {
            self.reference.to_owned()
        } else {
            self.arn(&format!("key/{}", self.reference))
        }
    }

    fn arn(self, resource: &str) -> String {
        format!(
            "arn:{}:kms:{}:{}:{resource}",
            self.partition, self.region, self.account
        )
    }
}
