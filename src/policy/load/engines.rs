//! From controls that are known to controls that can be asked: each in an engine, those that ship with assize together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Catalogue, Listed};
use crate::model::finding::SubjectKind;
use crate::policy::Policy;
use crate::policy::diagnostic::Diagnostic;
use crate::policy::engine::Engine;
use crate::policy::facts::{Entry, Facts};
use crate::policy::link::Linker;
use crate::policy::metadata::Metadata;
use crate::policy::needs::Reads;
use crate::policy::panel::{self, Seat};
use crate::policy::source::{Source, package};
use crate::policy::witness::{self, Witness};

/// What controls have in common that can be asked together.
type Common<'a> = (SubjectKind, &'a [String], &'a [String], bool);

/// Controls that can be asked together, with what they read together.
struct Forming<'a> {
    members: Vec<(&'a Listed, Reads)>,
    joint: Reads,
}

impl Catalogue {
    /// Controls that are loaded together: those that ship with assize and are about the same subjects. The others are alone:
    /// what one of them has wrong may not touch another.
    pub(super) fn groups(&self, chosen: Vec<usize>) -> Vec<Vec<&Listed>> {
        let mut shared: BTreeMap<Common<'_>, Vec<&Listed>> = BTreeMap::new();
        let mut groups = Vec::new();
        for listed in chosen.into_iter().map(|index| &self.controls[index]) {
            match &listed.entry {
                Some(Entry { facts, .. }) => {
                    let Metadata {
                        subject,
                        resource_types,
                        used_by,
                        ..
                    } = &listed.metadata;
                    let looks_further = facts.input.field("account").is_some();
                    let common = (*subject, &resource_types[..], &used_by[..], looks_further);
                    shared.entry(common).or_default().push(listed);
                }
                None => groups.push(vec![listed]),
            }
        }
        groups.extend(shared.into_values());
        // The largest first, so that no thread is left alone with it.
        groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
        groups
    }

    /// Controls ready to be asked.
    pub(super) fn load_group(&self, group: &[&Listed]) -> Vec<Result<Policy, Vec<Diagnostic>>> {
        let mut loaded = Vec::new();
        let mut forming: Vec<Forming<'_>> = Vec::new();
        for listed in group {
            let Some(Entry { facts, .. }) = &listed.entry else {
                loaded.push(self.load(listed));
                continue;
            };
            let reads = Reads::new(&facts.input, &facts.world, &facts.metadata);
            let member = (*listed, reads.clone());
            let mut panels = forming.iter_mut();
            match panels.find_map(|panel| panel.takes(&reads)) {
                Some(members) => members.push(member),
                None => forming.push(Forming {
                    members: vec![member],
                    joint: reads,
                }),
            }
        }
        for panel in forming {
            match self.linked(&panel) {
                Some(policies) => loaded.extend(policies.into_iter().map(Ok)),
                None => {
                    let members = panel.members.iter();
                    loaded.extend(members.map(|(listed, _)| self.load(listed)));
                }
            }
        }
        loaded
    }

