"""Amazon CloudWatch: composite alarms, what moto forgets of metric alarms, and pages."""

from __future__ import annotations

from typing import Any

from moto.cloudwatch.models import Alarm, cloudwatch_backends

from ..answer import Answer, as_json
from ..call import Call
from ..state import State
from .paging import page

ALARMS_IN_A_PAGE = 50
# moto calls an alarm OK from the start; AWS has not seen any data by then.
UNCHECKED = "Unchecked: Initial alarm creation"
SUPPRESSION = ("ActionsSuppressor", "ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod")


def serve(call: Call, state: State) -> Answer | None:
    """Answers PutCompositeAlarm, which moto lacks, though it keeps a place for these among its alarms."""
    if call.operation != "PutCompositeAlarm":
        return None
    asked = call.parameters
    cloudwatch_backends[call.account][call.region].put_metric_alarm(
        name=asked["AlarmName"],
        rule=asked["AlarmRule"],
        description=asked.get("AlarmDescription", ""),
        actions_enabled=asked.get("ActionsEnabled", True),
        alarm_actions=asked.get("AlarmActions", []),
        ok_actions=asked.get("OKActions"),
        insufficient_data_actions=asked.get("InsufficientDataActions"),
        tags=asked.get("Tags"),
        **dict.fromkeys(("namespace", "metric_name", "comparison_operator", "statistic")),
        **dict.fromkeys(("evaluation_periods", "period", "threshold")),
        dimensions=[],
    )
    state.alarms[call.account, call.region, asked["AlarmName"]] = asked
    return as_json({})


def amend(call: Call, state: State, answer: Answer) -> None:
    """Keeps what was put, and gives a page of the types that were asked for."""
    if not answer.ok:
        return
    if call.operation == "PutMetricAlarm":
        state.alarms[call.account, call.region, call.parameters["AlarmName"]] = call.parameters
    elif call.operation == "DescribeAlarms":
        answer.set_json(_page(call, state, answer.json()))


def _page(call: Call, state: State, body: dict[str, Any]) -> dict[str, Any]:
    wanted = call.parameters.get("AlarmTypes") or ["MetricAlarm"]
    known = cloudwatch_backends[call.account][call.region].alarms
    alarms = []
    for kind in ("CompositeAlarm", "MetricAlarm"):
        if kind in wanted:
            alarms += [(kind, _alarm(call, state, known[each["AlarmName"]], each)) for each in body[f"{kind}s"]]
    size = call.parameters.get("MaxRecords") or ALARMS_IN_A_PAGE
    part, token = page(alarms, call.parameters.get("NextToken"), size)
    result: dict[str, Any] = {
        f"{kind}s": [alarm for of_kind, alarm in part if of_kind == kind] for kind in ("CompositeAlarm", "MetricAlarm")
    }
    return result | ({"NextToken": token} if token else {})


def _alarm(call: Call, state: State, known: Alarm, alarm: dict[str, Any]) -> dict[str, Any]:
    put = state.alarms[call.account, call.region, known.name]
    if known.state_reason == UNCHECKED:
        alarm["StateValue"] = "INSUFFICIENT_DATA"
    if known.rule is not None:
        alarm["AlarmRule"] = known.rule
        return alarm | {name: put[name] for name in SUPPRESSION if name in put}
    if put.get("Metrics"):
        # moto leaves out whose metric it is.
        alarm["Metrics"] = put["Metrics"]
    return alarm
