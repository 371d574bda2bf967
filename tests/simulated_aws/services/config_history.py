"""What AWS Config recorded of a resource over time, and what it knows as deleted.

moto keeps no history. What is there now was recorded once, unless tests have put other items with
`POST /_gateway/config-items`: these are then all that AWS Config recorded of that resource.
"""

from __future__ import annotations

import json
import time
from typing import Any

from moto.cloudtrail.models import cloudtrail_backends
from moto.kms.models import kms_backends

from ..answer import Answer, as_json, error
from ..call import Call
from ..state import State
from . import cloudtrail
from .config_items import base_item
from .paging import page

LARGEST_PAGE = 100
# Nothing has changed since before anybody asked: the same state gives the same answer.
BEFORE = time.time() - 24 * 3600.0
RECORDER = "AWS::Config::ConfigurationRecorder"
TRAIL = "AWS::CloudTrail::Trail"
KEY = "AWS::KMS::Key"


def serve(call: Call, state: State) -> Answer | None:
    """Answers for what moto has no items of; buckets are left to it."""
    if call.operation != "GetResourceConfigHistory":
        return None
    kind, name = call.parameters["resourceType"], call.parameters["resourceId"]
    if kind == RECORDER:
        return error(call, "ValidationException", f"Value '{kind}' at 'resourceType' is not in the enumeration.")
    recorders = [recorder for place, recorder in state.recorders.items() if place[:2] == (call.account, call.region)]
    if not recorders:
        return error(call, "NoAvailableConfigurationRecorderException", "There is no configuration recorder.")
    unknown = error(call, "ResourceNotDiscoveredException", f"Resource {name} of type {kind} is not discovered.")
    items = _put(call, state, kind, name)
    if not items:
        if not any(_records(recorder, kind) for recorder in recorders):
            return unknown
        if kind not in (TRAIL, KEY):
            return None
        items = [item for item in (_trail(call, name) if kind == TRAIL else _key(call, name),) if item]
    if not items:
        return unknown
    items.sort(key=lambda item: item["configurationItemCaptureTime"], reverse=True)
    part, token = page(items, call.parameters.get("nextToken"), call.parameters.get("limit") or LARGEST_PAGE)
    answer: dict[str, Any] = {"configurationItems": part}
    if token:
        answer["nextToken"] = token
    return as_json(answer)


def amend(answer: Answer) -> None:
    """moto's items, as AWS writes them: with numbers for times."""
    body = answer.json()
    body["configurationItems"] = [base_item(item) for item in body["configurationItems"]]
    answer.set_json(body)


def _put(call: Call, state: State, kind: str, name: str) -> list[dict[str, Any]]:
    return [
        base_item(item)
        for item in state.config_items
        if (item.get("accountId"), item.get("awsRegion"), item.get("resourceType"), item.get("resourceId"))
        == (call.account, call.region, kind, name)
    ]


def _records(recorder: dict[str, Any], kind: str) -> bool:
    group = recorder.get("recordingGroup", {"allSupported": True})
    if group.get("recordingStrategy", {}).get("useOnly") == "EXCLUSION_BY_RESOURCE_TYPES":
        return kind not in group.get("exclusionByResourceTypes", {}).get("resourceTypes", [])
    return bool(group.get("allSupported")) or kind in group.get("resourceTypes", [])


def _trail(call: Call, arn: str) -> dict[str, Any] | None:
    """A trail in its home region; its items go by the ARN."""
    trails = cloudtrail_backends[call.account][call.region].trails.values()
    trail = next((trail for trail in trails if trail.arn == arn), None)
    if trail is None:
        return None
    settings = {name[0].lower() + name[1:]: value for name, value in cloudtrail.described(trail).items()}
    return _item(call, TRAIL, arn, trail.trail_name, settings, {})


def _key(call: Call, name: str) -> dict[str, Any] | None:
    key = kms_backends[call.account][call.region].keys.get(name)
    if key is None:
        return None
    settings = {"keyId": key.id, "arn": key.arn, "enabled": key.enabled, "keyState": key.key_state}
    rotation = {"KeyRotationStatus": json.dumps(bool(key.key_rotation_status))}
    return _item(call, KEY, name, None, settings, rotation) | {"arn": key.arn}


def _item(
    call: Call, kind: str, name: str, called: str | None, settings: dict[str, Any], parts: dict[str, str]
) -> dict[str, Any]:
    item = {
        "version": "1.3",
        "accountId": call.account,
        "awsRegion": call.region,
        "resourceType": kind,
        "resourceId": name,
        "configurationItemCaptureTime": BEFORE,
        "configurationItemStatus": "ResourceDiscovered",
        "recordingFrequency": "CONTINUOUS",
        "configuration": json.dumps(settings),
        "supplementaryConfiguration": parts,
    }
    if called:
        item["resourceName"] = called
    return item

