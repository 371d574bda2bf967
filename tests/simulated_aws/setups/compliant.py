"""The management account of an organization whose audit plane is as it should be."""

from __future__ import annotations

from typing import Any

from ..state import State
from . import event_data_stores, iam, organizations, securityhub
from .alerting import Alerting
from .clients import Clients
from .documents import (
    access_logs_from,
    account_administers_key,
    auditors_decrypt,
    delivery_to_bucket,
    policy,
    service_uses_key,
    tls_only,
)

ACCOUNT = "123456789012"
HOME = "us-east-1"
COPY_REGION = "eu-west-1"
REGIONS = (HOME, "eu-west-1")
ADMINISTRATOR, WORKLOAD = "222222222222", "333333333333"
TRAIL = "audit-trail"
LOGS = f"audit-logs-{ACCOUNT}"
ACCESS_LOGS = f"audit-access-logs-{ACCOUNT}"
COPY = f"audit-logs-copy-{ACCOUNT}"
TRAIL_ARN = f"arn:aws:cloudtrail:{HOME}:{ACCOUNT}:trail/{TRAIL}"
RECORDER_ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
AGGREGATOR_ROLE = f"arn:aws:iam::{ACCOUNT}:role/config-organization-aggregator"
RULE = "cloudtrail-enabled"
PACK = "audit-plane"
ALL_BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def fill(clients: Clients, state: State) -> dict[str, Any]:
    """Makes the organization, the key, the buckets, the trail and what tells of its events, and AWS Config in both regions."""
    organization = organizations.create(clients, ACCOUNT, (ADMINISTRATOR, WORKLOAD))
    organizations.delegate(clients, ACCOUNT, ADMINISTRATOR, ("cloudtrail", "config"))
    organizations.guard(clients, ACCOUNT, (LOGS,))
    key = _key(clients)
    alerting = {region: Alerting(clients, ACCOUNT, region) for region in REGIONS}
    _access_log_bucket(clients)
    _log_bucket(clients, key, organization, alerting[HOME].topic("audit-objects", "s3"))
    clients.get("s3control", ACCOUNT).put_public_access_block(
        AccountId=ACCOUNT, PublicAccessBlockConfiguration=ALL_BLOCKED
    )
    for region in REGIONS:
        alerts = alerting[region].topic("audit-alerts", "cloudwatch", "events")
        alerting[region].rules(alerts)
        if region == HOME:
            group = alerting[region].log_group(TRAIL)
            alerting[region].alarms(TRAIL, alerts)
            _trail(clients, key, group, alerting[region].topic(TRAIL, "cloudtrail"))
        _config(clients, state, region, key, alerting[region].topic("audit-config", "config"))
        securityhub.enable(clients, ACCOUNT, region, securityhub.FOUNDATIONAL)
        securityhub.administers(state, ACCOUNT, region, enrols=True)
    iam.sound(clients, ACCOUNT)
    store = event_data_stores.sound(clients, ACCOUNT, key)
    return {"account": ACCOUNT, "trail": TRAIL_ARN, "key": key, "buckets": [LOGS, ACCESS_LOGS], "store": store}


def _key(clients: Clients) -> str:
    kms = clients.get("kms", ACCOUNT)
    statements = (
        account_administers_key(ACCOUNT),
        auditors_decrypt(ACCOUNT),
        service_uses_key("cloudtrail", {"aws:SourceArn": TRAIL_ARN}),
        service_uses_key("config", {"aws:SourceAccount": ACCOUNT}),
    )
    made = kms.create_key(Policy=policy(*statements), Description="the audit plane")["KeyMetadata"]
    kms.enable_key_rotation(KeyId=made["KeyId"])
    kms.create_alias(AliasName="alias/audit", TargetKeyId=made["KeyId"])
    return str(made["Arn"])


def _access_log_bucket(clients: Clients) -> None:
    s3 = clients.get("s3", ACCOUNT)
    s3.create_bucket(Bucket=ACCESS_LOGS)
    s3.put_bucket_versioning(Bucket=ACCESS_LOGS, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_encryption(Bucket=ACCESS_LOGS, ServerSideEncryptionConfiguration=_encryption("AES256"))
    statements = policy(tls_only(ACCESS_LOGS), access_logs_from(LOGS, ACCESS_LOGS, ACCOUNT))
    _protect(s3, ACCESS_LOGS, statements)
    _notify(s3, ACCESS_LOGS)


def _log_bucket(clients: Clients, key: str, organization: str, topic: str) -> None:
    s3 = clients.get("s3", ACCOUNT)
    # Object Lock can only be had from the start, and brings versioning with it.
    s3.create_bucket(Bucket=LOGS, ObjectLockEnabledForBucket=True)
    s3.put_object_lock_configuration(
        Bucket=LOGS,
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}},
        },
    )
    s3.put_bucket_encryption(Bucket=LOGS, ServerSideEncryptionConfiguration=_encryption("aws:kms", key))
    s3.put_bucket_logging(
        Bucket=LOGS,
        BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": ACCESS_LOGS, "TargetPrefix": f"{LOGS}/"}},
    )
    _replicate(clients, s3)
    own = f"AWSLogs/{ACCOUNT}"
    of_trail = {"aws:SourceArn": TRAIL_ARN}
    _, of_members = delivery_to_bucket("cloudtrail", LOGS, f"AWSLogs/{organization}/*", of_trail)
    statements = policy(
        tls_only(LOGS),
        *delivery_to_bucket("cloudtrail", LOGS, f"{own}/*", of_trail),
        {**of_members, "Sid": "membersWrite"},
        *delivery_to_bucket("config", LOGS, f"{own}/Config/*", {"AWS:SourceAccount": ACCOUNT}),
    )
    _protect(s3, LOGS, statements)
    _notify(s3, LOGS, TopicConfigurations=[{"Id": "all", "TopicArn": topic, "Events": ["s3:ObjectCreated:*"]}])


