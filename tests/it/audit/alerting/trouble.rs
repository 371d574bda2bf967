//! The same with many resources, with each action denied, and with answers that break.

use std::collections::BTreeSet;

use assize::model::gap::GapKind;
use assize::model::item::ConfigurationItem;
use assize::model::snapshot::Snapshot;
use aws_sdk_cloudwatch::types::{ComparisonOperator, Statistic};
use aws_sdk_cloudwatchlogs::types::MetricTransformation;
use serde_json::json;

use super::super::collection::collect_plan;
use super::{ACTIONS, ALARM, LOG_GROUP, METRIC_FILTER, RULE, TOPIC, everything, names};
use crate::sdk::settings;
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

#[test]
fn more_than_a_page_is_read_to_its_end() {
    const MANY: usize = 120;
    let aws = SimulatedAws::with("empty");
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(make_many(&aws, MANY));

    let snapshot = collect_plan(&aws, &everything());
    assert!(snapshot.gaps.is_empty(), "{:#?}", snapshot.gaps);
    let calls = aws.calls();
    for (resource_type, action, pages) in [
        (ALARM, "cloudwatch:DescribeAlarms", 3),
        (LOG_GROUP, "logs:DescribeLogGroups", 3),
        (METRIC_FILTER, "logs:DescribeMetricFilters", 3),
        (RULE, "events:ListRules", 3),
        (TOPIC, "sns:ListTopics", 2),
    ] {
        let distinct: BTreeSet<_> = names(&snapshot, resource_type).into_iter().collect();
        assert_eq!(distinct.len(), MANY, "{resource_type}");
        let key = (
            action.to_owned(),
            ACCOUNT.to_owned(),
            "us-east-1".to_owned(),
        );
        assert_eq!(calls.get(&key), Some(&pages), "{action}");
    }
}

/// Makes a number of each in one region.
async fn make_many(aws: &SimulatedAws, many: usize) {
    let settings = settings(aws, ACCOUNT, "us-east-1");
    let cloudwatch = aws_sdk_cloudwatch::Client::new(&settings);
    let events = aws_sdk_eventbridge::Client::new(&settings);
    let logs = aws_sdk_cloudwatchlogs::Client::new(&settings);
    let sns = aws_sdk_sns::Client::new(&settings);
    let transformation = MetricTransformation::builder()
        .metric_name("m")
        .metric_namespace("n")
        .metric_value("1")
        .build()
        .unwrap();
    for number in 0..many {
        let name = format!("number-{number}");
        let alarm = cloudwatch
            .put_metric_alarm()
            .alarm_name(&name)
            .namespace("n")
            .metric_name("m")
            .statistic(Statistic::Sum)
            .period(60)
            .evaluation_periods(1)
            .threshold(1.0)
            .comparison_operator(ComparisonOperator::GreaterThanThreshold);
        alarm.send().await.unwrap();
        let group = logs.create_log_group().log_group_name(&name);
        group.send().await.unwrap();
        let filter = logs
            .put_metric_filter()
            .log_group_name(&name)
            .filter_name(&name)
            .filter_pattern("")
            .metric_transformations(transformation.clone());
        filter.send().await.unwrap();
        let rule = events.put_rule().name(&name).event_pattern("{}");
        rule.send().await.unwrap();
        sns.create_topic().name(&name).send().await.unwrap();
    }
}

#[test]
fn each_denied_action_is_a_gap_and_leaves_the_rest_alone() {
    let aws = SimulatedAws::with("compliant");
    let before = collect_plan(&aws, &everything());
    for action in ACTIONS {
        aws.deny(&[action]);
        let snapshot = collect_plan(&aws, &everything());
        aws.allow();
        assert!(!snapshot.gaps.is_empty(), "{action}");
        for gap in &snapshot.gaps {
            // What cannot be asked for because another call failed is said to be so.
            let expected = if gap.action == action {
                GapKind::AccessDenied
            } else {
                GapKind::NotCollected
            };
            assert_eq!(gap.kind, expected, "{action}: {gap:#?}");
        }
        assert!(
            snapshot.gaps.iter().any(|gap| gap.action == action),
            "{action}: {:#?}",
            snapshot.gaps
        );
        for item in &snapshot.items {
            let was = find_again(&before, item);
            let parts = &item.supplementary_configuration;
            for (name, part) in parts {
                assert_eq!(Some(part), was.supplementary_configuration.get(name));
            }
            assert!(
                item.configuration == was.configuration || item.configuration == json!({}),
                "{action}: {item:#?}"
            );
            assert_eq!(
                item.configuration_item_status, was.configuration_item_status,
                "{action}"
            );
        }
        let (fewer, all) = (snapshot.items.len(), before.items.len());
        let parts = |snapshot: &Snapshot| -> usize {
            snapshot
                .items
                .iter()
                .map(|item| {
                    item.supplementary_configuration.len()
                        + usize::from(item.configuration != json!({}))
                })
                .sum()
        };
        let optional = action == "logs:GetDataProtectionPolicy";
        assert!(
            fewer < all || parts(&snapshot) < parts(&before) || optional,
            "{action} takes nothing away"
        );
    }
}

#[track_caller]
fn find_again<'a>(before: &'a Snapshot, item: &ConfigurationItem) -> &'a ConfigurationItem {
    let found = before.items.iter().find(|known| {
        known.resource_type == item.resource_type
            && known.aws_region == item.aws_region
            && known.key() == item.key()
    });
    found.unwrap_or_else(|| panic!("{item:#?} was not there before"))
}

#[test]
fn answers_that_break_are_gaps() {
    let aws = SimulatedAws::with("compliant");
    for action in [
        "cloudwatch:DescribeAlarms",
        "events:ListRules",
        "logs:DescribeMetricFilters",
        "sns:ListTopics",
    ] {
        for (mode, kind, said) in [
            ("throttle", GapKind::Throttled, "Rate exceeded"),
            ("500", GapKind::Failed, "An internal error occurred"),
            ("html", GapKind::Failed, ""),
            ("cut", GapKind::Failed, ""),
            ("page-loop", GapKind::Failed, "the list has no end"),
        ] {
            aws.fault(action, mode, None);
            let snapshot = collect_plan(&aws, &everything());
            aws.allow();
            let case = format!("{action} {mode}: {:#?}", snapshot.gaps);
            // In both regions, and for each of the two buses of each.
            let expected = if action == "events:ListRules" { 4 } else { 2 };
            assert_eq!(snapshot.gaps.len(), expected, "{case}");
            for gap in &snapshot.gaps {
                assert_eq!((gap.action.as_str(), gap.kind), (action, kind), "{case}");
                assert!(gap.message.as_deref().unwrap().contains(said), "{case}");
            }
        }
    }
}
