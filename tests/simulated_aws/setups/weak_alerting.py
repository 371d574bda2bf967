"""Log group, filters, alarms, topics and rules of which none does what it is for."""

from __future__ import annotations

import json
import time
from typing import Any

from .clients import Clients
from .documents import policy

ACCOUNT = "123456789012"
HOME = "us-east-1"
STRANGER = "555555555555"
DAY = 86400
LOG_GROUP = "weak-trail"
TOPIC = "weak-trail"
ALARMS = "weak-alarms"
NAMESPACE = "WeakAudit"
ANYBODY = {"Sid": "Anybody", "Effect": "Allow", "Principal": "*"}


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{HOME}:{ACCOUNT}:{resource}"


def topics(clients: Clients) -> None:
    """One that everybody may write to and that is read without TLS, and one of which nobody has agreed to hear."""
    sns = clients.get("sns", ACCOUNT)
    topic = _arn("sns", TOPIC)
    stranger = {
        "Sid": "Stranger",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{STRANGER}:root"},
        "Action": "SNS:Subscribe",
        "Resource": topic,
    }
    public = policy({**ANYBODY, "Action": "SNS:Publish", "Resource": topic}, stranger)
    sns.create_topic(Name=TOPIC, Attributes={"Policy": public})
    plain = "http://listener.example.com/"
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=plain)
    sns.confirm_subscription(TopicArn=topic, Token=plain)
    sns.create_topic(Name=ALARMS, Attributes={"KmsMasterKeyId": "alias/aws/sns"})
    sns.subscribe(TopicArn=_arn("sns", ALARMS), Protocol="email", Endpoint="somebody@example.com")


def log_group(clients: Clients) -> str:
    """One that forgets in a week, that strangers may write to, and that nothing has come to for days."""
    logs = clients.get("logs", ACCOUNT)
    logs.create_log_group(logGroupName=LOG_GROUP)
    logs.put_retention_policy(logGroupName=LOG_GROUP, retentionInDays=7)
    logs.create_log_stream(logGroupName=LOG_GROUP, logStreamName="old")
    event = {"timestamp": int((time.time() - 3 * DAY) * 1000), "message": "{}"}
    logs.put_log_events(logGroupName=LOG_GROUP, logStreamName="old", logEvents=[event])
    everything = {**ANYBODY, "Action": ["logs:PutLogEvents", "logs:CreateLogStream"], "Resource": "*"}
    logs.put_resource_policy(policyName="anybody", policyDocument=policy(everything))
    stream = _arn("firehose", "deliverystream/open")
    logs.put_destination(destinationName="open", targetArn=stream, roleArn=f"arn:aws:iam::{ACCOUNT}:role/open")
    send = {**ANYBODY, "Action": "logs:PutSubscriptionFilter", "Resource": _arn("logs", "destination:open")}
    logs.put_destination_policy(destinationName="open", accessPolicy=policy(send))
    return _arn("logs", f"log-group:{LOG_GROUP}")


def alarms(clients: Clients) -> None:
    """A filter that no event matches, and alarms each of which lacks another link to those who should hear."""
    clients.get("logs", ACCOUNT).put_metric_filter(
        logGroupName=LOG_GROUP,
        filterName="trail-changes",
        filterPattern="{ ($.eventName = StopLogging) && ($.eventName = DeleteTrail) }",
        metricTransformations=[{"metricName": "Changes", "metricNamespace": NAMESPACE, "metricValue": "1"}],
    )
    unheard = {"AlarmActions": [_arn("sns", ALARMS)]}
    _alarm(clients, "unheard", **unheard)
    _alarm(clients, "without-action", OKActions=[_arn("sns", ALARMS)])
    _alarm(clients, "switched-off", ActionsEnabled=False, **unheard)
    _alarm(clients, "to-nowhere", AlarmActions=[_arn("sns", "gone")])
    _alarm(clients, "too-high", Statistic="Average", Period=86400, Threshold=100, **unheard)
    _alarm(clients, "upside-down", ComparisonOperator="LessThanThreshold", TreatMissingData="breaching", **unheard)
    clients.get("cloudwatch", ACCOUNT).put_composite_alarm(
        AlarmName="mute", AlarmRule='ALARM("without-action")', ActionsEnabled=False, **unheard
    )


def _alarm(clients: Clients, name: str, **settings: Any) -> None:
    usual = {
        "Namespace": NAMESPACE,
        "MetricName": "Changes",
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    }
    clients.get("cloudwatch", ACCOUNT).put_metric_alarm(AlarmName=name, **usual | settings)


def rules(clients: Clients) -> None:
    """A rule that is off, one that leads nowhere, a bus for everybody and one that nobody has looked after."""
    events = clients.get("events", ACCOUNT)
    changes = {"source": ["aws.cloudtrail"], "detail": {"eventName": ["StopLogging", "DeleteTrail"]}}
    pattern = json.dumps({"detail-type": ["AWS API Call via CloudTrail"], **changes})
    events.put_rule(Name="switched-off", EventPattern=pattern, State="DISABLED")
    events.put_targets(Rule="switched-off", Targets=[{"Id": "topic", "Arn": _arn("sns", ALARMS)}])
    events.put_rule(Name="to-nowhere", EventPattern=pattern, State="ENABLED")
    everybody = {**ANYBODY, "Action": "events:PutEvents", "Resource": _arn("events", "event-bus/default")}
    events.put_permission(EventBusName="default", Policy=policy(everybody))
    events.create_event_bus(Name="neglected")
