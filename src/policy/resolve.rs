//! The strict resolver: every name in a policy must stand for something.
//!
//! The engine itself lets most of this pass: an unknown function in a branch that is not reached is silently nothing, a
//! second file's import replaces the first's, a variable bound only inside `not` makes it true. Here all of it is an error
//! with its place, before anything is judged.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::diagnostic::{Diagnostic, did_you_mean, nearest};
use super::names::{Callee, Names, Target, arity, definitions};
use super::syntax::{Expr, ExprKind, Literal, Module, Position, Rule, RuleKind, Statement};
use super::variables::{self, WILDCARD};

/// The rules that assize asks for.
pub const ENTRIES: [&str; 2] = ["deny", "not_applicable"];

/// Checks one module against all that it can refer to.
pub fn resolve(file: &str, module: &Module, names: &Names<'_>) -> Vec<Diagnostic> {
    let mut resolver = Resolver {
        file,
        module,
        names,
        found: Vec::new(),
        unknown_imports: BTreeSet::new(),
    };
    resolver.imports();
    resolver.heads();
    for rule in &module.rules {
        resolver.rule(rule);
    }
    resolver.recursion();
    resolver.unused();
    resolver.found.sort();
    resolver.found.dedup();
    resolver.found
}

struct Resolver<'a> {
    file: &'a str,
    module: &'a Module,
    names: &'a Names<'a>,
    found: Vec<Diagnostic>,
    /// Imports of what is not there: what is written with their names is wrong for that reason, which is told once.
    unknown_imports: BTreeSet<String>,
}

/// The variables that have a value at some point.
type Scope = BTreeSet<String>;

