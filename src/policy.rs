//! Policies: loading, strict checking, and what each one reads.
//!
//! A policy goes through `prescan` → `engine` (parsing) → `metadata` → `resolve` (does every name stand for something?) →
//! `reads` (which fields does it look at?) → `needs` (which operations fill them?). Everything that is wrong with any file is
//! reported at once, and nothing is judged before all is right.

pub mod diagnostic;
pub mod engine;
mod facts;
mod flow;
pub mod frameworks;
mod library;
mod link;
pub mod lint;
mod load;
pub mod mask;
pub mod metadata;
mod names;
pub mod needs;
pub(crate) mod panel;
mod prescan;
pub mod question;
mod reads;
mod resolve;
pub mod scaffold;
pub mod schema;
pub mod select;
pub mod sets;
pub mod shape;
pub mod source;
pub mod syntax;
pub mod test;
pub mod tools;
pub mod variables;
pub(crate) mod witness;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::control::{Control, Customised};
use crate::model::plan::Plan;
use crate::parallel;
use crate::resource::{self, BASE_ACTIONS, Meaning};
use diagnostic::{Diagnostic, nearest};
use engine::Engine;
use metadata::{Metadata, Parameter};
use needs::Reads;
use panel::Seat;

pub use load::{Catalogue, LoadError};

/// A loaded control.
#[derive(Clone)]
pub struct Policy {
    /// The id, for example `cloudtrail-log-file-validation`.
    pub id: String,
    /// The service in the package path.
    pub service: String,
    /// The package path.
    pub package: String,
    /// The file.
    pub file: String,
    /// The line of the first `deny`.
    pub line: u32,
    /// What the policy says of itself.
    pub metadata: Metadata,
    /// What it reads.
    pub reads: Reads,
    /// Where something that may be absent would make it pass by a `not` within a `not`.
    pub absences: Vec<Diagnostic>,
    /// The parameters in force.
    pub parameters: BTreeMap<String, Value>,
    /// An engine with the policy and the libraries in it; controls that reach the same libraries share one.
    pub engine: Engine,
    /// Its place among the controls that it is linked with, and asked with.
    seat: Option<Seat>,
    /// Whether the policy has a rule `not_applicable`.
    pub has_not_applicable: bool,
}

impl Policy {
    /// The full path of one of its rules in its engine.
    pub fn path(&self, rule: &str) -> String {
        match &self.seat {
            Some(seat) => link::path(seat.number, rule),
            None => format!("data.{}.{rule}", self.package),
        }
    }

    /// The field of `input` with its parameters.
    pub fn parameters_field(&self) -> String {
        match &self.seat {
            Some(seat) => link::parameters(seat.number),
            None => "parameters".to_owned(),
        }
    }

    /// Whether it is linked with its libraries: then its engine has other names than its file.
    pub fn is_linked(&self) -> bool {
        self.seat.is_some()
    }

    /// Its place among the controls that it is asked with; none where it is asked alone.
    pub(crate) fn seat(&self) -> Option<&Seat> {
        self.seat.as_ref()
    }

    /// The control as reports show it.
    pub fn control(&self) -> Control {
        Control {
            id: self.id.clone(),
            title: self.metadata.title.clone(),
            description: self.metadata.description.clone(),
            severity: self.metadata.severity,
            enforcement: self.metadata.enforcement,
            service: self.service.clone(),
            subject: self.metadata.subject,
            resource_types: self.metadata.resource_types.clone(),
            frameworks: self.metadata.frameworks.clone(),
            remediation: self.metadata.remediation.clone(),
            aliases: self.metadata.aliases.clone(),
            references: self.metadata.references.clone(),
            reads: self.reads.describe(),
            actions: self.reads.actions(),
            parameters: self.parameters.clone(),
            customised_parameters: self.customised(),
            file: self.file.clone(),
            line: self.line,
        }
    }

    /// The parameters whose value in force is not the default.
    fn customised(&self) -> BTreeMap<String, Customised> {
        let declared = &self.metadata.parameters;
        self.parameters
            .iter()
            .filter_map(|(name, value)| {
                let parameter = declared.get(name)?;
                (!is_same(value, &parameter.default)).then(|| {
                    let customised = Customised {
                        value: value.clone(),
                        default: parameter.default.clone(),
                        looser_than: parameter.looser_than(value),
                    };
                    (name.clone(), customised)
                })
            })
            .collect()
    }
}

/// Whether two values are one, however a number is spelt.
fn is_same(one: &Value, other: &Value) -> bool {
    one == other
        || one
            .as_f64()
            .is_some_and(|number| Some(number) == other.as_f64())
}

/// The controls of a run, by id.
pub struct PolicySet {
    /// The controls, sorted by id.
    pub policies: Vec<Policy>,
}

impl PolicySet {
    /// The controls that are asked with one question, by their places in the set. Those of an organization are each alone.
    pub fn panels(&self) -> Vec<Vec<usize>> {
        let mut panels: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (index, policy) in self.policies.iter().enumerate() {
            let alone = if policy.is_linked() { 0 } else { index };
            let of = (policy.engine.identity(), alone);
            panels.entry(of).or_default().push(index);
        }
        let mut panels: Vec<Vec<usize>> = panels.into_values().collect();
        panels.sort();
        panels
    }

