"""An account that has an audit plane in which everything is wrong that can be."""

from __future__ import annotations

import time
from typing import Any

from ..rules import Override
from ..state import State
from . import event_data_stores, iam, organizations, securityhub, weak_alerting
from .clients import Clients
from .documents import policy

ACCOUNT = "123456789012"
HOME = "us-east-1"
LOGS = f"weak-logs-{ACCOUNT}"
GONE = f"gone-logs-{ACCOUNT}"
STOPPED, DOOMED = "stopped-trail", "doomed-trail"
STRANGER = "555555555555"
MEMBER = "222222222222"
DAY = 86400.0
ANYBODY = {"Sid": "Anybody", "Effect": "Allow", "Principal": "*"}


def fill(clients: Clients, state: State) -> dict[str, Any]:
    """Makes weak keys, a public bucket, trails that see little, alarms that nobody hears, and AWS Config that stands
    still.
    """
    weak, doomed = _keys(clients)
    _bucket(clients)
    weak_alerting.topics(clients)
    log_group = weak_alerting.log_group(clients)
    trails = _trails(clients, weak, doomed, log_group)
    weak_alerting.alarms(clients)
    weak_alerting.rules(clients)
    stores = event_data_stores.weak(clients, ACCOUNT)
    securityhub.enable(clients, ACCOUNT, HOME, securityhub.FOUNDATIONAL)
    securityhub.is_incomplete(state, ACCOUNT, HOME, securityhub.FOUNDATIONAL)
    securityhub.manages(state, ACCOUNT, HOME)
    iam.wide_open(clients, ACCOUNT, STRANGER)
    _config(clients, state)
    _failing(state)
    organizations.create(clients, ACCOUNT, (MEMBER,))
    organizations.delegate(clients, ACCOUNT, MEMBER, ("config",))
    organizations.neglect(clients, ACCOUNT)
    return {
        "account": ACCOUNT,
        "trails": trails,
        "keys": [weak, doomed],
        "buckets": [LOGS, GONE],
        "stores": stores,
    }


def _keys(clients: Clients) -> tuple[str, str]:
    """One that is never rotated and that anybody may use, and one that is about to be deleted."""
    kms = clients.get("kms", ACCOUNT)
    public = policy({**ANYBODY, "Action": "kms:*", "Resource": "*"})
    weak, doomed = (kms.create_key(Policy=public)["KeyMetadata"]["Arn"] for _ in range(2))
    kms.schedule_key_deletion(KeyId=doomed.split("/")[-1], PendingWindowInDays=7)
    return weak, doomed


def _bucket(clients: Clients) -> None:
    s3 = clients.get("s3", ACCOUNT)
    s3.create_bucket(Bucket=LOGS, ObjectOwnership="ObjectWriter")
    s3.put_bucket_acl(Bucket=LOGS, ACL="public-read")
    s3.put_bucket_policy(
        Bucket=LOGS,
        Policy=policy(
            {**ANYBODY, "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{LOGS}/*"},
            {
                "Sid": "Stranger",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::666666666666:root"},
                "Action": ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
                "Resource": f"arn:aws:s3:::{LOGS}",
            },
        ),
    )
    s3.put_bucket_request_payment(Bucket=LOGS, RequestPaymentConfiguration={"Payer": "Requester"})
    s3.put_bucket_lifecycle_configuration(
        Bucket=LOGS,
        LifecycleConfiguration={
            "Rules": [
                {"ID": "gone-in-a-week", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 7}}
            ]
        },
    )


