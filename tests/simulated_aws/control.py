"""What tests ask of the simulated AWS itself, under `/_gateway/`. Bodies and answers are JSON.

| request | meaning |
|---|---|
| POST setup/NAME | fill the accounts from a set-up of `setups`; what was there before goes |
| POST reset | forget everything |
| POST deny {actions, scp?, match?} | IAM refuses these actions |
| POST fault {action, mode, times?, match?} | these calls break: throttle, expired, 500, cut, html, hang or page-loop |
| POST override {action, match?, response?, body?, error?, status?} | these calls are answered otherwise |
| POST allow {} | take denials and faults back |
| POST regions {NAME: STATUS, …} | what ListRegions answers |
| POST organizations [[ACCOUNT, …], …] | accounts that see each other's organization trails |
| POST config-items [ITEM, …] | more items for AWS Config to know |
| POST compliance [{account, region, name, type}, …] | how a rule or a conformance pack of AWS Config is judged |
| POST findings [FINDING, …] | findings that Security Hub has |
| GET findings | all findings that Security Hub has |
| GET published | all that was published to topics |
| GET calls | every call so far, by action, account and region, with its count |

`match` narrows by account, region, bucket, or any member of the request with its value. An override leaves errors
alone, unless it gives a status: with 200 it makes an answer of what moto refuses or does not have.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from .answer import Answer
from .rules import FAULTS, Deny, Fault, Override
from .services import findings, sns

if TYPE_CHECKING:
    from .gateway import Gateway


def answer(method: str, path: str, body: bytes, gateway: Gateway, port: str) -> Answer:
    """Does what a test asks; a mistake in the request is answered with 400 and what is wrong."""
    try:
        result = _do(method, path.removeprefix("/_gateway/"), json.loads(body or b"{}"), gateway, port)
    except (KeyError, TypeError, ValueError) as mistake:
        return _json(400, {"error": f"{type(mistake).__name__}: {mistake}"})
    except ClientError as failure:
        return _json(500, {"error": f"the set-up failed: {failure}"})
    return _json(200, result)


def _json(status: int, value: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def _do(method: str, path: str, asked: Any, gateway: Gateway, port: str) -> dict[str, Any]:
    state = gateway.state
    name, _, rest = path.partition("/")
    if (method, path) == ("GET", "calls"):
        return {"calls": _calls(gateway)}
    if (method, path) == ("GET", "findings"):
        return {"findings": [each for known in state.findings.values() for each in known.values()]}
    if (method, path) == ("GET", "published"):
        return {"published": sns.published()}
    if method != "POST":
        raise ValueError(f"no such request: {method} {path}")
    if name == "setup":
        # Imported where it is needed: boto3 is slow to load, and many tests need no set-up.
        from . import setups

        return setups.run(rest, gateway, int(port))
    if path == "reset":
        gateway.reset()
        return {}
    with state.lock:
        if path == "deny":
            state.denials.append(Deny(list(asked["actions"]), asked.get("match", {}), asked.get("scp", False)))
        elif path == "fault":
            if asked["mode"] not in FAULTS:
                raise ValueError(f"no such mode: {asked['mode']}; there are {', '.join(FAULTS)}")
            state.faults.append(Fault([asked["action"]], asked.get("match", {}), asked["mode"], asked.get("times")))
        elif path == "override":
            changes = {key: asked[key] for key in ("response", "body", "error", "status") if key in asked}
            state.overrides.append(Override([asked["action"]], asked.get("match", {}), **changes))
        elif path == "allow":
            state.denials, state.faults = [], []
        elif path == "regions":
            state.regions = dict(asked)
        elif path == "organizations":
            state.organizations = [set(accounts) for accounts in asked]
        elif path == "config-items":
            state.config_items += asked
        elif path == "findings":
            for finding in asked:
                findings.take(state, finding)
        elif path == "compliance":
            for each in asked:
                state.compliance[each["account"], each["region"], each["name"]] = each["type"]
        else:
            raise ValueError(f"no such request: {method} {path}")
    return {}


def _calls(gateway: Gateway) -> list[dict[str, Any]]:
    with gateway.state.lock:
        calls = sorted(gateway.state.calls.items())
    return [
        {"action": action, "account": account, "region": region, "count": count}
        for (action, account, region), count in calls
    ]
