//! What a report says of a control: its metadata and what it was found to read.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::finding::{Severity, SubjectKind};
use super::remediation::Remediation;

/// What a failure of a control does to the verdict.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Enforcement {
    /// It counts.
    #[default]
    Gate,
    /// It is reported like any other and does not count: for a control that is new.
    Warn,
}

impl Enforcement {
    /// Whether failures count.
    pub fn is_gate(&self) -> bool {
        *self == Self::Gate
    }
}

/// A control as reports, lists and documentation show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Control {
    /// The id, derived from the package path.
    pub id: String,
    /// One line.
    pub title: String,
    /// Why it matters, in Markdown.
    pub description: String,
    /// How bad a failure is.
    pub severity: Severity,
    /// Whether a failure counts.
    #[serde(default, skip_serializing_if = "Enforcement::is_gate")]
    pub enforcement: Enforcement,
    /// The service in the package path, for example `cloudtrail`.
    pub service: String,
    /// What the findings are about.
    pub subject: SubjectKind,
    /// The types whose resources are the subjects, of a resource control.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resource_types: Vec<String>,
    /// Sections of frameworks, by framework.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub frameworks: BTreeMap<String, Vec<String>>,
    /// How to mend it, with `{…}` for the subject's names.
    pub remediation: Remediation,
    /// Other ids that select the control.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Pages to read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<String>,
    /// What it reads, as `TYPE path`, derived from the policy's syntax tree.
    pub reads: Vec<String>,
    /// The IAM actions that take, derived from what it reads.
    pub actions: Vec<String>,
    /// The parameters in force.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, Value>,
    /// Of these, the ones whose value in force is not the default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub customised_parameters: BTreeMap<String, Customised>,
    /// The policy's file.
    pub file: String,
    /// The line of its `deny`.
    pub line: u32,
}

/// A parameter whose value in force is not the control's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Customised {
    /// The value in force.
    pub value: Value,
    /// The value where none is set.
    pub default: Value,
    /// The frameworks that ask for more than the value in force: for them a pass of the control shows less than it seems to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looser_than: Vec<Demand>,
}

/// What a framework asks of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Demand {
    /// The framework, as the control names it.
    pub framework: String,
    /// The least value that the framework takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Number>,
    /// The greatest value that the framework takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Number>,
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "looser than {} asks:", self.framework)?;
        if let Some(bound) = &self.at_least {
            write!(f, " at least {bound}")?;
        }
        if let Some(bound) = &self.at_most {
            write!(f, " at most {bound}")?;
        }
        Ok(())
    }
}

impl Control {
    /// The frameworks that ask for more than the parameters in force, each once, sorted.
    pub fn looser_than(&self) -> Vec<&str> {
        let mut frameworks: Vec<&str> = self
            .customised_parameters
            .values()
            .flat_map(|customised| &customised.looser_than)
            .map(|demand| demand.framework.as_str())
            .collect();
        frameworks.sort_unstable();
        frameworks.dedup();
        frameworks
    }
}
