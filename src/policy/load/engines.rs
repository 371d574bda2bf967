//! From controls that are known to controls that can be asked: each in an engine, those that ship with assize together.

use std::collections::BTreeMap;

use super::{Catalogue, Listed};
use crate::policy::Policy;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::engine::Engine;
use crate::policy::facts::Facts;
use crate::policy::link::Linker;
use crate::policy::needs::Reads;
use crate::policy::source::{Source, package};
use crate::policy::witness;

impl Catalogue {
    /// Controls that can share an engine: those that ship with assize and reach the same libraries. The others are alone: what
    /// one of them has wrong may not touch another.
    pub(super) fn groups(&self, chosen: Vec<usize>) -> Vec<Vec<&Listed>> {
        let mut shared: BTreeMap<&[String], Vec<&Listed>> = BTreeMap::new();
        let mut groups = Vec::new();
        for listed in chosen.into_iter().map(|index| &self.controls[index]) {
            match &listed.entry {
                Some(entry) => shared.entry(&entry.libraries).or_default().push(listed),
                None => groups.push(vec![listed]),
            }
        }
        groups.extend(shared.into_values());
        // The largest first, so that no thread is left alone with it.
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        groups
    }

    /// Controls ready to be asked, in one engine.
    pub(super) fn load_group(&self, group: &[&Listed]) -> Vec<Result<Policy, Vec<Diagnostic>>> {
        match self.linked(group) {
            Some(policies) => policies.into_iter().map(Ok).collect(),
            None => group.iter().map(|listed| self.load(listed)).collect(),
        }
    }

    /// Controls of a group, linked with their libraries; none where that cannot be done.
    fn linked(&self, group: &[&Listed]) -> Option<Vec<Policy>> {
        let mut linker = Linker::default();
        let mut modules: Vec<(String, &str, &str)> = Vec::new();
        for name in &group.first()?.entry.as_ref()?.libraries {
            let library = self.libraries.find(name)?;
            modules.push((library.file.clone(), &library.package, &library.text));
        }
        for listed in group {
            let Source { file, text, .. } = &listed.source;
            let package = package(text)?;
            modules.push((file.clone(), package, text));
            if let Some(witness) = &listed.entry.as_ref()?.facts.witness {
                modules.push((witness_file(file), package, witness));
            }
        }
        for (_, package, text) in &modules {
            linker.add(package, text);
        }
        let mut engine = Engine::linked();
        for (file, package, text) in &modules {
            engine.parse(file, &linker.link(package, text)?).ok()?;
        }
        let with = |listed: &&Listed| {
            let number = linker.number(package(&listed.source.text)?)?;
            let facts = listed.entry.as_ref()?.facts.clone();
            let mut policy = policy(listed, facts, engine.clone());
            policy.linked = Some(number);
            Some(policy)
        };
        group.iter().map(with).collect()
    }

    /// A control ready to be asked.
    pub(super) fn load(&self, listed: &Listed) -> Result<Policy, Vec<Diagnostic>> {
        let one = |error| vec![error];
        let file = &listed.source.file;
        let Some(entry) = &listed.entry else {
            let (facts, mut engine) = self.analyse(listed)?;
            add_witness(&mut engine, file, &facts).map_err(one)?;
            let package = package(&listed.source.text).unwrap_or_default();
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
            return Ok(policy(listed, facts, engine));
        };
        let mut engine = self.libraries.engine(&entry.libraries).map_err(one)?;
        add(&mut engine, &listed.source, &entry.facts).map_err(one)?;
        Ok(policy(listed, entry.facts.clone(), engine))
    }
}

/// Adds a control of which everything is known to an engine.
fn add(engine: &mut Engine, source: &Source, facts: &Facts) -> Result<(), Diagnostic> {
    engine.parse(&source.file, &source.text)?;
    add_witness(engine, &source.file, facts)
}

fn add_witness(engine: &mut Engine, file: &str, facts: &Facts) -> Result<(), Diagnostic> {
    match &facts.witness {
        Some(text) => engine.parse(&witness_file(file), text),
        None => Ok(()),
    }
}

/// What messages name in the place of a file for a witness.
fn witness_file(file: &str) -> String {
    format!("{file} (witness)")
}

/// A control in an engine.
fn policy(listed: &Listed, facts: Facts, engine: Engine) -> Policy {
    Policy {
        id: listed.id.clone(),
        service: listed.service.clone(),
        package: package(&listed.source.text).unwrap_or_default().to_owned(),
        file: listed.source.file.clone(),
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
        engine,
        linked: None,
        has_not_applicable: facts.has_not_applicable,
        has_witness: facts.witness.is_some(),
    }
}
