//! Fault variants: is a control that passes still compliant when the evidence is taken away?
//!
//! A test that a control passes shows that some input is compliant. It does not show that the control looked. So each field
//! that the control reads is taken away from that input, emptied, and changed. Where another value of a field is denied, the
//! field is evidence; and where the control passes without it all the same, it passes by omission: a resource of which AWS
//! says nothing would be compliant. A field that plays no part in an input, since something else decides already, is denied
//! with no value and so is no evidence there.
//!
//! What the author says of absence counts: a reason of `not_applicable`, or a path under `absent_is_compliant`. A null needs
//! no variant of its own, because what is null is not shown to a policy.

mod candidates;
mod document;
mod verdict;

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::Captured;
use crate::policy::Policy;
use crate::policy::engine::to_json;
use crate::policy::syntax::Position;
pub use candidates::Constants;
use candidates::{FromTests, candidates};
use document::{Document, Item, Key, Site};
use verdict::{Judge, Verdict};

/// What is wrong with a control that its tests do not show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The control passes although its evidence was taken away.
    Omission(Omission),
    /// No change of any field that the control reads changes what it says.
    Dead,
    /// No test asks for the control's `deny`.
    Unasked,
}

/// A control that passes by omission.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Omission {
    /// The evidence: a path in the item, or a resource type.
    pub path: String,
    /// What was done to it.
    pub variant: Variant,
    /// What is denied in its place, which shows that it matters.
    pub denied: String,
    /// The test whose input it is.
    pub test: String,
    /// Where the test is.
    pub position: Position,
}

/// How evidence is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// The field is not there.
    Absent,
    /// The string is empty.
    EmptyString,
    /// The list is empty.
    EmptyList,
    /// There is no resource of the type.
    NoResource,
}

impl Variant {
    /// In words that follow the path.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Absent => "is absent",
            Self::EmptyString => "is an empty string",
            Self::EmptyList => "is an empty list",
            Self::NoResource => "has no resource",
        }
    }
}

/// Looks for faults of a control with the inputs of its tests.
pub(super) fn faults(policy: &Policy, constants: &Constants, captured: &[Captured]) -> Vec<Fault> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for captured in captured {
        let document = Document {
            input: with_parameters(to_json(&captured.input), policy),
            world: to_json(&captured.world),
        };
        if !cases.iter().any(|case| case.document == document) {
            let items = document.items(&policy.reads);
            let sites = items.iter().map(Item::sites).collect();
            cases.push(Case {
                captured,
                document,
                items,
                sites,
            });
        }
    }
    if cases.is_empty() {
        return vec![Fault::Unasked];
    }
    let mut tests = FromTests::default();
    for case in &cases {
        for (item, sites) in case.items.iter().zip(&case.sites) {
            for site in sites {
                tests.add(&item.resource_type, site);
            }
        }
    }
    let mut search = Search {
        policy,
        judge: Judge::new(policy),
        constants,
        tests,
        omissions: Vec::new(),
        reported: BTreeSet::new(),
    };
    let verdicts: Vec<Verdict> = cases
        .iter()
        .map(|case| search.judge.verdict(&case.document))
        .collect();
    for (case, verdict) in cases.iter().zip(&verdicts) {
        if *verdict == Verdict::Pass {
            search.omissions_of(case);
        }
    }
    let mut faults: Vec<Fault> = std::mem::take(&mut search.omissions)
        .into_iter()
        .map(Fault::Omission)
        .collect();
    faults.sort();
    if faults.is_empty() && !search.is_alive(&cases, &verdicts) {
        faults.push(Fault::Dead);
    }
    faults
}

/// An input with the parameters that a run would give, where the test gives none of its own.
fn with_parameters(mut input: Json, policy: &Policy) -> Json {
    if let Json::Object(fields) = &mut input
        && !policy.parameters.is_empty()
    {
        let given = fields
            .entry("parameters")
            .or_insert_with(|| Json::Object(Map::new()));
        if let Json::Object(given) = given {
            for (name, value) in &policy.parameters {
                given.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
    }
    input
}

/// What a test asked a control with.
struct Case<'a> {
    captured: &'a Captured,
    document: Document,
    items: Vec<Item>,
    /// What is read of each item.
    sites: Vec<Vec<Site>>,
}

struct Search<'a> {
    policy: &'a Policy,
    judge: Judge<'a>,
    constants: &'a Constants,
    tests: FromTests,
    omissions: Vec<Omission>,
    reported: BTreeSet<(String, String)>,
}

