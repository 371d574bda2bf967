//! What the SDK's types become in ours, where every service needs it.

use aws_smithy_types::DateTime;
use serde::Serialize;
use serde_json::Value;

/// A shape as JSON.
pub(super) fn json<T: Serialize>(shape: &T) -> Value {
    // Our shapes are structs of strings, numbers and lists: there is nothing in them that JSON cannot say.
    serde_json::to_value(shape).unwrap_or_default()
}

/// A time in RFC 3339, in UTC.
pub(super) fn time(time: Option<DateTime>) -> Option<String> {
    time.map(|time| time.to_string())
}

/// An enumeration's word, also one that is newer than the SDK.
pub(super) fn word<T: AsRef<str>>(value: Option<&T>) -> Option<String> {
    value.map(|value| value.as_ref().to_owned())
}
