"""What the gateway remembers beside moto."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from .call import Call
from .rules import Deny, Fault, Override

REGIONS = {"us-east-1": "ENABLED_BY_DEFAULT", "eu-west-1": "ENABLED_BY_DEFAULT", "ap-south-2": "DISABLED"}


class State:
    """All of it, emptied by `reset`."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.awake = threading.Event()
        self.reset()

    def reset(self) -> None:
        """Forgets everything, and lets go of the requests that hang."""
        with self.lock:
            self.awake.set()
            self.awake = threading.Event()
            self.denials: list[Deny] = []
            self.faults: list[Fault] = []
            self.overrides: list[Override] = []
            self.calls: Counter[tuple[str, str, str]] = Counter()
            self.regions: dict[str, str] = dict(REGIONS)
            self.organizations: list[set[str]] = []
            """Accounts that see each other's organization trails."""
            self.config_items: list[dict[str, Any]] = []
            self.recorders: dict[tuple[str, str, str], dict[str, Any]] = {}
            """What a recorder was put with, by account, region and name; moto keeps a part of it only."""
            self.conformance_packs: dict[tuple[str, str, str], dict[str, Any]] = {}
            self.compliance: dict[tuple[str, str, str], str] = {}
            """The compliance type of a rule or a conformance pack, by account, region and name."""
            self.bucket_parts: dict[tuple[str, str], bytes] = {}
            """What parts of a bucket were put as, by bucket and operation, where moto does not keep all of it."""
            self.alarms: dict[tuple[str, str, str], dict[str, Any]] = {}
            """What an alarm was put with, by account, region and name."""
            self.log_groups: dict[tuple[str, str, str], dict[str, Any]] = {}
            """What a log group was created with, by account, region and name."""
            self.data_protection: dict[tuple[str, str, str], dict[str, Any]] = {}
            """Data protection policies, by account, region and log group."""
            self.topics: dict[str, dict[str, str]] = {}
            """The attributes that a topic was given, by its ARN."""
            self.confirmed: set[str] = set()
            """Subscriptions that were confirmed, by ARN."""
            self.standards: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
            """Security Hub's enabled standards, by account and region, then by ARN."""
            self.security_hub_organizations: dict[tuple[str, str], dict[str, Any]] = {}
            """What Security Hub tells an account of its organization, by account and region."""
            self.findings: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
            """Security Hub's findings, by account and region, then by product and id."""
            self.event_data_stores: dict[str, dict[str, Any]] = {}
            self.channels: dict[str, dict[str, Any]] = {}
            self.lake_policies: dict[str, str] = {}
            """Resource policies of event data stores and channels, by ARN; as are the following."""
            self.lake_insights: dict[str, dict[str, Any]] = {}
            self.lake_tags: dict[str, list[dict[str, str]]] = {}

    def count(self, call: Call) -> None:
        """Notes that a call was made."""
        with self.lock:
            self.calls[call.action, call.account, call.region] += 1

    def denial(self, call: Call) -> Deny | None:
        """The first rule that refuses the call."""
        with self.lock:
            return next((rule for rule in self.denials if rule.matches(call)), None)

    def fault(self, call: Call) -> Fault | None:
        """The first fault that is left for the call, used up by one."""
        with self.lock:
            for fault in self.faults:
                if fault.matches(call) and fault.times != 0:
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
        return None

    def overridden(self, call: Call) -> list[Override]:
        """The changes to the call's answer, in the order in which they were asked for."""
        with self.lock:
            return [rule for rule in self.overrides if rule.matches(call)]
