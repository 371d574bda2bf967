"""AWS Config."""

from __future__ import annotations

import time
from typing import Any

from moto.config.models import ConfigBackend, config_backends

from ..answer import Answer, as_json, error
from ..call import Call
from ..state import State
from . import config_history, config_items
from .paging import page

HOUR = 3600.0
# What went well did so before anybody asked: the same state gives the same answer.
BEFORE = time.time() - HOUR
RULES_IN_A_PAGE = 25
PACKS_IN_A_PAGE = 20
EVALUATIONS_IN_A_PAGE = 150
SOURCES_IN_A_PAGE = 100


def serve(call: Call, state: State) -> Answer | None:
    """Answers what moto does not implement."""
    if call.operation in SERVED:
        return SERVED[call.operation](call, state)
    return config_history.serve(call, state) or config_items.serve(call, state)


def amend(call: Call, state: State, answer: Answer) -> None:
    """Puts into moto's answer what AWS has there."""
    if not answer.ok:
        return
    if call.operation == "PutConfigurationRecorder":
        recorder = call.parameters["ConfigurationRecorder"]
        state.recorders[call.account, call.region, recorder["name"]] = recorder
    elif call.operation == "DescribeConfigurationRecorders":
        body = answer.json()
        body["ConfigurationRecorders"] = [_recorder(call, state, each) for each in body["ConfigurationRecorders"]]
        answer.set_json(body)
    elif call.operation == "DescribeConfigurationRecorderStatus":
        body = answer.json()
        for status in body["ConfigurationRecordersStatus"]:
            status["arn"] = _recorder_arn(call, status["name"])
            if status.get("recording"):
                status["lastStatus"] = "SUCCESS"
                status["lastStartTime"] = BEFORE - 400 * 24 * HOUR
        answer.set_json(body)
    elif call.operation == "BatchGetResourceConfig":
        body = answer.json()
        for item in body["baseConfigurationItems"]:
            config_items.with_numbers_for_times(item)
        answer.set_json(body)
    elif call.operation == "GetResourceConfigHistory":
        config_history.amend(answer)
    elif call.operation == "DescribeConfigRules":
        body = answer.json()
        if body.get("NextToken") is None:
            body.pop("NextToken", None)
        answer.set_json(body)


def _backend(call: Call) -> ConfigBackend:
    return config_backends[call.account][call.region]


def _recorder_arn(call: Call, name: str) -> str:
    return f"arn:aws:config:{call.region}:{call.account}:configuration-recorder/{name}/{call.account[-8:]}"


def _recorder(call: Call, state: State, recorder: dict[str, Any]) -> dict[str, Any]:
    recorder.pop("status", None)
    put = state.recorders.get((call.account, call.region, recorder["name"]), {})
    mode = put.get("recordingMode", {"recordingFrequency": "CONTINUOUS"})
    return recorder | {"arn": _recorder_arn(call, recorder["name"]), "recordingMode": mode, "recordingScope": "PAID"}


def _list_recorders(call: Call, state: State) -> Answer:
    summaries = [
        {"arn": _recorder_arn(call, name), "name": name, "recordingScope": "PAID"} for name in _backend(call).recorders
    ]
    return as_json({"ConfigurationRecorderSummaries": summaries})


def _delivery_channel_status(call: Call, state: State) -> Answer:
    backend = _backend(call)
    wanted = call.parameters.get("DeliveryChannelNames")
    for name in wanted or []:
        if name not in backend.delivery_channels:
            return error(call, "NoSuchDeliveryChannelException", f"There is no delivery channel {name!r}.")
    recording = any(recorder.status.recording for recorder in backend.recorders.values())
    now = time.time()
    statuses = []
    for name, channel in backend.delivery_channels.items():
        if wanted and name not in wanted:
            continue
        status: dict[str, Any] = {"name": name}
        if recording:
            done = {"lastStatus": "SUCCESS", "lastAttemptTime": now - HOUR, "lastSuccessfulTime": now - HOUR}
            status["configHistoryDeliveryInfo"] = {**done, "nextDeliveryTime": now + 5 * HOUR}
            if channel.config_snapshot_delivery_properties:
                status["configSnapshotDeliveryInfo"] = {**done, "nextDeliveryTime": now + 23 * HOUR}
            stream = "SUCCESS" if channel.sns_topic_arn else "NOT_APPLICABLE"
            status["configStreamDeliveryInfo"] = {"lastStatus": stream, "lastStatusChangeTime": now - HOUR}
        statuses.append(status)
    return as_json({"DeliveryChannelsStatus": statuses})


def _compliance_by_rule(call: Call, state: State) -> Answer:
    rules = list(_backend(call).config_rules)
    wanted = call.parameters.get("ConfigRuleNames")
    for name in wanted or []:
        if name not in rules:
            return error(call, "NoSuchConfigRuleException", f"There is no rule {name!r}.")
    kinds = call.parameters.get("ComplianceTypes")
    found = []
    for name in wanted or rules:
        kind = state.compliance.get((call.account, call.region, name), "INSUFFICIENT_DATA")
        if not kinds or kind in kinds:
            found.append({"ConfigRuleName": name, "Compliance": {"ComplianceType": kind}})
    return _paged(call, "ComplianceByConfigRules", found, RULES_IN_A_PAGE)


