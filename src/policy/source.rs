//! Policy files: those in the binary, and those in folders.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A policy file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as messages show it.
    pub file: String,
    /// The path below the folder that was given, without `.rego`, part by part.
    pub parts: Vec<String>,
    /// The text.
    pub text: Cow<'static, str>,
    /// Whether it ships with assize.
    pub builtin: bool,
}

static BUILTIN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/policies.rs"));

/// The policies in the binary.
pub fn builtin() -> Vec<Source> {
    BUILTIN
        .iter()
        .map(|(file, text)| Source {
            file: format!("policies/{file}"),
            parts: parts(Path::new(file)),
            text: Cow::Borrowed(text),
            builtin: true,
        })
        .collect()
}

/// A path that no policies could be read from.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Not there, or not readable.
    #[error("policy path `{}`: {error}", .path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There, but with no policy in it: nothing checked is not compliant.
    #[error("policy path `{}` holds no `.rego` file", .0.display())]
    Empty(PathBuf),
    /// Not text.
    #[error("policy file `{}` is not UTF-8", .0.display())]
    NotText(PathBuf),
}

/// The policies in a folder, with its subfolders, or in one file.
///
/// # Errors
/// The path cannot be read, or holds no policy.
pub fn read(path: &Path) -> Result<Vec<Source>, SourceError> {
    let mut files = Vec::new();
    let root = if path.is_dir() {
        walk(path, &mut files)?;
        path
    } else {
        files.push(path.to_owned());
        path.parent().unwrap_or(path)
    };
    if files.is_empty() {
        return Err(SourceError::Empty(path.to_owned()));
    }
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let bytes = fs::read(&file).map_err(|error| SourceError::Io {
                path: file.clone(),
                error,
            })?;
            let text = String::from_utf8(bytes).map_err(|_| SourceError::NotText(file.clone()))?;
            Ok(Source {
                parts: parts(file.strip_prefix(root).unwrap_or(&file)),
                file: file.display().to_string(),
                text: Cow::Owned(text),
                builtin: false,
            })
        })
        .collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), SourceError> {
    let at = |error: io::Error| SourceError::Io {
        path: folder.to_owned(),
        error,
    };
    for entry in fs::read_dir(folder).map_err(at)? {
        let path = entry.map_err(at)?.path();
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !path.is_symlink() && !hidden {
            walk(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "rego")
        {
            files.push(path);
        }
    }
    Ok(())
}

fn parts(path: &Path) -> Vec<String> {
    path.with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect()
}

/// The package that a file names, from its text alone.
pub fn package(text: &str) -> Option<&str> {
    text.lines()
        .find_map(|line| line.strip_prefix("package "))
        .map(|rest| {
            rest.split(['#', ';', ' ', '\t'])
                .next()
                .unwrap_or(rest)
                .trim()
        })
}

impl Source {
    /// Whether the file holds tests.
    pub fn is_test(&self) -> bool {
        self.parts
            .last()
            .is_some_and(|name| name.ends_with("_test"))
    }
}
