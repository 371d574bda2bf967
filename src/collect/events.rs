//! EventBridge: event buses, and their rules with targets.

use aws_sdk_eventbridge::types;
use futures::future::join_all;

use crate::model::gap::GapKind;
use crate::resource::events::{EVENT_BUS, EventBus, RULE, Rule, Target};

use super::context::Context;
use super::convert::{document, json, word};
use super::place::Place;

const LIST_EVENT_BUSES: &str = "events:ListEventBuses";
const LIST_RULES: &str = "events:ListRules";
const LIST_TARGETS: &str = "events:ListTargetsByRule";

/// Reads the event buses of a region, and the rules of each.
pub(super) async fn collect(cx: &Context<'_>, region: &str) {
    if !cx.wants(LIST_EVENT_BUSES) {
        return;
    }
    let client = cx.clients.events(region);
    let place = Place::regional(LIST_EVENT_BUSES, region);
    let mut buses = Vec::new();
    let listed = cx
        .pages(
            &place,
            |next| client.list_event_buses().set_next_token(next).send(),
            |page| page.next_token(),
        )
        .await;
    for bus in listed.pages.iter().flat_map(|page| page.event_buses()) {
        let (Some(name), Some(arn)) = (bus.name(), bus.arn()) else {
            cx.gap(
                &place,
                GapKind::Failed,
                "an event bus has no name or no ARN",
            );
            continue;
        };
        let mut item = cx.item(EVENT_BUS.name, region, name);
        item.resource_name = Some(name.to_owned());
        item.arn = Some(arn.to_owned());
        item.configuration = json(&EventBus {
            name: bus.name.clone(),
            arn: bus.arn.clone(),
            policy: document(cx, &place.clone().resource(arn), bus.policy()),
        });
        cx.push(item);
        buses.push(name.to_owned());
    }
    cx.covered(LIST_EVENT_BUSES, region);
    if !cx.wants(LIST_RULES) {
        return;
    }
    if !listed.complete {
        let message = cx.because("not all event buses are known", LIST_EVENT_BUSES);
        cx.gap(
            &Place::regional(LIST_RULES, region),
            GapKind::NotCollected,
            message,
        );
    }
    join_all(buses.iter().map(|bus| rules(cx, region, bus))).await;
    cx.covered(LIST_RULES, region);
    if cx.wants(LIST_TARGETS) {
        cx.covered(LIST_TARGETS, region);
    }
}

async fn rules(cx: &Context<'_>, region: &str, bus: &str) {
    let client = cx.clients.events(region);
    let place = Place::regional(LIST_RULES, region).note(Some(format!("of the event bus {bus}")));
    let listed = cx
        .pages(
            &place,
            |token| {
                client
                    .list_rules()
                    .event_bus_name(bus)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let rules: Vec<&types::Rule> = listed.pages.iter().flat_map(|page| page.rules()).collect();
    join_all(rules.into_iter().map(|rule| read(cx, &place, bus, rule))).await;
}

async fn read(cx: &Context<'_>, place: &Place, bus: &str, rule: &types::Rule) {
    let region = place.region.as_deref().unwrap_or_default();
    let (Some(name), Some(arn)) = (rule.name(), rule.arn()) else {
        cx.gap(place, GapKind::Failed, "a rule has no name or no ARN");
        return;
    };
    let mut item = cx.item(RULE.name, region, format!("{bus}/{name}"));
    item.resource_name = Some(name.to_owned());
    item.arn = Some(arn.to_owned());
    item.configuration = json(&Rule {
        name: rule.name.clone(),
        arn: rule.arn.clone(),
        event_bus_name: rule.event_bus_name.clone().or_else(|| Some(bus.to_owned())),
        event_pattern: document(cx, &place.clone().resource(arn), rule.event_pattern()),
        schedule_expression: rule.schedule_expression.clone(),
        state: word(rule.state()),
        managed_by: rule.managed_by.clone(),
    });
    if cx.wants(LIST_TARGETS)
        && let Some(targets) = targets(cx, region, bus, name, arn).await
    {
        item.supplementary_configuration
            .insert("Targets".to_owned(), json(&targets));
    }
    cx.push(item);
}

async fn targets(
    cx: &Context<'_>,
    region: &str,
    bus: &str,
    name: &str,
    arn: &str,
) -> Option<Vec<Target>> {
    let client = cx.clients.events(region);
    let listed = cx
        .pages(
            &Place::regional(LIST_TARGETS, region).resource(arn),
            |token| {
                client
                    .list_targets_by_rule()
                    .event_bus_name(bus)
                    .rule(name)
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let targets = listed.whole(|page| page.targets())?;
    let targets = targets.map(|target| Target {
        id: target.id.clone(),
        arn: target.arn.clone(),
        role_arn: target.role_arn.clone(),
        dead_letter_arn: target
            .dead_letter_config()
            .and_then(|config| config.arn.clone()),
    });
    Some(targets.collect())
}
