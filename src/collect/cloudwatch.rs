//! CloudWatch: metric alarms and composite alarms, which one operation lists.

use aws_sdk_cloudwatch::types::{self, AlarmType};

use crate::model::gap::GapKind;
use crate::resource::cloudwatch::{
    ALARM, COMPOSITE_ALARM, CompositeAlarm, Dimension, MetricAlarm, MetricDataQuery, MetricStat,
};

use super::context::Context;
use super::convert::{json, word};
use super::place::Place;

const DESCRIBE_ALARMS: &str = "cloudwatch:DescribeAlarms";

/// Reads the alarms of a region.
pub(super) async fn collect(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_ALARMS) {
        return;
    }
    let client = cx.clients.cloudwatch(region);
    let place = Place::regional(DESCRIBE_ALARMS, region);
    let listed = cx
        .pages(
            &place,
            |token| {
                client
                    .describe_alarms()
                    // Without this the answer has no composite alarms.
                    .alarm_types(AlarmType::MetricAlarm)
                    .alarm_types(AlarmType::CompositeAlarm)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    for page in &listed.pages {
        for alarm in page.metric_alarms() {
            push(
                cx,
                &place,
                ALARM.name,
                alarm.alarm_name(),
                alarm.alarm_arn(),
                json(&metric_alarm(alarm)),
            );
        }
        for alarm in page.composite_alarms() {
            push(
                cx,
                &place,
                COMPOSITE_ALARM.name,
                alarm.alarm_name(),
                alarm.alarm_arn(),
                json(&composite_alarm(alarm)),
            );
        }
    }
    cx.covered(DESCRIBE_ALARMS, region);
}

fn push(
    cx: &Context<'_>,
    place: &Place,
    resource_type: &str,
    name: Option<&str>,
    arn: Option<&str>,
    configuration: serde_json::Value,
) {
    let (Some(name), Some(arn)) = (name, arn) else {
        cx.gap(place, GapKind::Failed, "an alarm has no name or no ARN");
        return;
    };
    let region = place.region.as_deref().unwrap_or_default();
    let mut item = cx.item(resource_type, region, name);
    item.resource_name = Some(name.to_owned());
    item.arn = Some(arn.to_owned());
    item.configuration = configuration;
    cx.push(item);
}

fn metric_alarm(alarm: &types::MetricAlarm) -> MetricAlarm {
    MetricAlarm {
        alarm_name: alarm.alarm_name.clone(),
        alarm_arn: alarm.alarm_arn.clone(),
        actions_enabled: alarm.actions_enabled().unwrap_or_default(),
        alarm_actions: alarm.alarm_actions().to_vec(),
        ok_actions: alarm.ok_actions().to_vec(),
        insufficient_data_actions: alarm.insufficient_data_actions().to_vec(),
        state_value: word(alarm.state_value()),
        metric_name: alarm.metric_name.clone(),
        namespace: alarm.namespace.clone(),
        statistic: word(alarm.statistic()),
        extended_statistic: alarm.extended_statistic.clone(),
        dimensions: dimensions(alarm.dimensions()),
        period: alarm.period,
        evaluation_periods: alarm.evaluation_periods,
        datapoints_to_alarm: alarm.datapoints_to_alarm,
        threshold: alarm.threshold,
        comparison_operator: word(alarm.comparison_operator()),
        treat_missing_data: alarm.treat_missing_data.clone(),
        metrics: alarm.metrics().iter().map(query).collect(),
    }
}

fn query(query: &types::MetricDataQuery) -> MetricDataQuery {
    MetricDataQuery {
        id: query.id.clone(),
        expression: query.expression.clone(),
        metric_stat: query.metric_stat().map(|stat| {
            let metric = stat.metric();
            MetricStat {
                metric_name: metric.and_then(|metric| metric.metric_name.clone()),
                namespace: metric.and_then(|metric| metric.namespace.clone()),
                dimensions: metric.map_or_else(Vec::new, |metric| dimensions(metric.dimensions())),
                period: stat.period,
                stat: stat.stat.clone(),
            }
        }),
        return_data: query.return_data,
        account_id: query.account_id.clone(),
    }
}

fn dimensions(dimensions: &[types::Dimension]) -> Vec<Dimension> {
    dimensions
        .iter()
        .map(|dimension| Dimension {
            name: dimension.name.clone(),
            value: dimension.value.clone(),
        })
        .collect()
}

fn composite_alarm(alarm: &types::CompositeAlarm) -> CompositeAlarm {
    CompositeAlarm {
        alarm_name: alarm.alarm_name.clone(),
        alarm_arn: alarm.alarm_arn.clone(),
        alarm_rule: alarm.alarm_rule.clone(),
        actions_enabled: alarm.actions_enabled().unwrap_or_default(),
        alarm_actions: alarm.alarm_actions().to_vec(),
        ok_actions: alarm.ok_actions().to_vec(),
        insufficient_data_actions: alarm.insufficient_data_actions().to_vec(),
        state_value: word(alarm.state_value()),
        actions_suppressor: alarm.actions_suppressor.clone(),
    }
}
