//! What is said of a finding, as plain data.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use crate::model::finding::Status;
use crate::model::gap::Gap;

/// Why a finding is what it is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The control.
    pub control: String,
    /// One string that names the subject.
    pub subject: String,
    /// The answer.
    pub status: Status,
    /// What is wrong.
    pub violations: Vec<Wrong>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// What failed in the policy itself.
    pub broken: Vec<String>,
    /// Why the control does not concern the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
    /// Whether the policy was asked at all: it is not about a region that is disabled, or where there is no subject.
    pub asked: bool,
    /// Each definition of `deny` and `not_applicable`.
    pub clauses: Vec<Clause>,
    /// What the policy was given besides resources: parameters, the snapshot's time, the account and region.
    pub given: Vec<Given>,
    /// The resources that it read, the subject first.
    pub resources: Vec<Resource>,
    /// How many others it read, which are not shown.
    pub more_resources: usize,
}

/// One thing that is wrong.
#[derive(Debug, Serialize)]
pub struct Wrong {
    /// What.
    pub message: String,
    /// Where in the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// One definition of a rule, and whether it held.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Clause {
    /// The rule.
    pub rule: &'static str,
    /// The file.
    pub file: String,
    /// Its line.
    pub line: u32,
    /// Whether all of its statements held.
    pub held: bool,
    /// The first statement that did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_at: Option<Stop>,
    /// The values of the variables where it held, or just before it stopped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bindings: Vec<Json>,
}

/// A statement that was false or undefined.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stop {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// Its text.
    pub text: String,
    /// The rules of the policy that it names, with their values; none where a rule is undefined.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<String, Option<Json>>,
    /// The message, where it could not be evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A value of the input that is no resource's.
#[derive(Debug, Serialize)]
pub struct Given {
    /// Its path in `input`.
    pub path: String,
    /// The value.
    pub value: Json,
}

/// A resource, as far as the policy reads it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// Its type.
    pub resource_type: String,
    /// Its key.
    pub key: String,
    /// The account in which it was seen.
    pub account_id: String,
    /// Its region.
    pub region: String,
    /// When it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captured_at: Option<String>,
    /// The fields.
    pub fields: Vec<Field>,
    /// How many others there are, which are not shown.
    pub more_fields: usize,
}

/// A field that the policy reads.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Its path in the item.
    pub path: String,
    /// Its value; none where it is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Json>,
    /// The operations that fill it, with whether each was answered.
    pub filled_by: Vec<Operation>,
}

/// An operation, and what came of it for a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// The IAM action.
    pub action: String,
    /// Whether it was performed and answered.
    pub answered: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}
