//! Alarms: the chain from an event to somebody who is told, what filters match, and how long log groups keep events.

use assize::model::finding::Status;
use assize::model::item::ConfigurationItem;
use serde_json::{Value, json};

use super::{Account, TRAIL, set};

const ALARM: &str = "AWS::CloudWatch::Alarm";
const COMPOSITE: &str = "AWS::CloudWatch::CompositeAlarm";
const FILTER: &str = "AWS::Logs::MetricFilter";
const GROUP: &str = "AWS::Logs::LogGroup";
const RULE: &str = "AWS::Events::Rule";
const TOPIC: &str = "AWS::SNS::Topic";

/// The alarm whose chain is broken, and one whose chain is not.
const BROKEN: &str = "cis-alarm-cloudtrail-changes";
const WHOLE: &str = "cis-alarm-config-changes";
const PIPELINE: &str = "audit-alarm-pipeline-end-to-end";

/// Whether an item is the metric filter or the alarm of this name.
fn is_called(item: &ConfigurationItem, name: &str) -> bool {
    item.resource_id.rsplit(':').next() == Some(name)
}

/// The sound account with one filter or alarm changed.
fn changing(resource_type: &str, name: &str, change: impl Fn(&mut ConfigurationItem)) -> Account {
    Account::sound().with(resource_type, |item| {
        if is_called(item, name) {
            change(item);
        }
    })
}

/// The sound account whose alarm on changes of trails is changed.
fn with_alarm(change: impl Fn(&mut Value)) -> Account {
    changing(ALARM, "cloudtrail-changes", |alarm| {
        change(&mut alarm.configuration);
    })
}

/// The sound account with another pattern in one filter.
fn matching(filter: &str, pattern: &str) -> Account {
    changing(FILTER, filter, |item| {
        item.configuration["filterPattern"] = json!(pattern);
    })
}

/// That a control says something. Each filter that matches any event of the alarm has lines of its own.
#[track_caller]
fn assert_says(account: &Account, control: &str, text: &str) {
    let messages = account.messages(control);
    assert!(
        messages.iter().any(|message| message.contains(text)),
        "{control} says nothing of `{text}`: {messages:#?}"
    );
}

/// That the chain is broken at a link, and that the other chains hold.
#[track_caller]
fn assert_broken(account: &Account, link: &str) {
    assert_says(account, BROKEN, link);
    assert_eq!(account.status(WHOLE), Status::Pass, "{link}");
    assert_eq!(account.status(PIPELINE), Status::Fail, "{link}");
}

#[test]
fn trap_13_a_metric_is_its_name_and_its_namespace_in_one_region() {
    let sound = Account::sound();
    assert_eq!(sound.status(BROKEN), Status::Pass);
    assert_eq!(sound.status(PIPELINE), Status::Pass);

    let namespace = with_alarm(|alarm| alarm["namespace"] = json!("Others"));
    assert_broken(&namespace, "no alarm in us-east-1 watches it");
    let name = with_alarm(|alarm| alarm["metricName"] = json!("Cloudtrail-Changes"));
    assert_broken(&name, "no alarm in us-east-1 watches it");
    let region = changing(ALARM, "cloudtrail-changes", |alarm| {
        "eu-west-1".clone_into(&mut alarm.aws_region);
        let arn = alarm.key().replace("us-east-1", "eu-west-1");
        alarm.configuration["alarmArn"] = json!(arn);
        alarm.arn = Some(arn);
    });
    assert_broken(&region, "no alarm in us-east-1 watches it");

    // An alarm that has the filter's name, and not its metric's, watches nothing.
    let renamed = changing(FILTER, "cloudtrail-changes", |filter| {
        filter.configuration["metricTransformations"][0]["metricName"] = json!("Changes");
    });
    assert_broken(&renamed, "metric AuditAlarms/Changes: no alarm");
    // A filter may publish several metrics, and the alarm may be on any of them.
    let second = changing(FILTER, "cloudtrail-changes", |filter| {
        let metrics = &mut filter.configuration["metricTransformations"];
        let mut other = metrics[0].clone();
        other["metricName"] = json!("other");
        *metrics = json!([other, metrics[0]]);
    });
    assert_eq!(second.status(BROKEN), Status::Pass);
}

