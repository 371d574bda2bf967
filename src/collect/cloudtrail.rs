//! CloudTrail: trails, once for each ARN, each read in its home region.
//!
//! A trail that records all regions shows in each of them, and an organization's trail in each account besides. The
//! copies are collapsed by ARN; status, selectors and tags are asked for where the trail lives, by its full ARN, since a
//! name means another trail or none in another region or account.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cloudtrail::operation::get_trail_status::GetTrailStatusOutput;
use aws_sdk_cloudtrail::types;
use futures::future::join_all;
use serde_json::{Map, Value};

use crate::model::gap::GapKind;
use crate::resource::cloudtrail::{
    AdvancedEventSelector, DataResource, EventSelector, FieldSelector, InsightSelector,
    STATUS_BY_REGION, TRAIL, Trail, TrailStatus,
};

use super::context::{Answer, Context};
use super::convert;
use super::place::Place;

const DESCRIBE_TRAILS: &str = "cloudtrail:DescribeTrails";
const GET_TRAIL_STATUS: &str = "cloudtrail:GetTrailStatus";
const GET_EVENT_SELECTORS: &str = "cloudtrail:GetEventSelectors";
const GET_INSIGHT_SELECTORS: &str = "cloudtrail:GetInsightSelectors";
const LIST_TAGS: &str = "cloudtrail:ListTags";

/// What is asked of each trail.
const OF_EACH_TRAIL: [&str; 4] = [
    GET_TRAIL_STATUS,
    GET_EVENT_SELECTORS,
    GET_INSIGHT_SELECTORS,
    LIST_TAGS,
];

/// The trails that a region shows, copies of other regions' among them.
pub(super) async fn describe(cx: &Context<'_>, region: &str) -> Vec<types::Trail> {
    if !cx.wants(DESCRIBE_TRAILS) {
        return Vec::new();
    }
    let place = Place::regional(DESCRIBE_TRAILS, region);
    let request = cx
        .clients
        .cloudtrail(region)
        .describe_trails()
        .include_shadow_trails(true);
    let trails = cx
        .call(&place, request.send())
        .await
        .and_then(|output| output.trail_list)
        .unwrap_or_default();
    for trail in &trails {
        if trail.trail_arn().is_none() {
            let name = trail.name().unwrap_or("without a name");
            cx.gap(
                &place,
                GapKind::Failed,
                format!("the trail {name} has no ARN"),
            );
        }
    }
    trails
}

/// Reads what further calls say of the trails, and adds them to the collection.
pub(super) async fn complete(cx: &Context<'_>, described: Vec<(String, Vec<types::Trail>)>) {
    if !cx.wants(DESCRIBE_TRAILS) {
        return;
    }
    let visited: BTreeSet<String> = described.iter().map(|(region, _)| region.clone()).collect();
    let trails = collapse(described);
    join_all(
        trails
            .iter()
            .map(|(arn, (home, trail))| read(cx, arn, home, trail)),
    )
    .await;

    for region in &visited {
        cx.covered(DESCRIBE_TRAILS, region);
    }
    for action in OF_EACH_TRAIL {
        if cx.wants(action) {
            for region in visited.iter().chain(trails.values().map(|(home, _)| home)) {
                cx.covered(action, region);
            }
        }
    }
}

/// One trail for each ARN, with its home region; the home region's own copy where that was seen.
fn collapse(
    described: Vec<(String, Vec<types::Trail>)>,
) -> BTreeMap<String, (String, types::Trail)> {
    let mut trails: BTreeMap<String, (String, types::Trail)> = BTreeMap::new();
    for (region, shown) in described {
        for trail in shown {
            let Some(arn) = trail.trail_arn.clone() else {
                continue;
            };
            let home = trail
                .home_region
                .clone()
                .or_else(|| arn.split(':').nth(3).map(str::to_owned))
                .unwrap_or_else(|| region.clone());
            if region == home || !trails.contains_key(&arn) {
                trails.insert(arn, (home, trail));
            }
        }
    }
    trails
}

