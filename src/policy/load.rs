//! Loading: from files to controls that can be judged, or to all that is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::Diagnostic;
use super::engine::Engine;
use super::library::{Libraries, Library};
use super::metadata::{self, Metadata, ParameterKind};
use super::names::Names;
use super::needs::Reads;
use super::reads::{self, Context};
use super::resolve::{ENTRIES, resolve};
use super::select::{Candidate, SelectError, Selector, select};
use super::shape::{self, Shape};
use super::source::{Source, package};
use super::syntax::{Module, Position, RuleKind};
use super::test::faults::Constants;
use super::test::{Suite, Tested};
use super::witness;
use super::{Policy, PolicySet};
use crate::parallel;

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

/// A control of which only the metadata is known yet.
struct Listed {
    id: String,
    service: String,
    source: Source,
    metadata: Metadata,
}

impl Catalogue {
    /// Reads the metadata of all controls, parses all libraries, and checks every file that does not ship with assize.
    ///
    /// # Errors
    /// All that is wrong with any of them.
    pub fn new(sources: Vec<Source>) -> Result<Self, LoadError> {
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
                found.extend(catalogue.libraries.add(&source).err());
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
        let listed = parallel::map(controls, |(id, service, source)| {
            metadata::read(&source.file, &source.text).map(|metadata| Listed {
                id,
                service,
                source,
                metadata,
            })
        });
        for listed in listed {
            match listed {
                Ok(listed) => catalogue.controls.push(listed),
                Err(diagnostics) => found.extend(diagnostics),
            }
        }
        catalogue.controls.sort_by(|a, b| a.id.cmp(&b.id));
        let names = Names::new(catalogue.libraries.modules());
        for Library { file, module, .. } in catalogue.libraries.iter() {
            found.extend(resolve(file, module, &names));
        }
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
        if found.is_empty() {
            Ok(catalogue)
        } else {
            found.sort();
            found.dedup();
            Err(LoadError::Broken(found))
        }
    }

    /// Rules that look as if they judged something, where nobody asks for them, and rules that another package hides.
    fn unasked(&self, packages: &BTreeMap<String, String>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for Library { file, module, .. } in self.libraries.iter() {
            found.extend(without_deny(file, module, "a library"));
            for rule in &module.rules {
                let name = format!("{}.{}", module.package_name(), rule.name);
                if let Some(other) = packages.get(&name) {
                    let message = format!(
                        "rule `{}` has the name of the package in {other}",
                        rule.name
                    );
                    found.push(Diagnostic::new(file, rule.position, message));
                }
            }
        }
        for test in self.tests.iter().filter(|test| !test.builtin) {
            let tested = package(&test.text)
                .map(|name| name.strip_suffix("_test").unwrap_or(name))
                .unwrap_or_default();
            if !packages.contains_key(tested) {
                let message = format!("there is no package `{tested}` to test");
                found.push(whole_file(&test.file, message));
            }
            match Engine::default().add(&test.file, &test.text) {
                Ok(module) => found.extend(without_deny(&test.file, &module, "a test")),
                Err(diagnostic) => found.push(diagnostic),
            }
        }
        found
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
        for loaded in parallel::map(chosen, |index| self.load(&self.controls[index])) {
            match loaded {
                Ok(policy) => policies.push(policy),
                Err(diagnostics) => found.extend(diagnostics),
            }
        }
        if found.is_empty() {
            Ok(PolicySet { policies })
        } else {
            Err(LoadError::Broken(found))
        }
    }

    fn load(&self, listed: &Listed) -> Result<Policy, Vec<Diagnostic>> {
        self.load_with_tree(listed).map(|(policy, _)| policy)
    }

