//! What a name in a policy stands for.

use std::collections::BTreeMap;

use super::diagnostic::nearest;
use super::syntax::{Expr, Module, Position, Rule, RuleKind};

/// Built-in functions that give another answer each time, or reach out of the program. A verdict may not depend on one.
const FORBIDDEN: &[(&str, &str)] = &[
    ("http.send", "a policy may not use the network"),
    ("opa.runtime", "a policy may not read the environment"),
    ("rand.intn", "a verdict may not depend on chance"),
    ("uuid.rfc4122", "a verdict may not depend on chance"),
    (
        "time.now_ns",
        "use `input.snapshot.collectedAt`, so that an old snapshot keeps its report",
    ),
    ("net.lookup_ip_addr", "a policy may not use the network"),
    ("trace", "use `print`"),
    ("rego.parse_module", "a policy may not load policies"),
];

/// The modules that a policy can refer to, and the built-in functions.
pub struct Names<'a> {
    modules: BTreeMap<String, &'a Module>,
    builtins: BTreeMap<&'static str, u8>,
}

/// What a path of constant parts stands for. `rest` is the number of parts that remain after it.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// `input`.
    Input {
        /// Parts of the written path that make up the prefix: 1, or an alias's length.
        consumed: usize,
    },
    /// `data.snapshot.resources`.
    World {
        /// Parts of the written path that it takes.
        consumed: usize,
    },
    /// A rule of a module.
    Rule {
        /// The module.
        module: &'a Module,
        /// The rule's name.
        name: &'a str,
        /// Parts of the written path that it takes.
        consumed: usize,
    },
    /// A whole package, which is no value.
    Package(&'a Module),
    /// Something under `data` that does not exist.
    UnknownData,
    /// A name that is none of these: a local variable, if it is bound.
    Local,
}

impl<'a> Names<'a> {
    /// The names that `modules` define.
    pub fn new(modules: impl IntoIterator<Item = &'a Module>) -> Self {
        Self {
            modules: modules
                .into_iter()
                .map(|module| (module.package_name(), module))
                .collect(),
            builtins: super::engine::builtins().collect(),
        }
    }

    /// The module of a package.
    pub fn module(&self, package: &str) -> Option<&'a Module> {
        self.modules.get(package).copied()
    }

    /// The number of arguments of a built-in function.
    pub fn builtin(&self, name: &str) -> Option<u8> {
        self.builtins.get(name).copied()
    }

    /// Why a built-in function may not be used, if it may not.
    pub fn forbidden(&self, name: &str) -> Option<&'static str> {
        FORBIDDEN
            .iter()
            .find(|(forbidden, _)| *forbidden == name)
            .map(|(_, why)| *why)
    }

    /// Whether a name is a built-in function or the first part of one.
    pub fn is_builtin_name(&self, name: &str) -> bool {
        self.builtins
            .keys()
            .any(|builtin| builtin.split('.').next() == Some(name))
    }

    /// The built-in function whose name is nearest.
    pub fn nearest_builtin(&self, name: &str) -> Option<&'static str> {
        nearest(name, self.builtins.keys().copied())
    }

    /// The packages that can be imported.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        self.modules.keys().map(String::as_str)
    }

    /// What a path stands for in `module`, where `is_local` tells local variables.
    pub fn target<'m>(
        &self,
        module: &'m Module,
        path: &[(&str, Position)],
        is_local: impl Fn(&str) -> bool,
    ) -> Target<'m>
    where
        'a: 'm,
    {
        let Some((root, _)) = path.first() else {
            return Target::Local;
        };
        if is_local(root) {
            return Target::Local;
        }
        if let Some(rule) = module.rules.iter().find(|rule| rule.name == *root) {
            return Target::Rule {
                module,
                name: &rule.name,
                consumed: 1,
            };
        }
        let mut full: Vec<&str> = Vec::new();
        match *root {
            "input" => return Target::Input { consumed: 1 },
            "data" => full.push("data"),
            alias => match module.import(alias) {
                Some(import) if import.path.first().is_some_and(|root| root == "input") => {
                    return Target::Input { consumed: 1 };
                }
                Some(import) => full.extend(import.path.iter().map(String::as_str)),
                None => return Target::Local,
            },
        }
        let aliased = full.len();
        full.extend(path[1..].iter().map(|(part, _)| *part));
        // `consumed` counts parts as they are written, where an alias is one.
        let consumed = |parts: usize| (parts + 1).saturating_sub(aliased).max(1);
        if full.get(1..3) == Some(&["snapshot", "resources"]) {
            return Target::World {
                consumed: consumed(3),
            };
        }
        for end in (2..=full.len()).rev() {
            let package = full[1..end].join(".");
            let Some(found) = self.modules.get(&package) else {
                continue;
            };
            return match full.get(end) {
                None => Target::Package(found),
                Some(name) => match found.rules.iter().find(|rule| rule.name == *name) {
                    Some(rule) => Target::Rule {
                        module: found,
                        name: &rule.name,
                        consumed: consumed(end + 1),
                    },
                    None => Target::UnknownData,
                },
            };
        }
        Target::UnknownData
    }

    /// The whole path that a written one stands for, aliases resolved.
    pub fn full_path(&self, module: &Module, path: &[(&str, Position)]) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for (index, (part, _)) in path.iter().enumerate() {
            match module.import(part).filter(|_| index == 0) {
                Some(import) => parts.extend(import.path.iter().map(String::as_str)),
                None => parts.push(part),
            }
        }
        parts.join(".")
    }
}

/// What a call calls.
pub enum Callee<'a> {
    /// A function of a policy: all its definitions.
    Function {
        /// The module that defines it.
        module: &'a Module,
        /// Its name.
        name: &'a str,
    },
    /// A built-in function by its full name, with the number of its arguments.
    Builtin(String, u8),
    /// Nothing that is known.
    Unknown(String),
}

impl<'a> Names<'a> {
    /// What a call's function stands for.
    pub fn callee<'m>(&self, module: &'m Module, function: &Expr) -> Callee<'m>
    where
        'a: 'm,
    {
        let Some(path) = function.path() else {
            return Callee::Unknown("an expression".to_owned());
        };
        let written = path
            .iter()
            .map(|(part, _)| *part)
            .collect::<Vec<_>>()
            .join(".");
        match self.target(module, &path, |_| false) {
            Target::Rule {
                module,
                name,
                consumed,
            } if consumed == path.len() => Callee::Function { module, name },
            Target::Local => match self.builtin(&written) {
                Some(arguments) => Callee::Builtin(written, arguments),
                None => Callee::Unknown(written),
            },
            _ => Callee::Unknown(written),
        }
    }
}

/// The definitions of a rule.
pub fn definitions<'m>(module: &'m Module, name: &'m str) -> impl Iterator<Item = &'m Rule> {
    module.rules.iter().filter(move |rule| rule.name == name)
}

/// The number of arguments of a function; none when the rule is no function.
pub fn arity(module: &Module, name: &str) -> Option<usize> {
    definitions(module, name).find_map(|rule| match &rule.kind {
        RuleKind::Function(arguments) => Some(arguments.len()),
        _ => None,
    })
}
