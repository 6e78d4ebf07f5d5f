"""Structs: the config, and boxes of a ctypes.Structure of yours, with the blocks that end with them."""

import ctypes
import threading
from typing import Any, ClassVar, Dict, Generic, NamedTuple, NoReturn, Optional, Tuple, Type, TypeVar, Union, cast

from ._abi import abi
from ._calls import Done, Made, call, refuse
from ._numbers import fitting
from ._owners import PointerOwner, Text, check_raw
from ._references import fields_of, refuse_references
from ._strings import String, bytes_at

T = TypeVar("T", bound=ctypes.Structure)
_CData: Any = ctypes.Structure.__mro__[1]  # what all ctypes objects are

# What an owned field holds: String, Config or a Structure, whose owner is a Box.
Kind = Any


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


def type_of(kind: Kind) -> int:
    return int(kind.TYPE) if kind is String or kind is Config else layout_of(kind).type


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

    # A copy: the memory is gone when the callback has returned, and what it wrote with it.
    def drop(payload: int, _: Any, copied: Any = struct.from_buffer_copy, at: Any = struct.from_address) -> None:
        method(copied(at(payload)))

    return ctypes.cast(immortal(abi.callbacks["ffo_drop_fn"](drop)), ctypes.c_void_p).value


class StructOwner(PointerOwner):
    """Holds a struct, and names its fields."""

    __slots__ = ()

    def _struct(self) -> Type[ctypes.Structure]:
        raise NotImplementedError

    def _locate(self, path: Tuple[int, ...], what: str) -> int:
        """Where a struct of the tree lies now: owned fields are followed anew at each use."""
        self._check_open(what)
        address: Optional[int] = self._pointer
        for offset in path:
            address = ctypes.c_void_p.from_address(address + offset).value if address else None
        if not address:
            raise refuse("FFO_E_NOT_OWNED", f"{type(self).__name__}.{what}: the struct has left its field")
        return address

    def view(self) -> Any:
        """The struct itself, as ctypes sees it; the owner cannot end while it is in use."""
        with self._lock:
            self._check_open("view")
            if self._loan is not None and not self._loan.exclusive:
                return self._struct().from_buffer_copy(self._struct().from_address(self._pointer))
            return _lent(self, self._struct(), self._pointer)

    def put(self, field: str, child: Optional[PointerOwner]) -> None:
        """Moves a child into an owned field and frees the one that was there; None clears it."""
        _put(self, self._struct(), (), field, child)

    def take(self, field: str) -> Any:
        """Moves the child in an owned field out, to an owner of its own; None if there is none."""
        with self._lock:
            self._check_mutable("take")
            self._refuse_if_lent("take")
            kind = _kind(self._struct(), field)
            child, step = _blank(kind), Made()
            child._begin(step)
            pointer = step.run(abi.ffo_box_take, self._pointer, layout_of_owner(self._struct()).offsets[field])
            if not pointer:
                return None
            child._own(pointer)
            return child


def layout_of_owner(struct: Type[ctypes.Structure]) -> Layout:
    return CONFIG if struct is ConfigStruct else layout_of(struct)


def _kind(struct: Type[ctypes.Structure], field: str) -> Kind:
    try:
        return layout_of_owner(struct).owned[field]
    except KeyError:
        raise refuse("FFO_E_INVALID_ARGUMENT", f'{struct.__name__} has no owned field "{field}"') from None


def _blank(kind: Kind) -> PointerOwner:
    """An owner of such a child, which is still to come."""
    if kind is String or kind is Config:
        return cast(PointerOwner, kind.__new__(kind))
    return Box._blank(kind)


def _lent(owner: StructOwner, struct: Type[T], address: int) -> T:
    # Made of the memory that keeps the lease, so that parts of it, too, keep the owner from ending.
    return struct.from_buffer(owner._lend(address, ctypes.sizeof(struct)))


def _put(
    owner: StructOwner, struct: Type[ctypes.Structure], path: Tuple[int, ...], field: str, child: Any
) -> None:
    kind = _kind(struct, field)
    with owner._lock:
        owner._check_mutable("put")
        owner._refuse_if_lent("put")
        box = owner._locate(path, "put")
        offset = layout_of_owner(struct).offsets[field]
        if child is None:
            call(abi.ffo_box_put, box, offset, None)
            return
        if not isinstance(child, PointerOwner):
            raise refuse("FFO_E_INVALID_ARGUMENT", f'"{field}" is an owned field; it takes an owner or None')
        with child._lock:
            child._check_owned("put")
            gone = f'its block has moved into the field "{field}"'
            child._leave(Done(), gone, abi.ffo_box_put, box, offset, child._pointer)


