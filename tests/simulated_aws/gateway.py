"""The gateway: every request passes here on its way to moto, and every answer on its way back."""

from __future__ import annotations

import io
import re
import socket
import traceback
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import create_environ

from . import control, rpc
from .answer import Answer, access_denied, error, expired, throttled, unknown_operation
from .call import CREDENTIAL, Call, Environ, parse
from .endless import first_page, with_next_page
from .rules import Fault, Override, merge
from .services import SERVICES, s3
from .state import State

StartResponse = Callable[..., Any]
HANG_SECONDS = 300.0
BEGINNING = b'HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 4096\r\n\r\n{"some": ['
HTML = b"<html><head><title>Sign in</title></head><body>This network needs you to sign in first.</body></html>"


class Gateway:
    """A WSGI application around moto's."""

    def __init__(self) -> None:
        self.state = State()
        self.moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        path = environ.get("PATH_INFO", "/")
        if path.startswith("/moto-api"):
            answer = _collect(self.moto, environ)
            return _send(answer, start_response)
        body = _read_body(environ)
        if path.startswith("/_gateway/"):
            answer = control.answer(environ["REQUEST_METHOD"], path, body, self, environ["SERVER_PORT"])
        else:
            answer = self._aws(environ, body)
        return _send(answer, start_response)

    def reset(self) -> None:
        """Forgets everything: our own state and all that moto holds."""
        self.state.reset()
        _collect(self.moto, create_environ("/moto-api/reset", method="POST"))

    def _aws(self, environ: Environ, body: bytes) -> Answer:
        if not rpc.is_spoken(environ):
            return self._called(parse(environ, body), environ)
        call = parse(environ, rpc.as_json_request(environ, body))
        return rpc.as_cbor_answer(call, self._called(call, environ))

    def _called(self, call: Call, environ: Environ) -> Answer:
        if call.setting_up:
            return self._answer(call, environ)
        self.state.count(call)
        denial = self.state.denial(call)
        if denial:
            return s3.tell_region(call, access_denied(call, denial.scp))
        if call.protocol != "rest-xml" and self.state.regions.get(call.region) == "DISABLED":
            return error(call, "UnrecognizedClientException", "The security token included in the request is invalid.")
        fault = self.state.fault(call)
        if fault:
            return self._break(fault, call, environ)
        return self._overridden(call, self.state.overridden(call), environ)

    def _break(self, fault: Fault, call: Call, environ: Environ) -> Answer:
        if fault.mode == "throttle":
            return throttled(call)
        if fault.mode == "expired":
            return expired(call)
        if fault.mode == "500":
            return error(call, "InternalFailure", "An internal error occurred.", 500)
        if fault.mode == "html":
            return Answer(200, HTML, {"Content-Type": "text/html"})
        if fault.mode == "page-loop":
            return with_next_page(call, self._answer(first_page(call, environ), environ))
        if fault.mode == "hang":
            self.state.awake.wait(HANG_SECONDS)
        return _cut(environ)

    def _overridden(self, call: Call, overrides: list[Override], environ: Environ) -> Answer:
        for override in overrides:
            if override.error:
                code, message = override.error["code"], override.error.get("message", "as the test asked")
                return error(call, code, message, override.error.get("status", 400))
        answer = self._answer(call, environ)
        for override in overrides:
            if not answer.ok and override.status is None:
                # An error stays one; a test that wants success in its place says so.
                continue
            if override.body is not None:
                answer.body = override.body.encode()
            if override.response is not None:
                answer.set_json(merge(answer.json() if answer.ok else {}, override.response))
            answer.status = override.status or answer.status
        return answer

    def _answer(self, call: Call, environ: Environ) -> Answer:
        service = SERVICES.get(call.service)
        serve = getattr(service, "serve", lambda *_: None)
        redirect = getattr(service, "redirect", lambda *_: None)
        amend = getattr(service, "amend", lambda *_: None)
        served: Answer | None = serve(call, self.state)
        if served:
            return served
        account, region = redirect(call, self.state) or (call.account, call.region)
        answer = self._ask_moto(call, environ, account, region)
        amend(call, self.state, answer)
        return answer

    def _ask_moto(self, call: Call, environ: Environ, account: str, region: str) -> Answer:
        # moto reads the region from the signature, which it does not verify.
        signature = environ.get("HTTP_AUTHORIZATION", "")
        credential = CREDENTIAL.search(signature)
        if credential:
            start, end = credential.span("region")
            environ["HTTP_AUTHORIZATION"] = signature[:start] + region + signature[end:]
        environ["HTTP_X_MOTO_ACCOUNT_ID"] = account
        environ["wsgi.input"] = io.BytesIO(call.body)
        try:
            answer = _collect(self.moto, environ)
            # moto's page for what it has at no path.
            unknown = answer.status == 404 and answer.body.startswith(b"<!doctype html>")
            return unknown_operation(call) if unknown else answer
        except NotImplementedError:
            return unknown_operation(call)
        except Exception:
            # Whatever breaks in moto is an error of the service to its caller.
            traceback.print_exc()
            return error(call, "InternalFailure", "The simulated AWS failed; its log says how.", 500)


def _send(answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
    status = f"{answer.status} {HTTPStatus(answer.status).phrase}"
    start_response(status, list({**answer.headers, "Content-Length": str(len(answer.body))}.items()))
    return [answer.body]


def _collect(application: Any, environ: Environ) -> Answer:
    """Runs a WSGI application and gathers its answer."""
    answer = Answer(500)

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        answer.status = int(status.split()[0])
        answer.headers = {name: value for name, value in headers if not re.fullmatch("(?i)content-length", name)}
        return lambda _: None

    parts = application(environ, start_response)
    try:
        answer.body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    return answer


def _cut(environ: Environ) -> Answer:
    """Sends the beginning of an answer, then hangs up."""
    connection: socket.socket = environ["werkzeug.socket"]
    try:
        connection.sendall(BEGINNING)
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    raise ConnectionAbortedError("cut as the test asked")


def _read_body(environ: Environ) -> bytes:
    """The body, however it was sent; it is read here once, and moto is given a copy."""
    stream = environ["wsgi.input"]
    if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
        body: bytes = stream.read()
        environ.pop("HTTP_TRANSFER_ENCODING")
        environ["CONTENT_LENGTH"] = str(len(body))
        return body
    return bytes(stream.read(int(environ.get("CONTENT_LENGTH") or 0)))
