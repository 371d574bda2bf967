//! Lint: what loads and is doubtful all the same.
//!
//! The loader refuses what would be wrong; a warning is about what is likely not meant. From the loaded files to warnings
//! is a function without side effects; showing them is the command line's.

mod absence;
mod counts;
mod frameworks;
mod imports;
mod kin;
mod messages;
mod remediation;
mod scans;
mod unread;

use std::collections::BTreeSet;

use super::Catalogue;
use super::Policy;
use super::diagnostic::Diagnostic;
use super::engine::Engine;
use super::metadata::Metadata;
use super::source::{Source, package};
use super::syntax::{Module, Position};

/// The rules, each with what it warns of.
pub const RULES: [(&str, &str); 13] = [
    (
        "absence-passes",
        "a `not` within a `not` over a field that may be absent: its absence passes",
    ),
    (
        "constant-message",
        "a `deny` about one item that says neither a value nor a `path`",
    ),
    (
        "counts-undefined",
        "a count that is to be zero or small, of a rule that may be undefined: then nothing is found",
    ),
    (
        "no-placeholder",
        "a remediation that does not name the resource",
    ),
    (
        "scan-for-one",
        "a search through all resources of a type for the one with an ARN that is known",
    ),
    (
        "severity-differs",
        "another severity than the built-in control with the same alias",
    ),
    (
        "shared-alias",
        "an alias that selects a built-in control too",
    ),
    (
        "superseded-framework",
        "a version of a framework that another one has replaced",
    ),
    (
        "unknown-framework",
        "a framework that no built-in control names, and that is not the organization's own",
    ),
    (
        "unread-type",
        "a resource type that is declared, and of which nothing is read",
    ),
    ("untested", "a control without a test file beside it"),
    ("unused-import", "an import that nothing uses"),
    (
        "unused-parameter",
        "a parameter that the policy never reads",
    ),
];

/// Something doubtful.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// What, and where.
    pub diagnostic: Diagnostic,
    /// The rule that found it, one of [`RULES`].
    pub rule: &'static str,
}

/// All that is to be said of policy files.
#[derive(Debug, Default)]
pub struct Lint {
    /// Why they do not load.
    pub errors: Vec<Diagnostic>,
    /// What is doubtful about those that do.
    pub warnings: Vec<Warning>,
    /// How many controls were looked at, broken ones left out.
    pub controls: usize,
}

/// What a rule looks at.
struct Subject<'a> {
    source: &'a Source,
    policy: &'a Policy,
    module: &'a Module,
    /// The libraries that it may import.
    libraries: &'a [&'a Module],
    /// The built-in controls, without the one that is looked at.
    builtin: &'a [(&'a str, &'a Metadata)],
}

impl Subject<'_> {
    /// Whether it is one of assize's own controls: they are what others are measured by.
    fn is_built_in(&self) -> bool {
        self.policy.package.starts_with("assize.")
    }

    fn metadata(&self) -> &Metadata {
        &self.policy.metadata
    }

    /// A diagnostic at a key or value of the metadata.
    fn at_metadata(&self, key: &str, message: impl Into<String>) -> Diagnostic {
        let position = super::metadata::place(&self.source.text, key);
        Diagnostic::new(&self.source.file, position, message)
    }

    /// A diagnostic in the rules.
    fn at(&self, position: Position, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&self.source.file, position, message)
    }
}

/// A rule: what it is called, and how it looks.
type Rule = (&'static str, fn(&Subject<'_>) -> Vec<Diagnostic>);

/// The one rule that looks beyond the control itself.
const UNTESTED: &str = "untested";

const CHECKS: [Rule; 12] = [
    ("absence-passes", absence::passes),
    ("constant-message", messages::constant),
    ("counts-undefined", counts::of_undefined),
    ("no-placeholder", remediation::names_no_subject),
    ("scan-for-one", scans::for_one),
    ("severity-differs", kin::severity),
    ("shared-alias", kin::alias),
    ("superseded-framework", frameworks::superseded),
    ("unknown-framework", frameworks::unknown),
    ("unread-type", unread::types),
    ("unused-import", imports::unused),
    ("unused-parameter", unread::parameters),
];

