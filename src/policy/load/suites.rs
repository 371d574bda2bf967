//! Test files with what they test, and what has none.

use std::collections::BTreeSet;

use super::{Catalogue, Diagnostic, Engine, Listed, LoadError, Policy, package, whole_file};
use crate::parallel;
use crate::policy::names::Names;
use crate::policy::resolve::resolve;
use crate::policy::source::Source;
use crate::policy::syntax::Module;
use crate::policy::test::faults::Constants;
use crate::policy::test::{Suite, Tested};

impl Catalogue {
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

    /// A control with its syntax tree, which only its tests want.
    fn load_with_tree(&self, listed: &Listed) -> Result<(Policy, Module), Vec<Diagnostic>> {
        let policy = self.load(listed)?;
        let module = Engine::default()
            .add(&listed.source.file, &listed.source.text)
            .map_err(|error| vec![error])?;
        Ok((policy, module))
    }
}
