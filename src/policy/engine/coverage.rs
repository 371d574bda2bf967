//! Which lines of a policy the engine evaluated.

use std::collections::{BTreeMap, BTreeSet};

use super::Engine;

/// The lines of a file, from 1, on which the engine evaluated an expression.
pub type Lines = BTreeSet<u32>;

impl Engine {
    /// Notes from now on which lines are evaluated. Clones of the engine do not share the notes.
    pub fn start_coverage(&mut self) {
        self.inner.set_enable_coverage(true);
        self.inner.clear_coverage_data();
    }

    /// The lines that were evaluated, by file. A file of which nothing was evaluated is not there.
    pub fn covered(&self) -> BTreeMap<String, Lines> {
        let report = self.inner.get_coverage_report();
        report
            .map(|report| report.files)
            .unwrap_or_default()
            .into_iter()
            .map(|file| (file.path, file.covered))
            .collect()
    }
}
