//! Files in and out: compression by the name's ending, `-` for the standard streams, writing beside and renaming.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::failure;

/// How large a buffer reading takes, in bytes.
const BUFFER: usize = 256 * 1024;

/// Opens a file for reading; `what` says what it is meant to be.
///
/// # Errors
/// The file is not there or not readable.
pub fn open(what: &str, path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    let (name, raw): (String, Box<dyn Read>) = if path == Path::new("-") {
        ("standard input".to_owned(), Box::new(io::stdin()))
    } else {
        if path.is_dir() {
            return Err(failure(
                format!("{what} `{}` is a folder", path.display()),
                None,
            ));
        }
        let file = File::open(path).map_err(|error| {
            failure(
                format!("{what} `{}` could not be opened: {error}", path.display()),
                None,
            )
        })?;
        (path.display().to_string(), Box::new(file))
    };
    let mut raw = BufReader::with_capacity(BUFFER, raw);
    // The content decides, not the name: a file may have been renamed, and standard input has none.
    let start = raw
        .fill_buf()
        .with_context(|| format!("{name} could not be read"))?;
    Ok(if start.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::with_capacity(
            BUFFER,
            flate2::bufread::MultiGzDecoder::new(raw),
        ))
    } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(BufReader::with_capacity(
            BUFFER,
            zstd::Decoder::with_buffer(raw)?,
        ))
    } else {
        Box::new(raw)
    })
}

/// Writes a file that is not there yet, and the folders above it. One that is there stays as it is.
///
/// # Errors
/// The file is there, or could not be written.
pub fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let write = || -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        File::create_new(path)?.write_all(text.as_bytes())
    };
    write().map_err(|error| {
        failure(
            format!("`{}` could not be written: {error}", path.display()),
            None,
        )
    })
}

/// Whether a path is standard output, a pipe or a device: something that takes bytes and is no file.
pub fn is_stream(path: &Path) -> bool {
    path == Path::new("-")
        || fs::metadata(path).is_ok_and(|known| !known.is_file() && !known.is_dir())
}

/// A file that is written beside its place and takes it only when it is whole.
pub struct Output {
    sink: Sink,
    temporary: Option<PathBuf>,
    path: PathBuf,
}

enum Sink {
    Plain(BufWriter<Box<dyn Write>>),
    Gzip(flate2::write::GzEncoder<BufWriter<Box<dyn Write>>>),
    Zstd(zstd::Encoder<'static, BufWriter<Box<dyn Write>>>),
}

impl Output {
    /// Creates the file, compressed as its name's ending says.
    ///
    /// # Errors
    /// The folder is not there or not writable.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        let (inner, temporary): (Box<dyn Write>, Option<PathBuf>) = if path == Path::new("-") {
            (Box::new(io::stdout().lock()), None)
        } else if is_stream(path) {
            // A pipe or a device is written to; a file renamed over `/dev/null` would take its place.
            let file = File::options().write(true).open(path).map_err(|error| {
                failure(
                    format!("`{}` could not be written: {error}", path.display()),
                    None,
                )
            })?;
            (Box::new(file), None)
        } else {
            let mut name = path.file_name().unwrap_or_default().to_os_string();
            name.push(format!(".{}.part", std::process::id()));
            let temporary = path.with_file_name(name);
            let file = File::create(&temporary).map_err(|error| {
                failure(
                    format!("`{}` could not be written: {error}", path.display()),
                    None,
                )
            })?;
            (Box::new(file), Some(temporary))
        };
        let inner = BufWriter::with_capacity(BUFFER, inner);
        let sink = match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => Sink::Gzip(flate2::write::GzEncoder::new(
                inner,
                flate2::Compression::default(),
            )),
            Some("zst") => {
                let mut encoder = zstd::Encoder::new(inner, 0)?;
                // A bit that flips in a stored file is found by whoever unpacks it.
                encoder.include_checksum(true)?;
                Sink::Zstd(encoder)
            }
            _ => Sink::Plain(inner),
        };
        Ok(Self {
            sink,
            temporary,
            path: path.to_owned(),
        })
    }

    /// Ends the file and puts it in its place.
    ///
    /// # Errors
    /// It could not be written to the end: the place is left as it was.
    pub fn commit(mut self) -> anyhow::Result<()> {
        let path = self.path.display().to_string();
        let place = |error: io::Error| -> anyhow::Error {
            if error.kind() == io::ErrorKind::BrokenPipe {
                error.into()
            } else {
                failure(format!("`{path}` could not be written: {error}"), None)
            }
        };
        match std::mem::replace(
            &mut self.sink,
            Sink::Plain(BufWriter::new(Box::new(io::sink()))),
        ) {
            Sink::Plain(mut inner) => inner.flush().map_err(place)?,
            Sink::Gzip(inner) => inner
                .finish()
                .and_then(|mut inner| inner.flush())
                .map_err(place)?,
            Sink::Zstd(inner) => inner
                .finish()
                .and_then(|mut inner| inner.flush())
                .map_err(place)?,
        }
        if let Some(temporary) = &self.temporary {
            fs::rename(temporary, &self.path).map_err(place)?;
        }
        self.temporary = None;
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Plain(inner) => inner.write(bytes),
            Sink::Gzip(inner) => inner.write(bytes),
            Sink::Zstd(inner) => inner.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Plain(inner) => inner.flush(),
            Sink::Gzip(inner) => inner.flush(),
            Sink::Zstd(inner) => inner.flush(),
        }
    }
}

impl Drop for Output {
    /// What is not whole is not left behind.
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            let _ = fs::remove_file(temporary);
        }
    }
}
