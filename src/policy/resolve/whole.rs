//! What only the whole module shows: rules that need themselves, and rules that nothing needs.

use std::collections::{BTreeMap, BTreeSet};

use super::{ENTRIES, Resolver};
use crate::policy::diagnostic::did_you_mean;
use crate::policy::names::definitions;
use crate::policy::syntax::{Rule, RuleKind};
use crate::policy::variables;

impl Resolver<'_> {
    /// Refuses rules that need themselves: the engine would run such a function until the stack ends.
    pub(super) fn recursion(&mut self) {
        let module = self.module;
        let calls: BTreeMap<&str, BTreeSet<String>> = module
            .rules
            .iter()
            .map(|rule| (rule.name.as_str(), ()))
            .collect::<BTreeMap<_, _>>()
            .into_keys()
            .map(|name| {
                let mut used = BTreeSet::new();
                for rule in definitions(module, name) {
                    mentioned(rule, &mut used);
                }
                used.retain(|used| module.rules.iter().any(|rule| rule.name == *used));
                (name, used)
            })
            .collect();
        for rule in &module.rules {
            let mut reached: BTreeSet<&str> = BTreeSet::new();
            let mut next: Vec<&str> = vec![&rule.name];
            while let Some(name) = next.pop() {
                for called in calls.get(name).into_iter().flatten() {
                    if *called == rule.name {
                        let message = format!("rule `{}` needs itself", rule.name);
                        self.report(rule.position, message, None);
                        return;
                    }
                    if reached.insert(called) {
                        next.push(called);
                    }
                }
            }
        }
    }

    /// Refuses rules that nothing uses: a misspelt `deny` would be one.
    pub(super) fn unused(&mut self) {
        let module = self.module;
        let is_library = module.package.get(1).is_some_and(|part| part == "lib");
        if is_library && !module.is_test() {
            return;
        }
        let is_entry = |name: &str| {
            if module.is_test() {
                name.starts_with("test_")
            } else {
                ENTRIES.contains(&name)
            }
        };
        let mut used = BTreeSet::new();
        for rule in &module.rules {
            let mut mentions = BTreeSet::new();
            mentioned(rule, &mut mentions);
            mentions.remove(&rule.name);
            used.extend(mentions);
        }
        let mut reported = BTreeSet::new();
        for rule in &module.rules {
            if is_entry(&rule.name) || used.contains(&rule.name) || !reported.insert(&rule.name) {
                continue;
            }
            let (message, help) = if module.is_test() {
                (
                    format!("rule `{}` is neither a test nor used by one", rule.name),
                    Some("a test's name begins with `test_`".to_owned()),
                )
            } else {
                (
                    format!("rule `{}` is never used", rule.name),
                    did_you_mean(&rule.name, ENTRIES),
                )
            };
            self.report(rule.position, message, help);
        }
    }
}

/// All names that a rule mentions.
pub(in crate::policy) fn mentioned(rule: &Rule, names: &mut BTreeSet<String>) {
    if let RuleKind::Set(key) | RuleKind::Object(key) = &rule.kind {
        variables::used(key, names);
    }
    for body in &rule.bodies {
        if let Some(value) = &body.value {
            variables::used(value, names);
        }
        variables::used_in(&body.query, names);
    }
}
