"""What tells people of a trail's events: its log group with filters, alarms, topics, and rules of EventBridge."""

from __future__ import annotations

import json
import time
from typing import Any

from .clients import Clients
from .documents import (
    account_administers_key,
    account_subscribes,
    auditors_decrypt,
    policy,
    publishes_for_account,
    service_uses_key,
    tls_only_topic,
)
from .filter_patterns import ALL, EVENTS

NAMESPACE = "AuditPlane"
PEOPLE = "security@example.com"
PUBLISHERS = ("cloudtrail", "cloudwatch", "config", "s3")
# What rules on the event bus look out for, with the service whose events they are.
RULES = {
    "audit-tampering": None,
    "cloudtrail-changes": "cloudtrail",
    "cmk-disable-or-delete": "kms",
    "config-changes": "config",
    "organizations-changes": "organizations",
    "s3-policy-changes": "s3",
}


class Alerting:
    """A region of an account in which all of it is as it should be."""

    def __init__(self, clients: Clients, account: str, region: str) -> None:
        self._clients = clients
        self._account = account
        self._region = region
        self.key = self._key()
        self._queue = self._make_queue()

    def _get(self, service: str) -> Any:
        return self._clients.get(service, self._account, self._region)

    def _arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self._region}:{self._account}:{resource}"

    def _key(self) -> str:
        """A key with which AWS's services encrypt what they write to topics and log groups."""
        kms = self._get("kms")
        logs = {"kms:EncryptionContext:aws:logs:arn": self._arn("logs", "log-group:audit-trail")}
        statements = (
            account_administers_key(self._account),
            auditors_decrypt(self._account),
            *(service_uses_key(service, {"aws:SourceAccount": self._account}) for service in PUBLISHERS),
            # EventBridge does not say on whose behalf.
            service_uses_key("events"),
            service_uses_key("sns", {"aws:SourceAccount": self._account}),
            service_uses_key(f"logs.{self._region}", logs),
        )
        made = kms.create_key(Policy=policy(*statements), Description="notifications of the audit plane")["KeyMetadata"]
        kms.enable_key_rotation(KeyId=made["KeyId"])
        kms.create_alias(AliasName="alias/audit-notifications", TargetKeyId=made["KeyId"])
        return str(made["Arn"])

    def _make_queue(self) -> str:
        """A queue that programs read what topics say from, and where rules leave what they cannot deliver."""
        arn = self._arn("sqs", "audit-notifications")
        allowed = {
            "Effect": "Allow",
            "Principal": {"Service": ["sns.amazonaws.com", "events.amazonaws.com"]},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": self._account}},
        }
        self._get("sqs").create_queue(QueueName="audit-notifications", Attributes={"Policy": policy(allowed)})
        return arn

    def topic(self, name: str, *publishers: str) -> str:
        """A topic to which these services publish, which somebody reads and something else, too."""
        arn = self._arn("sns", name)
        statements = (
            tls_only_topic(arn),
            account_subscribes(arn, self._account),
            *(publishes_for_account(service, arn, self._account) for service in publishers),
        )
        sns = self._get("sns")
        sns.create_topic(
            Name=name,
            Attributes={
                "KmsMasterKeyId": self.key,
                "Policy": policy(*statements),
                "SignatureVersion": "2",
                "SQSFailureFeedbackRoleArn": f"arn:aws:iam::{self._account}:role/sns-feedback",
            },
        )
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint=PEOPLE)
        sns.confirm_subscription(TopicArn=arn, Token=PEOPLE)
        sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=self._queue)
        return arn

    def log_group(self, name: str) -> str:
        """A log group that keeps a trail's events, with the last of them a short while ago, and passes them on."""
        logs = self._get("logs")
        logs.create_log_group(logGroupName=name, kmsKeyId=self.key)
        logs.put_retention_policy(logGroupName=name, retentionInDays=400)
        stream = f"{self._account}_CloudTrail_{self._region}"
        logs.create_log_stream(logGroupName=name, logStreamName=stream)
        event = {"timestamp": int((time.time() - 300) * 1000), "message": json.dumps({"eventName": "DescribeTrails"})}
        logs.put_log_events(logGroupName=name, logStreamName=stream, logEvents=[event])
        self._pass_on(logs, name)
        return self._arn("logs", f"log-group:{name}")

    def _pass_on(self, logs: Any, name: str) -> None:
        role = f"arn:aws:iam::{self._account}:role/logs-to-archive"
        archive = self._arn("logs", "destination:archive")
        allowed = {
            "Effect": "Allow",
            "Principal": {"AWS": self._account},
            "Action": "logs:PutSubscriptionFilter",
            "Resource": archive,
        }
        stream = self._arn("firehose", "deliverystream/archive")
        logs.put_destination(destinationName="archive", targetArn=stream, roleArn=role)
        logs.put_destination_policy(destinationName="archive", accessPolicy=policy(allowed))
        logs.put_subscription_filter(
            logGroupName=name, filterName="all", filterPattern="", destinationArn=archive, roleArn=role
        )
        rules = {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": self._arn("logs", "log-group:/aws/events/*:*"),
            "Condition": {"StringEquals": {"aws:SourceAccount": self._account}},
        }
        logs.put_resource_policy(policyName="events-to-logs", policyDocument=policy(rules))

    def alarms(self, log_group: str, topic: str) -> None:
        """A metric filter and an alarm for each pattern, and one alarm over them all."""
        logs, cloudwatch = self._get("logs"), self._get("cloudwatch")
        for name, pattern in ALL.items():
            logs.put_metric_filter(
                logGroupName=log_group,
                filterName=name,
                filterPattern=pattern,
                metricTransformations=[{"metricName": name, "metricNamespace": NAMESPACE, "metricValue": "1"}],
            )
            cloudwatch.put_metric_alarm(
                AlarmName=name,
                AlarmActions=[topic],
                Namespace=NAMESPACE,
                MetricName=name,
                Statistic="Sum",
                Period=300,
                EvaluationPeriods=1,
                Threshold=1,
                ComparisonOperator="GreaterThanOrEqualToThreshold",
                TreatMissingData="notBreaching",
            )
        rule = " OR ".join(f'ALARM("{name}")' for name in ALL)
        cloudwatch.put_composite_alarm(AlarmName="audit", AlarmRule=rule, AlarmActions=[topic])
        for name in (*ALL, "audit"):
            cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="Nothing happened.")

    def rules(self, topic: str) -> None:
        """Rules on the default bus that tell of changes to the audit plane, and a bus that the account writes to."""
        events = self._get("events")
        for name, source in RULES.items():
            pattern: dict[str, Any] = {"detail-type": ["AWS API Call via CloudTrail"]}
            pattern["detail"] = {"eventName": list(EVENTS[name])}
            if source:
                pattern["source"] = [f"aws.{source}"]
            events.put_rule(Name=name, EventPattern=json.dumps(pattern), State="ENABLED")
            target = {"Id": "topic", "Arn": topic, "DeadLetterConfig": {"Arn": self._queue}}
            events.put_targets(Rule=name, Targets=[target])
        events.create_event_bus(Name="audit")
        bus = self._arn("events", "event-bus/audit")
        own = {
            "Sid": "Own",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{self._account}:root"},
            "Action": "events:PutEvents",
            "Resource": bus,
        }
        events.put_permission(EventBusName="audit", Policy=policy(own))
