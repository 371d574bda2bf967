//! What `check` says of files that are no whole snapshots: always code 2, never a report.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::assize::{ONE, Ran, Run, assize, check, file, snapshot};
use crate::support::path;

fn bytes(name: &str) -> Vec<u8> {
    fs::read(path(&snapshot(name))).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 0).unwrap()
}

fn at(path: &Path) -> Run {
    assize(["check", "--select", ONE]).with([path])
}

/// A file of that name with those bytes, checked.
fn checked(name: &str, bytes: impl AsRef<[u8]>) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let ran = at(&file(folder.path(), name, bytes)).run();
    if ran.code == 2 {
        assert!(
            ran.stderr.contains(name),
            "the message does not name the file: {}",
            ran.stderr
        );
    }
    ran
}

#[test]
fn a_cut_off_copy_is_noticed_wherever_it_ends() {
    let whole = bytes("noncompliant");
    let lines: Vec<usize> = (0..whole.len())
        .filter(|index| whole[*index] == b'\n')
        .collect();
    // After a record, in the middle of one, and in the middle of the trailer.
    for end in [lines[3] + 1, lines[7] + 40, whole.len() - 20] {
        checked("copy.jsonl", &whole[..end]).refuses(&["is cut off", "collect it again"]);
    }
}

#[test]
fn an_altered_byte_is_noticed() {
    let text = String::from_utf8(bytes("noncompliant")).unwrap();
    let altered = text.replacen(
        "\"logFileValidationEnabled\":false",
        "\"logFileValidationEnabled\":true",
        1,
    );
    assert_ne!(altered, text);
    checked("altered.jsonl", altered).refuses(&["was altered", "SHA-256", "nothing was judged"]);
}

#[test]
fn a_removed_line_is_noticed() {
    let text = String::from_utf8(bytes("denied")).unwrap();
    let without: String = text
        .lines()
        .filter(|line| !line.starts_with("{\"gap\""))
        .flat_map(|line| [line, "\n"])
        .collect();
    assert_ne!(without, text);
    checked("without-gaps.jsonl", without).refuses(&["was altered", "0"]);
}

#[test]
fn a_newer_format_is_not_guessed_at() {
    let text = String::from_utf8(bytes("compliant")).unwrap();
    let newer = text.replacen("\"schemaVersion\":1", "\"schemaVersion\":2", 1);
    assert_ne!(newer, text);
    checked("newer.jsonl", newer).refuses(&["schema version 2", "use a newer assize"]);
}

#[test]
fn files_that_are_no_snapshots_are_refused() {
    checked("empty.jsonl", "").refuses(&["is empty"]);
    checked("empty.jsonl.gz", gzip(b"")).refuses(&["is empty"]);
    for (name, text) in [
        ("report.json", "{\"schemaVersion\": 1}\n"),
        ("notes.txt", "two trails\n"),
        ("delivered.json", "{\"configurationItems\": []}\n"),
        (
            "item-first.jsonl",
            "{\"coverage\":{\"action\":\"a:B\",\"accountId\":\"1\",\"calls\":1}}\n",
        ),
    ] {
        checked(name, text).refuses(&["is not a snapshot", "assize collect --from"]);
    }
    checked("binary.jsonl", [0x80, 0x81, b'\n']).refuses(&["is not a snapshot", "UTF-8"]);
}

#[test]
fn a_folder_or_a_missing_file_is_refused() {
    assize(["check", "fixtures"])
        .run()
        .refuses(&["`fixtures` is a folder"]);
    assize(["check", "no/such.jsonl"])
        .run()
        .refuses(&["`no/such.jsonl` could not be opened"]);
    assize(["check"]).run().refuses(&["<SNAPSHOT>"]);
}

#[test]
fn compressed_and_piped_snapshots_give_the_same_report() {
    let plain = check("noncompliant").run().ends(1);
    let whole = bytes("noncompliant");
    for (name, bytes) in [
        ("copy.jsonl.gz", gzip(&whole)),
        ("copy.jsonl.zst", zstd(&whole)),
        // The content decides, not the name.
        ("renamed.jsonl", gzip(&whole)),
        ("renamed.gz", whole.clone()),
    ] {
        assert_eq!(checked(name, bytes), plain, "{name}");
    }
    for bytes in [gzip(&whole), zstd(&whole), whole] {
        let piped = assize(["check", "-", "--select", ONE]).input(bytes).run();
        assert_eq!(piped, plain);
    }
}

#[test]
fn standard_input_is_named_in_messages() {
    assize(["check", "-"])
        .input("")
        .run()
        .refuses(&["standard input is empty"]);
    let whole = bytes("compliant");
    assize(["check", "-", "--select", ONE])
        .input(&whole[..whole.len() / 2])
        .run()
        .refuses(&["standard input is cut off"]);
}

#[test]
fn a_cut_off_compressed_snapshot_is_noticed() {
    let whole = bytes("organization");
    for (name, compressed) in [
        ("copy.jsonl.gz", gzip(&whole)),
        ("copy.jsonl.zst", zstd(&whole)),
    ] {
        // From the first bytes to the last: the checksum at the end counts too.
        for end in [1, 5, compressed.len() / 2, compressed.len() - 4] {
            checked(name, &compressed[..end]).refuses(&[]);
        }
        let ran = checked(name, &compressed[..compressed.len() / 2]);
        assert!(
            ran.stderr.contains("cut off") || ran.stderr.contains("could not be read"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_damaged_compressed_snapshot_is_noticed() {
    let whole = bytes("organization");
    for (name, mut compressed) in [
        ("copy.jsonl.gz", gzip(&whole)),
        ("copy.jsonl.zst", zstd(&whole)),
    ] {
        let middle = compressed.len() / 2;
        compressed[middle] ^= 0x55;
        checked(name, compressed).refuses(&[]);
    }
}
