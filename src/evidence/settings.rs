//! The settings that decide: what besides snapshot and policies a verdict follows from.
//!
//! A further input, such as a file of exceptions, is a file of the evidence and a field here that names it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{EvidenceError, SETTINGS};
use crate::report::json::wire::Gate;

/// The settings of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// The program that judged, with its version.
    pub tool: String,
    /// The day on which it judged, in UTC.
    pub date: String,
    /// Whether the built-in controls were among the policies.
    pub builtin: bool,
    /// The selectors of the run, from which its views follow.
    pub select: Vec<String>,
    /// The selectors of what was left out.
    pub exclude: Vec<String>,
    /// The controls that this selected, by id: these are judged again.
    pub controls: Vec<String>,
    /// The parameters in force, by control.
    pub parameters: BTreeMap<String, BTreeMap<String, Value>>,
    /// The frameworks that the report was to show.
    pub frameworks: Vec<String>,
    /// What decides whether a failure counts.
    pub gate: Gate,
    /// The waivers, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waivers: Option<Waivers>,
    /// The name that the report has for the baseline, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    /// The files of policies that do not ship with assize, each with the name that the report has for it.
    pub policies: BTreeMap<String, String>,
}

/// How waivers were applied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Waivers {
    /// The name that the report has for their file.
    pub file: String,
    /// The day as of which they were judged: `YYYY-MM-DD`.
    pub date: String,
}

impl Settings {
    /// The settings as they are written.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .expect("settings are strings, numbers and what was JSON before");
        bytes.push(b'\n');
        bytes
    }

    /// Reads settings.
    ///
    /// # Errors
    /// They are not of this form. A setting that is not known might decide, so it is an error too.
    pub fn parse(bytes: &[u8]) -> Result<Self, EvidenceError> {
        serde_json::from_slice(bytes).map_err(|error| {
            EvidenceError::malformed(SETTINGS, format!("does not hold the settings: {error}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::Severity;

    #[test]
    fn what_is_written_is_read_back_and_nothing_is_passed_over() {
        let settings = Settings {
            tool: "assize 0.1.0".to_owned(),
            date: "2026-11-26".to_owned(),
            builtin: true,
            select: vec!["framework:x".to_owned()],
            exclude: Vec::new(),
            controls: vec!["a-b".to_owned()],
            parameters: BTreeMap::from([(
                "a-b".to_owned(),
                BTreeMap::from([("days".to_owned(), Value::from(90))]),
            )]),
            frameworks: Vec::new(),
            gate: Gate {
                fail_on: Severity::High,
                allow_errors: false,
                exit_zero: true,
            },
            waivers: Some(Waivers {
                file: "waivers.toml".to_owned(),
                date: "2026-11-20".to_owned(),
            }),
            baseline: Some("known.json".to_owned()),
            policies: BTreeMap::new(),
        };
        let bytes = settings.to_bytes();
        assert_eq!(Settings::parse(&bytes).unwrap(), settings);
        let more = String::from_utf8(bytes)
            .unwrap()
            .replace("\"date\"", "\"mute\": 1,\n\"date\"");
        let error = Settings::parse(more.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("unknown field `mute`"), "{error}");
    }
}
