//! The snapshots under `fixtures/snapshots` are generated: this is the generator, and the test that they are current.
//!
//! They are built from the typed shapes of `assize::resource`, so a shape that changes changes them too.
//! `UPDATE_FIXTURES=1 cargo test --test it fixtures` rewrites them.

use std::collections::BTreeSet;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use assize::model::snapshot::Snapshot;
use assize::resource::{BASE_ACTIONS, CATALOGUE};

mod aggregation;
mod alarms;
mod buckets;
mod builder;
mod compliant;
mod config_items;
mod config_service;
mod denied;
mod empty;
mod keys;
mod member;
mod noncompliant;
mod one_region_recorder;
mod organization;
mod topics;
mod trails;

/// A snapshot's name, and what builds it.
type Fixture = (&'static str, fn() -> Snapshot);

/// Every snapshot that is checked in.
const FIXTURES: [Fixture; 8] = [
    ("compliant", compliant::snapshot),
    ("config-items", config_items::snapshot),
    ("denied", denied::snapshot),
    ("empty", empty::snapshot),
    ("member", member::snapshot),
    ("noncompliant", noncompliant::snapshot),
    ("one-region-recorder", one_region_recorder::snapshot),
    ("organization", organization::snapshot),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/snapshots")
}

#[test]
fn checked_in_snapshots_are_what_the_builders_make() {
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let mut stale = Vec::new();
    for (name, build) in FIXTURES {
        let path = folder().join(format!("{name}.jsonl"));
        let bytes = build().write(Vec::new()).unwrap();
        if update {
            fs::write(&path, &bytes).unwrap();
        } else if fs::read(&path).ok() != Some(bytes) {
            stale.push(format!("{name}.jsonl"));
        }
    }
    assert!(
        stale.is_empty(),
        "{} differ from what the builders make; run UPDATE_FIXTURES=1 cargo test --test it fixtures",
        stale.join(", ")
    );
}

#[test]
fn no_file_is_without_a_builder_or_a_line_in_the_readme() {
    let known: BTreeSet<String> = FIXTURES
        .iter()
        .map(|(name, _)| format!("{name}.jsonl"))
        .collect();
    let found: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, known);
    let readme = fs::read_to_string(folder().join("../README.md")).unwrap();
    for name in known {
        assert!(
            readme.contains(&format!("`snapshots/{name}`")),
            "fixtures/README.md does not list {name}"
        );
    }
}

#[test]
fn each_snapshot_reads_back_and_is_in_order() {
    for (name, build) in FIXTURES {
        let built = build();
        let bytes = built.write(Vec::new()).unwrap();
        let read = Snapshot::read(BufReader::new(bytes.as_slice())).unwrap();
        assert_eq!(read, built, "{name}");
        let mut sorted = built.clone();
        sorted.sort();
        assert_eq!(
            sorted, built,
            "{name} is not in the order that a collection has"
        );
        let keys: BTreeSet<(String, String)> = built
            .items
            .iter()
            .map(|item| (item.account_id.clone(), item.key()))
            .collect();
        assert_eq!(
            keys.len(),
            built.items.len(),
            "{name} holds a resource twice"
        );
    }
}

#[test]
fn the_compliant_account_covers_every_action_and_shows_every_type() {
    let snapshot = compliant::snapshot();
    let covered: BTreeSet<&str> = snapshot
        .coverage
        .iter()
        .map(|entry| entry.action.as_str())
        .collect();
    let shown: BTreeSet<&str> = snapshot
        .items
        .iter()
        .map(|item| item.resource_type.as_str())
        .collect();
    for action in BASE_ACTIONS {
        assert!(covered.contains(action), "{action}");
    }
    for known in CATALOGUE {
        assert!(shown.contains(known.name), "no {}", known.name);
        for action in known
            .parts
            .iter()
            .map(|part| part.action)
            .chain([known.inventory.action()])
        {
            assert!(covered.contains(action), "{action}");
        }
    }
}

#[test]
fn the_denied_account_differs_from_the_compliant_one_by_what_was_denied_only() {
    let compliant = compliant::snapshot();
    let denied = denied::snapshot();
    assert_eq!(denied.coverage, compliant.coverage);
    assert!(compliant.gaps.is_empty());
    let actions: BTreeSet<&str> = denied.gaps.iter().map(|gap| gap.action.as_str()).collect();
    let changed = denied
        .items
        .iter()
        .zip(&compliant.items)
        .filter(|(without, with)| {
            assert_eq!(without.key(), with.key());
            assert_eq!(without.configuration, with.configuration);
            without != with
        });
    // Each gap has left its hole, and no hole is without a gap.
    assert_eq!(changed.count(), denied.gaps.len());
    assert_eq!(actions.len(), denied.gaps.len());
}
