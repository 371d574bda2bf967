//! What settings mean, put on items before a policy sees them.
//!
//! A snapshot holds what AWS said, and no more. What a filter pattern matches is computed from it here, so that old snapshots
//! are judged by what is known today, and nobody can write a meaning into a snapshot that its text does not have.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::Value;

use crate::model::item::ConfigurationItem;
use crate::policy::PolicySet;
use crate::resource::Meaning;

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
        Self::of_parts(policies.meanings())
    }

    /// Of these parts, by type and path.
    fn of_parts(parts: impl Iterator<Item = (&'static str, &'static str, Meaning)>) -> Self {
        let wanted = |(resource_type, path, meaning): (_, &'static str, _)| {
            Some(Wanted {
                resource_type,
                part: path.strip_prefix("supplementaryConfiguration.")?,
                meaning,
                known: Mutex::default(),
            })
        };
        Self {
            wanted: parts.filter_map(wanted).collect(),
        }
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
    use crate::policy::Catalogue;
    use crate::policy::select::Selector;
    use crate::policy::source;
    use crate::resource;

    fn filter(pattern: &str) -> ConfigurationItem {
        serde_json::from_value(serde_json::json!({
            "resourceType": "AWS::Logs::MetricFilter", "accountId": "111122223333", "awsRegion": "us-east-1",
            "resourceId": "audit:root", "configuration": {"filterName": "root", "filterPattern": pattern},
            "supplementaryConfiguration": {"FilterPatternMeaning": {"form": "JSON", "alarms": ["as you like it"]}},
        }))
        .unwrap()
    }

    fn meanings_of(resource_type: &str) -> Meanings {
        let known = resource::CATALOGUE
            .iter()
            .find(|known| known.name == resource_type);
        let parts = known.into_iter().flat_map(|known| {
            let parts = known.parts.iter();
            parts.filter_map(|part| Some((known.name, part.path, part.meaning?)))
        });
        Meanings::of_parts(parts)
    }

    fn meanings() -> Meanings {
        meanings_of("AWS::Logs::MetricFilter")
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
        let meanings = meanings_of("AWS::Events::Rule");
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
        let none = PolicySet {
            policies: Vec::new(),
        };
        assert!(Meanings::new(&none).wanted.is_empty());
        let policies = Catalogue::new(source::builtin()).unwrap();
        let of = |control: &str| {
            let set = policies.select(&[Selector::from(control)], &[]).unwrap();
            let meanings = Meanings::new(&set);
            let parts = meanings.wanted.iter().map(|wanted| wanted.part);
            parts.collect::<Vec<_>>()
        };
        assert!(of("cloudtrail-log-file-validation").is_empty());
        assert_eq!(
            of("eventbridge-audit-rule-present"),
            ["EventPatternMeaning"]
        );
    }
}
