//! Where the values in a policy come from: an abstract value is the set of places in the input that it may stand for.

use std::collections::{BTreeMap, BTreeSet};

use super::mask::Step;

/// A place in what a policy is given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Where the path begins.
    pub root: Root,
    /// The path from there.
    pub path: Vec<Step>,
}

/// The documents that a policy is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// `input`.
    Input,
    /// `data.snapshot.resources`.
    World,
}

/// What a value may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Abstract {
    /// Places whose value it may be.
    pub places: BTreeSet<Place>,
    /// What its elements may be, if it was put together in the policy.
    pub element: Option<Box<Abstract>>,
    /// What its fields may be, if it was put together in the policy.
    pub fields: BTreeMap<String, Abstract>,
    /// Strings that it may be.
    pub constants: BTreeSet<String>,
    /// Whether it may be something else.
    pub opaque: bool,
}

impl Abstract {
    /// A value of which nothing is known, and which stands for no place.
    pub fn opaque() -> Self {
        Self {
            opaque: true,
            ..Self::default()
        }
    }

    /// The value at a place.
    pub fn place(place: Place) -> Self {
        Self {
            places: BTreeSet::from([place]),
            ..Self::default()
        }
    }

    /// A constant string.
    pub fn constant(text: &str) -> Self {
        Self {
            constants: BTreeSet::from([text.to_owned()]),
            ..Self::default()
        }
    }

    /// A collection of such elements.
    pub fn collection(element: Abstract) -> Self {
        Self {
            element: Some(Box::new(element)),
            ..Self::default()
        }
    }

    /// The strings that the value must be one of, if it can be nothing else.
    pub fn only_constants(&self) -> Option<&BTreeSet<String>> {
        let only = !self.opaque
            && self.places.is_empty()
            && self.element.is_none()
            && self.fields.is_empty()
            && !self.constants.is_empty();
        only.then_some(&self.constants)
    }

    /// Adds what another value may be.
    pub fn join(&mut self, other: Abstract) {
        self.places.extend(other.places);
        self.constants.extend(other.constants);
        self.opaque |= other.opaque;
        if let Some(element) = other.element {
            match &mut self.element {
                Some(own) => own.join(*element),
                None => self.element = Some(element),
            }
        }
        for (name, field) in other.fields {
            self.fields.entry(name).or_default().join(field);
        }
    }

    /// What it is gone through by: the keys of an object, the indices of a list; of a set the elements themselves.
    pub fn keys(&self) -> Abstract {
        let mut keys = self.element.as_deref().cloned().unwrap_or_default();
        keys.opaque = true;
        keys
    }

    /// What an element or field may be, of the parts that were put together in the policy.
    pub fn built(&self, step: &Step) -> Abstract {
        let mut value = Abstract::default();
        if let Some(element) = &self.element {
            value.join((**element).clone());
        }
        match step {
            Step::Field(name) => {
                if let Some(field) = self.fields.get(name) {
                    value.join(field.clone());
                }
            }
            Step::Each => {
                for field in self.fields.values() {
                    value.join(field.clone());
                }
            }
        }
        value.opaque |= self.opaque;
        value
    }
}

impl Abstract {
    /// Whether the value has more parts than `limit`.
    pub fn is_larger_than(&self, limit: usize) -> bool {
        let mut parts = 0;
        let mut next = vec![self];
        while let Some(value) = next.pop() {
            parts += 1 + value.places.len() + value.constants.len();
            if parts > limit {
                return true;
            }
            next.extend(value.element.as_deref());
            next.extend(value.fields.values());
        }
        false
    }
}
