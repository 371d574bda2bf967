"""Configuration items: AWS Config's own view of resources, which moto has of five types only.

Tests put items with `POST /_gateway/config-items`; these are then selected, listed and got as AWS Config gives them.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from ..answer import Answer, as_json, error
from ..call import Call
from ..state import State
from .paging import page

LARGEST_PAGE = 100
EXPRESSION = re.compile(
    r"^\s*SELECT\s+(?P<fields>.+?)(?:\s+WHERE\s+(?P<where>.+?))?\s*;?\s*$", re.IGNORECASE | re.DOTALL
)
CONDITION = re.compile(r"^(?P<field>[\w.]+)\s*(?:=\s*(?P<one>'[^']*')|IN\s*\((?P<many>[^)]*)\))$", re.IGNORECASE)
NOT_AS_THEY_ARE = {"configuration", "supplementaryConfiguration", "tags"}
DELETED = {"ResourceDeleted", "ResourceDeletedNotRecorded"}
QUOTED = re.compile(r"'([^']*)'")


def serve(call: Call, state: State) -> Answer | None:
    """Answers from the items that tests have put; what they have not put is left to moto."""
    items = [
        item
        for item in state.config_items
        if (item.get("accountId"), item.get("awsRegion")) == (call.account, call.region)
    ]
    if call.operation == "SelectResourceConfig":
        return _select(call, items)
    if call.operation == "ListDiscoveredResources":
        return _list(call, items)
    if call.operation == "BatchGetResourceConfig":
        return _batch_get(call, items)
    return None


def _select(call: Call, items: list[dict[str, Any]]) -> Answer:
    expression = EXPRESSION.match(call.parameters.get("Expression", ""))
    conditions = _conditions(expression.group("where")) if expression else None
    if not expression or conditions is None:
        return error(call, "InvalidExpressionException", "The simulated AWS does not understand this expression.")
    fields = [field.strip() for field in expression.group("fields").split(",")]
    found = [item for item in items if all(str(_at(item, path)) in values for path, values in conditions)]
    part, token = page(found, call.parameters.get("NextToken"), call.parameters.get("Limit") or LARGEST_PAGE)
    answer: dict[str, Any] = {
        "Results": [json.dumps(_projection(item, fields)) for item in part],
        "QueryInfo": {"SelectFields": [{"Name": field} for field in fields]},
    }
    if token:
        answer["NextToken"] = token
    return as_json(answer)


def _conditions(where: str | None) -> list[tuple[str, set[str]]] | None:
    """`field = 'value'` and `field IN ('value', …)`, joined by AND; anything else is not understood."""
    conditions = []
    for text in re.split(r"\s+AND\s+", where.strip(), flags=re.IGNORECASE) if where else []:
        condition = CONDITION.match(text.strip())
        if not condition:
            return None
        values = set(QUOTED.findall(condition.group("one") or condition.group("many")))
        conditions.append((condition.group("field"), values))
    return conditions


def _at(item: dict[str, Any], path: str) -> Any:
    value: Any = item
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _projection(item: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    if fields == ["*"]:
        return item
    row: dict[str, Any] = {}
    for field in fields:
        value = _at(item, field)
        if value is None:
            continue
        *parents, last = field.split(".")
        target = row
        for name in parents:
            target = target.setdefault(name, {})
        target[last] = value
    return row


def _list(call: Call, items: list[dict[str, Any]]) -> Answer | None:
    kind = call.parameters.get("resourceType")
    with_deleted = bool(call.parameters.get("includeDeletedResources"))
    newest: dict[str, dict[str, Any]] = {}
    for item in items:
        if item.get("resourceType") == kind:
            known = newest.get(item["resourceId"])
            if not known or _captured(known) < _captured(item):
                newest[item["resourceId"]] = item
    found = [
        _identifier(item)
        for item in newest.values()
        if with_deleted or item.get("configurationItemStatus") not in DELETED
    ]
    if not found:
        return None
    part, token = page(found, call.parameters.get("nextToken"), call.parameters.get("limit") or LARGEST_PAGE)
    answer: dict[str, Any] = {"resourceIdentifiers": part}
    if token:
        answer["nextToken"] = token
    return as_json(answer)


def _captured(item: dict[str, Any]) -> str:
    return str(item.get("configurationItemCaptureTime", ""))


def _identifier(item: dict[str, Any]) -> dict[str, Any]:
    """What a list says of a resource; of a deleted one it says when that was."""
    named = {name: item[name] for name in ("resourceType", "resourceId", "resourceName") if item.get(name)}
    if item.get("configurationItemStatus") in DELETED:
        named["resourceDeletionTime"] = base_item(item)["configurationItemCaptureTime"]
    return named


def _batch_get(call: Call, items: list[dict[str, Any]]) -> Answer | None:
    known = {(item.get("resourceType"), item.get("resourceId")): item for item in items}
    keys = call.parameters.get("resourceKeys", [])
    if not any((key["resourceType"], key["resourceId"]) in known for key in keys):
        return None
    found, missing = [], []
    for key in keys:
        item = known.get((key["resourceType"], key["resourceId"]))
        if item:
            found.append(base_item(item))
        else:
            missing.append(key)
    return as_json({"baseConfigurationItems": found, "unprocessedResourceKeys": missing})


def base_item(item: dict[str, Any]) -> dict[str, Any]:
    """In this answer JSON inside an item is a string, times are numbers, and tags are missing."""
    base = {name: value for name, value in item.items() if name not in NOT_AS_THEY_ARE}
    with_numbers_for_times(base)
    configuration = item.get("configuration")
    if configuration is not None:
        base["configuration"] = configuration if isinstance(configuration, str) else json.dumps(configuration)
    base["supplementaryConfiguration"] = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in (item.get("supplementaryConfiguration") or {}).items()
    }
    return base


def with_numbers_for_times(item: dict[str, Any]) -> None:
    """Writes an item's times as the answers of JSON services have them."""
    for name in ("configurationItemCaptureTime", "resourceCreationTime"):
        time = item.get(name)
        if isinstance(time, str):
            item[name] = datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()
