//! Loading: from files to controls that can be judged, or to all that is wrong with them.

mod analysis;
mod engines;
mod identity;
mod suites;
mod unasked;

use std::collections::BTreeMap;

use serde_json::Value;

use super::diagnostic::{Diagnostic, nearest};
use super::engine::Engine;
use super::facts::{self, Entry};
use super::library::Libraries;
use super::metadata::{self, Metadata};
use super::select::{Candidate, SelectError, Selector, select};
use super::source::{Source, package};
use super::syntax::{Module, Position};
use super::{ParameterError, Policy, PolicySet};
use crate::parallel;
pub(super) use identity::identity;
use identity::{misplaced, service};

/// Why policies do not load.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Files are broken: everything that is wrong with them.
    #[error("{} in the policies", count(.0.len()))]
    Broken(Vec<Diagnostic>),
    /// The selection is wrong.
    #[error(transparent)]
    Select(#[from] SelectError),
}

fn count(errors: usize) -> String {
    match errors {
        1 => "1 error".to_owned(),
        errors => format!("{errors} errors"),
    }
}

/// All policy files of a run, with the libraries parsed and every control's metadata read.
pub struct Catalogue {
    libraries: Libraries,
    controls: Vec<Listed>,
    tests: Vec<Source>,
}

/// A control of which the metadata is known; of most that ship with assize the rest is known too.
struct Listed {
    id: String,
    service: String,
    source: Source,
    metadata: Metadata,
    entry: Option<Entry>,
}

impl Catalogue {
    /// Reads the metadata of all controls, parses all libraries, and checks every file that does not ship with assize.
    ///
    /// # Errors
    /// All that is wrong with any of them.
    pub fn new(sources: Vec<Source>) -> Result<Self, LoadError> {
        match Self::gathered(sources) {
            (catalogue, found) if found.is_empty() => Ok(catalogue),
            (_, found) => Err(LoadError::Broken(found)),
        }
    }

    /// What loads of all policy files, and all that is wrong with any of them.
    pub fn gathered(sources: Vec<Source>) -> (Self, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut packages: BTreeMap<String, String> = BTreeMap::new();
        let mut ids: BTreeMap<String, String> = BTreeMap::new();
        let mut catalogue = Self {
            libraries: Libraries::default(),
            controls: Vec::new(),
            tests: Vec::new(),
        };
        let mut controls = Vec::new();
        for source in sources {
            let Some(name) = package(&source.text).map(str::to_owned) else {
                found.push(whole_file(&source.file, "no package is named"));
                continue;
            };
            found.extend(misplaced(&source, &name));
            if let Some(other) = packages.insert(name.clone(), source.file.clone()) {
                let message =
                    format!("package `{name}` is in {other} already; a package is one file");
                found.push(whole_file(&source.file, message));
                continue;
            }
            let parts: Vec<&str> = name.split('.').collect();
            if source.is_test() {
                catalogue.tests.push(source);
            } else if parts.get(1) == Some(&"lib") && parts[0] != "snapshot" {
                catalogue.libraries.add(&source, &name);
            } else if parts.len() < 2 || parts[0] == "snapshot" {
                let message = format!(
                    "package `{name}` is no control's: it has the form `organization.service.name`"
                );
                found.push(whole_file(&source.file, message));
            } else {
                let id = identity(&parts);
                if let Some(other) = ids.insert(id.clone(), source.file.clone()) {
                    found.push(whole_file(
                        &source.file,
                        format!("control `{id}` is in {other} already"),
                    ));
                    continue;
                }
                let service = service(&parts);
                controls.push((id, service, source));
            }
        }
        let known = facts::builtin();
        let listed = parallel::map(controls, |(id, service, source)| {
            let entry = known
                .get(source.file.as_str())
                .filter(|_| source.builtin)
                .and_then(|line| facts::entry(line))
                .filter(|entry| catalogue.fits(&source, entry));
            let metadata = match &entry {
                Some(entry) => entry.facts.metadata.clone(),
                None => metadata::read(&source.file, &source.text)?,
            };
            Ok::<_, Vec<Diagnostic>>(Listed {
                id,
                service,
                source,
                metadata,
                entry,
            })
        });
        for listed in listed {
            match listed {
                Ok(listed) => catalogue.controls.push(listed),
                Err(diagnostics) => found.extend(diagnostics),
            }
        }
        catalogue.controls.sort_by(|a, b| a.id.cmp(&b.id));
        found.extend(catalogue.broken_libraries());
        found.extend(catalogue.unasked(&packages));
        // What an organization wrote is checked whether it is selected or not.
        for listed in catalogue
            .controls
            .iter()
            .filter(|listed| !listed.source.builtin)
        {
            if let Err(diagnostics) = catalogue.load(listed) {
                found.extend(diagnostics);
            }
        }
        found.sort();
        found.dedup();
        (catalogue, found)
    }

