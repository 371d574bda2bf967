"""IAM: users, groups, roles and policies, with all that makes a policy wide or narrow."""

from __future__ import annotations

from typing import Any

from .clients import Clients
from .documents import policy

SHARING = "CloudWatch-CrossAccountSharingRole"


def sound(clients: Clients, account: str) -> None:
    """Somebody reads trails, somebody does all but trails, and the account shares CloudWatch with itself.

    The first version of the readers' policy was too wide; it is not in force any more.
    """
    iam = clients.get("iam", account)
    wide, read = policy(_allow("cloudtrail:*")), policy(_allow("cloudtrail:Get*", "cloudtrail:LookupEvents"))
    readers = iam.create_policy(PolicyName="trail-readers", PolicyDocument=wide)["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=readers, PolicyDocument=read, SetAsDefault=True)
    iam.create_group(GroupName="auditors")
    iam.attach_group_policy(GroupName="auditors", PolicyArn=readers)
    iam.create_user(UserName="ann", Tags=[{"Key": "team", "Value": "security"}])
    iam.add_user_to_group(GroupName="auditors", UserName="ann")
    _role(iam, "deploy", f"arn:aws:iam::{account}:root")
    all_but_trails = {"Effect": "Allow", "NotAction": ["iam:*", "cloudtrail:*"], "Resource": "*"}
    iam.put_role_policy(RoleName="deploy", PolicyName="all-but-trails", PolicyDocument=policy(all_but_trails))
    _role(iam, SHARING, f"arn:aws:iam::{account}:root")


def wide_open(clients: Clients, account: str, stranger: str) -> None:
    """Somebody may do anything to any trail, and CloudWatch is shared with a stranger."""
    iam = clients.get("iam", account)
    _role(iam, "deploy", f"arn:aws:iam::{account}:root")
    iam.put_role_policy(RoleName="deploy", PolicyName="everything", PolicyDocument=policy(_allow("cloudtrail:*")))
    _role(iam, SHARING, f"arn:aws:iam::{stranger}:root")


def _allow(*actions: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*"}


def _role(iam: Any, name: str, trusted: str) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"}
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))
