//! What a control's syntax tree tells: what it reads, and what is wrong with it.

use std::collections::BTreeMap;

use super::{Catalogue, Diagnostic, Engine, Listed, LoadError, whole_file};
use crate::policy::facts::{Entry, Facts};
use crate::policy::metadata::{Metadata, ParameterKind};
use crate::policy::names::Names;
use crate::policy::needs::idle_uses;
use crate::policy::reads::{self, Context};
use crate::policy::resolve::{ENTRIES, resolve};
use crate::policy::shape::{self, Shape};
use crate::policy::source::Source;
use crate::policy::syntax::{Module, RuleKind};
use crate::policy::witness::Witness;

impl Catalogue {
    /// What a control's syntax tree tells, with an engine that holds it and its libraries.
    pub(super) fn analyse(&self, listed: &Listed) -> Result<(Facts, Engine), Vec<Diagnostic>> {
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
            witness: Witness::of(&module),
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
