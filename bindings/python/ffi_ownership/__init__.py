"""Memory that crosses a C boundary, and a ledger of who owns it.

    from ffi_ownership import String, Handle

    with String("hello") as text:          # owned: freed at the end of the block
        print(text)

An owner holds one block and ends it once: at the end of its `with`, by close(), and at the latest
by the collector. See docs/python.md; what each call of the library does stands in ffi_ownership.h.
"""

from . import _box_vecs  # what Vec is for structs that own something
from ._abi import abi
from ._adopted import Adopted
from ._config import Config
from ._errors import (
    ArgumentError,
    BusyError,
    ClosedError,
    EnvironmentError,
    Error,
    InternalError,
    LoadError,
    MisuseError,
)
from ._handles import Handle, Weak
from ._ledger import (
    BlockInfo,
    Stats,
    checkpoint,
    describe,
    live_since,
    report_leaks,
    set_policy,
    stats,
    validate,
    version,
)
from ._strings import String, Strings
from ._structs import Box
from ._vecs import RawParts, Vec

__all__ = [
    "Adopted", "ArgumentError", "BlockInfo", "Box", "BusyError", "ClosedError", "Config",
    "EnvironmentError", "Error", "Handle", "InternalError", "LoadError", "MisuseError", "RawParts",
    "Stats", "String", "Strings", "Vec", "Weak", "abi", "checkpoint", "describe", "live_since",
    "report_leaks", "set_policy", "stats", "validate", "version",
]  # fmt: skip
