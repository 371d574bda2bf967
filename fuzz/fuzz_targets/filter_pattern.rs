//! No text makes the parser of filter patterns panic or take for ever, and what is printed reads back as the same.
//!
//! `cargo +nightly fuzz run filter_pattern`

#![no_main]

use assize::meaning::alarm_coverage::{PatternForm, meaning_of};
use assize::meaning::filter_pattern::{FilterPattern, LONGEST, LogEvent};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (text, event) = input;
    let meaning = meaning_of(text);
    match FilterPattern::parse(text) {
        Err(error) => {
            assert!(text.is_char_boundary(error.offset));
            assert_eq!(meaning.form, PatternForm::Invalid);
        }
        Ok(pattern) => {
            assert_ne!(meaning.form, PatternForm::Invalid);
            let event = LogEvent::from_text(event);
            let matches = pattern.matches(&event);
            let printed = pattern.to_string();
            if printed.chars().count() <= LONGEST {
                let again = FilterPattern::parse(&printed).expect("what is printed is a pattern");
                assert_eq!(again, pattern);
                assert_eq!(again.matches(&event), matches);
            }
        }
    }
});
