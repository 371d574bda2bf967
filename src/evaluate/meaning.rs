//! What settings mean, put on items before a policy sees them.
//!
//! A snapshot holds what AWS said, and no more. What a filter pattern matches is computed from it here, so that old snapshots
//! are judged by what is known today, and nobody can write a meaning into a snapshot that its text does not have.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::Value;

use crate::model::item::ConfigurationItem;
use crate::policy::PolicySet;
use crate::resource::{self, Meaning};

/// The parts of items that are computed: those that some policy reads.
pub struct Meanings {
    wanted: Vec<Wanted>,
}

struct Wanted {
    resource_type: &'static str,
    /// The part's name in `supplementaryConfiguration`.
    part: &'static str,
    meaning: Meaning,
    /// Settings are often the same in many regions and accounts.
    known: Mutex<BTreeMap<String, Arc<OnceLock<Value>>>>,
}

impl Meanings {
    /// What the policies read.
    pub fn new(policies: &PolicySet) -> Self {
        Self::of_parts(|resource_type, path| {
            policies.policies.iter().any(|policy| {
                policy
                    .reads
                    .needs()
                    .any(|need| need.resource_type == resource_type && need.part == path)
            })
        })
    }

    /// The computed parts that are read, by type and path.
    fn of_parts(is_read: impl Fn(&str, &str) -> bool) -> Self {
        let mut wanted = Vec::new();
        for known in resource::CATALOGUE {
            for part in known.parts {
                let name = part.path.strip_prefix("supplementaryConfiguration.");
                if let (Some(name), Some(meaning)) = (name, part.meaning)
                    && is_read(known.name, part.path)
                {
                    wanted.push(Wanted {
                        resource_type: known.name,
                        part: name,
                        meaning,
                        known: Mutex::default(),
                    });
                }
            }
        }
        Self { wanted }
    }

    /// Puts on an item what its settings mean. Where the settings were not read there is no meaning, and the part is missing.
    pub fn complete(&self, item: &mut ConfigurationItem) {
        for wanted in &self.wanted {
            if wanted.resource_type != item.resource_type {
                continue;
            }
            item.supplementary_configuration.remove(wanted.part);
            let Some(settings) = item.configuration.as_object() else {
                continue;
            };
            let setting = settings.get(wanted.meaning.field).unwrap_or(&Value::Null);
            let known = || wanted.known.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = Arc::clone(known().entry(setting.to_string()).or_default());
            // Who comes second waits for the first; other threads go on with other settings.
            let meaning = slot.get_or_init(|| (wanted.meaning.of)(setting)).clone();
            item.supplementary_configuration
                .insert(wanted.part.to_owned(), meaning);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(pattern: &str) -> ConfigurationItem {
        serde_json::from_value(serde_json::json!({
            "resourceType": "AWS::Logs::MetricFilter", "accountId": "111122223333", "awsRegion": "us-east-1",
            "resourceId": "audit:root", "configuration": {"filterName": "root", "filterPattern": pattern},
            "supplementaryConfiguration": {"FilterPatternMeaning": {"form": "JSON", "alarms": ["as you like it"]}},
        }))
        .unwrap()
    }

    fn meanings() -> Meanings {
        Meanings::of_parts(|_, path| path == "supplementaryConfiguration.FilterPatternMeaning")
    }

    #[test]
    fn a_meaning_is_computed_and_never_taken_from_the_snapshot() {
        let meanings = meanings();
        for (pattern, form) in [
            ("{ $.a = 1 }", "JSON"),
            ("ERROR", "TERMS"),
            ("{", "INVALID"),
        ] {
            let mut item = filter(pattern);
            meanings.complete(&mut item);
            let meaning = &item.supplementary_configuration["FilterPatternMeaning"];
            assert_eq!(meaning["form"], form, "{pattern}");
            assert_eq!(meaning["alarms"], serde_json::json!([]));
        }
    }

    #[test]
    fn rules_have_meanings_too_and_a_schedule_means_nothing() {
        let meanings = Meanings::of_parts(|resource_type, path| {
            resource_type == "AWS::Events::Rule"
                && path == "supplementaryConfiguration.EventPatternMeaning"
        });
        let pattern = serde_json::json!({"source": ["aws.cloudtrail"]});
        for (settings, alarms) in [
            (serde_json::json!({"EventPattern": pattern}), 2),
            (serde_json::json!({"ScheduleExpression": "rate(1 hour)"}), 0),
        ] {
            let mut item = filter("");
            item.resource_type = "AWS::Events::Rule".to_owned();
            item.configuration = settings;
            meanings.complete(&mut item);
            let meaning = &item.supplementary_configuration["EventPatternMeaning"];
            for covered in ["alarms", "alarmsWithReadOnlyEvents"] {
                assert_eq!(meaning[covered].as_array().unwrap().len(), alarms);
            }
        }
    }

    #[test]
    fn without_settings_there_is_no_meaning() {
        let mut item = filter("ERROR");
        item.configuration = Value::Null;
        meanings().complete(&mut item);
        assert!(item.supplementary_configuration.is_empty());
    }

    #[test]
    fn what_no_policy_reads_is_not_computed() {
        assert!(Meanings::of_parts(|_, _| false).wanted.is_empty());
    }
}