    fn load_with_tree(&self, listed: &Listed) -> Result<(Policy, Module), Vec<Diagnostic>> {
        let file = &listed.source.file;
        let mut engine = self
            .libraries
            .engine(&listed.source.text)
            .map_err(|error| vec![error])?;
        let module = engine
            .add(file, &listed.source.text)
            .map_err(|error| vec![error])?;
        let names = Names::new(self.libraries.modules().chain([&module]));
        let mut found = resolve(file, &module, &names);
        found.extend(entries(file, &module));
        let metadata = &listed.metadata;
        let files: BTreeMap<String, String> = self
            .libraries
            .iter()
            .map(|library| (library.module.package_name(), library.file.clone()))
            .chain([(module.package_name(), file.clone())])
            .collect();
        let context = Context {
            names: &names,
            files: &files,
            input: shape::input(
                metadata.subject,
                &metadata.resource_types,
                parameter_shapes(metadata),
            ),
            declared: &metadata.reads,
            absent: &metadata.absent_is_compliant.keys().cloned().collect(),
        };
        let reading = reads::reads(&module, &context);
        found.extend(reading.diagnostics.iter().cloned());
        let package = module.package_name();
        let has = |name: &str| module.rules.iter().any(|rule| rule.name == name);
        let has_not_applicable = has("not_applicable");
        let mut has_witness = false;
        if found.is_empty() {
            if let Some(text) = witness::witness(&module) {
                engine
                    .add(&format!("{file} (witness)"), &text)
                    .map_err(|error| vec![error])?;
                has_witness = true;
            }
            let rules = ["deny"]
                .into_iter()
                .chain(has_not_applicable.then_some("not_applicable"))
                .chain(has_witness.then_some(witness::RULE));
            for rule in rules {
                found.extend(engine.trial(file, &format!("data.{package}.{rule}")).err());
            }
        }
        if !found.is_empty() {
            found.sort();
            found.dedup();
            return Err(found);
        }
        let policy = Policy {
            id: listed.id.clone(),
            service: listed.service.clone(),
            file: file.clone(),
            line: module
                .rules
                .iter()
                .find(|rule| rule.name == "deny")
                .map_or(1, |rule| rule.position.line),
            reads: Reads::new(&reading, metadata),
            parameters: metadata
                .parameters
                .iter()
                .map(|(name, parameter)| (name.clone(), parameter.default.clone()))
                .collect(),
            metadata: metadata.clone(),
            package,
            engine,
            has_not_applicable,
            has_witness,
        };
        Ok((policy, module))
    }

    /// The test files, each with what it tests.
    ///
    /// # Errors
    /// All that is wrong with the tests, and with the controls that they test.
    pub fn tests(&self) -> Result<Vec<Suite>, LoadError> {
        let mut suites = Vec::new();
        let mut found = Vec::new();
        let all = self.tests.iter().collect();
        for loaded in parallel::map(all, |source| self.load_test(source)) {
            match loaded {
                Ok(suite) => suites.push(suite),
                Err(diagnostics) => found.extend(diagnostics),
            }
        }
        if found.is_empty() {
            Ok(suites)
        } else {
            found.sort();
            found.dedup();
            Err(LoadError::Broken(found))
        }
    }

    fn load_test(&self, source: &Source) -> Result<Suite, Vec<Diagnostic>> {
        let name = package(&source.text).unwrap_or_default();
        let tested = name.strip_suffix("_test").unwrap_or(name);
        let control = self
            .controls
            .iter()
            .find(|listed| package(&listed.source.text) == Some(tested));
        let is_library = self
            .libraries
            .iter()
            .any(|library| library.module.package_name() == tested);
        let (mut engine, control) = match control {
            Some(listed) => {
                // A control that does not load has no tests that say anything.
                let (policy, module) = self.load_with_tree(listed)?;
                let mut constants = Constants::default();
                constants.add(&module);
                let text = &listed.source.text;
                for library in self.libraries.of(text) {
                    constants.add(&library.module);
                }
                let mut engine = policy.engine.clone();
                // The test may reach further than what it tests, and names that itself.
                self.libraries
                    .complete(&mut engine, text, &source.text)
                    .map_err(|error| vec![error])?;
                let tested = Tested {
                    policy,
                    module,
                    constants,
                };
                (engine, Some(tested))
            }
            None if is_library => {
                let engine = self.libraries.engine(&source.text);
                (engine.map_err(|error| vec![error])?, None)
            }
            None => {
                let message = format!("there is no package `{tested}` to test");
                return Err(vec![whole_file(&source.file, message)]);
            }
        };
        let module = engine
            .add(&source.file, &source.text)
            .map_err(|error| vec![error])?;
        let own = control.as_ref().map(|tested| &tested.module);
        let names = Names::new(self.libraries.modules().chain(own).chain([&module]));
        let found = resolve(&source.file, &module, &names);
        if found.is_empty() {
            Ok(Suite {
                file: source.file.clone(),
                module,
                engine,
                control,
                builtin: source.builtin,
            })
        } else {
            Err(found)
        }
    }

