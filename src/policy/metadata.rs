//! A policy's METADATA: a YAML block in comments above the package, checked key by key.

mod remediation;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::diagnostic::{Diagnostic, did_you_mean};
use super::syntax::Position;
use crate::model::control::{Demand, Enforcement};
use crate::model::finding::{Severity, SubjectKind};
use crate::model::remediation::Remediation;

/// What a policy says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// One line.
    pub title: String,
    /// Why it matters, in Markdown.
    pub description: String,
    /// Pages to read.
    pub references: Vec<String>,
    /// How bad a failure is.
    pub severity: Severity,
    /// Whether a failure counts.
    pub enforcement: Enforcement,
    /// What the findings are about.
    pub subject: SubjectKind,
    /// The types of the subjects of a resource control.
    pub resource_types: Vec<String>,
    /// Of types that others name, only the resources that resources of these types use.
    pub used_by: Vec<String>,
    /// Sections of frameworks.
    pub frameworks: BTreeMap<String, Vec<String>>,
    /// Other ids that select the control.
    pub aliases: Vec<String>,
    /// What can be set.
    pub parameters: BTreeMap<String, Parameter>,
    /// How to mend a failure.
    pub remediation: Remediation,
    /// Types that are read where the analysis cannot tell.
    pub reads: Vec<String>,
    /// Paths whose absence is compliant, and why.
    pub absent_is_compliant: BTreeMap<String, String>,
    /// Fields that are right although they look like misspellings of what AWS publishes, and why.
    pub unpublished: BTreeMap<String, String>,
}

impl Metadata {
    /// The types that narrow the subjects: only what they use is judged. None where `used_by` is about resources that the
    /// policy looks at besides.
    pub fn users_of_subjects(&self) -> &[String] {
        let is_referenced = |name: &String| super::needs::is_referenced(name);
        if self.resource_types.iter().any(is_referenced) {
            &self.used_by
        } else {
            &[]
        }
    }
}

/// A parameter of a control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ParameterKind,
    /// The value where none is given.
    pub default: Value,
    /// What it means.
    pub description: String,
    /// The least number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    /// The greatest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    /// The least number with which the control still shows what a framework asks, by framework.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub floors: BTreeMap<String, Number>,
    /// The greatest number with which the control still shows what a framework asks, by framework.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ceilings: BTreeMap<String, Number>,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterKind {
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// True or false.
    Boolean,
    /// A list of strings.
    Strings,
}

