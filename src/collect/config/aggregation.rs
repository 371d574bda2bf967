//! Aggregators with the status of their sources, and who may aggregate the account's items.

use aws_sdk_config::types;
use futures::future::join_all;

use crate::collect::context::Context;
use crate::collect::convert::{json, time, word};
use crate::collect::place::Place;
use crate::model::gap::GapKind;
use crate::resource::config::{
    AGGREGATION_AUTHORIZATION, AGGREGATOR, AccountAggregationSource, AggregatedSourceStatus,
    AggregationAuthorization, ConfigurationAggregator, OrganizationAggregationSource,
};

const DESCRIBE_AGGREGATORS: &str = "config:DescribeConfigurationAggregators";
const DESCRIBE_SOURCES: &str = "config:DescribeConfigurationAggregatorSourcesStatus";
const DESCRIBE_AUTHORIZATIONS: &str = "config:DescribeAggregationAuthorizations";

/// Reads the aggregators of a region.
pub(super) async fn aggregators(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_AGGREGATORS) {
        return;
    }
    let client = cx.clients.config(region);
    let place = Place::regional(DESCRIBE_AGGREGATORS, region);
    let listed = cx
        .pages(
            &place,
            |token| {
                client
                    .describe_configuration_aggregators()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let aggregators = listed
        .pages
        .iter()
        .flat_map(|page| page.configuration_aggregators());
    join_all(aggregators.map(|aggregator| push(cx, region, aggregator))).await;
    cx.covered(DESCRIBE_AGGREGATORS, region);
    if cx.wants(DESCRIBE_SOURCES) {
        cx.covered(DESCRIBE_SOURCES, region);
    }
}

async fn push(cx: &Context<'_>, region: &str, aggregator: &types::ConfigurationAggregator) {
    let Some(name) = aggregator.configuration_aggregator_name() else {
        let place = Place::regional(DESCRIBE_AGGREGATORS, region);
        cx.gap(&place, GapKind::Failed, "an aggregator has no name");
        return;
    };
    let mut item = cx.item(AGGREGATOR.name, region, name);
    item.resource_name = Some(name.to_owned());
    item.arn = aggregator.configuration_aggregator_arn.clone();
    item.configuration = json(&aggregation(aggregator));
    if cx.wants(DESCRIBE_SOURCES) {
        let place = Place::regional(DESCRIBE_SOURCES, region).resource(item.key());
        // A list that broke off would hide the sources that are not in it.
        if let Some(sources) = sources(cx, &place, region, name).await {
            item.supplementary_configuration.insert(
                "ConfigurationAggregatorSourcesStatus".to_owned(),
                json(&sources),
            );
        }
    }
    cx.push(item);
}

/// How the last update of each source of an aggregator went; none where not all could be read.
async fn sources(
    cx: &Context<'_>,
    place: &Place,
    region: &str,
    name: &str,
) -> Option<Vec<AggregatedSourceStatus>> {
    let client = cx.clients.config(region);
    let listed = cx
        .pages(
            place,
            |token| {
                client
                    .describe_configuration_aggregator_sources_status()
                    .configuration_aggregator_name(name)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let sources = listed.whole(|page| page.aggregated_source_status_list())?;
    Some(sources.map(source).collect())
}

fn source(source: &types::AggregatedSourceStatus) -> AggregatedSourceStatus {
    AggregatedSourceStatus {
        source_id: source.source_id.clone(),
        source_type: word(source.source_type()),
        aws_region: source.aws_region.clone(),
        last_update_status: word(source.last_update_status()),
        last_update_time: time(source.last_update_time),
        last_error_code: source.last_error_code.clone(),
        last_error_message: source.last_error_message.clone(),
    }
}

fn aggregation(aggregator: &types::ConfigurationAggregator) -> ConfigurationAggregator {
    ConfigurationAggregator {
        configuration_aggregator_name: aggregator.configuration_aggregator_name.clone(),
        configuration_aggregator_arn: aggregator.configuration_aggregator_arn.clone(),
        account_aggregation_sources: aggregator
            .account_aggregation_sources()
            .iter()
            .map(|source| AccountAggregationSource {
                account_ids: source.account_ids().to_vec(),
                all_aws_regions: source.all_aws_regions(),
                aws_regions: source.aws_regions().to_vec(),
            })
            .collect(),
        organization_aggregation_source: aggregator.organization_aggregation_source().map(
            |source| OrganizationAggregationSource {
                role_arn: Some(source.role_arn().to_owned()),
                all_aws_regions: source.all_aws_regions(),
                aws_regions: source.aws_regions().to_vec(),
            },
        ),
        created_by: aggregator.created_by.clone(),
    }
}

/// Reads who may aggregate the items of a region.
pub(super) async fn authorizations(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_AUTHORIZATIONS) {
        return;
    }
    let client = cx.clients.config(region);
    let listed = cx
        .pages(
            &Place::regional(DESCRIBE_AUTHORIZATIONS, region),
            |token| {
                client
                    .describe_aggregation_authorizations()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    for authorization in listed
        .pages
        .iter()
        .flat_map(|page| page.aggregation_authorizations())
    {
        let account = authorization.authorized_account_id().unwrap_or_default();
        let from = authorization.authorized_aws_region().unwrap_or_default();
        let id = format!("{account}/{from}");
        let mut item = cx.item(AGGREGATION_AUTHORIZATION.name, region, id);
        item.arn = authorization.aggregation_authorization_arn.clone();
        item.configuration = json(&AggregationAuthorization {
            aggregation_authorization_arn: authorization.aggregation_authorization_arn.clone(),
            authorized_account_id: authorization.authorized_account_id.clone(),
            authorized_aws_region: authorization.authorized_aws_region.clone(),
        });
        cx.push(item);
    }
    cx.covered(DESCRIBE_AUTHORIZATIONS, region);
}
