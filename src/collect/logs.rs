//! CloudWatch Logs: metric filters, resource policies and destinations of each region, and the log groups that others name.

use std::collections::BTreeMap;

use aws_sdk_cloudwatchlogs::types::{self, OrderBy};
use futures::future::join_all;
use serde_json::Value;

use crate::model::gap::GapKind;
use crate::model::item::{ConfigurationItem, ItemStatus, Relationship};
use crate::resource::logs::{
    DESTINATION, Destination, LOG_GROUP, LogGroup, LogStream, METRIC_FILTER, MetricFilter,
    MetricTransformation, RESOURCE_POLICY, ResourcePolicy, SubscriptionFilter,
};

use super::arn;
use super::context::{Answer, Context};
use super::convert::{document, json, millis, word};
use super::place::Place;
use super::uses;

const DESCRIBE_LOG_GROUPS: &str = "logs:DescribeLogGroups";
const DESCRIBE_METRIC_FILTERS: &str = "logs:DescribeMetricFilters";
const DESCRIBE_RESOURCE_POLICIES: &str = "logs:DescribeResourcePolicies";
const DESCRIBE_DESTINATIONS: &str = "logs:DescribeDestinations";
const DESCRIBE_SUBSCRIPTION_FILTERS: &str = "logs:DescribeSubscriptionFilters";
const DESCRIBE_LOG_STREAMS: &str = "logs:DescribeLogStreams";
const GET_DATA_PROTECTION_POLICY: &str = "logs:GetDataProtectionPolicy";

/// What is asked of each log group.
const OF_EACH_GROUP: [&str; 4] = [
    DESCRIBE_LOG_GROUPS,
    DESCRIBE_SUBSCRIPTION_FILTERS,
    DESCRIBE_LOG_STREAMS,
    GET_DATA_PROTECTION_POLICY,
];

/// Reads what the plan wants of a region, apart from log groups.
pub(super) async fn collect(cx: &Context<'_>, region: &str) {
    futures::join!(
        metric_filters(cx, region),
        resource_policies(cx, region),
        destinations(cx, region)
    );
}

