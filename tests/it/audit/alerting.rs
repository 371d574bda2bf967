//! What tells people of a trail's events, from its log group to topics: collected over HTTP as it was set up.

mod trouble;

use std::collections::{BTreeMap, BTreeSet};

use assize::model::gap::GapKind;
use assize::model::item::{ConfigurationItem, ItemStatus};
use assize::model::plan::Plan;
use assize::model::snapshot::Snapshot;
use serde_json::json;

use super::collection::{REGIONS, collect_plan};
use crate::simulated_aws::{ACCOUNT, SimulatedAws};

const ALARM: &str = "AWS::CloudWatch::Alarm";
const COMPOSITE_ALARM: &str = "AWS::CloudWatch::CompositeAlarm";
const DELIVERY_CHANNEL: &str = "AWS::Config::DeliveryChannel";
const EVENT_BUS: &str = "AWS::Events::EventBus";
const RULE: &str = "AWS::Events::Rule";
const DESTINATION: &str = "AWS::Logs::Destination";
const LOG_GROUP: &str = "AWS::Logs::LogGroup";
const METRIC_FILTER: &str = "AWS::Logs::MetricFilter";
const RESOURCE_POLICY: &str = "AWS::Logs::ResourcePolicy";
const TOPIC: &str = "AWS::SNS::Topic";
const TRAIL: &str = "AWS::CloudTrail::Trail";

/// What names log groups and topics.
const USERS: [&str; 2] = [
    "cloudtrail:DescribeTrails",
    "config:DescribeDeliveryChannels",
];

/// What is asked of the services themselves.
const ACTIONS: [&str; 14] = [
    "cloudwatch:DescribeAlarms",
    "events:ListEventBuses",
    "events:ListRules",
    "events:ListTargetsByRule",
    "logs:DescribeDestinations",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:DescribeMetricFilters",
    "logs:DescribeResourcePolicies",
    "logs:DescribeSubscriptionFilters",
    "logs:GetDataProtectionPolicy",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:ListTopics",
];

fn set_of<'a>(words: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

/// All that there is.
fn everything() -> Plan {
    let base = ["account:ListRegions", "sts:GetCallerIdentity"];
    Plan {
        actions: set_of(base.into_iter().chain(ACTIONS)),
        whole: set_of([LOG_GROUP, TOPIC]),
        ..Plan::default()
    }
}

/// The log groups and topics that others name, and no more.
fn what_is_named() -> Plan {
    let mut plan = everything();
    plan.whole.clear();
    plan.actions.remove("sns:ListTopics");
    plan.actions.extend(set_of(USERS));
    plan.referenced = BTreeMap::from([
        (LOG_GROUP.to_owned(), set_of([TRAIL])),
        (
            TOPIC.to_owned(),
            set_of([ALARM, COMPOSITE_ALARM, DELIVERY_CHANNEL, TRAIL]),
        ),
    ]);
    plan
}

/// The resources of a type as region and name.
fn names<'a>(snapshot: &'a Snapshot, resource_type: &str) -> Vec<(&'a str, &'a str)> {
    let of_type = snapshot
        .items
        .iter()
        .filter(|item| item.resource_type == resource_type);
    let mut names: Vec<_> = of_type
        .map(|item| {
            let name = item.resource_name.as_deref().unwrap();
            (item.aws_region.as_str(), name)
        })
        .collect();
    names.sort_unstable();
    names
}

#[track_caller]
fn find<'a>(
    snapshot: &'a Snapshot,
    resource_type: &str,
    (region, name): (&str, &str),
) -> &'a ConfigurationItem {
    let found = snapshot.items.iter().find(|item| {
        item.resource_type == resource_type
            && item.aws_region == region
            && item.resource_name.as_deref() == Some(name)
    });
    found.unwrap_or_else(|| panic!("no {resource_type} {name} in {region}"))
}

fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}")
}

/// The names of those who use a resource, by type.
fn users(item: &ConfigurationItem) -> BTreeSet<(&str, &str)> {
    item.relationships
        .iter()
        .map(|user| {
            (
                user.resource_type.as_str(),
                user.resource_name.as_deref().unwrap(),
            )
        })
        .collect()
}