    /// The libraries, each with its file and whether it ships with assize.
    pub fn libraries(&self) -> impl Iterator<Item = (&str, &Module, bool)> {
        self.libraries
            .iter()
            .map(|library| (library.file.as_str(), &library.module, library.builtin))
    }

    /// The controls without a test file: file, syntax tree and whether it ships with assize.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn untested_modules(&self) -> Result<Vec<(String, Module, bool)>, LoadError> {
        let untested: BTreeSet<&str> = self.untested().into_iter().collect();
        self.controls
            .iter()
            .filter(|listed| untested.contains(listed.id.as_str()))
            .map(|listed| {
                let (_, module) = self.load_with_tree(listed).map_err(LoadError::Broken)?;
                Ok((listed.source.file.clone(), module, listed.source.builtin))
            })
            .collect()
    }

    /// The controls that have no test file beside them.
    pub fn untested(&self) -> Vec<&str> {
        self.controls
            .iter()
            .filter(|listed| {
                let wanted = package(&listed.source.text).map(|name| format!("{name}_test"));
                !self
                    .tests
                    .iter()
                    .any(|test| package(&test.text) == wanted.as_deref())
            })
            .map(|listed| listed.id.as_str())
            .collect()
    }
}

/// The control's id: its package path without `assize`, in kebab case.
fn identity(parts: &[&str]) -> String {
    let own = if parts[0] == "assize" {
        &parts[1..]
    } else {
        parts
    };
    own.join("-").replace('_', "-")
}

/// The service: the part of the package path before the name.
fn service(parts: &[&str]) -> String {
    parts[parts.len() - 2].replace('_', "-")
}

/// The entry rules must be there and have the form that the engine's answer is read in.
fn entries(file: &str, module: &Module) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for entry in ENTRIES {
        for rule in module.rules.iter().filter(|rule| rule.name == entry) {
            if !matches!(rule.kind, RuleKind::Set(_)) {
                let message = format!("rule `{entry}` is not a set of objects");
                let help = format!("write `{entry} contains {{…}} if {{ … }}`");
                found.push(Diagnostic::new(file, rule.position, message).with_help(Some(help)));
            }
        }
    }
    if !module.rules.iter().any(|rule| rule.name == "deny") {
        let message = "the policy has no rule `deny`";
        found.push(Diagnostic::new(file, module.package_position, message));
    }
    found
}

/// What `deny` there is in a file whose `deny` nobody asks for.
fn without_deny(file: &str, module: &Module, what: &str) -> Option<Diagnostic> {
    let rule = module.rules.iter().find(|rule| rule.name == "deny")?;
    let message = format!("{what} has no `deny`: it would never be asked");
    let help = "a control's package is neither `….lib.…` nor ends in `_test`".to_owned();
    Some(Diagnostic::new(file, rule.position, message).with_help(Some(help)))
}

fn parameter_shapes(metadata: &Metadata) -> BTreeMap<String, Shape> {
    metadata
        .parameters
        .iter()
        .map(|(name, parameter)| {
            let shape = match parameter.kind {
                ParameterKind::Integer | ParameterKind::Number => Shape::Number,
                ParameterKind::String => Shape::String,
                ParameterKind::Boolean => Shape::Boolean,
                ParameterKind::Strings => Shape::List(Box::new(Shape::String)),
            };
            (name.clone(), shape)
        })
        .collect()
}

/// Folder, file and package must agree, so that an id tells where the control is.
fn misplaced(source: &Source, package: &str) -> Option<Diagnostic> {
    let parts: Vec<&str> = package.split('.').collect();
    let agrees = parts.len() >= source.parts.len()
        && parts[parts.len() - source.parts.len()..]
            .iter()
            .zip(&source.parts)
            .all(|(part, folder)| part == folder);
    if agrees {
        return None;
    }
    let path = source.parts.join("/");
    let message = format!("package `{package}` does not agree with the path `{path}.rego`");
    let help = format!(
        "a file `{path}.rego` holds a package that ends in `{}`",
        source.parts.join(".")
    );
    let line = source
        .text
        .lines()
        .position(|line| line.starts_with("package "));
    let position = Position {
        line: line.map_or(1, |line| line as u32 + 1),
        column: 1,
    };
    Some(Diagnostic::new(&source.file, position, message).with_help(Some(help)))
}

fn whole_file(file: &str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(file, Position { line: 1, column: 1 }, message)
}
