//! No file of waivers makes its reader panic, and whatever it says no entry is wider than its words.
//!
//! `cargo +nightly fuzz run waivers`

#![no_main]

use assize::waiver::{day, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let today = day("2026-11-26").expect("it is a day");
    match read("waivers.toml", text, today) {
        Ok(file) => {
            for entry in &file.entries {
                assert!(!entry.id.is_empty() && !entry.reason.is_empty() && !entry.owner.is_empty());
                assert!(!entry.controls.is_empty());
                assert!(!entry.subjects.is_empty() || !entry.accounts.is_empty());
                for pattern in entry.controls.iter().chain(&entry.subjects) {
                    assert!(!pattern.text().starts_with(['*', '?']));
                }
                assert!(entry.days_left(today) <= file.limits.max_days.into());
            }
        }
        Err(wrong) => assert!(!wrong.is_empty()),
    }
});
