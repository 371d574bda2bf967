//! What a policy reads, from its syntax tree.
//!
//! Values are followed from `input` and `data.snapshot.resources` through variables, comprehensions, helper rules and
//! functions, of libraries too, to the fields that are compared, passed on or put out. What is followed too little is
//! hidden from the policy and breaks its test; what cannot be followed is an error. On the way every field is checked
//! against the shape of the input.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::diagnostic::{Diagnostic, did_you_mean};
use super::flow::{Abstract, Place, Root};
use super::mask::{Mask, Step};
use super::names::{Callee, Names, Target, definitions};
use super::resolve::ENTRIES;
use super::shape::{self, Shape};
use super::syntax::{
    Comparison, Expr, ExprKind, Literal, Module, Position, Rule, RuleKind, Statement,
};
use super::variables::WILDCARD;
use super::witness;
use crate::resource;

/// What is known of the policy before its rules are read.
pub struct Context<'a> {
    /// The modules that it can refer to, itself among them.
    pub names: &'a Names<'a>,
    /// The file of each package.
    pub files: &'a BTreeMap<String, String>,
    /// The shape of `input`.
    pub input: Shape,
    /// Types that the author says are read where the analysis cannot tell (`custom.reads`).
    pub declared: &'a [String],
    /// Paths whose absence the author says is compliant.
    pub absent: &'a BTreeSet<String>,
}

/// What a policy reads.
#[derive(Debug, Default)]
pub struct Reading {
    /// Of `input`.
    pub input: Mask,
    /// Of `data.snapshot.resources`.
    pub world: Mask,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Follows the entry rules of a policy.
pub fn reads(module: &Module, context: &Context<'_>) -> Reading {
    let mut analysis = Analysis {
        context,
        reading: Reading::default(),
        memo: BTreeMap::new(),
        stack: Vec::new(),
        negated: BTreeSet::new(),
        lost: Vec::new(),
    };
    for entry in ENTRIES {
        // What is lost from `not_applicable` leaves the judgement to `deny`.
        let value = analysis.rule(module, entry, Vec::new(), entry == DENY);
        analysis.use_whole(&value, module, Position::default());
    }
    analysis.finish()
}

/// The rule whose findings must not be lost.
const DENY: &str = "deny";

/// The function that looks at how many elements there are, and at nothing else.
const COUNT: &str = "count";

/// How deep rules and functions call each other: far above what a person writes, far below what would end the stack.
const MAX_CALLS: usize = 64;

/// How often a query is gone through until nothing new is learnt.
const ROUNDS: usize = 20;

struct Analysis<'a> {
    context: &'a Context<'a>,
    reading: Reading,
    memo: BTreeMap<(String, String, Vec<Abstract>, bool), Abstract>,
    stack: Vec<(String, String)>,
    /// Places whose absence some rule looks for.
    negated: BTreeSet<Place>,
    /// Positive uses of places that may be absent, with their diagnostics.
    lost: Vec<(Place, Diagnostic)>,
}

/// The rule or function that is being followed.
struct Frame<'m> {
    module: &'m Module,
    variables: BTreeMap<String, Abstract>,
    /// Whether something undefined here loses a finding, instead of making one.
    positive: bool,
}

impl Frame<'_> {
    fn inner(&self, positive: bool) -> Self {
        Self {
            module: self.module,
            variables: self.variables.clone(),
            positive,
        }
    }
}

impl<'a> Analysis<'a> {
    fn finish(mut self) -> Reading {
        for (place, diagnostic) in std::mem::take(&mut self.lost) {
            if !self.negated.contains(&place) {
                self.reading.diagnostics.push(diagnostic);
            }
        }
        self.reading.diagnostics.sort();
        self.reading.diagnostics.dedup();
        self.reading.input.settle();
        self.reading.world.settle();
        self.reading
    }

    fn diagnostic(&self, module: &Module, position: Position, message: String) -> Diagnostic {
        let package = module.package_name();
        let file = self.context.files.get(&package).unwrap_or(&package);
        Diagnostic::new(file, position, message)
    }

    fn report(
        &mut self,
        module: &Module,
        position: Position,
        message: String,
        help: Option<String>,
    ) {
        let diagnostic = self.diagnostic(module, position, message).with_help(help);
        self.reading.diagnostics.push(diagnostic);
    }

    // Rules and functions.

