//! The plan: what a collection has to read, derived from what the selected policies read.

use std::collections::{BTreeMap, BTreeSet};

/// What to collect: no operation outside it is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The IAM actions of the operations to call, for example `cloudtrail:GetTrailStatus`.
    pub actions: BTreeSet<String>,
    /// Types of which only the resources that others use are wanted, with the types of those others:
    /// `AWS::S3::Bucket` used by `AWS::CloudTrail::Trail`.
    pub referenced: BTreeMap<String, BTreeSet<String>>,
    /// Types of which every resource is wanted, although the collector could read referenced ones alone.
    pub whole: BTreeSet<String>,
    /// Types of which anything is read: where one operation tells of several, only these are asked for.
    pub types: BTreeSet<String>,
    /// Types that only AWS Config knows, to be read from its configuration items.
    pub config_types: BTreeSet<String>,
    /// The parts of items that are wanted, by type: an action may fill parts of several types, and several of one.
    pub parts: BTreeMap<String, BTreeSet<String>>,
}

impl Plan {
    /// Whether an operation is to be called.
    pub fn wants(&self, action: &str) -> bool {
        self.actions.contains(action)
    }

    /// Whether a part of the items of a type is to be read, for parts that are not read with every call of their action.
    pub fn wants_part(&self, resource_type: &str, path: &str) -> bool {
        self.parts
            .get(resource_type)
            .is_some_and(|parts| parts.contains(path))
    }
}
