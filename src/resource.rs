//! What resources look like, and which operation fills which part of them.
//!
//! Each file declares the shapes of one service's resources as serde types. The collector fills them, the policy
//! author's schema is generated from them, and the plan follows from the table of parts: one declaration for all three.
//! Types that only AWS Config knows have no shape; `published` knows what AWS says of some of them. The network is not here;
//! it is in `collect`.

pub mod cloudtrail;
pub mod cloudwatch;
pub mod config;
pub mod events;
pub mod history;
pub mod iam;
pub mod kms;
pub mod lake;
pub mod logs;
pub mod organizations;
pub mod published;
pub mod s3;
pub mod securityhub;
pub mod sns;

use serde_json::Value;

/// A type of resource that assize itself knows how to read.
pub struct ResourceType {
    /// AWS's name, for example `AWS::CloudTrail::Trail`.
    pub name: &'static str,
    /// What it is, in one line.
    pub about: &'static str,
    /// How its resources are found.
    pub inventory: Inventory,
    /// Whether each of its resources has an ARN.
    pub has_arn: bool,
    /// Which operation fills which part. The longest matching path counts.
    pub parts: &'static [Part],
    /// Actions that reading any part takes besides, for example to find a bucket's region.
    pub prerequisites: &'static [&'static str],
    /// The JSON Schema of `configuration`.
    pub configuration: fn() -> Value,
    /// The JSON Schema of `supplementaryConfiguration`.
    pub supplementary: fn() -> Value,
}

/// How the resources of a type are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inventory {
    /// This operation lists them all, in each region.
    Regional(&'static str),
    /// This operation lists them all, once an account.
    Global(&'static str),
    /// Other resources name them (`custom.used_by`); this operation lists them all, once an account, where a policy wants all.
    Referenced(&'static str),
}

impl Inventory {
    /// The IAM action that lists all resources.
    pub fn action(self) -> &'static str {
        match self {
            Self::Regional(action) | Self::Global(action) | Self::Referenced(action) => action,
        }
    }
}

/// A part of a resource that one operation fills.
pub struct Part {
    /// Its path in the item, for example `supplementaryConfiguration.TrailStatus`.
    pub path: &'static str,
    /// The IAM action of the operation.
    pub action: &'static str,
    /// Whether it is asked for region by region, or once an account.
    pub regional: bool,
    /// Whether AWS Config's items carry it too.
    pub in_config: bool,
    /// Whether some resources do not have it, so that an item which lacks it says just that.
    pub optional: bool,
    /// Whether it is asked for in every region, not only in the one where the resource is.
    pub everywhere: bool,
    /// How it is computed, where no answer of AWS holds it.
    pub meaning: Option<Meaning>,
    /// Actions that reading this part takes besides: what names the things that it is asked for.
    pub prerequisites: &'static [&'static str],
}

/// How a part is computed from a setting: what a text means, which a policy could not tell from the text. It is computed when
/// a snapshot is judged, so a snapshot holds only what AWS said.
#[derive(Clone, Copy, Debug)]
pub struct Meaning {
    /// The field of `configuration` that has the setting.
    pub field: &'static str,
    /// What the setting means; it is null where the field is absent.
    pub of: fn(&Value) -> Value,
    /// What can be done before the first setting is known.
    pub prepare: fn(),
}

impl ResourceType {
    /// The actions that fill what is at a path of the item: the part that it lies in, or the parts that lie in it. What is in
    /// no part, such as the ARN, comes with the resource itself.
    pub fn filled_by(&self, path: &str) -> Vec<&'static str> {
        let within = |inner: &str, outer: &str| {
            inner
                .strip_prefix(outer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let around = self
            .parts
            .iter()
            .filter(|part| within(path, part.path))
            .max_by_key(|part| part.path.len());
        if let Some(part) = around {
            return vec![part.action];
        }
        let mut actions: Vec<&'static str> = self
            .parts
            .iter()
            .filter(|part| within(part.path, path))
            .map(|part| part.action)
            .collect();
        if actions.is_empty() {
            actions.push(self.found_by());
        }
        actions.sort_unstable();
        actions.dedup();
        actions
    }

    /// The action by which a resource is known to be there: of those that others name, what each of them is asked first.
    fn found_by(&self) -> &'static str {
        match (self.inventory, self.prerequisites) {
            (Inventory::Referenced(_), [first, ..]) => first,
            (inventory, _) => inventory.action(),
        }
    }
}

impl Part {
    /// The part, of which some resources have none.
    const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The part, computed from a field of what the same action tells.
    const fn meaning(mut self, meaning: Meaning) -> Self {
        self.meaning = Some(meaning);
        self
    }

    /// The part, which is read with the answers of other operations.
    const fn after(mut self, prerequisites: &'static [&'static str]) -> Self {
        self.prerequisites = prerequisites;
        self
    }

    /// The part, for which every region is asked.
    const fn everywhere(mut self) -> Self {
        self.everywhere = true;
        self
    }
}

/// A part that is asked for in each region.
const fn regional(path: &'static str, action: &'static str, in_config: bool) -> Part {
    Part {
        path,
        action,
        regional: true,
        in_config,
        optional: false,
        everywhere: false,
        meaning: None,
        prerequisites: &[],
    }
}

