//! Which files are read, and how their bytes come.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use super::ImportError;

/// The most bytes that one item may take, after decompression: far above any item, far below what would exhaust memory.
const MAX_ITEM: u64 = 64 * 1024 * 1024;

/// The files to read: those that are named, and those in folders that are named, each once and each folder in order.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ImportError> {
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for path in paths {
        let kind = fs::metadata(path).map_err(|source| unreadable(path, source))?;
        if kind.is_dir() {
            let before = files.len();
            walk(path, &mut files)?;
            if files.len() == before {
                return Err(ImportError::NoFiles(path.clone()));
            }
        } else if is_delivered(path) {
            files.push(path.clone());
        } else {
            return Err(ImportError::OtherKind(path.clone()));
        }
    }
    files.retain(|file| seen.insert(file.clone()));
    Ok(files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), ImportError> {
    let mut entries = fs::read_dir(folder)
        .and_then(Iterator::collect::<io::Result<Vec<_>>>)
        .map_err(|source| unreadable(folder, source))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // The entry's own kind, not its target's: a link to a folder above would never end.
        let kind = entry
            .file_type()
            .map_err(|source| unreadable(&path, source))?;
        if kind.is_dir() {
            walk(&path, files)?;
        } else if is_delivered(&path) && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn is_delivered(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".json") || is_gzip(&name)
}

fn is_gzip(name: &str) -> bool {
    name.ends_with(".json.gz")
}

/// How many bytes the item that is being read may still take.
#[derive(Clone)]
pub(super) struct Allowance {
    full: u64,
    left: Rc<Cell<u64>>,
}

impl Allowance {
    /// Grants a full allowance again, after an item has been dealt with.
    pub(super) fn renew(&self) {
        self.left.set(self.full);
    }

    /// Whether it was used up.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0
    }

    /// How much a whole one is.
    pub(super) fn full(&self) -> u64 {
        self.full
    }
}

/// Opens a file and decompresses it on the way.
pub(super) fn open(path: &Path) -> Result<(impl BufRead + use<>, Allowance), ImportError> {
    let file = File::open(path).map_err(|source| unreadable(path, source))?;
    let mut bytes = BufReader::with_capacity(128 * 1024, file);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let plain: Box<dyn Read> = if is_gzip(&name) {
        let start = bytes
            .fill_buf()
            .map_err(|source| unreadable(path, source))?;
        match start {
            [] | [0x1f] => return Err(ImportError::CutOff(path.to_owned())),
            [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(bytes)),
            _ => return Err(ImportError::NotGzip(path.to_owned())),
        }
    } else {
        Box::new(bytes)
    };
    let (limited, allowance) = limited(plain, MAX_ITEM);
    Ok((BufReader::with_capacity(128 * 1024, limited), allowance))
}

/// A reader that stops when one item takes more than the allowance.
pub(super) fn limited<R: Read>(inner: R, full: u64) -> (impl Read + use<R>, Allowance) {
    let allowance = Allowance {
        full,
        left: Rc::new(Cell::new(full)),
    };
    (
        Limited {
            inner,
            allowance: allowance.clone(),
        },
        allowance,
    )
}

/// Stops a reader that gives more than the allowance: a small compressed file can hold an endless string.
struct Limited<R> {
    inner: R,
    allowance: Allowance,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.allowance.is_spent() {
            return Err(io::Error::other("the allowance for one item is spent"));
        }
        let read = self.inner.read(buffer)?;
        let left = &self.allowance.left;
        left.set(left.get().saturating_sub(read as u64));
        Ok(read)
    }
}

pub(super) fn unreadable(path: &Path, source: io::Error) -> ImportError {
    ImportError::Unreadable {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_ends_an_endless_reader_and_can_be_renewed() {
        let (mut endless, allowance) = limited(io::repeat(b'x'), 1000);
        let mut buffer = [0; 600];
        assert_eq!(endless.read(&mut buffer).unwrap(), 600);
        assert_eq!(endless.read(&mut buffer).unwrap(), 600);
        assert!(allowance.is_spent());
        assert!(endless.read(&mut buffer).is_err());
        allowance.renew();
        assert!(endless.read(&mut buffer).is_ok());
    }
}
