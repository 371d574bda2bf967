//! Import of files as AWS Config delivers them: the files under `fixtures/config-delivery`, and bad ones made here.

use std::fs;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use assize::import::{ImportError, Imported, Options, import};
use assize::model::gap::{Coverage, Gap, GapKind};
use assize::model::item::ConfigurationItem;
use assize::model::snapshot::Snapshot;
use assize::resource::CONFIG_DELIVERY;
use assize::resource::s3::BucketParts;
use flate2::bufread::GzDecoder;
use flate2::{Compression, GzBuilder};
use serde::Deserialize;
use serde_json::{Value, json};

mod files;

use files::{ACCOUNT, files, item};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/config-delivery")
}

fn options() -> Options {
    Options {
        tool: "assize test".to_owned(),
        collected_at: None,
    }
}

fn read(path: &Path) -> (Snapshot, Imported) {
    let (bytes, counts) = import(&[path.to_owned()], &options(), Vec::new()).unwrap();
    (
        Snapshot::read(BufReader::new(bytes.as_slice())).unwrap(),
        counts,
    )
}

fn refusal(path: &Path) -> ImportError {
    let error = import(&[path.to_owned()], &options(), Vec::new()).unwrap_err();
    assert!(
        error.to_string().contains(&path.display().to_string()),
        "{error} does not name the file"
    );
    error
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A folder with one file in it.
fn with_file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn with_items(
    name: &str,
    snapshot_id: Option<&str>,
    items: &[Value],
) -> (tempfile::TempDir, PathBuf) {
    let mut file = json!({"fileVersion": "1.0", "configurationItems": items});
    if let Some(id) = snapshot_id {
        file["configSnapshotId"] = Value::from(id);
    }
    with_file(name, file.to_string().as_bytes())
}

fn of_type<'a>(snapshot: &'a Snapshot, name: &'a str) -> Vec<&'a ConfigurationItem> {
    snapshot
        .items
        .iter()
        .filter(|item| item.resource_type == name)
        .collect()
}

fn covers(snapshot: &Snapshot, region: Option<&str>, name: &str) -> bool {
    let is = |entry: &Coverage| {
        entry.action == CONFIG_DELIVERY
            && entry.region.as_deref() == region
            && entry.resource_type.as_deref() == Some(name)
    };
    snapshot.coverage.iter().any(is)
}

fn gap<'a>(snapshot: &'a Snapshot, action: &str, what: &str) -> Option<&'a Gap> {
    snapshot.gaps.iter().find(|gap| {
        gap.action == action
            && [&gap.resource, &gap.resource_type]
                .iter()
                .any(|name| name.as_deref() == Some(what))
    })
}

#[test]
fn checked_in_files_are_what_is_written_here() {
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    for (name, contents) in files() {
        let path = folder().join(&name);
        let text = format!("{contents:#}\n");
        if update {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, gzip(&text)).unwrap();
            continue;
        }
        // The text is compared, not the bytes: a newer compressor may write others.
        let mut found = String::new();
        GzDecoder::new(fs::read(&path).unwrap().as_slice())
            .read_to_string(&mut found)
            .unwrap();
        assert_eq!(
            found, text,
            "{name}; run UPDATE_FIXTURES=1 cargo test --test it config_delivery"
        );
    }
}

#[test]
fn a_delivery_becomes_a_snapshot() {
    let (snapshot, counts) = read(&folder());
    assert_eq!(
        counts,
        Imported {
            files: 3,
            items: 12,
            superseded: 1,
            deleted: 1,
            gaps: snapshot.gaps.len() as u64
        }
    );
    assert_eq!(snapshot.items.len(), 12);
    assert!(snapshot.complete);
    assert_eq!(snapshot.header.collected_at, "2026-11-20T07:00:01.5Z");
    let [account] = snapshot.header.accounts.as_slice() else {
        panic!("one account")
    };
    assert_eq!(
        (account.id.as_str(), account.partition.as_str()),
        (ACCOUNT, "aws")
    );
    let regions: Vec<_> = account
        .regions
        .iter()
        .map(|it| (it.name.as_str(), it.opt_in_status, it.selected))
        .collect();
    assert_eq!(
        regions,
        [("eu-west-1", None, true), ("us-east-1", None, true)]
    );
}

