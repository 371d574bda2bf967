"""CBOR (RFC 8949), as far as Smithy's RPC v2 protocol goes: JSON's values, byte strings and points in time."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)
SIMPLE_VALUES = {20: False, 21: True, 22: None, 23: None}
FLOATS = {25: ">e", 26: ">f", 27: ">d"}
LENGTHS = {24: ">B", 25: ">H", 26: ">I", 27: ">Q"}
INDEFINITE, BREAK = 31, 0xFF
EPOCH_SECONDS = 1


@dataclass(frozen=True)
class Instant:
    """A point in time, in seconds since 1970; what the tag 1 marks."""

    seconds: float


def encode(value: Any) -> bytes:
    """A value as CBOR."""
    if isinstance(value, bool) or value is None:
        return bytes([SIMPLE << 5 | {False: 20, True: 21, None: 22}[value]])
    if isinstance(value, int):
        return _head(UNSIGNED, value) if value >= 0 else _head(NEGATIVE, -1 - value)
    if isinstance(value, float):
        return bytes([SIMPLE << 5 | 27]) + struct.pack(">d", value)
    if isinstance(value, Instant):
        return _head(TAG, EPOCH_SECONDS) + encode(value.seconds)
    if isinstance(value, bytes):
        return _head(BYTES, len(value)) + value
    if isinstance(value, str):
        text = value.encode()
        return _head(TEXT, len(text)) + text
    if isinstance(value, list):
        return _head(ARRAY, len(value)) + b"".join(encode(element) for element in value)
    if isinstance(value, dict):
        members = (encode(name) + encode(member) for name, member in value.items())
        return _head(MAP, len(value)) + b"".join(members)
    raise TypeError(f"CBOR has nothing for {type(value).__name__}")


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for additional, form in LENGTHS.items():
        if number < 1 << 8 * struct.calcsize(form):
            return bytes([major << 5 | additional]) + struct.pack(form, number)
    raise ValueError(f"{number} is too large for CBOR")


def decode(data: bytes) -> Any:
    """The one value that the bytes are; ValueError where they are something else."""
    reader = _Reader(data)
    value = reader.value()
    if reader.position != len(data):
        raise ValueError("there is more after the value")
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def value(self) -> Any:
        major, additional = divmod(self._take(1)[0], 32)
        if major == SIMPLE:
            return self._simple(additional)
        if additional == INDEFINITE:
            return self._indefinite(major)
        number = self._number(additional)
        if major == UNSIGNED:
            return number
        if major == NEGATIVE:
            return -1 - number
        if major == BYTES:
            return self._take(number)
        if major == TEXT:
            return self._take(number).decode()
        if major == ARRAY:
            return [self.value() for _ in range(number)]
        if major == MAP:
            return {self.value(): self.value() for _ in range(number)}
        if number == EPOCH_SECONDS:
            return Instant(self.value())
        raise ValueError(f"unknown tag {number}")

    def _take(self, length: int) -> bytes:
        part = self.data[self.position : self.position + length]
        if len(part) < length:
            raise ValueError("the value breaks off")
        self.position += length
        return part

    def _number(self, additional: int) -> int:
        if additional < 24:
            return additional
        if additional not in LENGTHS:
            raise ValueError(f"unknown additional information {additional}")
        form = LENGTHS[additional]
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _simple(self, additional: int) -> Any:
        if additional in FLOATS:
            form = FLOATS[additional]
            return struct.unpack(form, self._take(struct.calcsize(form)))[0]
        if additional in SIMPLE_VALUES:
            return SIMPLE_VALUES[additional]
        raise ValueError(f"unknown simple value {additional}")

    def _indefinite(self, major: int) -> Any:
        parts = []
        while self.data[self.position : self.position + 1] != bytes([BREAK]):
            parts.append(self.value())
        self._take(1)
        if major == ARRAY:
            return parts
        if major == MAP:
            return dict(zip(parts[::2], parts[1::2], strict=True))
        if major in (BYTES, TEXT):
            return (b"" if major == BYTES else "").join(parts)
        raise ValueError(f"the major type {major} has a length")
