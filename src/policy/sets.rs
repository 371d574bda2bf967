//! Sets of controls as data: steps in an order, each with the controls that prove it.

use serde::Deserialize;

use super::diagnostic::did_you_mean;
use crate::model::view::{Outline, Part, ViewKind};

static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sets.rs"));

/// A set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// What is so when all of it passes.
    pub title: String,
    /// The steps, in their order.
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name.
    pub id: String,
    /// What is so when its controls pass.
    pub about: String,
    /// The controls that prove it; a step without any is one that nobody has judged.
    pub controls: Vec<String>,
}

/// The names of the sets.
pub fn ids() -> impl Iterator<Item = &'static str> {
    FILES
        .iter()
        .filter_map(|(file, _)| file.strip_suffix(".yaml"))
}

/// The set of that name.
///
/// # Errors
/// There is none; what may have been meant.
///
/// # Panics
/// The data that ships with assize cannot be read: a test reads all of it.
pub fn find(id: &str) -> Result<Set, String> {
    let file = FILES
        .iter()
        .find(|(file, _)| file.strip_suffix(".yaml") == Some(id));
    let Some((_, text)) = file else {
        return Err(did_you_mean(id, ids()).unwrap_or_else(|| {
            let known: Vec<&str> = ids().collect();
            format!("there is {}", known.join(", "))
        }));
    };
    Ok(serde_saphyr::from_str(text).expect("the sets in the binary are well-formed"))
}

impl Set {
    /// All controls, step by step.
    pub fn controls(&self) -> impl Iterator<Item = &str> {
        self.steps
            .iter()
            .flat_map(|step| &step.controls)
            .map(String::as_str)
    }

    /// The set as an outline.
    pub fn outline(&self, id: &str) -> Outline {
        let (judged, others): (Vec<&Step>, Vec<&Step>) = self
            .steps
            .iter()
            .partition(|step| !step.controls.is_empty());
        let sections = judged.into_iter().map(|step| Part {
            id: step.id.clone(),
            about: Some(step.about.clone()),
            held: step.controls.clone(),
        });
        let not_judged = others.into_iter().map(|step| Part {
            id: step.id.clone(),
            about: Some(step.about.clone()),
            held: (),
        });
        Outline {
            kind: ViewKind::Set,
            id: id.to_owned(),
            title: self.title.clone(),
            version: None,
            url: None,
            complete: true,
            sections: sections.collect(),
            not_judged: not_judged.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sets_can_be_read_and_each_step_has_a_name_of_its_own() {
        assert!(ids().any(|id| id == "audit-setup"));
        for id in ids() {
            let set = find(id).unwrap();
            let mut names: Vec<&str> = set.steps.iter().map(|step| &*step.id).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), set.steps.len(), "{id}: each name once");
            let outline = set.outline(id);
            assert_eq!(
                outline.sections.len() + outline.not_judged.len(),
                set.steps.len()
            );
            assert!(outline.sections.iter().all(|step| !step.held.is_empty()));
        }
        assert_eq!(
            find("audit-setpu").unwrap_err(),
            "did you mean `audit-setup`?"
        );
    }
}