#[test]
fn the_newest_version_counts_across_files() {
    let (snapshot, _) = read(&folder());
    let trails = of_type(&snapshot, "AWS::CloudTrail::Trail");
    let audit = trails
        .iter()
        .find(|trail| trail.resource_id == "audit")
        .unwrap();
    // The snapshot says false, the history file of an hour later says true.
    assert_eq!(audit.configuration["logFileValidationEnabled"], true);
}

#[test]
fn buckets_and_keys_learn_who_uses_them() {
    let (snapshot, _) = read(&folder());
    let arn = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/audit");
    for name in ["AWS::S3::Bucket", "AWS::KMS::Key"] {
        let users: Vec<_> = of_type(&snapshot, name)
            .into_iter()
            .flat_map(|item| &item.relationships)
            .filter(|link| link.relationship_name == assize::model::item::USED_BY)
            .map(|link| {
                (
                    link.resource_type.as_str(),
                    link.resource_id.as_deref(),
                    link.resource_name.as_deref(),
                )
            })
            .collect();
        // The key is named by its alias, which its own item resolves.
        assert_eq!(
            users,
            [("AWS::CloudTrail::Trail", Some(arn.as_str()), Some("audit"))],
            "{name}"
        );
    }
}

#[test]
fn a_bucket_that_is_in_no_file_is_a_gap() {
    let (snapshot, _) = read(&folder());
    let gap = gap(
        &snapshot,
        "s3:ListBucket",
        "arn:aws:s3:::example-log-archive",
    )
    .unwrap();
    assert_eq!(
        (gap.kind, gap.region.as_deref()),
        (GapKind::NotCollected, None)
    );
    assert!(gap.message.as_deref().unwrap().contains("trail/central"));
    assert_eq!(of_type(&snapshot, "AWS::S3::Bucket").len(), 2);
}

#[test]
fn the_accounts_public_access_block_joins_its_buckets() {
    let (snapshot, _) = read(&folder());
    let buckets = of_type(&snapshot, "AWS::S3::Bucket");
    let live = buckets
        .iter()
        .find(|bucket| !bucket.configuration_item_status.is_deleted())
        .unwrap();
    let parts =
        BucketParts::deserialize(Value::Object(live.supplementary_configuration.clone())).unwrap();
    assert!(
        parts
            .account_public_access_block_configuration
            .unwrap()
            .restrict_public_buckets
    );
    let entry = snapshot
        .coverage
        .iter()
        .find(|entry| entry.action == "s3:GetAccountPublicAccessBlock")
        .unwrap();
    assert_eq!(
        (entry.account_id.as_str(), entry.region.as_deref()),
        (ACCOUNT, None)
    );
}

#[test]
fn without_the_accounts_block_nothing_is_said_of_it() {
    let bucket = item(
        "AWS::S3::Bucket",
        "us-east-1",
        "b",
        "arn:aws:s3:::b",
        json!({"name": "b"}),
    );
    let (_folder, path) = with_items("x.json", Some("1"), &[bucket]);
    let (snapshot, _) = read(&path);
    assert!(
        !snapshot.items[0]
            .supplementary_configuration
            .contains_key("AccountPublicAccessBlockConfiguration")
    );
    assert!(
        snapshot
            .coverage
            .iter()
            .all(|entry| entry.action != "s3:GetAccountPublicAccessBlock")
    );
}

