//! `push`: what is refused before anything is asked of anybody.

use super::assize::{ONE, assize, check, file};

#[test]
fn what_is_no_target_is_refused() {
    let help =
        "help: targets are securityhub[:REGION], s3://BUCKET/PREFIX and the ARN of an SNS topic";
    for (target, messages) in [
        ("bucket", ["--to: `bucket` is no target", help]),
        ("s3://", ["--to: `s3://` names no bucket", help]),
        (
            "arn:aws:sqs:x:1:y",
            ["--to: `arn:aws:sqs:x:1:y` names no topic", help],
        ),
        (
            "securityhub:",
            ["--to: `securityhub:` names no Region", help],
        ),
        (
            "security-hub",
            [
                "--to: `security-hub` is no target",
                "help: did you mean `securityhub`?",
            ],
        ),
    ] {
        assize(["push", "report.json", "--to", target])
            .run()
            .refuses(&messages);
    }
    assize(["push", "report.json", "--to", "s3://a", "--to", "s3://a/"])
        .run()
        .refuses(&["--to: `s3://a/` is named twice"]);
    assize(["push", "report.json"]).run().refuses(&["--to"]);
    assize(["audit", "--push", "here"])
        .run()
        .refuses(&["--push: `here` is no target"]);
    assize(["check", "snapshot.jsonl", "--push", "securityhub"])
        .run()
        .refuses(&["unexpected argument '--push'"]);
}

#[test]
fn what_is_no_report_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let report = check("compliant").with(["-f", "json"]).run().ends(0).stdout;
    let push = |bytes: &str| {
        let path = file(folder.path(), "x.json", bytes);
        assize(["push", path.to_str().unwrap(), "--to", "securityhub"]).run()
    };
    let help = "help: `assize check SNAPSHOT -f json=FILE` writes such a report";
    push("{}").refuses(&["x.json` is not a report in JSON", help]);
    push(&report[..report.len() / 2]).refuses(&["x.json` is not JSON", help]);
    push("{\"schemaVersion\": 99}").refuses(&["has schema version 99", "help: use a newer assize"]);
    let mut value: serde_json::Value = serde_json::from_str(&report).unwrap();
    value["findings"].as_array_mut().unwrap().pop();
    push(&value.to_string()).refuses(&["contradicts itself: its summary counts ", help]);
    assize(["push", "none.json", "--to", "securityhub"])
        .run()
        .refuses(&["report `none.json` could not be opened"]);
}

#[test]
fn files_of_one_name_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let report = check("compliant").with(["-f", "json"]).run().ends(0).stdout;
    let one = file(folder.path(), "report.json", &report);
    let other = file(folder.path(), "other/report.json", &report);
    assize(["push", one.to_str().unwrap(), "--to", "s3://a"])
        .with(["--file", other.to_str().unwrap()])
        .run()
        .refuses(&[
            "two files are called `report.json`",
            "help: give one of them another name",
        ]);
    assize([
        "audit", "--push", "s3://a", "-f", "json=a/x", "-f", "html=b/x",
    ])
    .run()
    .refuses(&["two files are called `x`"]);
}

#[test]
fn without_credentials_nothing_is_pushed() {
    let report = check("compliant").with(["-f", "json"]).run().ends(0).stdout;
    assize(["push", "-", "--to", "securityhub"])
        .input(report)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .run()
        .refuses(&["the report was not pushed: no usable AWS credentials"]);
}

#[test]
fn the_permissions_are_printed_with_those_of_the_collection() {
    let policy = |arguments: &[&str]| {
        let ran = assize(["iam-policy", "--select", ONE])
            .with(arguments)
            .run();
        ran.ends(0).stdout
    };
    let document: serde_json::Value = serde_json::from_str(&policy(&[
        "--push",
        "s3://one/a",
        "--push",
        "s3://two",
        "--push",
        "securityhub",
    ]))
    .unwrap();
    let statements: Vec<(&str, &str)> = document["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| {
            let text = |name: &str| statement[name].as_str().unwrap();
            (text("Sid"), text("Resource"))
        })
        .collect();
    assert_eq!(
        statements,
        [
            ("AssizeReadOnly", "*"),
            ("AssizePushS3", "arn:aws:s3:::one/a/*"),
            ("AssizePushS32", "arn:aws:s3:::two/*"),
            ("AssizePushSecurityHub", "*"),
        ]
    );
    let actions = policy(&["--actions", "--push", "securityhub"]);
    let reads = policy(&["--actions"]);
    for line in reads.lines() {
        assert!(actions.lines().any(|action| action == line), "{line}");
    }
    assert_eq!(actions.lines().count(), reads.lines().count() + 2);
    assert!(actions.contains("\nsecurityhub:BatchImportFindings\nsecurityhub:GetFindings\n"));
}