def _trails(clients: Clients, weak: str, doomed: str, log_group: str) -> list[str]:
    """None reaches all regions, and the first logs nothing; the bucket of the second was deleted since."""
    cloudtrail = clients.get("cloudtrail", ACCOUNT)
    clients.get("s3", ACCOUNT).create_bucket(Bucket=GONE)
    arns = []
    unheard = {
        "KmsKeyId": weak,
        "SnsTopicName": weak_alerting.TOPIC,
        "CloudWatchLogsLogGroupArn": f"{log_group}:*",
        "CloudWatchLogsRoleArn": f"arn:aws:iam::{ACCOUNT}:role/trail-to-logs",
    }
    settings: dict[str, str]
    for name, bucket, settings in (
        (STOPPED, LOGS, {}),
        (DOOMED, GONE, {"KmsKeyId": doomed}),
        ("weak-key-trail", LOGS, unheard),
    ):
        trail = cloudtrail.create_trail(Name=name, S3BucketName=bucket, IncludeGlobalServiceEvents=False, **settings)
        arns.append(trail["TrailARN"])
        cloudtrail.put_event_selectors(
            TrailName=name,
            EventSelectors=[
                {
                    "ReadWriteType": "ReadOnly",
                    "IncludeManagementEvents": True,
                    "ExcludeManagementEventSources": ["kms.amazonaws.com"],
                }
            ],
        )
    clients.get("s3", ACCOUNT).delete_bucket(Bucket=GONE)
    cloudtrail.start_logging(Name=STOPPED)
    cloudtrail.stop_logging(Name=STOPPED)
    return arns


def _config(clients: Clients, state: State) -> None:
    """A recorder of one type in one region, stopped, and none in the other."""
    config = clients.get("config", ACCOUNT)
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": f"arn:aws:iam::{ACCOUNT}:role/home-made",
            "recordingGroup": {
                "allSupported": False,
                "resourceTypes": ["AWS::EC2::Instance"],
                "recordingStrategy": {"useOnly": "INCLUSION_BY_RESOURCE_TYPES"},
            },
            "recordingMode": {"recordingFrequency": "DAILY"},
        }
    )
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": GONE})
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    config.stop_configuration_recorder(ConfigurationRecorderName="default")
    config.put_retention_configuration(RetentionPeriodInDays=30)
    config.put_config_rule(
        ConfigRule={"ConfigRuleName": "weak", "Source": {"Owner": "AWS", "SourceIdentifier": "CLOUD_TRAIL_ENABLED"}}
    )
    config.put_conformance_pack(ConformancePackName="weak", TemplateBody="Resources: {}")
    state.compliance[ACCOUNT, HOME, "weak"] = "NON_COMPLIANT"
    config.put_configuration_aggregator(
        ConfigurationAggregatorName="weak",
        AccountAggregationSources=[{"AccountIds": [ACCOUNT, STRANGER], "AwsRegions": [HOME]}],
    )
    config.put_aggregation_authorization(AuthorizedAccountId=STRANGER, AuthorizedAwsRegion=HOME)


def _failing(state: State) -> None:
    """Deliveries that go wrong; nothing can be put that makes them do so."""
    # Half an hour more than full days, so that no whole number of hours ends between two collections.
    long_ago = time.time() - 30 * DAY - 1800
    failed = {
        "lastStatus": "FAILURE",
        "lastErrorCode": "NoSuchBucket",
        "lastErrorMessage": "The bucket does not exist.",
    }
    tried = {**failed, "lastAttemptTime": time.time() - 3600, "lastSuccessfulTime": long_ago}
    channel = {"name": "default", "configHistoryDeliveryInfo": tried, "configSnapshotDeliveryInfo": tried}
    state.overrides = [
        weak_alerting.silence(),
        Override(
            ["cloudtrail:GetTrailStatus"],
            response={
                "LatestDeliveryError": "NoSuchBucket",
                "LatestDeliveryTime": long_ago,
                "LatestDigestDeliveryError": "NoSuchBucket",
                "LatestCloudWatchLogsDeliveryError": "Access denied.",
                "LatestNotificationError": "AuthorizationError",
            },
        ),
        Override(
            ["config:DescribeConfigurationRecorderStatus"],
            {"region": HOME},
            response={
                "ConfigurationRecordersStatus": [
                    {
                        "name": "default",
                        "recording": False,
                        "lastStatus": "FAILURE",
                        "lastErrorCode": "AccessDenied",
                        "lastErrorMessage": "The role cannot be assumed.",
                        "lastStartTime": long_ago,
                        "lastStopTime": long_ago + DAY,
                        "lastStatusChangeTime": long_ago + DAY,
                    }
                ]
            },
        ),
        Override(
            ["config:DescribeDeliveryChannelStatus"],
            {"region": HOME},
            response={"DeliveryChannelsStatus": [channel]},
        ),
    ]