async fn metric_filters(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_METRIC_FILTERS) {
        return;
    }
    let client = cx.clients.logs(region);
    let place = Place::regional(DESCRIBE_METRIC_FILTERS, region);
    let listed = cx
        .pages(
            &place,
            |token| {
                client
                    .describe_metric_filters()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    for filter in listed.pages.iter().flat_map(|page| page.metric_filters()) {
        let (Some(name), Some(group)) = (filter.filter_name(), filter.log_group_name()) else {
            cx.gap(
                &place,
                GapKind::Failed,
                "a metric filter has no name or no log group",
            );
            continue;
        };
        // A filter's name is its own within a log group only.
        let mut item = cx.item(METRIC_FILTER.name, region, format!("{group}:{name}"));
        item.resource_name = Some(name.to_owned());
        item.configuration = json(&metric_filter(filter));
        cx.push(item);
    }
    cx.covered(DESCRIBE_METRIC_FILTERS, region);
}

fn metric_filter(filter: &types::MetricFilter) -> MetricFilter {
    MetricFilter {
        filter_name: filter.filter_name.clone(),
        log_group_name: filter.log_group_name.clone(),
        filter_pattern: filter.filter_pattern.clone(),
        metric_transformations: filter
            .metric_transformations()
            .iter()
            .map(|transformation| MetricTransformation {
                metric_name: transformation.metric_name.clone(),
                metric_namespace: transformation.metric_namespace.clone(),
                metric_value: transformation.metric_value.clone(),
                default_value: transformation.default_value,
                dimensions: transformation
                    .dimensions
                    .clone()
                    .map(BTreeMap::from_iter)
                    .unwrap_or_default(),
            })
            .collect(),
        apply_on_transformed_logs: filter.apply_on_transformed_logs,
        field_selection_criteria: filter.field_selection_criteria.clone(),
    }
}

async fn resource_policies(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_RESOURCE_POLICIES) {
        return;
    }
    let client = cx.clients.logs(region);
    let place = Place::regional(DESCRIBE_RESOURCE_POLICIES, region);
    let listed = cx
        .pages(
            &place,
            |token| {
                client
                    .describe_resource_policies()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    for policy in listed
        .pages
        .iter()
        .flat_map(|page| page.resource_policies())
    {
        let Some(name) = policy.policy_name() else {
            cx.gap(&place, GapKind::Failed, "a resource policy has no name");
            continue;
        };
        let mut item = cx.item(RESOURCE_POLICY.name, region, name);
        item.resource_name = Some(name.to_owned());
        let place = place.clone().resource(item.key());
        item.configuration = json(&ResourcePolicy {
            policy_name: policy.policy_name.clone(),
            policy_document: document(cx, &place, policy.policy_document()),
            policy_scope: word(policy.policy_scope()),
            resource_arn: policy.resource_arn.clone(),
        });
        cx.push(item);
    }
    cx.covered(DESCRIBE_RESOURCE_POLICIES, region);
}

async fn destinations(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_DESTINATIONS) {
        return;
    }
    let client = cx.clients.logs(region);
    let place = Place::regional(DESCRIBE_DESTINATIONS, region);
    let listed = cx
        .pages(
            &place,
            |token| client.describe_destinations().set_next_token(token).send(),
            |page| page.next_token(),
        )
        .await;
    for destination in listed.pages.iter().flat_map(|page| page.destinations()) {
        let (Some(name), Some(arn)) = (destination.destination_name(), destination.arn()) else {
            cx.gap(
                &place,
                GapKind::Failed,
                "a destination has no name or no ARN",
            );
            continue;
        };
        let mut item = cx.item(DESTINATION.name, region, name);
        item.resource_name = Some(name.to_owned());
        item.arn = Some(arn.to_owned());
        let place = place.clone().resource(arn);
        item.configuration = json(&Destination {
            destination_name: destination.destination_name.clone(),
            target_arn: destination.target_arn.clone(),
            role_arn: destination.role_arn.clone(),
            access_policy: document(cx, &place, destination.access_policy()),
        });
        cx.push(item);
    }
    cx.covered(DESCRIBE_DESTINATIONS, region);
}

/// Reads the log groups that the plan wants. `regions` are those in which all are listed, where all are wanted.
pub(super) async fn log_groups(cx: &Context<'_>, regions: &[&str]) {
    let whole = cx.plan.whole.contains(LOG_GROUP.name) && cx.wants(DESCRIBE_LOG_GROUPS);
    if !whole && !cx.plan.referenced.contains_key(LOG_GROUP.name) {
        return;
    }
    let mut groups: BTreeMap<String, ConfigurationItem> = BTreeMap::new();
    if whole {
        for item in join_all(regions.iter().map(|region| list(cx, region)))
            .await
            .into_iter()
            .flatten()
        {
            groups.insert(item.key(), item);
        }
    }
    let mut named: BTreeMap<String, Vec<Relationship>> = BTreeMap::new();
    for (reference, users) in uses::of(cx, LOG_GROUP.name) {
        named
            .entry(plain_arn(&reference.name))
            .or_default()
            .extend(users);
    }
    let found = join_all(named.into_iter().map(|(arn, users)| {
        let known = groups.remove(&arn);
        async move {
            let mut item = match known {
                Some(known) => known,
                None => find(cx, &arn).await,
            };
            item.relationships = users;
            item
        }
    }))
    .await;
    join_all(
        found
            .into_iter()
            .chain(groups.into_values())
            .map(|group| complete(cx, group)),
    )
    .await;
    for action in OF_EACH_GROUP {
        if cx.wants(action) {
            cx.covered_globally(action);
        }
    }
}

/// Trails name a log group by its ARN with `:*` behind it, which stands for its log streams.
fn plain_arn(name: &str) -> String {
    name.strip_suffix(":*").unwrap_or(name).to_owned()
}

async fn list(cx: &Context<'_>, region: &str) -> Vec<ConfigurationItem> {
    let client = cx.clients.logs(region);
    let place = Place::global(DESCRIBE_LOG_GROUPS).note(Some(format!("in {region}")));
    let listed = cx
        .pages(
            &place,
            |token| client.describe_log_groups().set_next_token(token).send(),
            |page| page.next_token(),
        )
        .await;
    let groups = listed.pages.iter().flat_map(|page| page.log_groups());
    groups
        .filter_map(|group| item(cx, &place, region, group))
        .collect()
}

/// The log group of an ARN; a stub where AWS does not say.
async fn find(cx: &Context<'_>, arn: &str) -> ConfigurationItem {
    let region = arn::region(arn).unwrap_or_else(|| cx.global_region());
    let name = arn.splitn(7, ':').nth(6).unwrap_or(arn);
    let mut stub = cx.item(LOG_GROUP.name, region, name);
    stub.resource_name = Some(name.to_owned());
    stub.arn = Some(arn.to_owned());
    if !cx.wants(DESCRIBE_LOG_GROUPS) {
        return stub;
    }
    let place = Place::global(DESCRIBE_LOG_GROUPS).resource(arn);
    if let Some(owner) = arn::account(arn).filter(|owner| *owner != cx.identity.account) {
        // The list is of the caller's own log groups: its silence says nothing of another account's.
        let message = format!("the log group belongs to account {owner}");
        cx.gap(&place, GapKind::NotCollected, message);
        return stub;
    }
    let client = cx.clients.logs(region);
    let listed = cx
        .pages(
            &place,
            |token| {
                client
                    .describe_log_groups()
                    .log_group_name_prefix(name)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let found = listed
        .pages
        .iter()
        .flat_map(|page| page.log_groups())
        .find(|group| group.log_group_name() == Some(name))
        .and_then(|group| item(cx, &place, region, group));
    match found {
        Some(found) => found,
        None if listed.complete => ConfigurationItem {
            configuration_item_status: ItemStatus::ResourceDeleted,
            ..stub
        },
        None => stub,
    }
}

fn item(
    cx: &Context<'_>,
    place: &Place,
    region: &str,
    group: &types::LogGroup,
) -> Option<ConfigurationItem> {
    let arn = group.log_group_arn().or(group.arn()).map(plain_arn);
    let (Some(name), Some(arn)) = (group.log_group_name(), arn) else {
        cx.gap(place, GapKind::Failed, "a log group has no name or no ARN");
        return None;
    };
    let mut item = cx.item(LOG_GROUP.name, region, name);
    item.resource_name = Some(name.to_owned());
    item.arn = Some(arn.clone());
    item.configuration = json(&LogGroup {
        log_group_name: Some(name.to_owned()),
        log_group_arn: Some(arn),
        retention_in_days: group.retention_in_days,
        kms_key_id: group.kms_key_id.clone(),
        log_group_class: word(group.log_group_class()),
        metric_filter_count: group.metric_filter_count,
        stored_bytes: group.stored_bytes,
        data_protection_status: word(group.data_protection_status()),
        deletion_protection_enabled: group.deletion_protection_enabled,
        creation_time: millis(group.creation_time),
    });
    Some(item)
}

/// Reads what further calls say of a log group, and adds it to the collection.
async fn complete(cx: &Context<'_>, mut item: ConfigurationItem) {
    let foreign = item.owner_account() != Some(cx.identity.account.as_str());
    if !item.configuration_item_status.is_deleted() && !foreign {
        let (filters, streams, protection) = futures::join!(
            subscription_filters(cx, &item),
            latest_log_streams(cx, &item),
            data_protection_policy(cx, &item)
        );
        let parts = &mut item.supplementary_configuration;
        let read = [
            ("SubscriptionFilters", filters),
            ("LatestLogStreams", streams),
            ("DataProtectionPolicy", protection),
        ];
        parts.extend(
            read.into_iter()
                .filter_map(|(name, part)| Some((name.to_owned(), part?))),
        );
    }
    cx.push(item);
}

async fn subscription_filters(cx: &Context<'_>, group: &ConfigurationItem) -> Option<Value> {
    if !cx.wants(DESCRIBE_SUBSCRIPTION_FILTERS) {
        return None;
    }
    let client = cx.clients.logs(&group.aws_region);
    let listed = cx
        .pages(
            &Place::global(DESCRIBE_SUBSCRIPTION_FILTERS).resource(group.key()),
            |token| {
                client
                    .describe_subscription_filters()
                    .log_group_name(&group.resource_id)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    if !listed.complete {
        return None;
    }
    let filters: Vec<SubscriptionFilter> = listed
        .pages
        .iter()
        .flat_map(|page| page.subscription_filters())
        .map(|filter| SubscriptionFilter {
            filter_name: filter.filter_name.clone(),
            filter_pattern: filter.filter_pattern.clone(),
            destination_arn: filter.destination_arn.clone(),
            role_arn: filter.role_arn.clone(),
        })
        .collect();
    Some(json(&filters))
}

async fn latest_log_streams(cx: &Context<'_>, group: &ConfigurationItem) -> Option<Value> {
    if !cx.wants(DESCRIBE_LOG_STREAMS) {
        return None;
    }
    let request = cx
        .clients
        .logs(&group.aws_region)
        .describe_log_streams()
        .log_group_name(&group.resource_id)
        .order_by(OrderBy::LastEventTime)
        .descending(true)
        // The first is the latest; a trail's log group has one stream for each account, region and hour.
        .limit(1);
    let place = Place::global(DESCRIBE_LOG_STREAMS).resource(group.key());
    let output = cx.call(&place, request.send()).await?;
    let streams: Vec<LogStream> = output
        .log_streams()
        .iter()
        .take(1)
        .map(|stream| LogStream {
            log_stream_name: stream.log_stream_name.clone(),
            last_event_timestamp: millis(stream.last_event_timestamp),
            last_ingestion_time: millis(stream.last_ingestion_time),
        })
        .collect();
    Some(json(&streams))
}

async fn data_protection_policy(cx: &Context<'_>, group: &ConfigurationItem) -> Option<Value> {
    if !cx.wants(GET_DATA_PROTECTION_POLICY) {
        return None;
    }
    let request = cx
        .clients
        .logs(&group.aws_region)
        .get_data_protection_policy()
        .log_group_identifier(&group.resource_id);
    let place = Place::global(GET_DATA_PROTECTION_POLICY).resource(group.key());
    match cx
        .ask(&place, &["ResourceNotFoundException"], request.send())
        .await
    {
        Answer::Output(output) => document(cx, &place, output.policy_document()),
        Answer::Fact(_) | Answer::Unknown => None,
    }
}
