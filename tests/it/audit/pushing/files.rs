//! Files in a bucket.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{BucketLocationConstraint, ChecksumMode, CreateBucketConfiguration};

use super::super::program::{run, text};
use super::{AUDITED, CONTROLS, Written, push};
use crate::sdk::settings;
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

fn client(aws: &SimulatedAws, account: &str, region: &str) -> Client {
    let settings = aws_sdk_s3::config::Builder::from(&settings(aws, account, region));
    Client::from_conf(settings.force_path_style(true).build())
}

/// A bucket in Ireland: clients ask in Virginia.
async fn bucket(aws: &SimulatedAws, account: &str) -> Client {
    let client = client(aws, account, "eu-west-1");
    let place = CreateBucketConfiguration::builder()
        .location_constraint(BucketLocationConstraint::EuWest1)
        .build();
    client
        .create_bucket()
        .bucket("reports")
        .create_bucket_configuration(place)
        .send()
        .await
        .unwrap();
    client
}

async fn keys(client: &Client) -> Vec<String> {
    let listed = client
        .list_objects()
        .bucket("reports")
        .send()
        .await
        .unwrap();
    let objects = listed.contents().iter();
    objects.filter_map(|object| object.key.clone()).collect()
}

#[tokio::test]
async fn the_report_lies_below_its_account_and_time() {
    let aws = SimulatedAws::start();
    let client = bucket(&aws, AUDITED).await;
    let written = Written::of("compliant", CONTROLS);
    let page = written.but("page.html", |_| {});
    let target = ["--to", "s3://reports/assize", "--file", text(&page)];
    let ran = push(&aws, &written.report(), &target).ended_with(0);
    assert_eq!(ran.stderr, "");

    let folder = "assize/111122223333/2026/11/20/080000Z";
    let expected = [
        format!("{folder}/page.html"),
        format!("{folder}/report.json"),
    ];
    assert_eq!(keys(&client).await, expected);
    for (key, file, content_type) in [
        (&expected[0], &page, "text/html; charset=utf-8"),
        (&expected[1], &written.report(), "application/json"),
    ] {
        let object = client
            .get_object()
            .bucket("reports")
            .key(key)
            .checksum_mode(ChecksumMode::Enabled)
            .send()
            .await
            .unwrap();
        assert_eq!(object.content_type(), Some(content_type));
        assert!(object.checksum_sha256().is_some(), "{object:?}");
        let bytes = object.body.collect().await.unwrap().into_bytes();
        assert_eq!(bytes, std::fs::read(file).unwrap());
        assert!(ran.stdout.contains(&format!("put {key} (")), "{ran:#?}");
    }
}

#[tokio::test]
async fn an_audit_puts_what_it_wrote_or_else_the_report_in_json() {
    let aws = SimulatedAws::with("empty");
    let client = bucket(&aws, ACCOUNT).await;
    let folder = tempfile::tempdir().unwrap();
    let junit = format!("junit={}", text(&folder.path().join("assize.xml")));
    let audit = [
        "audit",
        "--select",
        "cloudtrail-multi-region-trail",
        "--push",
        "s3://reports",
    ];
    let endings = |keys: Vec<String>| -> Vec<String> {
        let names = keys.iter().filter_map(|key| key.rsplit('/').next());
        names.map(str::to_owned).collect()
    };

    let ran = run(&aws, &[&audit[..], &["-f", "text", "-f", &junit]].concat()).ended_with(1);
    assert!(
        ran.stdout.contains("cloudtrail-multi-region-trail"),
        "{ran:#?}"
    );
    assert!(
        ran.stderr.contains("s3://reports/: put 123456789012/"),
        "{ran:#?}"
    );
    assert_eq!(endings(keys(&client).await), ["assize.xml"]);

    let ran = run(&aws, &[&audit[..], &["--quiet"]].concat()).ended_with(1);
    assert_eq!(ran.stderr, "");
    let found = keys(&client).await;
    let key = found
        .iter()
        .find(|key| key.ends_with("/report.json"))
        .unwrap();
    let object = client.get_object().bucket("reports").key(key).send();
    let bytes = object.await.unwrap().body.collect().await.unwrap();
    assize::report::json::read(&bytes.into_bytes()).unwrap();
}

#[tokio::test]
async fn a_bucket_that_refuses_is_named_and_the_others_get_theirs() {
    let aws = SimulatedAws::with("empty");
    let client = bucket(&aws, ACCOUNT).await;
    aws.deny(&["sns:Publish"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let json = format!("json={}", text(&path));
    let topic = format!("arn:aws:sns:us-east-1:{ACCOUNT}:audit");
    let targets = [
        "--push",
        &topic,
        "--push",
        "s3://nowhere",
        "--push",
        "s3://reports",
    ];
    let audit = [
        "audit",
        "--select",
        "cloudtrail-multi-region-trail",
        "-f",
        &json,
    ];
    let ran = run(&aws, &[&audit[..], &targets].concat()).ended_with(2);
    for said in [
        "not everything was pushed:\n".to_owned(),
        format!("\n  {topic}: AuthorizationError: "),
        "\n  s3://nowhere/: 123456789012/".to_owned(),
        "report.json: NoSuchBucket: ".to_owned(),
        "s3://reports/: put 123456789012/".to_owned(),
    ] {
        assert!(ran.stderr.contains(&said), "no {said:?} in\n{}", ran.stderr);
    }
    // It was written before anything was pushed.
    assert!(path.exists());
    assert_eq!(keys(&client).await.len(), 1);
}
