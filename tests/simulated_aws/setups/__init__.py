"""The accounts that tests start from, made through AWS's own API.

A set-up is a module with `fill`, and answers what a test needs to know of it: names, ARNs. Identifiers that moto
draws by lot are the same in every run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.moto_api._internal import mock_random

from . import compliant, empty, member, noncompliant
from .clients import Clients

if TYPE_CHECKING:
    from ..gateway import Gateway

SETUPS = {"compliant": compliant.fill, "empty": empty.fill, "member": member.fill, "noncompliant": noncompliant.fill}


def run(name: str, gateway: Gateway, port: int) -> dict[str, Any]:
    """Empties the simulated AWS and fills it from a set-up."""
    if name not in SETUPS:
        raise ValueError(f"no such set-up: {name}; there are {', '.join(SETUPS)}")
    gateway.reset()
    mock_random.seed(1)
    return SETUPS[name](Clients(port), gateway.state)
