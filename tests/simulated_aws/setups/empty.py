"""An account without any audit plane."""

from __future__ import annotations

from typing import Any

from ..state import State
from .clients import Clients

ACCOUNT = "123456789012"


def fill(clients: Clients, state: State) -> dict[str, Any]:
    """Makes nothing."""
    return {"account": ACCOUNT}
