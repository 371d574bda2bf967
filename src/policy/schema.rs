//! The JSON Schema of what a policy sees of a resource: the collectors' own types, with the operation that fills each part.
//!
//! An editor completes `input.resource` from it, and a person reads what there is. It is stricter than what a collector may
//! write in one way: what AWS leaves out is absent, because a policy never sees a null.

use serde_json::{Map, Value, json};

use super::reads::check_type_name;
use crate::model::item::ConfigurationItem;
use crate::resource::{self, CONFIG_ACTIONS, ResourceType, published, schema_of};

/// The key under which a part names the IAM action of the operation that fills it.
const OPERATION: &str = "x-aws-operation";
/// The key under which a part says whether items of AWS Config hold it too.
const IN_CONFIG: &str = "x-aws-config-item";

/// The key under which AWS's published properties of a type stand, by path, with AWS's word for what each is.
const PUBLISHED: &str = "x-aws-published";

/// A type that nobody knows, with what may have been meant.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown resource type `{name}`")]
pub struct UnknownType {
    /// The name.
    pub name: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// The JSON Schema of the items of a type, as `input.resource` holds them.
///
/// # Errors
/// Neither assize nor AWS Config knows the type.
pub fn of_type(name: &str) -> Result<Value, UnknownType> {
    let mut schema = schema_of::<ConfigurationItem>();
    without_null(&mut schema);
    let known = resource::find(name);
    if let (None, Some(help)) = (known, check_type_name(name)) {
        return Err(UnknownType {
            name: name.to_owned(),
            help,
        });
    }
    let about = known.map_or_else(
        || {
            "a type that AWS Config records: its configuration is in AWS Config's own shape, which is not known here"
                .to_owned()
        },
        |known| known.about.to_owned(),
    );
    if let Some(root) = schema.as_object_mut() {
        root.insert(
            "$schema".to_owned(),
            "https://json-schema.org/draft/2020-12/schema".into(),
        );
        root.insert("title".to_owned(), name.into());
        root.insert("description".to_owned(), about.into());
        root.insert("required".to_owned(), required(known).into());
    }
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return Ok(schema);
    };
    set(properties, "resourceType", "const", name.into());
    match known {
        Some(known) => fill(properties, known),
        None => {
            for property in properties.values_mut().filter_map(Value::as_object_mut) {
                property.insert(OPERATION.to_owned(), json!(CONFIG_ACTIONS));
                property.insert(IN_CONFIG.to_owned(), true.into());
            }
            publish(properties, name);
        }
    }
    Ok(schema)
}

/// The fields that an item of the type always has.
fn required(known: Option<&ResourceType>) -> Vec<&'static str> {
    let mut required = vec![
        "resourceType",
        "accountId",
        "awsRegion",
        "resourceId",
        "configurationItemCaptureTime",
        "configurationItemStatus",
        "source",
        "configuration",
    ];
    if known.is_some_and(|known| known.has_arn) {
        required.push("arn");
    }
    required
}

/// Says what AWS publishes of a type that only AWS Config knows. It is no shape: items hold more than can be queried.
fn publish(properties: &mut Map<String, Value>, name: &str) {
    let Some(list) = published::find(name) else {
        return;
    };
    for (owner, property) in properties.iter_mut() {
        let prefix = format!("{owner}.");
        let listed: Map<String, Value> = list
            .properties()
            .into_iter()
            .filter_map(|property| {
                let path = property.path.strip_prefix(&prefix)?.to_owned();
                Some((path, property.kind.into()))
            })
            .collect();
        if let (Some(property), false) = (property.as_object_mut(), listed.is_empty()) {
            property.insert(PUBLISHED.to_owned(), listed.into());
        }
    }
}

