//! Why a control came to its answer about a subject: which of its rules held, where the others stopped, and what was read.
//!
//! The same judge asks the same question once more and its input is kept, so what is explained is what was judged.

mod explanation;

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use serde_json::Value as Json;

use super::Evaluation;
use super::index::{Index, is_used};
use super::join;
use super::judge::Judge;
use super::meaning::Meanings;
use super::shown::Shown;
use crate::model::finding::{Finding, Outcome, Reason, Subject, SubjectKind, Violation};
use crate::model::item::{ConfigurationItem, ItemSource};
use crate::model::snapshot::{Record, SnapshotError, SnapshotReader};
use crate::policy::engine::trace::{Trace, follow, yields};
use crate::policy::engine::{Engine, Value, to_json};
use crate::policy::mask::Mask;
use crate::policy::needs::TypeReads;
use crate::policy::syntax::{Body, Module, Rule, RuleKind, Statement};
use crate::policy::variables::{used, used_by};
use crate::policy::{Policy, PolicySet};
use crate::resource::{self, CONFIG_ACTIONS, CONFIG_DELIVERY};

pub use explanation::{Clause, Explanation, Field, Given, Operation, Resource, Stop, Wrong};

/// Rules that are asked, in the order in which they count.
const RULES: [&str; 2] = ["deny", "not_applicable"];
/// The items of a type that are shown of those beside the subject.
const ITEMS: usize = 10;
/// The fields that are shown of an item.
const FIELDS: usize = 60;

/// Explains findings of the one control of a set, which is as it is written: the module's names are those of its engine.
///
/// The reader begins the snapshot anew; `evaluation` is what came of it before, and `module` the control's syntax tree.
///
/// # Errors
/// The snapshot is cut off, altered or malformed.
pub fn explain<R: BufRead>(
    mut reader: SnapshotReader<R>,
    set: &PolicySet,
    module: &Module,
    evaluation: &Evaluation,
    findings: &[&Finding],
) -> Result<Vec<Explanation>, SnapshotError> {
    let mut explanations = Vec::new();
    for (place, policy) in set.policies.iter().enumerate() {
        debug_assert!(!policy.is_linked(), "{} is linked", policy.id);
        let keys: BTreeSet<&str> = findings
            .iter()
            .filter_map(|finding| match &finding.subject {
                Subject::Resource { key, .. } => Some(key.as_str()),
                _ => None,
            })
            .collect();
        let mut index = Index::new(set);
        let meanings = Meanings::new(set);
        while let Some(record) = reader.next_record()? {
            let Record::Item(raw) = record else { continue };
            let indexed = index.wants(&raw.resource_type);
            if indexed || policy.reads.subject.contains_key(&raw.resource_type) {
                let mut item = raw.parse()?;
                meanings.complete(&mut item);
                if indexed || keys.contains(item.key().as_str()) {
                    index.add(item);
                }
            }
        }
        if !policy.reads.is_local() {
            join::join(&mut index);
        }
        let mut judge = Judge::new(set, &[place], &evaluation.header.collected_at).keeping();
        judge.set_world(&index);
        let world = World {
            policy,
            module,
            evaluation,
            index: &index,
            shown: Shown::new(&index),
        };
        for finding in findings
            .iter()
            .filter(|finding| finding.control == policy.id)
        {
            explanations.push(world.explanation(&mut judge, finding));
        }
    }
    Ok(explanations)
}

/// What an explanation is made from.
struct World<'a> {
    policy: &'a Policy,
    module: &'a Module,
    evaluation: &'a Evaluation,
    index: &'a Index,
    shown: Shown<'a>,
}

