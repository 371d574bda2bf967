//! The indexes: all controls by service, severity, framework, and by the ids of other tools.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::markup::{code, line, section, table};
use super::{Page, file_of};
use crate::model::finding::Severity;
use crate::model::view::natural;
use crate::policy::Policy;

/// The indexes, with what the links to them say.
const INDEXES: [(&str, &str); 4] = [
    ("index/service.md", "By service"),
    ("index/severity.md", "By severity"),
    ("index/framework.md", "By framework"),
    ("index/other-ids.md", "By the ids of other tools"),
];

/// The table of contents in the form that mdBook reads.
pub(super) fn summary(policies: &[Policy]) -> Page {
    let mut page = "# Summary\n\n[Controls](README.md)\n\n".to_owned();
    for (path, name) in INDEXES {
        let _ = writeln!(page, "- [{name}]({path})");
    }
    for (service, policies) in services(policies) {
        let _ = write!(page, "\n# {}\n\n", line(service));
        for policy in policies {
            let _ = writeln!(page, "- {}", link("", policy));
        }
    }
    Page::new("SUMMARY.md", &page)
}

/// The first page: all controls in one table.
pub(super) fn readme(policies: &[Policy]) -> Page {
    let count = match policies.len() {
        1 => "1 control".to_owned(),
        more => format!("{more} controls"),
    };
    let mut page = format!("# Controls\n\n{count}.");
    for (path, name) in INDEXES {
        let _ = write!(page, " [{name}]({path}).");
    }
    page.push_str("\n\n");
    page.push_str(&controls("", policies.iter()));
    Page::new("README.md", &page)
}

pub(super) fn by_service(policies: &[Policy]) -> Page {
    let mut page = "# Controls by service\n\n".to_owned();
    for (service, policies) in services(policies) {
        section(
            &mut page,
            &line(service),
            &controls("../", policies.into_iter()),
        );
    }
    Page::new(INDEXES[0].0, &page)
}

pub(super) fn by_severity(policies: &[Policy]) -> Page {
    let mut page = "# Controls by severity\n\n".to_owned();
    for severity in Severity::WORST_FIRST {
        let of = policies
            .iter()
            .filter(|policy| policy.metadata.severity == severity);
        section(&mut page, severity.as_str(), &controls("../", of));
    }
    Page::new(INDEXES[1].0, &page)
}

pub(super) fn by_framework(policies: &[Policy]) -> Page {
    let mut frameworks: BTreeMap<&str, BTreeMap<&str, Vec<&Policy>>> = BTreeMap::new();
    for policy in policies {
        for (name, sections) in &policy.metadata.frameworks {
            for section in sections {
                let controls = frameworks
                    .entry(name)
                    .or_default()
                    .entry(section)
                    .or_default();
                controls.push(policy);
            }
        }
    }
    let mut page = "# Controls by framework\n\n".to_owned();
    for (name, sections) in frameworks {
        let mut sections: Vec<(&str, Vec<&Policy>)> = sections.into_iter().collect();
        sections.sort_by(|(a, _), (b, _)| natural(a, b));
        let rows = sections
            .into_iter()
            .map(|(section, policies)| vec![code(section), links(&policies)]);
        section(
            &mut page,
            &line(name),
            &table(&["Section", "Controls"], rows),
        );
    }
    Page::new(INDEXES[2].0, &page)
}

pub(super) fn by_other_ids(policies: &[Policy]) -> Page {
    let mut tools: BTreeMap<&str, BTreeMap<&str, Vec<&Policy>>> = BTreeMap::new();
    for policy in policies {
        for alias in &policy.metadata.aliases {
            let (tool, id) = alias.split_once(':').unwrap_or(("Former ids", alias));
            let controls = tools.entry(tool).or_default().entry(id).or_default();
            controls.push(policy);
        }
    }
    let mut page = "# Controls by the ids of other tools\n\n\
        Another tool's check and the control beside it look at the same thing; their verdicts may differ. Such an id selects \
        the controls too, with the tool's name before it: `--select prowler:…`.\n\n"
        .to_owned();
    for (tool, ids) in tools {
        let rows = ids
            .into_iter()
            .map(|(id, policies)| vec![code(id), links(&policies)]);
        section(&mut page, &line(tool), &table(&["Id", "Controls"], rows));
    }
    Page::new(INDEXES[3].0, &page)
}

/// The controls by the service in their package path.
fn services(policies: &[Policy]) -> BTreeMap<&str, Vec<&Policy>> {
    let mut services: BTreeMap<&str, Vec<&Policy>> = BTreeMap::new();
    for policy in policies {
        services.entry(&policy.service).or_default().push(policy);
    }
    services
}

/// Controls in a table, for a page from which `up` leads to theirs.
fn controls<'p>(up: &str, policies: impl Iterator<Item = &'p Policy>) -> String {
    let rows = policies.map(|policy| {
        vec![
            link(up, policy),
            policy.metadata.severity.to_string(),
            policy.metadata.subject.as_str().to_owned(),
            line(&policy.metadata.title),
        ]
    });
    table(
        &[
            "Control",
            "Severity",
            "Subject",
            "What is so when it passes",
        ],
        rows,
    )
}

fn link(up: &str, policy: &Policy) -> String {
    format!("[{}]({up}{})", line(&policy.id), file_of(policy))
}

fn links(policies: &[&Policy]) -> String {
    let links: BTreeSet<String> = policies.iter().map(|policy| link("../", policy)).collect();
    links.into_iter().collect::<Vec<_>>().join(", ")
}
