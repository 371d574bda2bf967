//! Bundles: policies in one archive, in the layout that `opa build -b` writes.
//!
//! An archive comes from outside. Nothing of it is put on the disk, what it takes is bounded, and whatever is no plain file
//! under a plain name is refused.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Read};
use std::path::Path;

use serde_json::Value;
use tar::{Archive, Entry, EntryType};

use super::manifest;

/// The most that a bundle may hold unpacked, in bytes: many times what the built-in policies take.
const MAX_BYTES: u64 = 16 << 20;

/// The most files that a bundle may hold.
const MAX_FILES: usize = 10_000;

/// What ends an archive: two blocks of nothing. Without them the archive was cut off, perhaps between two files.
const END: [u8; 1024] = [0; 1024];

/// Data files of a bundle. No policy can read them here, so they may only be empty.
const DATA: [&str; 3] = ["data.json", "data.yaml", "data.yml"];

/// What a bundle holds.
#[derive(Debug, Default)]
pub(super) struct Bundle {
    /// Name and text of each policy, in the order of the names.
    pub policies: Vec<(String, String)>,
    /// The manifest at its root.
    pub manifest: Option<Vec<u8>>,
}

/// What is wrong with a bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// It ends too early.
    #[error("is cut off, or is no tar archive")]
    CutOff,
    /// It cannot be read.
    #[error("could not be unpacked: {0}")]
    Damaged(io::Error),
    /// It takes too much when unpacked.
    #[error("holds more than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    /// It holds too many files.
    #[error("holds more than {MAX_FILES} files")]
    TooMany,
    /// A name that leads out of the bundle, or is none on some system.
    #[error("holds a file with the name {0:?}, which leads out of the bundle or is no plain name")]
    Name(String),
    /// A link or another thing that is no file.
    #[error("holds `{0}`, which is a link or no plain file")]
    NotAFile(String),
    /// Two files with one name.
    #[error("holds `{0}` twice")]
    Twice(String),
    /// A policy that is no text.
    #[error("holds `{0}`, which is not UTF-8")]
    NotText(String),
    /// Data beside the policies.
    #[error("holds data in `{0}`, which no policy can read")]
    Data(String),
    /// Policies in a form that cannot be looked into.
    #[error("holds `{0}`, a compiled policy that cannot be looked into")]
    Compiled(String),
}

impl BundleError {
    /// What mends it, where that can be told.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::CutOff | Self::Damaged(_) => Some("fetch or build it again; nothing was judged"),
            Self::Data(_) => Some("declare `parameters` in the metadata for what can be set"),
            Self::Compiled(_) => Some("build the bundle from Rego: `opa build -b FOLDER`"),
            _ => None,
        }
    }
}

/// Whether a file is a bundle, by its name.
pub(super) fn is_named_like_one(path: &Path) -> bool {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    [".tar.gz", ".tgz", ".tar"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Reads a bundle.
///
/// # Errors
/// It is cut off, too large, or holds what no bundle of policies holds.
pub(super) fn read(input: impl BufRead) -> Result<Bundle, BundleError> {
    read_at_most(MAX_BYTES, input)
}

fn read_at_most(limit: u64, input: impl BufRead) -> Result<Bundle, BundleError> {
    let bytes = unpacked(limit, input)?;
    let mut bundle = Bundle::default();
    let mut seen = BTreeSet::new();
    let mut archive = Archive::new(bytes.as_slice());
    for entry in archive.entries().map_err(BundleError::Damaged)? {
        let mut entry = entry.map_err(BundleError::Damaged)?;
        let kind = entry.header().entry_type();
        if kind == EntryType::XGlobalHeader {
            continue;
        }
        let raw = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = plain(&raw).ok_or_else(|| BundleError::Name(raw.clone()))?;
        match kind {
            EntryType::Directory => continue,
            EntryType::Regular | EntryType::Continuous => {}
            _ => return Err(BundleError::NotAFile(name)),
        }
        if !seen.insert(name.clone()) {
            return Err(BundleError::Twice(name));
        }
        if seen.len() > MAX_FILES {
            return Err(BundleError::TooMany);
        }
        take(&mut bundle, name, &mut entry)?;
    }
    bundle.policies.sort();
    Ok(bundle)
}

/// Takes a file of the bundle, if it is one that matters.
fn take(
    bundle: &mut Bundle,
    name: String,
    entry: &mut Entry<'_, &[u8]>,
) -> Result<(), BundleError> {
    let (folders, last) = name.rsplit_once('/').unwrap_or(("", &name));
    if folders.split('/').any(|folder| folder.starts_with('.')) {
        return Ok(());
    }
    if last.ends_with(".wasm") || name == "plan.json" {
        return Err(BundleError::Compiled(name));
    }
    let is_policy = last.ends_with(".rego");
    let is_data = DATA.contains(&last);
    if !is_policy && !is_data && name != manifest::NAME {
        // A signature says nothing to who has no key for it; whoever fetches the bundle checks it.
        return Ok(());
    }
    let mut bytes = Vec::new();
    entry
        .read_to_end(&mut bytes)
        .map_err(BundleError::Damaged)?;
    if is_policy {
        match String::from_utf8(bytes) {
            Ok(text) => bundle.policies.push((name, text)),
            Err(_) => return Err(BundleError::NotText(name)),
        }
    } else if is_data {
        if !is_empty_data(&bytes) {
            return Err(BundleError::Data(name));
        }
    } else {
        bundle.manifest = Some(bytes);
    }
    Ok(())
}

/// All bytes of the archive, if they are not more than the limit.
fn unpacked(limit: u64, mut input: impl BufRead) -> Result<Vec<u8>, BundleError> {
    let start = input.fill_buf().map_err(BundleError::Damaged)?;
    let is_gzip = start.starts_with(&[0x1f, 0x8b]);
    let mut bytes = Vec::new();
    let read = if is_gzip {
        flate2::bufread::MultiGzDecoder::new(input)
            .take(limit + 1)
            .read_to_end(&mut bytes)
    } else {
        input.take(limit + 1).read_to_end(&mut bytes)
    };
    match read {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(BundleError::CutOff);
        }
        Err(error) => return Err(BundleError::Damaged(error)),
    }
    if bytes.len() as u64 > limit {
        return Err(BundleError::TooLarge);
    }
    if bytes.len() % 512 != 0 || !bytes.ends_with(&END) {
        return Err(BundleError::CutOff);
    }
    Ok(bytes)
}

/// A name below the bundle's root. `opa build` writes the root itself as a slash in front of each name.
fn plain(raw: &str) -> Option<String> {
    let below = raw.strip_prefix('/').unwrap_or(raw);
    let below = below.strip_suffix('/').unwrap_or(below);
    let is_odd = |c: char| c.is_control() || matches!(c, '\\' | ':' | char::REPLACEMENT_CHARACTER);
    if below.chars().any(is_odd) {
        return None;
    }
    let mut parts = Vec::new();
    for part in below.split('/') {
        match part {
            "." => {}
            "" if below.is_empty() => {}
            "" | ".." => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a data file says nothing: `{}`, as `opa build` always writes one.
fn is_empty_data(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.trim().is_empty()
        || serde_json::from_slice(bytes).is_ok_and(|data: Value| {
            data.is_null() || data.as_object().is_some_and(serde_json::Map::is_empty)
        })
}

#[cfg(test)]
mod tests;
