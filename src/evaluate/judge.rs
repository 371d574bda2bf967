//! Asking controls about one subject.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde_json::{Value as Json, json};

use super::index::Index;
use super::shown::{self, Shown, item_value};
use crate::model::finding::{SubjectKind, Violation};
use crate::model::item::ConfigurationItem;
use crate::model::snapshot::{AccountScope, Header, RegionScope};
use crate::policy::engine::{Engine, Value, from_json, to_json};
use crate::policy::needs::Reads;
use crate::policy::question::{Question, Said};
use crate::policy::{Policy, PolicySet, panel, witness};

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

/// Controls ready to be asked together: one, or those of a panel.
#[derive(Clone)]
pub struct Judge<'a> {
    members: Arc<[Member<'a>]>,
    /// What they are shown.
    reads: &'a Reads,
    engine: Engine,
    /// What is the same for every subject.
    constant: BTreeMap<Value, Value>,
    /// Whether they were given the resources of all accounts that they read, and if not, why.
    world: Result<(), String>,
    /// The account that was asked about last, as they see it: it is the same for each of its regions and resources.
    account: Option<(String, Value)>,
    /// The engine in which those of a panel are asked one by one, made when that is needed.
    apart: Arc<OnceLock<Result<Engine, String>>>,
    /// Whether the input of the last question is kept, and the input.
    keeps: bool,
    kept: Option<Value>,
}

/// A control that is asked.
pub struct Member<'a> {
    /// Its place in the set of policies.
    pub index: usize,
    /// The control.
    pub policy: &'a Policy,
    question: Question,
    /// The place of its answer among those of its panel.
    place: usize,
}

impl<'a> Judge<'a> {
    /// Prepares the controls at these places of a set, which are one, or of one panel.
    pub fn new(set: &'a PolicySet, places: &[usize], collected_at: &str) -> Self {
        let members: Arc<[Member<'_>]> = places
            .iter()
            .map(|index| {
                let policy = &set.policies[*index];
                Member {
                    index: *index,
                    policy,
                    question: Question::new(policy),
                    place: policy.seat().map_or(0, |seat| seat.place),
                }
            })
            .collect();
        let first = members[0].policy;
        let reads = first.seat().map_or(&first.reads, |seat| &seat.reads);
        let mut constant = BTreeMap::new();
        let mut add = |name: &str, field: &str, value: &Json, reads: &Reads| {
            let mask = reads.input.field(name);
            if let Some(value) = mask.and_then(|mask| from_json(value, mask)) {
                constant.insert(Value::from(field), value);
            }
        };
        let snapshot = json!({"collectedAt": collected_at});
        add("snapshot", "snapshot", &snapshot, reads);
        for Member { policy, .. } in members.iter() {
            let parameters: Json = policy.parameters.clone().into_iter().collect();
            let field = policy.parameters_field();
            add("parameters", &field, &parameters, &policy.reads);
        }
        Self {
            engine: first.engine.prepared(),
            members,
            reads,
            constant,
            world: Ok(()),
            account: None,
            apart: Arc::default(),
            keeps: false,
            kept: None,
        }
    }

    /// Who is asked, in the order of the answers.
    pub fn members(&self) -> &[Member<'a>] {
        &self.members
    }

    /// What they are shown.
    pub fn reads(&self) -> &'a Reads {
        self.reads
    }

    /// What they are asked about.
    pub fn subject_kind(&self) -> SubjectKind {
        self.members[0].policy.metadata.subject
    }

    /// Whether a subject can be judged as soon as it is seen.
    pub fn is_local(&self) -> bool {
        self.subject_kind() == SubjectKind::Resource && self.reads.is_local()
    }

