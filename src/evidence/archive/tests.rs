use std::collections::BTreeMap;

use super::super::manifest::{Digesting, File};
use super::super::{REPORT, SETTINGS, SNAPSHOT};
use super::*;
use crate::evidence::reading::AlterationKind;

/// The files of the smallest evidence.
fn files() -> BTreeMap<&'static str, Vec<u8>> {
    BTreeMap::from([
        (REPORT, b"{}".to_vec()),
        (SETTINGS, b"{\"tool\":\"x\"}".to_vec()),
        (SNAPSHOT, b"snapshot\n".to_vec()),
    ])
}

fn manifest(files: &BTreeMap<&str, Vec<u8>>) -> Vec<u8> {
    let file = |(path, bytes): (&&str, &Vec<u8>)| -> File {
        let mut digesting = Digesting::new(io::sink());
        digesting.write_all(bytes).unwrap();
        digesting.finish(path).unwrap()
    };
    Manifest::new(files.iter().map(file).collect()).to_bytes()
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 0).unwrap()
}

/// An archive of files in their order, without compression.
fn tar<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    for (path, bytes) in files {
        writer.add(path, bytes.len() as u64, bytes).unwrap();
    }
    writer.finish().unwrap()
}

/// An archive with a manifest of `named` that holds `held`.
fn archive(named: &BTreeMap<&str, Vec<u8>>, held: &BTreeMap<&str, Vec<u8>>) -> Vec<u8> {
    let manifest = manifest(named);
    let held = held.iter().map(|(path, bytes)| (*path, bytes.as_slice()));
    compressed(&tar([(MANIFEST, manifest.as_slice())]
        .into_iter()
        .chain(held)))
}

fn refusal(bytes: &[u8]) -> String {
    match read(bytes) {
        Ok(opened) => panic!("it was read, with {:?}", opened.alterations),
        Err(error) => error.to_string(),
    }
}

/// An archive whose second entry has a header of one's own.
fn with_header(change: impl Fn(&mut Header), bytes: &[u8]) -> Vec<u8> {
    let manifest = manifest(&files());
    let mut builder = Builder::new(Vec::new());
    let mut header = Header::new_ustar();
    header.set_path(MANIFEST).unwrap();
    header.set_size(manifest.len() as u64);
    header.set_entry_type(EntryType::Regular);
    header.set_cksum();
    builder.append(&header, manifest.as_slice()).unwrap();
    header.set_path(SNAPSHOT).unwrap();
    header.set_size(bytes.len() as u64);
    change(&mut header);
    header.set_cksum();
    builder.append(&header, bytes).unwrap();
    compressed(&builder.into_inner().unwrap())
}

#[test]
fn what_is_written_is_read_and_every_file_fits() {
    let files = files();
    let bytes = archive(&files, &files);
    assert_eq!(bytes, archive(&files, &files), "equal files, equal bytes");
    let opened = read(bytes.as_slice()).unwrap();
    assert_eq!(opened.alterations, []);
    assert_eq!(opened.kept(SETTINGS).unwrap(), files[SETTINGS]);
    assert!(opened.kept(SNAPSHOT).is_err(), "it is not held");
    let mut text = String::new();
    let read = with(bytes.as_slice(), SNAPSHOT, &mut |bytes| {
        bytes.read_to_string(&mut text)
    });
    assert_eq!(read.unwrap().unwrap(), 9);
    assert_eq!(text, "snapshot\n");
    assert!(with(bytes.as_slice(), "other", &mut |_| ()).is_err());
}

#[test]
fn what_differs_is_named() {
    let named = files();
    let mut held = files();
    held.remove(REPORT);
    held.insert(SETTINGS, b"{\"tool\":\"y\"}".to_vec());
    held.insert(SNAPSHOT, b"snapshot".to_vec());
    held.insert("note.txt", b"hello".to_vec());
    let opened = read(archive(&named, &held).as_slice()).unwrap();
    let found: Vec<(&str, &str)> = opened
        .alterations
        .iter()
        .map(|alteration| (alteration.path.as_str(), alteration.kind.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("note.txt", "additional"),
            (REPORT, "missing"),
            (SETTINGS, "altered"),
            (SNAPSHOT, "altered"),
        ]
    );
    assert!(matches!(
        &opened.alterations[3].kind,
        AlterationKind::Altered { was, is } if was == "9 bytes" && is == "8 bytes"
    ));
}

