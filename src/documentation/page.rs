//! The page of one control.

use std::fmt::Write as _;

use super::markup::{block, code, codes, line, link, prose, section, table};
use super::{Page, file_of};
use crate::model::remediation::Remediation;
use crate::policy::Policy;
use crate::policy::metadata::Parameter;
use crate::policy::needs::{REGIONS, TypeReads};
use crate::resource::{self, CONFIG_ACTIONS};

/// The page of a control, whose policy has this text.
pub(super) fn control(policy: &Policy, text: &str) -> Page {
    let metadata = &policy.metadata;
    let mut page = format!("# {}\n\n", line(&policy.id));
    let _ = write!(page, "**{}**\n\n", line(&metadata.title));
    page.push_str(&facts(policy));
    let _ = write!(page, "\n{}\n\n", prose(&metadata.description));
    section(
        &mut page,
        "Remediation",
        &remediation(&metadata.remediation),
    );
    section(&mut page, "Parameters", &parameters(policy));
    section(&mut page, "What it reads", &reads(policy));
    let absent = metadata
        .absent_is_compliant
        .iter()
        .map(|(path, reason)| vec![code(path), line(reason)]);
    section(
        &mut page,
        "Absent and compliant",
        &table(&["Field", "Why"], absent),
    );
    let actions = policy.reads.actions();
    section(
        &mut page,
        "Permissions",
        &list(actions.iter().map(|action| code(action))),
    );
    let frameworks = metadata
        .frameworks
        .iter()
        .map(|(name, sections)| vec![code(name), line(&sections.join(", "))]);
    section(
        &mut page,
        "Frameworks",
        &table(&["Framework", "Sections"], frameworks),
    );
    section(
        &mut page,
        "Other ids",
        &list(metadata.aliases.iter().map(|alias| code(alias))),
    );
    section(
        &mut page,
        "References",
        &list(metadata.references.iter().map(|url| link(url))),
    );
    section(&mut page, "Policy", &block("rego", text));
    Page::new(file_of(policy), &page)
}

fn facts(policy: &Policy) -> String {
    let metadata = &policy.metadata;
    let mut subject = match metadata.resource_types.as_slice() {
        [] => format!("each {}", metadata.subject.as_str()),
        types => format!("each {}", codes(types.iter().map(String::as_str))),
    };
    let users = metadata.users_of_subjects();
    if !users.is_empty() {
        let users: Vec<String> = users.iter().map(|name| code(name)).collect();
        let _ = write!(subject, " that is used by {}", users.join(" or "));
    }
    table(
        &["Severity", "Service", "Subject", "File"],
        [vec![
            metadata.severity.to_string(),
            code(&policy.service),
            subject,
            code(&format!("{}:{}", policy.file, policy.line)),
        ]],
    )
}

fn remediation(remediation: &Remediation) -> String {
    let language = if remediation.cli.starts_with("aws ") {
        "sh"
    } else {
        "text"
    };
    let mut shown = block(language, &remediation.cli);
    if let Some(console) = &remediation.console {
        let _ = write!(shown, "\n\nIn the console: {}", line(console));
    }
    if let Some(terraform) = &remediation.terraform {
        let _ = write!(shown, "\n\nIn Terraform:\n\n{}", block("hcl", terraform));
    }
    shown
}

fn parameters(policy: &Policy) -> String {
    let declared = &policy.metadata.parameters;
    let Some(first) = declared.keys().next() else {
        return String::new();
    };
    let row = |(name, parameter): (&String, &Parameter)| {
        let mut bounds = parameter.bounds();
        bounds.extend(parameter.demands());
        vec![
            code(name),
            line(parameter.kind.as_words()),
            code(&parameter.default.to_string()),
            line(&bounds.join("; ")),
            line(parameter.description.trim()),
        ]
    };
    let rows = table(
        &["Name", "Takes", "Default", "Bounds", "What it is"],
        declared.iter().map(row),
    );
    let flag = code(&format!("--param {}.{first}=VALUE", policy.id));
    let heading = code(&format!("[parameters.{}]", policy.id));
    format!(
        "{rows}\nSet with {flag}, or under {heading} in {}.",
        code("assize.toml")
    )
}

/// What the control reads, with the operation that fills each field.
fn reads(policy: &Policy) -> String {
    let reads = &policy.reads;
    let mut rows = Vec::new();
    if reads.input.at(["account", "regions"]).is_some() {
        rows.push(vec![
            "the account".to_owned(),
            code("regions"),
            code(REGIONS),
        ]);
    }
    for (whose, types) in [
        ("the subject", &reads.subject),
        ("all of the account", &reads.account),
        ("all of the region", &reads.region),
        ("all of the snapshot", &reads.world),
    ] {
        for (name, type_reads) in types {
            rows.extend(fields(whose, name, type_reads));
        }
    }
    table(&["Of", "Field", "Filled by"], rows)
}

fn fields(whose: &str, name: &str, reads: &TypeReads) -> Vec<Vec<String>> {
    let of = format!("{}, {whose}", code(name));
    let known = resource::find(name);
    let mut paths = reads.mask.paths();
    if paths.is_empty() {
        // Whether there is one at all.
        paths.push(String::new());
    }
    paths
        .iter()
        .map(|path| {
            let filled = match known {
                Some(known) => known.filled_by(path),
                None => CONFIG_ACTIONS.to_vec(),
            };
            let shown = match path.as_str() {
                "" => "that it exists".to_owned(),
                path => code(path),
            };
            vec![of.clone(), shown, codes(filled)]
        })
        .collect()
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.fold(String::new(), |mut list, item| {
        let _ = writeln!(list, "- {item}");
        list
    })
}