    fn rule(
        &mut self,
        module: &Module,
        name: &str,
        arguments: Vec<Abstract>,
        positive: bool,
    ) -> Abstract {
        let key = (module.package_name(), name.to_owned(), arguments, positive);
        if let Some(known) = self.memo.get(&key) {
            return known.clone();
        }
        if self.stack.len() >= MAX_CALLS {
            let position = definitions(module, name)
                .next()
                .map_or(Position::default(), |rule| rule.position);
            let message = format!("rules call each other more than {MAX_CALLS} deep here");
            self.report(module, position, message, None);
            return Abstract::opaque();
        }
        let identity = (key.0.clone(), key.1.clone());
        if self.stack.contains(&identity) {
            let position = definitions(module, name)
                .next()
                .map_or(Position::default(), |rule| rule.position);
            self.report(
                module,
                position,
                format!("rule `{name}` needs itself"),
                None,
            );
            return Abstract::opaque();
        }
        self.stack.push(identity);
        let mut value = Abstract::default();
        for rule in definitions(module, name) {
            value.join(self.definition(module, rule, &key.2, positive));
        }
        self.stack.pop();
        self.memo.insert(key, value.clone());
        value
    }

    fn definition(
        &mut self,
        module: &Module,
        rule: &Rule,
        arguments: &[Abstract],
        positive: bool,
    ) -> Abstract {
        let mut value = Abstract::default();
        let is_entry = positive && rule.name == DENY && self.stack.len() == 1;
        for body in &rule.bodies {
            let mut frame = Frame {
                module,
                variables: BTreeMap::new(),
                positive,
            };
            if let RuleKind::Function(patterns) = &rule.kind {
                for (pattern, argument) in patterns.iter().zip(arguments) {
                    self.bind(&mut frame, pattern, argument.clone());
                }
            }
            let conditions = match &rule.kind {
                RuleKind::Set(key) if is_entry => witness::conditions(key, &body.query),
                _ => vec![true; body.query.len()],
            };
            self.query_but(&mut frame, &body.query, &conditions);
            // A finding whose message is undefined is found by the witness; what a helper rule loses is not.
            frame.positive &= !is_entry;
            let mut result = |analysis: &mut Self, expr: &Expr| analysis.expr(&mut frame, expr);
            match &rule.kind {
                RuleKind::Set(key) => {
                    let element = result(self, key);
                    value.join(Abstract::collection(element));
                }
                RuleKind::Object(key) => {
                    let key = result(self, key);
                    self.use_whole(&key, module, rule.position);
                    let element = body
                        .value
                        .as_ref()
                        .map_or_else(Abstract::opaque, |value| result(self, value));
                    value.join(Abstract::collection(element));
                }
                RuleKind::Complete | RuleKind::Function(_) | RuleKind::Path => {
                    value.join(
                        body.value
                            .as_ref()
                            .map_or_else(Abstract::opaque, |value| result(self, value)),
                    );
                }
            }
        }
        value
    }

    // Statements. Rego's order of statements means nothing, so a query is followed until nothing new is learnt.

    fn query(&mut self, frame: &mut Frame<'_>, query: &[Statement]) {
        self.query_but(frame, query, &vec![true; query.len()]);
    }

    /// Follows a query in which some statements are no conditions: they may be undefined.
    fn query_but(&mut self, frame: &mut Frame<'_>, query: &[Statement], conditions: &[bool]) {
        let positive = frame.positive;
        for _ in 0..ROUNDS {
            let before = frame.variables.clone();
            for (statement, is_condition) in query.iter().zip(conditions) {
                frame.positive = positive && *is_condition;
                self.statement(frame, statement);
            }
            frame.positive = positive;
            if frame.variables == before {
                return;
            }
        }
        if let Some(statement) = query.first() {
            let message = "what this query reads cannot be told".to_owned();
            let help = Some("give intermediate values rules of their own".to_owned());
            self.report(frame.module, statement.position, message, help);
        }
    }

