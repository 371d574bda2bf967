"""Amazon S3: whose bucket it is, where it is, and parts that moto keeps in part only."""

from __future__ import annotations

import re

from moto.s3.models import s3_backends

from ..answer import Answer, access_denied, error
from ..call import Call
from ..state import State

# moto leaves out MFA delete, EventBridge and what a rule replicates; AWS answers these as they were put.
KEPT_AS_PUT = {
    "PutBucketReplication": "GetBucketReplication",
    "PutBucketVersioning": "GetBucketVersioning",
    "PutBucketNotificationConfiguration": "GetBucketNotificationConfiguration",
}

# moto names the root after the operation, AWS after what is in it, and the Rust SDK looks at the name.
ROOTS = {
    "GetBucketAcl": "AccessControlPolicy",
    "GetBucketCors": "CORSConfiguration",
    "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
    "GetBucketLogging": "BucketLoggingStatus",
    "GetBucketNotificationConfiguration": "NotificationConfiguration",
    "GetBucketTagging": "Tagging",
    "GetBucketVersioning": "VersioningConfiguration",
    "GetBucketWebsite": "WebsiteConfiguration",
}
ROOT = re.compile(rb"(</?)Get\w+Response\b")

# These are answered wherever they are asked.
ANY_REGION = {"GetBucketLocation", "CreateBucket", "ListBuckets"}


def serve(call: Call, state: State) -> Answer | None:
    """Refuses what AWS refuses and moto does not: another account's bucket, and another region's."""
    place = _place(call.bucket)
    if not place or call.operation == "CreateBucket":
        return None
    owner, region = place
    expected = call.parameters.get("ExpectedBucketOwner", owner)
    if owner not in (call.account, "") or expected != owner:
        return tell_region(call, access_denied(call))
    if call.region != region and call.operation not in ANY_REGION:
        message = "The bucket you are attempting to access must be addressed using the specified endpoint."
        return tell_region(call, error(call, "PermanentRedirect", message, 301))
    if call.operation == "PutBucketRequestPayment":
        state.bucket_parts[call.bucket or "", "GetBucketRequestPayment"] = call.body
        return Answer(200)
    kept = state.bucket_parts.get((call.bucket or "", call.operation))
    if call.operation == "GetBucketRequestPayment":
        # moto does not have it.
        kept = kept or b"<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>"
    return Answer(200, kept, {"Content-Type": "application/xml"}) if kept else None


def amend(call: Call, state: State, answer: Answer) -> None:
    """Keeps what was put, and gives XML its right root."""
    if call.operation in ROOTS and answer.ok:
        answer.body = ROOT.sub(rb"\1" + ROOTS[call.operation].encode(), answer.body)
    operation = KEPT_AS_PUT.get(call.operation)
    if operation and call.bucket and answer.ok:
        state.bucket_parts[call.bucket, operation] = call.body
    if call.operation == "DeleteBucket" and answer.ok:
        for part in (*KEPT_AS_PUT.values(), "GetBucketRequestPayment"):
            state.bucket_parts.pop((call.bucket or "", part), None)
    if call.operation == "HeadBucket" and answer.status == 200:
        answer.headers.setdefault("x-amz-bucket-region", call.region)


def tell_region(call: Call, refusal: Answer) -> Answer:
    """S3 says where a bucket is even to those who may not see it."""
    place = _place(call.bucket)
    if place:
        refusal.headers["x-amz-bucket-region"] = place[1]
    return refusal


def _place(bucket: str | None) -> tuple[str, str] | None:
    """The account and the region of a bucket that exists."""
    if bucket not in s3_backends.bucket_accounts:
        return None
    partition, account = s3_backends.bucket_accounts[bucket]
    return account, s3_backends[account][partition].buckets[bucket].region_name
