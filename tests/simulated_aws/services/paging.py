"""Pages of a list, with a token that says where the next one starts."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def page(items: list[T], token: str | None, size: int) -> tuple[list[T], str | None]:
    """The page that the token stands for, and the token of the next one."""
    start = int(token.removeprefix("from-")) if token else 0
    end = start + size
    return items[start:end], f"from-{end}" if end < len(items) else None
