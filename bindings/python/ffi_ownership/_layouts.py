"""Types that the ledger is told of, and where the fields of structs lie."""

import ctypes
import threading
from typing import Any, Dict, List, NamedTuple, Optional, Set, Tuple, Type, cast

from ._abi import abi
from ._calls import call, refuse
from ._references import fields_of, refuse_references
from ._strings import String

# What an owned field holds: String, Config or a Structure, whose owner is a Box.
Kind = Any

# String and Config, the owners that `_owned_` may name; the module of Config adds its own.
OWNERS: List[Kind] = [String]

# Boxes whose struct has moved elsewhere, with what its drop is to end: theirs does not run.
HOLLOW: Set[int] = set()


class Layout(NamedTuple):
    """A struct as the ledger knows it."""

    type: int
    owned: Dict[str, Kind]
    offsets: Dict[str, int]
    fields: Dict[str, Tuple[Any, Optional[int]]]  # the ctypes type of each, and its bits if it has not all


_layouts: Dict[Type[ctypes.Structure], Layout] = {}
_layouts_lock = threading.RLock()


def layout_of(struct: Type[ctypes.Structure]) -> Layout:
    """Registers a struct at its first use. What it may declare stands at Box."""
    if not (isinstance(struct, type) and issubclass(struct, ctypes.Structure)):
        raise refuse("FFO_E_INVALID_ARGUMENT", f"{struct!r} is no ctypes.Structure")
    layout = _layouts.get(struct)
    if layout is None:
        with _layouts_lock:
            layout = _layouts.get(struct) or _register(struct)
            _layouts[struct] = layout
    return layout


def is_owning(ctype: Any) -> bool:
    """Whether the end of such a struct ends more than its bytes."""
    is_struct = isinstance(ctype, type) and issubclass(ctype, ctypes.Structure)
    return is_struct and bool(getattr(ctype, "_owned_", None) or hasattr(ctype, "_drop_"))


def type_of(kind: Kind) -> int:
    return int(kind.TYPE) if any(kind is owner for owner in OWNERS) else layout_of(kind).type


def _register(struct: Type[ctypes.Structure]) -> Layout:
    declared: Dict[str, Kind] = getattr(struct, "_owned_", {})
    owned = {name: struct if kind == "self" else kind for name, kind in declared.items()}
    offsets = {}
    for field, (ctype, _) in fields_of(struct).items():
        if field not in owned:
            refuse_references(ctype, f"{struct.__name__}.{field}")
    fields = (abi.structs["ffo_owned_field"] * len(owned))()
    for described, (name, kind) in zip(fields, owned.items()):
        place: Any = getattr(struct, name, None)
        if getattr(place, "size", None) != ctypes.sizeof(ctypes.c_void_p):
            raise refuse("FFO_E_INVALID_ARGUMENT", f"{struct.__name__}._owned_: {name} is no field that holds a pointer")
        described.offset = offsets[name] = place.offset
        described.type = abi.constants["FFO_TYPE_SELF"] if kind is struct else type_of(kind)
    name = getattr(struct, "_type_name_", f"{struct.__module__}.{struct.__qualname__}")
    number = register_type(
        name,
        size=ctypes.sizeof(struct),
        alignment=ctypes.alignment(struct),
        fields=ctypes.addressof(fields),
        field_count=len(owned),
        drop=_drop_callback(struct),
    )
    return Layout(number, owned, offsets, fields_of(struct))


def register_type(name: str, **description: Any) -> int:
    desc: Any = abi.structs["ffo_type_desc"](**description)
    desc.struct_size = ctypes.sizeof(desc)
    encoded = ctypes.create_string_buffer(name.encode())
    desc.name = ctypes.addressof(encoded)
    number = ctypes.c_uint32()
    call(abi.ffo_type_register, ctypes.byref(desc), ctypes.byref(number))
    return number.value


def immortal(callback: Any) -> Any:
    """A callback that the library may call until the process ends, later than any module."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(callback))
    return callback


def _drop_callback(struct: Type[ctypes.Structure]) -> Optional[int]:
    method: Any = getattr(struct, "_drop_", None)
    if method is None:
        return None

    hollow = HOLLOW  # at exit a module's names may be gone before the last box is

    # A copy: the memory is gone when the callback has returned, and what it wrote with it.
    def drop(payload: int, _: Any, copied: Any = struct.from_buffer_copy, at: Any = struct.from_address) -> None:
        if payload in hollow:
            hollow.discard(payload)
        else:
            method(copied(at(payload)))

    return ctypes.cast(immortal(abi.callbacks["ffo_drop_fn"](drop)), ctypes.c_void_p).value


ConfigStruct = abi.structs["ffo_config"]
CONFIG = Layout(
    abi.constants["FFO_TYPE_CONFIG"], {"name": String}, {"name": cast(Any, ConfigStruct).name.offset}, fields_of(ConfigStruct)
)


def layout_of_owner(struct: Type[ctypes.Structure]) -> Layout:
    return CONFIG if struct is ConfigStruct else layout_of(struct)


def kind_of(struct: Type[ctypes.Structure], field: str) -> Kind:
    try:
        return layout_of_owner(struct).owned[field]
    except KeyError:
        raise refuse("FFO_E_INVALID_ARGUMENT", f'{struct.__name__} has no owned field "{field}"') from None