impl Parameter {
    /// Checks a value against the type and bounds.
    ///
    /// # Errors
    /// What does not fit, as a fragment that follows the parameter's name.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        let fits = match self.kind {
            ParameterKind::Integer => value.is_i64() || value.is_u64(),
            ParameterKind::Number => value.is_number(),
            ParameterKind::String => value.is_string(),
            ParameterKind::Boolean => value.is_boolean(),
            ParameterKind::Strings => value
                .as_array()
                .is_some_and(|items| items.iter().all(Value::is_string)),
        };
        if !fits {
            return Err(format!("takes {}, not {value}", self.kind.as_words()));
        }
        if let Some(minimum) = &self.minimum
            && is_below(value, minimum)
        {
            return Err(format!("is at least {minimum}, not {value}"));
        }
        if let Some(maximum) = &self.maximum
            && is_above(value, maximum)
        {
            return Err(format!("is at most {maximum}, not {value}"));
        }
        Ok(())
    }

    /// What frameworks ask that a value is too loose for, by framework.
    pub fn looser_than(&self, value: &Value) -> Vec<Demand> {
        let floors = self
            .floors
            .iter()
            .filter(|(_, floor)| is_below(value, floor))
            .map(|(framework, floor)| Demand {
                framework: framework.clone(),
                at_least: Some(floor.clone()),
                at_most: None,
            });
        let ceilings = self
            .ceilings
            .iter()
            .filter(|(_, ceiling)| is_above(value, ceiling))
            .map(|(framework, ceiling)| Demand {
                framework: framework.clone(),
                at_least: None,
                at_most: Some(ceiling.clone()),
            });
        let mut demands: Vec<Demand> = floors.chain(ceilings).collect();
        demands.sort_by(|a, b| a.framework.cmp(&b.framework));
        demands
    }

    /// The bounds in words, for people: `at least 30`, `at most 90`.
    pub fn bounds(&self) -> Vec<String> {
        let minimum = self.minimum.iter().map(|bound| format!("at least {bound}"));
        let maximum = self.maximum.iter().map(|bound| format!("at most {bound}"));
        minimum.chain(maximum).collect()
    }

    /// What frameworks ask in words: `cis-aws-foundations-6.0 asks at least 365`.
    pub fn demands(&self) -> Vec<String> {
        let floors = self
            .floors
            .iter()
            .map(|(framework, floor)| format!("{framework} asks at least {floor}"));
        let ceilings = self
            .ceilings
            .iter()
            .map(|(framework, ceiling)| format!("{framework} asks at most {ceiling}"));
        floors.chain(ceilings).collect()
    }

    /// What is wrong with the bounds of frameworks in a control that is of these frameworks.
    fn check_demands(
        &self,
        frameworks: &BTreeMap<String, Vec<String>>,
    ) -> Result<(), (String, Option<String>)> {
        let names = || self.floors.keys().chain(self.ceilings.keys());
        if names().next().is_none() {
            return Ok(());
        }
        if !matches!(self.kind, ParameterKind::Integer | ParameterKind::Number) {
            return Err(("`floors` and `ceilings` are of numbers".to_owned(), None));
        }
        for name in names() {
            if !frameworks.contains_key(name) {
                let message = format!("the control is not of framework `{name}`");
                let help = did_you_mean(name, frameworks.keys().map(String::as_str));
                return Err((message, help));
            }
        }
        match self.looser_than(&self.default).first() {
            Some(demand) => Err((format!("the default is {demand}"), None)),
            None => Ok(()),
        }
    }

    /// Reads a value from the command line; strings are separated by commas.
    ///
    /// # Errors
    /// What does not fit.
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        let value = match self.kind {
            ParameterKind::String => Value::String(text.to_owned()),
            ParameterKind::Strings => text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| Value::String(part.to_owned()))
                .collect(),
            ParameterKind::Integer | ParameterKind::Number | ParameterKind::Boolean => {
                serde_json::from_str(text)
                    .map_err(|_| format!("takes {}, not `{text}`", self.kind.as_words()))?
            }
        };
        self.check(&value)?;
        Ok(value)
    }
}

fn is_below(value: &Value, bound: &Number) -> bool {
    matches!((value.as_f64(), bound.as_f64()), (Some(value), Some(bound)) if value < bound)
}

fn is_above(value: &Value, bound: &Number) -> bool {
    matches!((value.as_f64(), bound.as_f64()), (Some(value), Some(bound)) if value > bound)
}

impl ParameterKind {
    /// The type in words, with its article.
    pub fn as_words(self) -> &'static str {
        match self {
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Boolean => "true or false",
            Self::Strings => "a list of strings",
        }
    }
}

#[derive(Deserialize)]
struct Raw {
    title: String,
    description: String,
    #[serde(default)]
    related_resources: Vec<Related>,
    custom: RawCustom,
}

#[derive(Deserialize)]
struct Related {
    r#ref: String,
}

#[derive(Deserialize)]
struct RawCustom {
    severity: String,
    enforcement: Option<String>,
    subject: SubjectKind,
    #[serde(default)]
    resource_types: Vec<String>,
    #[serde(default)]
    used_by: Vec<String>,
    #[serde(default)]
    frameworks: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    parameters: BTreeMap<String, Parameter>,
    remediation: remediation::Raw,
    #[serde(default)]
    reads: Vec<String>,
    #[serde(default)]
    absent_is_compliant: BTreeMap<String, String>,
    #[serde(default)]
    unpublished: BTreeMap<String, String>,
}

const KEYS: &[&str] = &["title", "description", "related_resources", "custom"];
/// Keys that OPA knows and that mean nothing here.
const OTHER_KEYS: &[&str] = &["scope", "authors", "organizations", "schemas", "entrypoint"];
const CUSTOM_KEYS: &[&str] = &[
    "severity",
    "enforcement",
    "subject",
    "resource_types",
    "used_by",
    "frameworks",
    "aliases",
    "parameters",
    "remediation",
    "reads",
    "absent_is_compliant",
    "unpublished",
];
const REQUIRED: &[&str] = &["title", "description"];
const REQUIRED_CUSTOM: &[&str] = &["severity", "subject", "remediation"];

/// A block of metadata: its first line, and its text without the comment signs.
struct Block {
    line: u32,
    text: String,
}

