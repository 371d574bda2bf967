//! Names, paths and calls: each must stand for something.

use serde_json::Value;

use super::{Resolver, Scope};
use crate::policy::diagnostic::{did_you_mean, nearest};
use crate::policy::names::{Callee, Target, arity};
use crate::policy::syntax::{Expr, ExprKind, Position};
use crate::policy::variables::WILDCARD;

impl Resolver<'_> {
    /// Checks a name or a path of constant parts.
    pub(super) fn reference(&mut self, expr: &Expr, scope: &Scope) {
        let Some(path) = expr.path() else {
            return;
        };
        let (root, position) = path[0];
        if root == WILDCARD || scope.contains(root) {
            return;
        }
        match self
            .names
            .target(self.module, &path, |name| scope.contains(name))
        {
            Target::Rule { module, name, .. }
                if arity(module, name).is_some() && !self.module.is_test() =>
            {
                self.report(
                    position,
                    format!("`{name}` is a function and no value"),
                    Some(format!("call it: `{name}(…)`")),
                );
            }
            Target::Input { .. } | Target::World { .. } | Target::Rule { .. } => {
                self.imported_in_function(&path);
            }
            Target::Package(package) => {
                let message = format!(
                    "`{}` is a whole package; name one of its rules",
                    package.package_name()
                );
                self.report(position, message, None);
            }
            Target::UnknownData => self.unknown_data(&path),
            Target::Local => {
                // `x.y` with an unknown x is reported once, at x.
                let help = self.help_for_name(root, scope);
                let message = format!("unknown name `{root}`");
                self.report(position, message, help);
            }
        }
    }

    /// Refuses what a function of a library reads by an import. Where all rules of the library were evaluated before the function
    /// is called, the engine takes an import for one of them, finds none, and all that is read by it is undefined.
    fn imported_in_function(&mut self, path: &[(&str, Position)]) {
        let (root, position) = path[0];
        let Some(function) = &self.function else {
            return;
        };
        if self.module.import(root).is_some() {
            let full = self.names.full_path(self.module, path);
            let message = format!(
                "function `{function}` of a library reads `{root}` by its import, which the engine may not find"
            );
            self.report(position, message, Some(format!("write `{full}`")));
        }
    }

    pub(super) fn help_for_name(&self, root: &str, scope: &Scope) -> Option<String> {
        if let Some(package) = self
            .names
            .packages()
            .find(|package| package.rsplit('.').next() == Some(root) && !package.ends_with("_test"))
        {
            return Some(format!("`import data.{package}` is missing"));
        }
        let known = scope
            .iter()
            .map(String::as_str)
            .chain(self.module.rules.iter().map(|rule| rule.name.as_str()))
            .chain(
                self.module
                    .imports
                    .iter()
                    .filter(|import| import.path.first().is_some_and(|root| root == "data"))
                    .map(|import| import.alias.as_str()),
            )
            .chain(["input", "data"]);
        did_you_mean(root, known).or_else(|| {
            Some(format!(
                "nothing gives `{root}` a value; a variable inside `not` must be bound outside it"
            ))
        })
    }

    pub(super) fn unknown_data(&mut self, path: &[(&str, Position)]) {
        let position = path
            .last()
            .map_or(Position::default(), |(_, position)| *position);
        let full = self.names.full_path(self.module, path);
        let is_below = |whole: &String| {
            full.strip_prefix(whole.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if self.unknown_imports.iter().any(is_below) {
            return;
        }
        // The longest package that the path begins with tells what was meant.
        let inner = full.strip_prefix("data.").unwrap_or(&full);
        let package = self
            .names
            .packages()
            .filter(|package| inner == *package || inner.starts_with(&format!("{package}.")))
            .max_by_key(|package| package.len());
        if let Some(package) = package.and_then(|package| self.names.module(package)) {
            let rest = &inner[package.package_name().len()..];
            let rule = rest
                .trim_start_matches('.')
                .split('.')
                .next()
                .unwrap_or_default();
            let help = did_you_mean(rule, package.rules.iter().map(|rule| rule.name.as_str()));
            let message = format!("package `{}` has no rule `{rule}`", package.package_name());
            self.report(position, message, help);
            return;
        }
        let candidates: Vec<String> = self
            .names
            .packages()
            .map(|package| format!("data.{package}"))
            .chain(["data.snapshot.resources".to_owned()])
            .collect();
        let prefix: String = full.split('.').take(3).collect::<Vec<_>>().join(".");
        let help = nearest(&full, candidates.iter().map(String::as_str))
            .or_else(|| nearest(&prefix, candidates.iter().map(String::as_str)))
            .map(|near| format!("did you mean `{near}`?"));
        self.report(position, format!("unknown data path `{full}`"), help);
    }

    pub(super) fn call(&mut self, function: &Expr, arguments: &[Expr], scope: &Scope) {
        for argument in arguments {
            self.expr(argument, scope);
        }
        let count = arguments.len();
        match self.names.callee(self.module, function) {
            Callee::Function { module, name } => match arity(module, name) {
                Some(expected) if expected == count => {}
                Some(expected) => {
                    let message =
                        format!("function `{name}` takes {expected} arguments, here are {count}");
                    self.report(function.position, message, None);
                }
                None => {
                    let message = format!("rule `{name}` is not a function");
                    self.report(function.position, message, None);
                }
            },
            Callee::Builtin(name, expected) => {
                if let Some(why) = self.names.forbidden(&name) {
                    let message = format!("function `{name}` may not be used");
                    self.report(function.position, message, Some(why.to_owned()));
                    return;
                }
                let expected = usize::from(expected);
                // `print` takes any number; another function may have its result as a last argument.
                if name != "print" && count != expected && count != expected + 1 {
                    let message =
                        format!("function `{name}` takes {expected} arguments, here are {count}");
                    self.report(function.position, message, None);
                }
                if name == "sprintf" {
                    self.format(arguments);
                }
            }
            Callee::Unknown(name) => {
                if let Some(why) = self.names.forbidden(&name) {
                    let message = format!("function `{name}` may not be used");
                    self.report(function.position, message, Some(why.to_owned()));
                    return;
                }
                let path = function.path().unwrap_or_default();
                let help = match self.names.target(self.module, &path, |_| false) {
                    Target::UnknownData => {
                        self.unknown_data(&path);
                        return;
                    }
                    _ => self
                        .module
                        .rules
                        .iter()
                        .map(|rule| rule.name.as_str())
                        .chain(self.names.nearest_builtin(&name))
                        .filter_map(|known| nearest(&name, [known]))
                        .min_by_key(|known| strsim::damerau_levenshtein(&name, known))
                        .map(|near| format!("did you mean `{near}`?"))
                        .or_else(|| {
                            let root = name.split('.').next().unwrap_or(&name);
                            self.names
                                .packages()
                                .find(|package| {
                                    name.contains('.') && package.rsplit('.').next() == Some(root)
                                })
                                .map(|package| format!("`import data.{package}` is missing"))
                        }),
                };
                self.report(
                    function.position,
                    format!("unknown function `{name}`"),
                    help,
                );
            }
        }
    }

    /// Checks a `sprintf` whose format and arguments are written out: a wrong count would lose the finding.
    pub(super) fn format(&mut self, arguments: &[Expr]) {
        let [format, values, ..] = arguments else {
            return;
        };
        let (ExprKind::Scalar(Value::String(text)), ExprKind::Array(values)) =
            (&format.kind, &values.kind)
        else {
            return;
        };
        let mut verbs = 0;
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                continue;
            }
            match chars.next() {
                Some('%') => {}
                Some('s' | 'd' | 'v' | 'f' | 't' | 'q' | 'x') => verbs += 1,
                other => {
                    let verb: String = other.into_iter().collect();
                    let message = format!("the verb `%{verb}` is not supported");
                    self.report(
                        format.position,
                        message,
                        Some("use %s, %d, %v, %f or %t".to_owned()),
                    );
                    return;
                }
            }
        }
        if verbs != values.len() {
            let message = format!("the format has {verbs} verbs and {} values", values.len());
            self.report(format.position, message, None);
        }
    }
}
