//! What stands before the bodies: imports, and the heads of rules.

use std::collections::BTreeMap;

use super::Resolver;
use crate::policy::diagnostic::did_you_mean;
use crate::policy::names::Target;
use crate::policy::syntax::{Module, Position, Rule, RuleKind};

impl Resolver<'_> {
    pub(super) fn imports(&mut self) {
        let mut aliases: BTreeMap<&str, &[String]> = BTreeMap::new();
        let module = self.module;
        for import in &module.imports {
            let whole = import.path.join(".");
            match import.path.first().map(String::as_str) {
                Some("rego") if whole == "rego.v1" => continue,
                Some("future") if whole.starts_with("future.keywords") => continue,
                Some("rego" | "future") => {
                    let help = did_you_mean(&whole, ["rego.v1", "future.keywords"]);
                    self.report(import.position, format!("unknown import `{whole}`"), help);
                }
                Some("data") => self.data_import(import.position, &import.path),
                Some("input") => {
                    let message = format!("import of `{whole}`: the input is not imported");
                    self.report(
                        import.position,
                        message,
                        Some(format!("write `{whole}` where it is used")),
                    );
                }
                _ => {
                    let message = format!(
                        "unknown import `{whole}`: it begins with neither `data` nor `rego`"
                    );
                    let help = Some(format!("did you mean `data.{whole}`?"));
                    self.report(import.position, message, help);
                    self.unknown_imports.insert(whole);
                }
            }
            if self.names.is_builtin_name(&import.alias) {
                let message = format!(
                    "the import's name `{}` hides built-in functions",
                    import.alias
                );
                self.report(
                    import.position,
                    message,
                    Some("give it another name with `as`".to_owned()),
                );
            }
            if let Some(other) = aliases.insert(&import.alias, &import.path)
                && other != import.path
            {
                let message = format!("two imports have the name `{}`", import.alias);
                self.report(
                    import.position,
                    message,
                    Some("give one another name with `as`".to_owned()),
                );
            }
        }
    }

    pub(super) fn data_import(&mut self, position: Position, path: &[String]) {
        let parts: Vec<(&str, Position)> =
            path.iter().map(|part| (part.as_str(), position)).collect();
        let nowhere = Module {
            package: Vec::new(),
            package_position: Position::default(),
            imports: Vec::new(),
            rules: Vec::new(),
        };
        let known = match self.names.target(&nowhere, &parts, |_| false) {
            Target::Package(_) => true,
            Target::Rule { consumed, .. } => consumed == parts.len(),
            Target::World { consumed } => consumed == parts.len(),
            _ => false,
        };
        if !known {
            let whole = path.join(".");
            let candidates: Vec<String> = self
                .names
                .packages()
                .map(|package| format!("data.{package}"))
                .collect();
            let help = did_you_mean(&whole, candidates.iter().map(String::as_str));
            self.report(
                position,
                format!("unknown import `{whole}`: there is no such package or rule"),
                help,
            );
            self.unknown_imports.insert(whole);
        }
    }

    /// Checks what the rules of each name have in common.
    pub(super) fn heads(&mut self) {
        let module = self.module;
        let mut seen: BTreeMap<&str, (&Rule, bool)> = BTreeMap::new();
        for rule in &module.rules {
            if matches!(rule.kind, RuleKind::Path) {
                let message = format!(
                    "the head of rule `{}` has a path, which is not supported",
                    rule.name
                );
                self.report(
                    rule.position,
                    message,
                    Some("give the rule a plain name".to_owned()),
                );
                continue;
            }
            if self.names.is_builtin_name(&rule.name) {
                let message = format!("rule `{}` hides built-in functions of that name", rule.name);
                self.report(
                    rule.position,
                    message,
                    Some("give the rule another name".to_owned()),
                );
            }
            if matches!(rule.name.as_str(), "input" | "data") || rule.name.starts_with("assize_") {
                self.report(
                    rule.position,
                    format!("a rule may not be called `{}`", rule.name),
                    None,
                );
            }
            if module.import(&rule.name).is_some() {
                let message = format!("rule `{}` has the name of an import", rule.name);
                self.report(rule.position, message, None);
            }
            match seen.get_mut(rule.name.as_str()) {
                None => {
                    seen.insert(&rule.name, (rule, rule.is_default));
                }
                Some((first, has_default)) => {
                    if rule.is_default && std::mem::replace(has_default, true) {
                        let message = format!("rule `{}` has two defaults", rule.name);
                        self.report(rule.position, message, None);
                    }
                    if !same_kind(&first.kind, &rule.kind) {
                        let line = first.position.line;
                        let message = format!(
                            "rule `{}` is of another kind than on line {line}",
                            rule.name
                        );
                        self.report(rule.position, message, None);
                    }
                }
            }
        }
    }
}

fn same_kind(a: &RuleKind, b: &RuleKind) -> bool {
    match (a, b) {
        (RuleKind::Function(a), RuleKind::Function(b)) => a.len() == b.len(),
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}
