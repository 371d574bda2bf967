"""Answers, and errors in the form in which each of AWS's protocols spells them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from .call import Call

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
REQUEST_ID = "7a62c49f-347e-4fc4-9331-6e8e00000000"


@dataclass
class Answer:
    """An HTTP answer that is not sent yet."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether AWS did what was asked."""
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """The body, where it is a JSON object."""
        value: dict[str, Any] = json.loads(self.body or b"{}")
        return value

    def set_json(self, value: dict[str, Any]) -> None:
        """Puts another JSON object in the body's place."""
        self.body = json.dumps(value).encode()


def as_json(value: dict[str, Any]) -> Answer:
    """A successful answer of a JSON service."""
    return Answer(200, json.dumps(value).encode(), {"Content-Type": "application/x-amz-json-1.1"})


def as_xml(call: Call, result: str) -> Answer:
    """A successful answer of a service that takes forms."""
    name = call.operation
    body = f"{XML}<{name}Response><{name}Result>{result}</{name}Result></{name}Response>"
    return Answer(200, body.encode(), {"Content-Type": "text/xml"})


def error(call: Call, code: str, message: str, status: int = 400) -> Answer:
    """An error as the call's service would answer it."""
    request_id = {"x-amzn-requestid": REQUEST_ID, "x-amz-request-id": REQUEST_ID}
    if call.operation.startswith("Head"):
        # An answer to HEAD has no body, so that neither code nor message reaches the caller.
        return Answer(status, b"", request_id)
    if call.speaks_json:
        body = json.dumps({"__type": code, "message": message, "Message": message}).encode()
        headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-errortype": code}
        return Answer(status, body, {**request_id, **headers})
    inner = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if call.service == "s3":
        text = f"<Error>{inner}</Error>"
    else:
        text = f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error></ErrorResponse>"
    return Answer(status, f"{XML}{text}".encode(), {**request_id, "Content-Type": "text/xml"})


def access_denied(call: Call, by_scp: bool = False) -> Answer:
    """A refusal by IAM, in AWS's words."""
    code = "AccessDeniedException" if call.speaks_json else "AccessDenied"
    if call.service == "sns":
        code = "AuthorizationError"
    status = 400 if call.protocol in ("json", "cbor") else 403
    resource = f"arn:aws:s3:::{call.bucket}" if call.bucket else call.parameters.get("TopicArn", "*")
    reason = (
        "with an explicit deny in a service control policy"
        if by_scp
        else f"because no identity-based policy allows the {call.action} action"
    )
    who = f"arn:aws:sts::{call.account}:assumed-role/auditor/session"
    refusal = f"User: {who} is not authorized to perform: {call.action} on resource: {resource} {reason}"
    return error(call, code, refusal, status)


def throttled(call: Call) -> Answer:
    """A refusal because of too many requests."""
    if call.service == "s3":
        return error(call, "SlowDown", "Please reduce your request rate.", 503)
    code = "ThrottlingException" if call.speaks_json else "Throttling"
    return error(call, code, "Rate exceeded", 429 if call.protocol == "rest-json" else 400)


def expired(call: Call) -> Answer:
    """A refusal because the session is over."""
    code = "ExpiredTokenException" if call.speaks_json else "ExpiredToken"
    status = 403 if call.protocol in ("query", "rest-json") else 400
    return error(call, code, "The security token included in the request is expired", status)


def unknown_operation(call: Call) -> Answer:
    """What AWS says of an operation that it does not have; moto would answer an HTML page, which clients retry."""
    if call.service == "s3":
        return error(call, "NotImplemented", f"{call.operation} is not part of the simulated AWS", 501)
    code = "UnknownOperationException" if call.speaks_json else "InvalidAction"
    return error(call, code, f"{call.service}:{call.operation} is not part of the simulated AWS", 400)
