//! What resources look like, and which operation fills which part of them.
//!
//! Each file declares the shapes of one service's resources as serde types. The collector fills them, the policy
//! author's schema is generated from them, and the plan follows from the table of parts: one declaration for all three.
//! The network is not here; it is in `collect`.

pub mod cloudtrail;
pub mod config;
pub mod kms;
pub mod s3;

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
}

impl Part {
    /// The part, of which some resources have none.
    const fn optional(mut self) -> Self {
        self.optional = true;
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
    }
}

/// All types that assize can read itself, by name.
pub static CATALOGUE: &[&ResourceType] = &[
    &cloudtrail::TRAIL,
    &config::AGGREGATION_AUTHORIZATION,
    &config::AGGREGATOR,
    &config::RULE,
    &config::RECORDER,
    &config::CONFORMANCE_PACK,
    &config::DELIVERY_CHANNEL,
    &config::RETENTION,
    &kms::KEY,
    &s3::ACCOUNT_PUBLIC_ACCESS_BLOCK,
    &s3::BUCKET,
];

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
fn schema_of<T: schemars::JsonSchema>() -> Value {
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
