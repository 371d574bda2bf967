"""AWS CloudTrail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from moto.cloudtrail.models import Trail, cloudtrail_backends

from ..answer import Answer, error
from ..call import Call
from ..state import State
from . import lake

# These find a trail by its ARN wherever they are asked, if the trail reaches that region.
READ_BY_ARN = {"GetTrail", "GetTrailStatus", "GetEventSelectors", "GetInsightSelectors"}

# What AWS records of a trail whose selectors were never set.
DEFAULT_SELECTOR = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}
MINUTE = 60.0


def serve(call: Call, state: State) -> Answer | None:
    """Answers for Lake, and does not know what moto does: another region's trail by its name, and tags of what is
    elsewhere.
    """
    answer = lake.serve(call, state)
    if answer:
        return answer
    own = [trail for trail in _trails(call.account) if trail.region_name == call.region]
    name = _name(call)
    if (
        call.operation in READ_BY_ARN
        and not name.startswith("arn:")
        and name not in {trail.trail_name for trail in own}
    ):
        return error(call, "TrailNotFoundException", f"Unknown trail: {name} for the user: {call.account}")
    if call.operation == "ListTags":
        unknown = set(call.parameters.get("ResourceIdList", [])) - {trail.arn for trail in own}
        if unknown:
            return error(call, "ResourceNotFoundException", f"Unknown resources: {', '.join(sorted(unknown))}")
    return None


def redirect(call: Call, state: State) -> tuple[str, str] | None:
    """The owner and the home region of the trail that the call names by ARN."""
    if call.operation not in READ_BY_ARN:
        return None
    trail = _visible(call, state).get(_name(call))
    return (trail.account_id, trail.region_name) if trail else None


def amend(call: Call, state: State, answer: Answer) -> None:
    """Puts into moto's answer what AWS has there."""
    if not answer.ok:
        return
    body = _without_null(answer.json())
    if call.operation == "DescribeTrails":
        body["trailList"] = _described(call, state)
    elif call.operation == "GetTrail":
        body["Trail"] |= _flags(_any(call, state))
    elif call.operation == "GetTrailStatus":
        body |= _status(_any(call, state))
    elif call.operation == "GetEventSelectors":
        _selectors(body)
    elif call.operation == "GetInsightSelectors" and not body.get("InsightSelectors"):
        refusal = error(call, "InsightNotEnabledException", f"Trail {_name(call)} does not have Insights enabled.")
        answer.status, answer.body, answer.headers = refusal.status, refusal.body, refusal.headers
        return
    answer.set_json(body)


def _name(call: Call) -> str:
    return call.parameters.get("TrailName") or call.parameters.get("Name") or ""


def _trails(account: str) -> Iterator[Trail]:
    for backend in list(cloudtrail_backends[account].values()):
        yield from list(backend.trails.values())


def _visible(call: Call, state: State) -> dict[str, Trail]:
    """The trails that reach the call's account and region, by ARN: its own, and those of its organization."""
    own = list(_trails(call.account))
    for organization in state.organizations:
        if call.account in organization:
            for other in sorted(organization - {call.account}):
                own += [trail for trail in _trails(other) if trail.is_org_trail]
    return {trail.arn: trail for trail in own if trail.is_multi_region or trail.region_name == call.region}


def _any(call: Call, state: State) -> Trail:
    """The trail that the call names by ARN or by name; moto found it, so there is one."""
    own = {trail.trail_name: trail for trail in _trails(call.account) if trail.region_name == call.region}
    return own.get(_name(call)) or _visible(call, state)[_name(call)]


def _described(call: Call, state: State) -> list[dict[str, Any]]:
    trails = list(_visible(call, state).values())
    if call.parameters.get("includeShadowTrails") is False:
        trails = [trail for trail in trails if trail.region_name == call.region]
    wanted = call.parameters.get("trailNameList")
    if wanted:
        trails = [trail for trail in trails if trail.arn in wanted or trail.trail_name in wanted]
    return [described(trail) for trail in trails]


def described(trail: Trail) -> dict[str, Any]:
    """A trail as `DescribeTrails` has it."""
    return _without_null(trail.description(include_region=True)) | _flags(trail)


def _flags(trail: Trail) -> dict[str, Any]:
    return {
        "HasCustomEventSelectors": bool(trail.event_selectors or trail.advanced_event_selectors),
        "HasInsightSelectors": bool(trail.insight_selectors),
        "HomeRegion": trail.region_name,
    }


def _status(trail: Trail) -> dict[str, Any]:
    """Deliveries of a trail that logs: all of them went well a short while ago."""
    now = time.time()
    status: dict[str, Any] = {}
    if trail.status.is_logging:
        status["LatestDeliveryTime"] = now - 5 * MINUTE
        if trail.log_validation:
            status["LatestDigestDeliveryTime"] = now - 20 * MINUTE
        if trail.cw_log_group_arn:
            status["LatestCloudWatchLogsDeliveryTime"] = now - 3 * MINUTE
        if trail.sns_topic_name:
            status["LatestNotificationTime"] = now - 5 * MINUTE
    return status


def _selectors(body: dict[str, Any]) -> None:
    classic, advanced = body.get("EventSelectors"), body.get("AdvancedEventSelectors")
    if classic:
        # moto keeps advanced selectors that classic ones have replaced.
        body.pop("AdvancedEventSelectors", None)
    elif advanced:
        body.pop("EventSelectors", None)
    else:
        body.pop("AdvancedEventSelectors", None)
        body["EventSelectors"] = [DEFAULT_SELECTOR]


def _without_null(value: Any) -> Any:
    """Leaves out what moto writes as null; AWS does not write it at all."""
    if isinstance(value, dict):
        return {name: _without_null(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_without_null(element) for element in value]
    return value
