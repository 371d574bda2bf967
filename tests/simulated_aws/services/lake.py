"""CloudTrail Lake: event data stores and channels; moto has none of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from moto.moto_api._internal import mock_random

from ..answer import Answer, as_json, error
from ..call import Call
from ..state import State
from .paging import page

LARGEST_PAGE = 1000
DEFAULTS = {
    "AdvancedEventSelectors": [
        {
            "Name": "Default management events",
            "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
        }
    ],
    "MultiRegionEnabled": True,
    "OrganizationEnabled": False,
    "TerminationProtectionEnabled": True,
    "BillingMode": "EXTENDABLE_RETENTION_PRICING",
}
RETENTION_DAYS = {"EXTENDABLE_RETENTION_PRICING": 366, "FIXED_RETENTION_PRICING": 2557}
# What is put beside a store's own settings and is no part of them.
APART = ("TagsList", "StartIngestion")


def serve(call: Call, state: State) -> Answer | None:
    """Answers the operations of event data stores and channels, and those that they share with trails."""
    if call.operation in SERVED:
        return SERVED[call.operation](call, state)
    if call.operation in ("GetInsightSelectors", "PutInsightSelectors") and "EventDataStore" in call.parameters:
        return _insights(call, state)
    if call.operation == "ListTags":
        return _tags(call, state)
    return None


def _own(call: Call, things: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [thing for arn, thing in things.items() if arn.split(":")[3:5] == [call.region, call.account]]


def _find(things: list[dict[str, Any]], kind: str, name: str) -> dict[str, Any] | None:
    """By its ARN, or by the last part of that."""
    return next((thing for thing in things if name in (thing[f"{kind}Arn"], thing[f"{kind}Arn"].split("/")[-1])), None)


def _arn(call: Call, kind: str) -> str:
    return f"arn:aws:cloudtrail:{call.region}:{call.account}:{kind}/{mock_random.uuid4()}"


def _listed(call: Call, kind: str, things: list[dict[str, Any]]) -> Answer:
    """Names only: that the list says more of stores is a thing of the past."""
    summaries = [{name: thing[name] for name in (f"{kind}Arn", "Name")} for thing in things]
    size = call.parameters.get("MaxResults") or LARGEST_PAGE
    part, token = page(summaries, call.parameters.get("NextToken"), size)
    return as_json({f"{kind}s": part} | ({"NextToken": token} if token else {}))


def _create_store(call: Call, state: State) -> Answer:
    asked = call.parameters
    now = time.time()
    store = DEFAULTS | {name: value for name, value in asked.items() if name not in APART}
    store.setdefault("RetentionPeriod", RETENTION_DAYS[store["BillingMode"]])
    store |= {
        "EventDataStoreArn": _arn(call, "eventdatastore"),
        "Status": "ENABLED" if asked.get("StartIngestion", True) else "STOPPED_INGESTION",
        "CreatedTimestamp": now,
        "UpdatedTimestamp": now,
    }
    state.event_data_stores[store["EventDataStoreArn"]] = store
    state.lake_tags[store["EventDataStoreArn"]] = asked.get("TagsList", [])
    return as_json(store)


def _on_store(act: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Call, State], Answer]:
    def on_store(call: Call, state: State) -> Answer:
        store = _store(call, state)
        return as_json(act(store)) if store else _no_store(call)

    return on_store


def _store(call: Call, state: State) -> dict[str, Any] | None:
    return _find(_own(call, state.event_data_stores), "EventDataStore", call.parameters["EventDataStore"])


def _no_store(call: Call) -> Answer:
    return error(call, "EventDataStoreNotFoundException", f"There is no store {call.parameters['EventDataStore']}.")


def _get_store(store: dict[str, Any]) -> dict[str, Any]:
    return store | {"FederationStatus": store.get("FederationStatus", "DISABLED")}


def _start(store: dict[str, Any]) -> dict[str, Any]:
    store["Status"] = "ENABLED"
    return {}


def _stop(store: dict[str, Any]) -> dict[str, Any]:
    store["Status"] = "STOPPED_INGESTION"
    return {}


def _delete_store(call: Call, state: State) -> Answer:
    store = _store(call, state)
    if not store:
        return _no_store(call)
    if store["TerminationProtectionEnabled"]:
        return error(call, "EventDataStoreTerminationProtectedException", "Termination protection is enabled.")
    # It is there for seven more days.
    store["Status"] = "PENDING_DELETION"
    return as_json({})


def _create_channel(call: Call, state: State) -> Answer:
    asked = call.parameters
    channel = {name: asked[name] for name in ("Name", "Source", "Destinations")}
    channel["ChannelArn"] = _arn(call, "channel")
    state.channels[channel["ChannelArn"]] = channel
    state.lake_tags[channel["ChannelArn"]] = asked.get("Tags", [])
    return as_json(channel)


def _get_channel(call: Call, state: State) -> Answer:
    channel = _find(_own(call, state.channels), "Channel", call.parameters["Channel"])
    unknown = f"There is no channel {call.parameters['Channel']}."
    return as_json(channel) if channel else error(call, "ChannelNotFoundException", unknown)


def _policy(call: Call, state: State) -> Answer:
    arn = call.parameters["ResourceArn"]
    known = {thing["EventDataStoreArn"] for thing in _own(call, state.event_data_stores)}
    known |= {thing["ChannelArn"] for thing in _own(call, state.channels)}
    if arn not in known:
        return error(call, "ResourceNotFoundException", f"There is no resource {arn}.")
    if call.operation == "PutResourcePolicy":
        state.lake_policies[arn] = call.parameters["ResourcePolicy"]
    if arn not in state.lake_policies:
        return error(call, "ResourcePolicyNotFoundException", f"There is no resource policy of {arn}.")
    return as_json({"ResourceArn": arn, "ResourcePolicy": state.lake_policies[arn]})


def _insights(call: Call, state: State) -> Answer:
    store = _store(call, state)
    if not store:
        return _no_store(call)
    arn = store["EventDataStoreArn"]
    if call.operation == "PutInsightSelectors":
        asked = {name: call.parameters[name] for name in ("InsightSelectors", "InsightsDestination")}
        state.lake_insights[arn] = asked | {"EventDataStoreArn": arn}
    if arn not in state.lake_insights:
        return error(call, "InsightNotEnabledException", f"The event data store {arn} does not have Insights enabled.")
    return as_json(state.lake_insights[arn])


def _tags(call: Call, state: State) -> Answer | None:
    own = [arn for arn in state.lake_tags if arn.split(":")[3:5] == [call.region, call.account]]
    asked = call.parameters.get("ResourceIdList", [])
    if not asked or not set(asked) <= set(own):
        return None
    return as_json({"ResourceTagList": [{"ResourceId": arn, "TagsList": state.lake_tags[arn]} for arn in asked]})


SERVED: dict[str, Callable[[Call, State], Answer]] = {
    "CreateEventDataStore": _create_store,
    "DeleteEventDataStore": _delete_store,
    "GetEventDataStore": _on_store(_get_store),
    "ListEventDataStores": lambda call, state: _listed(call, "EventDataStore", _own(call, state.event_data_stores)),
    "StartEventDataStoreIngestion": _on_store(_start),
    "StopEventDataStoreIngestion": _on_store(_stop),
    "CreateChannel": _create_channel,
    "GetChannel": _get_channel,
    "ListChannels": lambda call, state: _listed(call, "Channel", _own(call, state.channels)),
    "GetResourcePolicy": _policy,
    "PutResourcePolicy": _policy,
}
