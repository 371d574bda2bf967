//! The files of a new control: a policy that loads and judges something, and a test that passes.
//!
//! What the control looks at comes from the shape of its resource type, so that a type which assize learns to read has a
//! template too. The rule is written the safe way round: only what is known to be good is left out, so an absent value fails.

mod example;

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::engine;
use crate::model::finding::SubjectKind;
use crate::resource::{self, Inventory};
use example::Example;

/// What a new control is to be.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The first parts of the package path, for example `acme`.
    pub package: &'a str,
    /// The service: a folder, and the part of the package path before the name.
    pub service: &'a str,
    /// The name of the control.
    pub slug: &'a str,
    /// What its findings are about.
    pub subject: SubjectKind,
    /// The type that it looks at; where none is given, the service's own.
    pub resource_type: Option<&'a str>,
}

/// The two files of a new control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaffold {
    /// The control's id.
    pub id: String,
    /// The policy.
    pub policy: File,
    /// Its tests.
    pub test: File,
}

/// A file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Folder and name.
    pub path: [String; 2],
    /// The text.
    pub text: String,
}

/// Why there is no template.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ScaffoldError {
    /// A name that no package can have.
    #[error("`{name}` is no name for a {what}: {why}")]
    Name {
        /// What is named.
        what: &'static str,
        /// The name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A service without a type of its own.
    #[error("no resource type is known for the service `{0}`")]
    NoType(String),
    /// A type that does not exist.
    #[error("unknown resource type `{name}`")]
    Type {
        /// The type.
        name: String,
        /// What may have been meant.
        help: Option<String>,
    },
}

impl ScaffoldError {
    /// What mends it, where that can be told.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Name { .. } => None,
            Self::NoType(_) => Some("name one with `--resource-type AWS::…`".to_owned()),
            Self::Type { help, .. } => help.clone(),
        }
    }
}

/// Words of Rego, which no part of a package path can be.
const KEYWORDS: [&str; 16] = [
    "as", "contains", "default", "else", "every", "false", "if", "import", "in", "input", "not",
    "null", "package", "some", "true", "with",
];

/// Names that the template of the test takes.
const TAKEN: [&str; 5] = [
    "example_sound",
    "example_unsound",
    "example_without",
    "example_input",
    "expected",
];

/// The types that come to mind first for a service.
const FIRST: [(&str, &str); 6] = [
    ("account", "AWS::S3::AccountPublicAccessBlock"),
    ("audit_bucket", "AWS::S3::Bucket"),
    ("audit_key", "AWS::KMS::Key"),
    ("cloudtrail", "AWS::CloudTrail::Trail"),
    ("config", "AWS::Config::ConfigurationRecorder"),
    ("s3", "AWS::S3::Bucket"),
];

/// The account and region of the test.
const ACCOUNT: &str = "111122223333";
const REGION: &str = "us-east-1";

/// Makes the files of a new control.
///
/// # Errors
/// A name that no package can have, or no resource type.
pub fn scaffold(request: &Request<'_>) -> Result<Scaffold, ScaffoldError> {
    let organization = request
        .package
        .split('.')
        .map(|part| name("package", part))
        .collect::<Result<Vec<_>, _>>()?;
    let service = name("service", request.service)?;
    let slug = name("control", request.slug)?;
    let refuse = |what, name: &str, why| {
        Err(ScaffoldError::Name {
            what,
            name: name.to_owned(),
            why,
        })
    };
    if organization[0] == "snapshot" {
        return refuse("package", "snapshot", "that is where snapshots are");
    }
    if organization.get(1).unwrap_or(&service) == "lib" {
        return refuse("service", "lib", "packages below it are libraries");
    }
    if slug.ends_with("_test") {
        return refuse("control", request.slug, "it ends like the name of a test");
    }
    let hides = engine::builtins().any(|(name, _)| name.split('.').next() == Some(slug.as_str()));
    if hides || slug == "data" || TAKEN.contains(&slug.as_str()) {
        return refuse(
            "control",
            request.slug,
            "the test could not import it under that name",
        );
    }
    let resource_type = match request.resource_type {
        Some(name) => match super::reads::check_type_name(name) {
            Some(help) => {
                return Err(ScaffoldError::Type {
                    name: name.to_owned(),
                    help,
                });
            }
            None => name.to_owned(),
        },
        None => first_type(&service)
            .ok_or_else(|| ScaffoldError::NoType(request.service.to_owned()))?
            .to_owned(),
    };
    let package = format!("{}.{service}.{slug}", organization.join("."));
    let template = Template {
        package: &package,
        service: &service,
        slug: &slug,
        subject: request.subject,
        example: example::of(&resource_type),
        resource_type: &resource_type,
    };
    let parts: Vec<&str> = package.split('.').collect();
    Ok(Scaffold {
        id: super::load::identity(&parts),
        policy: File {
            path: [service.clone(), format!("{slug}.rego")],
            text: template.policy(),
        },
        test: File {
            path: [service.clone(), format!("{slug}_test.rego")],
            text: template.test(),
        },
    })
}

