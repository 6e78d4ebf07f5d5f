"""Calls into the library, and the exception that a refused one becomes.

Between a refused call and the reading of the thread's last error anything of Python's may run on
the same thread: a collection with finalizers, a signal handler. Their calls can be refused, too,
and then the library holds their error instead. So a thread says when it is inside a call, and a
call that comes between keeps what it finds.

A signal handler may raise, too, between any two instructions of Python's. A call that changes who
owns what is therefore a Step: what it returned is kept before Python can run anything else.
"""

import ctypes
import threading
from functools import partial
from itertools import starmap
from typing import Any, ClassVar, Container, Dict, List, Optional

from ._abi import abi
from ._errors import Error, family

Details = Dict[str, Any]


class _Thread:
    __slots__ = ("inside", "kept", "status", "status_address")

    def __init__(self) -> None:
        self.inside = False  # from before a call until its error was read
        self.kept: Optional[Details] = None  # the error of a call that another one came between
        self.status = ctypes.c_uint32()
        self.status_address = ctypes.byref(self.status)


class _Threads(threading.local):
    def __init__(self) -> None:
        self.this = _Thread()


_threads = _Threads()
_ErrorInfo = abi.structs["ffo_error_info"]


def text_at(address: Optional[int]) -> Optional[str]:
    """A static text of the library's."""
    return None if not address else ctypes.string_at(address).decode("utf-8", "replace")


def _type_name(number: int) -> Optional[str]:
    return text_at(abi.ffo_type_name(number)) if number else None


def _take_last_error() -> Optional[Details]:
    """This thread's last error, which the library forgets with that. Asking never sets one."""
    info: Any = _ErrorInfo(struct_size=ctypes.sizeof(_ErrorInfo))
    abi.ffo_last_error_info(ctypes.byref(info))
    if not info.status:
        return None
    details = {
        "status": info.status,
        "message": text_at(info.message),
        "offset": info.offset,
        "size": info.size,
        "pointer": info.pointer,
        "handle": info.handle,
        "expected_type": _type_name(info.expected_type),
        "actual_type": _type_name(info.actual_type),
        "free_function": text_at(info.free_function),
    }
    abi.ffo_clear_error()
    return details


def _come_between(thread: _Thread) -> None:
    """At the beginning of a call that came between another one and the reading of its error."""
    thread.kept = _take_last_error() or thread.kept


def _failure(thread: _Thread, status: int) -> Error:
    """What to raise after a refused call."""
    details = _take_last_error() or thread.kept or {}
    if details.get("status") != status:  # the misuse hook failed in a call of its own
        details = {"message": text_at(abi.ffo_status_text(status))}
    details["status"] = status
    return refusal(**details)


def refusal(status: int, message: Optional[str], **details: Any) -> Error:
    """The exception of a status' family."""
    details.update(status=status, name=text_at(abi.ffo_status_name(status)))
    return family(status)(message or "", **details)


def refuse(name: str, message: str, **details: Any) -> Error:
    """The exception for what the library need not be asked."""
    return refusal(abi.constants[name], message, **details)


class Step(List[Any]):
    """A call that changes who owns what: empty until it was made, then with what it returned.

    starmap makes the call and extend keeps its result, all in C, so that no exception can come
    between the two. Whoever finds a step later knows whether the call was made, and how it ended.
    """

    __slots__ = ()

    def happened(self) -> bool:
        """Whether ownership has changed."""
        raise NotImplementedError

    def run(self, function: Any, *arguments: Any) -> Any:
        """Makes the call, and raises if it is refused."""
        raise NotImplementedError


class Done(Step):
    """A call that returns a status."""

    __slots__ = ()

    def happened(self) -> bool:
        return bool(self) and not self[0]

    def run(self, function: Any, *arguments: Any) -> None:
        thread = _threads.this
        between = thread.inside
        try:
            if between:
                _come_between(thread)
            thread.inside = True
            self.extend(starmap(function, (arguments,)))
            if self[0]:
                raise _failure(thread, self[0])
        finally:
            thread.inside = between


class Ended(Done):
    """The end of a block: it is gone after some refusals, too, or must not be ended again."""

    __slots__ = ()
    over: ClassVar[Container[int]] = frozenset(
        abi.constants[f"FFO_E_{name}"] for name in ("OVERRUN", "DOUBLE_FREE", "STALE_HANDLE")
    )

    def happened(self) -> bool:
        return bool(self) and (not self[0] or self[0] in self.over)


class EndedAll(Ended):
    """The end of many blocks, or of what was in the way: what is refused is kept."""

    __slots__ = ()
    over = frozenset((abi.constants["FFO_E_OVERRUN"],))


class Moved(EndedAll):
    """Calls that belong together, of which the last one decides: nothing of Python's comes between them."""

    __slots__ = ("planned",)
    planned: int  # how many calls there are to be

    def happened(self) -> bool:
        return len(self) == self.planned and (not self[-1] or self[-1] in self.over)

    def run_all(self, calls: "List[partial[Any]]") -> None:
        thread = _threads.this
        between = thread.inside
        try:
            if between:
                _come_between(thread)
            thread.inside = True
            self.extend(map(partial.__call__, calls))
            if self[-1]:
                raise _failure(thread, self[-1])
        finally:
            thread.inside = between


class Returned(Ended):
    """The end of a borrow, which is over whatever misuse its return finds."""

    __slots__ = ()
    over = range(20, 50)


class Tried(Done):
    """An end that nobody tries again, whatever comes of it."""

    __slots__ = ()

    def happened(self) -> bool:
        return bool(self)


class Made(Step):
    """A call that returns a pointer or handle and has a status as its last parameter.

    0 is what ffo_box_take and its like return when there is nothing; all others fail then.
    """

    __slots__ = ()

    def happened(self) -> bool:
        return bool(self) and bool(self[0])

    def run(self, function: Any, *arguments: Any) -> int:
        thread = _threads.this
        status, status_address = thread.status, thread.status_address
        between = thread.inside
        try:
            if between:
                _come_between(thread)
                status = ctypes.c_uint32()  # the thread's is the other call's
                status_address = ctypes.byref(status)
            thread.inside = True
            self.extend(starmap(function, ((*arguments, status_address),)))
            if status.value:
                raise _failure(thread, status.value)
            return self[0] or 0
        finally:
            thread.inside = between


def call(function: Any, *arguments: Any) -> None:
    """Calls what returns a status and changes no owner."""
    thread = _threads.this
    between = thread.inside
    try:
        if between:
            _come_between(thread)
        thread.inside = True
        status = function(*arguments)
        if status:
            raise _failure(thread, status)
    finally:
        thread.inside = between


def end_quietly(
    step: Step,
    function: Any,
    *arguments: Any,
    # At exit a module's names may be gone before the last owner is.
    _threads: _Threads = _threads,
    _come_between: Any = _come_between,
    _clear: Any = abi.ffo_clear_error,
    _starmap: Any = starmap,
) -> None:
    """What a finalizer calls: a refusal goes to the misuse hook and the policy, and nowhere else."""
    thread = _threads.this
    between = thread.inside
    try:
        if between:
            _come_between(thread)
        thread.inside = True
        step.extend(_starmap(function, (arguments,)))
        if step[0] and between:
            _clear()
    finally:
        thread.inside = between