    fn statement(&mut self, frame: &mut Frame<'_>, statement: &Statement) {
        match &statement.literal {
            Literal::Some(_) => {}
            Literal::SomeIn {
                key,
                value,
                collection,
            } => {
                let collection = self.expr(frame, collection);
                let keys = collection.keys();
                let element = self.each(&collection, frame.module, statement.position);
                if let Some(key) = key {
                    self.bind(frame, key, keys);
                }
                self.bind(frame, value, element);
            }
            Literal::Expr(Expr {
                kind: ExprKind::Assign(left, right),
                ..
            }) => self.assign(frame, left, right),
            Literal::Expr(Expr {
                kind: ExprKind::Unify(left, right),
                position,
            }) => self.unify(frame, left, right, *position),
            Literal::Expr(expr) => {
                let value = self.expr(frame, expr);
                self.use_whole(&value, frame.module, expr.position);
            }
            Literal::Not(expr) => {
                let mut inner = frame.inner(false);
                let value = self.expr(&mut inner, expr);
                if frame.positive && matches!(expr.kind, ExprKind::Ref(..) | ExprKind::Var(_)) {
                    self.negated.extend(value.places.iter().cloned());
                }
                self.use_whole(&value, frame.module, expr.position);
            }
            Literal::Every {
                key,
                value,
                collection,
                query,
            } => {
                let over = collection;
                let collection = self.expr(frame, over);
                self.may_be_lost(frame, &collection, over.position);
                let keys = collection.keys();
                let element = self.each(&collection, frame.module, statement.position);
                let mut inner = frame.inner(frame.positive);
                if let Some(key) = key {
                    inner.variables.insert(key.clone(), keys);
                }
                inner.variables.insert(value.clone(), element);
                self.query(&mut inner, query);
            }
        }
    }

    /// `left := right`. What is undefined on the right makes the whole undefined, whatever becomes of the value.
    fn assign(&mut self, frame: &mut Frame<'_>, left: &Expr, right: &Expr) {
        let positive = frame.positive;
        // Whether more elements or fewer make a finding is seen only where the collection is used.
        frame.positive &= !matches!(
            right.kind,
            ExprKind::ArrayCompr(..) | ExprKind::SetCompr(..) | ExprKind::ObjectCompr(..)
        );
        let value = self.expr(frame, right);
        frame.positive = positive;
        self.touch(&value, frame.module, right.position);
        self.may_be_lost(frame, &value, right.position);
        self.bind(frame, left, value);
    }

    /// `left = right`. Which variable gets a value here and which is compared is the engine's to choose, so both sides are read.
    fn unify(&mut self, frame: &mut Frame<'_>, left: &Expr, right: &Expr, position: Position) {
        let (value, other) = (self.expr(frame, right), self.expr(frame, left));
        if self.is_pattern(frame, left) {
            self.bind(frame, left, value);
        }
        if self.is_pattern(frame, right) {
            self.bind(frame, right, other);
        }
        let (value, other) = (self.expr(frame, right), self.expr(frame, left));
        self.compared(
            frame,
            Comparison::Equality,
            (left, &other),
            (right, &value),
            position,
        );
    }