def _notify(s3: Any, bucket: str, **further: Any) -> None:
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}, **further}
    )


def _replicate(clients: Clients, s3: Any) -> None:
    elsewhere = clients.get("s3", ACCOUNT, COPY_REGION)
    elsewhere.create_bucket(Bucket=COPY, CreateBucketConfiguration={"LocationConstraint": COPY_REGION})
    elsewhere.put_bucket_versioning(Bucket=COPY, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_replication(
        Bucket=LOGS,
        ReplicationConfiguration={
            "Role": f"arn:aws:iam::{ACCOUNT}:role/log-replication",
            "Rules": [
                {
                    "ID": "all-logs",
                    "Priority": 1,
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "DeleteMarkerReplication": {"Status": "Disabled"},
                    "Destination": {"Bucket": f"arn:aws:s3:::{COPY}"},
                }
            ],
        },
    )


def _encryption(algorithm: str, key: str | None = None) -> dict[str, Any]:
    by_default = {"SSEAlgorithm": algorithm} | ({"KMSMasterKeyID": key} if key else {})
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": by_default, "BucketKeyEnabled": bool(key)}]}


def _protect(s3: Any, bucket: str, statements: str) -> None:
    """What both buckets have."""
    s3.put_bucket_ownership_controls(
        Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    s3.put_bucket_policy(Bucket=bucket, Policy=statements)
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=ALL_BLOCKED)
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket,
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "keep-seven-years",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "Expiration": {"Days": 2557},
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 2557},
                }
            ]
        },
    )


def _trail(clients: Clients, key: str, log_group: str, topic: str) -> None:
    cloudtrail = clients.get("cloudtrail", ACCOUNT)
    cloudtrail.create_trail(
        Name=TRAIL,
        S3BucketName=LOGS,
        SnsTopicName=topic.rsplit(":", 1)[-1],
        IncludeGlobalServiceEvents=True,
        IsMultiRegionTrail=True,
        IsOrganizationTrail=True,
        EnableLogFileValidation=True,
        KmsKeyId=key,
        CloudWatchLogsLogGroupArn=f"{log_group}:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{ACCOUNT}:role/audit-trail-to-logs",
        TagsList=[{"Key": "owner", "Value": "security"}],
    )
    cloudtrail.put_event_selectors(
        TrailName=TRAIL,
        AdvancedEventSelectors=[
            {"Name": "all management events", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
            *(_data_events(resource_type) for resource_type in ("AWS::S3::Object", "AWS::Lambda::Function")),
        ],
    )
    kinds = ("ApiCallRateInsight", "ApiErrorRateInsight")
    cloudtrail.put_insight_selectors(TrailName=TRAIL, InsightSelectors=[{"InsightType": kind} for kind in kinds])
    cloudtrail.start_logging(Name=TRAIL)


def _data_events(resource_type: str) -> dict[str, Any]:
    return {
        "Name": f"all data events of {resource_type}",
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": [resource_type]},
        ],
    }


def _config(clients: Clients, state: State, region: str, key: str, topic: str) -> None:
    config = clients.get("config", ACCOUNT, region)
    config.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": RECORDER_ROLE,
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": region == HOME},
            "recordingMode": {"recordingFrequency": "CONTINUOUS"},
        }
    )
    config.put_delivery_channel(
        DeliveryChannel={
            "name": "default",
            "s3BucketName": LOGS,
            "s3KmsKeyArn": key,
            "snsTopicARN": topic,
            "configSnapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"},
        }
    )
    config.start_configuration_recorder(ConfigurationRecorderName="default")
    config.put_retention_configuration(RetentionPeriodInDays=2557)
    config.put_config_rule(
        ConfigRule={"ConfigRuleName": RULE, "Source": {"Owner": "AWS", "SourceIdentifier": "CLOUD_TRAIL_ENABLED"}}
    )
    config.put_conformance_pack(ConformancePackName=PACK, TemplateBody="Resources: {}")
    for name in (RULE, PACK):
        state.compliance[ACCOUNT, region, name] = "COMPLIANT"
    if region == HOME:
        config.put_configuration_aggregator(
            ConfigurationAggregatorName="all",
            OrganizationAggregationSource={"RoleArn": AGGREGATOR_ROLE, "AllAwsRegions": True},
        )
        config.put_aggregation_authorization(AuthorizedAccountId=ACCOUNT, AuthorizedAwsRegion=HOME)