/// A part of a package path: words of small letters and digits, with `-` or `_` between them.
fn name(what: &'static str, text: &str) -> Result<String, ScaffoldError> {
    let refuse = |why| {
        Err(ScaffoldError::Name {
            what,
            name: text.to_owned(),
            why,
        })
    };
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if !text.split(['-', '_']).all(is_word) {
        return refuse("it has words of small letters and digits, with `-` or `_` between them");
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return refuse("it begins with a digit");
    }
    let name = text.replace('-', "_");
    if KEYWORDS.contains(&name.as_str()) {
        return refuse("it is a word of Rego");
    }
    Ok(name)
}

/// The type that a service's controls are about, if there is one.
fn first_type(service: &str) -> Option<&'static str> {
    let first = FIRST
        .iter()
        .find(|(name, _)| *name == service)
        .map(|(_, first)| *first);
    first.or_else(|| {
        let plain = service.replace('_', "");
        resource::CATALOGUE
            .iter()
            .map(|known| known.name)
            .find(|name| {
                name.split("::")
                    .nth(1)
                    .is_some_and(|part| part.eq_ignore_ascii_case(&plain))
            })
    })
}

struct Template<'a> {
    package: &'a str,
    service: &'a str,
    slug: &'a str,
    subject: SubjectKind,
    resource_type: &'a str,
    example: Example,
}

