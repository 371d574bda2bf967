"""Security Hub: moto keeps hubs, and neither standards nor administrators; and it refuses by another code than AWS.

What is told of an organization is what a set-up says, so that it takes no organization to have one.
"""

from __future__ import annotations

from typing import Any

from ..answer import Answer, as_json, error
from ..call import Call
from ..state import State
from . import findings
from .paging import page

STANDARDS_IN_A_PAGE = 25
ADMINS_IN_A_PAGE = 10


def serve(call: Call, state: State) -> Answer | None:
    """Answers what moto does not have."""
    served = SERVED.get(call.operation)
    return served(call, state) if served else None


def amend(call: Call, state: State, answer: Answer) -> None:
    """Gives the refusal of an account without Security Hub AWS's status."""
    if answer.status == 400 and b"InvalidAccessException" in answer.body:
        answer.status = 401


def _not_told(call: Call, why: str) -> Answer:
    return error(call, "InvalidAccessException", f"Account {call.account} is not {why}", 401)


def _enable_standards(call: Call, state: State) -> Answer:
    if not findings.is_enabled(call):
        return _not_told(call, "subscribed to AWS Security Hub")
    enabled = state.standards.setdefault((call.account, call.region), {})
    added = []
    for request in call.parameters["StandardsSubscriptionRequests"]:
        name = request["StandardsArn"].split("/", 1)[1]
        arn = f"arn:aws:securityhub:{call.region}:{call.account}:subscription/{name}"
        enabled[arn] = {
            "StandardsSubscriptionArn": arn,
            "StandardsArn": request["StandardsArn"],
            "StandardsInput": {},
            "StandardsStatus": "READY",
        }
        added.append(enabled[arn])
    return as_json({"StandardsSubscriptions": added})


def _standards(call: Call, state: State) -> Answer:
    if not findings.is_enabled(call):
        return _not_told(call, "subscribed to AWS Security Hub")
    enabled = list(state.standards.get((call.account, call.region), {}).values())
    return _paged(call, "StandardsSubscriptions", enabled, STANDARDS_IN_A_PAGE)


def _organization(call: Call, state: State) -> Answer:
    told = state.security_hub_organizations.get((call.account, call.region), {})
    if "configuration" not in told or not findings.is_enabled(call):
        return _not_told(call, "an administrator for this organization")
    return as_json(told["configuration"])


def _admins(call: Call, state: State) -> Answer:
    told = state.security_hub_organizations.get((call.account, call.region), {})
    if "admins" not in told:
        return _not_told(call, "the management account of an organization")
    return _paged(call, "AdminAccounts", told["admins"], ADMINS_IN_A_PAGE)


def _paged(call: Call, member: str, items: list[dict[str, Any]], size: int) -> Answer:
    part, token = page(items, call.parameters.get("NextToken"), int(call.parameters.get("MaxResults") or size))
    return as_json({member: part, "NextToken": token} if token else {member: part})


SERVED = {
    "BatchEnableStandards": _enable_standards,
    "BatchImportFindings": findings.batch_import,
    "GetEnabledStandards": _standards,
    "GetFindings": findings.get,
    "DescribeOrganizationConfiguration": _organization,
    "ListOrganizationAdminAccounts": _admins,
}