impl<'a> World<'a> {
    fn explanation(&self, judge: &mut Judge<'a>, finding: &Finding) -> Explanation {
        let (mut gaps, mut broken) = (Vec::new(), Vec::new());
        if let Outcome::Error { reasons, .. } = &finding.outcome {
            for reason in reasons.iter() {
                match reason {
                    Reason::Gap(gap) => gaps.push(gap.clone()),
                    Reason::Policy(message) => broken.push(message.clone()),
                }
            }
        }
        let asked = self.ask(judge, &finding.subject);
        let (resources, more_resources) = self.resources(&finding.subject);
        Explanation {
            control: finding.control.clone(),
            subject: finding.subject.id(),
            status: finding.outcome.status(),
            violations: finding.outcome.violations().iter().map(wrong).collect(),
            gaps,
            broken,
            not_applicable: match &finding.outcome {
                Outcome::NotApplicable(reason) => Some(reason.clone()),
                _ => None,
            },
            asked: asked.is_some(),
            clauses: asked
                .as_ref()
                .map(|(engine, _)| self.clauses(engine))
                .unwrap_or_default(),
            given: asked.map(|(_, input)| given(&input)).unwrap_or_default(),
            resources,
            more_resources,
        }
    }

    /// Asks the question again; none where the policy is not asked about such a subject.
    fn ask(&self, judge: &mut Judge<'a>, subject: &Subject) -> Option<(Engine, Json)> {
        judge.forget();
        let header = &self.evaluation.header;
        let account = header
            .accounts
            .iter()
            .find(|account| Some(account.id.as_str()) == subject.account())?;
        match (self.policy.metadata.subject, subject) {
            (SubjectKind::Resource, Subject::Resource { .. }) => {
                let item = self.subject_item(subject)?;
                if self.policy.reads.is_local() {
                    judge.resource(item);
                } else {
                    judge.resource_with_account(item, header, &self.shown);
                }
            }
            (SubjectKind::Account, Subject::Account { .. }) => {
                judge.account(account, &self.shown);
            }
            (SubjectKind::Region, Subject::Region { region, .. }) => {
                let region = account.regions.iter().find(|known| known.name == *region)?;
                if region.is_enabled() && region.selected {
                    judge.region(account, region, &self.shown);
                }
            }
            _ => {}
        }
        judge.last_asked()
    }

    fn subject_item(&self, subject: &Subject) -> Option<&ConfigurationItem> {
        match subject {
            Subject::Resource {
                account,
                resource_type,
                key,
                ..
            } => self.index.of_account(resource_type, account).remove(key),
            _ => None,
        }
    }

    fn clauses(&self, engine: &Engine) -> Vec<Clause> {
        let mut clauses = Vec::new();
        for name in RULES {
            for rule in self.module.rules.iter().filter(|rule| rule.name == name) {
                for body in &rule.bodies {
                    let (held, stopped_at, bindings) =
                        match follow(engine, self.module, &body.query) {
                            Trace::Holds(bindings) => (true, None, bindings),
                            Trace::Stops {
                                statement,
                                bindings,
                                error,
                            } => {
                                let statement = &body.query[statement];
                                let stop = Stop {
                                    line: statement.position.line,
                                    column: statement.position.column,
                                    text: statement.text.clone(),
                                    rules: self.rules_in(statement, engine),
                                    error,
                                };
                                (false, Some(stop), bindings)
                            }
                        };
                    let lost = held.then(|| self.lost_key(rule, body, engine)).flatten();
                    let (held, stopped_at) = match lost {
                        Some(stop) => (false, Some(stop)),
                        None => (held, stopped_at),
                    };
                    clauses.push(Clause {
                        rule: name,
                        file: self.policy.file.clone(),
                        line: rule.position.line,
                        held,
                        stopped_at,
                        bindings,
                    });
                }
            }
        }
        clauses
    }

