"""AWS STS: moto answers its default account for every key that it did not give out itself."""

from __future__ import annotations

import re

from ..answer import Answer
from ..call import Call
from ..state import State


def amend(call: Call, state: State, answer: Answer) -> None:
    """Puts the account that the key stands for into GetCallerIdentity."""
    if call.operation == "GetCallerIdentity" and answer.ok:
        text = answer.body.decode()
        text = re.sub(r"<Account>\d{12}</Account>", f"<Account>{call.account}</Account>", text)
        text = re.sub(r"(<Arn>arn:[^:]+:[a-z]+:[^:]*:)\d{12}:", rf"\g<1>{call.account}:", text)
        answer.body = text.encode()
