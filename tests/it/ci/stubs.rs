//! Programs that stand in for others on the path of a script.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes an executable script of a shell into a folder.
pub fn script(folder: &Path, name: &str, body: &str) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// Puts the program under test into a folder as `assize`.
pub fn assize(folder: &Path) -> PathBuf {
    let program = env!("CARGO_BIN_EXE_assize");
    script(folder, "assize", &format!("exec '{program}' \"$@\""))
}

/// The path with folders before those of this machine.
pub fn path_with(folders: &[PathBuf]) -> String {
    let machine = std::env::var("PATH").unwrap();
    let mut path: Vec<String> = folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    path.push(machine);
    path.join(":")
}

/// An archive as a release has it, with a program that is a script, and its line for `SHA256SUMS`.
pub fn archive(folder: &Path, name: &str, body: &str) -> String {
    script(&folder.join(name), "assize", body);
    let archive = format!("{name}.tar.gz");
    let status = Command::new("tar")
        .args(["-czf", &archive, name])
        .current_dir(folder)
        .status()
        .unwrap();
    assert!(status.success());
    let digest = aws_lc_rs::digest::digest(
        &aws_lc_rs::digest::SHA256,
        &fs::read(folder.join(&archive)).unwrap(),
    );
    let digest = data_encoding::HEXLOWER.encode(digest.as_ref());
    format!("{digest}  {archive}\n")
}