/// Puts the shapes of a known type and its operations in place.
fn fill(properties: &mut Map<String, Value>, known: &ResourceType) {
    for (name, shape) in [
        ("configuration", known.configuration),
        ("supplementaryConfiguration", known.supplementary),
    ] {
        let mut shape = shape();
        without_null(&mut shape);
        let described = properties
            .get(name)
            .and_then(|property| property.get("description"))
            .cloned();
        if let (Some(shape), Some(description)) = (shape.as_object_mut(), described) {
            shape.remove("title");
            shape.insert("description".to_owned(), description);
        }
        properties.insert(name.to_owned(), shape);
    }
    for (name, property) in properties.iter_mut() {
        if name != "supplementaryConfiguration" {
            annotate(property, known, name);
        }
    }
    let Some(supplementary) = properties
        .get_mut("supplementaryConfiguration")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    let mut always = Vec::new();
    if let Some(parts) = supplementary
        .get_mut("properties")
        .and_then(Value::as_object_mut)
    {
        for (name, part) in parts.iter_mut() {
            let path = format!("supplementaryConfiguration.{name}");
            annotate(part, known, &path);
            let optional = known
                .parts
                .iter()
                .any(|known| known.path == path && known.optional);
            if !optional {
                always.push(name.clone());
            }
        }
    }
    // Where a part was not read there is no verdict, so a policy may rely on it.
    supplementary.insert("required".to_owned(), always.into());
}

/// Says which operation fills a part of a known type.
fn annotate(property: &mut Value, known: &ResourceType, path: &str) {
    let in_config = known
        .parts
        .iter()
        .find(|part| part.path == path)
        .map(|part| part.in_config);
    let Some(property) = property.as_object_mut() else {
        return;
    };
    match known.filled_by(path).as_slice() {
        [one] => property.insert(OPERATION.to_owned(), (*one).into()),
        several => property.insert(OPERATION.to_owned(), json!(several)),
    };
    if let Some(in_config) = in_config {
        property.insert(IN_CONFIG.to_owned(), in_config.into());
    }
}

fn set(properties: &mut Map<String, Value>, name: &str, key: &str, value: Value) {
    if let Some(property) = properties.get_mut(name).and_then(Value::as_object_mut) {
        property.insert(key.to_owned(), value);
    }
}

/// What allows null in the collectors' types is what AWS may leave out: here it is not required, and never null. An object
/// holds nothing else than what its shape names, because nothing else can be named in a policy.
fn without_null(schema: &mut Value) {
    let Some(object) = schema.as_object_mut() else {
        return;
    };
    object.remove("default");
    if let Some(Value::Array(kinds)) = object.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [one] = kinds.as_slice() {
            let one = one.clone();
            object.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(options)) = object.get_mut("anyOf") {
        options.retain(|option| option.get("type").is_none_or(|kind| kind != "null"));
        if let [one] = options.as_slice() {
            let one = one.clone();
            object.remove("anyOf");
            for (key, value) in one.as_object().into_iter().flatten() {
                object.entry(key.clone()).or_insert(value.clone());
            }
        }
    }
    let mut always = Vec::new();
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        for (name, property) in properties {
            if !allows_null(property) {
                always.push(name.clone());
            }
            without_null(property);
        }
        object.insert("additionalProperties".to_owned(), false.into());
        object.insert("required".to_owned(), always.into());
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = object.get_mut(key) {
            without_null(inner);
        }
    }
}

/// Whether a field may be left out: an `Option` allows null, and so does a value of any type.
fn allows_null(schema: &Value) -> bool {
    let null =
        |value: &Value| value == "null" || value.get("type").is_some_and(|kind| kind == "null");
    match (schema.get("type"), schema.get("anyOf")) {
        (Some(Value::Array(kinds)), _) => kinds.iter().any(null),
        (_, Some(Value::Array(options))) => options.iter().any(null),
        (Some(_), _) => schema.get("default").is_some_and(Value::is_null),
        (None, _) => schema.get("oneOf").is_none() && schema.get("enum").is_none(),
    }
}

#[cfg(test)]
mod tests;
