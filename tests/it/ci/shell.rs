//! The lines of `docs/ci.md` for any CI: they verify what they download, and end as assize ends.

use std::fs;
use std::process::{Command, Output};

use super::stubs;
use crate::support::path;

/// The first block of shell below a heading.
fn block(heading: &str) -> String {
    let page = fs::read_to_string(path("docs/ci.md")).unwrap();
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    block.split_once("```").unwrap().0.to_owned()
}

/// Runs the lines with a release whose program says its arguments and ends with 3.
fn run(damage: &[u8]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let lines = block("Any other CI");
    let version = lines
        .strip_prefix("version=")
        .unwrap()
        .split('\n')
        .next()
        .unwrap();
    let release = folder.path().join(format!("releases/v{version}"));
    fs::create_dir_all(&release).unwrap();
    let name = format!("assize-{version}-x86_64-unknown-linux-musl");
    let sum = stubs::archive(&release, &name, "echo \"ran $*\"; exit 3");
    fs::write(
        release.join("SHA256SUMS"),
        format!("{}  another\n{sum}", "0".repeat(64)),
    )
    .unwrap();
    let archive = release.join(format!("{name}.tar.gz"));
    let bytes = [fs::read(&archive).unwrap().as_slice(), damage].concat();
    fs::write(archive, bytes).unwrap();
    let ours = format!("file://{}", folder.path().join("releases").display());
    let lines = lines.replace("https://github.com/OWNER/assize/releases/download", &ours);
    assert!(lines.contains(&ours));
    let workspace = folder.path().join("workspace");
    fs::create_dir(&workspace).unwrap();
    // As every CI does: the first command that fails ends the script.
    Command::new("bash")
        .args(["-e", "-c", &lines])
        .current_dir(workspace)
        .output()
        .unwrap()
}

#[test]
fn the_lines_gate() {
    let ran = run(b"");
    assert_eq!(ran.status.code(), Some(3), "{ran:?}");
    assert!(String::from_utf8_lossy(&ran.stdout).contains("ran audit --fail-on high"));
    let refused = run(b"x");
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert!(!String::from_utf8_lossy(&refused.stdout).contains("ran audit"));
}
