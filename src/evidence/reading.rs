//! Whether each file of evidence is the one that its manifest names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Read};

use super::archive::bounded;
use super::manifest::{Digesting, Manifest};
use super::{EvidenceError, REPORT, SIGNATURE, SNAPSHOT};

/// The most that is held in memory, in bytes: policies and settings. Snapshot and report are not.
const MAX_KEPT: u64 = 64 << 20;

/// The longest signature that is read, in bytes.
const MAX_SIGNATURE: u64 = 1 << 16;

/// Evidence that is being read.
pub struct Reading {
    manifest: Manifest,
    manifest_bytes: Vec<u8>,
    signature: Option<Vec<u8>>,
    seen: BTreeSet<String>,
    kept: BTreeMap<String, Vec<u8>>,
    kept_bytes: u64,
    alterations: Vec<Alteration>,
}

/// Evidence that was read.
pub struct Opened {
    /// Its files, as they should be.
    pub manifest: Manifest,
    /// The manifest's own bytes, which a signature signs.
    pub manifest_bytes: Vec<u8>,
    /// The signature of the manifest, where there is one.
    pub signature: Option<Vec<u8>>,
    /// The files but for snapshot and report, which are too large to be held.
    pub kept: BTreeMap<String, Vec<u8>>,
    /// How its files differ from the manifest, by path.
    pub alterations: Vec<Alteration>,
}

/// A file that is not as the manifest says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alteration {
    /// The file.
    pub path: String,
    /// What is wrong with it.
    pub kind: AlterationKind,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlterationKind {
    /// It has other bytes.
    Altered {
        /// How many bytes or which digest it should have.
        was: String,
        /// What it has.
        is: String,
    },
    /// It is not there.
    Missing,
    /// The manifest does not name it.
    Additional,
}

impl AlterationKind {
    /// The kind in one word.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Altered { .. } => "altered",
            Self::Missing => "missing",
            Self::Additional => "additional",
        }
    }
}

impl fmt::Display for Alteration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        match &self.kind {
            AlterationKind::Altered { was, is } => write!(f, ": {is} instead of {was}"),
            AlterationKind::Missing | AlterationKind::Additional => Ok(()),
        }
    }
}

impl Reading {
    /// Evidence of which only the manifest was read.
    pub fn new(manifest: Manifest, manifest_bytes: Vec<u8>) -> Self {
        Self {
            manifest,
            manifest_bytes,
            signature: None,
            seen: BTreeSet::new(),
            kept: BTreeMap::new(),
            kept_bytes: 0,
            alterations: Vec::new(),
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, was there before, or is larger than such a file can be.
    pub fn file(
        &mut self,
        path: &str,
        size: u64,
        bytes: &mut dyn Read,
    ) -> Result<(), EvidenceError> {
        if path == super::MANIFEST || !self.seen.insert(path.to_owned()) {
            return Err(EvidenceError::Twice(path.to_owned()));
        }
        if path == SIGNATURE {
            self.signature = Some(bounded(path, size, MAX_SIGNATURE, bytes)?);
            return Ok(());
        }
        let Some(known) = self.manifest.file(path) else {
            self.alter(path, AlterationKind::Additional);
            return Ok(());
        };
        let known = known.clone();
        if size != known.size {
            let kind = AlterationKind::Altered {
                was: format!("{} bytes", known.size),
                is: format!("{size} bytes"),
            };
            self.alter(path, kind);
            return Ok(());
        }
        let found = if matches!(path, SNAPSHOT | REPORT) {
            let mut digesting = Digesting::new(io::sink());
            io::copy(bytes, &mut digesting).map_err(EvidenceError::reading)?;
            digesting.finish(path)?
        } else {
            let text = bounded(path, size, MAX_KEPT - self.kept_bytes, bytes)?;
            self.kept_bytes += text.len() as u64;
            let mut digesting = Digesting::new(io::sink());
            io::Write::write_all(&mut digesting, &text)?;
            self.kept.insert(path.to_owned(), text);
            digesting.finish(path)?
        };
        if found != known {
            let kind = AlterationKind::Altered {
                was: format!("SHA-256 {}", known.sha256),
                is: format!("SHA-256 {}", found.sha256),
            };
            self.alter(path, kind);
        }
        Ok(())
    }

    fn alter(&mut self, path: &str, kind: AlterationKind) {
        self.alterations.push(Alteration {
            path: path.to_owned(),
            kind,
        });
    }

    /// What was read, with what is not there.
    pub fn finish(mut self) -> Opened {
        let missing: Vec<String> = self
            .manifest
            .files
            .iter()
            .filter(|file| !self.seen.contains(&file.path))
            .map(|file| file.path.clone())
            .collect();
        for path in missing {
            self.alter(&path, AlterationKind::Missing);
        }
        self.alterations.sort();
        Opened {
            manifest: self.manifest,
            manifest_bytes: self.manifest_bytes,
            signature: self.signature,
            kept: self.kept,
            alterations: self.alterations,
        }
    }
}

impl Opened {
    /// A file that is held.
    ///
    /// # Errors
    /// It is not among the files.
    pub fn kept(&self, path: &str) -> Result<&[u8], EvidenceError> {
        let kept = self.kept.get(path).map(Vec::as_slice);
        kept.ok_or_else(|| EvidenceError::NotEvidence(format!("it holds no `{path}`")))
    }

    /// The texts of the files in a folder, by path.
    ///
    /// # Errors
    /// One is no text.
    pub fn texts(&self, folder: &str) -> Result<Vec<(&str, &str)>, EvidenceError> {
        self.kept
            .iter()
            .filter(|(path, _)| path.starts_with(folder))
            .map(|(path, bytes)| match std::str::from_utf8(bytes) {
                Ok(text) => Ok((path.as_str(), text)),
                Err(_) => Err(EvidenceError::malformed(path, "is not UTF-8")),
            })
            .collect()
    }
}
