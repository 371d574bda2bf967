"""AWS Account Management; moto has none of it."""

from __future__ import annotations

from typing import Any

from ..answer import Answer, as_json
from ..call import Call
from ..state import State
from .paging import page

LARGEST_PAGE = 50


def serve(call: Call, state: State) -> Answer | None:
    """Answers ListRegions."""
    if call.operation != "ListRegions":
        return None
    wanted = call.parameters.get("RegionOptStatusContains")
    regions = [
        {"RegionName": name, "RegionOptStatus": status}
        for name, status in state.regions.items()
        if not wanted or status in wanted
    ]
    size = call.parameters.get("MaxResults") or LARGEST_PAGE
    part, token = page(regions, call.parameters.get("NextToken"), size)
    answer: dict[str, Any] = {"Regions": part}
    if token:
        answer["NextToken"] = token
    return as_json(answer)
