//! Rules and conformance packs, with their compliance.

use std::collections::BTreeMap;

use aws_sdk_config::types;
use futures::future::join_all;

use crate::collect::context::Context;
use crate::collect::convert::{json, time, word};
use crate::collect::place::Place;
use crate::model::gap::GapKind;
use crate::resource::config::{
    CONFORMANCE_PACK, ConfigRule, ConformancePack, ConformancePackCompliance,
    ConformancePackStatus, RULE, RuleCompliance, RuleEvaluationStatus, RuleSource,
};

const DESCRIBE_RULES: &str = "config:DescribeConfigRules";
const DESCRIBE_COMPLIANCE: &str = "config:DescribeComplianceByConfigRule";
const DESCRIBE_EVALUATION: &str = "config:DescribeConfigRuleEvaluationStatus";
const DESCRIBE_PACKS: &str = "config:DescribeConformancePacks";
const DESCRIBE_PACK_STATUS: &str = "config:DescribeConformancePackStatus";
const PACK_COMPLIANCE: &str = "config:GetConformancePackComplianceSummary";

/// The most rules that `DescribeComplianceByConfigRule` takes at once.
const RULES_A_CALL: usize = 25;

/// The most packs that `GetConformancePackComplianceSummary` takes at once, and returns on a page.
const PACKS_A_CALL: usize = 5;

/// Reads the rules of a region.
pub(super) async fn rules(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_RULES) {
        return;
    }
    let client = cx.clients.config(region);
    let place = Place::regional(DESCRIBE_RULES, region);
    let listed = cx
        .pages(
            &place,
            |token| client.describe_config_rules().set_next_token(token).send(),
            |page| page.next_token(),
        )
        .await;
    let rules: Vec<&types::ConfigRule> = listed
        .pages
        .iter()
        .flat_map(|page| page.config_rules())
        .collect();
    let mut compliance = BTreeMap::new();
    if cx.wants(DESCRIBE_COMPLIANCE) {
        let names: Vec<String> = rules
            .iter()
            .filter_map(|rule| rule.config_rule_name.clone())
            .collect();
        let batches = names
            .chunks(RULES_A_CALL)
            .map(|batch| rule_compliance(cx, region, batch));
        compliance = join_all(batches).await.into_iter().flatten().collect();
    }
    let mut evaluations = BTreeMap::new();
    if cx.wants(DESCRIBE_EVALUATION) && !rules.is_empty() {
        evaluations = rule_evaluations(cx, region).await;
    }
    for rule in rules {
        let Some(name) = rule.config_rule_name() else {
            cx.gap(&place, GapKind::Failed, "a rule has no name");
            continue;
        };
        let mut item = cx.item(RULE.name, region, rule.config_rule_id().unwrap_or(name));
        item.resource_name = Some(name.to_owned());
        item.arn = rule.config_rule_arn.clone();
        item.configuration = json(&settings(rule));
        if let Some(compliance) = compliance.get(name) {
            item.supplementary_configuration
                .insert("Compliance".to_owned(), json(compliance));
        }
        if let Some(evaluation) = evaluations.get(name) {
            item.supplementary_configuration
                .insert("ConfigRuleEvaluationStatus".to_owned(), json(evaluation));
        }
        cx.push(item);
    }
    for action in [DESCRIBE_RULES, DESCRIBE_COMPLIANCE, DESCRIBE_EVALUATION] {
        if cx.wants(action) {
            cx.covered(action, region);
        }
    }
}

