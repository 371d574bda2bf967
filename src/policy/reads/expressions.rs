//! What expressions stand for: references, calls, comparisons.

use serde_json::Value;

use super::{Analysis, COUNT, Frame, MAX_STEPS, Sense};
use crate::policy::flow::{Abstract, Place, Root};
use crate::policy::mask::Step;
use crate::policy::names::{Callee, Target};
use crate::policy::shape::Shape;
use crate::policy::syntax::{Comparison, Expr, ExprKind, Position};
use crate::policy::variables::WILDCARD;

/// Which number of elements makes a comparison hold, on one of its sides.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    More,
    Fewer,
    Unsure,
}

impl Count {
    /// What is known of both sides. A count equals zero when there are few, and differs from it when there are more.
    fn sides(comparison: Comparison, left: &Expr, right: &Expr) -> (Self, Self) {
        let is_zero = |expr: &Expr| matches!(&expr.kind, ExprKind::Scalar(Value::Number(number)) if number.as_u64() == Some(0));
        match comparison {
            Comparison::Above => (Self::More, Self::Fewer),
            Comparison::Below => (Self::Fewer, Self::More),
            _ if !is_zero(left) && !is_zero(right) => (Self::Unsure, Self::Unsure),
            Comparison::Equal => (Self::Fewer, Self::Fewer),
            Comparison::Unequal => (Self::More, Self::More),
        }
    }
}

impl Analysis<'_> {
    pub(super) fn expr(&mut self, frame: &mut Frame<'_>, expr: &Expr) -> Abstract {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            if self.steps == MAX_STEPS + 1 {
                let message = "the policy is too complicated to be followed".to_owned();
                let help = "split it into controls that each look at one thing".to_owned();
                self.report(frame.module, expr.position, message, Some(help));
            }
            return Abstract::opaque();
        }
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
                let mut inner = frame.inner(frame.sense);
                self.query(&mut inner, query);
                let element = self.expr(&mut inner, term);
                self.may_be_lost(&inner, &element, term.position);
                Abstract::collection(element)
            }
            ExprKind::ObjectCompr(key, value, query) => {
                let mut inner = frame.inner(frame.sense);
                self.query(&mut inner, query);
                let name = self.expr(&mut inner, key);
                self.use_whole(&name, frame.module, expr.position);
                let element = self.expr(&mut inner, value);
                self.may_be_lost(&inner, &name, key.position);
                self.may_be_lost(&inner, &element, value.position);
                Abstract::collection(element)
            }
            ExprKind::Call(function, arguments) => {
                self.call(frame, function, arguments, Count::Unsure)
            }
            ExprKind::Compare(comparison, left, right) => {
                let (of_left, of_right) = Count::sides(*comparison, left, right);
                let a = self.side(frame, of_left, left);
                let b = self.side(frame, of_right, right);
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
                for operand in key.iter().chain([value]) {
                    let value = self.expr(frame, operand);
                    self.use_whole(&value, frame.module, operand.position);
                }
                let within = self.expr(frame, collection);
                self.use_whole(&within, frame.module, collection.position);
                if let Some(kind @ ("a string" | "a number" | "a boolean")) =
                    self.kind(collection, &within)
                {
                    let message = format!("looks for something in {kind}: nothing is in it");
                    let help = (kind == "a string").then(|| "use `contains`".to_owned());
                    self.report(frame.module, collection.position, message, help);
                }
                Abstract::opaque()
            }
        }
    }

    /// A side of a comparison. Where more elements make it hold, one that is lost from a count loses the finding; where fewer
    /// do, one that is there too many does.
    pub(super) fn side(&mut self, frame: &mut Frame<'_>, holds: Count, expr: &Expr) -> Abstract {
        match &expr.kind {
            ExprKind::Call(function, arguments)
                if holds != Count::Unsure
                    && function.path().is_some_and(|path| path[0].0 == COUNT) =>
            {
                self.call(frame, function, arguments, holds)
            }
            _ => self.expr(frame, expr),
        }
    }

    pub(super) fn reference(&mut self, frame: &mut Frame<'_>, expr: &Expr) -> Abstract {
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
                } => (self.rule(module, name, Vec::new(), frame.sense), consumed),
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

    pub(super) fn index_by(
        &mut self,
        frame: &mut Frame<'_>,
        base: &Abstract,
        key: &Expr,
    ) -> Abstract {
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

    /// A call. `counts` tells which number of elements of what is only counted makes the finding.
    pub(super) fn call(
        &mut self,
        frame: &mut Frame<'_>,
        function: &Expr,
        arguments: &[Expr],
        counts: Count,
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
                self.rule(module, name, values, frame.sense)
            }
            Callee::Builtin(name, expected) => {
                let (inputs, outputs) =
                    arguments.split_at(arguments.len().min(usize::from(expected)));
                // In what is only counted an element that is undefined is one fewer, which may as well make a finding.
                let sense = frame.sense;
                if name == COUNT {
                    frame.sense = match counts {
                        Count::More => sense,
                        Count::Fewer => self.within_not(sense),
                        Count::Unsure => Sense::Unsure,
                    };
                }
                let values: Vec<Abstract> = inputs
                    .iter()
                    .map(|argument| self.expr(frame, argument))
                    .collect();
                frame.sense = sense;
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
    pub(super) fn builtin(
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
    pub(super) fn steps(
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

    pub(super) fn may_be_list(&self, key: &Abstract) -> bool {
        key.opaque
            || key.element.is_some()
            || key.places.iter().any(|place| {
                !matches!(
                    self.shape(place),
                    Shape::String | Shape::Number | Shape::Boolean
                )
            })
    }

    pub(super) fn compared(
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
                Comparison::Equal | Comparison::Unequal => "they are never equal",
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
    pub(super) fn kind(&mut self, expr: &Expr, value: &Abstract) -> Option<&'static str> {
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
    pub(super) fn may_be_lost(&mut self, frame: &Frame<'_>, value: &Abstract, position: Position) {
        if !matches!(frame.sense, Sense::Positive | Sense::DoublyNegated) {
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
            if frame.sense == Sense::DoublyNegated {
                let message = format!(
                    "`{path}` may be absent; then this `not` holds, and the one around it loses the finding"
                );
                let help = "add a rule for `not …` alone, or say under `absent_is_compliant` why absence is right";
                let diagnostic = self
                    .diagnostic(module, position, message)
                    .with_help(Some(help.to_owned()));
                self.doubted.push((place, diagnostic));
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
}