    /// The key of a rule whose body holds, where it is undefined.
    fn lost_key(&self, rule: &Rule, body: &Body, engine: &Engine) -> Option<Stop> {
        let (RuleKind::Set(key), Some(text)) = (&rule.kind, &rule.key_text) else {
            return None;
        };
        if yields(engine, self.module, &body.query, text) {
            return None;
        }
        let mut names = BTreeSet::new();
        used(key, &mut names);
        Some(Stop {
            line: rule.position.line,
            column: rule.position.column,
            text: text.clone(),
            rules: self.values(names, engine),
            error: None,
        })
    }

    /// The values of the rules of the policy that a statement names; functions have none.
    fn rules_in(&self, statement: &Statement, engine: &Engine) -> BTreeMap<String, Option<Json>> {
        let mut names = BTreeSet::new();
        used_by(statement, &mut names);
        self.values(names, engine)
    }

    fn values(&self, names: BTreeSet<String>, engine: &Engine) -> BTreeMap<String, Option<Json>> {
        let is_value = |name: &String| {
            let mut rules = self.module.rules.iter();
            rules.any(|rule| rule.name == *name && !matches!(rule.kind, RuleKind::Function(_)))
        };
        names
            .into_iter()
            .filter(is_value)
            .map(|name| {
                let path = self.policy.path(&name);
                let value = engine.clone().eval(&path).ok();
                let defined = value.filter(|value| *value != Value::Undefined);
                (name, defined.map(|value| to_json(&value)))
            })
            .collect()
    }

    /// The resources that the policy reads for a subject, and how many are not shown.
    fn resources(&self, subject: &Subject) -> (Vec<Resource>, usize) {
        let reads = &self.policy.reads;
        let mut shown = Vec::new();
        let mut more = 0;
        if let Some(item) = self.subject_item(subject)
            && let Some(type_reads) = reads.subject.get(&item.resource_type)
        {
            shown.push(self.resource(item, &type_reads.mask));
        }
        let mut add = |type_reads: &TypeReads, items: Vec<&ConfigurationItem>| {
            let items: Vec<&ConfigurationItem> = items
                .into_iter()
                .filter(|item| type_reads.deleted || !item.configuration_item_status.is_deleted())
                .filter(|item| is_used(item, &type_reads.used_by))
                .collect();
            more += items.len().saturating_sub(ITEMS);
            for item in items.into_iter().take(ITEMS) {
                shown.push(self.resource(item, &type_reads.mask));
            }
        };
        let account = subject.account().unwrap_or_default();
        for (name, type_reads) in &reads.region {
            let items = self.index.of_account(name, account).into_values();
            let here = items.filter(|item| Some(item.aws_region.as_str()) == subject.region());
            add(type_reads, here.collect());
        }
        for (name, type_reads) in &reads.account {
            let items = self.index.of_account(name, account).into_values();
            add(type_reads, items.collect());
        }
        for (name, type_reads) in &reads.world {
            let items = self.index.of_type(name).into_values();
            add(type_reads, items.collect());
        }
        (shown, more)
    }

    fn resource(&self, item: &ConfigurationItem, mask: &Mask) -> Resource {
        let json = serde_json::to_value(item).unwrap_or_default();
        let mut values = Vec::new();
        collect(mask, Some(&json), String::new(), &mut values);
        let more_fields = values.len().saturating_sub(FIELDS);
        let fields = values
            .into_iter()
            .take(FIELDS)
            .map(|(path, value)| Field {
                filled_by: self.filled_by(item, &path),
                path,
                value,
            })
            .collect();
        Resource {
            resource_type: item.resource_type.clone(),
            key: item.key(),
            account_id: item.account_id.clone(),
            region: item.aws_region.clone(),
            captured_at: item.configuration_item_capture_time.clone(),
            fields,
            more_fields,
        }
    }

    /// The operations behind a field of an item, with what came of each.
    fn filled_by(&self, item: &ConfigurationItem, path: &str) -> Vec<Operation> {
        let plain = path.split('[').next().unwrap_or(path);
        let known = resource::find(&item.resource_type);
        let actions = match known {
            Some(known) => known.filled_by(plain),
            // Any one of these brings such an item; those that did are named.
            None => CONFIG_ACTIONS
                .into_iter()
                .chain([CONFIG_DELIVERY])
                .filter(|action| self.is_covered(action, item))
                .collect(),
        };
        actions
            .into_iter()
            .map(|action| self.operation(action, item))
            .collect()
    }