class Contents:
    """A struct's fields as attributes, read and written in place as long as its owner is open.

    Owned fields show a string's text and a struct's fields; assigned an owner, they take its block,
    assigned None, they end theirs.
    """

    __slots__ = ("_owner", "_struct", "_path")

    def __init__(self, owner: StructOwner, struct: Type[ctypes.Structure], path: Tuple[int, ...]) -> None:
        for name, value in zip(self.__slots__, (owner, struct, path)):
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        owner: StructOwner = self._owner
        struct: Any = self._struct
        with owner._lock:
            address = owner._locate(self._path, name)
            layout = layout_of_owner(struct)
            kind = layout.owned.get(name)
            if kind is not None:
                offset = layout.offsets[name]
                child = ctypes.c_void_p.from_address(address + offset).value
                if not child:
                    return None
                if kind is String:
                    return bytes_at(child).decode()
                return Contents(owner, ConfigStruct if kind is Config else kind, (*self._path, offset))
            value = getattr(struct.from_address(address), name)
            if not isinstance(value, _CData):
                return value
            # A part of the struct, not a number: it shows the memory itself, so it needs a lease.
            if owner._loan is None or owner._loan.exclusive:
                return getattr(_lent(owner, struct, address), name)
            return getattr(struct.from_buffer_copy(struct.from_address(address)), name)

    def __setattr__(self, name: str, value: Any) -> None:
        owner: StructOwner = self._owner
        struct: Any = self._struct
        if name in layout_of_owner(struct).owned:
            _put(owner, struct, self._path, name, value)
            return
        if not isinstance(getattr(struct, name, None), _FIELD):
            raise AttributeError(f"{struct.__name__} has no field {name}")
        with owner._lock:
            owner._check_mutable(name)
            ctype, bits = layout_of_owner(struct).fields[name]
            value = fitting(ctype, value, f"{struct.__name__}.{name}", bits)
            setattr(struct.from_address(owner._locate(self._path, name)), name, value)

    def __dir__(self) -> "list[str]":
        return [field[0] for field in self._struct._fields_]

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("the contents of an owner can be neither pickled nor copied")


class Box(StructOwner, Generic[T]):
    """A ctypes.Structure of yours, with all that its owned fields hold.

    Beside ctypes' `_fields_` the structure may have
        _owned_      what its owned fields hold: {"label": String, "limits": Config, "child": Child,
                     "next": "self"}
        _type_name_  its name in the process; without one, module and qualified name
        _drop_       a method that runs on a copy of the struct when a box of it ends
    """

    __slots__ = ("_of_struct", "_more")

    _call: ClassVar[Any] = abi.ffo_box_free
    _of_struct: Type[T]

    def __init__(self, struct: Type[T], **values: Any) -> None:
        """Makes a box, zeroed, and sets fields."""
        number = layout_of(struct).type
        self._of_struct = struct
        self._more = (number,)
        step = Made()
        self._begin(step)
        self._own(step.run(abi.ffo_box_new, number))
        for name, value in values.items():
            setattr(self.contents, name, value)

    @classmethod
    def from_raw(cls, struct: Type[T], pointer: int) -> "Box[T]":
        """Takes a box by its pointer."""
        check_raw(pointer, layout_of(struct).type, "Box")
        return cls._blank(struct)._receive(pointer)

    @classmethod
    def _blank(cls, struct: Type[T]) -> "Box[T]":
        box = cls.__new__(cls)
        box._of_struct = struct
        box._more = (layout_of(struct).type,)
        return box

    def _struct(self) -> Type[ctypes.Structure]:
        return self._of_struct

    @property
    def contents(self) -> T:
        """The fields. To type checkers it is the struct itself."""
        return cast(T, Contents(self, self._of_struct, ()))


class Config(StructOwner):
    """The library's example of a struct that owns a string."""

    __slots__ = ()

    TYPE: ClassVar[int] = abi.constants["FFO_TYPE_CONFIG"]
    _call: ClassVar[Any] = abi.ffo_config_free

    def __init__(self, max_connections: int = 0, timeout_ms: int = 0, name: Optional[Text] = None) -> None:
        numbers = [
            fitting(ctypes.c_int32, number, f"Config: {what}")
            for what, number in (("max_connections", max_connections), ("timeout_ms", timeout_ms))
        ]
        step = Made()
        self._begin(step)
        self._own(step.run(abi.ffo_config_new, *numbers))
        if name is not None:
            self.name = name  # type: ignore[assignment]

    @classmethod
    def from_raw(cls, pointer: int) -> "Config":
        """Takes a config by its pointer."""
        check_raw(pointer, cls.TYPE, "Config")
        return cls.__new__(cls)._receive(pointer)

    def _struct(self) -> Type[ctypes.Structure]:
        return ConfigStruct

    def clone(self) -> "Config":
        """A second config with a name of its own."""
        with self._lock:
            self._check_open("clone")
            return Config._made(abi.ffo_config_clone, self._pointer)

    @property
    def contents(self) -> Any:
        """The fields, as a box has them."""
        return Contents(self, ConfigStruct, ())

    @property
    def max_connections(self) -> int:
        return int(self.contents.max_connections)

    @max_connections.setter
    def max_connections(self, value: int) -> None:
        self.contents.max_connections = value

    @property
    def timeout_ms(self) -> int:
        return int(self.contents.timeout_ms)

    @timeout_ms.setter
    def timeout_ms(self, value: int) -> None:
        self.contents.timeout_ms = value

    @property
    def name(self) -> Optional[str]:
        """The name, a copy; what is assigned is copied, too, and the former name freed."""
        return cast(Optional[str], self.contents.name)

    @name.setter
    def name(self, name: Optional[Text]) -> None:
        self.put("name", None if name is None else String(name))

    def take_name(self) -> Optional[String]:
        """Moves the name out."""
        return cast(Optional[String], self.take("name"))


ConfigStruct = abi.structs["ffo_config"]
CONFIG = Layout(
    Config.TYPE, {"name": String}, {"name": cast(Any, ConfigStruct).name.offset}, fields_of(ConfigStruct)
)
_FIELD: Any = type(cast(Any, ConfigStruct).name)
