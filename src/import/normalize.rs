//! The spellings of a configuration item made one.
//!
//! AWS spells the same item three ways: its API's (`accountId`, `arn`, `configuration` as JSON in a string), its
//! delivered files' (`awsAccountId`, `ARN`, an object) and its advanced queries'. What comes out is the API's spelling
//! with everything decoded, nothing null, and known types in the shapes of [`crate::resource`].

use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::model::item::{ConfigurationItem, ItemSource, ItemStatus, Relationship};

mod bucket;
mod iam;
mod shape;

pub(super) use shape::always_said;

/// How deep JSON in strings in JSON is followed: AWS encodes twice at most.
const MAX_ENCODINGS: u8 = 3;

/// A part of an item that is there in a shape that nobody knows. It is left out of the item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The part, as the catalogue of types writes it.
    pub(super) path: &'static str,
    /// What does not fit.
    pub(super) message: String,
}

/// An item, and what had to be left out of it.
#[derive(Debug)]
pub(super) struct Normalized {
    pub(super) item: ConfigurationItem,
    pub(super) misfits: Vec<Misfit>,
}

/// The item in the one spelling.
///
/// # Errors
/// It is no configuration item, or a part of it does not have the shape that its type has.
pub fn configuration_item(value: Value) -> Result<ConfigurationItem, String> {
    let Normalized { item, misfits } = normalized(value)?;
    match misfits.first() {
        None => Ok(item),
        Some(misfit) => Err(format!("{}: {}", misfit.path, misfit.message)),
    }
}

/// The item that a text holds.
pub(super) fn text(text: &str) -> Result<Normalized, String> {
    let value = serde_json::from_str(text).map_err(|error| format!("cannot be parsed: {error}"))?;
    normalized(value)
}

fn normalized(value: Value) -> Result<Normalized, String> {
    let Value::Object(mut fields) = value else {
        return Err("is no object".to_owned());
    };
    nest_dotted(&mut fields);
    let resource_type =
        take_text(&mut fields, &["resourceType"]).ok_or("it has no resourceType")?;
    let account_id =
        take_text(&mut fields, &["accountId", "awsAccountId"]).ok_or("it has no accountId")?;
    let arn = take_text(&mut fields, &["arn", "ARN"]);
    let resource_name = take_text(&mut fields, &["resourceName"]);
    let resource_id = take_text(&mut fields, &["resourceId"])
        .or_else(|| resource_name.clone())
        .or_else(|| arn.clone())
        .ok_or("it has no resourceId")?;
    let time = match fields.remove("configurationItemCaptureTime") {
        None | Some(Value::Null) => None,
        Some(time) => Some(moment(&time)?.to_string()),
    };
    let status = status(take_text(&mut fields, &["configurationItemStatus"]).as_deref())?;
    let mut item = ConfigurationItem {
        aws_region: region(
            &resource_type,
            arn.as_deref(),
            take_text(&mut fields, &["awsRegion"]),
        ),
        resource_type,
        account_id,
        resource_id,
        resource_name,
        arn,
        configuration_item_capture_time: time,
        configuration_item_status: status,
        source: ItemSource::Config,
        configuration: without_nulls(decoded(fields.remove("configuration").unwrap_or_default())),
        supplementary_configuration: parts(fields.remove("supplementaryConfiguration")),
        tags: tags(fields.remove("tags")),
        relationships: relationships(fields.remove("relationships")),
    };
    let misfits = if item.configuration_item_status == ItemStatus::Ok
        || item.configuration_item_status == ItemStatus::ResourceDiscovered
    {
        shape::fit(&mut item)
    } else {
        Vec::new()
    };
    Ok(Normalized { item, misfits })
}

/// The region that a resource is said to be in: a trail's home, whichever region recorded it.
fn region(resource_type: &str, arn: Option<&str>, recorded: Option<String>) -> String {
    let home = match resource_type {
        "AWS::S3::AccountPublicAccessBlock" => Some("global"),
        "AWS::CloudTrail::Trail" => arn.and_then(|arn| arn.split(':').nth(3)),
        _ => None,
    };
    match home.filter(|home| !home.is_empty()) {
        Some(home) => home.to_owned(),
        None => recorded.unwrap_or_else(|| "global".to_owned()),
    }
}

/// An advanced query may select single fields, whose names are then paths: `configuration.keyState`.
fn nest_dotted(fields: &mut Map<String, Value>) {
    let dotted: Vec<String> = fields
        .keys()
        .filter(|name| name.contains('.'))
        .cloned()
        .collect();
    for name in dotted {
        let (Some(value), Some((outer, inner))) = (fields.remove(&name), name.split_once('.'))
        else {
            continue;
        };
        let outer = fields.entry(outer).or_insert_with(|| json!({}));
        let mut place = outer;
        for word in inner.split('.') {
            if !place.is_object() {
                *place = json!({});
            }
            place = &mut place[word];
        }
        *place = value;
    }
}

