//! A control with all that it declares of its parameters, for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::control::Control;
use crate::policy::Policy;
use crate::policy::metadata::Parameter;

/// A control as reports have it, and what can be set of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Declared<'p> {
    #[serde(flatten)]
    control: Control,
    /// Each parameter's type, default, bounds and description.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parameter_declarations: &'p BTreeMap<String, Parameter>,
}

impl<'p> Declared<'p> {
    /// A loaded control.
    pub fn of(policy: &'p Policy) -> Self {
        Self {
            control: policy.control(),
            parameter_declarations: &policy.metadata.parameters,
        }
    }
}
