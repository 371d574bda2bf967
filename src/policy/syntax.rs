//! A Rego module as plain data: just as much of the syntax tree as the analyses need.
//!
//! The engine's own tree stays inside `engine`; what `resolve` and `reads` walk is this one, so that a new version of
//! the engine changes one file.

use serde_json::Value;

/// A place in a policy file, both from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column in characters.
    pub column: u32,
}

/// A module: one policy file.
#[derive(Debug)]
pub struct Module {
    /// The package path without `data`.
    pub package: Vec<String>,
    /// Where the package is named.
    pub package_position: Position,
    /// The imports, `rego.v1` and `future.keywords` among them.
    pub imports: Vec<Import>,
    /// The rules in the order of the file; a rule with several definitions is there several times.
    pub rules: Vec<Rule>,
}

/// An import.
#[derive(Debug)]
pub struct Import {
    /// The whole path: `data`, `input` or `rego` first.
    pub path: Vec<String>,
    /// The name that it is used under.
    pub alias: String,
    /// Where it is.
    pub position: Position,
}

/// One definition of a rule.
#[derive(Debug)]
pub struct Rule {
    /// The name; a head with a path has its parts joined with dots.
    pub name: String,
    /// What it defines.
    pub kind: RuleKind,
    /// The key of a set as it is written.
    pub key_text: Option<String>,
    /// Whether it is `default name := …`.
    pub is_default: bool,
    /// The bodies: the first, then its `else` branches.
    pub bodies: Vec<Body>,
    /// Where it is.
    pub position: Position,
}

/// What a rule defines.
#[derive(Debug)]
pub enum RuleKind {
    /// `name := value`; the value stands in the body.
    Complete,
    /// `name contains key`.
    Set(Expr),
    /// `name[key] := value`.
    Object(Expr),
    /// `name(args) := value`.
    Function(Vec<Expr>),
    /// A head with a path, which is not supported.
    Path,
}

/// A body with the value that the rule takes where it holds.
#[derive(Debug)]
pub struct Body {
    /// The value; none means true.
    pub value: Option<Expr>,
    /// What must hold; empty means always.
    pub query: Vec<Statement>,
}

/// A statement of a query.
#[derive(Debug)]
pub struct Statement {
    /// What it says.
    pub literal: Literal,
    /// `with target as value`.
    pub with: Vec<(Expr, Expr)>,
    /// Its text in the file.
    pub text: String,
    /// Where it is.
    pub position: Position,
}

/// What a statement says.
#[derive(Debug)]
pub enum Literal {
    /// `some x, y`.
    Some(Vec<(String, Position)>),
    /// `some key, value in collection`.
    SomeIn {
        /// The pattern of keys.
        key: Option<Expr>,
        /// The pattern of values.
        value: Expr,
        /// What is gone through.
        collection: Expr,
    },
    /// An expression that must be defined and not false.
    Expr(Expr),
    /// An expression that must be false or undefined.
    Not(Expr),
    /// `every key, value in collection { … }`.
    Every {
        /// The name for keys.
        key: Option<String>,
        /// The name for values.
        value: String,
        /// What is gone through.
        collection: Expr,
        /// What must hold for each.
        query: Vec<Statement>,
    },
}

/// An expression.
#[derive(Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it is.
    pub position: Position,
}

/// What an expression is.
#[derive(Debug)]
pub enum ExprKind {
    /// A string, number, boolean or null.
    Scalar(Value),
    /// A name.
    Var(String),
    /// `[…]`.
    Array(Vec<Expr>),
    /// `{…}`.
    Set(Vec<Expr>),
    /// `{k: v}`.
    Object(Vec<(Expr, Expr)>),
    /// `[term | query]`.
    ArrayCompr(Box<Expr>, Vec<Statement>),
    /// `{term | query}`.
    SetCompr(Box<Expr>, Vec<Statement>),
    /// `{key: value | query}`.
    ObjectCompr(Box<Expr>, Box<Expr>, Vec<Statement>),
    /// `function(args)`.
    Call(Box<Expr>, Vec<Expr>),
    /// `base[key]` and `base.key`.
    Ref(Box<Expr>, Box<Expr>),
    /// `==`, `!=`, `<`, `<=`, `>`, `>=`.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Arithmetic, union, intersection, unary minus: operands whose values are combined.
    Combine(Vec<Expr>),
    /// `a := b`: new variables.
    Assign(Box<Expr>, Box<Expr>),
    /// `a = b`: variables that have no value get one, everything else is compared.
    Unify(Box<Expr>, Box<Expr>),
    /// `value in collection`.
    In(Option<Box<Expr>>, Box<Expr>, Box<Expr>),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`.
    Equal,
    /// `!=`.
    Unequal,
    /// `<` or `<=`.
    Below,
    /// `>` or `>=`.
    Above,
}

impl Expr {
    /// The string, if the expression is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The expressions that it is made of, those in the queries of comprehensions left out.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Scalar(_) | ExprKind::Var(_) => Vec::new(),
            ExprKind::Array(items) | ExprKind::Set(items) | ExprKind::Combine(items) => {
                items.iter().collect()
            }
            ExprKind::Object(fields) => fields
                .iter()
                .flat_map(|(key, value)| [key, value])
                .collect(),
            ExprKind::ArrayCompr(term, _) | ExprKind::SetCompr(term, _) => vec![term],
            ExprKind::ObjectCompr(key, value, _) => vec![key, value],
            ExprKind::Call(function, arguments) => {
                [&**function].into_iter().chain(arguments).collect()
            }
            ExprKind::Ref(base, key) => vec![base, key],
            ExprKind::Compare(_, left, right)
            | ExprKind::Assign(left, right)
            | ExprKind::Unify(left, right) => vec![left, right],
            ExprKind::In(key, value, collection) => key
                .iter()
                .map(|key| &**key)
                .chain([&**value, &**collection])
                .collect(),
        }
    }

    /// The expression as a path of a name and constant keys, as far as it goes: `data.a["b"]`.
    pub fn path(&self) -> Option<Vec<(&str, Position)>> {
        match &self.kind {
            ExprKind::Var(name) => Some(vec![(name, self.position)]),
            ExprKind::Ref(base, key) => {
                let mut path = base.path()?;
                path.push((key.as_str()?, key.position));
                Some(path)
            }
            _ => None,
        }
    }
}

impl Module {
    /// The import that a name stands for; `rego.v1` and the like give no names.
    pub fn import(&self, name: &str) -> Option<&Import> {
        self.imports.iter().find(|import| {
            import.alias == name
                && !matches!(
                    import.path.first().map(String::as_str),
                    Some("rego" | "future")
                )
        })
    }

    /// Whether a name means something in the module without being bound: a document, an import or a rule.
    pub fn is_global(&self, name: &str) -> bool {
        matches!(name, "input" | "data")
            || self.import(name).is_some()
            || self.rules.iter().any(|rule| rule.name == name)
    }

    /// The package path with dots.
    pub fn package_name(&self) -> String {
        self.package.join(".")
    }

    /// Whether the module holds tests.
    pub fn is_test(&self) -> bool {
        self.package
            .last()
            .is_some_and(|last| last.ends_with("_test"))
    }
}