def _evaluation_status(call: Call, state: State) -> Answer:
    went_well = {
        "FirstActivatedTime": BEFORE - 90 * 24 * HOUR,
        "FirstEvaluationStarted": True,
        "LastSuccessfulInvocationTime": BEFORE,
        "LastSuccessfulEvaluationTime": BEFORE,
    }
    statuses = [{"ConfigRuleName": name, **went_well} for name in _backend(call).config_rules]
    return _paged(call, "ConfigRulesEvaluationStatus", statuses, EVALUATIONS_IN_A_PAGE)


def _source_status(call: Call, account: str) -> dict[str, Any]:
    """Other accounts have authorized nobody."""
    source = {"SourceId": account, "SourceType": "ACCOUNT", "AwsRegion": call.region}
    if account == call.account:
        return {**source, "LastUpdateStatus": "SUCCEEDED", "LastUpdateTime": BEFORE}
    return {
        **source,
        "LastUpdateStatus": "FAILED",
        "LastErrorCode": "AccessDenied",
        "LastErrorMessage": "The account has not authorized the aggregator.",
    }


def _sources_status(call: Call, state: State) -> Answer:
    name = call.parameters["ConfigurationAggregatorName"]
    aggregator = _backend(call).config_aggregators.get(name)
    if aggregator is None:
        return error(call, "NoSuchConfigurationAggregatorException", f"There is no aggregator {name!r}.")
    accounts = [account for source in aggregator.account_aggregation_sources or [] for account in source.account_ids]
    sources = [_source_status(call, account) for account in accounts or [call.account]]
    return _paged(call, "AggregatedSourceStatusList", sources, SOURCES_IN_A_PAGE)


def _discovered_counts(call: Call, state: State) -> Answer:
    counts = [{"resourceType": "AWS::EC2::SecurityGroup", "count": 1}]
    return as_json({"totalDiscoveredResources": 1, "resourceCounts": counts})


def _packs(call: Call, state: State) -> list[dict[str, Any]]:
    return [
        pack
        for (account, region, _), pack in state.conformance_packs.items()
        if (account, region) == (call.account, call.region)
    ]


def _put_pack(call: Call, state: State) -> Answer:
    name = call.parameters["ConformancePackName"]
    identifier = f"conformance-pack-{len(state.conformance_packs):09d}"
    arn = f"arn:aws:config:{call.region}:{call.account}:conformance-pack/{name}/{identifier}"
    state.conformance_packs[call.account, call.region, name] = {
        "ConformancePackName": name,
        "ConformancePackArn": arn,
        "ConformancePackId": identifier,
        "DeliveryS3Bucket": call.parameters.get("DeliveryS3Bucket", ""),
        "ConformancePackInputParameters": call.parameters.get("ConformancePackInputParameters", []),
        "LastUpdateRequestedTime": time.time(),
    }
    return as_json({"ConformancePackArn": arn})


def _describe_packs(call: Call, state: State) -> Answer:
    packs = _packs(call, state)
    wanted = call.parameters.get("ConformancePackNames")
    if wanted:
        packs = [pack for pack in packs if pack["ConformancePackName"] in wanted]
        if not packs:
            return error(call, "NoSuchConformancePackException", f"One or more of {wanted} do not exist.")
    return _paged(call, "ConformancePackDetails", packs, PACKS_IN_A_PAGE)


def _pack_status(call: Call, state: State) -> Answer:
    statuses = [
        {
            **{name: pack[name] for name in ("ConformancePackName", "ConformancePackArn", "ConformancePackId")},
            "ConformancePackState": "CREATE_COMPLETE",
            "StackArn": f"arn:aws:cloudformation:{call.region}:{call.account}:stack/{pack['ConformancePackId']}",
            "LastUpdateRequestedTime": pack["LastUpdateRequestedTime"],
        }
        for pack in _packs(call, state)
    ]
    return _paged(call, "ConformancePackStatusDetails", statuses, PACKS_IN_A_PAGE)


def _pack_summary(call: Call, state: State) -> Answer:
    summaries = []
    known = {pack["ConformancePackName"] for pack in _packs(call, state)}
    for name in call.parameters["ConformancePackNames"]:
        if name not in known:
            return error(call, "NoSuchConformancePackException", f"The conformance pack {name} does not exist.")
        kind = state.compliance.get((call.account, call.region, name), "INSUFFICIENT_DATA")
        summaries.append({"ConformancePackName": name, "ConformancePackComplianceStatus": kind})
    return _paged(call, "ConformancePackComplianceSummaryList", summaries, PACKS_IN_A_PAGE)


def _paged(call: Call, member: str, items: list[dict[str, Any]], size: int) -> Answer:
    part, token = page(items, call.parameters.get("NextToken"), call.parameters.get("Limit") or size)
    return as_json({member: part, "NextToken": token} if token else {member: part})


SERVED = {
    "ListConfigurationRecorders": _list_recorders,
    "DescribeDeliveryChannelStatus": _delivery_channel_status,
    "DescribeComplianceByConfigRule": _compliance_by_rule,
    "DescribeConfigRuleEvaluationStatus": _evaluation_status,
    "DescribeConfigurationAggregatorSourcesStatus": _sources_status,
    "GetDiscoveredResourceCounts": _discovered_counts,
    "PutConformancePack": _put_pack,
    "DescribeConformancePacks": _describe_packs,
    "DescribeConformancePackStatus": _pack_status,
    "GetConformancePackComplianceSummary": _pack_summary,
}