/// The block that stands above the package.
fn block(text: &str) -> Option<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let start = lines
        .iter()
        .position(|line| line.trim_end() == "# METADATA")?;
    let package = lines.iter().position(|line| line.starts_with("package "))?;
    if start > package {
        return None;
    }
    let body: Vec<&str> = lines[start + 1..]
        .iter()
        .take_while(|line| line.starts_with('#'))
        .map(|line| {
            let line = &line[1..];
            line.strip_prefix(' ').unwrap_or(line)
        })
        .collect();
    Some(Block {
        line: start as u32 + 2,
        text: body.join("\n"),
    })
}

/// Reads the metadata of a policy.
///
/// # Errors
/// All that is wrong with it, each at its line.
pub fn read(file: &str, text: &str) -> Result<Metadata, Vec<Diagnostic>> {
    let at =
        |line: u32, message: String| Diagnostic::new(file, Position { line, column: 1 }, message);
    let Some(block) = block(text) else {
        let diagnostic = at(1, "no `# METADATA` block above the package".to_owned());
        let help = "a control needs at least title, description and custom: severity, subject, remediation";
        return Err(vec![diagnostic.with_help(Some(help.to_owned()))]);
    };
    let tree: Value = match serde_saphyr::from_str(&block.text) {
        Ok(tree) => tree,
        Err(error) => {
            let line = error
                .location()
                .map_or(0, |location| location.line() as u32);
            let message = format!(
                "the metadata is no YAML: {}",
                first_line(&error.to_string())
            );
            return Err(vec![at(block.line + line.saturating_sub(1), message)]);
        }
    };
    let mut found = Vec::new();
    check_keys(file, &block, &tree, &mut found);
    if !found.is_empty() {
        return Err(found);
    }
    // Read once more only for the place of what is wrong.
    let raw: Result<Raw, _> =
        serde_json::from_value(tree).or_else(|_| serde_saphyr::from_str(&block.text));
    let raw = match raw {
        Ok(raw) => raw,
        Err(error) => {
            let line = error
                .location()
                .map_or(0, |location| location.line() as u32);
            let message = format!("metadata: {}", first_line(&error.to_string()));
            return Err(vec![at(block.line + line.saturating_sub(1), message)]);
        }
    };
    let metadata = validated(raw, &mut |key, message, help| {
        let line = line_of(&block, key);
        found.push(at(line, message).with_help(help));
    });
    match metadata {
        Some(metadata) if found.is_empty() => Ok(metadata),
        _ => Err(found),
    }
}

fn check_keys(file: &str, block: &Block, tree: &Value, found: &mut Vec<Diagnostic>) {
    let mut report = |line: u32, message: String, help: Option<String>| {
        found.push(Diagnostic::new(file, Position { line, column: 1 }, message).with_help(help));
    };
    let Some(top) = tree.as_object() else {
        report(block.line, "the metadata is no mapping".to_owned(), None);
        return;
    };
    for key in top.keys() {
        if !KEYS.contains(&key.as_str()) && !OTHER_KEYS.contains(&key.as_str()) {
            let help = did_you_mean(key, KEYS.iter().copied());
            report(
                line_of(block, key),
                format!("unknown metadata key `{key}`"),
                help,
            );
        }
    }
    for key in REQUIRED {
        if !top.contains_key(*key) {
            report(block.line, format!("metadata key `{key}` is missing"), None);
        }
    }
    let Some(custom) = top.get("custom").and_then(Value::as_object) else {
        report(
            block.line,
            "metadata key `custom` is missing".to_owned(),
            None,
        );
        return;
    };
    for key in custom.keys() {
        if !CUSTOM_KEYS.contains(&key.as_str()) {
            let help = did_you_mean(key, CUSTOM_KEYS.iter().copied());
            report(
                line_of(block, key),
                format!("unknown metadata key `custom.{key}`"),
                help,
            );
        }
    }
    if let Some(remediation) = custom.get("remediation") {
        remediation::check_keys(remediation, &mut |key, message, help| {
            report(line_of(block, key), message, help);
        });
    }
    for key in REQUIRED_CUSTOM {
        if !custom.contains_key(*key) {
            report(
                line_of(block, "custom"),
                format!("metadata key `custom.{key}` is missing"),
                None,
            );
        }
    }
}