#[test]
fn what_the_recorder_records_is_covered_and_the_rest_is_a_gap() {
    let (snapshot, _) = read(&folder());
    // us-east-1 records all but IAM users; nothing of a type there means none.
    assert!(covers(&snapshot, Some("us-east-1"), "AWS::S3::Bucket"));
    assert!(covers(
        &snapshot,
        Some("us-east-1"),
        "AWS::EC2::SecurityGroup"
    ));
    assert!(!covers(&snapshot, Some("us-east-1"), "AWS::IAM::User"));
    let users: Vec<&str> = snapshot
        .gaps
        .iter()
        .filter(|gap| gap.resource_type.as_deref() == Some("AWS::IAM::User"))
        .map(|gap| {
            assert_eq!(gap.kind, GapKind::NotCollected);
            gap.message.as_deref().unwrap()
        })
        .collect();
    assert!(
        users[0].contains("the recorder default in eu-west-1 records 2 types"),
        "{users:?}"
    );
    assert!(
        users[1].contains("the recorder default in us-east-1 excludes"),
        "{users:?}"
    );
    // eu-west-1 records two types.
    assert!(covers(
        &snapshot,
        Some("eu-west-1"),
        "AWS::EC2::SecurityGroup"
    ));
    assert!(!covers(&snapshot, Some("eu-west-1"), "AWS::S3::Bucket"));
    let buckets = gap(&snapshot, CONFIG_DELIVERY, "AWS::S3::Bucket").unwrap();
    assert_eq!(buckets.region.as_deref(), Some("eu-west-1"));
    // Of the whole account it can be said of a type without a region only, since eu-west-1 leaves buckets out.
    assert!(covers(&snapshot, None, "AWS::S3::AccountPublicAccessBlock"));
    assert!(!covers(&snapshot, None, "AWS::S3::Bucket"));
}

#[test]
fn without_a_recorders_item_only_what_is_there_is_covered() {
    let group = item(
        "AWS::EC2::SecurityGroup",
        "us-east-1",
        "sg-1",
        "arn:aws:ec2:x",
        json!({"groupId": "sg-1"}),
    );
    let (_folder, path) = with_items("x.json", Some("1"), &[group]);
    let (snapshot, _) = read(&path);
    assert!(covers(
        &snapshot,
        Some("us-east-1"),
        "AWS::EC2::SecurityGroup"
    ));
    assert_eq!(snapshot.coverage.len(), 1);
}

#[test]
fn a_recorder_that_was_stopped_covers_nothing() {
    let mut settings = files::recorder_settings(json!({"AllSupported": true}));
    settings["Recording"] = json!(false);
    let recorder = item(
        "AWS::Config::ConfigurationRecorder",
        "us-east-1",
        "default",
        "arn:aws:config:r",
        settings,
    );
    let (_folder, path) = with_items("x.json", Some("1"), &[recorder]);
    let (snapshot, _) = read(&path);
    assert!(snapshot.coverage.is_empty());
    assert!(
        gap(&snapshot, CONFIG_DELIVERY, "AWS::S3::Bucket")
            .unwrap()
            .message
            .as_deref()
            .unwrap()
            .contains("stopped")
    );
}

#[test]
fn documents_of_roles_are_as_iam_itself_would_have_them() {
    let (snapshot, _) = read(&folder());
    let role = snapshot
        .items
        .iter()
        .find(|item| item.resource_type == "AWS::IAM::Role")
        .unwrap();
    assert_eq!(
        role.configuration["assumeRolePolicyDocument"]["Statement"][0]["Action"],
        json!("sts:AssumeRole")
    );
    assert_eq!(
        role.configuration["rolePolicyList"][0]["policyDocument"]["Statement"][0]["Action"],
        json!("cloudtrail:Get*")
    );
    // What IAM always says and the item does not is empty.
    assert_eq!(role.configuration["attachedManagedPolicies"], json!([]));
}

#[test]
fn a_recorder_of_all_types_leaves_out_iam_unless_it_is_asked() {
    for (global, covered) in [(false, false), (true, true)] {
        let group = json!({"AllSupported": true, "IncludeGlobalResourceTypes": global});
        let recorder = item(
            "AWS::Config::ConfigurationRecorder",
            "us-east-1",
            "default",
            "arn:aws:config:r",
            files::recorder_settings(group),
        );
        let user = item(
            "AWS::IAM::User",
            "global",
            "AIDA1",
            "arn:aws:iam::1:user/u",
            json!({"userName": "u"}),
        );
        let (_folder, path) = with_items("x.json", Some("1"), &[recorder, user]);
        let (snapshot, _) = read(&path);
        assert_eq!(covers(&snapshot, None, "AWS::IAM::User"), covered);
        assert_eq!(
            gap(&snapshot, CONFIG_DELIVERY, "AWS::IAM::User").is_none(),
            covered
        );
        assert!(covers(&snapshot, None, "AWS::KMS::Key"));
    }
}

