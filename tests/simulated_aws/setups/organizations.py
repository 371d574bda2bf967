"""An organization: accounts whose ids are known, what is delegated, and a policy that guards the audit plane."""

from __future__ import annotations

from typing import Any

from moto.organizations.models import organizations_backends

from .clients import Clients
from .documents import Statement, policy

PARTITION = "aws"


def create(clients: Clients, manager: str, members: tuple[str, ...]) -> str:
    """Makes an organization of a management account and members, the last of them in a unit; answers its id."""
    api = clients.get("organizations", manager)
    organization: str = api.create_organization(FeatureSet="ALL")["Organization"]["Id"]
    root = _root(api)
    unit = api.create_organizational_unit(ParentId=root, Name="workloads")["OrganizationalUnit"]["Id"]
    for member in members:
        _join(api, manager, member)
    api.move_account(AccountId=members[-1], SourceParentId=root, DestinationParentId=unit)
    return organization


def delegate(clients: Clients, manager: str, administrator: str, services: tuple[str, ...]) -> None:
    """Gives services trusted access, and their administration to an account."""
    api = clients.get("organizations", manager)
    for service in services:
        api.enable_aws_service_access(ServicePrincipal=f"{service}.amazonaws.com")
        api.register_delegated_administrator(AccountId=administrator, ServicePrincipal=f"{service}.amazonaws.com")


def guard(clients: Clients, manager: str, buckets: tuple[str, ...]) -> None:
    """Denies everybody but one role to silence the audit plane, in all accounts."""
    api = clients.get("organizations", manager)
    root = _root(api)
    api.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    but_one = {"ArnNotLike": {"aws:PrincipalArn": f"arn:{PARTITION}:iam::*:role/break-glass"}}
    of_services: Statement = {
        "Effect": "Deny",
        "Action": ["cloudtrail:*Trail", "cloudtrail:*Store", "cloudtrail:Put*", "cloudtrail:Stop*", "config:*"],
        "Resource": "*",
        "Condition": but_one,
    }
    of_buckets: Statement = {
        "Effect": "Deny",
        "Action": ["s3:*BucketPolicy", "s3:PutLifecycleConfiguration"],
        "Resource": [f"arn:{PARTITION}:s3:::{bucket}" for bucket in buckets],
        "Condition": but_one,
    }
    _attach(api, "audit-plane", policy(of_services, of_buckets), root)


def neglect(clients: Clients, manager: str) -> None:
    """Has a policy that would guard little, if policies were enabled."""
    api = clients.get("organizations", manager)
    little: Statement = {"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}
    _attach(api, "little", policy(little), _root(api))


def _attach(api: Any, name: str, content: str, target: str) -> None:
    made = api.create_policy(Name=name, Description="", Type="SERVICE_CONTROL_POLICY", Content=content)
    api.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=target)


def _root(api: Any) -> str:
    root: str = api.list_roots()["Roots"][0]["Id"]
    return root


def _join(api: Any, manager: str, member: str) -> None:
    """Makes an account. moto draws its id by lot, and the tests have one in mind."""
    made = api.create_account(AccountName=f"account-{member}", Email=f"{member}@example.com")
    drawn = made["CreateAccountStatus"]["AccountId"]
    organizations_backends[manager][PARTITION].get_account_by_id(drawn).id = member
    managers = organizations_backends.master_accounts
    managers[member] = managers.pop(drawn)
