"""A list that never ends: every answer names a next page, and it is the same one again."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from .answer import Answer
from .call import Call, Environ

TOKEN = "the-same-page-again"


def first_page(call: Call, environ: Environ) -> Call:
    """The call for the first page, whatever page was asked for; moto does not know our token."""
    query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    environ["QUERY_STRING"] = urlencode([(name, value) for name, value in query if value != TOKEN])
    parameters = {name: value for name, value in call.parameters.items() if value != TOKEN}
    body = call.body
    if call.speaks_json and body:
        body = json.dumps(parameters).encode()
    elif call.protocol == "query":
        body = urlencode(parameters).encode()
    environ["CONTENT_LENGTH"] = str(len(body))
    return replace(call, parameters=parameters, body=body)


def with_next_page(call: Call, answer: Answer) -> Answer:
    """The answer, with the token of the next page in the place where its operation has it."""
    if not answer.ok:
        return answer
    if call.service == "iam":
        more = f"<IsTruncated>true</IsTruncated><Marker>{TOKEN}</Marker>".encode()
        answer.body = answer.body.replace(b"<IsTruncated>false</IsTruncated>", more)
    elif call.protocol == "query":
        end = f"</{call.operation}Result>".encode()
        answer.body = answer.body.replace(end, f"<NextToken>{TOKEN}</NextToken>".encode() + end)
    elif call.protocol == "rest-xml":
        end = answer.body.rfind(b"</")
        answer.body = answer.body[:end] + f"<ContinuationToken>{TOKEN}</ContinuationToken>".encode() + answer.body[end:]
    elif call.service == "kms":
        answer.set_json(answer.json() | {"NextMarker": TOKEN, "Truncated": True})
    elif call.service == "logs" or call.operation == "ListDiscoveredResources":
        answer.set_json(answer.json() | {"nextToken": TOKEN})
    else:
        answer.set_json(answer.json() | {"NextToken": TOKEN})
    return answer
