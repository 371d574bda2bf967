//! Evidence as one file: a tar archive in Zstandard.
//!
//! Equal files give equal bytes: names in order, and nothing of time, owner or machine in a header. An archive that is read
//! comes from outside. Nothing of it is put on a disk, its size is bounded by what its manifest says, and whatever is no plain
//! file under a plain name is refused.

use std::cell::Cell;
use std::io::{self, BufRead, Read, Write};
use std::rc::Rc;

use tar::{Archive, Builder, EntryType, Header};

use super::manifest::{self, Manifest};
use super::reading::{Opened, Reading};
use super::{EvidenceError, MANIFEST, is_plain};

/// Room for files that the manifest does not name, so that they can be named; and for the manifest itself.
const SLACK: u64 = manifest::MAX_BYTES + (1 << 20);

/// The most that evidence may hold unpacked, in bytes, whatever its manifest says.
const MAX_TOTAL: u64 = 1 << 36;

/// The most files that it may hold.
const MAX_FILES: u64 = 100_000;

/// An archive that is being written.
pub struct Writer<W: Write>(Builder<W>);

impl<W: Write> Writer<W> {
    /// Nothing is in it yet.
    pub fn new(out: W) -> Self {
        Self(Builder::new(out))
    }

    /// Adds a file of a known size.
    ///
    /// # Errors
    /// The file or the archive fails, or the name is longer than a plain header holds.
    pub fn add(&mut self, path: &str, size: u64, bytes: impl Read) -> io::Result<()> {
        let mut header = Header::new_ustar();
        header.set_path(path)?;
        header.set_size(size);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        header.set_entry_type(EntryType::Regular);
        header.set_cksum();
        let mut bytes = bytes.take(size);
        self.0.append(&header, &mut bytes)?;
        if bytes.limit() != 0 {
            return Err(io::Error::other(format!("`{path}` became shorter")));
        }
        Ok(())
    }

    /// Ends the archive.
    ///
    /// # Errors
    /// It could not be written to the end.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner()
    }
}

/// Reads a whole archive and checks each file against the manifest.
///
/// # Errors
/// It is no evidence, cut off, hostile or too large.
pub fn read(input: impl BufRead) -> Result<Opened, EvidenceError> {
    let mut reading: Option<Reading> = None;
    each(input, &mut |path, size, limit, bytes| {
        match &mut reading {
            None if path != MANIFEST => {
                let message = format!("its first file is `{path}`, not `{MANIFEST}`");
                return Err(EvidenceError::NotEvidence(message));
            }
            None => {
                let text = bounded(path, size, manifest::MAX_BYTES, bytes)?;
                let manifest = Manifest::parse(&text)?;
                limit.set(allowance(&manifest)?);
                reading = Some(Reading::new(manifest, text));
            }
            Some(reading) => reading.file(path, size, bytes)?,
        }
        Ok(true)
    })?;
    match reading {
        Some(reading) => Ok(reading.finish()),
        None => Err(EvidenceError::NotEvidence("it holds nothing".to_owned())),
    }
}

/// Runs something over one file of an archive that was read as a whole before.
///
/// # Errors
/// The archive cannot be read, or holds no such file any more.
pub fn with<T>(
    input: impl BufRead,
    wanted: &str,
    run: &mut dyn FnMut(&mut dyn Read) -> T,
) -> Result<T, EvidenceError> {
    let mut found = None;
    each(input, &mut |path, _, limit, bytes| {
        limit.set(MAX_TOTAL);
        if path == wanted {
            found = Some(run(bytes));
        }
        Ok(found.is_none())
    })?;
    found.ok_or(EvidenceError::CutOff)
}

/// What is done with a file: its path, size, what may still be unpacked, and its bytes. False ends the reading.
type Visit<'v> =
    dyn FnMut(&str, u64, &Cell<u64>, &mut dyn Read) -> Result<bool, EvidenceError> + 'v;

/// Goes through the files of an archive.
fn each(mut input: impl BufRead, visit: &mut Visit<'_>) -> Result<(), EvidenceError> {
    let start = input.fill_buf().map_err(EvidenceError::reading)?;
    if !start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let message = "it is neither a folder nor an archive in Zstandard";
        return Err(EvidenceError::NotEvidence(message.to_owned()));
    }
    let limit = Rc::new(Cell::new(SLACK));
    let mut bounded = Bounded {
        inner: zstd::Decoder::with_buffer(input)?,
        left: Rc::clone(&limit),
    };
    let mut archive = Archive::new(&mut bounded);
    // Raw, so that no header of an extension is read into memory: an archive of ours has none.
    for entry in archive.entries().map_err(reading)?.raw(true) {
        let mut entry = entry.map_err(reading)?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if entry.header().entry_type() != EntryType::Regular {
            return Err(EvidenceError::NotAFile(path));
        }
        if !is_plain(&path) {
            return Err(EvidenceError::Name(path));
        }
        let size = entry.header().size().map_err(reading)?;
        if !visit(&path, size, &limit, &mut entry)? {
            return Ok(());
        }
    }
    // The rest is the end of the archive and the checksum of the compression.
    let mut rest = [0; 8192];
    loop {
        match bounded.read(&mut rest).map_err(reading)? {
            0 => return Ok(()),
            read if rest[..read].iter().all(|byte| *byte == 0) => {}
            _ => {
                let message = "something follows the end of its archive";
                return Err(EvidenceError::NotEvidence(message.to_owned()));
            }
        }
    }
}

/// What is wrong with bytes that are no archive: neither the compression nor tar has words of use to a reader.
fn reading(error: io::Error) -> EvidenceError {
    match EvidenceError::reading(error) {
        EvidenceError::Io(error) if error.raw_os_error().is_none() => EvidenceError::CutOff,
        error => error,
    }
}

/// How much may be unpacked of evidence with this manifest.
fn allowance(manifest: &Manifest) -> Result<u64, EvidenceError> {
    let files = manifest.files.len() as u64;
    let total = manifest.total();
    if files > MAX_FILES {
        return Err(EvidenceError::TooLarge(format!("{MAX_FILES} files")));
    }
    if total > MAX_TOTAL {
        return Err(EvidenceError::TooLarge(format!("{} GiB", MAX_TOTAL >> 30)));
    }
    // A header, and what fills up the last block.
    Ok(total + files * 1024 + SLACK)
}

/// A file that is held in memory.
pub(super) fn bounded(
    path: &str,
    size: u64,
    most: u64,
    bytes: &mut dyn Read,
) -> Result<Vec<u8>, EvidenceError> {
    if size > most {
        let message = format!("{} MiB in `{path}`", most >> 20);
        return Err(EvidenceError::TooLarge(message));
    }
    let mut text = Vec::new();
    bytes
        .take(most + 1)
        .read_to_end(&mut text)
        .map_err(EvidenceError::reading)?;
    if text.len() as u64 > most {
        let message = format!("{} MiB in `{path}`", most >> 20);
        return Err(EvidenceError::TooLarge(message));
    }
    Ok(text)
}

/// A stream of which no more is read than is allowed.
struct Bounded<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            let message = "its manifest says";
            return Err(io::Error::other(EvidenceError::TooLarge(
                message.to_owned(),
            )));
        }
        let most = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let read = self.inner.read(&mut buffer[..most])?;
        self.left.set(left - read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
