//! No document makes the evaluator of resource policies panic, and what it does not understand is never private.
//!
//! `cargo +nightly fuzz run resource_policy`

#![no_main]

use assize::meaning::resource_policy::{Publicity, Resource, meaning_of};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let resource = Resource {
        account_id: "111122223333",
        arn: "arn:aws:s3:::logs",
        restricts_public_policies: Some(false),
    };
    let meaning = meaning_of(&Value::String(text.to_owned()), &resource);
    assert_eq!(
        meaning.publicity == Publicity::Public,
        !meaning.public.is_empty()
    );
    if !meaning.unknown.is_empty() {
        assert_ne!(meaning.publicity, Publicity::NotPublic);
    }
});
