//! Where evidence is: a folder or an archive. It is read, and nothing is unpacked.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use crate::cli::failure;
use crate::evidence::manifest::{self, Manifest};
use crate::evidence::reading::{Opened, Reading};
use crate::evidence::{self, EvidenceError, archive, is_plain};

/// A folder or an archive.
pub struct Container {
    /// What messages call it.
    pub name: String,
    path: PathBuf,
    is_folder: bool,
}

impl Container {
    /// The evidence at a path.
    ///
    /// # Errors
    /// There is nothing.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let name = format!("evidence `{}`", path.display());
        match fs::metadata(path) {
            Ok(found) => Ok(Self {
                name,
                path: path.to_owned(),
                is_folder: found.is_dir(),
            }),
            Err(error) => Err(failure(
                format!("{name} could not be opened: {error}"),
                None,
            )),
        }
    }

    /// Reads all of it, and holds each file against the manifest.
    ///
    /// # Errors
    /// It is no evidence, or nothing that could be read as one.
    pub fn read(&self) -> anyhow::Result<Opened> {
        let read = if self.is_folder {
            folder(&self.path)
        } else {
            self.file(&self.path).and_then(archive::read)
        };
        read.map_err(|error| self.refused(&error))
    }

    /// Runs something over one of its files.
    ///
    /// # Errors
    /// The file is not there any more.
    pub fn with<T>(
        &self,
        path: &str,
        run: &mut dyn FnMut(&mut dyn Read) -> T,
    ) -> anyhow::Result<T> {
        let ran = if self.is_folder {
            self.file(&self.path.join(path))
                .map(|mut file| run(&mut file))
        } else {
            self.file(&self.path)
                .and_then(|file| archive::with(file, path, run))
        };
        ran.map_err(|error| self.refused(&error))
    }

    /// Why it is not read.
    pub fn refused(&self, error: &EvidenceError) -> anyhow::Error {
        let message = format!("{} {error}", self.name);
        failure(message, error.help().map(str::to_owned))
    }

    fn file(&self, path: &Path) -> Result<BufReader<File>, EvidenceError> {
        Ok(BufReader::with_capacity(1 << 18, File::open(path)?))
    }
}

/// Reads a folder.
fn folder(root: &Path) -> Result<Opened, EvidenceError> {
    let path = root.join(evidence::MANIFEST);
    let Ok(found) = fs::symlink_metadata(&path) else {
        let message = format!("it holds no `{}`", evidence::MANIFEST);
        return Err(EvidenceError::NotEvidence(message));
    };
    if !found.is_file() {
        return Err(EvidenceError::NotAFile(evidence::MANIFEST.to_owned()));
    }
    if found.len() > manifest::MAX_BYTES {
        let message = format!(
            "{} MiB in `{}`",
            manifest::MAX_BYTES >> 20,
            evidence::MANIFEST
        );
        return Err(EvidenceError::TooLarge(message));
    }
    let bytes = fs::read(path)?;
    let mut reading = Reading::new(Manifest::parse(&bytes)?, bytes);
    let mut files = Vec::new();
    walk(root, "", &mut files)?;
    files.sort();
    for name in files.iter().filter(|name| *name != evidence::MANIFEST) {
        let mut file = File::open(root.join(name))?;
        let size = file.metadata()?.len();
        reading.file(name, size, &mut file)?;
    }
    Ok(reading.finish())
}

/// The files below a folder, by their names in the evidence.
fn walk(folder: &Path, prefix: &str, files: &mut Vec<String>) -> Result<(), EvidenceError> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if !is_plain(&name) {
            return Err(EvidenceError::Name(name));
        }
        // Of the entry itself: a link leads somewhere else, and a pipe has no end.
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), &format!("{name}/"), files)?;
        } else if kind.is_file() {
            files.push(name);
        } else {
            return Err(EvidenceError::NotAFile(name));
        }
    }
    Ok(())
}
