//! What a policy reads, from its syntax tree.
//!
//! Values are followed from `input` and `data.snapshot.resources` through variables, comprehensions, helper rules and
//! functions, of libraries too, to the fields that are compared, passed on or put out. What is followed too little is
//! hidden from the policy and breaks its test; what cannot be followed is an error. On the way every field is checked
//! against the shape of the input.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostic::Diagnostic;
use super::flow::{Abstract, Place};
use super::mask::{Mask, Step};
use super::names::{Callee, Names, definitions};
use super::resolve::ENTRIES;
use super::shape::Shape;
use super::syntax::{
    Comparison, Expr, ExprKind, Literal, Module, Position, Rule, RuleKind, Statement,
};
use super::variables::{self, WILDCARD};
use super::witness;

mod elements;
mod expressions;
mod places;

pub use places::check_type_name;

/// What is known of the policy before its rules are read.
pub struct Context<'a> {
    /// The modules that it can refer to, itself among them.
    pub names: &'a Names<'a>,
    /// The file of each package.
    pub files: &'a BTreeMap<String, String>,
    /// The shape of `input`.
    pub input: Shape,
    /// The types of the subject.
    pub subjects: &'a [String],
    /// Fields that the author says are right although they look misspelt.
    pub unpublished: &'a BTreeMap<String, String>,
    /// Types that the author says are read where the analysis cannot tell (`custom.reads`).
    pub declared: &'a [String],
    /// Paths whose absence the author says is compliant.
    pub absent: &'a BTreeSet<String>,
    /// Whether to look closely at a `not` within a `not` too: what is found there is doubtful, not wrong.
    pub within_not: bool,
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
    /// Where something that may be absent would make the policy pass by a `not` within a `not`.
    pub absences: Vec<Diagnostic>,
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
        doubted: Vec::new(),
        steps: 0,
        in_order: BTreeMap::new(),
    };
    for entry in ENTRIES {
        // What is lost from `not_applicable` leaves the judgement to `deny`.
        let sense = if entry == DENY {
            Sense::Positive
        } else {
            Sense::Unsure
        };
        let value = analysis.rule(module, entry, Vec::new(), sense);
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

/// The largest value that is followed part by part: functions that put values into values double them at each call.
const MAX_PARTS: usize = 2000;

/// How many expressions are followed: a control takes some thousands.
const MAX_STEPS: usize = 300_000;

/// What becomes of a finding where something is undefined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sense {
    /// It is lost.
    Positive,
    /// It is made: this is inside a `not`.
    Negated,
    /// It is lost again: this is inside a `not` that is inside a `not`.
    DoublyNegated,
    /// That cannot be told.
    Unsure,
}

impl Sense {
    fn only_if(self, is_certain: bool) -> Self {
        if is_certain { self } else { Self::Unsure }
    }
}

struct Analysis<'a> {
    context: &'a Context<'a>,
    /// The expressions that were followed.
    steps: usize,
    reading: Reading,
    memo: BTreeMap<(String, String, Vec<Abstract>, Sense), Abstract>,
    stack: Vec<(String, String)>,
    /// Places whose absence some rule looks for.
    negated: BTreeSet<Place>,
    /// Positive uses of places that may be absent, with their diagnostics.
    lost: Vec<(Place, Diagnostic)>,
    /// The same inside a `not` within a `not`.
    doubted: Vec<(Place, Diagnostic)>,
    /// Which queries need to be gone through only once, by the place of their first statement in memory.
    in_order: BTreeMap<usize, bool>,
}

/// The rule or function that is being followed.
struct Frame<'m> {
    module: &'m Module,
    variables: BTreeMap<String, Abstract>,
    /// What something undefined here does to a finding.
    sense: Sense,
}

