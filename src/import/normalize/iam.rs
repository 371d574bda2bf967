//! Items of IAM: their documents, which AWS Config keeps percent-encoded in text, and their times.

use serde_json::Value;

use crate::resource::iam;

use super::moment;

/// An entity's configuration with its documents as objects and its times in text.
pub(super) fn entity(mut value: Value) -> Result<Value, String> {
    tidy(&mut value)?;
    Ok(value)
}

fn tidy(value: &mut Value) -> Result<(), String> {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match (name.as_str(), &*field) {
                    ("document" | "policyDocument" | "assumeRolePolicyDocument", found) => {
                        *field = document(name, found)?;
                    }
                    ("createDate" | "updateDate" | "lastUsedDate", Value::Number(_)) => {
                        *field = Value::from(moment(field)?.to_string());
                    }
                    _ => tidy(field)?,
                }
            }
            Ok(())
        }
        Value::Array(values) => values.iter_mut().try_for_each(tidy),
        _ => Ok(()),
    }
}

fn document(name: &str, found: &Value) -> Result<Value, String> {
    let decoded = match found {
        Value::Object(_) => Some(found.clone()),
        Value::String(text) => iam::document(text),
        _ => None,
    };
    decoded.ok_or_else(|| format!("its {name} is not a JSON object"))
}