    fn operation(&self, action: &str, item: &ConfigurationItem) -> Operation {
        let key = item.key();
        let gap = self.evaluation.gaps.iter().find(|gap| {
            gap.action == action
                && gap.account_id == item.account_id
                && gap
                    .region
                    .as_ref()
                    .is_none_or(|region| *region == item.aws_region)
                && gap
                    .resource
                    .as_ref()
                    .is_none_or(|resource| *resource == key)
                && gap
                    .resource_type
                    .as_ref()
                    .is_none_or(|name| *name == item.resource_type)
        });
        let why = match gap {
            Some(gap) => Some(gap.kind.as_words().to_owned()),
            None if self.is_covered(action, item) => None,
            None if item.source == ItemSource::Config && is_in_config(action, item) => None,
            None => Some("not collected".to_owned()),
        };
        Operation {
            action: action.to_owned(),
            answered: why.is_none(),
            why,
        }
    }

    fn is_covered(&self, action: &str, item: &ConfigurationItem) -> bool {
        self.evaluation.coverage.iter().any(|entry| {
            entry.action == action
                && entry.account_id == item.account_id
                && entry
                    .region
                    .as_ref()
                    .is_none_or(|region| *region == item.aws_region)
                && entry
                    .resource_type
                    .as_ref()
                    .is_none_or(|name| *name == item.resource_type)
        })
    }
}

/// Whether items of AWS Config hold what an operation fills.
fn is_in_config(action: &str, item: &ConfigurationItem) -> bool {
    resource::find(&item.resource_type).is_some_and(|known| {
        known
            .parts
            .iter()
            .any(|part| part.action == action && part.in_config)
    })
}

fn wrong(violation: &Violation) -> Wrong {
    Wrong {
        message: violation.message.clone(),
        path: violation.path.clone(),
    }
}

/// The values at the paths that a mask shows, absent ones too.
fn collect(
    mask: &Mask,
    json: Option<&Json>,
    path: String,
    values: &mut Vec<(String, Option<Json>)>,
) {
    let json = json.filter(|json| !json.is_null());
    let join = |name: &str| match path.as_str() {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    let names: Vec<&str> = mask.named().map(|(name, _)| name).collect();
    if mask.is_whole() || (names.is_empty() && mask.element().is_none()) {
        if !path.is_empty() {
            values.push((path, json.cloned()));
        }
        return;
    }
    let Some(json) = json else {
        values.push((path, None));
        return;
    };
    for (name, field) in mask.named() {
        collect(field, json.get(name), join(name), values);
    }
    if let Some(element) = mask.element() {
        match json {
            Json::Array(items) if items.is_empty() => values.push((path, Some(json.clone()))),
            Json::Array(items) => {
                for (number, item) in items.iter().enumerate() {
                    collect(element, Some(item), format!("{path}[{number}]"), values);
                }
            }
            Json::Object(fields) if fields.is_empty() => values.push((path, Some(json.clone()))),
            Json::Object(fields) => {
                for (name, field) in fields {
                    if !names.contains(&name.as_str()) {
                        collect(element, Some(field), join(name), values);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What an input holds besides resources.
fn given(input: &Json) -> Vec<Given> {
    let mut given = Vec::new();
    for (owner, value) in input.as_object().into_iter().flatten() {
        if owner == "resource" {
            continue;
        }
        for (name, value) in value.as_object().into_iter().flatten() {
            if name != "resources" {
                given.push(Given {
                    path: format!("{owner}.{name}"),
                    value: value.clone(),
                });
            }
        }
    }
    given
}
