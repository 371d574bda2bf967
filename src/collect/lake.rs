//! CloudTrail Lake: event data stores and channels.
//!
//! A list gives names and ARNs; everything else takes a call for each store and channel. An organization's store belongs
//! to the management account: the delegated administrator sees it, other members do not.
//!
//! Operations on resource policies and tags serve trails, stores and channels alike, so gaps and coverage say of which
//! type they are: a refused store must not leave a trail unknown.

use aws_sdk_cloudtrail::operation::get_channel::GetChannelOutput;
use aws_sdk_cloudtrail::operation::get_event_data_store::GetEventDataStoreOutput;
use futures::future::join_all;
use serde_json::{Map, Value};

use crate::model::gap::GapKind;
use crate::model::item::ConfigurationItem;
use crate::resource::lake::{
    CHANNEL, Channel, ChannelDestination, EVENT_DATA_STORE, EventDataStore, IngestionStatus,
    SERVICE_LINKED, SourceConfig,
};

use super::arn;
use super::cloudtrail::{advanced_selectors, insight_selectors, tags_of};
use super::context::{Answer, Context};
use super::convert::{document, json, time, word};
use super::place::Place;

const LIST_STORES: &str = "cloudtrail:ListEventDataStores";
const GET_STORE: &str = "cloudtrail:GetEventDataStore";
const GET_INSIGHTS: &str = "cloudtrail:GetInsightSelectors";
const LIST_CHANNELS: &str = "cloudtrail:ListChannels";
const GET_CHANNEL: &str = "cloudtrail:GetChannel";
const GET_POLICY: &str = "cloudtrail:GetResourcePolicy";
const LIST_TAGS: &str = "cloudtrail:ListTags";

/// How a region answers in which there is no CloudTrail Lake, and so nothing of it.
const NO_LAKE: [&str; 1] = ["UnsupportedOperationException"];

/// Reads the event data stores and channels of a region.
pub(super) async fn collect(cx: &Context<'_>, region: &str) {
    futures::join!(stores(cx, region), channels(cx, region));
}

async fn stores(cx: &Context<'_>, region: &str) {
    if !cx.wants(GET_STORE) {
        return;
    }
    let client = cx.clients.cloudtrail(region);
    let listed = cx
        .pages_unless(
            &Place::regional(LIST_STORES, region),
            &NO_LAKE,
            |token| client.list_event_data_stores().set_next_token(token).send(),
            |page| page.next_token(),
        )
        .await;
    let place = Place::regional(GET_STORE, region);
    if !listed.complete {
        let message = cx.because("not all event data stores are known", LIST_STORES);
        cx.gap(&place, GapKind::NotCollected, message);
    }
    let stores = listed
        .pages
        .iter()
        .flat_map(|page| page.event_data_stores());
    join_all(stores.map(|store| async {
        match store.event_data_store_arn() {
            Some(arn) => store_of(cx, region, arn, store.name()).await,
            None => cx.gap(&place, GapKind::Failed, "an event data store has no ARN"),
        }
    }))
    .await;
    cx.covered(LIST_STORES, region);
    cx.covered(GET_STORE, region);
    for action in [GET_INSIGHTS, GET_POLICY, LIST_TAGS] {
        if cx.wants(action) {
            cx.covered_type(action, region, EVENT_DATA_STORE.name);
        }
    }
}

async fn store_of(cx: &Context<'_>, region: &str, arn: &str, name: Option<&str>) {
    let mut item = item(cx, EVENT_DATA_STORE.name, region, arn, name);
    let place = |action| place(cx, action, region, arn, "event data store");
    let typed = |action| place(action).of_type(EVENT_DATA_STORE.name);
    let client = cx.clients.cloudtrail(region);
    let request = client.get_event_data_store().event_data_store(arn);
    let get = place(GET_STORE);
    let (settings, insights, policy, tags) = futures::join!(
        cx.call(&get, request.send()),
        insights(cx, typed(GET_INSIGHTS), region, arn),
        policy(cx, typed(GET_POLICY), region, arn),
        tags(cx, typed(LIST_TAGS), region, arn),
    );
    if let Some(settings) = settings {
        item.configuration = json(&event_data_store(settings));
    }
    let parts = &mut item.supplementary_configuration;
    if let Some(insights) = insights {
        parts.insert("InsightSelectors".to_owned(), insights);
    }
    if let Some(policy) = policy {
        parts.insert("ResourcePolicy".to_owned(), policy);
    }
    item.tags = tags;
    cx.push(item);
}

async fn channels(cx: &Context<'_>, region: &str) {
    if !cx.wants(LIST_CHANNELS) {
        return;
    }
    let client = cx.clients.cloudtrail(region);
    let place = Place::regional(LIST_CHANNELS, region);
    let listed = cx
        .pages_unless(
            &place,
            &NO_LAKE,
            |token| client.list_channels().set_next_token(token).send(),
            |page| page.next_token(),
        )
        .await;
    let channels = listed.pages.iter().flat_map(|page| page.channels());
    join_all(channels.map(|channel| async {
        match channel.channel_arn() {
            Some(arn) => channel_of(cx, region, arn, channel.name()).await,
            None => cx.gap(&place, GapKind::Failed, "a channel has no ARN"),
        }
    }))
    .await;
    cx.covered(LIST_CHANNELS, region);
    if cx.wants(GET_CHANNEL) {
        cx.covered(GET_CHANNEL, region);
    }
    for action in [GET_POLICY, LIST_TAGS] {
        if cx.wants(action) {
            cx.covered_type(action, region, CHANNEL.name);
        }
    }
}

