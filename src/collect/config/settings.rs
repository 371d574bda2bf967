//! Delivery channels with their status, retention.

use aws_sdk_config::types;

use crate::collect::context::Context;
use crate::collect::convert::{json, time, word};
use crate::collect::place::Place;
use crate::model::gap::GapKind;
use crate::resource::config::{
    DELIVERY_CHANNEL, DeliveryChannel, DeliveryChannelStatus, DeliveryInfo, RETENTION,
    RetentionConfiguration, SnapshotDelivery, StreamDeliveryInfo,
};

const DESCRIBE_CHANNELS: &str = "config:DescribeDeliveryChannels";
const DESCRIBE_CHANNEL_STATUS: &str = "config:DescribeDeliveryChannelStatus";
const DESCRIBE_RETENTION: &str = "config:DescribeRetentionConfigurations";

/// Reads the delivery channels of a region.
pub(super) async fn delivery_channels(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_CHANNELS) {
        return;
    }
    let client = cx.clients.config(region);
    let place = Place::regional(DESCRIBE_CHANNELS, region);
    let channels = cx
        .call(&place, client.describe_delivery_channels().send())
        .await
        .and_then(|output| output.delivery_channels)
        .unwrap_or_default();

    let mut statuses = None;
    if cx.wants(DESCRIBE_CHANNEL_STATUS) && !channels.is_empty() {
        let place = Place::regional(DESCRIBE_CHANNEL_STATUS, region);
        statuses = cx
            .call(&place, client.describe_delivery_channel_status().send())
            .await
            .and_then(|output| output.delivery_channels_status);
    }
    for channel in &channels {
        push_channel(cx, region, channel, statuses.as_deref());
    }
    cx.covered(DESCRIBE_CHANNELS, region);
    if cx.wants(DESCRIBE_CHANNEL_STATUS) {
        cx.covered(DESCRIBE_CHANNEL_STATUS, region);
    }
}

fn push_channel(
    cx: &Context<'_>,
    region: &str,
    channel: &types::DeliveryChannel,
    statuses: Option<&[types::DeliveryChannelStatus]>,
) {
    let name = channel.name().unwrap_or("default");
    let mut item = cx.item(DELIVERY_CHANNEL.name, region, name);
    item.resource_name = channel.name.clone();
    item.configuration = json(&DeliveryChannel {
        name: channel.name.clone(),
        s3_bucket_name: channel.s3_bucket_name.clone(),
        s3_key_prefix: channel.s3_key_prefix.clone(),
        s3_kms_key_arn: channel.s3_kms_key_arn.clone(),
        sns_topic_arn: channel.sns_topic_arn.clone(),
        config_snapshot_delivery_properties: channel.config_snapshot_delivery_properties().map(
            |delivery| SnapshotDelivery {
                delivery_frequency: word(delivery.delivery_frequency()),
            },
        ),
    });
    if let Some(statuses) = statuses {
        match statuses
            .iter()
            .find(|status| status.name() == channel.name())
        {
            Some(status) => {
                item.supplementary_configuration.insert(
                    "DeliveryChannelStatus".to_owned(),
                    json(&channel_status(status)),
                );
            }
            None => cx.gap(
                &Place::regional(DESCRIBE_CHANNEL_STATUS, region).resource(item.key()),
                GapKind::Failed,
                format!("the answer has no status of the delivery channel {name}"),
            ),
        }
    }
    cx.push(item);
}

fn channel_status(status: &types::DeliveryChannelStatus) -> DeliveryChannelStatus {
    let export = |info: &types::ConfigExportDeliveryInfo| DeliveryInfo {
        last_status: word(info.last_status()),
        last_error_code: info.last_error_code.clone(),
        last_error_message: info.last_error_message.clone(),
        last_attempt_time: time(info.last_attempt_time),
        last_successful_time: time(info.last_successful_time),
        next_delivery_time: time(info.next_delivery_time),
    };
    DeliveryChannelStatus {
        config_snapshot_delivery_info: status.config_snapshot_delivery_info().map(export),
        config_history_delivery_info: status.config_history_delivery_info().map(export),
        config_stream_delivery_info: status.config_stream_delivery_info().map(|info| {
            StreamDeliveryInfo {
                last_status: word(info.last_status()),
                last_error_code: info.last_error_code.clone(),
                last_error_message: info.last_error_message.clone(),
                last_status_change_time: time(info.last_status_change_time),
            }
        }),
    }
}

/// Reads how long items are kept in a region.
pub(super) async fn retention(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_RETENTION) {
        return;
    }
    let client = cx.clients.config(region);
    let listed = cx
        .pages(
            &Place::regional(DESCRIBE_RETENTION, region),
            |token| {
                client
                    .describe_retention_configurations()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    for retention in listed
        .pages
        .iter()
        .flat_map(|page| page.retention_configurations())
    {
        let mut item = cx.item(RETENTION.name, region, retention.name());
        item.resource_name = Some(retention.name().to_owned());
        item.configuration = json(&RetentionConfiguration {
            name: Some(retention.name().to_owned()),
            retention_period_in_days: retention.retention_period_in_days(),
        });
        cx.push(item);
    }
    cx.covered(DESCRIBE_RETENTION, region);
}
