"""AWS Organizations: moto answers every member as if it had an organization of its own, and forgets none on a reset."""

from __future__ import annotations

from moto.organizations.models import FakeDelegatedAdministrator, organizations_backends

from ..answer import Answer, error
from ..call import Call
from ..state import State

PARTITION = "aws"
# AWS delegates these too.
DELEGATED = ("cloudtrail.amazonaws.com", "config.amazonaws.com", "securityhub.amazonaws.com")
FakeDelegatedAdministrator.SUPPORTED_SERVICES += [
    service for service in DELEGATED if service not in FakeDelegatedAdministrator.SUPPORTED_SERVICES
]


def serve(call: Call, state: State) -> Answer | None:
    """Refuses members what is for the management account and delegated administrators."""
    manager = _manager(call.account)
    if manager is None:
        return None
    backend = organizations_backends[manager][PARTITION]
    if backend.org is None:
        message = "Your account is not a member of an organization."
        return error(call, "AWSOrganizationsNotInUseException", message)
    if call.operation == "DescribeOrganization" or call.account in {admin.account.id for admin in backend.admins}:
        return None
    return error(call, "AccessDeniedException", "You don't have permissions to access this resource.")


def redirect(call: Call, state: State) -> tuple[str, str] | None:
    """The management account, for its members."""
    manager = _manager(call.account)
    return (manager, call.region) if manager else None


def _manager(member: str) -> str | None:
    known = organizations_backends.master_accounts.get(member)
    return known[0] if known else None
