//! What the tests share.

use std::path::PathBuf;

use assize::model::snapshot::Snapshot;
use assize::policy::{Catalogue, PolicySet, source};

/// A path in the repository.
pub fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// Where the tests may write; cargo makes it below its target folder.
pub fn scratch_folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    if let Err(error) = std::fs::create_dir_all(&folder) {
        panic!("cannot make {}: {error}", folder.display());
    }
    folder
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