/// Looks at policy files, of which those that ship with assize are not judged; `builtin` holds the built-in controls.
pub fn lint(sources: Vec<Source>, builtin: &Catalogue) -> Lint {
    let files: BTreeSet<String> = sources
        .iter()
        .filter(|source| !source.builtin)
        .map(|source| source.file.clone())
        .collect();
    let (catalogue, mut errors) = Catalogue::gathered(sources);
    if let Err(super::LoadError::Broken(found)) = catalogue.tests() {
        errors.extend(found);
    }
    errors.sort();
    errors.dedup();
    let own = catalogue.own();
    let known: Vec<(&str, &Metadata)> = builtin.metadata().collect();
    let libraries: Vec<&Module> = catalogue.libraries().map(|(_, module, _)| module).collect();
    let untested = catalogue.untested();
    let mut warnings = Vec::new();
    for (source, policy) in &own {
        // It parsed when it was loaded.
        let Ok(module) = Engine::default().add(&source.file, &source.text) else {
            continue;
        };
        let others: Vec<(&str, &Metadata)> = known
            .iter()
            .copied()
            .filter(|(id, _)| *id != policy.id)
            .collect();
        let subject = Subject {
            source,
            policy,
            module: &module,
            libraries: &libraries,
            builtin: &others,
        };
        for (rule, check) in CHECKS {
            let found = check(&subject).into_iter();
            warnings.extend(found.map(|diagnostic| Warning { diagnostic, rule }));
        }
        if untested.contains(&policy.id.as_str()) {
            warnings.push(Warning {
                diagnostic: untested_at(&subject),
                rule: UNTESTED,
            });
        }
    }
    // What a rule sees in a library that ships with assize is not for who uses it to mend.
    warnings.retain(|warning| files.contains(&warning.diagnostic.file));
    warnings.sort();
    warnings.dedup();
    Lint {
        errors,
        warnings,
        controls: own.len(),
    }
}

fn untested_at(subject: &Subject<'_>) -> Diagnostic {
    let name = package(&subject.source.text).unwrap_or_default();
    let last = subject.source.parts.last().map_or("", String::as_str);
    let help = format!("put tests into `{last}_test.rego` beside it, in the package `{name}_test`");
    subject
        .at(subject.module.package_position, "the control has no tests")
        .with_help(Some(help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::source;

    /// A control whose library lets an absent key pass, and the rules that warn of both.
    fn rules(library_is_built_in: bool) -> Vec<&'static str> {
        let source = |parts: [&str; 2], text: &str, builtin| Source {
            file: format!("{}.rego", parts.join("/")),
            parts: parts.map(str::to_owned).to_vec(),
            text: text.to_owned().into(),
            builtin,
        };
        let control = "# METADATA\n# title: A control\n# description: For a test.\n# custom:\n#   severity: low\n\
            #   subject: resource\n#   resource_types: [AWS::CloudTrail::Trail]\n#   remediation: mend {arn}\n\
            package acme.trails.keyed\n\nimport rego.v1\n\nimport data.acme.lib.keys\n\n\
            deny contains {\"message\": \"weak\", \"path\": \"configuration\"} if not keys.strong(input.resource.configuration)\n";
        let library = "package acme.lib.keys\n\nimport rego.v1\n\n\
            strong(configuration) if not configuration.kmsKeyId == \"alias/weak\"\n";
        let sources = vec![
            source(["trails", "keyed"], control, false),
            source(["lib", "keys"], library, library_is_built_in),
        ];
        let found = lint(sources, &Catalogue::new(source::builtin()).unwrap());
        assert!(found.errors.is_empty(), "{found:?}");
        found.warnings.iter().map(|warning| warning.rule).collect()
    }

    #[test]
    fn what_ships_with_assize_is_not_for_its_users_to_mend() {
        assert_eq!(rules(false), ["absence-passes", "untested"]);
        assert_eq!(rules(true), ["untested"]);
    }

    #[test]
    fn every_rule_is_named_once_and_in_order() {
        let mut checked: Vec<&str> = CHECKS.iter().map(|(rule, _)| *rule).collect();
        checked.push(UNTESTED);
        checked.sort_unstable();
        let named: Vec<&str> = RULES.iter().map(|(rule, _)| *rule).collect();
        assert_eq!(named, checked);
    }
}
