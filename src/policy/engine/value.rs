//! Values in and out of the engine.

use std::collections::BTreeMap;

use regorus::Value;
use serde_json::{Map, Value as Json};

use crate::policy::mask::Mask;

/// The engine's value as JSON; a set becomes a list.
pub(crate) fn to_json(value: &Value) -> Json {
    value
        .to_json_str()
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or(Json::Null)
}

/// JSON as the engine's value, with only what the mask shows.
///
/// A null is left out like a field that AWS left out: in Rego `not null` is false, so a null would make a missing setting
/// look set.
pub(crate) fn from_json(json: &Json, mask: &Mask) -> Option<Value> {
    Some(match json {
        Json::Null => return None,
        Json::Bool(truth) => Value::from(*truth),
        Json::Number(number) => number_value(number),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => match mask.element() {
            Some(element) => Value::from(
                items
                    .iter()
                    .filter_map(|item| from_json(item, element))
                    .collect::<Vec<Value>>(),
            ),
            None => Value::new_array(),
        },
        Json::Object(fields) => fields_from_json(fields, mask),
    })
}

/// The fields of an object as the engine's value, with only what the mask shows.
pub(crate) fn fields_from_json(fields: &Map<String, Json>, mask: &Mask) -> Value {
    Value::from(
        fields
            .iter()
            .filter_map(|(key, field)| {
                let value = from_json(field, mask.field(key)?)?;
                Some((Value::from(key.as_str()), value))
            })
            .collect::<BTreeMap<Value, Value>>(),
    )
}

/// A value as Rego writes it: a set is told from a list.
pub(crate) fn notation(value: &Value) -> String {
    let joined = |items: &mut dyn Iterator<Item = &Value>| {
        items.map(notation).collect::<Vec<String>>().join(", ")
    };
    match value {
        Value::Undefined => "undefined".to_owned(),
        Value::Set(items) if items.is_empty() => "set()".to_owned(),
        Value::Set(items) => format!("{{{}}}", joined(&mut items.iter())),
        Value::Array(items) => format!("[{}]", joined(&mut items.iter())),
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, field)| format!("{}: {}", notation(key), notation(field)))
                .collect();
            format!("{{{}}}", fields.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

fn number_value(number: &serde_json::Number) -> Value {
    if let Some(number) = number.as_u64() {
        Value::from(number)
    } else if let Some(number) = number.as_i64() {
        Value::from(number)
    } else {
        Value::from(number.as_f64().unwrap_or(f64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_rego_writes_them() {
        let mut engine = regorus::Engine::new();
        let mut written = |rego: &str| {
            let results = engine.eval_query(rego.to_owned(), false).unwrap();
            notation(&results.result[0].expressions[0].value)
        };
        assert_eq!(written("set()"), "set()");
        assert_eq!(written("{}"), "{}");
        assert_eq!(
            written(r#"{"b": [1, null], "a": {"x", true}}"#),
            r#"{"a": {true, "x"}, "b": [1, null]}"#
        );
        assert_eq!(notation(&Value::Undefined), "undefined");
    }
}