impl Search<'_> {
    /// Takes away, one after the other, what a control reads of an input that it passes.
    fn omissions_of(&mut self, case: &Case<'_>) {
        for (item, sites) in case.items.iter().zip(&case.sites) {
            // The leaves without which the control denies: what they are in is evidence too.
            let mut guarded: Vec<&Site> = Vec::new();
            for site in sites.iter().filter(|site| site.is_leaf) {
                if self.leaf(case, item, site) {
                    guarded.push(site);
                }
            }
            for site in sites.iter().filter(|site| !site.is_leaf) {
                let within = guarded
                    .iter()
                    .find(|leaf| leaf.path.starts_with(&site.path));
                if let Some(leaf) = within {
                    self.container(case, item, site, leaf);
                }
            }
        }
        let types: BTreeSet<&str> = case
            .items
            .iter()
            .map(|item| item.resource_type.as_str())
            .collect();
        for resource_type in types {
            self.resources(case, resource_type);
        }
    }

    /// Takes a leaf away. Tells whether the control denies without it.
    fn leaf(&mut self, case: &Case<'_>, item: &Item, site: &Site) -> bool {
        // What is empty holds no evidence, and what AWS leaves out itself is some only in an input that holds it.
        let counts = is_field(site)
            && item.may_lack(site)
            && site
                .json
                .as_ref()
                .map_or(site.is_always_given, says_something)
            && !self.is_settled(item, &site.pattern);
        let without = match site.json {
            Some(_) => self.judged(case, item, site, None),
            None => Verdict::Pass,
        };
        match without {
            Verdict::Pass if counts => {
                if let Some(value) = self.denied(case, item, site) {
                    self.report(
                        case,
                        item,
                        &site.pattern,
                        Variant::Absent,
                        value.to_string(),
                    );
                }
                false
            }
            Verdict::Deny => {
                if counts
                    && site.json.as_ref().is_some_and(Json::is_string)
                    && self.judged(case, item, site, Some(&json!(""))) == Verdict::Pass
                {
                    let denied = "absent".to_owned();
                    self.report(case, item, &site.pattern, Variant::EmptyString, denied);
                }
                true
            }
            _ => false,
        }
    }

    /// Takes away an object or a list in which something is evidence.
    fn container(&mut self, case: &Case<'_>, item: &Item, site: &Site, leaf: &Site) {
        let denied = || format!("anything without `{}`", leaf.pattern);
        if is_field(site)
            && item.may_lack(site)
            && !self.is_settled(item, &site.pattern)
            && self.judged(case, item, site, None) == Verdict::Pass
        {
            self.report(case, item, &site.pattern, Variant::Absent, denied());
        }
        if site.json.as_ref().is_some_and(Json::is_array)
            && !self.is_settled(item, &site.pattern)
            && self.judged(case, item, site, Some(&json!([]))) == Verdict::Pass
        {
            self.report(case, item, &site.pattern, Variant::EmptyList, denied());
        }
    }

    /// Takes away all resources of a type.
    fn resources(&mut self, case: &Case<'_>, resource_type: &str) {
        let Some(without) = case.document.without(resource_type) else {
            return;
        };
        let of_type = case
            .items
            .iter()
            .zip(&case.sites)
            .filter(|(item, _)| item.resource_type == resource_type);
        let Some((item, _)) = of_type.clone().next() else {
            return;
        };
        if self.is_settled(item, resource_type) || self.judge.verdict(&without) != Verdict::Pass {
            return;
        }
        for (item, sites) in of_type {
            for site in sites
                .iter()
                .filter(|site| site.is_leaf && site.json.is_some())
            {
                if !self.is_settled(item, &site.pattern)
                    && self.judged(case, item, site, None) == Verdict::Deny
                {
                    let denied = format!("one without `{}`", site.pattern);
                    self.report(case, item, resource_type, Variant::NoResource, denied);
                    return;
                }
            }
        }
    }

    /// A value of a field that is denied in a case, if any is.
    fn denied(&mut self, case: &Case<'_>, item: &Item, site: &Site) -> Option<Json> {
        self.values(case, item, site)
            .into_iter()
            .find(|value| self.judged(case, item, site, Some(value)) == Verdict::Deny)
    }

    fn values(&self, case: &Case<'_>, item: &Item, site: &Site) -> Vec<Json> {
        let parameters = &case.document.input["parameters"];
        candidates(
            &item.resource_type,
            site,
            parameters,
            self.constants,
            &self.tests,
        )
    }

    fn judged(
        &mut self,
        case: &Case<'_>,
        item: &Item,
        site: &Site,
        value: Option<&Json>,
    ) -> Verdict {
        let changed = case.document.with(item, &site.path, value);
        self.judge.verdict(&changed)
    }

    /// Whether absence is explained by the author, or reported already.
    fn is_settled(&self, item: &Item, path: &str) -> bool {
        self.policy.metadata.absent_is_compliant.contains_key(path)
            || self
                .reported
                .contains(&(item.resource_type.clone(), path.to_owned()))
    }

    fn report(
        &mut self,
        case: &Case<'_>,
        item: &Item,
        path: &str,
        variant: Variant,
        denied: String,
    ) {
        self.reported
            .insert((item.resource_type.clone(), path.to_owned()));
        self.omissions.push(Omission {
            path: path.to_owned(),
            variant,
            denied,
            test: case.captured.test.clone(),
            position: case.captured.position,
        });
    }

    /// Whether anything that is read changes what the control says.
    fn is_alive(&mut self, cases: &[Case<'_>], verdicts: &[Verdict]) -> bool {
        let differ =
            |a: Verdict, b: Verdict| a != b && a != Verdict::Broken && b != Verdict::Broken;
        for (index, case) in cases.iter().enumerate() {
            let parameters = &case.document.input["parameters"];
            let others = cases.iter().zip(verdicts).take(index);
            let mut alike =
                others.filter(|(other, _)| other.document.input["parameters"] == *parameters);
            if alike.any(|(_, verdict)| differ(*verdict, verdicts[index])) {
                return true;
            }
        }
        for (case, verdict) in cases.iter().zip(verdicts) {
            for resource_type in self.types() {
                let without = case.document.without(&resource_type);
                if without.is_some_and(|without| differ(self.judge.verdict(&without), *verdict)) {
                    return true;
                }
            }
            let scalars = case.document.scalars(&self.policy.reads);
            let scalar_sites: Vec<Vec<Site>> = scalars
                .iter()
                .map(|item| {
                    let mut sites = item.sites();
                    sites.retain(|site| !site.pattern.starts_with("resources"));
                    sites
                })
                .collect();
            let items = case.items.iter().zip(&case.sites);
            for (item, sites) in items.chain(scalars.iter().zip(&scalar_sites)) {
                for site in sites {
                    let mut changes = vec![None];
                    changes.extend(self.values(case, item, site).into_iter().map(Some));
                    for value in changes {
                        let judged = self.judged(case, item, site, value.as_ref());
                        if differ(judged, *verdict) {
                            return true;
                        }
                    }
                }
            }
        }
        false
    }

    fn types(&self) -> Vec<String> {
        let reads = &self.policy.reads;
        [&reads.account, &reads.region, &reads.world]
            .into_iter()
            .flat_map(|types| types.keys().cloned())
            .collect()
    }
}

/// Whether a value holds anything that could be taken away.
fn says_something(json: &Json) -> bool {
    match json {
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Object(fields) => !fields.is_empty(),
        Json::Null => false,
        Json::Bool(_) | Json::Number(_) => true,
    }
}

/// Whether a value is a field by its name, and no element of what is gone through.
fn is_field(site: &Site) -> bool {
    matches!(site.path.last(), Some(Key::Field(_))) && !site.pattern.ends_with('*')
}
