//! Frameworks as data: what they are called, who publishes them, and what their sections are about, in words of our own.
//!
//! Which control judges which section stands in the controls. Here is the rest: the sections that none judges, so that a view
//! of a framework can name them. Of large frameworks only the chapters are here; then a view says that it does not know all.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Catalogue;
use super::diagnostic::did_you_mean;
use crate::model::view::{Outline, Part, ViewKind, natural};

static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/frameworks.rs"));

/// A framework.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Its name.
    pub title: String,
    /// Its version, or the year of it.
    pub version: Option<String>,
    /// Who publishes it.
    pub publisher: String,
    /// Where.
    pub url: String,
    /// Whether `sections` has each section that can be fulfilled.
    pub complete: bool,
    /// Sections, and chapters where not all sections are known, with what they are about.
    pub sections: BTreeMap<String, String>,
}

/// The ids of the frameworks of which there is data.
pub fn ids() -> impl Iterator<Item = &'static str> {
    FILES
        .iter()
        .filter_map(|(file, _)| file.strip_suffix(".yaml"))
}

/// The framework of that id, where there is data of it.
///
/// # Panics
/// The data that ships with assize cannot be read: a test reads all of it.
pub fn find(id: &str) -> Option<Framework> {
    let (_, text) = FILES
        .iter()
        .find(|(file, _)| file.strip_suffix(".yaml") == Some(id))?;
    Some(serde_saphyr::from_str(text).expect("the frameworks in the binary are well-formed"))
}

impl Framework {
    /// The entry that a section belongs to: its own, or that of the nearest chapter.
    pub fn entry(&self, section: &str) -> Option<(&str, &str)> {
        self.sections
            .iter()
            .filter(|(entry, _)| belongs(section, entry))
            .max_by_key(|(entry, _)| entry.len())
            .map(|(entry, about)| (entry.as_str(), about.as_str()))
    }
}

/// Whether a section is an entry or below it: `10.2.1` is below `10`, and `10.2` is not below `1`.
fn belongs(section: &str, entry: &str) -> bool {
    section
        .strip_prefix(entry)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// No such framework.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown framework `{id}`")]
pub struct UnknownFramework {
    id: String,
    /// What may have been meant.
    pub help: Option<String>,
}

/// The outline of a framework, from the data and from the sections that each control names.
///
/// # Errors
/// There is neither data of it nor a control that names it.
pub fn outline<'c>(
    id: &str,
    controls: impl Iterator<Item = (&'c str, &'c BTreeMap<String, Vec<String>>)>,
) -> Result<Outline, UnknownFramework> {
    let mut named: BTreeSet<&str> = ids().collect();
    let mut judged: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (control, frameworks) in controls {
        named.extend(frameworks.keys().map(String::as_str));
        for section in frameworks.get(id).into_iter().flatten() {
            judged.entry(section).or_default().push(control.to_owned());
        }
    }
    if !named.contains(id) {
        return Err(UnknownFramework {
            id: id.to_owned(),
            help: did_you_mean(id, named.iter().copied()),
        });
    }
    let known = find(id);
    let entry = |section: &str| known.as_ref()?.entry(section);
    let not_judged = known
        .iter()
        .flat_map(|framework| &framework.sections)
        .filter(|(listed, _)| {
            let is_chapter_of = |section: &&str| belongs(section, listed);
            !judged.keys().any(is_chapter_of)
        })
        .map(|(listed, about)| Part {
            id: listed.clone(),
            about: Some(about.clone()),
            held: (),
        });
    let mut outline = Outline {
        kind: ViewKind::Framework,
        id: id.to_owned(),
        title: known
            .as_ref()
            .map_or_else(|| id.to_owned(), |framework| framework.title.clone()),
        version: known
            .as_ref()
            .and_then(|framework| framework.version.clone()),
        url: known.as_ref().map(|framework| framework.url.clone()),
        complete: known.as_ref().is_some_and(|framework| framework.complete),
        not_judged: not_judged.collect(),
        sections: judged
            .iter()
            .map(|(section, controls)| Part {
                id: (*section).to_owned(),
                about: entry(section).map(|(_, about)| about.to_owned()),
                held: controls.clone(),
            })
            .collect(),
    };
    outline.sections.sort_by(|a, b| natural(&a.id, &b.id));
    outline.not_judged.sort_by(|a, b| natural(&a.id, &b.id));
    Ok(outline)
}

