"""AWS KMS: moto finds a key by the id in its ARN, whatever account and region the ARN names."""

from __future__ import annotations

from ..answer import Answer, access_denied, error
from ..call import Call
from ..state import State


def serve(call: Call, state: State) -> Answer | None:
    """Refuses another account's key, and does not know one of another region."""
    parts = str(call.parameters.get("KeyId", "")).split(":")
    if len(parts) < 6:
        return None
    region, account = parts[3], parts[4]
    if region != call.region:
        return error(call, "NotFoundException", f"Invalid arn {region}")
    return access_denied(call) if account != call.account else None
