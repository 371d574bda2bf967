"""Policy documents of buckets, keys and topics, as AWS's user guides ask for them."""

from __future__ import annotations

import json
from typing import Any

Statement = dict[str, Any]


def policy(*statements: Statement) -> str:
    """A policy of these statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def tls_only(bucket: str) -> Statement:
    """Nobody reaches the bucket or its objects without TLS."""
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        # Not the plain "*", which means the same and which moto stumbles over.
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def delivery_to_bucket(service: str, bucket: str, objects: str, condition: dict[str, Any]) -> list[Statement]:
    """CloudTrail or AWS Config may look at the bucket and put its files there, on behalf of the account only."""
    allow = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}}
    owner_has_control = {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **condition}}
    return [
        {
            **allow,
            "Sid": f"{service}Check",
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": f"arn:aws:s3:::{bucket}",
            "Condition": {"StringEquals": condition},
        },
        {
            **allow,
            "Sid": f"{service}Write",
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{bucket}/{objects}",
            "Condition": owner_has_control,
        },
    ]


def access_logs_from(source: str, bucket: str, account: str) -> Statement:
    """S3 may put a bucket's server access logs there."""
    return {
        "Sid": "ServerAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {
            "ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{source}"},
            "StringEquals": {"aws:SourceAccount": account},
        },
    }


def account_administers_key(account: str) -> Statement:
    """The account administers the key through IAM, and does not use it."""
    verbs = ("Create", "Describe", "Disable", "Enable", "Get", "List", "Put", "Revoke", "Schedule", "Tag", "Update")
    return {
        "Sid": "Account",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": [f"kms:{verb}*" for verb in verbs],
        "Resource": "*",
    }


def auditors_decrypt(account: str) -> Statement:
    """One role reads what was encrypted."""
    return {
        "Sid": "Auditors",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:role/auditor"},
        "Action": "kms:Decrypt",
        "Resource": "*",
    }


def service_uses_key(service: str, condition: dict[str, Any] | None = None) -> Statement:
    """A service may encrypt with the key, on behalf of the account only where it says on whose behalf."""
    statement: Statement = {
        "Sid": f"{service}Encrypts",
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": ["kms:GenerateDataKey*", "kms:DescribeKey", "kms:Decrypt"],
        "Resource": "*",
    }
    return statement | {"Condition": {"StringEquals": condition}} if condition else statement


def tls_only_topic(topic: str) -> Statement:
    """Nobody publishes to the topic without TLS."""
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def account_subscribes(topic: str, account: str) -> Statement:
    """The account itself reads and administers the topic."""
    return {
        "Sid": "Account",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": ["sns:GetTopicAttributes", "sns:SetTopicAttributes", "sns:Subscribe", "sns:ListSubscriptionsByTopic"],
        "Resource": topic,
    }


def publishes_for_account(service: str, topic: str, account: str) -> Statement:
    """A service may publish to the topic, on behalf of the account only."""
    return {
        "Sid": f"{service}Publishes",
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {"StringEquals": {"aws:SourceAccount": account}},
    }