fn validated(raw: Raw, report: &mut dyn FnMut(&str, String, Option<String>)) -> Option<Metadata> {
    let custom = raw.custom;
    let severity = Severity::parse(&custom.severity);
    if severity.is_none() {
        let help = did_you_mean(&custom.severity, ["low", "medium", "high", "critical"])
            .or_else(|| Some("it is low, medium, high or critical".to_owned()));
        report(
            "severity",
            format!("unknown severity `{}`", custom.severity),
            help,
        );
    }
    let enforcement = match custom.enforcement.as_deref() {
        None | Some("gate") => Enforcement::Gate,
        Some("warn") => Enforcement::Warn,
        Some(unknown) => {
            let help = did_you_mean(unknown, ["gate", "warn"])
                .or_else(|| Some("it is gate or warn".to_owned()));
            report(
                "enforcement",
                format!("unknown enforcement `{unknown}`"),
                help,
            );
            Enforcement::Gate
        }
    };
    for (name, text) in [("title", &raw.title), ("description", &raw.description)] {
        if text.trim().is_empty() {
            report(name, format!("metadata key `{name}` is empty"), None);
        }
    }
    let remediation = Remediation::from(custom.remediation);
    remediation::check(&remediation, report);
    let is_resource = custom.subject == SubjectKind::Resource;
    if is_resource && custom.resource_types.is_empty() {
        report(
            "subject",
            "a resource control needs `custom.resource_types`".to_owned(),
            None,
        );
    }
    if !is_resource && !custom.resource_types.is_empty() {
        let message = "only a resource control has `resource_types`".to_owned();
        report("subject", message, None);
    }
    let is_named = |name: &String| super::needs::is_referenced(name);
    if !custom.used_by.is_empty() && custom.used_by.iter().all(is_named) {
        let message = "`used_by` names only types that others have to use themselves".to_owned();
        let help = "name the types that use them, too".to_owned();
        report("used_by", message, Some(help));
    }
    if custom.subject == SubjectKind::Organization {
        let message = "the subject `organization` is not supported yet".to_owned();
        report("subject", message, Some("use `account`".to_owned()));
    }
    for name in custom
        .resource_types
        .iter()
        .chain(&custom.used_by)
        .chain(&custom.reads)
    {
        if let Some(help) = super::reads::check_type_name(name) {
            report(name, format!("unknown resource type `{name}`"), help);
        }
    }
    for (name, parameter) in &custom.parameters {
        if let Err(problem) = parameter.check(&parameter.default) {
            report(
                name,
                format!("the default of parameter `{name}`: it {problem}"),
                None,
            );
        }
        if let Err((problem, help)) = parameter.check_demands(&custom.frameworks) {
            report(name, format!("parameter `{name}`: {problem}"), help);
        }
    }
    for (key, paths) in [
        ("absent_is_compliant", &custom.absent_is_compliant),
        ("unpublished", &custom.unpublished),
    ] {
        for path in paths.keys().filter(|path| paths[*path].trim().is_empty()) {
            report(path, format!("`{key}` of `{path}` needs a reason"), None);
        }
    }
    Some(Metadata {
        title: raw.title.trim().to_owned(),
        description: raw.description.trim().to_owned(),
        references: raw
            .related_resources
            .into_iter()
            .map(|related| related.r#ref)
            .collect(),
        severity: severity?,
        enforcement,
        subject: custom.subject,
        resource_types: custom.resource_types,
        used_by: custom.used_by,
        frameworks: custom.frameworks,
        aliases: custom.aliases,
        parameters: custom.parameters,
        remediation,
        reads: custom.reads,
        absent_is_compliant: custom.absent_is_compliant,
        unpublished: custom.unpublished,
    })
}

/// Where a key or value of the metadata of a policy stands.
pub(super) fn place(text: &str, key: &str) -> Position {
    Position {
        line: block(text).map_or(1, |block| line_of(&block, key)),
        column: 1,
    }
}

/// The line of the file on which a key or value stands.
fn line_of(block: &Block, key: &str) -> u32 {
    let offset = block
        .text
        .lines()
        .position(|line| line.trim_start().trim_start_matches("- ").starts_with(key))
        .or_else(|| block.text.lines().position(|line| line.contains(key)))
        .unwrap_or(0);
    block.line + offset as u32
}

fn first_line(text: &str) -> &str {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or(text)
}
