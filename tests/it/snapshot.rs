//! The snapshot file: what was written reads back, and nothing else reads at all.

use std::io::{BufReader, Read};

use assize::evaluate::evaluate;
use assize::model::call::Call;
use assize::model::finding::Finding;
use assize::model::gap::{Coverage, Gap, GapKind};
use assize::model::item::ConfigurationItem;
use assize::model::snapshot::{
    AccountScope, Header, OptInStatus, RegionScope, Snapshot, SnapshotError, SnapshotReader,
};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{builtin, fixture};

/// A snapshot with each kind of line, and as short as can be.
fn small() -> Snapshot {
    let item = |name: &str| -> ConfigurationItem {
        serde_json::from_value(json!({
            "resourceType": "AWS::S3::Bucket",
            "accountId": "111122223333",
            "awsRegion": "us-east-1",
            "resourceId": name,
            "configuration": {"name": name, "note": "\u{e9}\u{2028}\n\"{}"},
        }))
        .unwrap()
    };
    Snapshot {
        header: Header {
            schema_version: 1,
            collected_at: "2026-11-20T08:00:00Z".to_owned(),
            tool: "test".to_owned(),
            caller: None,
            accounts: vec![AccountScope {
                id: "111122223333".to_owned(),
                partition: "aws".to_owned(),
                regions: vec![RegionScope {
                    name: "us-east-1".to_owned(),
                    opt_in_status: Some(OptInStatus::EnabledByDefault),
                    selected: true,
                }],
            }],
        },
        items: vec![item("logs"), item("more-logs")],
        gaps: vec![Gap {
            action: "s3:GetBucketPolicy".to_owned(),
            account_id: "111122223333".to_owned(),
            region: None,
            resource_type: None,
            resource: Some("logs".to_owned()),
            kind: GapKind::AccessDenied,
            code: Some("AccessDenied".to_owned()),
            message: None,
        }],
        coverage: vec![Coverage {
            action: "s3:ListBucket".to_owned(),
            account_id: "111122223333".to_owned(),
            region: None,
            resource_type: None,
            calls: 2,
        }],
        calls: Vec::new(),
        complete: true,
    }
}

fn written(snapshot: &Snapshot) -> Vec<u8> {
    snapshot.write(Vec::new()).unwrap()
}

fn read(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
    Snapshot::read(bytes)
}

/// The lines of a snapshot, each with its end.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// The small snapshot with its lines changed, and a trailer that fits or not as the caller makes it.
fn edited(edit: impl FnOnce(&mut Vec<String>)) -> Vec<u8> {
    let text = String::from_utf8(written(&small())).unwrap();
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    edit(&mut lines);
    lines.concat().into_bytes()
}

#[test]
fn what_is_written_reads_back() {
    for complete in [true, false] {
        let snapshot = Snapshot {
            complete,
            ..small()
        };
        let bytes = written(&snapshot);
        assert_eq!(read(&bytes).unwrap(), snapshot);
        // However few bytes come at once.
        let slow = BufReader::with_capacity(1, bytes.as_slice());
        assert_eq!(Snapshot::read(slow).unwrap(), snapshot);
    }
}

#[test]
fn the_end_of_the_last_line_may_be_missing() {
    let bytes = written(&small());
    assert_eq!(read(&bytes[..bytes.len() - 1]).unwrap(), small());
}

#[test]
fn a_copy_that_ends_after_a_line_is_cut_off_there() {
    let bytes = written(&small());
    let lines = lines(&bytes);
    assert_eq!(lines.len(), 6);
    assert!(matches!(read(b""), Err(SnapshotError::Empty)));
    for count in 1..lines.len() {
        match read(&lines[..count].concat()) {
            Err(SnapshotError::CutOff(line)) => assert_eq!(line, count as u64),
            other => panic!("after {count} lines: {other:?}"),
        }
    }
}

