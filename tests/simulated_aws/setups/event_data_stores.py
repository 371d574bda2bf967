"""Event data stores and channels of CloudTrail Lake."""

from __future__ import annotations

from typing import Any

from .clients import Clients
from .documents import policy


def _selector(name: str, *fields: tuple[str, str]) -> dict[str, Any]:
    return {"Name": name, "FieldSelectors": [{"Field": field, "Equals": [value]} for field, value in fields]}


def sound(clients: Clients, account: str, key: str) -> str:
    """A store that keeps all management events of all regions, and a channel that brings others'."""
    cloudtrail = clients.get("cloudtrail", account)
    store = str(
        cloudtrail.create_event_data_store(
            Name="audit",
            AdvancedEventSelectors=[_selector("all management events", ("eventCategory", "Management"))],
            KmsKeyId=key,
            RetentionPeriod=2557,
            BillingMode="EXTENDABLE_RETENTION_PRICING",
            TagsList=[{"Key": "owner", "Value": "security"}],
        )["EventDataStoreArn"]
    )
    _channel(cloudtrail, "partner", store)
    return store


def _channel(cloudtrail: Any, name: str, store: str) -> str:
    destination = {"Type": "EVENT_DATA_STORE", "Location": store}
    return str(cloudtrail.create_channel(Name=name, Source="Custom", Destinations=[destination])["ChannelArn"])


def weak(clients: Clients, account: str) -> str:
    """A store of one region that sees half of the events, keeps them for a week, has stopped and is open to all."""
    cloudtrail = clients.get("cloudtrail", account)
    store = str(
        cloudtrail.create_event_data_store(
            Name="weak",
            AdvancedEventSelectors=[_selector("some", ("eventCategory", "Management"), ("readOnly", "true"))],
            MultiRegionEnabled=False,
            RetentionPeriod=7,
            TerminationProtectionEnabled=False,
        )["EventDataStoreArn"]
    )
    cloudtrail.stop_event_data_store_ingestion(EventDataStore=store)
    anybody = {"Sid": "Anybody", "Effect": "Allow", "Principal": "*"}
    queries = {**anybody, "Action": ["cloudtrail:StartQuery", "cloudtrail:GetQueryResults"], "Resource": store}
    cloudtrail.put_resource_policy(ResourceArn=store, ResourcePolicy=policy(queries))
    channel = _channel(cloudtrail, "open", store)
    audits = {**anybody, "Action": "cloudtrail-data:PutAuditEvents", "Resource": channel}
    cloudtrail.put_resource_policy(ResourceArn=channel, ResourcePolicy=policy(audits))
    return store
