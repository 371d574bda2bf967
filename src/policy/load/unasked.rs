//! What is wrong with libraries and tests: names that stand for nothing, and rules that nobody asks for.

use std::collections::BTreeMap;

use super::{Catalogue, Diagnostic, Engine, package, whole_file};
use crate::policy::library::Library;
use crate::policy::names::Names;
use crate::policy::resolve::resolve;
use crate::policy::syntax::Module;

impl Catalogue {
    /// What is wrong with the libraries. Those that ship with assize are looked at only beside others.
    pub(super) fn broken_libraries(&self) -> Vec<Diagnostic> {
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
    pub(super) fn unasked(&self, packages: &BTreeMap<String, String>) -> Vec<Diagnostic> {
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
}

/// What `deny` there is in a file whose `deny` nobody asks for.
fn without_deny(file: &str, module: &Module, what: &str) -> Option<Diagnostic> {
    let rule = module.rules.iter().find(|rule| rule.name == "deny")?;
    let message = format!("{what} has no `deny`: it would never be asked");
    let help = "a control's package is neither `….lib.…` nor ends in `_test`".to_owned();
    Some(Diagnostic::new(file, rule.position, message).with_help(Some(help)))
}
