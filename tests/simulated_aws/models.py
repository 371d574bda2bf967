"""What AWS says of its services, as botocore carries it: where operations are asked for, and what answers hold."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape

PLACEHOLDER = re.compile(r"\{(\w+)\+?\}")


@lru_cache
def _model(service: str) -> ServiceModel:
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def output_shape(service: str, operation: str) -> Shape | None:
    """The shape of an operation's answer, where it has one."""
    return _model(service).operation_model(operation).output_shape


def find_operation(service: str, method: str, path: str) -> tuple[str, dict[str, Any]]:
    """The operation that a REST service has at a path, and what the path says; `Unknown` where it has none."""
    for known_method, pattern, operation in _routes(service):
        found = pattern.fullmatch(path)
        if found and known_method == method:
            return operation, found.groupdict()
    return "Unknown", {}


@lru_cache
def _routes(service: str) -> list[tuple[str, re.Pattern[str], str]]:
    """Methods and paths with their operations; those with more words of their own come first."""
    routes = []
    for name in _model(service).operation_names:
        http = _model(service).operation_model(name).http
        path = http["requestUri"].split("?")[0]
        words = PLACEHOLDER.sub("", path)
        # What stands in the place of a placeholder may be an ARN, which has slashes of its own.
        pattern = PLACEHOLDER.sub(r"(?P<\1>.+)", path)
        routes.append((len(words), (http["method"], re.compile(pattern), name)))
    return [route for _, route in sorted(routes, key=lambda route: -route[0])]
