//! What changed about the controls: a finding can change because its control did.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::control::Enforcement;
use crate::model::finding::Severity;
use crate::report::json::wire::{Control, Report};

/// What changed about the controls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControlChanges {
    /// The controls that only the new report has.
    pub added: Vec<ControlName>,
    /// The controls that only the old report has.
    pub removed: Vec<ControlName>,
    /// The controls that are not the same in both.
    pub changed: Vec<ControlChange>,
}

impl ControlChanges {
    /// Whether the controls are the same in both.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// A control by its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControlName {
    /// The id.
    pub id: String,
    /// One line.
    pub title: String,
}

/// What changed about a control; what stayed as it is is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControlChange {
    /// The id.
    pub id: String,
    /// One line.
    pub title: String,
    /// How bad a failure is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Changed<Severity>>,
    /// Whether a failure counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enforcement: Option<Changed<Enforcement>>,
    /// The parameters in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterChange>,
    /// What it reads now and did not, as `TYPE path`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads_added: Vec<String>,
    /// What it read and does not any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads_removed: Vec<String>,
}

/// What was, and what is instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Changed<T> {
    /// In the old report.
    pub old: T,
    /// In the new report.
    pub new: T,
}

/// A parameter whose value in force changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParameterChange {
    /// The parameter's name.
    pub name: String,
    /// Its value in the old report; none where it had no such parameter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// Its value in the new report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// The controls of both reports, by id.
pub(super) struct Controls<'r> {
    old: BTreeMap<&'r str, &'r Control>,
    new: BTreeMap<&'r str, &'r Control>,
    judge_otherwise: BTreeSet<&'r str>,
}

impl<'r> Controls<'r> {
    pub(super) fn of(old: &'r Report, new: &'r Report) -> Self {
        let (old, new) = (by_id(old), by_id(new));
        let judge_otherwise = old
            .iter()
            .filter(|(id, before)| {
                new.get(*id).is_some_and(|after| {
                    before.parameters != after.parameters || before.reads != after.reads
                })
            })
            .map(|(id, _)| *id)
            .collect();
        Self {
            old,
            new,
            judge_otherwise,
        }
    }

    pub(super) fn has_old(&self, id: &str) -> bool {
        self.old.contains_key(id)
    }

    pub(super) fn has_new(&self, id: &str) -> bool {
        self.new.contains_key(id)
    }

    /// The title of a control, as the later report that has it says it.
    pub(super) fn title(&self, id: &str) -> &'r str {
        self.new
            .get(id)
            .or_else(|| self.old.get(id))
            .map_or("", |control| control.title.as_str())
    }

    /// Whether a control that both reports have judges by other parameters, or reads something else.
    pub(super) fn judges_otherwise(&self, id: &str) -> bool {
        self.judge_otherwise.contains(id)
    }
}

fn by_id(report: &Report) -> BTreeMap<&str, &Control> {
    report
        .controls
        .iter()
        .map(|control| (control.id.as_str(), control))
        .collect()
}

/// What changed about the controls, by id.
pub(super) fn changes(old: &Report, new: &Report) -> ControlChanges {
    let (before, after) = (by_id(old), by_id(new));
    let only = |these: &BTreeMap<&str, &Control>, those: &BTreeMap<&str, &Control>| {
        these
            .iter()
            .filter(|(id, _)| !those.contains_key(*id))
            .map(|(_, control)| ControlName {
                id: control.id.clone(),
                title: control.title.clone(),
            })
            .collect()
    };
    ControlChanges {
        added: only(&after, &before),
        removed: only(&before, &after),
        changed: before
            .iter()
            .filter_map(|(id, old)| change(old, after.get(id)?))
            .collect(),
    }
}

/// What changed about a control that both reports have; none where nothing did.
fn change(old: &Control, new: &Control) -> Option<ControlChange> {
    let names: BTreeSet<&String> = old.parameters.keys().chain(new.parameters.keys()).collect();
    let change = ControlChange {
        id: new.id.clone(),
        title: new.title.clone(),
        severity: changed(old.severity, new.severity),
        enforcement: changed(old.enforcement, new.enforcement),
        parameters: names
            .into_iter()
            .filter(|name| old.parameters.get(*name) != new.parameters.get(*name))
            .map(|name| ParameterChange {
                name: name.clone(),
                old: old.parameters.get(name).cloned(),
                new: new.parameters.get(name).cloned(),
            })
            .collect(),
        reads_added: missing_from(&old.reads, &new.reads),
        reads_removed: missing_from(&new.reads, &old.reads),
    };
    let is_the_same = change.severity.is_none()
        && change.enforcement.is_none()
        && change.parameters.is_empty()
        && change.reads_added.is_empty()
        && change.reads_removed.is_empty();
    (!is_the_same).then_some(change)
}

fn changed<T: PartialEq>(old: T, new: T) -> Option<Changed<T>> {
    (old != new).then_some(Changed { old, new })
}

fn missing_from(these: &[String], those: &[String]) -> Vec<String> {
    let known: BTreeSet<&String> = these.iter().collect();
    those
        .iter()
        .filter(|one| !known.contains(one))
        .cloned()
        .collect()
}
