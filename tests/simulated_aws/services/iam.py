"""IAM: moto leaves out what managed policies are called where it tells of all of them."""

from __future__ import annotations

import re

from moto.iam.models import iam_backends

from ..answer import Answer
from ..call import Call
from ..state import State

POLICY = re.compile(r"<member><Arn>(?P<arn>arn:[^:]+:iam::\d{12}:policy/[^<]+)</Arn><Path>")


def amend(call: Call, state: State, answer: Answer) -> None:
    """Puts names and ids in their place."""
    if call.operation != "GetAccountAuthorizationDetails" or not answer.ok:
        return
    known = iam_backends[call.account]["aws"].managed_policies

    def named(found: re.Match[str]) -> str:
        policy = known[found["arn"]]
        names = f"<PolicyName>{policy.name}</PolicyName><PolicyId>{policy.id}</PolicyId>"
        return f"<member>{names}<Arn>{found['arn']}</Arn><Path>"

    answer.body = POLICY.sub(named, answer.body.decode()).encode()
