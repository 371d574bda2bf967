//! What is peculiar to items of `AWS::S3::Bucket`.

use serde_json::{Map, Value, json};

use super::{decoded, moment, without_nulls};

/// An access control list: a predefined group is a bare word there.
pub(super) fn access_control_list(mut value: Value) -> Value {
    let grants = value.get_mut("grantList").and_then(Value::as_array_mut);
    for grant in grants.into_iter().flatten() {
        if let Some(grantee) = grant.get_mut("grantee")
            && let Some(group) = grantee.as_str()
        {
            *grantee = json!({"uri": group_uri(group)});
        }
    }
    value
}

fn group_uri(group: &str) -> String {
    match group {
        "AllUsers" | "AuthenticatedUsers" => {
            format!("http://acs.amazonaws.com/groups/global/{group}")
        }
        "LogDelivery" => "http://acs.amazonaws.com/groups/s3/LogDelivery".to_owned(),
        other => other.to_owned(),
    }
}

/// A bucket policy: the document is JSON in a string, and absent where there is no policy.
pub(super) fn policy(mut value: Value) -> Result<Value, String> {
    if let Value::Object(fields) = &mut value
        && let Some(text) = fields.remove("policyText")
    {
        match without_nulls(decoded(text)) {
            Value::Null => {}
            document @ Value::Object(_) => drop(fields.insert("policyText".to_owned(), document)),
            _ => return Err("policyText is no policy document".to_owned()),
        }
    }
    Ok(value)
}

/// Event notifications: an empty object says that events go to EventBridge.
pub(super) fn notification(mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value
        && fields.contains_key("eventBridgeConfiguration")
    {
        fields.insert("eventBridgeEnabled".to_owned(), Value::Bool(true));
    }
    value
}

/// A lifecycle: numbers that are not set are -1, dates may be numbers, and a filter is a tree of predicates.
pub(super) fn lifecycle(mut value: Value) -> Result<Value, String> {
    let rules = value.get_mut("rules").and_then(Value::as_array_mut);
    for rule in rules.into_iter().flatten() {
        drop_unset(rule);
        let Value::Object(rule) = rule else { continue };
        if let Some(date) = rule.get_mut("expirationDate")
            && date.is_number()
        {
            *date = Value::from(moment(date)?.to_string());
        }
        let noncurrent = rule.get("noncurrentVersionExpiration");
        let days = noncurrent
            .and_then(|it| it.get("noncurrentDays").or_else(|| it.get("days")))
            .cloned();
        if let Some(days) = days {
            rule.entry("noncurrentVersionExpirationInDays")
                .or_insert(days);
        }
        flatten_filter(rule)?;
    }
    Ok(value)
}

/// Replication: rules by id, with filters as a lifecycle has them.
pub(super) fn replication(mut value: Value) -> Result<Value, String> {
    let rules = value.get_mut("rules").and_then(Value::as_object_mut);
    for rule in rules.into_iter().flat_map(Map::values_mut) {
        if let Value::Object(rule) = rule {
            flatten_filter(rule)?;
        }
    }
    Ok(value)
}

fn flatten_filter(rule: &mut Map<String, Value>) -> Result<(), String> {
    if let Some(predicate) = rule
        .get_mut("filter")
        .and_then(|filter| filter.get_mut("predicate"))
    {
        let mut flat = Map::new();
        flatten(predicate, &mut flat)?;
        *predicate = Value::Object(flat);
    }
    Ok(())
}

fn drop_unset(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| value.as_i64() != Some(-1));
            fields.values_mut().for_each(drop_unset);
        }
        Value::Array(values) => values.iter_mut().for_each(drop_unset),
        _ => {}
    }
}

/// Gathers the conditions of a predicate, and of those under an `And`, in one object.
fn flatten(predicate: &Value, flat: &mut Map<String, Value>) -> Result<(), String> {
    let Value::Object(fields) = predicate else {
        return Err("a filter is no object".to_owned());
    };
    for (name, value) in fields {
        match name.as_str() {
            "type" => {}
            "operands" => {
                for operand in value.as_array().into_iter().flatten() {
                    flatten(operand, flat)?;
                }
            }
            "tag" => {
                let key = value
                    .get("key")
                    .and_then(Value::as_str)
                    .ok_or("a filter has a tag without a key")?;
                let value = value
                    .get("value")
                    .cloned()
                    .unwrap_or_else(|| Value::from(""));
                let tags = flat.entry("tags").or_insert_with(|| json!({}));
                let tags = tags
                    .as_object_mut()
                    .ok_or("a filter has tags that are no object")?;
                tags.insert(key.to_owned(), value);
            }
            "prefix" | "tags" | "objectSizeGreaterThan" | "objectSizeLessThan" => {
                flat.insert(name.clone(), value.clone());
            }
            // Leaving out a condition would make the rule reach further than it does.
            other => {
                return Err(format!("a filter has the unknown condition {other:?}"));
            }
        }
    }
    Ok(())
}
