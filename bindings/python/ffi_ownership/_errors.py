"""What is raised: one class for each family of statuses."""

from typing import Any, Optional


class Error(Exception):
    """A call was refused, and nothing has changed.

    What does not apply to a failure is 0, "" or None.
    """

    status: int = 0
    name: str = ""
    offset: int = 0
    size: int = 0
    pointer: Optional[int] = None
    handle: int = 0
    expected_type: Optional[str] = None
    actual_type: Optional[str] = None
    free_function: Optional[str] = None

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        vars(self).update(details)


class ArgumentError(Error, ValueError):
    """1..9: a value is missing or makes no sense."""


class BusyError(Error, BufferError):
    """10..19: the right call at the wrong moment: a borrow, a view or another call is in the way."""


class MisuseError(Error, RuntimeError):
    """20..49: the rules of ownership were broken. A bug: find the place, do not retry."""


class ClosedError(MisuseError, ValueError):
    """An owner was used after it was closed, or after its block had moved elsewhere.

    The library was not asked; the status is the one it would have answered with.
    """


class EnvironmentError(Error, OSError):  # the builtin of this name is OSError, so both are right
    """50..69: no memory, a limit, a file that cannot be written."""


class InternalError(Error, RuntimeError):
    """99: an exception inside the library was caught."""


class LoadError(Error, ImportError):  # type: ignore[misc]  # ImportError has a name, too
    """No library was found, or one that this package does not fit."""


def family(status: int) -> "type[Error]":
    """The class for a status; Error itself for one that is not known yet."""
    if status < 10:
        return ArgumentError
    if status < 20:
        return BusyError
    if status < 50:
        return MisuseError
    if status < 70:
        return EnvironmentError
    return InternalError if status == 99 else Error
