//! A control as a rule, with everything that there is to know of it: a reader of the alert has no other page.

use serde_json::{Value, json};

use super::super::{escape, words};
use super::level;
use crate::model::control::Control;
use crate::model::finding::Severity;
use crate::model::remediation::Form;

/// The tags that GitHub takes with a rule. It shows half of them.
const TAGS: usize = 20;
/// What GitHub takes as the description of a rule.
const DESCRIPTION: usize = 1_024;
/// What the help has at most.
const HELP: usize = 30_000;

/// The rule of a control.
pub(super) fn rule(control: &Control) -> Value {
    let mut rule = json!({
        "id": control.id,
        "shortDescription": { "text": escape::sarif(&words::within(&control.title, DESCRIPTION)) },
        "fullDescription": {
            "text": escape::sarif(&words::within(&lines(&control.description, " "), DESCRIPTION)),
        },
        "help": {
            "text": words::within(&text(control), HELP),
            "markdown": words::within(&markdown(control), HELP),
        },
        "defaultConfiguration": { "level": level(control.severity) },
        "properties": {
            "tags": tags(control),
            "security-severity": security_severity(control.severity),
            "severity": control.severity,
            "subject": control.subject,
            "resourceTypes": control.resource_types,
            "frameworks": control.frameworks,
            "parameters": control.parameters,
        },
    });
    if let Some(page) = pages(control).next() {
        rule["helpUri"] = page.into();
    }
    rule
}

/// A number in the middle of the range that GitHub has for the severity, as a string, as GitHub wants it.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    }
}

/// `security` makes GitHub show the severity. The frameworks that do not fit are among the properties.
fn tags(control: &Control) -> Vec<String> {
    let mut tags = vec!["security".to_owned(), "compliance".to_owned()];
    for tag in std::iter::once(&control.service).chain(control.frameworks.keys()) {
        let tag = words::within(tag, 200).into_owned();
        if tags.len() < TAGS && !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// The references that are pages.
fn pages(control: &Control) -> impl Iterator<Item = &str> {
    control
        .references
        .iter()
        .map(String::as_str)
        .filter(|page| escape::is_web_address(page))
}

/// The lines of a text, each with every character shown.
fn lines(text: &str, between: &str) -> String {
    let lines = text.trim().lines().map(escape::visible);
    lines.collect::<Vec<_>>().join(between)
}

fn text(control: &Control) -> String {
    let mut help = lines(&control.description, "\n");
    let mut part = |title: &str, items: &[String]| {
        if !items.is_empty() {
            help.push_str(&format!("\n\n{title}:"));
            for item in items {
                help.push_str(&format!("\n  {}", escape::visible(item)));
            }
        }
    };
    for (form, text) in control.remediation.forms() {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        part(remedy(form).0, &lines);
    }
    part("Reads", &control.reads);
    part("Permissions", &control.actions);
    part("Frameworks", &frameworks(control));
    part("Aliases", &control.aliases);
    part("References", &control.references);
    help
}

/// The heading of a form of the remediation, and the language in which it is written.
fn remedy(form: Form) -> (&'static str, &'static str) {
    match form {
        Form::Cli => ("Remediation", "sh"),
        Form::Terraform => ("Remediation in Terraform", "hcl"),
        Form::Console => ("Remediation in the console", "text"),
    }
}

fn frameworks(control: &Control) -> Vec<String> {
    let sections = control.frameworks.iter();
    sections
        .map(|(framework, sections)| format!("{framework}: {}", sections.join(", ")))
        .collect()
}

fn markdown(control: &Control) -> String {
    // The description is Markdown already, and a policy's author may use it.
    let mut help = lines(&control.description, "\n");
    for (form, text) in control.remediation.forms() {
        if text.trim().is_empty() {
            continue;
        }
        let text = lines(text, "\n");
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        let (title, language) = remedy(form);
        help.push_str(&format!(
            "\n\n## {title}\n\n{fence}{language}\n{text}\n{fence}"
        ));
    }
    let mut part = |title: &str, items: &[String], escape: fn(&str) -> String| {
        if !items.is_empty() {
            help.push_str(&format!("\n\n## {title}\n"));
            for item in items {
                help.push_str(&format!("\n- {}", escape(item)));
            }
        }
    };
    part("Reads", &control.reads, escape::markdown_code);
    part("Permissions", &control.actions, escape::markdown_code);
    part("Frameworks", &frameworks(control), escape::markdown);
    part("Aliases", &control.aliases, escape::markdown_code);
    let pages: Vec<String> = pages(control).map(|page| format!("<{page}>")).collect();
    part("References", &pages, str::to_owned);
    help
}
