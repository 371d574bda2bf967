//! The manifest: each file of the evidence with its digest.
//!
//! It is written in one way only and read back byte by byte, so that there is no byte of it that could change unseen. What is
//! worth knowing about a run stands in the files that it names.

use std::io::{self, Write};

use aws_lc_rs::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use super::{EvidenceError, MANIFEST, REPORT, SETTINGS, SIGNATURE, SNAPSHOT, is_plain};
use crate::model::finding::hex;

/// The version of evidence that this build writes, and the newest that it reads.
pub const SCHEMA_VERSION: u32 = 1;

/// The longest manifest that is read, in bytes.
pub const MAX_BYTES: u64 = 16 << 20;

/// The files of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The version of evidence.
    pub schema_version: u32,
    /// The files, by path.
    pub files: Vec<File>,
}

/// A file of the evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its path, with slashes.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes it has.
    pub size: u64,
}

impl Manifest {
    /// The manifest of files, in whatever order they come.
    pub fn new(mut files: Vec<File>) -> Self {
        files.sort();
        Self {
            schema_version: SCHEMA_VERSION,
            files,
        }
    }

    /// The manifest as it is written.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .expect("numbers and strings can always be written as JSON");
        bytes.push(b'\n');
        bytes
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// It is no manifest, of a newer version, names something twice or badly, or is not as this program writes it.
    pub fn parse(bytes: &[u8]) -> Result<Self, EvidenceError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Head {
            schema_version: u64,
        }
        let malformed = |problem: String| EvidenceError::malformed(MANIFEST, problem);
        let not_one = |error: serde_json::Error| malformed(format!("is no manifest: {error}"));
        let head: Head = serde_json::from_slice(bytes).map_err(not_one)?;
        if head.schema_version == 0 || head.schema_version > u64::from(SCHEMA_VERSION) {
            return Err(EvidenceError::Version(head.schema_version));
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(not_one)?;
        for file in &manifest.files {
            if !is_plain(&file.path) || matches!(file.path.as_str(), MANIFEST | SIGNATURE) {
                return Err(EvidenceError::Name(file.path.clone()));
            }
        }
        if let Some(pair) = manifest
            .files
            .windows(2)
            .find(|pair| pair[0].path >= pair[1].path)
        {
            let problem = format!("does not name `{}` in its place", pair[1].path);
            return Err(malformed(problem));
        }
        for needed in [SNAPSHOT, SETTINGS, REPORT] {
            if manifest.file(needed).is_none() {
                return Err(malformed(format!("names no `{needed}`")));
            }
        }
        if manifest.to_bytes() != bytes {
            return Err(malformed("is not as it was written".to_owned()));
        }
        Ok(manifest)
    }

    /// The file of a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
            .map(|index| &self.files[index])
    }

    /// The bytes of all files together.
    pub fn total(&self) -> u64 {
        let sizes = self.files.iter().map(|file| file.size);
        sizes.fold(0, u64::saturating_add)
    }
}

/// Digests what is written through it.
pub struct Digesting<W> {
    inner: W,
    digest: Context,
    size: u64,
}

impl<W: Write> Digesting<W> {
    /// Nothing is written yet.
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            digest: Context::new(&SHA256),
            size: 0,
        }
    }

    /// What was written, as the manifest names it.
    ///
    /// # Errors
    /// What was written could not be handed on.
    pub fn finish(mut self, path: &str) -> io::Result<File> {
        self.inner.flush()?;
        Ok(File {
            path: path.to_owned(),
            sha256: hex(self.digest.finish().as_ref()),
            size: self.size,
        })
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> File {
        let mut digesting = Digesting::new(io::sink());
        digesting.write_all(path.as_bytes()).unwrap();
        digesting.finish(path).unwrap()
    }

    fn manifest() -> Manifest {
        Manifest::new(
            [SNAPSHOT, REPORT, SETTINGS, "own/1/a.rego"]
                .map(file)
                .to_vec(),
        )
    }

    #[test]
    fn what_is_written_is_read_back() {
        let manifest = manifest();
        assert_eq!(Manifest::parse(&manifest.to_bytes()).unwrap(), manifest);
        assert_eq!(manifest.file(SETTINGS), Some(&file(SETTINGS)));
        assert_eq!(manifest.file("own"), None);
        assert_eq!(manifest.total(), 14 + 11 + 13 + 12);
        assert_eq!(
            file("abc").sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn every_byte_of_it_counts() {
        let bytes = manifest().to_bytes();
        for index in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[index] ^= 1;
            if let Ok(read) = Manifest::parse(&altered) {
                assert_ne!(read, manifest(), "byte {index}");
            }
        }
    }

    #[test]
    fn a_manifest_that_names_nothing_well_is_none() {
        let with = |change: &dyn Fn(&mut Manifest)| {
            let mut manifest = manifest();
            change(&mut manifest);
            Manifest::parse(&manifest.to_bytes())
                .unwrap_err()
                .to_string()
        };
        let twice = with(&|manifest| manifest.files.push(file(SNAPSHOT)));
        assert!(twice.contains("`snapshot.jsonl` in its place"), "{twice}");
        let lost = with(&|manifest| manifest.files.retain(|file| file.path != SETTINGS));
        assert!(lost.contains("names no `settings.json`"), "{lost}");
        let out = with(&|manifest| manifest.files[0].path = "../a".to_owned());
        assert!(out.contains("leads out"), "{out}");
        let itself = with(&|manifest| manifest.files.insert(0, file(MANIFEST)));
        assert!(itself.contains("manifest.json"), "{itself}");
        let newer = with(&|manifest| manifest.schema_version = 2);
        assert_eq!(newer, "has version 2; this build reads versions up to 1");
        for nonsense in ["", "{", "[]", "{}", "{\"schemaVersion\": \"1\"}"] {
            let error = Manifest::parse(nonsense.as_bytes())
                .unwrap_err()
                .to_string();
            assert!(error.contains("is no manifest"), "{nonsense}: {error}");
        }
    }
}
