"""Text on its way into the library."""

from typing import Union

from ._abi import abi
from ._calls import call

Text = Union[str, bytes, bytearray, memoryview]


def encoded(text: Text) -> bytes:
    """str as UTF-8, bytes of any kind as they are."""
    if isinstance(text, bytes):
        return text
    return text.encode() if isinstance(text, str) else memoryview(text).tobytes()


def terminated(text: Text) -> bytes:
    """Text for a call that takes it NUL-terminated: a NUL inside is refused, as the library does."""
    data = encoded(text)
    if b"\0" in data:
        call(lambda: abi.ffo_string_from_bytes(data, len(data), None) or abi.constants["FFO_E_INTERIOR_NUL"])
    return data