impl Catalogue {
    /// The outline of a framework, with the sections that any control names.
    ///
    /// # Errors
    /// There is no such framework.
    pub fn framework(&self, id: &str) -> Result<Outline, UnknownFramework> {
        let controls = self
            .metadata()
            .map(|(control, metadata)| (control, &metadata.frameworks));
        outline(id, controls)
    }

    /// The frameworks of which there is data, and those that controls name.
    pub fn frameworks(&self) -> BTreeSet<&str> {
        let mut names: BTreeSet<&str> = ids().collect();
        for (_, metadata) in self.metadata() {
            names.extend(metadata.frameworks.keys().map(String::as_str));
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_below_its_chapter_and_below_no_other() {
        for (section, entry, expected) in [
            ("10.2.1", "10", true),
            ("10.2.1", "10.2.1", true),
            ("10.2", "1", false),
            ("AC-2(1)", "AC", true),
            ("AC-21", "AC-2", false),
            ("164_308_a", "164_308", true),
            ("ac-17", "ac", true),
        ] {
            assert_eq!(belongs(section, entry), expected, "{section} {entry}");
        }
    }

    #[test]
    fn all_data_can_be_read_and_says_what_it_is_of() {
        assert!(ids().count() > 8);
        for id in ids() {
            let framework = find(id).unwrap();
            assert!(framework.url.starts_with("https://"), "{id}");
            assert!(
                !framework.title.is_empty() && !framework.publisher.is_empty(),
                "{id}"
            );
            for (section, about) in &framework.sections {
                assert!(!about.trim().is_empty(), "{id} {section}");
                // Titles of the publishers begin like this; ours are words of our own.
                assert!(!about.starts_with("Ensure"), "{id} {section}");
            }
        }
    }

    #[test]
    fn an_outline_names_what_no_control_judges() {
        let frameworks = BTreeMap::from([(
            "cis-aws-foundations-7.0".to_owned(),
            vec!["4.10".to_owned(), "4.2".to_owned()],
        )]);
        let controls = || [("b", &frameworks), ("c", &frameworks)].into_iter();
        let outline = outline("cis-aws-foundations-7.0", controls()).unwrap();
        let sections: Vec<&str> = outline.sections.iter().map(|part| &*part.id).collect();
        assert_eq!(sections, ["4.2", "4.10"]);
        assert_eq!(outline.sections[0].held, ["b", "c"]);
        assert!(outline.sections[0].about.is_some());
        assert!(outline.complete);
        let not_judged: Vec<&str> = outline.not_judged.iter().map(|part| &*part.id).collect();
        assert!(not_judged.contains(&"2.3") && not_judged.contains(&"4.1"));
        assert!(!not_judged.contains(&"4.2"));
    }

    #[test]
    fn an_organizations_own_framework_is_known_by_its_controls_alone() {
        let frameworks = BTreeMap::from([("acme".to_owned(), vec!["1".to_owned()])]);
        let own = outline("acme", [("a", &frameworks)].into_iter()).unwrap();
        assert!(!own.complete);
        assert_eq!(own.title, "acme");
        assert_eq!(own.sections[0].about, None);
        let unknown = outline("acm", [("a", &frameworks)].into_iter()).unwrap_err();
        assert_eq!(unknown.to_string(), "unknown framework `acm`");
        assert_eq!(unknown.help.as_deref(), Some("did you mean `acme`?"));
    }
}
