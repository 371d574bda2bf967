//! The strict resolver: every name in a policy must stand for something.
//!
//! The engine itself lets most of this pass: an unknown function in a branch that is not reached is silently nothing, a
//! second file's import replaces the first's, a variable bound only inside `not` makes it true. Here all of it is an error
//! with its place, before anything is judged.

mod heads;
mod references;
mod whole;

use std::collections::BTreeSet;

use super::diagnostic::Diagnostic;
use super::names::{Callee, Names};
use super::syntax::{Expr, ExprKind, Literal, Module, Position, Rule, RuleKind, Statement};
use super::variables;

pub(super) use whole::mentioned;

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
        function: None,
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
    /// The function of a library that is looked at.
    function: Option<String>,
}

/// The variables that have a value at some point.
type Scope = BTreeSet<String>;

impl Resolver<'_> {
    fn report(&mut self, position: Position, message: String, help: Option<String>) {
        self.found
            .push(Diagnostic::new(self.file, position, message).with_help(help));
    }

    fn rule(&mut self, rule: &Rule) {
        let mut scope = Scope::new();
        self.function = None;
        if let RuleKind::Function(arguments) = &rule.kind {
            let is_library = self.module.package.get(1).is_some_and(|part| part == "lib");
            self.function = (is_library && !self.module.is_test()).then(|| rule.name.clone());
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
}
