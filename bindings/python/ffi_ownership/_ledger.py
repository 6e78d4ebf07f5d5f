"""The ledger's own view: balance, periods, reports, and one block's record."""

import ctypes
import os
from typing import Any, FrozenSet, NamedTuple, Optional, Tuple, Union

from ._abi import abi
from ._calls import call, refuse, text_at
from ._numbers import size

_BlockInfo = abi.structs["ffo_block_info"]
_Stats = abi.structs["ffo_stats"]
_OWNERS = {abi.constants[f"FFO_OWNER_{name.upper()}"]: name for name in ("nobody", "caller", "library")}
_HEAPS = {abi.constants[f"FFO_HEAP_{name.upper()}"]: name for name in ("slab", "system")}
_FLAGS = {
    abi.constants[f"FFO_BLOCK_{name.upper()}"]: name for name in ("forgotten", "closing", "adopted", "orphaned")
}

version: str = text_at(abi.ffo_version_string()) or ""


class BlockInfo(NamedTuple):
    """One block, as the ledger knows it."""

    type: int
    type_name: str
    address: Optional[int]
    size: int
    owner: str  # "nobody", "caller" or "library"
    flags: FrozenSet[str]  # of "forgotten", "closing", "adopted", "orphaned"
    handle: int
    owned_by: Optional[int]
    references: int
    borrows: int
    period: int
    free_function: Optional[str]
    tag: str
    element_type: int  # of a vec of a registered type; else 0


class Stats(NamedTuple):
    """The ledger's balance."""

    heap: str  # "slab" or "system"
    live_blocks: int
    forgotten_blocks: int
    created_blocks: int
    freed_blocks: int
    live_bytes: int
    forgotten_bytes: int
    reserved_bytes: int
    live_handles: int
    live_borrows: int
    misuses: int


def block_info(function: Any, name: int) -> BlockInfo:
    """What ffo_describe or ffo_handle_describe tells."""
    info: Any = _BlockInfo(struct_size=ctypes.sizeof(_BlockInfo))
    call(function, name, ctypes.byref(info))
    return BlockInfo(
        type=info.type,
        type_name=text_at(info.type_name) or "",
        address=info.address,
        size=info.size,
        owner=_OWNERS.get(info.owner, str(info.owner)),
        flags=frozenset(name for flag, name in _FLAGS.items() if info.flags & flag),
        handle=info.handle,
        owned_by=info.owned_by,
        references=info.references,
        borrows=info.borrows,
        period=info.period,
        free_function=text_at(info.free_function),
        tag=info.tag.decode("utf-8", "replace"),
        element_type=getattr(info, "element_type", 0),  # a library 1.0 has none
    )


def describe(pointer: int) -> BlockInfo:
    """Finds the block that a pointer names or lies in, live or freed. Nothing is followed."""
    return block_info(abi.ffo_describe, size(pointer, "describe"))


def stats() -> Stats:
    """The ledger's balance: exact when no other thread is at work."""
    found: Any = _Stats(struct_size=ctypes.sizeof(_Stats))
    call(abi.ffo_stats_get, ctypes.byref(found))
    numbers = {name: getattr(found, name) for name in Stats._fields}
    numbers["heap"] = _HEAPS.get(found.heap, str(found.heap))
    return Stats(**numbers)


def checkpoint() -> int:
    """Starts the next period and returns its number, for live_since() and report_leaks()."""
    number = ctypes.c_uint64()
    call(abi.ffo_checkpoint, ctypes.byref(number))
    return number.value


def live_since(since: int) -> Tuple[int, int]:
    """How many blocks made at or after a checkpoint still live, and their bytes; 0: of all periods."""
    blocks, bytes_ = ctypes.c_size_t(), ctypes.c_size_t()
    call(abi.ffo_live_since, size(since, "live_since"), ctypes.byref(blocks), ctypes.byref(bytes_))
    return blocks.value, bytes_.value


def report_leaks(path: Union[str, "os.PathLike[str]", None] = None, since: int = 0) -> None:
    """Writes a leak report into a file, or to standard error."""
    file = None if path is None else os.fsencode(path)
    if file is not None and b"\0" in file:
        raise refuse("FFO_E_INTERIOR_NUL", "report_leaks: a NUL inside the path", offset=file.index(0))
    call(abi.ffo_report_leaks, size(since, "report_leaks"), file)


def validate() -> None:
    """Walks the whole ledger; damage is raised."""
    call(abi.ffo_validate)


def set_policy(policy: str) -> None:
    """What follows a misuse, for the whole process: "return", "log" or "abort"."""
    number = abi.constants.get(f"FFO_POLICY_{policy.upper()}")
    if number is None:
        raise refuse("FFO_E_INVALID_ARGUMENT", f'set_policy: "{policy}" is neither return, log nor abort')
    call(abi.ffo_set_policy, number)