    /// How long they take beside others, about.
    pub fn weight(&self) -> usize {
        let policies = self.members.iter().map(|member| member.policy);
        policies.map(|policy| policy.reads.needs().count()).sum()
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

    /// Gives them the resources of all accounts that they read.
    pub fn set_world(&mut self, index: &Index) {
        if self.reads.world.is_empty() {
            return;
        }
        let types: BTreeMap<Value, Value> = self
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
    pub fn resource(&mut self, item: &ConfigurationItem) -> Vec<Answer> {
        self.ask_resource(item, Vec::new())
    }

    /// Asks about a resource that is judged beside others of its account.
    pub fn resource_with_account(
        &mut self,
        item: &ConfigurationItem,
        header: &Header,
        shown: &Shown<'a>,
    ) -> Vec<Answer> {
        let Some(account) = header
            .accounts
            .iter()
            .find(|account| account.id == item.account_id)
        else {
            return self.all(&Answer::Broken(format!(
                "the snapshot's header does not name account {}",
                item.account_id
            )));
        };
        let extra = vec![("account", self.account_value(account, shown))];
        self.ask_resource(item, extra)
    }

    /// The same answer for all.
    fn all(&self, answer: &Answer) -> Vec<Answer> {
        vec![answer.clone(); self.members.len()]
    }

    fn ask_resource(
        &mut self,
        item: &ConfigurationItem,
        mut extra: Vec<(&str, Value)>,
    ) -> Vec<Answer> {
        let Some(reads) = self.reads.subject.get(&item.resource_type) else {
            let why = format!("the control is not about `{}`", item.resource_type);
            return self.all(&Answer::Broken(why));
        };
        if item.configuration_item_status.is_deleted() && !reads.deleted {
            return self.all(&Answer::Deleted);
        }
        extra.push(("resource", item_value(item, reads)));
        self.ask(extra)
    }

    /// Asks about an account.
    pub fn account(&mut self, account: &AccountScope, shown: &Shown<'a>) -> Vec<Answer> {
        let value = self.account_value(account, shown);
        self.ask(vec![("account", value)])
    }

    /// Asks about a region of an account.
    pub fn region(
        &mut self,
        account: &AccountScope,
        region: &RegionScope,
        shown: &Shown<'a>,
    ) -> Vec<Answer> {
        let own = self.reads.region.iter().map(|(resource_type, reads)| {
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
        let own = self.reads.account.iter().map(|(resource_type, reads)| {
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
        let Some(mask) = self.reads.input.field(owner) else {
            return;
        };
        for (name, value) in json.as_object().into_iter().flatten() {
            if let Some(value) = mask.field(name).and_then(|mask| from_json(value, mask)) {
                fields.insert(Value::from(name.as_str()), value);
            }
        }
    }

    fn ask(&mut self, fields: Vec<(&str, Value)>) -> Vec<Answer> {
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
        self.engine.set_input(input.clone());
        let answers = self.answers(input);
        self.engine.set_input(Value::new_object());
        answers
    }

    fn answers(&mut self, input: Value) -> Vec<Answer> {
        if let Err(why) = &self.world {
            return self.all(&Answer::Broken(why.clone()));
        }
        let members = Arc::clone(&self.members);
        let one_by_one = |engine: &mut Engine| {
            let said = members.iter().map(|member| member.question.ask(engine));
            said.map(answer).collect()
        };
        if !members[0].policy.is_linked() {
            return one_by_one(&mut self.engine);
        }
        if let Ok(all) = self.engine.eval(&panel::path()) {
            let said = members.iter().map(|member| {
                let place = u64::try_from(member.place).unwrap_or(u64::MAX);
                member.question.said(&all[place])
            });
            return said.map(answer).collect();
        }
        // What one of them fails on, the others may still answer.
        match self.apart.get_or_init(|| self.made_apart()) {
            Ok(engine) => {
                let mut engine = engine.prepared();
                engine.set_input(input);
                one_by_one(&mut engine)
            }
            Err(why) => self.all(&Answer::Broken(why.clone())),
        }
    }

    /// The engine in which each member of a panel can be asked alone.
    fn made_apart(&self) -> Result<Engine, String> {
        let mut engine = self.engine.clone();
        for Member { policy, .. } in self.members.iter() {
            if let Some(seat) = policy.seat() {
                let parsed = engine.parse(&witness::file(&policy.file), &seat.witness);
                parsed.map_err(|error| error.to_string())?;
            }
        }
        Ok(engine)
    }
}

/// Who gave no usable answer did not pass.
fn answer(said: Result<Said, String>) -> Answer {
    said.and_then(of_what_was_said)
        .unwrap_or_else(Answer::Broken)
}

fn of_what_was_said(said: Said) -> Result<Answer, String> {
    if !said.denied.is_empty() {
        return Ok(Answer::Violations(violations(&said.denied)?));
    }
    let reasons = reasons(&said.not_applicable)?;
    if !reasons.is_empty() {
        return Ok(Answer::NotApplicable(reasons.join("; ")));
    }
    Ok(Answer::Nothing)
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
