//! A notice of a report, published to a topic.

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_sns::types::MessageAttributeValue;

use super::Delivery;
use crate::collect::{Connection, Refused};
use crate::model::finding::hex;
use crate::model::report::Report;
use crate::report;
use crate::report::notice::{Notice, notice};

/// Publishes a notice.
pub(super) async fn push(
    connection: &Connection,
    report: &Report,
    arn: &str,
    dry_run: bool,
) -> Delivery {
    let mut delivery = Delivery::default();
    let notice = notice(report);
    if dry_run {
        let would = format!("would publish \"{}\"", notice.subject);
        delivery.done.push(would);
        let lines = notice.message.lines();
        delivery.done.extend(lines.map(|line| format!("  {line}")));
        return delivery;
    }
    let published = format!("published \"{}\"", notice.subject);
    match publish(connection, report, arn, notice).await {
        Ok(()) => delivery.done.push(published),
        Err(refused) => delivery.failures.push(refused.to_string()),
    }
    delivery
}

async fn publish(
    connection: &Connection,
    report: &Report,
    arn: &str,
    notice: Notice,
) -> Result<(), Refused> {
    let region = arn.split(':').nth(3).unwrap_or_default();
    let mut publish = connection
        .sns(region)
        .publish()
        .topic_arn(arn)
        .subject(notice.subject);
    // What subscriptions filter by.
    for (name, value) in [
        ("verdict", report.verdict().as_str()),
        ("account", report::home(report)),
    ] {
        let attribute = MessageAttributeValue::builder()
            .data_type("String")
            .string_value(value)
            .build();
        // The one part that a builder asks for is the type.
        if let Ok(attribute) = attribute {
            publish = publish.message_attributes(name, attribute);
        }
    }
    if arn.ends_with(".fifo") {
        // Reports stay in their order; the same one twice within minutes is one.
        publish = publish
            .message_group_id("assize")
            .message_deduplication_id(hex(digest(&SHA256, notice.message.as_bytes()).as_ref()));
    }
    let publish = publish.message(notice.message).send();
    Box::pin(publish).await?;
    Ok(())
}
