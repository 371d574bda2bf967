//! What a control says of a document: asked as in a run, through the mask and with its witness.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::document::Document;
use crate::policy::Policy;
use crate::policy::engine::{Engine, Value, fields_from_json, from_json};
use crate::policy::question::Question;

/// What a control says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing is wrong.
    Pass,
    /// Something is wrong.
    Deny,
    /// The control does not concern the subject, which it says with a reason.
    NotApplicable,
    /// No usable answer: in a run this is ERROR.
    Broken,
}

/// A control that is asked.
pub(super) struct Judge<'a> {
    policy: &'a Policy,
    engine: Engine,
    world: Value,
    question: Question,
    known: BTreeMap<(Value, Value), Verdict>,
}

impl<'a> Judge<'a> {
    pub fn new(policy: &'a Policy) -> Self {
        Self {
            policy,
            engine: policy.engine.prepared(),
            world: Value::Undefined,
            question: Question::new(policy),
            known: BTreeMap::new(),
        }
    }

    /// Asks about a document. What was asked before is known.
    pub fn verdict(&mut self, document: &Document) -> Verdict {
        let input =
            from_json(&document.input, &self.policy.reads.input).unwrap_or_else(Value::new_object);
        let key = (input, self.shown_world(document));
        if let Some(verdict) = self.known.get(&key) {
            return *verdict;
        }
        let verdict = self.ask(&key).unwrap_or(Verdict::Broken);
        self.known.insert(key, verdict);
        verdict
    }

    fn ask(&mut self, (input, world): &(Value, Value)) -> Result<Verdict, String> {
        if self.world != *world {
            self.engine.set_data(world.clone())?;
            self.world = world.clone();
        }
        self.engine.set_input(input.clone());
        let said = self.question.ask(&mut self.engine)?;
        if !said.denied.is_empty() {
            return Ok(Verdict::Deny);
        }
        if !said.not_applicable.is_empty() {
            return Ok(Verdict::NotApplicable);
        }
        Ok(Verdict::Pass)
    }

    /// The resources of all accounts, as far as the control reads them.
    fn shown_world(&self, document: &Document) -> Value {
        let nothing = serde_json::Map::new();
        let object = |fields: Vec<(&str, Value)>| {
            Value::from(
                fields
                    .into_iter()
                    .map(|(name, value)| (Value::from(name), value))
                    .collect::<BTreeMap<_, _>>(),
            )
        };
        let types = self
            .policy
            .reads
            .world
            .iter()
            .map(|(name, reads)| {
                let items = document
                    .world
                    .get("resources")
                    .and_then(|all| all.get(name));
                let items = items
                    .and_then(Json::as_object)
                    .unwrap_or(&nothing)
                    .iter()
                    .filter_map(|(key, item)| {
                        let item = fields_from_json(item.as_object()?, &reads.mask);
                        Some((key.as_str(), item))
                    })
                    .collect();
                (name.as_str(), object(items))
            })
            .collect::<Vec<_>>();
        if types.is_empty() {
            return Value::new_object();
        }
        object(vec![(
            "snapshot",
            object(vec![("resources", object(types))]),
        )])
    }
}