#[test]
fn trap_13_a_filter_without_an_alarm_tells_nobody() {
    let missing = Account::sound()
        .without(|item| item.resource_type == ALARM && is_called(item, "cloudtrail-changes"));
    assert_broken(&missing, "no alarm in us-east-1 watches it");
    // Nor does an alarm without its filter.
    let blind = Account::sound()
        .without(|item| item.resource_type == FILTER && is_called(item, "cloudtrail-changes"));
    assert_says(&blind, BROKEN, "it does not match CreateTrail");
    assert_eq!(blind.status(WHOLE), Status::Pass);
}

#[test]
fn trap_13_actions_that_are_off_or_reach_no_topic_tell_nobody() {
    let off = with_alarm(|alarm| alarm["actionsEnabled"] = json!(false));
    assert_broken(&off, "its actions are switched off");
    let elsewhere = with_alarm(|alarm| {
        alarm["alarmActions"] = json!(["arn:aws:automate:us-east-1:ec2:stop"]);
    });
    assert_broken(&elsewhere, "no SNS topic is among its actions");
    let nowhere = with_alarm(|alarm| {
        alarm["alarmActions"] = json!(["arn:aws:sns:us-east-1:111122223333:gone"]);
    });
    assert_broken(
        &nowhere,
        "topic arn:aws:sns:us-east-1:111122223333:gone has no",
    );
}

#[test]
fn trap_13_a_subscription_that_nobody_confirmed_is_none() {
    let subscribed = |arns: [&str; 2]| {
        Account::sound().with(TOPIC, |topic| {
            let subscriptions = topic.supplementary_configuration["Subscriptions"]
                .as_array_mut()
                .unwrap();
            for (subscription, arn) in subscriptions.iter_mut().zip(arns) {
                subscription["SubscriptionArn"] = json!(arn);
            }
        })
    };
    let confirmed = "arn:aws:sns:us-east-1:111122223333:security-alerts:1";
    let waiting = subscribed(["PendingConfirmation", "PendingConfirmation"]);
    for control in [BROKEN, WHOLE, PIPELINE] {
        assert_says(
            &waiting,
            control,
            "security-alerts has no confirmed subscription",
        );
    }
    // The totals among the topic's attributes still say that there are two.
    assert!(
        !waiting
            .messages("sns-audit-topic-confirmed-subscriber")
            .is_empty()
    );
    let one = subscribed(["PendingConfirmation", confirmed]);
    assert_eq!(one.status(BROKEN), Status::Pass);
    assert_eq!(one.status(PIPELINE), Status::Pass);
}

#[test]
fn trap_13_filters_count_in_the_log_group_of_the_trail_only() {
    let delivering = |group: &str| {
        Account::sound().with(TRAIL, |trail| {
            trail.configuration["cloudWatchLogsLogGroupArn"] = json!(group);
        })
    };
    for group in [
        "arn:aws:logs:us-east-1:999988887777:log-group:/audit/cloudtrail:*",
        "arn:aws:logs:us-east-1:111122223333:log-group:/audit/other:*",
        "arn:aws:logs:eu-west-1:111122223333:log-group:/audit/cloudtrail:*",
    ] {
        let account = delivering(group);
        for control in [BROKEN, WHOLE] {
            assert_eq!(
                account.messages(control),
                [format!(
                    "no metric filter of {} matches such events",
                    group.trim_end_matches(":*")
                )],
            );
        }
        assert_eq!(account.status(PIPELINE), Status::Fail, "{group}");
    }
}

#[test]
fn trap_13_a_trail_that_does_not_log_raises_no_alarm() {
    let stopped = Account::sound().with(TRAIL, |trail| {
        set(trail, "TrailStatus", "IsLogging", json!(false));
    });
    for control in [BROKEN, WHOLE, PIPELINE] {
        assert_eq!(stopped.status(control), Status::Fail, "{control}");
    }
}

