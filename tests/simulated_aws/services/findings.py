"""Security Hub's findings: moto takes any finding from anybody, and looks at no filter.

A finding is taken from its own account, in the region of its product, whole, and only when it is newer than what is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from moto.securityhub.models import securityhub_backends

from ..answer import Answer, as_json, error
from ..call import Call
from ..state import State
from .paging import page

IN_A_CALL = 100
BYTES_IN_A_CALL = 6_000_000
BYTES = 240_000
REQUIRED = (
    "SchemaVersion",
    "Id",
    "ProductArn",
    "GeneratorId",
    "AwsAccountId",
    "CreatedAt",
    "UpdatedAt",
    "Title",
    "Description",
    "Resources",
)
# What belongs to those who look into a finding: an import sets it once, and never changes it.
CUSTOMERS = ("Note", "UserDefinedFields", "VerificationState", "Workflow")
COMPARISONS: dict[str, Callable[[str, str], bool]] = {"EQUALS": str.__eq__, "PREFIX": str.startswith}


def is_enabled(call: Call) -> bool:
    """Whether the account has Security Hub in the region."""
    return bool(securityhub_backends[call.account][call.region].enabled)


def batch_import(call: Call, state: State) -> Answer:
    """BatchImportFindings."""
    findings = call.parameters.get("Findings", [])
    if not 1 <= len(findings) <= IN_A_CALL or len(call.body) > BYTES_IN_A_CALL:
        return error(call, "InvalidInputException", f"{len(findings)} findings in {len(call.body)} bytes")
    failed = []
    for finding in findings:
        wrong = _wrong(call, finding)
        if wrong:
            code, message = wrong
            failed.append({"Id": finding.get("Id", ""), "ErrorCode": code, "ErrorMessage": message})
        else:
            take(state, finding)
    taken = len(findings) - len(failed)
    return as_json({"FailedCount": len(failed), "SuccessCount": taken, "FailedFindings": failed})


def _wrong(call: Call, finding: dict[str, Any]) -> tuple[str, str] | None:
    missing = [name for name in REQUIRED if not finding.get(name)]
    if not is_enabled(call):
        return "InvalidAccess", f"Account {call.account} is not subscribed to AWS Security Hub"
    if missing:
        return "InvalidInput", f"Finding does not adhere to Amazon Finding Format: {', '.join(missing)}"
    if len(json.dumps(finding)) > BYTES:
        return "InvalidInput", "Finding is larger than 240 KB"
    if any(name.startswith("aws/") for name in finding.get("ProductFields", {})):
        return "InvalidInput", "ProductFields must not begin with aws/"
    product = f"arn:aws:securityhub:{call.region}:{call.account}:product/{call.account}/default"
    if finding["AwsAccountId"] != call.account or finding["ProductArn"] != product:
        return "InvalidInput", f"{finding['ProductArn']} is not the caller's, or not in {call.region}"
    return None


def take(state: State, finding: dict[str, Any]) -> None:
    """Creates a finding or brings it up to date."""
    _, _, _, region, account, _ = finding["ProductArn"].split(":", 5)
    known = state.findings.setdefault((account, region), {})
    old = known.get(finding["Id"])
    if old is None:
        # What AWS adds of its own.
        fields = finding.get("ProductFields", {}) | {"aws/securityhub/ProductName": "Default"}
        known[finding["Id"]] = {
            "RecordState": "ACTIVE",
            "WorkflowState": "NEW",
            "Workflow": {"Status": "NEW"},
            "Region": region,
            **finding,
            "ProductFields": fields,
        }
    elif finding["UpdatedAt"] > old["UpdatedAt"]:
        old.update({name: value for name, value in finding.items() if name not in CUSTOMERS})


def get(call: Call, state: State) -> Answer:
    """GetFindings."""
    if not is_enabled(call):
        return error(call, "InvalidAccessException", f"Account {call.account} is not subscribed to AWS Security Hub", 401)
    filters = call.parameters.get("Filters", {})
    size = int(call.parameters.get("MaxResults") or IN_A_CALL)
    found = [each for each in state.findings.get((call.account, call.region), {}).values() if _passes(filters, each)]
    part, token = page(found, call.parameters.get("NextToken"), size)
    return as_json({"Findings": part, "NextToken": token} if token else {"Findings": part})


def _passes(filters: dict[str, Any], finding: dict[str, Any]) -> bool:
    """Each field has to pass one of its filters."""
    return all(
        any(COMPARISONS[one["Comparison"]](finding.get(name, ""), one["Value"]) for one in several)
        for name, several in filters.items()
    )
