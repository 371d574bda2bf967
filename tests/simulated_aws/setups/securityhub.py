"""Security Hub in a region: its standards, and who administers it for an organization."""

from __future__ import annotations

from typing import Any

from ..state import State
from .clients import Clients

FOUNDATIONAL = "aws-foundational-security-best-practices/v/1.0.0"


def enable(clients: Clients, account: str, region: str, *standards: str) -> None:
    """Enables Security Hub with these standards."""
    client = clients.get("securityhub", account, region)
    client.enable_security_hub(EnableDefaultStandards=False)
    for standard in standards:
        arn = f"arn:aws:securityhub:{region}::standards/{standard}"
        client.batch_enable_standards(StandardsSubscriptionRequests=[{"StandardsArn": arn}])


def is_incomplete(state: State, account: str, region: str, standard: str) -> None:
    """Has a standard wait for a configuration recorder."""
    arn = f"arn:aws:securityhub:{region}:{account}:subscription/{standard}"
    state.standards[account, region][arn] |= {
        "StandardsStatus": "INCOMPLETE",
        "StandardsStatusReason": {"StatusReasonCode": "NO_AVAILABLE_CONFIGURATION_RECORDER"},
    }


def administers(state: State, account: str, region: str, enrols: bool) -> None:
    """Makes the account the administrator that it has named itself as the management account."""
    admins = [{"AccountId": account, "Status": "ENABLED"}]
    state.security_hub_organizations[account, region] = {"configuration": _local(enrols), "admins": admins}


def manages(state: State, account: str, region: str, *admins: str) -> None:
    """Makes the account the management account that has named these administrators."""
    named = [{"AccountId": admin, "Status": "ENABLED"} for admin in admins]
    state.security_hub_organizations[account, region] = {"admins": named}


def _local(enrols: bool) -> dict[str, Any]:
    return {
        "AutoEnable": enrols,
        "AutoEnableStandards": "DEFAULT" if enrols else "NONE",
        "MemberAccountLimitReached": False,
        "OrganizationConfiguration": {"ConfigurationType": "LOCAL", "Status": "ENABLED"},
    }