#[test]
fn trap_14_a_filter_that_matches_the_same_events_is_as_good() {
    for pattern in [
        // In another order.
        "{ ($.eventName = StopLogging) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || \
         ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) }",
        // In quotes.
        "{ ($.eventName = \"CreateTrail\") || ($.eventName = \"UpdateTrail\") || ($.eventName = \"DeleteTrail\") || \
         ($.eventName = \"StartLogging\") || ($.eventName = \"StopLogging\") }",
        // Without blanks, with many, and without brackets.
        "{($.eventName=CreateTrail)||($.eventName=UpdateTrail)||($.eventName=DeleteTrail)||($.eventName=StartLogging)||\
         ($.eventName=StopLogging)}",
        "{   ( $.eventName   =   CreateTrail )   ||  ( $.eventName = UpdateTrail ) || ( $.eventName = DeleteTrail ) || \
         ( $.eventName = StartLogging )||( $.eventName = StopLogging )   }",
        "{ $.eventName = CreateTrail || $.eventName = UpdateTrail || $.eventName = DeleteTrail || \
         $.eventName = StartLogging || $.eventName = StopLogging }",
        // As a regular expression, and with wildcards.
        "{ $.eventName = %^CreateTrail$|^UpdateTrail$|^DeleteTrail$|^StartLogging$|^StopLogging$% }",
        "{ ($.eventName = %^[CUD][a-z]+teTrail$%) || ($.eventName = %^St[a-z]{2,3}Logging$%) }",
        // With the source, which all of these events have.
        "{ ($.eventSource = cloudtrail.amazonaws.com) && (($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || \
         ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging)) }",
    ] {
        let account = matching("cloudtrail-changes", pattern);
        assert!(
            account.messages(BROKEN).is_empty(),
            "{pattern}: {:#?}",
            account.messages(BROKEN)
        );
        assert_eq!(account.status(BROKEN), Status::Pass, "{pattern}");
    }
}

#[test]
fn trap_14_a_filter_that_looks_the_same_and_matches_something_else_fails() {
    let all = "($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || \
               ($.eventName = StartLogging) || ($.eventName = StopLogging)";
    for (pattern, why) in [
        // Joined by AND, it never matches.
        (
            format!("{{ {} }}", all.replace("||", "&&")),
            "it does not match CreateTrail",
        ),
        // One event out of five.
        (
            "{ $.eventName = StopLogging }".to_owned(),
            "it does not match CreateTrail",
        ),
        // Always true.
        (
            format!("{{ {all} || ($.eventName != StopLogging) }}"),
            "it matches harmless events too",
        ),
        (
            "{ $.eventName = * }".to_owned(),
            "it matches harmless events too",
        ),
        // For one principal, and for all but one.
        (
            format!("{{ ({all}) && ($.userIdentity.userName = \"alice\") }}"),
            "it does not match CreateTrail",
        ),
        (
            format!(
                "{{ ({all}) && ($.userIdentity.arn != \"arn:aws:iam::111122223333:user/alice\") }}"
            ),
            "it leaves out events by",
        ),
        // It is no pattern at all.
        (format!("{{ {all}"), "it does not match CreateTrail"),
    ] {
        let account = matching("cloudtrail-changes", &pattern);
        assert_eq!(account.status(BROKEN), Status::Fail, "{pattern}");
        assert_says(&account, BROKEN, why);
        assert_eq!(account.status(WHOLE), Status::Pass, "{pattern}");
    }
}

#[test]
fn trap_14_a_published_text_can_be_wrong() {
    let control = "cis-alarm-unauthorized-api-calls";
    let filter = "unauthorized-api-calls";
    // CIS 1.4: the exceptions are joined by OR, so nearly every event matches.
    for published in [
        "{ ($.errorCode = *UnauthorizedOperation) || ($.errorCode = AccessDenied*) || \
         ($.sourceIPAddress!=delivery.logs.amazonaws.com) || ($.eventName!=HeadBucket) }",
        "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") || \
         ($.sourceIPAddress!=\"delivery.logs.amazonaws.com\") || ($.eventName!=\"HeadBucket\") }",
    ] {
        let account = matching(filter, published);
        assert_eq!(account.status(control), Status::Fail, "{published}");
        assert_says(&account, control, "it matches harmless events too");
    }
    // What is meant, with the exceptions and without.
    for meant in [
        "{ (($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\")) && \
         ($.sourceIPAddress != \"delivery.logs.amazonaws.com\") && ($.eventName != \"HeadBucket\") }",
        "{($.errorCode=\"*UnauthorizedOperation\") || ($.errorCode=\"AccessDenied*\")}",
    ] {
        assert_eq!(
            matching(filter, meant).status(control),
            Status::Pass,
            "{meant}"
        );
    }
}