async fn read(cx: &Context<'_>, arn: &str, home: &str, trail: &types::Trail) {
    let owner = arn.split(':').nth(4).unwrap_or_default();
    let note =
        (owner != cx.identity.account).then(|| format!("the trail belongs to account {owner}"));
    let place = |action| {
        Place::regional(action, home)
            .resource(arn)
            .note(note.clone())
    };

    let name = trail.name().unwrap_or(arn);
    let mut item = cx.item(TRAIL.name, home, name);
    item.resource_name = trail.name.clone();
    item.arn = Some(arn.to_owned());
    item.configuration = convert::json(&settings(trail));

    let (status, elsewhere, selectors, insights, tags) = futures::join!(
        status(cx, place(GET_TRAIL_STATUS), arn, home),
        elsewhere(cx, trail, arn, home, note.as_deref()),
        selectors(cx, place(GET_EVENT_SELECTORS), arn, home),
        insights(cx, place(GET_INSIGHT_SELECTORS), arn, home),
        tags(cx, place(LIST_TAGS), arn, home),
    );
    let parts = &mut item.supplementary_configuration;
    if let Some(mut by_region) = elsewhere {
        by_region.extend(status.clone().map(|status| (home.to_owned(), status)));
        parts.insert("TrailStatusByRegion".to_owned(), convert::json(&by_region));
    }
    if let Some(status) = status {
        parts.insert("TrailStatus".to_owned(), convert::json(&status));
    }
    if let Some((classic, advanced)) = selectors {
        parts.insert("EventSelectors".to_owned(), convert::json(&classic));
        parts.insert(
            "AdvancedEventSelectors".to_owned(),
            convert::json(&advanced),
        );
    }
    if let Some(insights) = insights {
        parts.insert("InsightSelectors".to_owned(), convert::json(&insights));
    }
    item.tags = tags;
    cx.push(item);
}

async fn status(cx: &Context<'_>, place: Place, arn: &str, home: &str) -> Option<TrailStatus> {
    if !cx.wants(GET_TRAIL_STATUS) {
        return None;
    }
    let request = cx.clients.cloudtrail(home).get_trail_status().name(arn);
    cx.call(&place, request.send()).await.map(trail_status)
}

/// The status in each region that a multi-region trail records besides its home; nothing where nobody wants to know.
async fn elsewhere(
    cx: &Context<'_>,
    trail: &types::Trail,
    arn: &str,
    home: &str,
    note: Option<&str>,
) -> Option<BTreeMap<String, TrailStatus>> {
    if !cx.plan.wants_part(TRAIL.name, STATUS_BY_REGION) {
        return None;
    }
    let reaches_all = trail.is_multi_region_trail.unwrap_or_default();
    let others = cx.regions().iter().filter(|region| {
        reaches_all && region.selected && region.is_enabled() && region.name != home
    });
    let statuses = join_all(others.map(|region| async move {
        let place = Place::regional(GET_TRAIL_STATUS, &region.name)
            .resource(arn)
            .note(note.map(str::to_owned));
        let status = status(cx, place, arn, &region.name).await?;
        Some((region.name.clone(), status))
    }));
    Some(statuses.await.into_iter().flatten().collect())
}

async fn selectors(
    cx: &Context<'_>,
    place: Place,
    arn: &str,
    home: &str,
) -> Option<(Vec<EventSelector>, Vec<AdvancedEventSelector>)> {
    if !cx.wants(GET_EVENT_SELECTORS) {
        return None;
    }
    let request = cx
        .clients
        .cloudtrail(home)
        .get_event_selectors()
        .trail_name(arn);
    let output = cx.call(&place, request.send()).await?;
    Some((
        output
            .event_selectors()
            .iter()
            .map(classic_selector)
            .collect(),
        advanced_selectors(output.advanced_event_selectors()),
    ))
}

async fn insights(
    cx: &Context<'_>,
    place: Place,
    arn: &str,
    home: &str,
) -> Option<Vec<InsightSelector>> {
    if !cx.wants(GET_INSIGHT_SELECTORS) {
        return None;
    }
    let request = cx
        .clients
        .cloudtrail(home)
        .get_insight_selectors()
        .trail_name(arn);
    match cx
        .ask(&place, &["InsightNotEnabledException"], request.send())
        .await
    {
        Answer::Output(output) => Some(insight_selectors(output.insight_selectors())),
        Answer::Fact(_) => Some(Vec::new()),
        Answer::Unknown => None,
    }
}

async fn tags(cx: &Context<'_>, place: Place, arn: &str, home: &str) -> Map<String, Value> {
    if !cx.wants(LIST_TAGS) {
        return Map::new();
    }
    tags_of(cx, &place, home, arn).await
}