impl Frame<'_> {
    fn inner(&self, sense: Sense) -> Self {
        Self {
            module: self.module,
            variables: self.variables.clone(),
            sense,
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
        for (place, diagnostic) in std::mem::take(&mut self.doubted) {
            if !self.negated.contains(&place) {
                self.reading.absences.push(diagnostic);
            }
        }
        self.reading.absences.sort();
        self.reading.absences.dedup();
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
        sense: Sense,
    ) -> Abstract {
        let key = (module.package_name(), name.to_owned(), arguments, sense);
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
            value.join(self.definition(module, rule, &key.2, sense));
        }
        self.stack.pop();
        if value.is_larger_than(MAX_PARTS) {
            // Read whole, so that nothing is missed, and followed no further.
            self.use_whole(&value, module, Position::default());
            value = Abstract::opaque();
        }
        self.memo.insert(key, value.clone());
        value
    }

    fn definition(
        &mut self,
        module: &Module,
        rule: &Rule,
        arguments: &[Abstract],
        sense: Sense,
    ) -> Abstract {
        let mut value = Abstract::default();
        let is_entry = ENTRIES.contains(&rule.name.as_str()) && self.stack.len() == 1;
        let is_deny = is_entry && rule.name == DENY;
        for body in &rule.bodies {
            let mut frame = Frame {
                module,
                variables: BTreeMap::new(),
                sense,
            };
            if let RuleKind::Function(patterns) = &rule.kind {
                for (pattern, argument) in patterns.iter().zip(arguments) {
                    self.bind(&mut frame, pattern, argument.clone());
                }
            }
            let conditions = match &rule.kind {
                RuleKind::Set(key) if is_deny => witness::conditions(key, &body.query),
                _ => vec![true; body.query.len()],
            };
            self.query_but(&mut frame, &body.query, &conditions);
            // A finding whose message is undefined is found by the witness; what a helper rule loses is not.
            frame.sense = frame.sense.only_if(!is_deny);
            let mut result = |analysis: &mut Self, expr: &Expr| analysis.expr(&mut frame, expr);
            match &rule.kind {
                RuleKind::Set(key) => {
                    let element = result(self, key);
                    if is_entry {
                        self.elements_of(module, &rule.name, key, &element);
                    }
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

    /// Whether going through a query once tells all; asked of each query once.
    fn is_in_order(&mut self, module: &Module, query: &[Statement]) -> bool {
        let names = self.context.names;
        let is_output = |function: &Expr, count: usize| match names.callee(module, function) {
            Callee::Builtin(_, arguments) => count == usize::from(arguments) + 1,
            _ => false,
        };
        *self
            .in_order
            .entry(query.as_ptr() as usize)
            .or_insert_with(|| variables::is_in_order(query, &is_output))
    }

    /// What something undefined does inside a `not`.
    fn within_not(&self, sense: Sense) -> Sense {
        match sense {
            _ if !self.context.within_not => Sense::Unsure,
            Sense::Positive | Sense::DoublyNegated => Sense::Negated,
            Sense::Negated => Sense::DoublyNegated,
            Sense::Unsure => Sense::Unsure,
        }
    }

    /// Follows a query in which some statements are no conditions: they may be undefined.
    fn query_but(&mut self, frame: &mut Frame<'_>, query: &[Statement], conditions: &[bool]) {
        let sense = frame.sense;
        let once = self.is_in_order(frame.module, query);
        for _ in 0..ROUNDS {
            let before = frame.variables.clone();
            for (statement, is_condition) in query.iter().zip(conditions) {
                frame.sense = sense.only_if(*is_condition);
                self.statement(frame, statement);
            }
            frame.sense = sense;
            if once || frame.variables == before {
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
                let mut inner = frame.inner(self.within_not(frame.sense));
                let value = self.expr(&mut inner, expr);
                self.may_be_lost(&inner, &value, expr.position);
                if frame.sense == Sense::Positive
                    && matches!(expr.kind, ExprKind::Ref(..) | ExprKind::Var(_))
                {
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
                let mut inner = frame.inner(frame.sense);
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
        let sense = frame.sense;
        // Whether more elements or fewer make a finding is seen only where the collection is used.
        frame.sense = sense.only_if(!matches!(
            right.kind,
            ExprKind::ArrayCompr(..) | ExprKind::SetCompr(..) | ExprKind::ObjectCompr(..)
        ));
        let value = self.expr(frame, right);
        frame.sense = sense;
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
            Comparison::Equal,
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
}
