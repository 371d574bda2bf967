//! Python with what a part of the tests runs on, furnished once and kept below cargo's target folder.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{path, scratch_folder};

/// The one thing that a machine must have for these tests.
const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// The interpreter of a virtual environment that has what `requirements.txt` in that folder of `tests` asks for.
///
/// Each part has its own, so that a machine on which one cannot be installed still runs the others.
pub fn python(part: &str) -> PathBuf {
    let requirements = path("tests").join(part).join("requirements.txt");
    let wanted = fs::read(&requirements)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", requirements.display()));
    // Another Python or other requirements make another environment; an outdated one is never met.
    let mut hash = DefaultHasher::new();
    (wanted, run(Command::new(PYTHON).arg("--version"))).hash(&mut hash);
    let folder =
        scratch_folder().join(format!("{}-{:016x}", part.replace('_', "-"), hash.finish()));
    let ready = folder.join("ready");
    if !ready.exists() {
        let _lock = lock(&folder.with_extension("lock"));
        // Another test may have done it while this one waited.
        if !ready.exists() {
            furnish(&folder, &requirements);
            write(&ready);
        }
    }
    interpreter(&folder)
}

fn furnish(folder: &Path, requirements: &Path) {
    if folder.exists() {
        // A furnishing that was interrupted.
        fs::remove_dir_all(folder)
            .unwrap_or_else(|error| panic!("cannot remove {}: {error}", folder.display()));
    }
    run(Command::new(PYTHON).args(["-m", "venv"]).arg(folder));
    // Everything is pinned, so there is nothing to resolve.
    run(Command::new(interpreter(folder))
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-input",
            "--no-deps",
            "-r",
        ])
        .arg(requirements));
}

fn interpreter(folder: &Path) -> PathBuf {
    folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    })
}

/// Holds others off until it is dropped; the system lets go of it too when this process is killed.
fn lock(path: &Path) -> File {
    let file = File::create(path)
        .unwrap_or_else(|error| panic!("cannot make {}: {error}", path.display()));
    file.lock()
        .unwrap_or_else(|error| panic!("cannot lock {}: {error}", path.display()));
    file
}

fn write(marker: &Path) {
    fs::write(marker, "")
        .unwrap_or_else(|error| panic!("cannot write {}: {error}", marker.display()));
}

/// Runs a program to its end, and answers what it printed.
fn run(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap_or_else(|error| {
        panic!("these tests need Python 3.10 or newer with its venv module, but {command:?} does not run: {error}")
    });
    assert!(
        output.status.success(),
        "these tests need Python 3.10 or newer with its venv module, but {command:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}
