//! Evidence: what a verdict rests on, in one place, so that somebody else can come to it again.
//!
//! Evidence holds the snapshot, the policies, the settings that decide and the report. A manifest names each file with its
//! SHA-256 and size; it is what a signature signs. Nothing here touches files or a clock: the command line hands in bytes and
//! takes bytes.
//!
//! | module | what it knows |
//! |---|---|
//! | `manifest` | which files there are, with their digests |
//! | `settings` | what besides snapshot and policies decides a verdict |
//! | `archive` | evidence as one file, and what a hostile one is refused for |
//! | `reading` | whether each file is the one that the manifest names |
//! | `signature` | signatures of the manifest, and the keys |
//! | `statement` | the result as an in-toto statement, and its signed envelope |
//! | `difference` | in which findings two reports differ |

pub mod archive;
pub mod difference;
pub mod manifest;
pub mod reading;
pub mod settings;
pub mod signature;
pub mod statement;

use std::io;

/// The manifest's file: the first in an archive.
pub const MANIFEST: &str = "manifest.json";
/// The signature of the manifest. It is the one file that the manifest does not name.
pub const SIGNATURE: &str = "manifest.json.minisig";
/// The snapshot, uncompressed.
pub const SNAPSHOT: &str = "snapshot.jsonl";
/// The settings that decide.
pub const SETTINGS: &str = "settings.json";
/// The waivers, where there are any.
pub const WAIVERS: &str = "waivers.toml";
/// The baseline, where there is one.
pub const BASELINE: &str = "baseline.json";
/// The report in JSON.
pub const REPORT: &str = "report.json";
/// The result as an in-toto statement.
pub const STATEMENT: &str = "statement.json";
/// The statement in a signed envelope.
pub const ATTESTATION: &str = "attestation.dsse.json";
/// The folder of the policies that ship with assize.
pub const BUILTIN: &str = "policies/";
/// The folder of the policies that do not.
pub const OWN: &str = "own/";

/// Why something is not read as evidence.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// It cannot be read.
    #[error("could not be read: {0}")]
    Io(#[from] io::Error),
    /// It ends too early.
    #[error("is cut off or damaged")]
    CutOff,
    /// No manifest where one has to be.
    #[error("is no evidence: {0}")]
    NotEvidence(String),
    /// A newer program wrote it.
    #[error("has version {0}; this build reads versions up to {max}", max = manifest::SCHEMA_VERSION)]
    Version(u64),
    /// One of its files does not say what it should.
    #[error("holds `{file}`, which {problem}")]
    Malformed {
        /// The file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A name that leads out of the evidence, or is none on some system.
    #[error("holds a file with the name {0:?}, which leads out of it or is no plain name")]
    Name(String),
    /// A link or another thing that is no file.
    #[error("holds `{0}`, which is a link or no plain file")]
    NotAFile(String),
    /// Two files with one name.
    #[error("holds `{0}` twice")]
    Twice(String),
    /// More than is sensible, or than its manifest says.
    #[error("holds more than {0}")]
    TooLarge(String),
}

impl EvidenceError {
    /// What mends it, where that can be told.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::CutOff => Some("fetch it again; nothing was verified"),
            Self::NotEvidence(_) => {
                Some("`assize check SNAPSHOT --evidence FILE.tar.zst` writes evidence")
            }
            Self::Version(_) => Some("use a newer assize"),
            _ => None,
        }
    }

    /// An error of reading: an early end is a cut-off file, not a broken disk.
    fn reading(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::CutOff,
            _ => match error.downcast::<Self>() {
                Ok(own) => own,
                Err(error) => Self::Io(error),
            },
        }
    }

    /// A file that does not say what it should.
    pub fn malformed(file: &str, problem: impl Into<String>) -> Self {
        Self::Malformed {
            file: file.to_owned(),
            problem: problem.into(),
        }
    }
}

/// Whether a name is a path below a folder on every system, and spelt in the one way.
pub fn is_plain(name: &str) -> bool {
    let is_odd = |c: char| c.is_control() || matches!(c, '\\' | ':' | char::REPLACEMENT_CHARACTER);
    !name.chars().any(is_odd) && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn only_a_path_below_the_evidence_is_a_name() {
        for plain in ["manifest.json", "own/1/a b/c.rego", "own/…", "a..b"] {
            assert!(is_plain(plain), "{plain}");
        }
        for other in [
            "",
            "/",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a/./b",
            "./a",
            "a//b",
            "a/",
            "a\\b",
            "C:x",
            "a\nb",
            "a\u{0}b",
            "a\u{fffd}",
        ] {
            assert!(!is_plain(other), "{other:?}");
        }
    }
}
