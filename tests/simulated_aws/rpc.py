"""Smithy's RPC v2 protocol, which is CBOR over HTTP: requests are taken as the JSON that moto understands, and answers
are given as CBOR. In between nobody need know.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from .answer import Answer
from .call import Call, Environ
from .cbor import Instant, decode, encode
from .models import output_shape

PATH = re.compile(r"/service/(?P<target>\w+)/operation/(?P<operation>\w+)")
NAME = "rpc-v2-cbor"
# CloudWatch's callers know errors by the codes of the protocol that it spoke first.
QUERY_CODES = {"UnknownOperationException": "InvalidAction", "UnrecognizedClientException": "InvalidClientTokenId"}


def is_spoken(environ: Environ) -> bool:
    """Whether a request is of this protocol."""
    return environ.get("HTTP_SMITHY_PROTOCOL") == NAME


def as_json_request(environ: Environ, body: bytes) -> bytes:
    """Turns a request into one of AWS's JSON protocol; answers the new body."""
    found = PATH.fullmatch(environ.get("PATH_INFO", ""))
    if found:
        environ["HTTP_X_AMZ_TARGET"] = f"{found['target']}.{found['operation']}"
    body = json.dumps(_plain(decode(body)) if body else {}).encode()
    environ |= {
        "PATH_INFO": "/",
        "RAW_URI": "/",
        "REQUEST_URI": "/",
        "CONTENT_TYPE": "application/x-amz-json-1.0",
        "CONTENT_LENGTH": str(len(body)),
    }
    return body


def as_cbor_answer(call: Call, answer: Answer) -> Answer:
    """Turns an answer in JSON into one of this protocol. What is no JSON stays as a test broke it."""
    try:
        value = answer.json()
    except ValueError:
        return answer
    if answer.ok:
        value = _typed(value, output_shape(call.service, call.operation))
    headers = {name: text for name, text in answer.headers.items() if name.lower() not in ("content-type", "status")}
    code = value.get("__type")
    if not answer.ok and code and "x-amzn-query-error" not in headers:
        headers["x-amzn-query-error"] = f"{QUERY_CODES.get(code, code.removesuffix('Exception'))};Sender"
    headers |= {"Content-Type": "application/cbor", "smithy-protocol": NAME}
    return Answer(answer.status, encode(value), headers)


def _plain(value: Any) -> Any:
    """What JSON has instead of what it has not."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_plain(element) for element in value]
    if isinstance(value, Instant):
        return value.seconds
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _typed(value: Any, shape: Shape | None) -> Any:
    """The other way round; only the shape says which numbers are times."""
    if isinstance(shape, StructureShape):
        known = {name: member for name, member in value.items() if name in shape.members and member is not None}
        return {name: _typed(member, shape.members[name]) for name, member in known.items()}
    if isinstance(shape, ListShape):
        return [_typed(element, shape.member) for element in value]
    if isinstance(shape, MapShape):
        return {name: _typed(member, shape.value) for name, member in value.items()}
    kind = shape.type_name if shape else ""
    if kind == "timestamp":
        return Instant(float(value))
    if kind in ("float", "double"):
        return float(value)
    return base64.b64decode(value) if kind == "blob" else value
