//! Loading: from files to controls that can be judged, or to all that is wrong with them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::diagnostic::{Diagnostic, nearest};
use super::engine::Engine;
use super::facts::{self, Entry, Facts};
use super::library::{Libraries, Library};
use super::metadata::{self, Metadata, ParameterKind};
use super::names::Names;
use super::needs::{Reads, idle_uses};
use super::reads::{self, Context};
use super::resolve::{ENTRIES, resolve};
use super::select::{Candidate, SelectError, Selector, select};
use super::shape::{self, Shape};
use super::source::{Source, package};
use super::syntax::{Module, Position, RuleKind};
use super::test::faults::Constants;
use super::test::{Suite, Tested};
use super::witness;
use super::{ParameterError, Policy, PolicySet};
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

    /// What is wrong with the libraries. Those that ship with assize are looked at only beside others.
    fn broken_libraries(&self) -> Vec<Diagnostic> {
        if self.libraries.iter().all(|library| library.builtin) {
            return Vec::new();
        }
        let modules = || self.libraries.iter().map(Library::module);
        let mut found: Vec<Diagnostic> = modules().filter_map(Result::err).collect();
        let names = Names::new(modules().filter_map(Result::ok));
        for library in self.libraries.iter().filter(|library| !library.builtin) {
            if let Ok(module) = library.module() {
                found.extend(resolve(&library.file, module, &names));
            }
        }
        found
    }

    /// Rules that look as if they judged something, where nobody asks for them, and rules that another package hides.
    fn unasked(&self, packages: &BTreeMap<String, String>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for library in self.libraries.iter() {
            let below = format!("{}.", library.package);
            let hidden: Vec<_> = packages
                .iter()
                .filter_map(|(name, file)| Some((name.strip_prefix(&below)?, file)))
                .collect();
            if library.builtin && hidden.is_empty() {
                continue;
            }
            let Ok(module) = library.module() else {
                continue;
            };
            found.extend(without_deny(&library.file, module, "a library"));
            for rule in &module.rules {
                if let Some((name, other)) = hidden.iter().find(|(name, _)| *name == rule.name) {
                    let message = format!("rule `{name}` has the name of the package in {other}");
                    found.push(Diagnostic::new(&library.file, rule.position, message));
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

    /// A control ready to be asked.
    fn load(&self, listed: &Listed) -> Result<Policy, Vec<Diagnostic>> {
        let one = |error| vec![error];
        let file = &listed.source.file;
        let package = package(&listed.source.text).unwrap_or_default().to_owned();
        let (facts, mut engine) = match &listed.entry {
            Some(entry) => {
                let mut engine = self.libraries.engine(&entry.libraries).map_err(one)?;
                engine.parse(file, &listed.source.text).map_err(one)?;
                (entry.facts.clone(), engine)
            }
            None => self.analyse(listed)?,
        };
        if let Some(text) = &facts.witness {
            engine
                .parse(&format!("{file} (witness)"), text)
                .map_err(one)?;
        }
        if listed.entry.is_none() {
            let rules = ["deny"]
                .into_iter()
                .chain(facts.has_not_applicable.then_some("not_applicable"))
                .chain(facts.witness.is_some().then_some(witness::RULE));
            let mut found: Vec<Diagnostic> = rules
                .filter_map(|rule| engine.trial(file, &format!("data.{package}.{rule}")).err())
                .collect();
            if !found.is_empty() {
                found.sort();
                found.dedup();
                return Err(found);
            }
        }
        Ok(Policy {
            id: listed.id.clone(),
            service: listed.service.clone(),
            file: file.clone(),
            line: facts.line,
            reads: Reads::new(&facts.input, &facts.world, &facts.metadata),
            absences: facts.absences,
            parameters: facts
                .metadata
                .parameters
                .iter()
                .map(|(name, parameter)| (name.clone(), parameter.default.clone()))
                .collect(),
            metadata: facts.metadata,
            package,
            engine,
            has_not_applicable: facts.has_not_applicable,
            has_witness: facts.witness.is_some(),
        })
    }

    /// A control with its syntax tree, which only its tests want.
    fn load_with_tree(&self, listed: &Listed) -> Result<(Policy, Module), Vec<Diagnostic>> {
        let policy = self.load(listed)?;
        let module = Engine::default()
            .add(&listed.source.file, &listed.source.text)
            .map_err(|error| vec![error])?;
        Ok((policy, module))
    }

    /// What a control's syntax tree tells, with an engine that holds it and its libraries.
    fn analyse(&self, listed: &Listed) -> Result<(Facts, Engine), Vec<Diagnostic>> {
        let one = |error| vec![error];
        let Source { file, text, .. } = &listed.source;
        let libraries = self.libraries.modules().map_err(one)?;
        let mut engine = self
            .libraries
            .engine(&self.libraries.reached(text))
            .map_err(one)?;
        let module = engine.add(file, text).map_err(one)?;
        let names = Names::new(libraries.into_iter().chain([&module]));
        let mut found = resolve(file, &module, &names);
        found.extend(entries(file, &module));
        let metadata = &listed.metadata;
        let files: BTreeMap<String, String> = self
            .libraries
            .iter()
            .map(|library| (library.package.clone(), library.file.clone()))
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
            subjects: &metadata.resource_types,
            unpublished: &metadata.unpublished,
            declared: &metadata.reads,
            absent: &metadata.absent_is_compliant.keys().cloned().collect(),
            within_not: !listed.source.builtin,
        };
        let reading = reads::reads(&module, &context);
        found.extend(reading.diagnostics);
        let idle = idle_uses(&reading.input, &reading.world, metadata);
        found.extend(idle.into_iter().map(|message| whole_file(file, message)));
        if !found.is_empty() {
            found.sort();
            found.dedup();
            return Err(found);
        }
        let rules = |name: &'static str| module.rules.iter().filter(move |rule| rule.name == name);
        let facts = Facts {
            metadata: metadata.clone(),
            input: reading.input,
            world: reading.world,
            absences: reading.absences,
            line: rules("deny").next().map_or(1, |rule| rule.position.line),
            has_not_applicable: rules("not_applicable").next().is_some(),
            witness: witness::witness(&module),
        };
        Ok((facts, engine))
    }

    /// The table of facts of the controls that ship with assize, made anew: one control a line, by file.
    ///
    /// # Errors
    /// All that is wrong with the controls.
    pub fn facts(&self) -> Result<String, LoadError> {
        let mut lines = Vec::new();
        let mut found = Vec::new();
        for listed in &self.controls {
            match self.analyse(listed) {
                Ok((facts, _)) => {
                    let libraries = self.libraries.reached(&listed.source.text);
                    let entry = Entry {
                        file: listed.source.file.clone(),
                        fingerprint: self
                            .fingerprint(&listed.source, &libraries)
                            .unwrap_or_default(),
                        libraries,
                        facts,
                    };
                    lines.push(serde_json::to_string(&entry).unwrap_or_default());
                }
                Err(diagnostics) => found.extend(diagnostics),
            }
        }
        if found.is_empty() {
            lines.sort();
            Ok(lines.join("\n") + "\n")
        } else {
            Err(LoadError::Broken(found))
        }
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
        let one = |error| vec![error];
        let name = package(&source.text).unwrap_or_default();
        let tested = name.strip_suffix("_test").unwrap_or(name);
        let control = self
            .controls
            .iter()
            .find(|listed| package(&listed.source.text) == Some(tested));
        let is_library = self
            .libraries
            .iter()
            .any(|library| library.package == tested);
        let (mut engine, control) = match control {
            Some(listed) => {
                // A control that does not load has no tests that say anything.
                let (policy, module) = self.load_with_tree(listed)?;
                let mut constants = Constants::default();
                constants.add(&module);
                let text = &listed.source.text;
                for library in self.libraries.of(text) {
                    constants.add(library.module().map_err(one)?);
                }
                let mut engine = policy.engine.clone();
                // The test may reach further than what it tests, and names that itself.
                self.libraries
                    .complete(&mut engine, text, &source.text)
                    .map_err(one)?;
                let tested = Tested {
                    policy,
                    module,
                    constants,
                };
                (engine, Some(tested))
            }
            None if is_library => {
                let reached = self.libraries.reached(&source.text);
                (self.libraries.engine(&reached).map_err(one)?, None)
            }
            None => {
                let message = format!("there is no package `{tested}` to test");
                return Err(vec![whole_file(&source.file, message)]);
            }
        };
        let module = engine.add(&source.file, &source.text).map_err(one)?;
        let own = control.as_ref().map(|tested| &tested.module);
        let libraries = self.libraries.modules().map_err(one)?;
        let names = Names::new(libraries.into_iter().chain(own).chain([&module]));
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
pub(super) fn identity(parts: &[&str]) -> String {
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
