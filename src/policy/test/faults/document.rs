//! What a control is asked with, as a document whose fields can be taken away and changed.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::policy::mask::{Mask, WHOLE};
use crate::policy::needs::Reads;
use crate::policy::shape::{self, Shape};
use crate::resource;

/// `input` and `data.snapshot` of one question.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    pub input: Json,
    pub world: Json,
}

/// One step to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Field(String),
    Index(usize),
}

/// A resource in a document, or what else of the subject is no resource. The same resource may be in several places.
pub(super) struct Item {
    /// The type, empty for what is no resource.
    pub resource_type: String,
    places: Vec<Place>,
    mask: Mask,
    shape: Shape,
    json: Json,
}

/// A place of a document: which document, and the names from there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    world: bool,
    path: Vec<String>,
}

/// A value of an item that a control reads.
pub(super) struct Site {
    /// Where it is in the item.
    pub path: Vec<Key>,
    /// The same as metadata names it, with `*` for what is gone through.
    pub pattern: String,
    /// What it may be.
    pub shape: Shape,
    /// What it is; none where it is absent.
    pub json: Option<Json>,
    /// Whether nothing below it is read apart.
    pub is_leaf: bool,
    /// Whether AWS gives it a value in every answer.
    pub is_always_given: bool,
}

impl Document {
    /// The document with a value put, or taken away where there is none, at every place of an item.
    pub fn with(&self, item: &Item, path: &[Key], value: Option<&Json>) -> Self {
        let mut changed = self.clone();
        for place in &item.places {
            let root = if place.world {
                &mut changed.world
            } else {
                &mut changed.input
            };
            let found = place
                .path
                .iter()
                .try_fold(root, |json, name| json.get_mut(name.as_str()));
            if let Some(json) = found {
                put(json, path, value);
            }
        }
        changed
    }

    /// The document without any resource of a type, or nothing where there is none in it.
    pub fn without(&self, resource_type: &str) -> Option<Self> {
        let mut changed = self.clone();
        let mut any = false;
        let Document { input, world } = &mut changed;
        for owner in [Some("account"), Some("region"), None] {
            let root = match owner {
                Some(owner) => input.get_mut(owner),
                None => Some(&mut *world),
            };
            let resources = root.and_then(|root| root.get_mut("resources"));
            if let Some(Json::Object(items)) =
                resources.and_then(|resources| resources.get_mut(resource_type))
            {
                any |= !items.is_empty();
                items.clear();
            }
        }
        any.then_some(changed)
    }

    /// The resources of the document, and what else of the subject it holds.
    pub fn items(&self, reads: &Reads) -> Vec<Item> {
        let mut items = Vec::new();
        if let Some(subject) = self.input.get("resource") {
            let named = subject.get("resourceType").and_then(Json::as_str);
            let known = named
                .and_then(|name| reads.subject.get_key_value(name))
                .or_else(|| reads.subject.first_key_value());
            if let Some((name, reads)) = known {
                items.push(Item {
                    resource_type: name.clone(),
                    places: vec![Place {
                        world: false,
                        path: vec!["resource".to_owned()],
                    }],
                    mask: reads.mask.clone(),
                    shape: shape::item(name).clone(),
                    json: subject.clone(),
                });
            }
        }
        let mut by_key: BTreeMap<(String, String), Item> = BTreeMap::new();
        let owners = [
            (Some("account"), &reads.account),
            (Some("region"), &reads.region),
            (None, &reads.world),
        ];
        for (owner, types) in owners {
            let root = match owner {
                Some(owner) => self.input.get(owner),
                None => Some(&self.world),
            };
            let resources = root.and_then(|root| root.get("resources"));
            for (name, reads) in types {
                let of_type = resources
                    .and_then(|resources| resources.get(name))
                    .and_then(Json::as_object);
                for (key, json) in of_type.into_iter().flatten() {
                    let path = owner
                        .into_iter()
                        .chain(["resources", name, key])
                        .map(str::to_owned)
                        .collect();
                    let place = Place {
                        world: owner.is_none(),
                        path,
                    };
                    let item = by_key
                        .entry((name.clone(), key.clone()))
                        .or_insert_with(|| Item {
                            resource_type: name.clone(),
                            places: Vec::new(),
                            mask: Mask::default(),
                            shape: shape::item(name).clone(),
                            json: json.clone(),
                        });
                    item.places.push(place);
                    item.mask.merge(&reads.mask);
                    item.mask.settle();
                }
            }
        }
        items.extend(by_key.into_values());
        items
    }