#[test]
fn trap_15_whether_a_log_group_may_keep_events_for_ever_is_a_parameter() {
    let control = "audit-log-group-retention";
    let keeping = |days: Option<u32>| {
        Account::sound().with(GROUP, |group| {
            let settings = group.configuration.as_object_mut().unwrap();
            settings.remove("retentionInDays");
            if let Some(days) = days {
                settings.insert("retentionInDays".to_owned(), json!(days));
            }
        })
    };
    let never = format!("{control}.accept_never_expiring=false");
    let quarter = format!("{control}.minimum_days=90");
    // Days, and the status by default, with 90 days, and where events have to expire.
    for (days, statuses) in [
        (None, [Status::Pass, Status::Pass, Status::Fail]),
        (Some(3653), [Status::Pass, Status::Pass, Status::Pass]),
        (Some(365), [Status::Pass, Status::Pass, Status::Pass]),
        (Some(90), [Status::Fail, Status::Pass, Status::Fail]),
        // A number that AWS takes, and no more than that.
        (Some(1), [Status::Fail, Status::Fail, Status::Fail]),
    ] {
        let found = [
            keeping(days).status(control),
            keeping(days).told(&quarter).status(control),
            keeping(days).told(&never).status(control),
        ];
        assert_eq!(found, statuses, "{days:?}");
    }
    let messages = keeping(None).told(&never).messages(control);
    assert!(
        messages[0].ends_with("keeps events for ever"),
        "{messages:#?}"
    );
}

#[test]
fn trap_16_an_ok_or_insufficient_data_action_is_no_alarm_action() {
    let control = "audit-alarm-has-alarm-action";
    let topic = "arn:aws:sns:us-east-1:111122223333:security-alerts";
    let quiet = |item: &mut ConfigurationItem| {
        item.configuration["alarmActions"] = json!([]);
        item.configuration["oKActions"] = json!([topic]);
        item.configuration["insufficientDataActions"] = json!([topic]);
    };
    assert!(Account::sound().messages(control).is_empty());
    let account = Account::sound().with(ALARM, quiet);
    for finding in account.findings(control) {
        // A composite alarm goes off with one of them, and tells somebody in its place.
        let status = match finding.subject.id().ends_with(":alarm:root-usage") {
            true => Status::Pass,
            false => Status::Fail,
        };
        assert_eq!(finding.outcome.status(), status, "{finding:#?}");
    }
    assert_eq!(account.status("cis-alarm-cloudtrail-changes"), Status::Fail);
    // The same of the composite alarm.
    let account = account.with(COMPOSITE, quiet);
    let findings = account.findings(control);
    assert_eq!(account.messages(control).len(), findings.len());
    assert!(findings.len() > 10, "{findings:#?}");
}

#[test]
fn rules_of_eventbridge_count_where_they_are_accepted() {
    let accepting = |account: Account| {
        let parameter = format!("{BROKEN}.accept_event_rules=true");
        account.told(&parameter).status(BROKEN)
    };
    // At home the rules tell the topic, elsewhere the bus at home.
    let without_filters = || Account::sound().without(|item| item.resource_type == FILTER);
    assert_eq!(without_filters().status(BROKEN), Status::Fail);
    assert_eq!(accepting(without_filters()), Status::Pass);

    let disabled_in = |region: &str| {
        without_filters().with(RULE, |rule| {
            if rule.aws_region == region {
                rule.configuration["State"] = json!("DISABLED");
            }
        })
    };
    for region in ["us-east-1", "eu-west-1"] {
        assert_eq!(accepting(disabled_in(region)), Status::Fail, "{region}");
    }
    let unheard = without_filters().with(TOPIC, |topic| {
        topic.supplementary_configuration["Subscriptions"] = json!([]);
    });
    assert_eq!(accepting(unheard), Status::Fail);
    let untrailed = without_filters().with(TRAIL, |trail| {
        set(trail, "TrailStatus", "IsLogging", json!(false));
    });
    assert_eq!(accepting(untrailed), Status::Fail);
}