fn take_text(fields: &mut Map<String, Value>, names: &[&str]) -> Option<String> {
    let mut found = None;
    for name in names {
        if let Some(Value::String(text)) = fields.remove(*name)
            && !text.is_empty()
        {
            found = found.or(Some(text));
        }
    }
    found
}

fn status(word: Option<&str>) -> Result<ItemStatus, String> {
    Ok(match word.map(str::to_ascii_lowercase).as_deref() {
        None | Some("ok") => ItemStatus::Ok,
        Some("resourcediscovered" | "discovered") => ItemStatus::ResourceDiscovered,
        // What could not be recorded is as unknown as what was not to be.
        Some("resourcenotrecorded" | "failed") => ItemStatus::ResourceNotRecorded,
        Some("resourcedeleted" | "deleted") => ItemStatus::ResourceDeleted,
        Some("resourcedeletednotrecorded") => ItemStatus::ResourceDeletedNotRecorded,
        Some(other) => return Err(format!("its configurationItemStatus {other:?} is unknown")),
    })
}

/// A moment that an item names: RFC 3339 in files, seconds or milliseconds since 1970 elsewhere.
pub(super) fn moment(value: &Value) -> Result<Timestamp, String> {
    let out_of_range = |_| format!("{value} is no time");
    match value {
        Value::String(text) => time_of(text),
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or(f64::NAN);
            // No resource is from before 1973, so what would be that early as milliseconds is seconds.
            let milliseconds = if number.abs() < 1e11 {
                number * 1e3
            } else {
                number
            };
            if !milliseconds.is_finite() {
                return Err(format!("{value} is no time"));
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a float saturates, and what is out of range is refused"
            )]
            Timestamp::from_millisecond(milliseconds.round() as i64).map_err(out_of_range)
        }
        _ => Err(format!("{value} is no time")),
    }
}

/// A time in RFC 3339.
pub(super) fn time_of(text: &str) -> Result<Timestamp, String> {
    text.parse()
        .map_err(|_| format!("{text:?} is no time in RFC 3339"))
}

/// Decodes JSON in strings; a text that is no JSON stays a text.
fn decoded(mut value: Value) -> Value {
    for _ in 0..MAX_ENCODINGS {
        let Value::String(text) = &value else { break };
        if text.trim().is_empty() {
            return Value::Null;
        }
        match serde_json::from_str(text) {
            Ok(inner) => value = inner,
            Err(_) => break,
        }
    }
    value
}

/// Drops what is null: in one spelling a field that was not set is null, in another it is absent.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let set = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                set.map(|(name, value)| (name, without_nulls(value)))
                    .collect(),
            )
        }
        Value::Array(values) => {
            let set = values.into_iter().filter(|value| !value.is_null());
            Value::Array(set.map(without_nulls).collect())
        }
        other => other,
    }
}

fn parts(value: Option<Value>) -> Map<String, Value> {
    let Value::Object(parts) = decoded(value.unwrap_or_default()) else {
        return Map::new();
    };
    let parts = parts
        .into_iter()
        .map(|(name, value)| (name, without_nulls(decoded(value))));
    parts.filter(|(_, value)| !value.is_null()).collect()
}

/// Tags by their keys, from a map or from a list of pairs.
fn tags(value: Option<Value>) -> Map<String, Value> {
    let text = |value: Option<&Value>| match value {
        // A tag without a value is a tag.
        None | Some(Value::Null) => Value::from(""),
        Some(value) => value.clone(),
    };
    match decoded(value.unwrap_or_default()) {
        Value::Object(tags) => tags
            .iter()
            .map(|(key, value)| (key.clone(), text(Some(value))))
            .collect(),
        Value::Array(pairs) => {
            let pair = |pair: &Value| {
                let key = pair
                    .get("key")
                    .or_else(|| pair.get("Key"))?
                    .as_str()?
                    .to_owned();
                Some((key, text(pair.get("value").or_else(|| pair.get("Value")))))
            };
            pairs.iter().filter_map(pair).collect()
        }
        _ => Map::new(),
    }
}

fn relationships(value: Option<Value>) -> Vec<Relationship> {
    let Some(Value::Array(list)) = value else {
        return Vec::new();
    };
    let text = |link: &Value, name: &str| link.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut relationships: Vec<Relationship> = list
        .iter()
        .filter_map(|link| {
            Some(Relationship {
                resource_type: text(link, "resourceType")?,
                resource_id: text(link, "resourceId"),
                resource_name: text(link, "resourceName"),
                relationship_name: text(link, "relationshipName")
                    .or_else(|| text(link, "name"))
                    .unwrap_or_default(),
            })
        })
        .collect();
    relationships.sort();
    relationships
}

/// A public access block that blocks nothing.
pub(super) fn no_public_access_block() -> &'static Value {
    static NOTHING: LazyLock<Value> = LazyLock::new(|| {
        json!({
            "blockPublicAcls": false,
            "ignorePublicAcls": false,
            "blockPublicPolicy": false,
            "restrictPublicBuckets": false
        })
    });
    &NOTHING
}

#[cfg(test)]
mod tests;