#[test]
fn names_that_lead_out_of_it_are_refused() {
    for name in [
        "../x",
        "/etc/passwd",
        "a/../../x",
        "a//b",
        "./a",
        "a\\..\\b",
        "C:a",
    ] {
        let bytes = with_header(
            |header| {
                header.as_old_mut().name = [0; 100];
                header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            },
            b"x",
        );
        assert!(refusal(&bytes).contains("leads out"), "{name}");
    }
}

#[test]
fn links_and_headers_of_extensions_are_refused() {
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Directory,
        EntryType::Fifo,
        EntryType::XHeader,
        EntryType::XGlobalHeader,
        EntryType::GNULongName,
        EntryType::GNUSparse,
    ] {
        let bytes = with_header(|header| header.set_entry_type(kind), b"x");
        assert!(refusal(&bytes).contains("no plain file"), "{kind:?}");
    }
}

#[test]
fn a_name_is_there_once() {
    let manifest = manifest(&files());
    for twice in [SNAPSHOT, MANIFEST, "other"] {
        let entries = [
            (MANIFEST, manifest.as_slice()),
            (twice, b"x"),
            (twice, b"y"),
        ];
        let message = refusal(&compressed(&tar(entries)));
        assert!(message.contains(&format!("`{twice}` twice")), "{message}");
    }
}

#[test]
fn a_cut_off_archive_is_told_at_every_length() {
    let files = files();
    let whole = archive(&files, &files);
    for length in 0..whole.len() {
        let message = refusal(&whole[..length]);
        assert!(
            message.contains("cut off") || message.contains("no evidence"),
            "{length}: {message}"
        );
    }
    // Cut between two files, and compressed again.
    let all = files.iter().map(|(path, bytes)| (*path, bytes.as_slice()));
    let manifest = manifest(&files);
    let tar = tar([(MANIFEST, manifest.as_slice())].into_iter().chain(all));
    let opened = read(compressed(&tar[..tar.len() - 2048]).as_slice()).unwrap();
    assert_eq!(opened.alterations.len(), 1);
    assert_eq!(opened.alterations[0].kind, AlterationKind::Missing);
}

#[test]
fn what_is_no_evidence_is_told_as_that() {
    assert!(refusal(b"").contains("no evidence"));
    assert!(refusal(b"{}").contains("no evidence"));
    assert!(refusal(&compressed(b"")).contains("holds nothing"));
    assert!(refusal(&compressed(b"x")).contains("cut off"));
    let other = compressed(&tar([("a.rego", &b"x"[..])]));
    assert!(refusal(&other).contains("first file is `a.rego`"));
    let files = files();
    let mut more = archive(&files, &files);
    more.extend(compressed(b"more"));
    assert!(refusal(&more).contains("follows the end"));
}

#[test]
fn a_bomb_is_left_before_it_is_unpacked() {
    let manifest = manifest(&files());
    // A header that promises much, and zeros that cost nothing.
    let promising = |manifest: &[u8], path: &str, size: u64| {
        let mut header = Header::new_ustar();
        header.set_path(path).unwrap();
        header.set_size(size);
        header.set_entry_type(EntryType::Regular);
        header.set_cksum();
        let mut start = tar([(MANIFEST, manifest)]);
        start.truncate(start.len() - 1024);
        start.extend_from_slice(header.as_bytes());
        let zeros = io::repeat(0).take(20 << 20);
        zstd::encode_all(start.as_slice().chain(zeros), 1).unwrap()
    };
    let bomb = promising(&manifest, "bomb", 1 << 40);
    assert!(refusal(&bomb).contains("more than its manifest says"));

    // A manifest that promises too much itself.
    let mut files = Manifest::parse(&manifest).unwrap().files;
    files[0].size = u64::MAX;
    let greedy = Manifest::new(files).to_bytes();
    let bytes = compressed(&tar([(MANIFEST, greedy.as_slice())]));
    assert!(refusal(&bytes).contains("64 GiB"));

    // What is held in memory has a bound of its own.
    let mut files = Manifest::parse(&manifest).unwrap().files;
    let place = files.iter().position(|file| file.path == SETTINGS).unwrap();
    files[place].size = 65 << 20;
    let greedy = Manifest::new(files).to_bytes();
    let bytes = promising(&greedy, SETTINGS, 65 << 20);
    assert!(refusal(&bytes).contains("64 MiB in `settings.json`"));
}