/// The tags of a trail, an event data store or a channel.
pub(super) async fn tags_of(
    cx: &Context<'_>,
    place: &Place,
    region: &str,
    arn: &str,
) -> Map<String, Value> {
    let mut tags = Map::new();
    let client = cx.clients.cloudtrail(region);
    let listed = cx
        .pages(
            place,
            |token| {
                client
                    .list_tags()
                    .resource_id_list(arn)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    for tag in listed
        .pages
        .iter()
        .flat_map(|page| page.resource_tag_list())
        .flat_map(|resource| resource.tags_list())
    {
        tags.insert(
            tag.key().to_owned(),
            Value::from(tag.value().unwrap_or_default()),
        );
    }
    tags
}

fn settings(trail: &types::Trail) -> Trail {
    Trail {
        name: trail.name.clone(),
        trail_arn: trail.trail_arn.clone(),
        home_region: trail.home_region.clone(),
        s3_bucket_name: trail.s3_bucket_name.clone(),
        s3_key_prefix: trail.s3_key_prefix.clone(),
        sns_topic_name: deprecated_topic_name(trail),
        sns_topic_arn: trail.sns_topic_arn.clone(),
        include_global_service_events: trail.include_global_service_events.unwrap_or_default(),
        is_multi_region_trail: trail.is_multi_region_trail.unwrap_or_default(),
        is_organization_trail: trail.is_organization_trail.unwrap_or_default(),
        log_file_validation_enabled: trail.log_file_validation_enabled.unwrap_or_default(),
        cloud_watch_logs_log_group_arn: trail.cloud_watch_logs_log_group_arn.clone(),
        cloud_watch_logs_role_arn: trail.cloud_watch_logs_role_arn.clone(),
        kms_key_id: trail.kms_key_id.clone(),
        has_custom_event_selectors: trail.has_custom_event_selectors.unwrap_or_default(),
        has_insight_selectors: trail.has_insight_selectors.unwrap_or_default(),
    }
}

/// The API calls the name outdated in favour of the ARN, and still returns it.
#[expect(
    deprecated,
    reason = "AWS Config's items carry the name, so ours do too"
)]
fn deprecated_topic_name(trail: &types::Trail) -> Option<String> {
    trail.sns_topic_name.clone()
}

fn trail_status(status: GetTrailStatusOutput) -> TrailStatus {
    TrailStatus {
        is_logging: status.is_logging.unwrap_or_default(),
        latest_delivery_error: status.latest_delivery_error,
        latest_notification_error: status.latest_notification_error,
        latest_delivery_time: convert::time(status.latest_delivery_time),
        latest_notification_time: convert::time(status.latest_notification_time),
        start_logging_time: convert::time(status.start_logging_time),
        stop_logging_time: convert::time(status.stop_logging_time),
        latest_cloud_watch_logs_delivery_error: status.latest_cloud_watch_logs_delivery_error,
        latest_cloud_watch_logs_delivery_time: convert::time(
            status.latest_cloud_watch_logs_delivery_time,
        ),
        latest_digest_delivery_time: convert::time(status.latest_digest_delivery_time),
        latest_digest_delivery_error: status.latest_digest_delivery_error,
    }
}

fn classic_selector(selector: &types::EventSelector) -> EventSelector {
    EventSelector {
        read_write_type: selector
            .read_write_type()
            .map(|kind| kind.as_str().to_owned()),
        include_management_events: selector.include_management_events().unwrap_or_default(),
        data_resources: selector
            .data_resources()
            .iter()
            .map(|resource| DataResource {
                r#type: resource.r#type().map(str::to_owned),
                values: resource.values().to_vec(),
            })
            .collect(),
        exclude_management_event_sources: selector.exclude_management_event_sources().to_vec(),
    }
}

/// The kinds of insight.
pub(super) fn insight_selectors(selectors: &[types::InsightSelector]) -> Vec<InsightSelector> {
    selectors
        .iter()
        .map(|selector| InsightSelector {
            insight_type: selector.insight_type().map(|kind| kind.as_str().to_owned()),
        })
        .collect()
}

/// Advanced event selectors.
pub(super) fn advanced_selectors(
    selectors: &[types::AdvancedEventSelector],
) -> Vec<AdvancedEventSelector> {
    selectors.iter().map(advanced_selector).collect()
}

fn advanced_selector(selector: &types::AdvancedEventSelector) -> AdvancedEventSelector {
    AdvancedEventSelector {
        name: selector.name.clone(),
        field_selectors: selector
            .field_selectors()
            .iter()
            .map(|field| FieldSelector {
                field: field.field.clone(),
                equals: operator(field.equals()),
                starts_with: operator(field.starts_with()),
                ends_with: operator(field.ends_with()),
                not_equals: operator(field.not_equals()),
                not_starts_with: operator(field.not_starts_with()),
                not_ends_with: operator(field.not_ends_with()),
            })
            .collect(),
    }
}

/// An operator without values is one that is not set.
fn operator(values: &[String]) -> Option<Vec<String>> {
    (!values.is_empty()).then(|| values.to_vec())
}
