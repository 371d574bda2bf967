//! Reports read back from JSON.

use std::io::Read as _;
use std::path::Path;

use super::{failure, files};
use crate::report::json::{self, wire};

/// Reads a report; `-` is standard input.
///
/// # Errors
/// The file is not there, cut off, no report, or one of a newer assize.
pub fn read(path: &Path) -> anyhow::Result<wire::Report> {
    let name = name(path);
    let mut bytes = Vec::new();
    files::open("report", path)?
        .read_to_end(&mut bytes)
        .map_err(|error| failure(format!("{name} could not be read: {error}"), None))?;
    json::parse(&bytes).map_err(|error| {
        let help = match error {
            json::ReadError::Version(_) => "use a newer assize",
            _ => "`assize check SNAPSHOT -f json=FILE` writes such a report",
        };
        failure(format!("{name} {error}"), Some(help.to_owned()))
    })
}

/// What a report is called in messages.
pub fn name(path: &Path) -> String {
    if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        format!("report `{}`", path.display())
    }
}
