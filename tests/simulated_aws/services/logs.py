"""Amazon CloudWatch Logs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from moto.logs.models import LogsBackend, logs_backends

from ..answer import Answer, as_json, error
from ..call import Call
from ..state import State
from .paging import page

LARGEST_PAGE = 50
# Lists of which moto makes no pages.
LISTS = {
    "DescribeMetricFilters": "metricFilters",
    "DescribeResourcePolicies": "resourcePolicies",
    "DescribeSubscriptionFilters": "subscriptionFilters",
}


def serve(call: Call, state: State) -> Answer | None:
    """Answers what moto does not implement, and refuses what it does not."""
    if call.operation == "DescribeDestinations":
        return _destinations(call)
    if call.operation in ("PutDataProtectionPolicy", "GetDataProtectionPolicy"):
        return _data_protection(call, state)
    if call.operation == "PutSubscriptionFilter" and ":destination:" in call.parameters["destinationArn"]:
        return _subscribe_destination(call)
    if call.operation == "PutMetricFilter" and call.parameters["logGroupName"] not in _backend(call).groups:
        return _no_log_group(call)
    return None


def amend(call: Call, state: State, answer: Answer) -> None:
    """Keeps what moto does not, and puts it into moto's answers."""
    if not answer.ok:
        return
    if call.operation == "CreateLogGroup":
        state.log_groups[call.account, call.region, call.parameters["logGroupName"]] = call.parameters
    elif call.operation == "DeleteLogGroup":
        name = call.parameters["logGroupName"]
        state.data_protection.pop((call.account, call.region, name), None)
        _keep_filters(call, lambda known: known["logGroupName"] != name)
    elif call.operation == "PutMetricFilter":
        _put_metric_filter(call)
    elif call.operation == "DescribeLogGroups":
        body = answer.json()
        body["logGroups"] = [_log_group(call, state, group) for group in body["logGroups"]]
        answer.set_json(body)
    elif call.operation in LISTS:
        member = LISTS[call.operation]
        items = answer.json()[member]
        if member == "metricFilters":
            items.sort(key=lambda known: known["filterName"])
        elif member == "resourcePolicies":
            items = [{"policyScope": "ACCOUNT", **policy} for policy in items]
        answer.set_json(_paged(call, member, items))


def _backend(call: Call) -> LogsBackend:
    return logs_backends[call.account][call.region]


def _paged(call: Call, member: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    part, token = page(items, call.parameters.get("nextToken"), call.parameters.get("limit") or LARGEST_PAGE)
    return {member: part} | ({"nextToken": token} if token else {})


def _no_log_group(call: Call) -> Answer:
    return error(call, "ResourceNotFoundException", "The specified log group does not exist.")


def _log_group(call: Call, state: State, group: dict[str, Any]) -> dict[str, Any]:
    place = call.account, call.region, group["logGroupName"]
    put = state.log_groups[place]
    filters = _backend(call).filters.get_matching_filters(log_group_name=group["logGroupName"])
    group |= {"logGroupClass": put.get("logGroupClass", "STANDARD"), "metricFilterCount": len(filters)}
    if place in state.data_protection:
        group["dataProtectionStatus"] = "ACTIVATED"
    if "deletionProtectionEnabled" in put:
        group["deletionProtectionEnabled"] = put["deletionProtectionEnabled"]
    return group


def _keep_filters(call: Call, wanted: Callable[[dict[str, Any]], bool]) -> None:
    filters = _backend(call).filters
    filters.metric_filters = [known for known in filters.metric_filters if wanted(known)]


def _put_metric_filter(call: Call) -> None:
    """One of the same name takes the other's place, and is what it was put as."""
    names = ("filterName", "logGroupName")
    asked = call.parameters
    _keep_filters(call, lambda known: any(known[name] != asked[name] for name in names))
    now = int(time.time() * 1000)
    _backend(call).filters.metric_filters.append({"applyOnTransformedLogs": False, **asked, "creationTime": now})


def _destinations(call: Call) -> Answer:
    prefix = call.parameters.get("DestinationNamePrefix", "")
    known = [each.to_dict() for each in _backend(call).destinations.values()]
    return as_json(_paged(call, "destinations", [each for each in known if each["destinationName"].startswith(prefix)]))


def _subscribe_destination(call: Call) -> Answer:
    """moto takes the name of a destination for that of a log group."""
    asked = call.parameters
    group = _backend(call).groups.get(asked["logGroupName"])
    if not group:
        return _no_log_group(call)
    if asked["destinationArn"] not in _backend(call).destinations:
        return error(call, "InvalidParameterException", "Could not deliver test message to specified destination.")
    role = asked.get("roleArn")
    group.put_subscription_filter(asked["filterName"], asked["filterPattern"], asked["destinationArn"], role)
    return as_json({})


def _data_protection(call: Call, state: State) -> Answer:
    identifier = call.parameters["logGroupIdentifier"]
    name = identifier.split(":log-group:")[-1].removesuffix(":*")
    if name not in _backend(call).groups:
        return _no_log_group(call)
    place = call.account, call.region, name
    if call.operation == "PutDataProtectionPolicy":
        now = int(time.time() * 1000)
        state.data_protection[place] = {"policyDocument": call.parameters["policyDocument"], "lastUpdatedTime": now}
    return as_json({"logGroupIdentifier": identifier, **state.data_protection.get(place, {})})
