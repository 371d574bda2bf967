//! Frameworks: names that are known, and versions that others have replaced.

use std::collections::{BTreeMap, BTreeSet};

use super::Subject;
use crate::policy::diagnostic::{Diagnostic, did_you_mean};
use crate::policy::metadata::Metadata;

/// A version of a framework that another one has replaced.
struct Superseded {
    id: &'static str,
    by: &'static str,
    why: &'static str,
}

/// Versions that were replaced. What has no replacement, or stays in force beside it, is not here.
const SUPERSEDED: &[Superseded] = &[
    replaced("cis-aws-foundations-1.2", "cis-aws-foundations-1.4", CIS),
    replaced("cis-aws-foundations-1.3", "cis-aws-foundations-1.4", CIS),
    replaced("cis-aws-foundations-1.4", "cis-aws-foundations-1.5", CIS),
    replaced("cis-aws-foundations-1.5", "cis-aws-foundations-2.0", CIS),
    replaced("cis-aws-foundations-2.0", "cis-aws-foundations-3.0", CIS),
    replaced("cis-aws-foundations-3.0", "cis-aws-foundations-4.0", CIS),
    replaced("cis-aws-foundations-4.0", "cis-aws-foundations-5.0", CIS),
    replaced("cis-aws-foundations-5.0", "cis-aws-foundations-6.0", CIS),
    replaced("cis-aws-foundations-6.0", "cis-aws-foundations-7.0", CIS),
    replaced(
        "iso-27001-2013",
        "iso-27001-2022",
        "certificates of the 2013 edition ended on 31 October 2025",
    ),
    replaced(
        "nist-800-53-r4",
        "nist-800-53-r5",
        "NIST withdrew revision 4 in September 2021",
    ),
    replaced(
        "nist-csf-1.1",
        "nist-csf-2.0",
        "NIST published version 2.0 in February 2024",
    ),
    replaced(
        "pci-dss-3.2.1",
        "pci-dss-4.0",
        "version 3.2.1 was retired on 31 March 2024",
    ),
];

/// Benchmarks are replaced by their next version.
const CIS: &str = "each version of the benchmark replaces the one before";

const fn replaced(id: &'static str, by: &'static str, why: &'static str) -> Superseded {
    Superseded { id, by, why }
}

/// What replaced a version, and what replaced that.
fn successors(id: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut next = id;
    while let Some(superseded) = SUPERSEDED.iter().find(|known| known.id == next) {
        found.push(superseded.by);
        next = superseded.by;
    }
    found
}

/// Whether a control is mapped to what replaced a version.
fn is_mapped_further(id: &str, frameworks: &BTreeMap<String, Vec<String>>) -> bool {
    successors(id)
        .iter()
        .any(|newer| frameworks.contains_key(*newer))
}

/// The sections of a version that its successor dropped: built-in controls name them, and nothing newer.
fn dropped<'a>(id: &str, builtin: &[(&'a str, &'a Metadata)]) -> BTreeSet<&'a str> {
    builtin
        .iter()
        .filter(|(_, metadata)| !is_mapped_further(id, &metadata.frameworks))
        .filter_map(|(_, metadata)| metadata.frameworks.get(id))
        .flatten()
        .map(String::as_str)
        .collect()
}

pub(super) fn superseded(subject: &Subject<'_>) -> Vec<Diagnostic> {
    // The built-in controls are what tells which sections were dropped.
    if subject.is_built_in() {
        return Vec::new();
    }
    let frameworks = &subject.metadata().frameworks;
    let mut found = Vec::new();
    for superseded in SUPERSEDED {
        let Some(sections) = frameworks.get(superseded.id) else {
            continue;
        };
        let dropped = dropped(superseded.id, subject.builtin);
        let is_dropped = sections
            .iter()
            .all(|section| dropped.contains(section.as_str()));
        if is_mapped_further(superseded.id, frameworks) || is_dropped {
            continue;
        }
        let message = format!(
            "framework `{}` is superseded by `{}`: {}",
            superseded.id, superseded.by, superseded.why
        );
        let newest = successors(superseded.id).pop().unwrap_or(superseded.by);
        let help = format!("name the sections of `{newest}` beside it");
        found.push(
            subject
                .at_metadata(superseded.id, message)
                .with_help(Some(help)),
        );
    }
    found
}

pub(super) fn unknown(subject: &Subject<'_>) -> Vec<Diagnostic> {
    if subject.is_built_in() {
        return Vec::new();
    }
    let mut known: BTreeSet<&str> = subject
        .builtin
        .iter()
        .flat_map(|(_, metadata)| metadata.frameworks.keys().map(String::as_str))
        .collect();
    known.extend(SUPERSEDED.iter().flat_map(|known| [known.id, known.by]));
    let organization = subject.policy.package.split('.').next().unwrap_or_default();
    let own = format!("{}-", organization.replace('_', "-"));
    subject
        .metadata()
        .frameworks
        .keys()
        .filter(|id| !known.contains(id.as_str()) && !id.starts_with(&own))
        .map(|id| {
            let message = format!("no built-in control names the framework `{id}`");
            let help = did_you_mean(id, known.iter().copied())
                .unwrap_or_else(|| format!("the name of your own begins with `{own}`"));
            subject.at_metadata(id, message).with_help(Some(help))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_versions_ends() {
        assert_eq!(
            successors("cis-aws-foundations-5.0"),
            ["cis-aws-foundations-6.0", "cis-aws-foundations-7.0"]
        );
        for superseded in SUPERSEDED {
            assert_ne!(superseded.id, superseded.by);
            assert!(!successors(superseded.id).is_empty());
        }
    }
}