    /// What of the account and the region is read besides resources.
    pub fn scalars(&self, reads: &Reads) -> Vec<Item> {
        ["account", "region"]
            .into_iter()
            .filter_map(|owner| {
                let mut json = self.input.get(owner)?.as_object()?.clone();
                json.remove("resources");
                let mask = reads.input.field(owner)?;
                Some(Item {
                    resource_type: String::new(),
                    places: vec![Place {
                        world: false,
                        path: vec![owner.to_owned()],
                    }],
                    mask: mask.clone(),
                    shape: Shape::Any,
                    json: Json::Object(json),
                })
            })
            .collect()
    }
}

/// Puts or takes away a value; objects on the way there are made.
fn put(json: &mut Json, path: &[Key], value: Option<&Json>) {
    let Some((last, parents)) = path.split_last() else {
        return;
    };
    let mut node = json;
    for key in parents {
        let next = match (key, node) {
            (Key::Field(name), Json::Object(fields)) => match value {
                Some(_) => Some(
                    fields
                        .entry(name.clone())
                        .or_insert_with(|| Json::Object(Map::new())),
                ),
                None => fields.get_mut(name),
            },
            (Key::Index(index), Json::Array(items)) => items.get_mut(*index),
            _ => None,
        };
        let Some(next) = next else { return };
        node = next;
    }
    match (last, node) {
        (Key::Field(name), Json::Object(fields)) => match value {
            Some(value) => {
                fields.insert(name.clone(), value.clone());
            }
            None => {
                fields.remove(name);
            }
        },
        (Key::Index(index), Json::Array(items)) if *index < items.len() => match value {
            Some(value) => items[*index] = value.clone(),
            None => {
                items.remove(*index);
            }
        },
        _ => {}
    }
}

impl Item {
    /// The values that are read, parents before what is in them.
    pub fn sites(&self) -> Vec<Site> {
        let mut sites = Vec::new();
        below(&self.json, &self.mask, &self.shape, (&[], ""), &mut sites);
        sites
    }

    /// Whether AWS, or a file that AWS Config delivered, may leave a value out although all was read.
    ///
    /// Of an item's own fields most are always there, and a part that no operation filled is ERROR whatever a control says.
    pub fn may_lack(&self, site: &Site) -> bool {
        let Some(Key::Field(own)) = site.path.first() else {
            return false;
        };
        match own.as_str() {
            "configuration" => site.path.len() > 1,
            "supplementaryConfiguration" => match resource::find(&self.resource_type) {
                Some(known) => {
                    site.path.len() > 2
                        || known
                            .parts
                            .iter()
                            .any(|part| part.optional && part.path == site.pattern)
                }
                None => site.path.len() > 1,
            },
            "tags" | "relationships" => site.path.len() > 1,
            _ => match &self.shape {
                Shape::Object(fields) => fields.get(own).is_some_and(|field| field.optional),
                _ => false,
            },
        }
    }
}

/// The values in a value, as far as the mask shows them.
fn below(json: &Json, mask: &Mask, shape: &Shape, above: (&[Key], &str), sites: &mut Vec<Site>) {
    let (path, pattern) = above;
    let site = |key: Key, name: &str, json: Option<&Json>, shape: Shape| Site {
        path: path.iter().cloned().chain([key]).collect(),
        pattern: if pattern.is_empty() {
            name.to_owned()
        } else {
            format!("{pattern}.{name}")
        },
        shape,
        json: json.filter(|json| !json.is_null()).cloned(),
        is_leaf: true,
        is_always_given: false,
    };
    match json {
        Json::Object(fields) => {
            let mut names: BTreeMap<&str, &Mask> = mask.named().collect();
            if mask.is_whole()
                && let Shape::Object(known) = shape
            {
                names.extend(known.keys().map(|name| (name.as_str(), &WHOLE)));
            }
            for (name, mask) in &names {
                let key = Key::Field((*name).to_owned());
                let mut site = site(key, name, fields.get(*name), field(shape, name));
                if let Shape::Object(known) = shape {
                    site.is_always_given = known.get(*name).is_some_and(|field| !field.optional);
                }
                add(site, mask, sites);
            }
            let Some(each) = mask.element() else { return };
            for (name, json) in fields {
                if names.contains_key(name.as_str()) {
                    continue;
                }
                let shown = match (mask.is_whole(), shape) {
                    (true, Shape::Any) => name,
                    _ => "*",
                };
                let key = Key::Field(name.clone());
                add(
                    site(key, shown, Some(json), field(shape, name)),
                    each,
                    sites,
                );
            }
        }
        Json::Array(items) => {
            let Some(each) = mask.element() else { return };
            let element = match shape {
                Shape::List(element) => (**element).clone(),
                _ => Shape::Any,
            };
            for (index, json) in items.iter().enumerate() {
                let site = site(Key::Index(index), "*", Some(json), element.clone());
                add(site, each, sites);
            }
        }
        _ => {}
    }
}