impl Resolver<'_> {
    fn report(&mut self, position: Position, message: String, help: Option<String>) {
        self.found
            .push(Diagnostic::new(self.file, position, message).with_help(help));
    }

    fn imports(&mut self) {
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

    fn data_import(&mut self, position: Position, path: &[String]) {
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
    fn heads(&mut self) {
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

    fn rule(&mut self, rule: &Rule) {
        let mut scope = Scope::new();
        if let RuleKind::Function(arguments) = &rule.kind {
            for argument in arguments {
                self.hides(argument);
                variables::pattern(argument, &mut scope);
            }
        }
        for body in &rule.bodies {
            let mut inner = scope.clone();
            self.query(&body.query, &mut inner);
            if let RuleKind::Set(key) | RuleKind::Object(key) = &rule.kind {
                self.expr(key, &inner);
            }
            if let Some(value) = &body.value {
                self.expr(value, &inner);
            }
        }
    }

    /// Checks a query; afterwards `scope` holds what it binds too.
    fn query(&mut self, query: &[Statement], scope: &mut Scope) {
        let names = self.names;
        let module = self.module;
        let is_output = |function: &Expr, count: usize| match names.callee(module, function) {
            Callee::Builtin(_, arguments) => count == usize::from(arguments) + 1,
            _ => false,
        };
        scope.extend(
            variables::bound(query, &is_output)
                .into_iter()
                .filter(|name| !self.module.is_global(name)),
        );
        for statement in query {
            if !statement.with.is_empty() && !self.module.is_test() {
                let message = "`with` outside a test".to_owned();
                let help = Some("pass what changes to a function instead".to_owned());
                self.report(statement.position, message, help);
            }
            for (target, value) in &statement.with {
                self.with_target(target, scope);
                self.expr(value, scope);
            }
            match &statement.literal {
                Literal::Some(declared) => {
                    for (name, position) in declared {
                        self.hides_name(name, *position);
                        if !scope.contains(name) {
                            let message =
                                format!("`{name}` is declared, but nothing gives it a value");
                            self.report(*position, message, None);
                        }
                    }
                }
                Literal::SomeIn {
                    key,
                    value,
                    collection,
                } => {
                    for pattern in key.iter().chain([value]) {
                        self.hides(pattern);
                    }
                    for expr in key.iter().chain([value, collection]) {
                        self.expr(expr, scope);
                    }
                }
                Literal::Expr(expr) | Literal::Not(expr) => self.expr(expr, scope),
                Literal::Every {
                    key,
                    value,
                    collection,
                    query,
                } => {
                    self.expr(collection, scope);
                    for name in key.iter().chain([value]) {
                        self.hides_name(name, statement.position);
                    }
                    let mut inner = scope.clone();
                    inner.extend(key.iter().chain([value]).cloned());
                    self.query(query, &mut inner);
                }
            }
        }
    }

    /// Refuses new variables that hide something else of their name: what is read through such a name could not be told.
    fn hides(&mut self, pattern: &Expr) {
        self.takes_apart(pattern);
        let mut names = BTreeSet::new();
        variables::pattern(pattern, &mut names);
        for name in names {
            self.hides_name(&name, pattern.position);
        }
    }

    /// Refuses objects with variables as patterns: this engine takes one that has more fields than the pattern, others do not.
    fn takes_apart(&mut self, pattern: &Expr) {
        match &pattern.kind {
            ExprKind::Array(items) => {
                for item in items {
                    self.takes_apart(item);
                }
            }
            ExprKind::Object(_) => {
                let mut names = BTreeSet::new();
                variables::pattern(pattern, &mut names);
                names.retain(|name| !self.module.is_global(name));
                if !names.is_empty() {
                    let message = "an object with variables is no pattern".to_owned();
                    let help =
                        "name the fields (`x := value.field`); to make an object, write `:=`";
                    self.report(pattern.position, message, Some(help.to_owned()));
                }
            }
            _ => {}
        }
    }

    fn hides_name(&mut self, name: &str, position: Position) {
        if self.module.is_global(name) {
            let message =
                format!("variable `{name}` hides the rule, import or document of that name");
            let help = Some("give the variable another name".to_owned());
            self.report(position, message, help);
        }
    }

    fn with_target(&mut self, target: &Expr, scope: &Scope) {
        // A built-in function, or the document that holds the resources of all accounts.
        let is_known = target.path().is_some_and(|path| {
            let written: Vec<&str> = path.iter().map(|(part, _)| *part).collect();
            written == ["data", "snapshot"] || self.names.builtin(&written.join(".")).is_some()
        });
        if !is_known {
            self.expr(target, scope);
        }
    }

    fn expr(&mut self, expr: &Expr, scope: &Scope) {
        match &expr.kind {
            ExprKind::Scalar(_) => {}
            ExprKind::Var(_) => self.reference(expr, scope),
            ExprKind::Array(items) | ExprKind::Set(items) | ExprKind::Combine(items) => {
                for item in items {
                    self.expr(item, scope);
                }
            }
            ExprKind::Object(fields) => {
                for (key, value) in fields {
                    self.expr(key, scope);
                    self.expr(value, scope);
                }
            }
            ExprKind::ArrayCompr(term, query) | ExprKind::SetCompr(term, query) => {
                let mut inner = scope.clone();
                self.query(query, &mut inner);
                self.expr(term, &inner);
            }
            ExprKind::ObjectCompr(key, value, query) => {
                let mut inner = scope.clone();
                self.query(query, &mut inner);
                self.expr(key, &inner);
                self.expr(value, &inner);
            }
            ExprKind::Call(function, arguments) => self.call(function, arguments, scope),
            ExprKind::Ref(base, key) => {
                self.reference(expr, scope);
                if expr.path().is_none() {
                    self.expr(base, scope);
                }
                self.expr(key, scope);
            }
            ExprKind::Assign(left, right) => {
                self.hides(left);
                self.expr(left, scope);
                self.expr(right, scope);
            }
            ExprKind::Unify(left, right) => {
                for side in [left, right] {
                    self.takes_apart(side);
                    self.expr(side, scope);
                }
            }
            ExprKind::Compare(_, left, right) => {
                self.expr(left, scope);
                self.expr(right, scope);
            }
            ExprKind::In(key, value, collection) => {
                for expr in key.iter().chain([value, collection]) {
                    self.expr(expr, scope);
                }
            }
        }
    }

    /// Checks a name or a path of constant parts.
    fn reference(&mut self, expr: &Expr, scope: &Scope) {
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
            Target::Input { .. } | Target::World { .. } | Target::Rule { .. } => {}
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

    fn help_for_name(&self, root: &str, scope: &Scope) -> Option<String> {
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

    fn unknown_data(&mut self, path: &[(&str, Position)]) {
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

    fn call(&mut self, function: &Expr, arguments: &[Expr], scope: &Scope) {
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
    fn format(&mut self, arguments: &[Expr]) {
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

    /// Refuses rules that need themselves: the engine would run such a function until the stack ends.
    fn recursion(&mut self) {
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
    fn unused(&mut self) {
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

fn same_kind(a: &RuleKind, b: &RuleKind) -> bool {
    match (a, b) {
        (RuleKind::Function(a), RuleKind::Function(b)) => a.len() == b.len(),
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// All names that a rule mentions.
fn mentioned(rule: &Rule, names: &mut BTreeSet<String>) {
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