#[test]
fn what_is_collected_is_what_was_set_up() {
    let aws = SimulatedAws::shared("compliant");
    let snapshot = collect_plan(aws, &everything());
    assert!(snapshot.gaps.is_empty(), "{:#?}", snapshot.gaps);
    let [away, home] = REGIONS;

    assert_eq!(names(&snapshot, LOG_GROUP), [(home, "audit-trail")]);
    assert_eq!(names(&snapshot, DESTINATION), [(home, "archive")]);
    assert_eq!(
        names(&snapshot, RESOURCE_POLICY),
        [(home, "events-to-logs")]
    );
    assert_eq!(names(&snapshot, COMPOSITE_ALARM), [(home, "audit")]);
    // Fifteen of the benchmark, and one on the audit plane itself.
    let filters = names(&snapshot, METRIC_FILTER);
    assert_eq!(filters.len(), 16, "{filters:?}");
    assert_eq!(names(&snapshot, ALARM), filters);
    let buses = [
        (away, "audit"),
        (away, "default"),
        (home, "audit"),
        (home, "default"),
    ];
    assert_eq!(names(&snapshot, EVENT_BUS), buses);
    assert_eq!(names(&snapshot, RULE).len(), 12);
    let topics = [
        (away, "audit-alerts"),
        (away, "audit-config"),
        (home, "audit-alerts"),
        (home, "audit-config"),
        (home, "audit-objects"),
        (home, "audit-trail"),
    ];
    assert_eq!(names(&snapshot, TOPIC), topics);
}

