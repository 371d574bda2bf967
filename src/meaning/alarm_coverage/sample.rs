//! The sample events, one file an alarm.
//!
//! A file has one event as it is always, the variants of who causes it and where, and for each sample what is different
//! in it, as a JSON Merge Patch (RFC 7396). A sample is an event with each of the variants.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Value, json};

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
pub(super) type Group = Vec<(String, Vec<Sample>)>;

/// An event, in the forms in which it is seen.
pub(super) struct Sample {
    /// As EventBridge delivers it.
    pub(super) delivered: Value,
}

/// What EventBridge calls the types of events that CloudTrail sends it.
pub(super) const DETAIL_TYPES: [(&str, &str); 4] = [
    ("AwsApiCall", "AWS API Call via CloudTrail"),
    ("AwsConsoleAction", "AWS Console Action via CloudTrail"),
    ("AwsConsoleSignIn", "AWS Console Sign In via CloudTrail"),
    ("AwsServiceEvent", "AWS Service Event via CloudTrail"),
];

impl Sample {
    /// An event, with what EventBridge puts around it.
    fn new(event: Value) -> Self {
        let text = |name: &str| event[name].as_str().unwrap_or_default();
        let service = text("eventSource").trim_end_matches(".amazonaws.com");
        let detail_type = DETAIL_TYPES
            .iter()
            .find(|(event_type, _)| *event_type == text("eventType"))
            .map_or("", |(_, detail_type)| detail_type);
        let mut delivered = json!({
            "version": "0",
            "id": text("eventID"),
            "detail-type": detail_type,
            "source": format!("aws.{service}"),
            "account": text("recipientAccountId"),
            "time": text("eventTime"),
            "region": text("awsRegion"),
            "resources": [],
        });
        delivered["detail"] = event;
        Self { delivered }
    }

    /// As CloudTrail writes it to a log group.
    pub(super) fn logged(&self) -> &Value {
        &self.delivered["detail"]
    }

    /// The same with another value at a path of the event that EventBridge delivers.
    pub(super) fn with(&self, path: &[String], value: Value) -> Self {
        let mut delivered = self.delivered.clone();
        let mut place = &mut delivered;
        for name in path {
            if !place.is_object() {
                *place = Value::Object(serde_json::Map::new());
            }
            place = &mut place[name];
        }
        *place = value;
        Self { delivered }
    }

    /// Whether only rules that ask for read-only management events are given it.
    pub(super) fn is_read(&self) -> bool {
        let event = self.logged();
        let name = event["eventName"].as_str().unwrap_or_default();
        // EventBridge goes by names too, and delivers for example `Decrypt` in any case.
        event["readOnly"] == true
            && ["Describe", "Get", "List"]
                .iter()
                .any(|verb| name.starts_with(verb))
    }
}

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
        let varied: Vec<Value> = self
            .variants
            .iter()
            .map(|variant| merged(&self.event, variant))
            .collect();
        let events = |patch: &Value| {
            let events = varied.iter().map(|event| merged(event, patch));
            events.map(Sample::new).collect()
        };
        let group = |samples: &BTreeMap<String, Value>| {
            samples
                .iter()
                .map(|(name, patch)| (name.clone(), events(patch)))
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
}

/// A value with a merge patch upon it.
fn merged(value: &Value, patch: &Value) -> Value {
    let mut merged = value.clone();
    merge(&mut merged, patch);
    merged
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