#[test]
fn a_copy_that_ends_anywhere_is_never_read() {
    let bytes = written(&small());
    let header = lines(&bytes)[0].len();
    // All but the last end of line, which may be missing.
    for end in 0..bytes.len() - 1 {
        let error = read(&bytes[..end]).expect_err("a cut-off copy reads");
        let expected = match end {
            0 => matches!(error, SnapshotError::Empty),
            // Less than a header might be anything.
            _ if end < header - 1 => matches!(error, SnapshotError::NotASnapshot(_)),
            _ => matches!(error, SnapshotError::CutOff(_)),
        };
        assert!(expected, "{end} bytes: {error:?}");
    }
}

#[test]
fn a_flipped_bit_anywhere_is_never_read() {
    let bytes = written(&small());
    for place in 0..bytes.len() {
        for bit in 0..8 {
            let mut altered = bytes.clone();
            altered[place] ^= 1 << bit;
            assert!(
                read(&altered).is_err(),
                "bit {bit} of byte {place} does not count"
            );
        }
    }
}

#[test]
fn a_missing_a_doubled_and_a_moved_line_are_noticed() {
    let last = 5;
    for line in 1..last {
        let removed = edited(|lines| drop(lines.remove(line)));
        assert!(
            matches!(read(&removed), Err(SnapshotError::Altered(_))),
            "{line} removed"
        );
        let doubled = edited(|lines| lines.insert(line, lines[line].clone()));
        assert!(
            matches!(read(&doubled), Err(SnapshotError::Altered(_))),
            "{line} doubled"
        );
    }
    // The counts fit, the digest does not.
    let moved = edited(|lines| lines.swap(1, 2));
    match read(&moved) {
        Err(SnapshotError::Altered(message)) => assert!(message.contains("SHA-256"), "{message}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_count_of_the_trailer_counts() {
    for (right, wrong) in [
        ("\"items\":2", "\"items\":3"),
        ("\"gaps\":1", "\"gaps\":0"),
        ("\"coverage\":1", "\"coverage\":2"),
    ] {
        let bytes = edited(|lines| {
            let trailer = lines[5].replace(right, wrong);
            assert_ne!(trailer, lines[5]);
            lines[5] = trailer;
        });
        match read(&bytes) {
            Err(SnapshotError::Altered(message)) => {
                assert!(message.contains("counts"), "{message}");
            }
            other => panic!("{wrong}: {other:?}"),
        }
    }
    // A trailer that does not say whether the collection was complete says nothing.
    let bytes = edited(|lines| lines[5] = lines[5].replace("\"complete\":true,", ""));
    assert!(matches!(
        read(&bytes),
        Err(SnapshotError::Malformed { line: 6, .. })
    ));
}

#[test]
fn calls_are_read_back_and_counted() {
    let call = |second: u32, error: Option<&str>| Call {
        action: "s3:ListBucket".to_owned(),
        account_id: "111122223333".to_owned(),
        region: Some("us-east-1".to_owned()),
        resource_type: None,
        resource: None,
        started_at: format!("2026-11-20T08:00:0{second}.000Z"),
        milliseconds: 12,
        error: error.map(str::to_owned),
        request_id: Some("4C3CD1E5".to_owned()),
    };
    let mut snapshot = Snapshot {
        calls: vec![call(2, Some("SlowDown")), call(1, None)],
        ..small()
    };
    snapshot.sort();
    assert_eq!(snapshot.calls[0], call(1, None));
    let bytes = written(&snapshot);
    assert_eq!(read(&bytes).unwrap(), snapshot);
    let text = String::from_utf8(bytes).unwrap();
    let fewer = text.replace("\"calls\":2,\"complete\"", "\"calls\":1,\"complete\"");
    assert_ne!(fewer, text);
    let error = read(fewer.as_bytes()).unwrap_err().to_string();
    assert!(error.contains("1 calls; the file holds 2 items"), "{error}");
    // A snapshot without any is as it was before there were calls.
    let before = String::from_utf8(written(&small())).unwrap();
    assert!(before.ends_with("\n") && !before.contains("\"calls\":0"));
}

#[test]
fn nothing_follows_the_trailer() {
    for more in ["\n", " ", "x", "{\"trailer\":{}}\n"] {
        let bytes = edited(|lines| lines.push(more.to_owned()));
        assert!(
            matches!(read(&bytes), Err(SnapshotError::Altered(_))),
            "{more:?}"
        );
    }
    // Not even a second snapshot, as `cat one two` makes it.
    let both = [written(&small()), written(&small())].concat();
    assert!(matches!(read(&both), Err(SnapshotError::Altered(_))));
}

#[test]
fn there_is_one_header_and_it_is_first() {
    let second = edited(|lines| lines.insert(2, lines[0].clone()));
    match read(&second) {
        Err(SnapshotError::Malformed { line, message }) => {
            assert_eq!((line, message.as_str()), (3, "a second header"));
        }
        other => panic!("{other:?}"),
    }
    let later = edited(|lines| lines.swap(0, 1));
    assert!(matches!(read(&later), Err(SnapshotError::NotASnapshot(_))));
}

#[test]
fn versions_that_are_not_known_are_not_guessed_at() {
    for (version, expected) in [("2", 2), ("0", 0), ("18446744073709551615", u64::MAX)] {
        let bytes = edited(|lines| {
            lines[0] = lines[0].replace(
                "\"schemaVersion\":1",
                &format!("\"schemaVersion\":{version}"),
            );
        });
        match read(&bytes) {
            Err(SnapshotError::Version(found)) => assert_eq!(found, expected),
            other => panic!("{version}: {other:?}"),
        }
    }
    // Even where everything else of the header is new.
    let new = b"{\"header\":{\"schemaVersion\":7,\"scope\":\"all\"}}\n";
    assert!(matches!(read(new), Err(SnapshotError::Version(7))));
}

#[test]
fn lines_that_are_not_what_they_should_be_are_named() {
    for (text, expected) in [
        ("\n", "EOF"),
        ("{}\n", "expected value"),
        ("[]\n", "expected value"),
        ("{\"note\":1}\n", "note"),
        ("{\"item\":{}}\n", "resourceType"),
        (
            "{\"gap\":{\"action\":\"s3:GetBucketPolicy\"}}\n",
            "accountId",
        ),
        (
            "{\"item\":{\"resourceType\":\"A\"},\"gap\":1}\n",
            "expected",
        ),
    ] {
        let bytes = edited(|lines| lines.insert(2, text.to_owned()));
        match read(&bytes) {
            Err(SnapshotError::Malformed { line, message }) => {
                assert_eq!(line, 3, "{text}");
                assert!(message.contains(expected), "{text}: {message}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn an_item_that_says_two_things_is_refused() {
    let bytes = edited(|lines| {
        lines[1] = lines[1].replace(
            "{\"name\":\"logs\"",
            "{\"name\":\"other\",\"name\":\"logs\"",
        );
    });
    match read(&bytes) {
        Err(SnapshotError::Malformed { line: 2, message }) => {
            assert!(message.contains("name"), "{message}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_utf_8_is_refused_with_its_place() {
    let mut bytes = written(&small());
    let second = lines(&bytes)[0].len() + lines(&bytes)[1].len();
    bytes[second + 9] = 0xff;
    match read(&bytes) {
        Err(SnapshotError::Malformed { line, message }) => {
            assert_eq!(line, 3);
            assert_eq!(message, "not UTF-8 after byte 9");
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        read(&[0xff, 0xfe]),
        Err(SnapshotError::NotASnapshot(_))
    ));
}

/// A reader that never ends a line, of which nothing is held in memory.
struct Endless {
    start: Vec<u8>,
    given: u64,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let at = usize::try_from(self.given).unwrap();
        let count = if at < self.start.len() {
            let count = buffer.len().min(self.start.len() - at);
            buffer[..count].copy_from_slice(&self.start[at..at + count]);
            count
        } else {
            buffer.fill(b' ');
            buffer.len()
        };
        self.given += count as u64;
        Ok(count)
    }
}

#[test]
fn a_line_without_end_ends_the_reading() {
    let header = lines(&written(&small()))[0].to_vec();
    for (start, expected) in [(header, 2), (Vec::new(), 1)] {
        let reader = BufReader::with_capacity(1 << 20, Endless { start, given: 0 });
        match Snapshot::read(reader) {
            Err(SnapshotError::Malformed { line, message }) => {
                assert_eq!(line, expected);
                assert!(message.contains("longer than"), "{message}");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_source_that_fails_is_no_cut_off_file() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::PermissionDenied.into())
        }
    }
    let bytes = written(&small());
    let reader = BufReader::new(bytes[..bytes.len() / 2].chain(Broken));
    assert!(matches!(Snapshot::read(reader), Err(SnapshotError::Io(_))));
}

fn judged(snapshot: &Snapshot) -> Vec<Finding> {
    let bytes = written(snapshot);
    let reader = SnapshotReader::new(bytes.as_slice()).unwrap();
    evaluate(reader, &builtin()).unwrap().findings
}

#[test]
fn the_order_of_lines_changes_no_finding() {
    for name in ["noncompliant", "organization", "config-items"] {
        let snapshot = fixture(name);
        let expected = judged(&snapshot);
        assert!(!expected.is_empty());
        for turn in [1, 2, 3] {
            let mut turned = snapshot.clone();
            turned.items = shuffled(turned.items, turn);
            turned.gaps = shuffled(turned.gaps, turn);
            turned.coverage = shuffled(turned.coverage, turn);
            assert_eq!(judged(&turned), expected, "{name}, order {turn}");
        }
    }
}

#[test]
fn of_two_accounts_that_see_one_bucket_the_same_one_counts_in_any_order() {
    let mut snapshot = fixture("member");
    let mut other = snapshot.header.accounts[0].clone();
    other.id = "222233334444".to_owned();
    snapshot.header.accounts.push(other);
    let twins: Vec<ConfigurationItem> = snapshot
        .items
        .iter()
        .filter(|item| item.resource_type == "AWS::S3::Bucket")
        .cloned()
        .map(|mut item| {
            item.account_id = "222233334444".to_owned();
            item
        })
        .collect();
    assert!(!twins.is_empty());
    snapshot.items.extend(twins);
    let forwards = judged(&snapshot);
    snapshot.items.reverse();
    assert_eq!(judged(&snapshot), forwards);
}

/// The things in another order: backwards, or every so-manieth first.
fn shuffled<T>(things: Vec<T>, turn: usize) -> Vec<T> {
    let mut keyed: Vec<(usize, T)> = things.into_iter().enumerate().collect();
    match turn {
        1 => keyed.reverse(),
        turn => keyed.sort_by_key(|(index, _)| (index % (turn * 2 + 1), usize::MAX - index)),
    }
    keyed.into_iter().map(|(_, thing)| thing).collect()
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn arbitrary_bytes_after_a_header_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let header = lines(&written(&small()))[0].to_vec();
        prop_assert!(read(&[header, bytes].concat()).is_err());
    }

    #[test]
    fn a_replaced_piece_is_refused_unless_it_is_the_same(
        start in 0usize..1500,
        length in 0usize..40,
        piece in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let bytes = written(&small());
        let start = start.min(bytes.len());
        let end = (start + length).min(bytes.len());
        let replaced = [&bytes[..start], &piece, &bytes[end..]].concat();
        match read(&replaced) {
            // The last end of line is the one piece that is not covered.
            Ok(snapshot) => {
                prop_assert_eq!(snapshot, small());
                prop_assert_eq!(replaced.trim_ascii_end(), bytes.trim_ascii_end());
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn arbitrary_names_read_back(name in ".*", note in ".*", value in any::<i64>()) {
        let mut snapshot = small();
        snapshot.items[0].resource_id.clone_from(&name);
        snapshot.items[0].configuration = json!({ name.as_str(): [note, value] });
        snapshot.gaps[0].message = Some(name);
        prop_assert_eq!(read(&written(&snapshot)).unwrap(), snapshot);
    }
}