#[test]
fn a_log_group_and_its_filters_are_collected_in_full() {
    let aws = SimulatedAws::shared("compliant");
    let snapshot = collect_plan(aws, &everything());
    let home = |name| ("us-east-1", name);

    let group = find(&snapshot, LOG_GROUP, home("audit-trail"));
    let settings = &group.configuration;
    assert_eq!(
        group.arn.as_deref(),
        Some(arn("logs", "log-group:audit-trail").as_str())
    );
    assert_eq!(settings["retentionInDays"], 400);
    assert_eq!(settings["metricFilterCount"], 16);
    assert_eq!(settings["logGroupClass"], "STANDARD");
    let key = settings["kmsKeyId"].as_str().unwrap();
    assert!(key.starts_with(&arn("kms", "key/")), "{key}");
    let parts = &group.supplementary_configuration;
    assert_eq!(
        parts["SubscriptionFilters"],
        json!([{
            "filterName": "all",
            "filterPattern": "",
            "destinationArn": arn("logs", "destination:archive"),
            "roleArn": format!("arn:aws:iam::{ACCOUNT}:role/logs-to-archive"),
        }])
    );
    let stream = &parts["LatestLogStreams"][0];
    assert_eq!(
        stream["logStreamName"],
        format!("{ACCOUNT}_CloudTrail_us-east-1")
    );
    let last: jiff::Timestamp = stream["lastEventTimestamp"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let age = jiff::Timestamp::now().as_second() - last.as_second();
    assert!((0..3600).contains(&age), "{last}");
    assert!(!parts.contains_key("DataProtectionPolicy"), "{parts:?}");

    let filter = find(&snapshot, METRIC_FILTER, home("console-auth-failures"));
    assert_eq!(
        filter.configuration,
        json!({
            "filterName": "console-auth-failures",
            "logGroupName": "audit-trail",
            "filterPattern": "{ ($.eventName = ConsoleLogin) && ($.errorMessage = \"Failed authentication\") }",
            "metricTransformations": [{
                "metricName": "console-auth-failures",
                "metricNamespace": "AuditPlane",
                "metricValue": "1",
                "dimensions": {},
            }],
            "applyOnTransformedLogs": false,
        })
    );
    let destination = find(&snapshot, DESTINATION, home("archive"));
    let statement = &destination.configuration["accessPolicy"]["Statement"][0];
    assert_eq!(statement["Principal"], json!({"AWS": ACCOUNT}));
    let policy = find(&snapshot, RESOURCE_POLICY, home("events-to-logs"));
    assert_eq!(policy.configuration["policyScope"], "ACCOUNT");
}

#[test]
fn alarms_rules_and_topics_are_collected_in_full() {
    let aws = SimulatedAws::shared("compliant");
    let snapshot = collect_plan(aws, &everything());
    let home = |name| ("us-east-1", name);
    let alerts = arn("sns", "audit-alerts");

    let alarm = find(&snapshot, ALARM, home("root-usage"));
    assert_eq!(
        alarm.configuration,
        json!({
            "alarmName": "root-usage",
            "alarmArn": arn("cloudwatch", "alarm:root-usage"),
            "actionsEnabled": true,
            "alarmActions": [alerts],
            "oKActions": [],
            "insufficientDataActions": [],
            "stateValue": "OK",
            "metricName": "root-usage",
            "namespace": "AuditPlane",
            "statistic": "Sum",
            "dimensions": [],
            "period": 300,
            "evaluationPeriods": 1,
            "threshold": 1.0,
            "comparisonOperator": "GreaterThanOrEqualToThreshold",
            "treatMissingData": "notBreaching",
            "metrics": [],
        })
    );
    let composite = &find(&snapshot, COMPOSITE_ALARM, home("audit")).configuration;
    assert_eq!(composite["alarmActions"], json!([alerts]));
    let rule = composite["alarmRule"].as_str().unwrap();
    assert_eq!(rule.matches("ALARM(").count(), 16, "{rule}");

    let rule = find(&snapshot, RULE, home("cmk-disable-or-delete"));
    assert_eq!(
        rule.configuration,
        json!({
            "Name": "cmk-disable-or-delete",
            "Arn": arn("events", "rule/cmk-disable-or-delete"),
            "EventBusName": "default",
            "EventPattern": {
                "detail-type": ["AWS API Call via CloudTrail"],
                "source": ["aws.kms"],
                "detail": {"eventName": ["DisableKey", "ScheduleKeyDeletion"]},
            },
            "State": "ENABLED",
        })
    );
    assert_eq!(
        rule.supplementary_configuration["Targets"],
        json!([{
            "Id": "topic",
            "Arn": alerts,
            "DeadLetterArn": arn("sqs", "audit-notifications"),
        }])
    );
    let bus = &find(&snapshot, EVENT_BUS, home("audit")).configuration;
    assert_eq!(
        bus["Policy"]["Statement"][0]["Principal"],
        json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:root")})
    );
    let default = &find(&snapshot, EVENT_BUS, home("default")).configuration;
    assert_eq!(default.get("Policy"), None);

    let topic = find(&snapshot, TOPIC, home("audit-alerts"));
    let settings = &topic.configuration;
    assert_eq!(settings["Owner"], ACCOUNT);
    assert_eq!(settings["SignatureVersion"], "2");
    assert_eq!(settings["SubscriptionsConfirmed"], 2);
    assert_eq!(settings["SubscriptionsPending"], 0);
    assert_eq!(
        settings["FailureFeedbackRoleArns"],
        json!({"SQS": format!("arn:aws:iam::{ACCOUNT}:role/sns-feedback")})
    );
    let key = settings["KmsMasterKeyId"].as_str().unwrap();
    assert!(key.starts_with(&arn("kms", "key/")), "{key}");
    assert_eq!(settings["Policy"]["Statement"][0]["Sid"], "TlsOnly");
    let subscriptions = &topic.supplementary_configuration["Subscriptions"];
    let endpoints: BTreeSet<_> = subscriptions
        .as_array()
        .unwrap()
        .iter()
        .map(|subscription| {
            let arn = subscription["SubscriptionArn"].as_str().unwrap();
            assert!(arn.starts_with(&alerts), "{arn}");
            (&subscription["Protocol"], &subscription["Endpoint"])
        })
        .map(|(protocol, endpoint)| (protocol.as_str().unwrap(), endpoint.as_str().unwrap()))
        .collect();
    let queue = arn("sqs", "audit-notifications");
    assert_eq!(
        endpoints,
        BTreeSet::from([("email", "security@example.com"), ("sqs", queue.as_str())])
    );
}

#[test]
fn what_others_name_is_found_with_those_who_name_it() {
    let aws = SimulatedAws::shared("compliant");
    let snapshot = collect_plan(aws, &what_is_named());
    assert!(snapshot.gaps.is_empty(), "{:#?}", snapshot.gaps);
    let [away, home] = REGIONS;
    // Nothing names the topic for alerts where there are no alarms.
    let topics = [
        (away, "audit-config"),
        (home, "audit-alerts"),
        (home, "audit-config"),
        (home, "audit-trail"),
    ];
    assert_eq!(names(&snapshot, TOPIC), topics);
    let trail = BTreeSet::from([(TRAIL, "audit-trail")]);
    assert_eq!(
        users(find(&snapshot, LOG_GROUP, (home, "audit-trail"))),
        trail
    );
    assert_eq!(users(find(&snapshot, TOPIC, (home, "audit-trail"))), trail);
    for region in REGIONS {
        let topic = find(&snapshot, TOPIC, (region, "audit-config"));
        assert_eq!(
            users(topic),
            BTreeSet::from([(DELIVERY_CHANNEL, "default")])
        );
    }
    let alarms = users(find(&snapshot, TOPIC, (home, "audit-alerts")));
    assert_eq!(alarms.len(), 17, "{alarms:?}");
    assert!(alarms.contains(&(COMPOSITE_ALARM, "audit")), "{alarms:?}");
}

#[test]
fn what_does_not_work_is_collected_as_it_is() {
    let aws = SimulatedAws::shared("noncompliant");
    let snapshot = collect_plan(aws, &what_is_named());
    assert!(snapshot.gaps.is_empty(), "{:#?}", snapshot.gaps);
    let home = |name| ("us-east-1", name);

    let gone = find(&snapshot, TOPIC, home("gone"));
    assert_eq!(gone.configuration_item_status, ItemStatus::ResourceDeleted);
    assert_eq!(users(gone), BTreeSet::from([(ALARM, "to-nowhere")]));
    let pending = find(&snapshot, TOPIC, home("weak-alarms"));
    assert_eq!(pending.configuration["SubscriptionsConfirmed"], 0);
    assert_eq!(pending.configuration["KmsMasterKeyId"], "alias/aws/sns");
    let subscriptions = &pending.supplementary_configuration["Subscriptions"];
    assert_eq!(subscriptions[0]["SubscriptionArn"], "PendingConfirmation");
    let public = find(&snapshot, TOPIC, home("weak-trail"));
    assert_eq!(public.configuration.get("KmsMasterKeyId"), None);
    assert_eq!(
        public.configuration["Policy"]["Statement"][0]["Principal"],
        "*"
    );
    let subscriptions = &public.supplementary_configuration["Subscriptions"];
    assert_eq!(subscriptions[0]["Protocol"], "http");

    let group = find(&snapshot, LOG_GROUP, home("weak-trail"));
    assert_eq!(group.configuration["retentionInDays"], 7);
    assert_eq!(group.configuration.get("kmsKeyId"), None);
    assert_eq!(
        group.supplementary_configuration["SubscriptionFilters"],
        json!([])
    );
    let stream = &group.supplementary_configuration["LatestLogStreams"][0];
    let last: jiff::Timestamp = stream["lastIngestionTime"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let age = jiff::Timestamp::now().as_second() - last.as_second();
    assert!(age > 2 * 86_400, "{stream}");

    let alarm = |name| &find(&snapshot, ALARM, home(name)).configuration;
    assert_eq!(alarm("switched-off")["actionsEnabled"], false);
    assert_eq!(alarm("without-action")["alarmActions"], json!([]));
    assert_eq!(alarm("unheard")["stateValue"], "INSUFFICIENT_DATA");
    assert_eq!(alarm("too-high")["statistic"], "Average");
    let targets = |name| {
        let rule = find(&snapshot, RULE, home(name));
        let targets = &rule.supplementary_configuration["Targets"];
        targets.as_array().map(Vec::len)
    };
    assert_eq!(
        (targets("to-nowhere"), targets("switched-off")),
        (Some(0), Some(1))
    );
    let off = &find(&snapshot, RULE, home("switched-off")).configuration;
    assert_eq!(off["State"], "DISABLED");
}

#[test]
fn what_a_trail_s_owner_has_is_not_missing_for_a_member() {
    const OWNER: &str = "999999999999";
    let aws = SimulatedAws::shared("member");
    let snapshot = collect_plan(aws, &what_is_named());
    let home = |name| ("us-east-1", name);
    for (resource_type, action, kind) in [
        (LOG_GROUP, "logs:DescribeLogGroups", GapKind::NotCollected),
        (TOPIC, "sns:GetTopicAttributes", GapKind::AccessDenied),
        (TOPIC, "sns:ListSubscriptionsByTopic", GapKind::AccessDenied),
    ] {
        let item = find(&snapshot, resource_type, home("organization-trail"));
        assert_eq!(item.configuration_item_status, ItemStatus::Ok);
        assert_eq!(item.configuration, json!({}));
        assert_eq!(item.owner_account(), Some(OWNER));
        assert_eq!(users(item), BTreeSet::from([(TRAIL, "organization-trail")]));
        let gap = snapshot.gaps.iter().find(|gap| gap.action == action);
        let gap = gap.unwrap_or_else(|| panic!("no gap of {action}: {:#?}", snapshot.gaps));
        assert_eq!(
            (gap.kind, gap.resource.as_deref()),
            (kind, item.arn.as_deref())
        );
        let message = gap.message.as_deref().unwrap();
        assert!(message.contains(OWNER), "{message}");
    }
}

#[test]
fn an_account_without_any_has_the_default_buses_only() {
    let aws = SimulatedAws::shared("empty");
    let snapshot = collect_plan(aws, &everything());
    assert!(snapshot.gaps.is_empty(), "{:#?}", snapshot.gaps);
    let found: Vec<_> = snapshot
        .items
        .iter()
        .map(|item| (item.resource_type.as_str(), item.aws_region.as_str()))
        .collect();
    assert_eq!(found, REGIONS.map(|region| (EVENT_BUS, region)));
}
