//! The libraries that policies share.
//!
//! An engine prepares every module in it before its first answer, so a control gets an engine with just the libraries that it
//! can reach. Controls that reach the same ones share what was parsed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::diagnostic::Diagnostic;
use super::engine::Engine;
use super::source::Source;
use super::syntax::Module;

/// All libraries of a run.
#[derive(Default)]
pub struct Libraries {
    known: Vec<Library>,
    engines: Mutex<BTreeMap<BTreeSet<usize>, Engine>>,
}

/// A library.
pub struct Library {
    /// Its file.
    pub file: String,
    /// Its syntax tree.
    pub module: Module,
    /// Whether it ships with assize.
    pub builtin: bool,
    package: String,
    text: String,
}

impl Libraries {
    /// Parses a library and adds it.
    ///
    /// # Errors
    /// The text is no Rego.
    pub fn add(&mut self, source: &Source) -> Result<(), Diagnostic> {
        let mut engine = Engine::default();
        let module = engine.add(&source.file, &source.text)?;
        // What reaches this library and no other needs no second parsing.
        self.engines
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(BTreeSet::from([self.known.len()]), engine);
        self.known.push(Library {
            file: source.file.clone(),
            package: module.package_name(),
            module,
            builtin: source.builtin,
            text: source.text.clone().into_owned(),
        });
        Ok(())
    }

    /// The libraries in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Library> {
        self.known.iter()
    }

    /// The syntax trees.
    pub fn modules(&self) -> impl Iterator<Item = &Module> {
        self.known.iter().map(|library| &library.module)
    }

    /// An engine with the libraries that a policy's text can reach.
    ///
    /// # Errors
    /// A library does not parse a second time, which cannot be.
    pub fn engine(&self, text: &str) -> Result<Engine, Diagnostic> {
        let reached = self.reached(text);
        let mut engines = self.engines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = engines.get(&reached) {
            return Ok(engine.clone());
        }
        let mut engine = Engine::default();
        for index in &reached {
            let library = &self.known[*index];
            engine.add(&library.file, &library.text)?;
        }
        engines.insert(reached, engine.clone());
        Ok(engine)
    }

    /// The libraries that a policy's text can reach.
    pub fn of(&self, text: &str) -> impl Iterator<Item = &Library> {
        self.reached(text)
            .into_iter()
            .map(|index| &self.known[index])
    }

    /// Adds to an engine, which holds what one text reaches, what another reaches besides.
    ///
    /// # Errors
    /// A library does not parse a second time, which cannot be.
    pub fn complete(&self, engine: &mut Engine, held: &str, text: &str) -> Result<(), Diagnostic> {
        for index in self.reached(text).difference(&self.reached(held)) {
            let library = &self.known[*index];
            engine.add(&library.file, &library.text)?;
        }
        Ok(())
    }

    /// The libraries that are named in a text, or in one that is reached. One too many does no harm.
    fn reached(&self, text: &str) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut next = vec![text];
        while let Some(text) = next.pop() {
            for (index, library) in self.known.iter().enumerate() {
                if text.contains(&library.package) && reached.insert(index) {
                    next.push(&library.text);
                }
            }
        }
        reached
    }
}