    fn is_pattern(&self, frame: &Frame<'_>, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Var(name) => name == WILDCARD || !frame.module.is_global(name),
            ExprKind::Array(items) => items.iter().any(|item| self.is_pattern(frame, item)),
            ExprKind::Object(fields) => fields
                .iter()
                .any(|(_, value)| self.is_pattern(frame, value)),
            _ => false,
        }
    }

    fn bind(&mut self, frame: &mut Frame<'_>, pattern: &Expr, value: Abstract) {
        match &pattern.kind {
            ExprKind::Var(name) if name == WILDCARD => {}
            ExprKind::Var(name) => frame.variables.entry(name.clone()).or_default().join(value),
            ExprKind::Array(items) => {
                let element = self.each(&value, frame.module, pattern.position);
                for item in items {
                    self.bind(frame, item, element.clone());
                }
            }
            ExprKind::Object(fields) => {
                // The pattern fits an object with just these keys, so all keys are read.
                self.each(&value, frame.module, pattern.position);
                for (key, field) in fields {
                    let step = key
                        .as_str()
                        .map_or(Step::Each, |name| Step::Field(name.to_owned()));
                    let inner = self.index(&value, &step, frame.module, key.position);
                    self.bind(frame, field, inner);
                }
            }
            _ => {
                let other = self.expr(frame, pattern);
                self.use_whole(&other, frame.module, pattern.position);
                self.use_whole(&value, frame.module, pattern.position);
            }
        }
    }

    // Expressions.

    fn expr(&mut self, frame: &mut Frame<'_>, expr: &Expr) -> Abstract {
        match &expr.kind {
            ExprKind::Scalar(Value::String(text)) => Abstract::constant(text),
            ExprKind::Scalar(_) => Abstract::opaque(),
            ExprKind::Var(_) | ExprKind::Ref(..) => self.reference(frame, expr),
            ExprKind::Array(items) | ExprKind::Set(items) => {
                let mut element = Abstract::default();
                for item in items {
                    let value = self.expr(frame, item);
                    self.may_be_lost(frame, &value, item.position);
                    element.join(value);
                }
                Abstract::collection(element)
            }
            ExprKind::Object(fields) => {
                let mut value = Abstract::default();
                for (key, expr) in fields {
                    let field = self.expr(frame, expr);
                    self.may_be_lost(frame, &field, expr.position);
                    match key.as_str() {
                        Some(name) => value.fields.entry(name.to_owned()).or_default().join(field),
                        None => {
                            let key = self.expr(frame, key);
                            self.use_whole(&key, frame.module, expr.position);
                            value.join(Abstract::collection(field));
                        }
                    }
                }
                value
            }
            ExprKind::ArrayCompr(term, query) | ExprKind::SetCompr(term, query) => {
                let mut inner = frame.inner(frame.positive);
                self.query(&mut inner, query);
                let element = self.expr(&mut inner, term);
                self.may_be_lost(&inner, &element, term.position);
                Abstract::collection(element)
            }
            ExprKind::ObjectCompr(key, value, query) => {
                let mut inner = frame.inner(frame.positive);
                self.query(&mut inner, query);
                let name = self.expr(&mut inner, key);
                self.use_whole(&name, frame.module, expr.position);
                let element = self.expr(&mut inner, value);
                self.may_be_lost(&inner, &name, key.position);
                self.may_be_lost(&inner, &element, value.position);
                Abstract::collection(element)
            }
            ExprKind::Call(function, arguments) => self.call(frame, function, arguments, false),
            ExprKind::Compare(comparison, left, right) => {
                let a = self.side(frame, *comparison == Comparison::Above, left);
                let b = self.side(frame, *comparison == Comparison::Below, right);
                self.compared(frame, *comparison, (left, &a), (right, &b), expr.position);
                Abstract::opaque()
            }
            ExprKind::Combine(operands) => {
                for operand in operands {
                    let value = self.expr(frame, operand);
                    self.use_whole(&value, frame.module, operand.position);
                    self.may_be_lost(frame, &value, operand.position);
                }
                Abstract::opaque()
            }
            ExprKind::Assign(left, right) => {
                self.assign(frame, left, right);
                Abstract::opaque()
            }
            ExprKind::Unify(left, right) => {
                self.unify(frame, left, right, expr.position);
                Abstract::opaque()
            }
            ExprKind::In(key, value, collection) => {
                for operand in key.iter().chain([value, collection]) {
                    let value = self.expr(frame, operand);
                    self.use_whole(&value, frame.module, operand.position);
                }
                Abstract::opaque()
            }
        }
    }

    /// A side of a comparison. Where more elements make it hold, one that is lost from a count loses the finding.
    fn side(&mut self, frame: &mut Frame<'_>, more_makes_it_hold: bool, expr: &Expr) -> Abstract {
        match &expr.kind {
            ExprKind::Call(function, arguments)
                if more_makes_it_hold && function.path().is_some_and(|path| path[0].0 == COUNT) =>
            {
                self.call(frame, function, arguments, frame.positive)
            }
            _ => self.expr(frame, expr),
        }
    }

    fn reference(&mut self, frame: &mut Frame<'_>, expr: &Expr) -> Abstract {
        if let Some(path) = expr.path() {
            let root = path[0].0;
            if root == WILDCARD {
                return Abstract::opaque();
            }
            let target = self.context.names.target(frame.module, &path, |name| {
                frame.variables.contains_key(name)
            });
            let (mut value, consumed) = match target {
                Target::Input { consumed } => (
                    Abstract::place(Place {
                        root: Root::Input,
                        path: Vec::new(),
                    }),
                    consumed,
                ),
                Target::World { consumed } => (
                    Abstract::place(Place {
                        root: Root::World,
                        path: Vec::new(),
                    }),
                    consumed,
                ),
                Target::Rule {
                    module,
                    name,
                    consumed,
                } => (
                    self.rule(module, name, Vec::new(), frame.positive),
                    consumed,
                ),
                // What stands for nothing is reported by the resolver.
                Target::Package(_) | Target::UnknownData => return Abstract::opaque(),
                Target::Local => (frame.variables.get(root).cloned().unwrap_or_default(), 1),
            };
            for (name, position) in &path[consumed.min(path.len())..] {
                value = self.index(
                    &value,
                    &Step::Field((*name).to_owned()),
                    frame.module,
                    *position,
                );
            }
            return value;
        }
        let ExprKind::Ref(base, key) = &expr.kind else {
            return Abstract::opaque();
        };
        let base = self.expr(frame, base);
        self.index_by(frame, &base, key)
    }

    fn index_by(&mut self, frame: &mut Frame<'_>, base: &Abstract, key: &Expr) -> Abstract {
        let module = frame.module;
        match &key.kind {
            ExprKind::Scalar(Value::String(name)) => {
                return self.index(base, &Step::Field(name.clone()), module, key.position);
            }
            ExprKind::Scalar(_) => return self.index(base, &Step::Each, module, key.position),
            ExprKind::Var(name) if name == WILDCARD => {
                return self.each(base, module, key.position);
            }
            ExprKind::Var(name)
                if !module.is_global(name) && !frame.variables.contains_key(name) =>
            {
                // The reference goes through the collection and gives the variable its keys.
                frame.variables.insert(name.clone(), base.keys());
                return self.each(base, module, key.position);
            }
            ExprKind::Array(_) | ExprKind::Object(_) if self.is_pattern(frame, key) => {
                // An element of a set is looked up by its parts.
                let element = self.each(base, module, key.position);
                self.use_whole(&element, module, key.position);
                self.bind(frame, key, element.clone());
                return element;
            }
            _ => {}
        }
        let value = self.expr(frame, key);
        if let Some(constants) = value.only_constants() {
            let mut result = Abstract::default();
            for name in constants.clone() {
                result.join(self.index(base, &Step::Field(name), module, key.position));
            }
            return result;
        }
        self.use_whole(&value, module, key.position);
        self.each(base, module, key.position)
    }

    /// A call. `counts` tells whether an element that is lost from what is only counted loses the finding.
    fn call(
        &mut self,
        frame: &mut Frame<'_>,
        function: &Expr,
        arguments: &[Expr],
        counts: bool,
    ) -> Abstract {
        let callee = self.context.names.callee(frame.module, function);
        match callee {
            Callee::Function { module, name } => {
                let values: Vec<Abstract> = arguments
                    .iter()
                    .map(|argument| self.expr(frame, argument))
                    .collect();
                for (value, argument) in values.iter().zip(arguments) {
                    self.touch(value, frame.module, argument.position);
                    self.may_be_lost(frame, value, argument.position);
                }
                self.rule(module, name, values, frame.positive)
            }
            Callee::Builtin(name, expected) => {
                let (inputs, outputs) =
                    arguments.split_at(arguments.len().min(usize::from(expected)));
                // In what is only counted an element that is undefined is one fewer, which may as well make a finding.
                let positive = frame.positive;
                frame.positive &= name != COUNT || counts;
                let values: Vec<Abstract> = inputs
                    .iter()
                    .map(|argument| self.expr(frame, argument))
                    .collect();
                frame.positive = positive;
                if name != "print" {
                    for (value, argument) in values.iter().zip(inputs) {
                        self.may_be_lost(frame, value, argument.position);
                    }
                }
                let result = self.builtin(frame, &name, inputs, &values);
                for output in outputs {
                    self.bind(frame, output, result.clone());
                }
                result
            }
            Callee::Unknown(_) => Abstract::opaque(),
        }
    }

    /// A built-in function: most look at all that they are given, some only at the outside, some pass it on.
    fn builtin(
        &mut self,
        frame: &mut Frame<'_>,
        name: &str,
        exprs: &[Expr],
        values: &[Abstract],
    ) -> Abstract {
        let module = frame.module;
        let position = exprs
            .first()
            .map_or(Position::default(), |expr| expr.position);
        match (name, values) {
            ("object.get", [object, key, default]) => {
                let mut result = self.steps(frame, object, key, &exprs[1]);
                result.join(default.clone());
                result
            }
            ("count" | "object.keys", [collection]) => {
                let mut collection = collection.clone();
                // A string is counted by its characters.
                let (strings, places) = std::mem::take(&mut collection.places)
                    .into_iter()
                    .partition(|place| matches!(self.shape(place), Shape::String));
                collection.places = places;
                self.use_whole(
                    &Abstract {
                        places: strings,
                        ..Abstract::default()
                    },
                    module,
                    position,
                );
                let element = self.each(&collection, module, position);
                // Elements that were put together are counted by value.
                if collection.element.is_some() {
                    self.use_whole(&element, module, position);
                }
                Abstract::opaque()
            }
            ("array.concat", [a, b]) => {
                let mut element = self.each(a, module, position);
                element.join(self.each(b, module, position));
                Abstract::collection(element)
            }
            (
                "is_string" | "is_number" | "is_boolean" | "is_array" | "is_object" | "is_set"
                | "is_null",
                [value],
            ) => {
                self.touch(value, module, position);
                Abstract::opaque()
            }
            _ => {
                for (value, expr) in values.iter().zip(exprs) {
                    self.use_whole(value, module, expr.position);
                }
                Abstract::opaque()
            }
        }
    }

    /// `object.get` with a name or a list of names.
    fn steps(
        &mut self,
        frame: &mut Frame<'_>,
        object: &Abstract,
        key: &Abstract,
        expr: &Expr,
    ) -> Abstract {
        let module = frame.module;
        if let ExprKind::Array(items) = &expr.kind {
            let mut value = object.clone();
            for item in items {
                value = self.index_by(frame, &value, item);
            }
            return value;
        }
        match key.only_constants() {
            Some(names) => {
                let mut result = Abstract::default();
                for name in names.clone() {
                    result.join(self.index(object, &Step::Field(name), module, expr.position));
                }
                result
            }
            None => {
                self.use_whole(key, module, expr.position);
                let mut value = self.each(object, module, expr.position);
                if self.may_be_list(key) {
                    // A list of names leads further than one step; how far cannot be told.
                    self.use_whole(object, module, expr.position);
                    value.join(Abstract::opaque());
                }
                value
            }
        }
    }

    fn may_be_list(&self, key: &Abstract) -> bool {
        key.opaque
            || key.element.is_some()
            || key.places.iter().any(|place| {
                !matches!(
                    self.shape(place),
                    Shape::String | Shape::Number | Shape::Boolean
                )
            })
    }

    fn compared(
        &mut self,
        frame: &Frame<'_>,
        comparison: Comparison,
        (left, a): (&Expr, &Abstract),
        (right, b): (&Expr, &Abstract),
        position: Position,
    ) {
        let module = frame.module;
        self.use_whole(a, module, left.position);
        self.use_whole(b, module, right.position);
        if let (Some(a), Some(b)) = (self.kind(left, a), self.kind(right, b))
            && a != b
        {
            let consequence = match comparison {
                Comparison::Equality => "they are never equal",
                Comparison::Below | Comparison::Above => "the order says nothing",
            };
            self.report(
                module,
                position,
                format!("compares {a} with {b}: {consequence}"),
                None,
            );
        }
        self.may_be_lost(frame, a, left.position);
        self.may_be_lost(frame, b, right.position);
    }

    /// The type of a side of a comparison, where it is certain.
    fn kind(&mut self, expr: &Expr, value: &Abstract) -> Option<&'static str> {
        if let ExprKind::Scalar(scalar) = &expr.kind {
            return match scalar {
                Value::String(_) => Some(Shape::String.type_name()),
                Value::Number(_) => Some(Shape::Number.type_name()),
                Value::Bool(_) => Some(Shape::Boolean.type_name()),
                _ => None,
            };
        }
        let is_place = !value.opaque
            && value.constants.is_empty()
            && value.element.is_none()
            && value.fields.is_empty()
            && value.places.len() == 1;
        if !is_place {
            return None;
        }
        let place = value.places.first()?.clone();
        match self.shape(&place) {
            Shape::Any => None,
            shape => Some(shape.type_name()),
        }
    }

    /// Notes a positive use of a place that may be absent: there the rule would be undefined and its finding lost.
    fn may_be_lost(&mut self, frame: &Frame<'_>, value: &Abstract, position: Position) {
        if !frame.positive {
            return;
        }
        let module = frame.module;
        // Only a bare place: with a default or an alternative beside it the author has thought of absence.
        if value.opaque
            || !value.constants.is_empty()
            || value.element.is_some()
            || !value.fields.is_empty()
        {
            return;
        }
        for place in value.places.clone() {
            let Some(path) = self.optional_path(&place) else {
                continue;
            };
            if self.context.absent.contains(&path) {
                continue;
            }
            let message =
                format!("`{path}` may be absent; then this is undefined and the finding is lost");
            let help = "give it a default with `object.get`, add a rule for `not …`, or say under \
                        `absent_is_compliant` why absence is right";
            let diagnostic = self
                .diagnostic(module, position, message)
                .with_help(Some(help.to_owned()));
            self.lost.push((place, diagnostic));
        }
    }

    // Places.

    /// The path of a place within its item, if a field on it may be absent.
    fn optional_path(&mut self, place: &Place) -> Option<String> {
        // What is gone through is there; only fields after the last step through a collection can be absent.
        let last_each = place
            .path
            .iter()
            .rposition(|step| *step == Step::Each)
            .map_or(0, |index| index + 1);
        let mut optional = false;
        for end in last_each..place.path.len() {
            let parent = Place {
                root: place.root,
                path: place.path[..end].to_vec(),
            };
            optional |= match (self.shape(&parent), &place.path[end]) {
                (Shape::Object(fields), Step::Field(name)) => {
                    fields.get(name).is_some_and(|field| field.optional)
                }
                // Every type is there, with or without resources.
                (Shape::Any, Step::Field(_)) => !is_resources(&parent),
                (Shape::Map(_), Step::Field(_)) => true,
                _ => false,
            };
        }
        optional.then(|| within_item(place))
    }

    fn each(&mut self, value: &Abstract, module: &Module, position: Position) -> Abstract {
        let element = self.index(value, &Step::Each, module, position);
        self.touch(&element, module, position);
        element
    }

    /// Reads whether a value is there: an assignment or a call of what is undefined is undefined, whatever becomes of the value.
    fn touch(&mut self, value: &Abstract, module: &Module, position: Position) {
        for place in &value.places {
            self.record(place, false, module, position);
        }
    }

    fn index(
        &mut self,
        value: &Abstract,
        step: &Step,
        module: &Module,
        position: Position,
    ) -> Abstract {
        let mut result = value.built(step);
        for place in &value.places {
            if let Some(place) = self.extend(place, step, module, position) {
                result.places.insert(place);
            }
        }
        result
    }

    /// A step further from a place, if the shape of the input allows it.
    fn extend(
        &mut self,
        place: &Place,
        step: &Step,
        module: &Module,
        position: Position,
    ) -> Option<Place> {
        let mut further = place.clone();
        if *step == Step::Each && is_container(place) && !is_resources(place) {
            let message = "which parts of the input this reads cannot be told".to_owned();
            let help = Some("name the field".to_owned());
            self.report(module, position, message, help);
            return None;
        }
        if is_resources(place) {
            let Step::Field(resource_type) = step else {
                let message = "which resource types this reads cannot be told";
                let help = "name the type, or list the types under `reads` in the metadata";
                self.read_declared(place, module, position, message, help);
                return None;
            };
            if let Some(help) = unknown_type(resource_type) {
                self.report(
                    module,
                    position,
                    format!("unknown resource type `{resource_type}`"),
                    help,
                );
                return None;
            }
            further.path.push(step.clone());
            return Some(further);
        }
        if is_resource_map(place) {
            // All resources of a type have one shape, whatever their key.
            further.path.push(Step::Each);
            return Some(further);
        }
        let shape = self.shape(place);
        match (shape, step) {
            (Shape::Any | Shape::Map(_), _) | (Shape::List(_) | Shape::Object(_), Step::Each) => {}
            (Shape::Object(fields), Step::Field(name)) => {
                if !fields.contains_key(name) {
                    let help =
                        did_you_mean(name, fields.keys().map(String::as_str)).or_else(|| {
                            Some(match fields.is_empty() {
                                true => "it has no fields".to_owned(),
                                false => format!("it has {}", list(fields.keys())),
                            })
                        });
                    let message = match within_item(place) {
                        within if within.is_empty() => format!("unknown field `{name}`"),
                        within => format!("unknown field `{name}` in `{within}`"),
                    };
                    self.report(module, position, message, help);
                    return None;
                }
            }
            (Shape::List(_), Step::Field(name)) => {
                let message = format!(
                    "`{}` is a list and has no field `{name}`",
                    within_item(place)
                );
                let help = Some("go through it with `some x in …`".to_owned());
                self.report(module, position, message, help);
                return None;
            }
            (Shape::String | Shape::Number | Shape::Boolean, _) => {
                let message = format!(
                    "`{}` is {} and has no parts",
                    within_item(place),
                    shape.type_name()
                );
                self.report(module, position, message, None);
                return None;
            }
        }
        further.path.push(step.clone());
        Some(further)
    }

    fn shape(&self, place: &Place) -> &'a Shape {
        let mut shape = match place.root {
            Root::Input => &self.context.input,
            Root::World => &shape::ANY,
        };
        let mut path = place.path.as_slice();
        if let Some(start) = item_start(place) {
            let Some(Step::Field(resource_type)) = path.get(start - 2) else {
                return &shape::ANY;
            };
            shape = shape::item(resource_type);
            path = &path[start..];
        }
        for step in path {
            shape = match (shape, step) {
                (Shape::Object(fields), Step::Field(name)) => match fields.get(name) {
                    Some(field) => &field.shape,
                    None => return &shape::ANY,
                },
                (Shape::List(element) | Shape::Map(element), _) => element,
                _ => return &shape::ANY,
            };
        }
        shape
    }

    /// Reads the types that the author declares, all of them and whole: which of them it is cannot be told.
    fn read_declared(
        &mut self,
        place: &Place,
        module: &Module,
        position: Position,
        message: &str,
        help: &str,
    ) {
        if self.context.declared.is_empty() {
            self.report(module, position, message.to_owned(), Some(help.to_owned()));
        }
        for resource_type in self.context.declared {
            let mut path = place.path.clone();
            path.extend([Step::Field(resource_type.clone()), Step::Each]);
            match place.root {
                Root::Input => self.reading.input.add(&path, true),
                Root::World => self.reading.world.add(&path, true),
            }
        }
    }

    fn use_whole(&mut self, value: &Abstract, module: &Module, position: Position) {
        for place in &value.places {
            self.record(place, true, module, position);
        }
        if let Some(element) = &value.element {
            self.use_whole(element, module, position);
        }
        for field in value.fields.values() {
            self.use_whole(field, module, position);
        }
    }

    fn record(&mut self, place: &Place, whole: bool, module: &Module, position: Position) {
        if is_container(place) {
            if whole {
                let message = "this takes the whole input; what it reads cannot be told";
                let help = "pass the fields that are needed";
                if is_resources(place) {
                    let help = "name the type, or list the types under `reads` in the metadata";
                    self.read_declared(place, module, position, message, help);
                } else {
                    self.report(module, position, message.to_owned(), Some(help.to_owned()));
                }
            }
            return;
        }
        match place.root {
            Root::Input => self.reading.input.add(&place.path, whole),
            Root::World => self.reading.world.add(&place.path, whole),
        }
    }
}

