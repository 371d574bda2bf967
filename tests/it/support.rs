//! What the tests share.

use std::path::PathBuf;

use assize::model::snapshot::Snapshot;
use assize::policy::{Catalogue, PolicySet, source};

/// A path in the repository.
pub fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// A snapshot of `fixtures/snapshots`.
pub fn fixture(name: &str) -> Snapshot {
    let bytes = std::fs::read(path(&format!("fixtures/snapshots/{name}.jsonl"))).unwrap();
    Snapshot::read(bytes.as_slice()).unwrap()
}

/// All built-in controls.
pub fn builtin() -> PolicySet {
    Catalogue::new(source::builtin())
        .unwrap()
        .select(&[], &[])
        .unwrap()
}
