"""Amazon SNS: moto confirms each subscription at once and counts none, and gives a few of a topic's attributes only."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from moto.sns.models import Subscription, sns_backends

from ..answer import Answer, access_denied, as_xml, error
from ..call import Call
from ..state import State

# Whoever gets messages in these ways must agree first.
ASK_FIRST = {"email", "email-json", "http", "https"}
READ_BY_ARN = {"GetTopicAttributes", "ListSubscriptionsByTopic"}
ENTRY = "Attributes.entry."


def serve(call: Call, state: State) -> Answer | None:
    """Refuses another account's topics, does not know those of another region, and confirms subscriptions."""
    arn = call.parameters.get("TopicArn", "").split(":")
    if call.operation in READ_BY_ARN and len(arn) == 6:
        if arn[3] != call.region:
            return error(call, "InvalidParameter", "Invalid parameter: TopicArn")
        if arn[4] != call.account:
            return access_denied(call)
    return _confirm(call, state) if call.operation == "ConfirmSubscription" else None


def amend(call: Call, state: State, answer: Answer) -> None:
    """Keeps attributes, and says of subscriptions whether they are confirmed."""
    if not answer.ok:
        return
    asked = call.parameters
    if call.operation == "CreateTopic":
        arn = f"arn:aws:sns:{call.region}:{call.account}:{asked['Name']}"
        names = [name for name in asked if name.startswith(ENTRY) and name.endswith(".key")]
        put = {asked[name]: asked[f"{name.removesuffix('key')}value"] for name in names}
        state.topics[arn] = state.topics.get(arn, {}) | put
    elif call.operation == "SetTopicAttributes":
        state.topics[asked["TopicArn"]][asked["AttributeName"]] = asked.get("AttributeValue", "")
    elif call.operation == "GetTopicAttributes":
        answer.body = _attributes(call, state, answer).body
    elif call.operation == "Subscribe" and asked.get("ReturnSubscriptionArn") != "true":
        _hide_pending(call, state, answer, "pending confirmation")
    elif call.operation in ("ListSubscriptions", "ListSubscriptionsByTopic"):
        _hide_pending(call, state, answer, "PendingConfirmation")


def published() -> list[dict[str, Any]]:
    """All that was published to topics, in every account and region."""
    backends = [backend for account in sns_backends.values() for backend in account.values()]
    topics = {topic.arn: topic for backend in backends for topic in backend.topics.values()}
    return [
        {"topic": arn, "message": message, "subject": subject, "attributes": attributes, "group": group}
        for arn, topic in sorted(topics.items())
        for _, message, subject, attributes, group in topic.sent_notifications
    ]


def _subscriptions(call: Call) -> list[Subscription]:
    return list(sns_backends[call.account][call.region].subscriptions.values())


def _is_pending(state: State, subscription: Subscription) -> bool:
    return subscription.protocol in ASK_FIRST and subscription.arn not in state.confirmed


def _hide_pending(call: Call, state: State, answer: Answer, instead: str) -> None:
    """A subscription has no ARN before it is confirmed."""
    text = answer.body.decode()
    for subscription in _subscriptions(call):
        if _is_pending(state, subscription):
            text = text.replace(f"<SubscriptionArn>{subscription.arn}<", f"<SubscriptionArn>{instead}<")
    answer.body = text.encode()


def _confirm(call: Call, state: State) -> Answer:
    """The token, which AWS would have sent to the endpoint, is the endpoint."""
    for subscription in _subscriptions(call):
        found = subscription.topic.arn, subscription.endpoint
        if found == (call.parameters["TopicArn"], call.parameters["Token"]):
            state.confirmed.add(subscription.arn)
            return as_xml(call, f"<SubscriptionArn>{subscription.arn}</SubscriptionArn>")
    return error(call, "InvalidParameter", "Invalid parameter: Token")


def _attributes(call: Call, state: State, answer: Answer) -> Answer:
    arn = call.parameters["TopicArn"]
    tree = ElementTree.fromstring(re.sub(rb' xmlns="[^"]*"', b"", answer.body, count=1))
    attributes = {entry.findtext("key", ""): entry.findtext("value", "") for entry in tree.iter("entry")}
    attributes |= {name: value for name, value in state.topics[arn].items() if not attributes.get(name)}
    pending = [_is_pending(state, each) for each in _subscriptions(call) if each.topic.arn == arn]
    for name, is_pending in (("SubscriptionsConfirmed", False), ("SubscriptionsPending", True)):
        attributes[name] = str(pending.count(is_pending))
    # AWS does not write what was never set.
    entries = "".join(
        f"<entry><key>{name}</key><value>{escape(value)}</value></entry>"
        for name, value in attributes.items()
        if value or name == "DisplayName"
    )
    return as_xml(call, f"<Attributes>{entries}</Attributes>")