    /// The controls that do not ship with assize, as far as they load, each with its file.
    pub(super) fn own(&self) -> Vec<(&Source, Policy)> {
        self.controls
            .iter()
            .filter(|listed| !listed.source.builtin)
            .filter_map(|listed| Some((&listed.source, self.load(listed).ok()?)))
            .collect()
    }

    /// The id and metadata of each control.
    pub fn metadata(&self) -> impl Iterator<Item = (&str, &Metadata)> {
        self.controls
            .iter()
            .map(|listed| (listed.id.as_str(), &listed.metadata))
    }

    /// Whether the table was made from the texts that are here.
    fn fits(&self, source: &Source, entry: &Entry) -> bool {
        self.fingerprint(source, &entry.libraries)
            .is_some_and(|fingerprint| fingerprint == entry.fingerprint)
    }

    /// The fingerprint of a control with libraries; none when a library is not there.
    fn fingerprint(&self, source: &Source, libraries: &[String]) -> Option<String> {
        let mut texts: Vec<&str> = vec![&source.text];
        for package in libraries {
            texts.push(&self.libraries.find(package)?.text);
        }
        Some(facts::fingerprint(texts))
    }

    /// Loads the controls that are selected and not excluded; all, where nothing is selected.
    ///
    /// # Errors
    /// A selector that selects nothing, or all that is wrong with the controls.
    pub fn select(
        &self,
        selected: &[Selector],
        excluded: &[Selector],
    ) -> Result<PolicySet, LoadError> {
        let candidates: Vec<Candidate<'_>> = self
            .controls
            .iter()
            .map(|listed| Candidate {
                id: &listed.id,
                service: &listed.service,
                metadata: &listed.metadata,
            })
            .collect();
        let mut policies = Vec::new();
        let mut found = Vec::new();
        let chosen = select(&candidates, selected, excluded)?;
        let groups = self.groups(chosen);
        let loaded = parallel::map(groups, |group| self.load_group(&group));
        for loaded in loaded.into_iter().flatten() {
            match loaded {
                Ok(policy) => policies.push(policy),
                Err(diagnostics) => found.extend(diagnostics),
            }
        }
        policies.sort_by(|a, b| a.id.cmp(&b.id));
        if found.is_empty() {
            Ok(PolicySet { policies })
        } else {
            Err(LoadError::Broken(found))
        }
    }

    /// The same controls as their files have them, each in an engine of its own: not linked with what they need, so that
    /// names and places are the author's.
    ///
    /// # Errors
    /// All that is wrong with the controls.
    pub fn as_written(&self, set: PolicySet) -> Result<PolicySet, LoadError> {
        let mut found = Vec::new();
        let mut policies = set.policies;
        for policy in &mut policies {
            let listed = self.controls.iter().find(|listed| listed.id == policy.id);
            match listed.map(|listed| self.load(listed)) {
                Some(Ok(written)) => {
                    let parameters = std::mem::take(&mut policy.parameters);
                    *policy = Policy {
                        parameters,
                        ..written
                    };
                }
                Some(Err(diagnostics)) => found.extend(diagnostics),
                None => {}
            }
        }
        if found.is_empty() {
            Ok(PolicySet { policies })
        } else {
            Err(LoadError::Broken(found))
        }
    }

    /// The file of a control.
    pub fn source(&self, id: &str) -> Option<&Source> {
        let listed = self.controls.iter().find(|listed| listed.id == id)?;
        Some(&listed.source)
    }

    /// Checks a value against what a control declares, whether the control is selected or not.
    ///
    /// # Errors
    /// No such control or parameter, or a value that does not fit.
    pub fn check_parameter(
        &self,
        control: &str,
        name: &str,
        value: &Value,
    ) -> Result<(), ParameterError> {
        let listed = self.controls.iter().find(|listed| listed.id == control);
        let Some(listed) = listed else {
            let ids = self.controls.iter().map(|listed| listed.id.as_str());
            return Err(ParameterError::Unknown {
                control: control.to_owned(),
                hint: nearest(control, ids).map(str::to_owned),
            });
        };
        let parameter = super::declared(control, &listed.metadata, name)?;
        parameter
            .check(value)
            .map_err(|problem| ParameterError::Value {
                control: control.to_owned(),
                name: name.to_owned(),
                problem,
            })
    }

    /// The libraries, each with its file and whether it ships with assize.
    pub fn libraries(&self) -> impl Iterator<Item = (&str, &Module, bool)> {
        self.libraries.iter().filter_map(|library| {
            let module = library.module().ok()?;
            Some((library.file.as_str(), module, library.builtin))
        })
    }
}

fn whole_file(file: &str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(file, Position { line: 1, column: 1 }, message)
}