#[test]
fn a_history_file_gives_items_and_no_coverage() {
    let bucket = item(
        "AWS::S3::Bucket",
        "us-east-1",
        "b",
        "arn:aws:s3:::b",
        json!({"name": "b"}),
    );
    let name = format!(
        "{ACCOUNT}_Config_us-east-1_ConfigHistory_AWS::S3::Bucket_20261120T055401Z_1.json.gz"
    );
    let text =
        json!({"fileVersion": "1.0", "configSnapshotId": "x", "configurationItems": [bucket]})
            .to_string();
    let (_folder, path) = with_file(&name, &gzip(&text));
    let (snapshot, counts) = read(&path);
    assert_eq!(counts.items, 1);
    assert!(snapshot.coverage.is_empty());
}

#[test]
fn what_an_item_should_say_and_does_not_is_a_gap_of_the_operation_that_reads_it() {
    let mut bucket = item(
        "AWS::S3::Bucket",
        "us-east-1",
        "b",
        "arn:aws:s3:::b",
        json!({"name": "b"}),
    );
    bucket["supplementaryConfiguration"] = json!({
        "BucketPolicy": {"policyText": "{"},
        "BucketVersioningConfiguration": {"status": "Enabled", "isMfaDeleteEnabled": null}
    });
    let (_folder, path) = with_items("x.json", Some("1"), &[bucket]);
    let (snapshot, _) = read(&path);
    let kinds: Vec<_> = snapshot
        .gaps
        .iter()
        .map(|gap| (gap.action.as_str(), gap.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            ("s3:GetBucketAcl", GapKind::NotCollected),
            ("s3:GetBucketLogging", GapKind::NotCollected),
            ("s3:GetBucketNotification", GapKind::NotCollected),
            ("s3:GetBucketPolicy", GapKind::Failed),
            ("s3:GetBucketRequestPayment", GapKind::NotCollected),
        ]
    );
    assert!(
        snapshot
            .gaps
            .iter()
            .all(|gap| gap.resource.as_deref() == Some("arn:aws:s3:::b"))
    );
}

#[test]
fn a_resource_that_was_not_recorded_is_a_gap() {
    let mut group = item(
        "AWS::EC2::SecurityGroup",
        "us-east-1",
        "sg-1",
        "arn:aws:ec2:sg-1",
        Value::Null,
    );
    group["configurationItemStatus"] = json!("ResourceNotRecorded");
    let (_folder, path) = with_items("x.json", Some("1"), &[group]);
    let (snapshot, _) = read(&path);
    assert_eq!(
        gap(&snapshot, CONFIG_DELIVERY, "arn:aws:ec2:sg-1")
            .unwrap()
            .kind,
        GapKind::NotCollected
    );
}

#[test]
fn a_trail_recorded_in_two_regions_is_one() {
    let arn = format!("arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/audit");
    let trail = |region| {
        item(
            "AWS::CloudTrail::Trail",
            region,
            "audit",
            &arn,
            json!({"name": "audit"}),
        )
    };
    let (_folder, path) = with_items(
        "x.json",
        Some("1"),
        &[trail("us-east-1"), trail("eu-west-1")],
    );
    let (snapshot, counts) = read(&path);
    assert_eq!((counts.items, counts.superseded), (1, 1));
    assert_eq!(snapshot.items[0].aws_region, "us-east-1");
}

