//! `collect --from`: what AWS Config delivered, checked as a snapshot.

use std::fs;

use serde_json::Value;

use super::assize::{assize, file, names};

const DELIVERY: &str = "fixtures/config-delivery";

#[test]
fn what_aws_config_delivered_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "delivered.jsonl",
        "delivered.jsonl.gz",
        "delivered.jsonl.zst",
    ] {
        let path = folder.path().join(name);
        let ran = assize(["collect", "--from", DELIVERY, "-o"])
            .with([&path])
            .run()
            .ends(0);
        assert_eq!(ran.stdout, "");
        assert!(
            ran.stderr.contains("12 items from 3 files"),
            "{}",
            ran.stderr
        );
        let ran = assize(["check", "-f", "json"]).with([&path]).run().ends(1);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        let statuses = |control: &str| -> Vec<(String, String)> {
            report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|finding| finding["control"] == control)
                .map(|finding| {
                    let subject = &finding["subject"];
                    let name = subject["key"].as_str().or(subject["account"].as_str());
                    (
                        name.unwrap_or_default()
                            .rsplit('/')
                            .next()
                            .unwrap()
                            .to_owned(),
                        finding["status"].as_str().unwrap().to_owned(),
                    )
                })
                .collect()
        };
        let found = |name: &str, status: &str| (name.to_owned(), status.to_owned());
        // A trail's item says what its KMS key is, and not whether it logs.
        assert!(statuses("cloudtrail-kms-encryption").contains(&found("central", "FAIL")));
        let logging = statuses("cloudtrail-logging-active");
        assert!(!logging.is_empty());
        assert!(
            logging.iter().all(|(_, status)| status == "ERROR"),
            "{logging:?}"
        );
    }
    assert_eq!(names(folder.path()).len(), 3);
    let plain = fs::read(folder.path().join("delivered.jsonl")).unwrap();
    assert!(plain.starts_with(b"{\"header\""));
    let gz = fs::read(folder.path().join("delivered.jsonl.gz")).unwrap();
    assert!(gz.starts_with(&[0x1f, 0x8b]));
    let zst = fs::read(folder.path().join("delivered.jsonl.zst")).unwrap();
    assert!(zst.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]));
}

#[test]
fn it_needs_no_credentials_and_minds_no_profile() {
    assize(["collect", "--from", DELIVERY, "-o", "-"])
        .env("AWS_PROFILE", "audit")
        .run()
        .ends(0);
    assize([
        "collect",
        "--from",
        DELIVERY,
        "-o",
        "-",
        "--profile",
        "audit",
    ])
    .run()
    .refuses(&["--profile", "--from"]);
}

#[test]
fn a_failed_import_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let old = file(folder.path(), "delivered.jsonl", "the last one");
    let empty = tempfile::tempdir().unwrap();
    for from in [
        empty.path().to_owned(),
        empty.path().join("missing"),
        "fixtures/README.md".into(),
        file(empty.path(), "broken.json", "{"),
    ] {
        let ran = assize(["collect", "-o"])
            .with([&old])
            .with(["--from"])
            .with([&from])
            .run();
        let name = from.file_name().unwrap().to_str().unwrap().to_owned();
        ran.refuses(&[&name]);
        assert_eq!(fs::read_to_string(&old).unwrap(), "the last one");
        assert_eq!(names(folder.path()), ["delivered.jsonl"]);
    }
    assize([
        "collect",
        "--from",
        DELIVERY,
        "-o",
        "no/such/folder/delivered.jsonl",
    ])
    .run()
    .refuses(&["no/such/folder/delivered.jsonl"]);
}
