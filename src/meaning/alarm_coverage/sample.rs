//! The sample events, one file an alarm.
//!
//! A file has one event as it is always, the variants of who causes it and where, and for each sample what is different
//! in it, as a JSON Merge Patch (RFC 7396). A sample is an event with each of the variants.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::meaning::filter_pattern::LogEvent;

/// The events of one alarm.
pub(super) struct Alarm {
    pub(super) alarm: String,
    /// The selectors that make the events what they are.
    pub(super) about: Vec<String>,
    /// What the benchmark itself leaves out, by selector; `*` is any value.
    pub(super) may_exclude: BTreeMap<String, Vec<String>>,
    pub(super) required: Group,
    pub(super) extended: Group,
    pub(super) benign: Group,
}

/// Samples by name, each with its variants.
pub(super) type Group = Vec<(String, Vec<LogEvent>)>;

/// A file as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    alarm: String,
    about: Vec<String>,
    #[serde(default)]
    may_exclude: BTreeMap<String, Vec<String>>,
    event: Value,
    variants: Vec<Value>,
    required: BTreeMap<String, Value>,
    extended: BTreeMap<String, Value>,
    benign: BTreeMap<String, Value>,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(include_str!(concat!("samples/", $name, ".json"))),*]
    };
}

/// The alarms, in alphabetical order.
pub(super) static ALARMS: LazyLock<Vec<Alarm>> = LazyLock::new(|| {
    files![
        "audit-tampering",
        "cloudtrail-changes",
        "cmk-disable-or-delete",
        "config-changes",
        "console-auth-failures",
        "console-signin-without-mfa",
        "iam-policy-changes",
        "nacl-changes",
        "network-gateway-changes",
        "organizations-changes",
        "root-usage",
        "route-table-changes",
        "s3-policy-changes",
        "security-group-changes",
        "unauthorized-api-calls",
        "vpc-changes",
    ]
    .into_iter()
    .map(|text| {
        let file: File = serde_json::from_str(text).expect("the samples are tested to be readable");
        file.alarm()
    })
    .collect()
});

impl File {
    fn alarm(self) -> Alarm {
        let group = |samples: &BTreeMap<String, Value>| {
            samples
                .iter()
                .map(|(name, patch)| (name.clone(), self.events(patch)))
                .collect()
        };
        Alarm {
            required: group(&self.required),
            extended: group(&self.extended),
            benign: group(&self.benign),
            alarm: self.alarm,
            about: self.about,
            may_exclude: self.may_exclude,
        }
    }

    fn events(&self, patch: &Value) -> Vec<LogEvent> {
        self.variants
            .iter()
            .map(|variant| {
                let mut event = self.event.clone();
                merge(&mut event, variant);
                merge(&mut event, patch);
                LogEvent::from_value(event)
            })
            .collect()
    }
}

/// A merge patch: objects are merged, null removes, all else replaces.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    if let Value::Object(target) = target {
        for (name, value) in patch {
            if value.is_null() {
                target.remove(name);
            } else {
                merge(target.entry(name).or_insert(Value::Null), value);
            }
        }
    }
}