    /// The controls of a panel in one engine, linked with their libraries; none where that cannot be done.
    fn linked(&self, forming: &Forming<'_>) -> Option<Vec<Policy>> {
        let mut linker = Linker::default();
        let mut modules: Vec<(String, &str, &str)> = Vec::new();
        let entries = forming.members.iter();
        let reached: BTreeSet<&String> = entries
            .filter_map(|(listed, _)| listed.entry.as_ref())
            .flat_map(|entry| &entry.libraries)
            .collect();
        for name in reached {
            let library = self.libraries.find(name)?;
            linker.add_library(&library.package, &library.text);
            modules.push((library.file.clone(), &library.package, &library.text));
        }
        let mut asked = Vec::new();
        for (listed, _) in &forming.members {
            let Source { file, text, .. } = &listed.source;
            let package = package(text)?;
            let witness = &listed.entry.as_ref()?.facts.witness;
            linker.add_control(package, text);
            modules.push((file.clone(), package, text));
            asked.push((package, witness, witness.module()));
        }
        for (package, _, module) in &asked {
            linker.add_control(package, module);
        }
        let mut engine = Engine::linked();
        for (file, package, text) in &modules {
            engine.parse(file, &linker.link(package, text)?).ok()?;
        }
        let answers: Option<Vec<String>> = asked
            .iter()
            .map(|(package, witness, _)| {
                linker.link_expression(package, &witness.head, &witness.answer())
            })
            .collect();
        engine.parse("panel", &panel::module(&answers?)).ok()?;
        let joint = Arc::new(forming.joint.clone());
        let members = forming.members.iter().zip(&asked).enumerate();
        let seated = members.map(|(place, ((listed, reads), (package, _, witness)))| {
            let facts = listed.entry.as_ref()?.facts.clone();
            let mut policy = policy(listed, facts, reads.clone(), engine.clone());
            policy.seat = Some(Seat {
                number: linker.number(package)?,
                place,
                reads: Arc::clone(&joint),
                witness: linker.link(package, witness)?.into(),
            });
            Some(policy)
        });
        seated.collect()
    }

    /// A control ready to be asked.
    pub(super) fn load(&self, listed: &Listed) -> Result<Policy, Vec<Diagnostic>> {
        let one = |error| vec![error];
        let file = &listed.source.file;
        let Some(entry) = &listed.entry else {
            let (facts, mut engine) = self.analyse(listed)?;
            add_witness(&mut engine, file, &facts.witness).map_err(one)?;
            let package = package(&listed.source.text).unwrap_or_default();
            let rules = ["deny"]
                .into_iter()
                .chain(facts.has_not_applicable.then_some("not_applicable"));
            let mut tried = |rule: &str| engine.trial(file, &format!("data.{package}.{rule}"));
            let mut found: Vec<Diagnostic> = rules.filter_map(|rule| tried(rule).err()).collect();
            if found.is_empty() {
                // The places in it are not the author's, so it has nothing to say of what the rules said.
                found.extend(tried(witness::RULE).err());
            }
            if !found.is_empty() {
                found.sort();
                found.dedup();
                return Err(found);
            }
            let reads = Reads::new(&facts.input, &facts.world, &facts.metadata);
            return Ok(policy(listed, facts, reads, engine));
        };
        let mut engine = self.libraries.engine(&entry.libraries).map_err(one)?;
        let facts = entry.facts.clone();
        add(&mut engine, &listed.source, &facts).map_err(one)?;
        let reads = Reads::new(&facts.input, &facts.world, &facts.metadata);
        Ok(policy(listed, facts, reads, engine))
    }
}

impl<'a> Forming<'a> {
    /// The members, where a control that reads this can be one; what they read is then joined.
    fn takes(&mut self, reads: &Reads) -> Option<&mut Vec<(&'a Listed, Reads)>> {
        panel::join(&mut self.joint, reads).then_some(&mut self.members)
    }
}

/// Adds a control of which everything is known to an engine.
fn add(engine: &mut Engine, source: &Source, facts: &Facts) -> Result<(), Diagnostic> {
    engine.parse(&source.file, &source.text)?;
    add_witness(engine, &source.file, &facts.witness)
}

fn add_witness(engine: &mut Engine, file: &str, witness: &Witness) -> Result<(), Diagnostic> {
    engine.parse(&witness::file(file), &witness.module())
}

/// A control in an engine.
fn policy(listed: &Listed, facts: Facts, reads: Reads, engine: Engine) -> Policy {
    Policy {
        id: listed.id.clone(),
        service: listed.service.clone(),
        package: package(&listed.source.text).unwrap_or_default().to_owned(),
        file: listed.source.file.clone(),
        line: facts.line,
        reads,
        absences: facts.absences,
        parameters: facts
            .metadata
            .parameters
            .iter()
            .map(|(name, parameter)| (name.clone(), parameter.default.clone()))
            .collect(),
        metadata: facts.metadata,
        engine,
        seat: None,
        has_not_applicable: facts.has_not_applicable,
    }
}
