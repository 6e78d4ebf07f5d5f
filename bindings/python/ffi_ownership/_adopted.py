"""Objects of Python's, which the library knows by a number and never follows."""

import ctypes
import itertools
from typing import Any, Callable, ClassVar, Dict, Generic, Optional, Tuple, TypeVar, cast

from ._abi import abi
from ._layouts import immortal, register_type
from ._owners import HERE, Owner

T = TypeVar("T")

_adopted: Dict[int, Tuple[Any, Any]] = {}
_numbers = itertools.count(1)


def _drop(payload: int, _: Any, _adopted: Any = _adopted) -> None:
    value, drop = _adopted.pop(payload, (None, None))
    if drop is not None:
        drop(value)


drop_callback = ctypes.cast(immortal(abi.callbacks["ffo_drop_fn"](_drop)), ctypes.c_void_p)


class Adopted(Owner, Generic[T]):
    """Holds an object of Python's and what is to be done when it ends: what Handle.adopt puts
    behind a handle."""

    __slots__ = ()

    TYPE: ClassVar[int] = register_type("python.object")
    _call: ClassVar[Any] = staticmethod(_drop)
    _more = (None,)

    def __init__(self, value: T, drop: Optional[Callable[[T], Any]] = None) -> None:
        number = next(_numbers)
        self._begin(HERE, number)
        _adopted[number] = value, drop
        self._own(number)

    @property
    def value(self) -> T:
        """The object."""
        with self._lock:
            self._check_open("value")
            return cast(T, _adopted[self._pointer][0])
