"""What has no place in memory of the library's: references to objects of Python's.

ctypes keeps such an object alive as long as the one it was assigned to. Memory that is not Python's
has none, so the reference would dangle at the end of the line.
"""

import ctypes
from typing import Any, Dict, Optional, Tuple

_Pointer: Any = ctypes._Pointer  # the bases of all pointer and function types
_Function: Any = ctypes._CFuncPtr  # type: ignore[attr-defined]
_INSTEAD = {
    "O": "keep the object in Python, or put it behind Handle.adopt()",
    "z": "use an owned String, an array of c_char, or c_void_p with the address of bytes that you keep",
    "Z": "use an owned String, an array of c_wchar, or c_void_p with the address of text that you keep",
}


def fields_of(struct: Any) -> Dict[str, Tuple[Any, Optional[int]]]:
    """The type of each field by its name, and its bits if it has not all; those of anonymous parts, too."""
    found: Dict[str, Tuple[Any, Optional[int]]] = {}
    for base in reversed(struct.__mro__):
        for name, ctype, *bits in vars(base).get("_fields_", ()):
            if name in vars(base).get("_anonymous_", ()):
                found.update(fields_of(ctype))
            found[name] = ctype, bits[0] if bits else None
    return found


def refuse_references(ctype: Any, what: str) -> None:
    """Refuses a type whose values refer to objects of Python's, and what has such a part."""
    code = getattr(ctype, "_type_", None)
    if issubclass(ctype, ctypes.Array):
        refuse_references(code, what)
    elif issubclass(ctype, (ctypes.Structure, ctypes.Union)):
        for name, (part, _) in fields_of(ctype).items():
            refuse_references(part, f"{what}: {ctype.__name__}.{name}")
    elif issubclass(ctype, (_Pointer, _Function)):
        _refuse(ctype, what, "use c_void_p with the address, and keep what it points to")
    elif code in _INSTEAD:
        _refuse(ctype, what, _INSTEAD[code])


def _refuse(ctype: Any, what: str, instead: str) -> None:
    raise TypeError(f"{what}: {ctype.__name__} refers to what Python would not keep alive here; {instead}")
