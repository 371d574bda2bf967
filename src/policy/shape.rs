//! The shape of a policy's input: which fields there are, which may be absent, what type they have.
//!
//! Made from the collectors' own types, so that a field which no collector fills cannot be named in a policy.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use crate::model::finding::SubjectKind;
use crate::resource::{self, ResourceType};

/// The shape of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Nothing is known: anything may be there.
    Any,
    /// A string.
    String,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A list.
    List(Box<Shape>),
    /// An object with these fields and no others.
    Object(BTreeMap<String, Field>),
    /// An object with any keys.
    Map(Box<Shape>),
}

/// A field of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its shape.
    pub shape: Shape,
    /// Whether the field may be absent although everything was read.
    pub optional: bool,
}

impl Shape {
    /// Fields that are always there.
    fn object<const N: usize>(fields: [(&str, Shape); N]) -> Self {
        Self::Object(
            fields
                .into_iter()
                .map(|(name, shape)| {
                    (
                        name.to_owned(),
                        Field {
                            shape,
                            optional: false,
                        },
                    )
                })
                .collect(),
        )
    }

    fn optional<const N: usize>(mut self, names: [&str; N]) -> Self {
        if let Self::Object(fields) = &mut self {
            for name in names {
                if let Some(field) = fields.get_mut(name) {
                    field.optional = true;
                }
            }
        }
        self
    }

    /// The word for the type, for messages.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Any => "anything",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::List(_) => "a list",
            Self::Object(_) | Self::Map(_) => "an object",
        }
    }

    /// The shape that a JSON Schema describes.
    pub fn from_schema(schema: &Value) -> Self {
        if let Some(options) = schema.get("anyOf").and_then(Value::as_array) {
            return options
                .iter()
                .find(|option| option.get("type").is_none_or(|kind| kind != "null"))
                .map_or(Self::Any, Self::from_schema);
        }
        let kind = match schema.get("type") {
            Some(Value::String(kind)) => kind.as_str(),
            Some(Value::Array(kinds)) => kinds
                .iter()
                .filter_map(Value::as_str)
                .find(|kind| *kind != "null")
                .unwrap_or_default(),
            _ => "",
        };
        match kind {
            "string" => Self::String,
            "integer" | "number" => Self::Number,
            "boolean" => Self::Boolean,
            "array" => Self::List(Box::new(
                schema.get("items").map_or(Self::Any, Self::from_schema),
            )),
            "object" => match (schema.get("properties"), schema.get("additionalProperties")) {
                (Some(Value::Object(properties)), _) => Self::Object(
                    properties
                        .iter()
                        .map(|(name, property)| {
                            let field = Field {
                                shape: Self::from_schema(property),
                                optional: allows_null(property),
                            };
                            (name.clone(), field)
                        })
                        .collect(),
                ),
                (None, Some(values @ Value::Object(_))) => {
                    Self::Map(Box::new(Self::from_schema(values)))
                }
                _ => Self::Any,
            },
            _ => Self::Any,
        }
    }
}

/// An `Option` in Rust is what AWS may leave out; in the schema it is a type that allows null.
fn allows_null(schema: &Value) -> bool {
    let is_null =
        |value: &Value| value == "null" || value.get("type").is_some_and(|kind| kind == "null");
    match (schema.get("type"), schema.get("anyOf")) {
        (Some(Value::Array(kinds)), _) => kinds.iter().any(is_null),
        (_, Some(Value::Array(options))) => options.iter().any(is_null),
        _ => false,
    }
}

/// The items of the types that assize reads itself.
static ITEMS: LazyLock<BTreeMap<&'static str, Shape>> = LazyLock::new(|| {
    resource::CATALOGUE
        .iter()
        .map(|known| {
            let (configuration, supplementary) = parts_of(known);
            let mut shape = item_with(configuration, supplementary);
            if let Shape::Object(fields) = &mut shape
                && let Some(arn) = fields.get_mut("arn")
            {
                arn.optional = !known.has_arn;
            }
            (known.name, shape)
        })
        .collect()
});

/// An item of a type that only AWS Config knows.
static OPEN_ITEM: LazyLock<Shape> = LazyLock::new(|| item_with(Shape::Any, Shape::Any));

/// Nothing is known.
pub static ANY: Shape = Shape::Any;

/// The shape of an item of a type; of a type that only AWS Config knows, the configuration is open.
pub fn item(resource_type: &str) -> &'static Shape {
    ITEMS.get(resource_type).unwrap_or(&OPEN_ITEM)
}

fn item_with(configuration: Shape, supplementary: Shape) -> Shape {
    Shape::object([
        ("resourceType", Shape::String),
        ("accountId", Shape::String),
        ("awsRegion", Shape::String),
        ("resourceId", Shape::String),
        ("resourceName", Shape::String),
        ("arn", Shape::String),
        ("configurationItemCaptureTime", Shape::String),
        ("configurationItemStatus", Shape::String),
        ("source", Shape::String),
        ("configuration", configuration),
        ("supplementaryConfiguration", supplementary),
        ("tags", Shape::Map(Box::new(Shape::String))),
        (
            "relationships",
            Shape::List(Box::new(
                Shape::object([
                    ("resourceType", Shape::String),
                    ("resourceId", Shape::String),
                    ("resourceName", Shape::String),
                    ("relationshipName", Shape::String),
                ])
                .optional(["resourceId", "resourceName"]),
            )),
        ),
    ])
    .optional(["resourceName", "arn"])
}