#[test]
fn the_moment_may_be_given_and_must_be_one() {
    let path = [folder()];
    let given = |moment: &str| Options {
        collected_at: Some(moment.to_owned()),
        ..options()
    };
    let (bytes, _) = import(&path, &given("2026-11-21T00:00:00Z"), Vec::new()).unwrap();
    let snapshot = Snapshot::read(BufReader::new(bytes.as_slice())).unwrap();
    assert_eq!(snapshot.header.collected_at, "2026-11-21T00:00:00Z");
    assert!(matches!(
        import(&path, &given("today"), Vec::new()),
        Err(ImportError::Moment(_))
    ));
}

#[test]
fn the_same_files_give_the_same_bytes_however_often_they_are_named() {
    let once = import(&[folder()], &options(), Vec::new()).unwrap();
    let twice = import(&[folder(), folder()], &options(), Vec::new()).unwrap();
    assert_eq!(once, twice);
}

#[test]
fn a_writer_that_fails_is_reported() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    assert!(matches!(
        import(&[folder()], &options(), Full),
        Err(ImportError::Write(_))
    ));
}

#[test]
fn bad_files_are_refused_by_name() {
    let good = fs::read(folder().join(&files()[0].0)).unwrap();
    let nested = format!(
        "{{\"configurationItems\":[{}1{}]}}",
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    let deep = format!(
        "{{\"configurationItems\":[{{\"resourceType\":\"T\",\"awsAccountId\":\"1\",\"resourceId\":\"r\",\"configurationItemCaptureTime\":\"2026-11-20T06:00:00Z\",\
         \"configuration\":{}1{}}}]}}",
        "[".repeat(500),
        "]".repeat(500)
    );
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "plain.json.gz",
            b"{\"configurationItems\":[]}".to_vec(),
            "is not gzip",
        ),
        ("empty.json.gz", Vec::new(), "is cut off"),
        ("cut.json.gz", good[..good.len() / 2].to_vec(), "is cut off"),
        (
            "cut.json",
            b"{\"configurationItems\":[{\"resourceType\":".to_vec(),
            "is cut off",
        ),
        ("empty.json", Vec::new(), "is cut off"),
        ("text.json", b"hello".to_vec(), "is not JSON"),
        ("binary.json", vec![0xff; 64], "is not JSON"),
        (
            "two.json",
            b"{\"configurationItems\":[]} {}".to_vec(),
            "is not JSON",
        ),
        ("list.json", b"[1]".to_vec(), "is no file of AWS Config"),
        (
            "other.json",
            b"{\"Records\":[]}".to_vec(),
            "it has no configurationItems",
        ),
        (
            "kind.json",
            b"{\"configurationItems\":7}".to_vec(),
            "is no file of AWS Config",
        ),
        (
            "item.json",
            b"{\"configurationItems\":[{\"resourceType\":\"T\"}]}".to_vec(),
            "item 1: it has no accountId",
        ),
        ("nested.json", nested.into_bytes(), "item 1: "),
        ("deep.json", deep.into_bytes(), "item 1: cannot be parsed"),
        (
            "none.json",
            b"{\"configurationItems\":[]}".to_vec(),
            "no configuration item",
        ),
        (
            "notes.txt",
            b"{\"configurationItems\":[]}".to_vec(),
            "its name ends neither",
        ),
    ];
    for (name, bytes, expected) in cases {
        let (_folder, path) = with_file(name, &bytes);
        let message = refusal(&path).to_string();
        assert!(message.contains(expected), "{name}: {message}");
    }
}

#[test]
fn a_damaged_file_is_told_from_a_cut_off_one() {
    let mut bytes = gzip(&json!({"configurationItems": []}).to_string());
    let end = bytes.len();
    bytes[end - 5] ^= 0xff;
    let (_folder, path) = with_file("damaged.json.gz", &bytes);
    assert!(matches!(refusal(&path), ImportError::Damaged { .. }));
}

#[test]
fn a_folder_without_a_file_and_a_path_to_nothing_are_errors() {
    let (folder, _) = with_file("ConfigWritabilityCheckFile", b"");
    assert!(matches!(refusal(folder.path()), ImportError::NoFiles(_)));
    assert!(matches!(
        refusal(&folder.path().join("missing.json")),
        ImportError::Unreadable { .. }
    ));
}
