//! What the template of a control looks at.

use serde_json::{Value, json};

use crate::policy::shape::{self, Shape};

/// A value of an item, and when it is good.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Example {
    /// Where it is in the item.
    pub path: Vec<String>,
    /// What it is, in words.
    pub what: String,
    good: Good,
}

/// When a value is good.
#[derive(Clone, Debug, PartialEq)]
enum Good {
    /// It is true.
    True,
    /// It is this.
    Equal(&'static str),
    /// It is at least this.
    AtLeast(u32),
    /// It is there and not empty.
    Set,
}

/// What comes to mind first for a type; for others the shape tells.
const FIRST: [(&str, &str, Good); 5] = [
    (
        "AWS::CloudTrail::Trail",
        "configuration.logFileValidationEnabled",
        Good::True,
    ),
    (
        "AWS::Config::ConfigurationRecorder",
        "supplementaryConfiguration.ConfigurationRecorderStatus.Recording",
        Good::True,
    ),
    (
        "AWS::Config::RetentionConfiguration",
        "configuration.RetentionPeriodInDays",
        Good::AtLeast(365),
    ),
    ("AWS::KMS::Key", "configuration.enabled", Good::True),
    (
        "AWS::S3::Bucket",
        "supplementaryConfiguration.BucketVersioningConfiguration.status",
        Good::Equal("Enabled"),
    ),
];

/// What a type that only AWS Config knows has in any case.
const TAG: &str = "tags.Owner";

/// The example for a type.
pub(super) fn of(resource_type: &str) -> Example {
    let first = FIRST
        .iter()
        .find(|(name, ..)| *name == resource_type)
        .map(|(_, path, good)| ((*path).to_owned(), good.clone()));
    let (path, good) = first
        .or_else(|| in_shape(resource_type))
        .unwrap_or_else(|| (TAG.to_owned(), Good::Set));
    let path: Vec<String> = path.split('.').map(str::to_owned).collect();
    let last = path.last().cloned().unwrap_or_default();
    Example {
        what: if path[0] == "tags" {
            format!("the tag {last}")
        } else {
            last
        },
        path,
        good,
    }
}

/// The first setting that is on or off, else the first that has words.
fn in_shape(resource_type: &str) -> Option<(String, Good)> {
    let Shape::Object(item) = shape::item(resource_type) else {
        return None;
    };
    let Shape::Object(settings) = &item.get("configuration")?.shape else {
        return None;
    };
    let first = |wanted: &Shape| {
        settings
            .iter()
            .find(|(name, field)| field.shape == *wanted && is_word(name))
            .map(|(name, _)| format!("configuration.{name}"))
    };
    first(&Shape::Boolean)
        .map(|path| (path, Good::True))
        .or_else(|| first(&Shape::String).map(|path| (path, Good::Set)))
}

/// Whether a field can be written after a dot.
fn is_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl Example {
    /// The conditions under which a value is good. None holds for an empty value, or one of another type.
    pub(super) fn conditions(&self, value: &str) -> Vec<String> {
        match &self.good {
            Good::True => vec![format!("{value} == true")],
            Good::Equal(wanted) => vec![format!("{value} == \"{wanted}\"")],
            Good::AtLeast(least) => {
                vec![format!("is_number({value})"), format!("{value} >= {least}")]
            }
            Good::Set => vec![format!("count({value}) > 0")],
        }
    }

    /// What is said of a value that is good.
    pub(super) fn is_right(&self) -> String {
        match &self.good {
            Good::True => "on".to_owned(),
            Good::Equal(wanted) => format!("equal to {wanted}"),
            Good::AtLeast(least) => format!("of at least {least}"),
            Good::Set => "set".to_owned(),
        }
    }

    /// What is said of a value that is not.
    pub(super) fn is_wrong(&self) -> String {
        match &self.good {
            Good::True => "is not on".to_owned(),
            Good::Equal(wanted) => format!("is not {wanted}"),
            Good::AtLeast(least) => format!("is not at least {least}"),
            Good::Set => "is not set".to_owned(),
        }
    }

    /// A value that is good.
    pub(super) fn sound(&self) -> Value {
        match &self.good {
            Good::True => json!(true),
            Good::Equal(wanted) => json!(wanted),
            Good::AtLeast(least) => json!(least),
            Good::Set => json!("example"),
        }
    }

    /// A value that is not.
    pub(super) fn unsound(&self) -> Value {
        match &self.good {
            Good::True => json!(false),
            Good::Equal(_) => json!("another"),
            Good::AtLeast(least) => json!(least - 1),
            Good::Set => json!(""),
        }
    }
}
