//! What the SDK's types become in ours, where every service needs it.

use aws_smithy_types::DateTime;
use serde::Serialize;
use serde_json::Value;

use crate::model::gap::GapKind;

use super::context::Context;
use super::place::Place;

/// A shape as JSON.
pub(super) fn json<T: Serialize>(shape: &T) -> Value {
    // Our shapes are structs of strings, numbers and lists: there is nothing in them that JSON cannot say.
    serde_json::to_value(shape).unwrap_or_default()
}

/// A time in RFC 3339, in UTC.
pub(super) fn time(time: Option<DateTime>) -> Option<String> {
    time.map(|time| time.to_string())
}

/// A time in milliseconds since 1970, in RFC 3339.
pub(super) fn millis(millis: Option<i64>) -> Option<String> {
    millis.map(|millis| DateTime::from_millis(millis).to_string())
}

/// A JSON document that AWS keeps as text: a policy, an event pattern. One that is not a JSON object is a gap.
pub(super) fn document(cx: &Context<'_>, place: &Place, text: Option<&str>) -> Option<Value> {
    match serde_json::from_str(text?) {
        Ok(document @ Value::Object(_)) => Some(document),
        _ => {
            cx.gap(place, GapKind::Failed, "the document is not a JSON object");
            None
        }
    }
}

/// An enumeration's word, also one that is newer than the SDK.
pub(super) fn word<T: AsRef<str>>(value: Option<&T>) -> Option<String> {
    value.map(|value| value.as_ref().to_owned())
}
