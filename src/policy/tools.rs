//! Other tools: their ids of checks that are about the same things as our controls.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Catalogue;

static TEXT: &str = include_str!("../../policies/tools.yaml");

/// A tool.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Ids of checks that are about the audit plane. There may be others.
    pub ids: BTreeSet<String>,
}

/// All tools, by the name that stands before a `:` in aliases.
///
/// # Panics
/// The data that ships with assize cannot be read: a test reads it.
pub fn known() -> BTreeMap<String, Tool> {
    serde_saphyr::from_str(TEXT).expect("the tools in the binary are well-formed")
}

/// The ids of each tool, each with the controls that have it as an alias; of a known tool also the ids that no control has.
pub fn mapped<'c>(
    controls: impl Iterator<Item = (&'c str, &'c [String])>,
) -> BTreeMap<String, BTreeMap<String, Vec<&'c str>>> {
    let mut mapped: BTreeMap<String, BTreeMap<String, Vec<&str>>> = known()
        .into_iter()
        .map(|(tool, known)| {
            let ids = known.ids.into_iter().map(|id| (id, Vec::new()));
            (tool, ids.collect())
        })
        .collect();
    for (control, aliases) in controls {
        for alias in aliases {
            if let Some((tool, id)) = alias.split_once(':') {
                let ids = mapped.entry(tool.to_owned()).or_default();
                ids.entry(id.to_owned()).or_default().push(control);
            }
        }
    }
    mapped
}

impl Catalogue {
    /// The ids of other tools' checks, each with the controls that have it as an alias.
    pub fn aliases(&self) -> BTreeMap<String, BTreeMap<String, Vec<&str>>> {
        mapped(
            self.metadata()
                .map(|(control, metadata)| (control, metadata.aliases.as_slice())),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_mapped_to_controls_and_what_is_left_to_none() {
        let aliases = [
            "prowler:cloudtrail_kms_encryption_enabled".to_owned(),
            "acme:7".to_owned(),
            "a-former-id".to_owned(),
        ];
        let mapped = mapped([("a", &aliases[..]), ("b", &aliases[..1])].into_iter());
        let prowler = &mapped["prowler"];
        assert_eq!(prowler["cloudtrail_kms_encryption_enabled"], ["a", "b"]);
        assert!(prowler.values().any(Vec::is_empty));
        assert_eq!(mapped["acme"]["7"], ["a"]);
        assert!(!mapped.contains_key("a-former-id"));
    }
}