/// Whether a place holds resources, or objects of resources: never read whole without a word.
fn is_container(place: &Place) -> bool {
    match (place.root, place.path.as_slice()) {
        (Root::Input, []) => true,
        (Root::Input, [Step::Field(name)]) => matches!(name.as_str(), "account" | "region"),
        _ => is_resources(place),
    }
}

/// Whether a place is an object of resources by type.
fn is_resources(place: &Place) -> bool {
    match (place.root, place.path.as_slice()) {
        (Root::World, []) => true,
        (Root::Input, [Step::Field(owner), Step::Field(name)]) => {
            matches!(owner.as_str(), "account" | "region") && name == "resources"
        }
        _ => false,
    }
}

/// Whether a place is an object of one type's resources by key.
fn is_resource_map(place: &Place) -> bool {
    match place.path.split_last() {
        Some((_, parent)) => is_resources(&Place {
            root: place.root,
            path: parent.to_vec(),
        }),
        None => false,
    }
}

/// The number of steps that lead to the item a place is in, if it is one of `resources[TYPE][KEY]`.
fn item_start(place: &Place) -> Option<usize> {
    let start = match place.root {
        Root::World => 2,
        Root::Input => 4,
    };
    let is_inside = place.path.len() >= start
        && is_resources(&Place {
            root: place.root,
            path: place.path[..start - 2].to_vec(),
        });
    is_inside.then_some(start)
}