/// A part that is asked for once an account.
const fn global(path: &'static str, action: &'static str, in_config: bool) -> Part {
    Part {
        path,
        action,
        regional: false,
        in_config,
        optional: false,
        everywhere: false,
        meaning: None,
        prerequisites: &[],
    }
}

/// All types that assize can read itself, by name.
pub static CATALOGUE: &[&ResourceType] = &[
    &cloudtrail::TRAIL,
    &cloudwatch::ALARM,
    &cloudwatch::COMPOSITE_ALARM,
    &config::AGGREGATION_AUTHORIZATION,
    &config::AGGREGATOR,
    &config::RULE,
    &config::RECORDER,
    &config::CONFORMANCE_PACK,
    &config::DELIVERY_CHANNEL,
    &config::RETENTION,
    &events::EVENT_BUS,
    &events::RULE,
    &iam::GROUP,
    &iam::POLICY,
    &iam::ROLE,
    &iam::USER,
    &kms::KEY,
    &lake::CHANNEL,
    &lake::EVENT_DATA_STORE,
    &logs::DESTINATION,
    &logs::LOG_GROUP,
    &logs::METRIC_FILTER,
    &logs::RESOURCE_POLICY,
    &organizations::ACCOUNT,
    &organizations::ORGANIZATION,
    &organizations::ORGANIZATIONAL_UNIT,
    &organizations::POLICY,
    &s3::ACCOUNT_PUBLIC_ACCESS_BLOCK,
    &s3::BUCKET,
    &sns::TOPIC,
    &securityhub::HUB,
    &securityhub::ORGANIZATION_CONFIGURATION,
    &securityhub::STANDARD,
];

/// Which types name resources of which other types: what `used_by` can mean. The names stand in the part that lists the users,
/// or in one of `NAMED_APART`. A name elsewhere would be followed only where that part is read too, and nobody would know of
/// those that were missed.
pub const USES: &[(&str, &str)] = &[
    (cloudtrail::TRAIL.name, s3::BUCKET.name),
    (cloudtrail::TRAIL.name, kms::KEY.name),
    (cloudtrail::TRAIL.name, logs::LOG_GROUP.name),
    (cloudtrail::TRAIL.name, sns::TOPIC.name),
    (config::DELIVERY_CHANNEL.name, s3::BUCKET.name),
    (config::DELIVERY_CHANNEL.name, kms::KEY.name),
    (config::DELIVERY_CHANNEL.name, sns::TOPIC.name),
    (lake::EVENT_DATA_STORE.name, kms::KEY.name),
    (cloudwatch::ALARM.name, sns::TOPIC.name),
    (cloudwatch::COMPOSITE_ALARM.name, sns::TOPIC.name),
    (events::RULE.name, sns::TOPIC.name),
    (logs::LOG_GROUP.name, kms::KEY.name),
    (sns::TOPIC.name, kms::KEY.name),
    // The exceptions: what a bucket writes to or notifies is always read of such a bucket.
    (s3::BUCKET.name, s3::BUCKET.name),
    (s3::BUCKET.name, sns::TOPIC.name),
];

/// Parts of users that are read of each of them, whoever asks, because the names stand there.
pub const NAMED_APART: [(&str, &str); 1] =
    [(events::RULE.name, "supplementaryConfiguration.Targets")];

/// The type of that name, if assize can read it itself.
pub fn find(name: &str) -> Option<&'static ResourceType> {
    CATALOGUE.iter().find(|known| known.name == name).copied()
}

/// The actions through which items of types come that only AWS Config knows.
pub const CONFIG_ACTIONS: [&str; 3] = [
    "config:SelectResourceConfig",
    "config:ListDiscoveredResources",
    "config:BatchGetResourceConfig",
];

/// The coverage action of what came from a configuration snapshot that AWS Config delivered.
pub const CONFIG_DELIVERY: &str = "config:DeliverConfigSnapshot";

/// The actions that every collection takes: who is asking, and which regions there are.
pub const BASE_ACTIONS: [&str; 2] = ["account:ListRegions", "sts:GetCallerIdentity"];

/// The JSON Schema of a shape, with everything in place of references.
pub(crate) fn schema_of<T: schemars::JsonSchema>() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// The schema of a part that a type does not have.
fn nothing() -> Value {
    serde_json::json!({"type": "object", "properties": {}, "additionalProperties": false})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fills_a_path_is_told_from_the_parts() {
        let trail = find("AWS::CloudTrail::Trail").unwrap();
        for (path, actions) in [
            ("configuration.kmsKeyId", &["cloudtrail:DescribeTrails"][..]),
            (
                "supplementaryConfiguration.TrailStatus.IsLogging",
                &["cloudtrail:GetTrailStatus"],
            ),
            ("tags", &["cloudtrail:ListTags"]),
            ("tags.owner", &["cloudtrail:ListTags"]),
            ("arn", &["cloudtrail:DescribeTrails"]),
            ("tagsnot", &["cloudtrail:DescribeTrails"]),
            (
                "supplementaryConfiguration",
                &[
                    "cloudtrail:GetEventSelectors",
                    "cloudtrail:GetInsightSelectors",
                    "cloudtrail:GetTrailStatus",
                    "config:GetResourceConfigHistory",
                ],
            ),
        ] {
            assert_eq!(trail.filled_by(path), actions, "{path}");
        }
        let bucket = find("AWS::S3::Bucket").unwrap();
        assert_eq!(bucket.filled_by("resourceId"), bucket.prerequisites[..1]);
    }
}
