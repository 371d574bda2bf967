//! A mask: the part of a document that a policy is known to read, and so the part that it is shown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One step of a path into a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A field by its name.
    Field(String),
    /// Every element of a list, or every field of an object.
    Each,
}

/// The part of a document that is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mask {
    /// Everything below here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    whole: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<String, Mask>,
    #[serde(skip_serializing_if = "Option::is_none")]
    each: Option<Box<Mask>>,
}

/// Everything.
pub static WHOLE: Mask = Mask {
    whole: true,
    fields: BTreeMap::new(),
    each: None,
};

impl Mask {
    /// Adds a path. Without `whole` only its nodes are shown, as scalars or empty containers.
    pub fn add(&mut self, path: &[Step], whole: bool) {
        let mut node = self;
        for step in path {
            node = match step {
                Step::Field(name) => node.fields.entry(name.clone()).or_default(),
                Step::Each => node.each.get_or_insert_default(),
            };
        }
        node.whole |= whole;
    }

    /// Makes look-ups independent of how a path was written: what is read of each field is read of a named one too.
    pub fn settle(&mut self) {
        if self.whole {
            self.fields.clear();
            self.each = None;
            return;
        }
        if let Some(each) = self.each.clone() {
            for field in self.fields.values_mut() {
                field.merge(&each);
            }
        }
        for field in self.fields.values_mut() {
            field.settle();
        }
        if let Some(each) = &mut self.each {
            each.settle();
        }
    }

    /// Adds everything that another mask shows.
    pub fn merge(&mut self, other: &Mask) {
        self.whole |= other.whole;
        for (name, field) in &other.fields {
            self.fields.entry(name.clone()).or_default().merge(field);
        }
        if let Some(each) = &other.each {
            self.each.get_or_insert_default().merge(each);
        }
    }

    /// The mask of a field; none when the field is hidden.
    pub fn field(&self, name: &str) -> Option<&Mask> {
        if self.whole {
            return Some(&WHOLE);
        }
        self.fields.get(name).or(self.each.as_deref())
    }

    /// The mask of a list's elements; none when they are hidden.
    pub fn element(&self) -> Option<&Mask> {
        if self.whole {
            return Some(&WHOLE);
        }
        self.each.as_deref()
    }

    /// The mask at a path of names; none when nothing at or below it is shown.
    pub fn at<'a>(&'a self, path: impl IntoIterator<Item = &'a str>) -> Option<&'a Mask> {
        path.into_iter()
            .try_fold(self, |mask, name| mask.field(name))
    }

    /// Whether everything is shown.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The named fields that are shown, with their masks.
    pub fn named(&self) -> impl Iterator<Item = (&str, &Mask)> {
        self.fields.iter().map(|(name, mask)| (name.as_str(), mask))
    }

    /// The paths that are shown, as text: `configuration.kmsKeyId`, `tags.*`.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.collect("", &mut paths);
        paths
    }

    fn collect(&self, prefix: &str, paths: &mut Vec<String>) {
        if self.whole || (self.fields.is_empty() && self.each.is_none()) {
            if !prefix.is_empty() {
                paths.push(prefix.to_owned());
            }
            return;
        }
        let join = |name: &str| {
            if prefix.is_empty() {
                name.to_owned()
            } else {
                format!("{prefix}.{name}")
            }
        };
        for (name, field) in &self.fields {
            field.collect(&join(name), paths);
        }
        if let Some(each) = &self.each {
            each.collect(&join("*"), paths);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str) -> Step {
        Step::Field(name.to_owned())
    }

    #[test]
    fn a_named_field_shows_what_each_field_shows() {
        let mut mask = Mask::default();
        mask.add(&[field("tags"), Step::Each, field("key")], true);
        mask.add(&[field("tags"), field("a"), field("value")], true);
        mask.settle();
        let tag = mask.at(["tags", "a"]).unwrap();
        assert!(tag.field("key").is_some() && tag.field("value").is_some());
        assert!(mask.at(["tags", "b", "value"]).is_none());
        assert_eq!(mask.paths(), ["tags.a.key", "tags.a.value", "tags.*.key"]);
    }

    #[test]
    fn what_is_not_read_is_hidden() {
        let mut mask = Mask::default();
        mask.add(&[field("configuration"), field("kmsKeyId")], true);
        mask.settle();
        assert!(mask.at(["configuration", "kmsKeyId", "anything"]).is_some());
        assert!(mask.at(["configuration", "name"]).is_none());
        assert!(mask.field("tags").is_none());
    }
}
