//! Asking one policy about one subject.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::index::Index;
use super::shown::{self, Shown, item_value};
use crate::model::finding::Violation;
use crate::model::item::ConfigurationItem;
use crate::model::snapshot::{AccountScope, Header, RegionScope};
use crate::policy::Policy;
use crate::policy::engine::{Engine, Value, from_json, to_json};
use crate::policy::question::Question;

/// What a policy says of a subject, before it is known what could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing is wrong.
    Nothing,
    /// This is wrong.
    Violations(Vec<Violation>),
    /// The control does not concern the subject, and why.
    NotApplicable(String),
    /// The policy gave no usable answer, and why.
    Broken(String),
    /// The resource is not there any more.
    Deleted,
}

/// A policy ready to be asked.
pub struct Judge<'a> {
    /// The policy.
    pub policy: &'a Policy,
    engine: Engine,
    question: Question,
    /// What is the same for every subject.
    constant: BTreeMap<Value, Value>,
    /// Whether the policy was given the resources of all accounts that it reads, and if not, why.
    world: Result<(), String>,
    /// The account that was asked about last, as the policy sees it: it is the same for each of its regions and resources.
    account: Option<(String, Value)>,
    /// Whether the input of the last question is kept, and the input.
    keeps: bool,
    kept: Option<Value>,
}

impl<'a> Judge<'a> {
    /// Prepares a policy for the subjects of a snapshot.
    pub fn new(policy: &'a Policy, collected_at: &str) -> Self {
        let mut constant = BTreeMap::new();
        let parameters: Json = policy.parameters.clone().into_iter().collect();
        for (name, value) in [
            ("parameters", parameters),
            ("snapshot", json!({"collectedAt": collected_at})),
        ] {
            let value = policy
                .reads
                .input
                .field(name)
                .and_then(|mask| from_json(&value, mask));
            if let Some(value) = value {
                constant.insert(Value::from(name), value);
            }
        }
        Self {
            policy,
            engine: policy.engine.prepared(),
            question: Question::new(policy),
            constant,
            world: Ok(()),
            account: None,
            keeps: false,
            kept: None,
        }
    }

    /// Keeps the input of the last question, so that its answer can be explained.
    pub fn keeping(mut self) -> Self {
        self.keeps = true;
        self
    }

    /// Forgets the last question.
    pub fn forget(&mut self) {
        self.kept = None;
    }

    /// The engine as it was asked last, with the input; none when nothing was asked.
    pub fn last_asked(&self) -> Option<(Engine, Json)> {
        let input = self.kept.clone()?;
        let json = to_json(&input);
        let mut engine = self.engine.clone();
        engine.set_input(input);
        Some((engine, json))
    }

    /// Gives the policy the resources of all accounts that it reads.
    pub fn set_world(&mut self, index: &Index) {
        if self.policy.reads.world.is_empty() {
            return;
        }
        let types: BTreeMap<Value, Value> = self
            .policy
            .reads
            .world
            .iter()
            .map(|(resource_type, reads)| {
                let items = index.of_type(resource_type).into_values();
                (
                    Value::from(resource_type.as_str()),
                    shown::resources(items, reads),
                )
            })
            .collect();
        let resources = object([("resources", Value::from(types))]);
        self.world = self.engine.set_data(object([("snapshot", resources)]));
    }

    /// Asks about a resource that is judged by itself.
    pub fn resource(&mut self, item: &ConfigurationItem) -> Answer {
        self.ask_resource(item, Vec::new())
    }

    /// Asks about a resource that is judged beside others of its account.
    pub fn resource_with_account(
        &mut self,
        item: &ConfigurationItem,
        header: &Header,
        shown: &Shown<'a>,
    ) -> Answer {
        let Some(account) = header
            .accounts
            .iter()
            .find(|account| account.id == item.account_id)
        else {
            return Answer::Broken(format!(
                "the snapshot's header does not name account {}",
                item.account_id
            ));
        };
        let extra = vec![("account", self.account_value(account, shown))];
        self.ask_resource(item, extra)
    }

    fn ask_resource(&mut self, item: &ConfigurationItem, mut extra: Vec<(&str, Value)>) -> Answer {
        let Some(reads) = self.policy.reads.subject.get(&item.resource_type) else {
            return Answer::Broken(format!("the control is not about `{}`", item.resource_type));
        };
        if item.configuration_item_status.is_deleted() && !reads.deleted {
            return Answer::Deleted;
        }
        extra.push(("resource", item_value(item, reads)));
        self.ask(extra)
    }

    /// Asks about an account.
    pub fn account(&mut self, account: &AccountScope, shown: &Shown<'a>) -> Answer {
        let value = self.account_value(account, shown);
        self.ask(vec![("account", value)])
    }

