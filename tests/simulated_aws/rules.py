"""What a test wants of calls: that they are refused, that they break, or that they are answered otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from .call import Call

FAULTS = ("throttle", "expired", "500", "cut", "html", "hang", "page-loop")


@dataclass
class Rule:
    """Which calls are meant: by action, `*` allowed, and by account, region, bucket or any member of the request."""

    actions: list[str]
    match: dict[str, Any] = field(default_factory=dict)

    def matches(self, call: Call) -> bool:
        """Whether the call is one of those meant."""
        if not any(fnmatchcase(call.action, action) for action in self.actions):
            return False
        known = {**call.parameters, "account": call.account, "region": call.region, "bucket": call.bucket}
        return all(known.get(name) == value for name, value in self.match.items())


@dataclass
class Deny(Rule):
    """Calls that IAM refuses."""

    scp: bool = False


@dataclass
class Fault(Rule):
    """Calls that go wrong on the way."""

    mode: str = "500"
    times: int | None = None
    """How many calls go wrong before the rest go right; without a number, all do."""


@dataclass
class Override(Rule):
    """Calls whose answer is changed: JSON merged into it, another body, or an error."""

    response: dict[str, Any] | None = None
    body: str | None = None
    error: dict[str, Any] | None = None
    status: int | None = None


def merge(value: Any, change: Any) -> Any:
    """JSON Merge Patch (RFC 7396): members of objects are merged, null removes, all else is replaced."""
    if not isinstance(change, dict):
        return change
    result = dict(value) if isinstance(value, dict) else {}
    for name, member in change.items():
        if member is None:
            result.pop(name, None)
        else:
            result[name] = merge(result.get(name), member)
    return result