/// The path of a place as its author thinks of it: within the item, where it is in one.
fn within_item(place: &Place) -> String {
    let start = match (item_start(place), place.path.first()) {
        (Some(start), _) => start,
        (None, Some(Step::Field(name))) if place.root == Root::Input && name == "resource" => 1,
        _ => 0,
    };
    place.path[start..]
        .iter()
        .map(|step| match step {
            Step::Field(name) => name.as_str(),
            Step::Each => "*",
        })
        .collect::<Vec<_>>()
        .join(".")
}

/// What to say of a type that does not exist; none where it may.
fn unknown_type(name: &str) -> Option<Option<String>> {
    if resource::find(name).is_some() {
        return None;
    }
    let known = resource::CATALOGUE.iter().map(|known| known.name);
    let near = known
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, known)| format!("did you mean `{known}`?"));
    if near.is_some() {
        return Some(near);
    }
    let is_type = name.split("::").count() == 3 && name.split("::").all(|part| !part.is_empty());
    (!is_type).then(|| Some("a type has three parts, like `AWS::EC2::SecurityGroup`".to_owned()))
}

fn list<'a>(names: impl Iterator<Item = &'a String>) -> String {
    const SHOWN: usize = 12;
    let names: Vec<&str> = names.map(String::as_str).collect();
    let mut text = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > SHOWN {
        text.push_str(", …");
    }
    text
}

/// What is wrong with the name of a resource type in metadata, if anything.
pub fn check_type_name(name: &str) -> Option<Option<String>> {
    unknown_type(name)
}
