"""A member of an organization, whose trail is the management account's, as are its bucket, key, log group and topic.

The member sees the trail and its status; selectors, tags and all that the trail writes to are refused.
"""

from __future__ import annotations

from typing import Any

from ..rules import Deny
from ..state import State
from . import organizations, securityhub
from .clients import Clients

MANAGEMENT = "999999999999"
MEMBERS = ("123456789012", "111122223333")
HOME = "us-east-1"
TRAIL = "organization-trail"
LOGS = f"organization-logs-{MANAGEMENT}"
KEPT_FROM_MEMBERS = ("cloudtrail:GetEventSelectors", "cloudtrail:GetInsightSelectors", "cloudtrail:ListTags")


def fill(clients: Clients, state: State) -> dict[str, Any]:
    """Makes the organization's trail in the management account, and AWS Config in the first member."""
    state.organizations = [{MANAGEMENT, *MEMBERS}]
    organizations.create(clients, MANAGEMENT, MEMBERS)
    state.denials = [Deny(list(KEPT_FROM_MEMBERS), {"account": member}) for member in MEMBERS]
    key = clients.get("kms", MANAGEMENT).create_key(Description="the organization's audit plane")["KeyMetadata"]["Arn"]
    clients.get("s3", MANAGEMENT).create_bucket(Bucket=LOGS)
    clients.get("logs", MANAGEMENT).create_log_group(logGroupName=TRAIL)
    clients.get("sns", MANAGEMENT).create_topic(Name=TRAIL)
    cloudtrail = clients.get("cloudtrail", MANAGEMENT)
    trail = cloudtrail.create_trail(
        Name=TRAIL,
        S3BucketName=LOGS,
        SnsTopicName=TRAIL,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:{TRAIL}:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{MANAGEMENT}:role/trail-to-logs",
        IsMultiRegionTrail=True,
        IsOrganizationTrail=True,
        EnableLogFileValidation=True,
        KmsKeyId=key,
        TagsList=[{"Key": "owner", "Value": "security"}],
    )["TrailARN"]
    cloudtrail.start_logging(Name=TRAIL)
    for region in (HOME, "eu-west-1"):
        _config(clients, MEMBERS[0], region)
        securityhub.enable(clients, MEMBERS[0], region, securityhub.FOUNDATIONAL)
    return {"account": MEMBERS[0], "management": MANAGEMENT, "trail": trail, "key": key, "buckets": [LOGS]}


def _config(clients: Clients, account: str, region: str) -> None:
    role = f"arn:aws:iam::{account}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    config = clients.get("config", account, region)
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": role,
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": region == HOME},
        }
    )
    config.put_delivery_channel(
        DeliveryChannel={
            "name": "default",
            "s3BucketName": LOGS,
            "configSnapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"},
        }
    )
    config.start_configuration_recorder(ConfigurationRecorderName="default")