    /// Does what can be done before the first item is known, on all processors.
    pub fn prepare(&self) {
        enum Work<'a> {
            Engine(&'a Engine),
            Meaning(fn()),
        }
        let engines: BTreeMap<usize, &Engine> = self
            .policies
            .iter()
            .filter(|policy| !policy.engine.is_prepared())
            .map(|policy| (policy.engine.identity(), &policy.engine))
            .collect();
        if engines.is_empty() {
            return;
        }
        let meanings: BTreeMap<usize, fn()> = self
            .meanings()
            .map(|(_, _, meaning)| (meaning.prepare as usize, meaning.prepare))
            .collect();
        let meanings = meanings.into_values().map(Work::Meaning);
        let engines = engines.into_values().map(Work::Engine);
        parallel::map(meanings.chain(engines).collect(), |work| match work {
            Work::Engine(engine) => drop(engine.prepared()),
            Work::Meaning(prepare) => prepare(),
        });
    }

    /// The parts of items that are computed and that some control reads: the type, the part's path, and how.
    pub fn meanings(&self) -> impl Iterator<Item = (&'static str, &'static str, Meaning)> {
        let is_read = |resource_type: &str, path: &str| {
            let needs = self.policies.iter().flat_map(|policy| policy.reads.needs());
            needs
                .filter(|need| need.part == path)
                .any(|need| need.resource_type == resource_type)
        };
        let parts = resource::CATALOGUE
            .iter()
            .flat_map(|known| known.parts.iter().map(|part| (known.name, part)));
        parts
            .filter_map(|(name, part)| Some((name, part.path, part.meaning?)))
            .filter(move |(name, path, _)| is_read(name, path))
    }
}

/// A parameter that cannot be set.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ParameterError {
    /// Not `control.name=value`.
    #[error("parameter `{0}` is not of the form `control.name=value`")]
    Malformed(String),
    /// No such control in the run.
    #[error("parameter `{parameter}`: no control `{control}` is selected{}", .hint.as_ref().map(|hint| format!("; did you mean `{hint}`?")).unwrap_or_default())]
    Control {
        /// The whole parameter.
        parameter: String,
        /// The control that is named.
        control: String,
        /// What may have been meant.
        hint: Option<String>,
    },
    /// No such control at all.
    #[error("no control `{control}`{}", .hint.as_ref().map(|hint| format!("; did you mean `{hint}`?")).unwrap_or_default())]
    Unknown {
        /// The control that is named.
        control: String,
        /// What may have been meant.
        hint: Option<String>,
    },
    /// The control has no such parameter.
    #[error("control `{control}` has no parameter `{name}`{}", .hint.as_ref().map(|hint| format!("; did you mean `{hint}`?")).unwrap_or_default())]
    Name {
        /// The control.
        control: String,
        /// The parameter's name.
        name: String,
        /// What may have been meant.
        hint: Option<String>,
    },
    /// The value does not fit.
    #[error("parameter `{name}` of control `{control}` {problem}")]
    Value {
        /// The control.
        control: String,
        /// The parameter's name.
        name: String,
        /// What does not fit.
        problem: String,
    },
}

impl PolicySet {
    /// What a collection has to read so that every control can be judged.
    pub fn plan(&self) -> Plan {
        let mut plan = Plan::default();
        plan.actions
            .extend(BASE_ACTIONS.iter().map(|action| (*action).to_owned()));
        for policy in &self.policies {
            policy.reads.add_to(&mut plan);
        }
        plan
    }

    /// Sets a parameter, as `control.name=value`.
    ///
    /// # Errors
    /// No such control or parameter, or a value that does not fit its type and bounds.
    pub fn set_parameter(&mut self, text: &str) -> Result<(), ParameterError> {
        let malformed = || ParameterError::Malformed(text.to_owned());
        let (path, value) = text.split_once('=').ok_or_else(malformed)?;
        let (control, name) = path.rsplit_once('.').ok_or_else(malformed)?;
        let Some(index) = self.policies.iter().position(|policy| policy.id == control) else {
            return Err(ParameterError::Control {
                parameter: path.to_owned(),
                control: control.to_owned(),
                hint: nearest(
                    control,
                    self.policies.iter().map(|policy| policy.id.as_str()),
                )
                .map(str::to_owned),
            });
        };
        let policy = &mut self.policies[index];
        let value = declared(control, &policy.metadata, name)?
            .parse(value)
            .map_err(|problem| ParameterError::Value {
                control: control.to_owned(),
                name: name.to_owned(),
                problem,
            })?;
        policy.parameters.insert(name.to_owned(), value);
        Ok(())
    }

    /// Sets a parameter that was checked already, where its control is among these.
    pub fn assign(&mut self, control: &str, name: &str, value: Value) {
        if let Some(policy) = self.policies.iter_mut().find(|policy| policy.id == control) {
            policy.parameters.insert(name.to_owned(), value);
        }
    }
}

/// A parameter that a control declares.
fn declared<'m>(
    control: &str,
    metadata: &'m Metadata,
    name: &str,
) -> Result<&'m Parameter, ParameterError> {
    metadata
        .parameters
        .get(name)
        .ok_or_else(|| ParameterError::Name {
            control: control.to_owned(),
            name: name.to_owned(),
            hint: nearest(name, metadata.parameters.keys().map(String::as_str)).map(str::to_owned),
        })
}
