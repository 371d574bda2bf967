//! Policy files: those in the binary, and those in folders and bundles.

mod bundle;
mod manifest;

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use bundle::BundleError;
pub use manifest::{ManifestError, Version};

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
    /// A file that is neither a policy nor a bundle.
    #[error("policy path `{}` is no folder, no `.rego` file and no bundle", .0.display())]
    Unknown(PathBuf),
    /// Not text.
    #[error("policy file `{}` is not UTF-8", .0.display())]
    NotText(PathBuf),
    /// A bundle that cannot be taken as it is.
    #[error("policy bundle `{}` {problem}", .path.display())]
    Bundle {
        /// The bundle.
        path: PathBuf,
        /// What is wrong with it.
        problem: BundleError,
    },
    /// A manifest that is wrong, or asks for a newer assize.
    #[error("`{file}` {problem}")]
    Manifest {
        /// The manifest.
        file: String,
        /// What is wrong with it.
        problem: ManifestError,
    },
}

impl SourceError {
    /// What mends it, where that can be told.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::Unknown(_) => "a bundle's name ends in `.tar.gz`, `.tgz` or `.tar`",
            Self::Bundle { problem, .. } => return problem.help().map(str::to_owned),
            Self::Manifest { problem, .. } => return problem.help(),
            Self::Io { .. } | Self::Empty(_) | Self::NotText(_) => return None,
        };
        Some(help.to_owned())
    }
}

/// The policies in a folder with its subfolders, in one file, or in a bundle.
///
/// # Errors
/// The path cannot be read, holds no policy, or asks for a newer assize.
pub fn read(path: &Path) -> Result<Vec<Source>, SourceError> {
    if path.is_dir() {
        let manifest = path.join(manifest::NAME);
        if manifest.is_file() {
            let file = manifest.display().to_string();
            check_manifest(&file, &contents(&manifest)?)?;
        }
        let mut files = Vec::new();
        walk(path, &mut files)?;
        files.sort();
        return some(
            path,
            files.iter().map(|file| from_file(file, path)).collect(),
        );
    }
    if bundle::is_named_like_one(path) {
        return from_bundle(path);
    }
    if path
        .extension()
        .is_some_and(|extension| extension == "rego")
    {
        return from_file(path, path.parent().unwrap_or(path)).map(|source| vec![source]);
    }
    match fs::metadata(path) {
        Ok(_) => Err(SourceError::Unknown(path.to_owned())),
        Err(error) => Err(SourceError::Io {
            path: path.to_owned(),
            error,
        }),
    }
}

/// The sources, of which there must be some.
fn some(
    path: &Path,
    sources: Result<Vec<Source>, SourceError>,
) -> Result<Vec<Source>, SourceError> {
    match sources {
        Ok(sources) if sources.is_empty() => Err(SourceError::Empty(path.to_owned())),
        sources => sources,
    }
}

fn from_file(file: &Path, root: &Path) -> Result<Source, SourceError> {
    let text =
        String::from_utf8(contents(file)?).map_err(|_| SourceError::NotText(file.to_owned()))?;
    Ok(Source {
        parts: parts(file.strip_prefix(root).unwrap_or(file)),
        file: file.display().to_string(),
        text: Cow::Owned(text),
        builtin: false,
    })
}

fn from_bundle(path: &Path) -> Result<Vec<Source>, SourceError> {
    let file = fs::File::open(path).map_err(|error| SourceError::Io {
        path: path.to_owned(),
        error,
    })?;
    let bundle = bundle::read(io::BufReader::new(file)).map_err(|problem| SourceError::Bundle {
        path: path.to_owned(),
        problem,
    })?;
    if let Some(bytes) = &bundle.manifest {
        check_manifest(&format!("{}/{}", path.display(), manifest::NAME), bytes)?;
    }
    let sources = bundle.policies.into_iter().map(|(name, text)| Source {
        file: format!("{}/{name}", path.display()),
        parts: parts(Path::new(&name)),
        text: Cow::Owned(text),
        builtin: false,
    });
    some(path, Ok(sources.collect()))
}

/// Before a policy is looked at: one that was written for a newer assize may be wrong for this one in any way.
fn check_manifest(file: &str, bytes: &[u8]) -> Result<(), SourceError> {
    manifest::check(bytes, &manifest::running()).map_err(|problem| SourceError::Manifest {
        file: file.to_owned(),
        problem,
    })
}

fn contents(file: &Path) -> Result<Vec<u8>, SourceError> {
    fs::read(file).map_err(|error| SourceError::Io {
        path: file.to_owned(),
        error,
    })
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