async fn channel_of(cx: &Context<'_>, region: &str, arn: &str, name: Option<&str>) {
    let mut item = item(cx, CHANNEL.name, region, arn, name);
    let place = |action| place(cx, action, region, arn, "channel");
    let typed = |action| place(action).of_type(CHANNEL.name);
    let is_service_linked = name.is_some_and(|name| name.starts_with(SERVICE_LINKED));
    let (settings, policy, tags) = futures::join!(
        channel(cx, place(GET_CHANNEL), region, arn),
        async {
            if is_service_linked {
                None
            } else {
                policy(cx, typed(GET_POLICY), region, arn).await
            }
        },
        tags(cx, typed(LIST_TAGS), region, arn),
    );
    let parts = &mut item.supplementary_configuration;
    if let Some(settings) = settings {
        if let Some(status) = ingestion(&settings) {
            parts.insert("IngestionStatus".to_owned(), json(&status));
        }
        item.configuration = json(&channel_settings(settings));
    }
    if let Some(policy) = policy {
        parts.insert("ResourcePolicy".to_owned(), policy);
    }
    item.tags = tags;
    cx.push(item);
}

/// A store or channel, with nothing but its names.
fn item(
    cx: &Context<'_>,
    resource_type: &str,
    region: &str,
    arn: &str,
    name: Option<&str>,
) -> ConfigurationItem {
    let id = arn.rsplit_once('/').map_or(arn, |(_, id)| id);
    let mut item = cx.item(resource_type, region, id);
    item.resource_name = name.map(str::to_owned);
    item.arn = Some(arn.to_owned());
    item
}

/// A call about a store or channel; who reads of its failure should know whose that is.
fn place(cx: &Context<'_>, action: &'static str, region: &str, arn: &str, what: &str) -> Place {
    let owner = arn::account(arn)
        .filter(|owner| *owner != cx.identity.account)
        .map(|owner| format!("the {what} belongs to account {owner}"));
    Place::regional(action, region).resource(arn).note(owner)
}

async fn insights(cx: &Context<'_>, place: Place, region: &str, arn: &str) -> Option<Value> {
    if !cx.wants(GET_INSIGHTS) {
        return None;
    }
    let request = cx
        .clients
        .cloudtrail(region)
        .get_insight_selectors()
        .event_data_store(arn);
    match cx
        .ask(&place, &["InsightNotEnabledException"], request.send())
        .await
    {
        Answer::Output(output) => Some(json(&insight_selectors(output.insight_selectors()))),
        Answer::Fact(_) => Some(Value::Array(Vec::new())),
        Answer::Unknown => None,
    }
}

/// The policy of a store or channel. That there is none is an answer.
async fn policy(cx: &Context<'_>, place: Place, region: &str, arn: &str) -> Option<Value> {
    if !cx.wants(GET_POLICY) {
        return None;
    }
    let request = cx
        .clients
        .cloudtrail(region)
        .get_resource_policy()
        .resource_arn(arn);
    match cx
        .ask(&place, &["ResourcePolicyNotFoundException"], request.send())
        .await
    {
        Answer::Output(output) => document(cx, &place, output.resource_policy()),
        Answer::Fact(_) | Answer::Unknown => None,
    }
}

async fn channel(
    cx: &Context<'_>,
    place: Place,
    region: &str,
    arn: &str,
) -> Option<GetChannelOutput> {
    if !cx.wants(GET_CHANNEL) {
        return None;
    }
    let request = cx.clients.cloudtrail(region).get_channel().channel(arn);
    cx.call(&place, request.send()).await
}

async fn tags(cx: &Context<'_>, place: Place, region: &str, arn: &str) -> Map<String, Value> {
    if !cx.wants(LIST_TAGS) {
        return Map::new();
    }
    tags_of(cx, &place, region, arn).await
}

fn event_data_store(store: GetEventDataStoreOutput) -> EventDataStore {
    EventDataStore {
        advanced_event_selectors: advanced_selectors(store.advanced_event_selectors()),
        status: word(store.status()),
        billing_mode: word(store.billing_mode()),
        federation_status: word(store.federation_status()),
        name: store.name,
        event_data_store_arn: store.event_data_store_arn,
        multi_region_enabled: store.multi_region_enabled.unwrap_or_default(),
        organization_enabled: store.organization_enabled.unwrap_or_default(),
        retention_period: store.retention_period,
        termination_protection_enabled: store.termination_protection_enabled.unwrap_or_default(),
        created_timestamp: time(store.created_timestamp),
        updated_timestamp: time(store.updated_timestamp),
        kms_key_id: store.kms_key_id,
        federation_role_arn: store.federation_role_arn,
    }
}

fn ingestion(channel: &GetChannelOutput) -> Option<IngestionStatus> {
    let status = channel.ingestion_status()?;
    Some(IngestionStatus {
        latest_ingestion_success_time: time(status.latest_ingestion_success_time),
        latest_ingestion_attempt_time: time(status.latest_ingestion_attempt_time),
        latest_ingestion_error_code: status.latest_ingestion_error_code.clone(),
    })
}

fn channel_settings(channel: GetChannelOutput) -> Channel {
    Channel {
        source_config: channel.source_config().map(|config| SourceConfig {
            apply_to_all_regions: config.apply_to_all_regions().unwrap_or_default(),
            advanced_event_selectors: advanced_selectors(config.advanced_event_selectors()),
        }),
        destinations: channel
            .destinations()
            .iter()
            .map(|destination| ChannelDestination {
                r#type: destination.r#type().as_str().to_owned(),
                location: destination.location().to_owned(),
            })
            .collect(),
        name: channel.name,
        channel_arn: channel.channel_arn,
        source: channel.source,
    }
}
