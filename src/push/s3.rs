//! Files of a report in a bucket, below the account and the time that they are about.

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::ChecksumAlgorithm;

use super::{Delivery, File, Parcel};
use crate::collect::{Connection, Refused};
use crate::model::report::Report;
use crate::report;

/// What a file is, by the ending of its name; a compressed one is what it is compressed by.
const CONTENT_TYPES: &[(&str, &str)] = &[
    ("csv", "text/csv; charset=utf-8"),
    ("gz", "application/gzip"),
    ("html", "text/html; charset=utf-8"),
    ("json", "application/json"),
    ("jsonl", "application/jsonl"),
    ("md", "text/markdown; charset=utf-8"),
    ("sarif", "application/sarif+json"),
    ("xml", "application/xml"),
    ("zst", "application/zstd"),
];
const TEXT: &str = "text/plain; charset=utf-8";

/// Puts each file.
pub(super) async fn push(
    connection: &Connection,
    parcel: &Parcel<'_>,
    bucket: &str,
    prefix: &str,
    dry_run: bool,
) -> Delivery {
    let mut delivery = Delivery::default();
    let folder = format!("{prefix}{}", folder(parcel.report));
    for file in &parcel.files {
        let key = format!("{folder}{}", file.name);
        let about = format!("{key} ({} bytes)", file.bytes.len());
        if dry_run {
            delivery.done.push(format!("would put {about}"));
            continue;
        }
        match put_wherever(connection, bucket, &key, file).await {
            Ok(()) => delivery.done.push(format!("put {about}")),
            Err(refused) => delivery.failures.push(format!("{key}: {refused}")),
        }
    }
    delivery
}

/// The account and the time of the snapshot, so that pushing a report twice keeps one of it.
fn folder(report: &Report) -> String {
    let account = report::home(report);
    // A report may come from anywhere; a key has a place for an account and for nothing else.
    let account = account.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let time = report::collected(report).strftime("%Y/%m/%d/%H%M%SZ");
    format!("{account}/{time}/")
}

/// Puts a file into a bucket, whose region S3 names to whoever asks in another one.
async fn put_wherever(
    connection: &Connection,
    bucket: &str,
    key: &str,
    file: &File,
) -> Result<(), Refused> {
    let home = connection.home();
    let refused = match put(connection, home, bucket, key, file).await {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    match refused.bucket_region.clone() {
        Some(region) if region != home => put(connection, &region, bucket, key, file).await,
        _ => Err(refused),
    }
}

async fn put(
    connection: &Connection,
    region: &str,
    bucket: &str,
    key: &str,
    file: &File,
) -> Result<(), Refused> {
    // How it is encrypted is the bucket's to say.
    let put = connection
        .s3(region)
        .put_object()
        .bucket(bucket)
        .key(key)
        .content_type(content_type(&file.name))
        .checksum_algorithm(ChecksumAlgorithm::Sha256)
        .body(ByteStream::from(file.bytes.clone()))
        .send();
    Box::pin(put).await?;
    Ok(())
}

fn content_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    CONTENT_TYPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(ending))
        .map_or(TEXT, |(_, content_type)| content_type)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_file_is_what_its_name_ends_with() {
        for (name, expected) in [
            ("report.json", "application/json"),
            ("REPORT.HTML", "text/html; charset=utf-8"),
            ("report.json.gz", "application/gzip"),
            ("report", TEXT),
            ("report.txt", TEXT),
            (".json", "application/json"),
        ] {
            assert_eq!(content_type(name), expected, "{name}");
        }
    }

    #[test]
    fn a_report_lies_below_its_account_and_time() {
        let mut report = sample::report();
        report.snapshot.collected_at = "2026-11-24T23:05:09+02:00".to_owned();
        let account = sample::LOGGING;
        assert_eq!(folder(&report), format!("{account}/2026/11/24/210509Z/"));
        report.snapshot.caller = Some("arn:aws:sts::../../x y:assumed-role/a/b".to_owned());
        assert_eq!(folder(&report), "------x-y/2026/11/24/210509Z/");
    }
}