fn parts_of(known: &ResourceType) -> (Shape, Shape) {
    let mut supplementary = Shape::from_schema(&(known.supplementary)());
    if let Shape::Object(parts) = &mut supplementary {
        // A part is there whenever it was read, and where it was not there is no verdict; but some resources lack some parts.
        for (name, field) in parts {
            field.optional = known.parts.iter().any(|part| {
                part.optional
                    && part.path.strip_prefix("supplementaryConfiguration.") == Some(name.as_str())
            });
        }
    }
    (Shape::from_schema(&(known.configuration)()), supplementary)
}

/// The shape of `input` for a subject.
///
/// `resource_types` are the subject's own types, `parameters` what the policy declares.
pub fn input(
    subject: SubjectKind,
    resource_types: &[String],
    parameters: BTreeMap<String, Shape>,
) -> Shape {
    let region = Shape::object([
        ("name", Shape::String),
        ("optInStatus", Shape::String),
        ("selected", Shape::Boolean),
    ])
    .optional(["optInStatus"]);
    let account = Shape::object([
        ("id", Shape::String),
        ("partition", Shape::String),
        ("regions", Shape::List(Box::new(region))),
        ("resources", Shape::Any),
    ]);
    let parameters = Shape::Object(
        parameters
            .into_iter()
            .map(|(name, shape)| {
                (
                    name,
                    Field {
                        shape,
                        optional: false,
                    },
                )
            })
            .collect(),
    );
    let mut fields = BTreeMap::new();
    let mut field = |name: &str, shape: Shape| {
        fields.insert(
            name.to_owned(),
            Field {
                shape,
                optional: false,
            },
        );
    };
    field("account", account);
    field("parameters", parameters);
    field("snapshot", Shape::object([("collectedAt", Shape::String)]));
    match subject {
        SubjectKind::Resource => field(
            "resource",
            union(resource_types.iter().map(|name| item(name).clone())),
        ),
        SubjectKind::Region => field(
            "region",
            Shape::object([
                ("name", Shape::String),
                ("optInStatus", Shape::String),
                ("resources", Shape::Any),
            ])
            .optional(["optInStatus"]),
        ),
        SubjectKind::Account | SubjectKind::Organization => {}
    }
    Shape::Object(fields)
}

/// What any of several shapes has: a policy over two types may name the fields of both.
fn union(shapes: impl IntoIterator<Item = Shape>) -> Shape {
    shapes.into_iter().reduce(merge).unwrap_or(Shape::Any)
}

fn merge(a: Shape, b: Shape) -> Shape {
    match (a, b) {
        (a, b) if a == b => a,
        (Shape::Object(mut a), Shape::Object(b)) => {
            // What one of them has not may be absent; what both always have is always there.
            let mut merged = BTreeMap::new();
            for (name, field) in b {
                let field = match a.remove(&name) {
                    Some(other) => Field {
                        optional: other.optional || field.optional,
                        shape: merge(other.shape, field.shape),
                    },
                    None => Field {
                        optional: true,
                        ..field
                    },
                };
                merged.insert(name, field);
            }
            merged.extend(a.into_iter().map(|(name, field)| {
                let field = Field {
                    optional: true,
                    ..field
                };
                (name, field)
            }));
            Shape::Object(merged)
        }
        (Shape::List(a), Shape::List(b)) => Shape::List(Box::new(merge(*a, *b))),
        (Shape::Map(a), Shape::Map(b)) => Shape::Map(Box::new(merge(*a, *b))),
        _ => Shape::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'a>(shape: &'a Shape, path: &[&str]) -> Option<&'a Field> {
        let (last, parents) = path.split_last()?;
        let mut shape = shape;
        for name in parents {
            match shape {
                Shape::Object(fields) => shape = &fields.get(*name)?.shape,
                _ => return None,
            }
        }
        match shape {
            Shape::Object(fields) => fields.get(*last),
            _ => None,
        }
    }

    #[test]
    fn shapes_come_from_the_collectors_types() {
        let trail = item("AWS::CloudTrail::Trail");
        let on = at(trail, &["configuration", "logFileValidationEnabled"]).unwrap();
        assert_eq!((&on.shape, on.optional), (&Shape::Boolean, false));
        let key = at(trail, &["configuration", "kmsKeyId"]).unwrap();
        assert_eq!((&key.shape, key.optional), (&Shape::String, true));
        assert!(at(trail, &["configuration", "logFileValidationEnable"]).is_none());
        let status = at(trail, &["supplementaryConfiguration", "TrailStatus"]).unwrap();
        assert!(!status.optional);
        let days = at(
            item("AWS::Config::RetentionConfiguration"),
            &["configuration", "RetentionPeriodInDays"],
        )
        .cloned();
        assert_eq!(days.map(|field| field.shape), Some(Shape::Number));
    }

    #[test]
    fn of_two_types_only_what_both_always_have_is_always_there() {
        let names = ["AWS::CloudTrail::Trail", "AWS::KMS::Key"].map(str::to_owned);
        let input = input(SubjectKind::Resource, &names, BTreeMap::new());
        let optional = |path: &[&str]| at(&input, path).unwrap().optional;
        assert!(!optional(&["resource", "awsRegion"]));
        assert!(!optional(&["resource", "configuration"]));
        for of_one in ["enabled", "isMultiRegionTrail"] {
            assert!(optional(&["resource", "configuration", of_one]), "{of_one}");
        }
        // A key need not have an ARN in a snapshot.
        assert!(optional(&["resource", "arn"]));
    }

    #[test]
    fn a_type_that_only_config_knows_is_open() {
        let group = item("AWS::EC2::SecurityGroup");
        assert_eq!(at(group, &["configuration"]).unwrap().shape, Shape::Any);
        assert!(at(group, &["configuratoin"]).is_none());
    }
}