    /// Asks about a region of an account.
    pub fn region(
        &mut self,
        account: &AccountScope,
        region: &RegionScope,
        shown: &Shown<'a>,
    ) -> Answer {
        let own = self
            .policy
            .reads
            .region
            .iter()
            .map(|(resource_type, reads)| {
                let resources = shown.of_region(resource_type, &account.id, &region.name, reads);
                (Value::from(resource_type.as_str()), resources)
            });
        let mut fields = BTreeMap::from([(
            Value::from("resources"),
            Value::from(own.collect::<BTreeMap<_, _>>()),
        )]);
        self.add_scalars("region", &region_json(region), &mut fields);
        let account = self.account_value(account, shown);
        self.ask(vec![("region", Value::from(fields)), ("account", account)])
    }

    fn account_value(&mut self, account: &AccountScope, shown: &Shown<'a>) -> Value {
        match &self.account {
            Some((id, value)) if *id == account.id => value.clone(),
            _ => {
                let value = self.account_in(account, shown);
                self.account = Some((account.id.clone(), value.clone()));
                value
            }
        }
    }

    fn account_in(&self, account: &AccountScope, shown: &Shown<'a>) -> Value {
        let own = self
            .policy
            .reads
            .account
            .iter()
            .map(|(resource_type, reads)| {
                let resources = shown.of_account(resource_type, &account.id, reads);
                (Value::from(resource_type.as_str()), resources)
            });
        let mut fields = BTreeMap::from([(
            Value::from("resources"),
            Value::from(own.collect::<BTreeMap<_, _>>()),
        )]);
        let regions: Vec<Json> = account.regions.iter().map(region_json).collect();
        let scalars = json!({"id": account.id, "partition": account.partition, "regions": regions});
        self.add_scalars("account", &scalars, &mut fields);
        Value::from(fields)
    }

    /// Adds the fields of an account or region that are not resources, as far as they are read.
    fn add_scalars(&self, owner: &str, json: &Json, fields: &mut BTreeMap<Value, Value>) {
        let Some(mask) = self.policy.reads.input.field(owner) else {
            return;
        };
        for (name, value) in json.as_object().into_iter().flatten() {
            if let Some(value) = mask.field(name).and_then(|mask| from_json(value, mask)) {
                fields.insert(Value::from(name.as_str()), value);
            }
        }
    }

    fn ask(&mut self, fields: Vec<(&str, Value)>) -> Answer {
        let mut input = self.constant.clone();
        input.extend(
            fields
                .into_iter()
                .map(|(name, value)| (Value::from(name), value)),
        );
        let input = Value::from(input);
        if self.keeps {
            self.kept = Some(input.clone());
        }
        self.engine.set_input(input);
        let answer = self.answer();
        self.engine.set_input(Value::new_object());
        answer.unwrap_or_else(Answer::Broken)
    }

    fn answer(&mut self) -> Result<Answer, String> {
        self.world.clone()?;
        let said = self.question.ask(&mut self.engine)?;
        if !said.denied.is_empty() {
            return Ok(Answer::Violations(violations(&said.denied)?));
        }
        let reasons = reasons(&said.not_applicable)?;
        if !reasons.is_empty() {
            return Ok(Answer::NotApplicable(reasons.join("; ")));
        }
        Ok(Answer::Nothing)
    }
}

/// Reads `deny`. Anything that is not an object with a message is a fault of the policy, not a pass.
fn violations(denied: &[Value]) -> Result<Vec<Violation>, String> {
    denied
        .iter()
        .map(|element| match to_json(element) {
            Json::Object(mut fields) => {
                let text = |value: Option<Json>| match value {
                    None => Ok(None),
                    Some(Json::String(text)) => Ok(Some(text)),
                    Some(other) => Err(other),
                };
                let message = text(fields.remove("message"));
                let path = text(fields.remove("path"));
                match (message, path) {
                    (Ok(Some(message)), Ok(path))
                        if fields.is_empty() && !message.trim().is_empty() =>
                    {
                        Ok(Violation { message, path })
                    }
                    _ => Err(malformed("deny", element)),
                }
            }
            _ => Err(malformed("deny", element)),
        })
        .collect()
}

/// Reads `not_applicable`.
fn reasons(elements: &[Value]) -> Result<Vec<String>, String> {
    elements
        .iter()
        .map(|element| match to_json(element) {
            Json::Object(fields) => match fields.get("reason") {
                Some(Json::String(reason)) if fields.len() == 1 && !reason.trim().is_empty() => {
                    Ok(reason.clone())
                }
                _ => Err(malformed("not_applicable", element)),
            },
            _ => Err(malformed("not_applicable", element)),
        })
        .collect()
}

fn malformed(rule: &str, element: &Value) -> String {
    let wanted = match rule {
        "deny" => "an object with a string `message` and at most a string `path`",
        _ => "an object with a string `reason`",
    };
    let mut shown = element.to_string();
    if shown.chars().count() > 200 {
        shown = shown.chars().take(200).chain(['…']).collect();
    }
    format!("`{rule}` holds {shown}, which is not {wanted}")
}

fn region_json(region: &RegionScope) -> Json {
    json!({"name": region.name, "optInStatus": region.opt_in_status, "selected": region.selected})
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::from(
        fields
            .into_iter()
            .map(|(name, value)| (Value::from(name), value))
            .collect::<BTreeMap<_, _>>(),
    )
}