/// Adds a value and what is in it.
fn add(site: Site, mask: &Mask, sites: &mut Vec<Site>) {
    let at = sites.len();
    let mut inner = Vec::new();
    if let Some(json) = &site.json {
        below(
            json,
            mask,
            &site.shape,
            (&site.path, &site.pattern),
            &mut inner,
        );
    }
    sites.push(site);
    sites.extend(inner);
    sites[at].is_leaf = sites.len() == at + 1;
}

fn field(shape: &Shape, name: &str) -> Shape {
    match shape {
        Shape::Object(fields) => fields
            .get(name)
            .map_or(Shape::Any, |field| field.shape.clone()),
        Shape::Map(values) => (**values).clone(),
        _ => Shape::Any,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::policy::mask::Step;
    use crate::policy::needs::TypeReads;

    const TRAIL: &str = "AWS::CloudTrail::Trail";

    fn reads(paths: &[&str]) -> TypeReads {
        let mut reads = TypeReads::default();
        for path in paths {
            let steps: Vec<Step> = path
                .split('.')
                .map(|part| match part {
                    "*" => Step::Each,
                    name => Step::Field(name.to_owned()),
                })
                .collect();
            reads.mask.add(&steps, true);
        }
        reads.mask.settle();
        reads
    }

    fn of_account_and_region() -> (Document, Reads) {
        let resources = json!({"resources": {TRAIL: {"a": {"configuration": {"kmsKeyId": "k"}}}}});
        let document = Document {
            input: json!({"account": resources, "region": resources}),
            world: json!({}),
        };
        let mut read = Reads::default();
        let name = TRAIL.to_owned();
        read.account
            .insert(name.clone(), reads(&["configuration.kmsKeyId"]));
        read.region.insert(name, reads(&["configuration.name"]));
        (document, read)
    }

    #[test]
    fn a_resource_changes_wherever_it_is() {
        let (document, reads) = of_account_and_region();
        let items = document.items(&reads);
        assert_eq!(items.len(), 1);
        let sites = items[0].sites();
        let patterns: Vec<&str> = sites.iter().map(|site| site.pattern.as_str()).collect();
        assert_eq!(
            patterns,
            [
                "configuration",
                "configuration.kmsKeyId",
                "configuration.name"
            ]
        );
        let changed = document.with(&items[0], &sites[1].path, None);
        let empty = json!({"resources": {TRAIL: {"a": {"configuration": {}}}}});
        assert_eq!(changed.input, json!({"account": empty, "region": empty}));
        // What is put makes what it is in.
        let changed = changed.with(&items[0], &sites[2].path, Some(&json!("x")));
        let named = json!({"resources": {TRAIL: {"a": {"configuration": {"name": "x"}}}}});
        assert_eq!(changed.input, json!({"account": named, "region": named}));
        let none = json!({"resources": {TRAIL: {}}});
        let without = document.without(TRAIL).unwrap();
        assert_eq!(without.input, json!({"account": none, "region": none}));
        assert!(without.without(TRAIL).is_none());
    }

    #[test]
    fn only_what_may_be_left_out_can_be_taken_away() {
        let paths = [
            "accountId",
            "resourceName",
            "configuration.name",
            "supplementaryConfiguration.TrailStatus.IsLogging",
            "supplementaryConfiguration.EventSelectors.*.ReadWriteType",
            "tags.Owner",
        ];
        let mut read = Reads::default();
        read.subject.insert(TRAIL.to_owned(), reads(&paths));
        let document = Document {
            input: json!({"resource": {
                "resourceType": TRAIL,
                "supplementaryConfiguration": {"TrailStatus": {}, "EventSelectors": [{}]},
                "configuration": {},
                "tags": {},
            }}),
            world: json!({}),
        };
        let items = document.items(&read);
        let may_lack: Vec<(String, bool)> = items[0]
            .sites()
            .iter()
            .filter(|site| items[0].may_lack(site))
            .map(|site| (site.pattern.clone(), site.is_always_given))
            .collect();
        let expected = [
            ("configuration.name", false),
            ("resourceName", false),
            ("supplementaryConfiguration.EventSelectors.*", false),
            (
                "supplementaryConfiguration.EventSelectors.*.ReadWriteType",
                false,
            ),
            ("supplementaryConfiguration.TrailStatus.IsLogging", true),
            ("tags.Owner", false),
        ];
        assert_eq!(
            may_lack,
            expected.map(|(pattern, given)| (pattern.to_owned(), given))
        );
    }
}
