"""Which AWS operation a request asks for, in whose account and in which region."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from moto.iam.models import get_account_id_from

from .models import find_operation

Environ = dict[str, Any]

# S3 names an operation by method and by the one query parameter that stands for the part of the bucket.
BUCKET_PARTS = {
    "acl": "BucketAcl",
    "cors": "BucketCors",
    "encryption": "BucketEncryption",
    "lifecycle": "BucketLifecycleConfiguration",
    "location": "BucketLocation",
    "logging": "BucketLogging",
    "notification": "BucketNotificationConfiguration",
    "object-lock": "ObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "policyStatus": "BucketPolicyStatus",
    "publicAccessBlock": "PublicAccessBlock",
    "replication": "BucketReplication",
    "requestPayment": "BucketRequestPayment",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}
VERBS = {"GET": "Get", "PUT": "Put", "DELETE": "Delete"}
BUCKETS = {"GET": "ListObjects", "HEAD": "HeadBucket", "PUT": "CreateBucket", "DELETE": "DeleteBucket"}
OBJECTS = {"GET": "GetObject", "HEAD": "HeadObject", "PUT": "PutObject", "DELETE": "DeleteObject"}

# Most actions are the service and the operation; these are not.
ACTIONS = {
    ("s3", "HeadBucket"): "s3:ListBucket",
    ("s3", "ListObjects"): "s3:ListBucket",
    ("s3", "HeadObject"): "s3:GetObject",
    ("s3", "ListBuckets"): "s3:ListAllMyBuckets",
    ("s3", "GetBucketEncryption"): "s3:GetEncryptionConfiguration",
    ("s3", "PutBucketEncryption"): "s3:PutEncryptionConfiguration",
    ("s3", "GetBucketLifecycleConfiguration"): "s3:GetLifecycleConfiguration",
    ("s3", "PutBucketLifecycleConfiguration"): "s3:PutLifecycleConfiguration",
    ("s3", "GetBucketNotificationConfiguration"): "s3:GetBucketNotification",
    ("s3", "PutBucketNotificationConfiguration"): "s3:PutBucketNotification",
    ("s3", "GetBucketReplication"): "s3:GetReplicationConfiguration",
    ("s3", "PutBucketReplication"): "s3:PutReplicationConfiguration",
    ("s3", "GetObjectLockConfiguration"): "s3:GetBucketObjectLockConfiguration",
    ("s3", "PutObjectLockConfiguration"): "s3:PutBucketObjectLockConfiguration",
    ("s3", "GetPublicAccessBlock"): "s3:GetBucketPublicAccessBlock",
    ("s3", "PutPublicAccessBlock"): "s3:PutBucketPublicAccessBlock",
    ("s3control", "GetPublicAccessBlock"): "s3:GetAccountPublicAccessBlock",
    ("s3control", "PutPublicAccessBlock"): "s3:PutAccountPublicAccessBlock",
}
# Of these, only method and path say which operation is meant.
REST_JSON = {"account", "securityhub"}
# A few services sign with another name than IAM calls them by.
SIGNED_AS = {"monitoring": "cloudwatch"}
# The mark of the set-ups' own calls, in their user agent.
SETTING_UP = "simulated-aws-setup"
CREDENTIAL = re.compile(r"Credential=(?P<key>[^/]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")


@dataclass(frozen=True)
class Call:
    """One request, as AWS would name it."""

    service: str
    operation: str
    account: str
    region: str
    protocol: str
    """`json`, `cbor`, `rest-json`, `rest-xml` or `query`: the form in which an error must be answered."""
    parameters: dict[str, Any] = field(default_factory=dict)
    bucket: str | None = None
    body: bytes = b""
    setting_up: bool = False
    """Whether one of the set-ups makes the call: these are neither counted nor refused."""

    @property
    def action(self) -> str:
        """The IAM action that allows the call."""
        return ACTIONS.get((self.service, self.operation), f"{self.service}:{self.operation}")

    @property
    def speaks_json(self) -> bool:
        """Whether requests and answers are JSON, on their way here at least; else they are XML, or a form and XML."""
        return self.protocol in ("json", "cbor", "rest-json")


def account_of(key: str) -> str:
    """The account of an access key: twelve digits are an account's own key, others are looked up among moto's."""
    return key if re.fullmatch(r"\d{12}", key) else get_account_id_from(key)


def parse(environ: Environ, body: bytes) -> Call:
    """Reads a request's operation from its path, its headers and its body."""
    credential = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    key, region, service = credential.group("key", "region", "service") if credential else ("none", "us-east-1", "s3")
    service = SIGNED_AS.get(service, service)
    path = environ.get("PATH_INFO", "/")
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    where: dict[str, Any] = {
        "account": account_of(key),
        "region": region,
        "body": body,
        "setting_up": SETTING_UP in environ.get("HTTP_USER_AGENT", ""),
    }
    if target:
        protocol = "cbor" if "HTTP_SMITHY_PROTOCOL" in environ else "json"
        return Call(service, target.rsplit(".", 1)[-1], protocol=protocol, parameters=_json(body), **where)
    if service in REST_JSON:
        operation, named = find_operation(service, environ["REQUEST_METHOD"], path)
        query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        return Call(service, operation, protocol="rest-json", parameters=query | named | _json(body), **where)
    if path.startswith("/v20180820/"):
        return _s3control(environ, path, where)
    if service == "s3":
        return _s3(environ, path, where)
    form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    return Call(service, form.get("Action", "Unknown"), protocol="query", parameters=form, **where)


def _s3control(environ: Environ, path: str, where: dict[str, Any]) -> Call:
    operation = "Unknown"
    if path.endswith("/configuration/publicAccessBlock"):
        operation = VERBS.get(environ["REQUEST_METHOD"], "Unknown") + "PublicAccessBlock"
    parameters = {"AccountId": environ.get("HTTP_X_AMZ_ACCOUNT_ID")}
    return Call("s3control", operation, protocol="rest-xml", parameters=parameters, **where)


def _s3(environ: Environ, path: str, where: dict[str, Any]) -> Call:
    method = environ["REQUEST_METHOD"]
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    bucket, _, key = unquote(path).lstrip("/").partition("/")
    if not bucket:
        operation = "ListBuckets"
    elif key:
        operation = OBJECTS.get(method, "Unknown")
    else:
        part = next((name for name in BUCKET_PARTS if name in query), None)
        operation = VERBS.get(method, "Unknown") + BUCKET_PARTS[part] if part else BUCKETS.get(method, "Unknown")
    parameters: dict[str, Any] = {name: values[0] for name, values in query.items()}
    if bucket:
        parameters["Bucket"] = bucket
    if "HTTP_X_AMZ_EXPECTED_BUCKET_OWNER" in environ:
        parameters["ExpectedBucketOwner"] = environ["HTTP_X_AMZ_EXPECTED_BUCKET_OWNER"]
    return Call("s3", operation, protocol="rest-xml", parameters=parameters, bucket=bucket or None, **where)


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