/// The compliance of some rules, by name.
async fn rule_compliance(
    cx: &Context<'_>,
    region: &str,
    names: &[String],
) -> BTreeMap<String, RuleCompliance> {
    let client = cx.clients.config(region);
    let place = Place::regional(DESCRIBE_COMPLIANCE, region);
    let listed = cx
        .pages(
            &place,
            |token| {
                client
                    .describe_compliance_by_config_rule()
                    .set_config_rule_names(Some(names.to_vec()))
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let mut compliance = BTreeMap::new();
    for rule in listed
        .pages
        .iter()
        .flat_map(|page| page.compliance_by_config_rules())
    {
        if let (Some(name), Some(known)) = (rule.config_rule_name(), rule.compliance()) {
            let compliance_type = word(known.compliance_type());
            compliance.insert(name.to_owned(), RuleCompliance { compliance_type });
        }
    }
    compliance
}

/// How the evaluations of all rules go, by name.
async fn rule_evaluations(
    cx: &Context<'_>,
    region: &str,
) -> BTreeMap<String, RuleEvaluationStatus> {
    let client = cx.clients.config(region);
    let listed = cx
        .pages(
            &Place::regional(DESCRIBE_EVALUATION, region),
            |token| {
                client
                    .describe_config_rule_evaluation_status()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    listed
        .pages
        .iter()
        .flat_map(|page| page.config_rules_evaluation_status())
        .filter_map(|status| Some((status.config_rule_name.clone()?, evaluation(status))))
        .collect()
}

fn evaluation(status: &types::ConfigRuleEvaluationStatus) -> RuleEvaluationStatus {
    RuleEvaluationStatus {
        first_evaluation_started: status.first_evaluation_started(),
        first_activated_time: time(status.first_activated_time),
        last_successful_invocation_time: time(status.last_successful_invocation_time),
        last_failed_invocation_time: time(status.last_failed_invocation_time),
        last_successful_evaluation_time: time(status.last_successful_evaluation_time),
        last_failed_evaluation_time: time(status.last_failed_evaluation_time),
        last_error_code: status.last_error_code.clone(),
        last_error_message: status.last_error_message.clone(),
    }
}

fn settings(rule: &types::ConfigRule) -> ConfigRule {
    ConfigRule {
        config_rule_name: rule.config_rule_name.clone(),
        config_rule_arn: rule.config_rule_arn.clone(),
        config_rule_id: rule.config_rule_id.clone(),
        config_rule_state: word(rule.config_rule_state()),
        source: rule.source().map(|source| RuleSource {
            owner: word(Some(source.owner())),
            source_identifier: source.source_identifier.clone(),
        }),
        maximum_execution_frequency: word(rule.maximum_execution_frequency()),
        created_by: rule.created_by.clone(),
    }
}

/// Reads the conformance packs of a region.
pub(super) async fn conformance_packs(cx: &Context<'_>, region: &str) {
    if !cx.wants(DESCRIBE_PACKS) {
        return;
    }
    let client = cx.clients.config(region);
    let listed = cx
        .pages(
            &Place::regional(DESCRIBE_PACKS, region),
            |token| {
                client
                    .describe_conformance_packs()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let packs: Vec<&types::ConformancePackDetail> = listed
        .pages
        .iter()
        .flat_map(|page| page.conformance_pack_details())
        .collect();
    let mut compliance = BTreeMap::new();
    if cx.wants(PACK_COMPLIANCE) {
        let names: Vec<String> = packs
            .iter()
            .map(|pack| pack.conformance_pack_name().to_owned())
            .collect();
        let batches = names
            .chunks(PACKS_A_CALL)
            .map(|batch| pack_compliance(cx, region, batch));
        compliance = join_all(batches).await.into_iter().flatten().collect();
    }
    let mut statuses = BTreeMap::new();
    if cx.wants(DESCRIBE_PACK_STATUS) && !packs.is_empty() {
        statuses = pack_statuses(cx, region).await;
    }
    for pack in packs {
        let mut item = cx.item(CONFORMANCE_PACK.name, region, pack.conformance_pack_id());
        item.resource_name = Some(pack.conformance_pack_name().to_owned());
        item.arn = Some(pack.conformance_pack_arn().to_owned());
        item.configuration = json(&ConformancePack {
            conformance_pack_name: Some(pack.conformance_pack_name().to_owned()),
            conformance_pack_arn: Some(pack.conformance_pack_arn().to_owned()),
            conformance_pack_id: Some(pack.conformance_pack_id().to_owned()),
            created_by: pack.created_by.clone(),
        });
        if let Some(compliance) = compliance.get(pack.conformance_pack_name()) {
            item.supplementary_configuration
                .insert("Compliance".to_owned(), json(compliance));
        }
        if let Some(status) = statuses.get(pack.conformance_pack_name()) {
            item.supplementary_configuration
                .insert("ConformancePackStatus".to_owned(), json(status));
        }
        cx.push(item);
    }
    for action in [DESCRIBE_PACKS, PACK_COMPLIANCE, DESCRIBE_PACK_STATUS] {
        if cx.wants(action) {
            cx.covered(action, region);
        }
    }
}

/// Whether the packs are deployed, by name.
async fn pack_statuses(cx: &Context<'_>, region: &str) -> BTreeMap<String, ConformancePackStatus> {
    let client = cx.clients.config(region);
    let listed = cx
        .pages(
            &Place::regional(DESCRIBE_PACK_STATUS, region),
            |token| {
                client
                    .describe_conformance_pack_status()
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let statuses = listed
        .pages
        .iter()
        .flat_map(|page| page.conformance_pack_status_details());
    statuses
        .map(|pack| {
            let status = ConformancePackStatus {
                conformance_pack_state: word(Some(pack.conformance_pack_state())),
                conformance_pack_status_reason: pack.conformance_pack_status_reason.clone(),
            };
            (pack.conformance_pack_name().to_owned(), status)
        })
        .collect()
}

/// The compliance of some packs, by name.
async fn pack_compliance(
    cx: &Context<'_>,
    region: &str,
    names: &[String],
) -> BTreeMap<String, ConformancePackCompliance> {
    let client = cx.clients.config(region);
    let place = Place::regional(PACK_COMPLIANCE, region);
    let listed = cx
        .pages(
            &place,
            |token| {
                client
                    .get_conformance_pack_compliance_summary()
                    .set_conformance_pack_names(Some(names.to_vec()))
                    .set_next_token(token)
                    .send()
            },
            |page| page.next_token(),
        )
        .await;
    let mut compliance = BTreeMap::new();
    for pack in listed
        .pages
        .iter()
        .flat_map(|page| page.conformance_pack_compliance_summary_list())
    {
        let status = word(Some(pack.conformance_pack_compliance_status()));
        compliance.insert(
            pack.conformance_pack_name().to_owned(),
            ConformancePackCompliance {
                conformance_pack_compliance_status: status,
            },
        );
    }
    compliance
}