impl Template<'_> {
    /// What a finding says. A resource's own says where to look by its path.
    fn message(&self) -> String {
        let what = &self.example.what;
        match self.subject {
            SubjectKind::Resource => format!("{what} {}", self.example.is_wrong()),
            _ => format!(
                "no {} has {what} {}",
                self.resource_type,
                self.example.is_right()
            ),
        }
    }

    fn policy(&self) -> String {
        let Self {
            package,
            resource_type,
            example,
            ..
        } = self;
        let title = self.slug.replace('_', " ");
        let title = title[..1].to_uppercase() + &title[1..];
        let path = example.path.join(".");
        let mut text = format!("# METADATA\n# title: {title}\n# description: |\n");
        let (passes, remediation) = match self.subject {
            SubjectKind::Resource => (
                format!("Each {resource_type} has `{path}` {}.", example.is_right()),
                format!("mend `{path}` of {{arn}} in {{region}}, account {{account}}"),
            ),
            SubjectKind::Region => (
                format!(
                    "In each region one {resource_type} has `{path}` {}.",
                    example.is_right()
                ),
                format!("mend `{path}` of one {resource_type} in {{region}}, account {{account}}"),
            ),
            SubjectKind::Account | SubjectKind::Organization => (
                format!(
                    "In each account one {resource_type} has `{path}` {}.",
                    example.is_right()
                ),
                format!("mend `{path}` of one {resource_type} in account {{account}}"),
            ),
        };
        let _ = write!(
            text,
            "#   {passes}\n#   Here belongs why that matters, and what this control does not judge.\n\
             # custom:\n#   severity: medium\n#   subject: {}\n",
            self.subject.as_str()
        );
        if self.subject == SubjectKind::Resource {
            let _ = writeln!(text, "#   resource_types: [\"{resource_type}\"]");
        }
        if let Some(user) = self.used_by() {
            let _ = writeln!(text, "#   used_by: [\"{user}\"]");
        }
        let _ = write!(
            text,
            "#   remediation: {remediation}\npackage {package}\n\nimport rego.v1\n\n"
        );
        let (head, value) = match self.subject {
            SubjectKind::Resource => {
                let _ = write!(
                    text,
                    "deny contains {{\"message\": {}, \"path\": \"{path}\"}} if not sound\n\n",
                    json!(self.message())
                );
                ("sound".to_owned(), format!("input.resource.{path}"))
            }
            _ => {
                let (place, of) = match self.subject {
                    SubjectKind::Region => ("in region %s", "input.region.name"),
                    _ => ("in account %s", "input.account.id"),
                };
                let _ = write!(
                    text,
                    "deny contains {{\"message\": sprintf({}, [{of}])}} if count(sound) == 0\n\n",
                    json!(format!("{} {place}", self.message()))
                );
                ("sound contains key".to_owned(), format!("resource.{path}"))
            }
        };
        let _ = writeln!(
            text,
            "# Only what is known to be good: an absent value is not.\n{head} if {{"
        );
        if self.subject != SubjectKind::Resource {
            let _ = writeln!(
                text,
                "\tsome key, resource in input.{}.resources[\"{resource_type}\"]",
                self.subject.as_str()
            );
        }
        for condition in example.conditions(&value) {
            let _ = writeln!(text, "\t{condition}");
        }
        text.push_str("}\n");
        text
    }

    /// Buckets, keys and the like: those of the audit plane, not all that there are.
    fn used_by(&self) -> Option<&'static str> {
        let is_referenced = resource::find(self.resource_type)
            .is_some_and(|known| matches!(known.inventory, Inventory::Referenced(_)));
        is_referenced.then_some(if self.service == "config" {
            "AWS::Config::DeliveryChannel"
        } else {
            "AWS::CloudTrail::Trail"
        })
    }

    fn test(&self) -> String {
        let Self { package, slug, .. } = self;
        let item = |value: Option<Value>| {
            let mut item = json!({
                "resourceType": self.resource_type,
                "accountId": ACCOUNT,
                "awsRegion": REGION,
                "resourceId": "example",
            });
            put(&mut item, &self.example.path, value);
            written_out(&item)
        };
        let deny = format!("{slug}.deny");
        let mut text = format!(
            "package {package}_test\n\nimport rego.v1\n\nimport data.{package}\n\n\
             # A resource as it is collected, as far as the control looks at it.\n\
             example_sound := {}\n\nexample_unsound := {}\n\nexample_without := {}\n\n",
            item(Some(self.example.sound())),
            item(Some(self.example.unsound())),
            item(None)
        );
        let name = self.resource_type;
        match self.subject {
            SubjectKind::Resource => {
                text.push_str("example_input(resource) := {\"resource\": resource}\n\n");
            }
            SubjectKind::Region => {
                let _ = write!(
                    text,
                    "example_input(resource) := {{\n\t\"account\": {{\"id\": \"{ACCOUNT}\"}},\n\
                     \t\"region\": {{\"name\": \"{REGION}\", \"resources\": {{\"{name}\": {{\"example\": resource}}}}}}\n}}\n\n"
                );
            }
            SubjectKind::Account | SubjectKind::Organization => {
                let _ = write!(
                    text,
                    "example_input(resource) := {{\"account\": {{\n\t\"id\": \"{ACCOUNT}\",\n\
                     \t\"resources\": {{\"{name}\": {{\"example\": resource}}}}\n}}}}\n\n"
                );
            }
        }
        let expected = match self.subject {
            SubjectKind::Resource => format!(
                "{{\"message\": {}, \"path\": \"{}\"}}",
                json!(self.message()),
                self.example.path.join(".")
            ),
            SubjectKind::Region => format!(
                "{{\"message\": {}}}",
                json!(format!("{} in region {REGION}", self.message()))
            ),
            SubjectKind::Account | SubjectKind::Organization => format!(
                "{{\"message\": {}}}",
                json!(format!("{} in account {ACCOUNT}", self.message()))
            ),
        };
        let _ = write!(
            text,
            "expected := {{{expected}}}\n\n\
             test_what_is_sound_passes if {{\n\t{deny} == set() with input as example_input(example_sound)\n}}\n\n\
             test_what_is_not_fails if {{\n\t{deny} == expected with input as example_input(example_unsound)\n}}\n\n\
             test_an_absent_value_fails if {{\n\t{deny} == expected with input as example_input(example_without)\n}}\n"
        );
        if self.subject != SubjectKind::Resource {
            let nothing = match self.subject {
                SubjectKind::Region => format!(
                    "{{\n\t\t\"account\": {{\"id\": \"{ACCOUNT}\"}},\n\
                     \t\t\"region\": {{\"name\": \"{REGION}\", \"resources\": {{\"{name}\": {{}}}}}}\n\t}}"
                ),
                _ => format!(
                    "{{\"account\": {{\n\t\t\"id\": \"{ACCOUNT}\",\n\
                     \t\t\"resources\": {{\"{name}\": {{}}}}\n\t}}}}"
                ),
            };
            let _ = write!(
                text,
                "\ntest_nothing_there_fails if {{\n\t{deny} == expected with input as {nothing}\n}}\n"
            );
        }
        text
    }
}

/// Puts a value at a path, or only what leads there.
fn put(item: &mut Value, path: &[String], value: Option<Value>) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        if let Some(value) = value {
            item[first] = value;
        }
        return;
    }
    if item.get(first).is_none() {
        item[first] = json!({});
    }
    put(&mut item[first], rest, value);
}

/// JSON as Rego is written: indented by tabs.
fn written_out(value: &Value) -> String {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b"\t");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    match serde::Serialize::serialize(value, &mut serializer) {
        Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests;
