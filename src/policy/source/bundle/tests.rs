use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, Header};

use super::*;

/// A header of which each field can be nonsense: the crate's own builder refuses what an attacker would write.
fn header(name: &str, kind: EntryType, size: usize) -> Header {
    let mut header = Header::new_ustar();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(size as u64);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, bytes) in files {
        let header = header(name, EntryType::Regular, bytes.len());
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const POLICY: &[u8] = b"package acme.a.b\n";

#[test]
fn a_bundle_is_read_as_opa_builds_it() {
    let archive = tar(&[
        ("/data.json", b"{}\n"),
        ("/acme/b.rego", POLICY),
        ("/acme/a.rego", b"package acme.a\n"),
        ("/.signatures.json", b"{\"signatures\": [\"e30\"]}"),
        ("/README.md", b"# Policies"),
        ("/.git/hooks/x.rego", b"nothing"),
        ("/.manifest", b"{\"revision\": \"1\"}"),
    ]);
    for bytes in [archive.clone(), gzip(&archive)] {
        let bundle = read(bytes.as_slice()).unwrap();
        let names: Vec<&str> = bundle
            .policies
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["acme/a.rego", "acme/b.rego"]);
        assert_eq!(bundle.policies[1].1.as_bytes(), POLICY);
        assert_eq!(
            bundle.manifest.as_deref(),
            Some(&b"{\"revision\": \"1\"}"[..])
        );
    }
}

#[test]
fn a_bundle_of_the_tar_command_is_read_too() {
    let mut builder = Builder::new(Vec::new());
    let folder = header("./acme/", EntryType::Directory, 0);
    builder.append(&folder, &b""[..]).unwrap();
    // A name that takes an extension header.
    let long = format!("./acme/{}/x.rego", "deep/".repeat(40).trim_end_matches('/'));
    let mut file = Header::new_gnu();
    file.set_size(POLICY.len() as u64);
    file.set_mode(0o644);
    builder.append_data(&mut file, &long, POLICY).unwrap();
    let bundle = read(builder.into_inner().unwrap().as_slice()).unwrap();
    assert_eq!(bundle.policies[0].0, long.trim_start_matches("./"));
}

#[test]
fn wherever_an_archive_is_cut_off_it_is_noticed() {
    let archive = tar(&[("a/b.rego", POLICY), ("a/c.rego", b"package acme.a.c\n")]);
    let packed = gzip(&archive);
    // After a file, within a header, within a file, and within the end.
    for end in [
        0,
        100,
        512,
        520,
        1024,
        2048,
        archive.len() - 512,
        archive.len() - 1,
    ] {
        let error = read(&archive[..end]).unwrap_err();
        assert!(matches!(error, BundleError::CutOff), "{end}: {error}");
    }
    for end in 3..packed.len() {
        assert!(read(&packed[..end]).is_err(), "{end} of {}", packed.len());
    }
    let mut altered = packed.clone();
    let checksum = packed.len() - 6;
    altered[checksum] ^= 1;
    assert!(matches!(
        read(altered.as_slice()),
        Err(BundleError::Damaged(_))
    ));
    assert!(matches!(
        read(&b"package acme"[..]),
        Err(BundleError::CutOff)
    ));
}

#[test]
fn no_name_leads_out_of_the_bundle() {
    for name in [
        "../a.rego",
        "a/../../b.rego",
        "//etc/a.rego",
        "a//b.rego",
        "C:\\a.rego",
        "a\\..\\b.rego",
        "a\u{1b}[31m.rego",
        "..",
    ] {
        let error = read(tar(&[(name, POLICY)]).as_slice()).unwrap_err();
        assert!(matches!(error, BundleError::Name(_)), "{name}: {error}");
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
    }
}

#[test]
fn a_link_is_refused_whatever_it_points_at() {
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Char,
        EntryType::Fifo,
    ] {
        let mut builder = Builder::new(Vec::new());
        let mut link = header("a/b.rego", kind, 0);
        link.as_old_mut().linkname[..11].copy_from_slice(b"/etc/passwd");
        link.set_cksum();
        builder.append(&link, &b""[..]).unwrap();
        let error = read(builder.into_inner().unwrap().as_slice()).unwrap_err();
        assert!(
            matches!(error, BundleError::NotAFile(_)),
            "{kind:?}: {error}"
        );
    }
}

#[test]
fn what_no_bundle_of_policies_holds_is_refused() {
    let refused = |files: &[(&str, &[u8])]| read(tar(files).as_slice()).unwrap_err().to_string();
    let twice = refused(&[("a/b.rego", POLICY), ("/a/./b.rego", POLICY)]);
    assert_eq!(twice, "holds `a/b.rego` twice");
    for name in ["data.json", "acme/data.json"] {
        let data = refused(&[(name, b"{\"approved\": [\"a\"]}")]);
        assert_eq!(
            data,
            format!("holds data in `{name}`, which no policy can read")
        );
    }
    assert!(refused(&[("data.yaml", b"approved: [a]\n")]).contains("holds data in `data.yaml`"));
    assert!(refused(&[("policy.wasm", b"\0asm")]).contains("compiled policy"));
    assert!(refused(&[("plan.json", b"{}")]).contains("compiled policy"));
    assert!(refused(&[("a/b.rego", &[0xff, 0xfe])]).contains("is not UTF-8"));
}

#[test]
fn what_unpacks_to_more_than_any_bundle_holds_is_refused() {
    // A few hundred bytes that would become a megabyte; the limit is made smaller, so that the test need not make more.
    let bomb = gzip(&tar(&[("a/b.rego", &vec![b' '; 1 << 20])]));
    assert!(bomb.len() < 4096, "{}", bomb.len());
    for (limit, refused) in [(1 << 19, true), (1 << 20, true), (1 << 21, false)] {
        let read = read_at_most(limit, bomb.as_slice());
        assert_eq!(
            matches!(read, Err(BundleError::TooLarge)),
            refused,
            "{limit}"
        );
        assert_eq!(read.is_ok(), !refused, "{limit}");
    }
    let names: Vec<String> = (0..=MAX_FILES).map(|number| format!("{number}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(matches!(
        read(tar(&many).as_slice()),
        Err(BundleError::TooMany)
    ));
    // A header that promises more than there is.
    let mut lying = tar(&[("a/b.rego", POLICY)]);
    let header = header("a/b.rego", EntryType::Regular, 1 << 33);
    lying[..512].copy_from_slice(header.as_bytes());
    assert!(read(lying.as_slice()).is_err());
}

proptest::proptest! {
    #[test]
    fn whatever_the_bytes_are_the_answer_is_a_bundle_or_an_error(
        at in 0_usize..4096,
        changed in proptest::collection::vec(proptest::prelude::any::<u8>(), 1..600),
        packed: bool,
    ) {
        let mut archive = tar(&[("/acme/b.rego", POLICY), ("/.manifest", b"{}"), ("/data.json", b"{}")]);
        let start = at.min(archive.len() - 1);
        let end = (start + changed.len()).min(archive.len());
        archive[start..end].copy_from_slice(&changed[..end - start]);
        let bytes = if packed { gzip(&archive) } else { archive };
        if let Ok(bundle) = read(bytes.as_slice()) {
            for (name, _) in bundle.policies {
                proptest::prop_assert!(plain(&name).is_some() && !name.starts_with('/'));
            }
        }
    }
}
