"""Numbers that cross: what does not fit is an error of Python's own, as in array and struct.

ctypes would cut a number that is too large, and take a negative one for a huge one, without a word.
"""

import ctypes
from operator import index
from typing import Any, Optional

# The codes of ctypes' integers: those with a sign, those without, and plain addresses.
SIGNED, UNSIGNED, ADDRESS = "bhilq", "BHILQ", "P"

_MOST = (1 << 8 * ctypes.sizeof(ctypes.c_size_t)) - 1


def size(value: Any, what: str) -> int:
    """A length, a count, a pointer, the number of a handle or of a checkpoint."""
    number = index(value)
    if not 0 <= number <= _MOST:
        raise OverflowError(f"{what}: {number} is outside 0..{_MOST:#x}")
    return number


def position(value: Any, length: int, what: str) -> int:
    """An index, from the end if it is negative."""
    number = index(value)
    if not -length <= number < length:
        raise IndexError(f"{what}: {number} of {length}")
    return number % length


def fitting(ctype: Any, value: Any, what: str, bits: Optional[int] = None) -> Any:
    """A value for memory of that type, whose integers fit it. Other conversions are ctypes' own."""
    if isinstance(value, ctype):
        return value
    code = getattr(ctype, "_type_", None)
    if isinstance(code, str):
        if code in SIGNED:
            half = 1 << (bits or 8 * ctypes.sizeof(ctype)) - 1
            return _within(value, -half, half - 1, what)
        if code in UNSIGNED or code in ADDRESS and value is not None:
            return _within(value, 0, (1 << (bits or 8 * ctypes.sizeof(ctype))) - 1, what)
    elif isinstance(value, tuple):
        if issubclass(ctype, ctypes.Array):
            return tuple(fitting(ctype._type_, item, f"{what}[{at}]") for at, item in enumerate(value))
        return tuple(
            fitting(field[1], item, f"{what}.{field[0]}", *field[2:]) for field, item in zip(ctype._fields_, value)
        ) + value[len(ctype._fields_) :]
    return value


def _within(value: Any, low: int, high: int, what: str) -> int:
    number = index(value)
    if not low <= number <= high:
        raise OverflowError(f"{what}: {number} is outside {low}..{high}")
    return number
