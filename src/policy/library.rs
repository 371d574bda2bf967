//! The libraries that policies share.
//!
//! An engine prepares every module in it before its first answer, so a control gets an engine with just the libraries that it
//! can reach. Controls that reach the same ones share what was parsed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock, PoisonError};

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
    /// Its package.
    pub package: String,
    /// Its text.
    pub text: String,
    /// Whether it ships with assize.
    pub builtin: bool,
    module: OnceLock<Result<Module, Diagnostic>>,
}

impl Library {
    /// The syntax tree, made when it is first asked for: a run of built-in controls does not need it.
    ///
    /// # Errors
    /// The text is no Rego.
    pub fn module(&self) -> Result<&Module, Diagnostic> {
        self.module
            .get_or_init(|| Engine::default().add(&self.file, &self.text))
            .as_ref()
            .map_err(Clone::clone)
    }
}

impl Libraries {
    /// Adds a library.
    pub fn add(&mut self, source: &Source, package: &str) {
        self.known.push(Library {
            file: source.file.clone(),
            package: package.to_owned(),
            text: source.text.clone().into_owned(),
            builtin: source.builtin,
            module: OnceLock::new(),
        });
    }

    /// The libraries in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Library> {
        self.known.iter()
    }

    /// The syntax trees.
    ///
    /// # Errors
    /// A library is no Rego.
    pub fn modules(&self) -> Result<Vec<&Module>, Diagnostic> {
        self.known.iter().map(Library::module).collect()
    }

    /// The library of a package.
    pub fn find(&self, package: &str) -> Option<&Library> {
        self.known.iter().find(|library| library.package == package)
    }

    /// An engine with the libraries of these packages.
    ///
    /// # Errors
    /// A library is no Rego.
    pub fn engine(&self, packages: &[String]) -> Result<Engine, Diagnostic> {
        let reached: BTreeSet<usize> = (0..self.known.len())
            .filter(|index| packages.contains(&self.known[*index].package))
            .collect();
        // Not held while parsing: other threads want other libraries.
        let engines = || self.engines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = engines().get(&reached) {
            return Ok(engine.clone());
        }
        let mut engine = Engine::default();
        for index in &reached {
            let library = &self.known[*index];
            engine.parse(&library.file, &library.text)?;
        }
        engines().insert(reached, engine.clone());
        Ok(engine)
    }

    /// The libraries that a policy's text can reach.
    pub fn of(&self, text: &str) -> impl Iterator<Item = &Library> {
        self.reached(text)
            .into_iter()
            .filter_map(|package| self.find(&package))
    }

    /// Adds to an engine, which holds what one text reaches, what another reaches besides.
    ///
    /// # Errors
    /// A library is no Rego.
    pub fn complete(&self, engine: &mut Engine, held: &str, text: &str) -> Result<(), Diagnostic> {
        let held = self.reached(held);
        for library in self.of(text) {
            if !held.contains(&library.package) {
                engine.parse(&library.file, &library.text)?;
            }
        }
        Ok(())
    }

    /// The packages of the libraries that are named in a text, or in one that is reached. One too many does no harm.
    pub fn reached(&self, text: &str) -> Vec<String> {
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
            .into_iter()
            .map(|index| self.known[index].package.clone())
            .collect()
    }
}
