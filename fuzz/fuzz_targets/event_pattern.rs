//! No document makes the parser of event patterns panic or take for ever, and what is not understood matches nothing.
//!
//! `cargo +nightly fuzz run event_pattern`

#![no_main]

use assize::meaning::alarm_coverage::meaning_of_event_pattern;
use assize::meaning::event_pattern::EventPattern;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|input: (&str, &str)| {
    let (text, event) = input;
    let text = Value::from(text);
    let meaning = meaning_of_event_pattern(&text);
    match EventPattern::parse(&text) {
        Err(error) => {
            assert_eq!(meaning.error, Some(error));
            assert!(meaning.alarms.is_empty());
            assert!(meaning.alarms_with_read_only_events.is_empty());
        }
        Ok(pattern) => {
            assert_eq!(meaning.error, None);
            if let Ok(event) = serde_json::from_str::<Value>(event) {
                // An object in an array is matched like the object itself.
                if event.is_object() {
                    let listed = serde_json::json!([event, 0]);
                    assert_eq!(pattern.matches(&listed), pattern.matches(&event));
                }
            }
        }
    }
});
