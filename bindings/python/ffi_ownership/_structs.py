"""Structs with the blocks that end with them, and boxes of a ctypes.Structure of yours."""

import ctypes
from typing import Any, ClassVar, Generic, NoReturn, Optional, Tuple, Type, TypeVar, cast

from ._abi import abi
from ._blocks import PointerOwner, check_raw
from ._calls import EndedAll, Made, call, refuse
from ._layouts import ConfigStruct, Kind, kind_of, layout_of, layout_of_owner
from ._numbers import fitting
from ._strings import String, bytes_at

T = TypeVar("T", bound=ctypes.Structure)
_CData: Any = ctypes.Structure.__mro__[1]  # what all ctypes objects are
_FIELD: Any = type(cast(Any, ConfigStruct).name)  # what a struct's fields are


class StructOwner(PointerOwner):
    """Holds a struct, and names its fields."""

    __slots__ = ()

    def _struct(self) -> Type[ctypes.Structure]:
        raise NotImplementedError

    def _locate(self, path: Tuple[int, ...], what: str) -> int:
        """Where a struct of the tree lies now: owned fields are followed anew at each use."""
        self._check_open(what)
        return follow(self._pointer, path, f"{type(self).__name__}.{what}")

    def _place(self, path: Tuple[int, ...], what: str) -> "Tuple[Any, ...]":
        """The call that puts a child into a field of such a struct, and what it gets before the field."""
        return abi.ffo_box_put, self._locate(path, what)

    def view(self) -> Any:
        """The struct itself, as ctypes sees it; the owner cannot end while it is in use."""
        with self._lock:
            self._check_open("view")
            if self._loan is not None and not self._loan.exclusive:
                return self._struct().from_buffer_copy(self._struct().from_address(self._pointer))
            return _lent(self, self._struct(), self._pointer)

    def put(self, field: str, child: Optional[PointerOwner]) -> None:
        """Moves a child into an owned field and frees the one that was there; None clears it."""
        put(self, self._struct(), (), field, child)

    def take(self, field: str) -> Any:
        """Moves the child in an owned field out, to an owner of its own; None if there is none."""
        with self._lock:
            self._check_mutable("take")
            self._refuse_if_lent("take")
            return take_field(self._struct(), field, abi.ffo_box_take, self._pointer)


def take_field(struct: Type[ctypes.Structure], field: str, function: Any, *holder: Any) -> Any:
    """Moves the child in an owned field out by a call."""
    child, step = _blank(kind_of(struct, field)), Made()
    child._begin(step)
    pointer = step.run(function, *holder, layout_of_owner(struct).offsets[field])
    if not pointer:
        return None
    child._own(pointer)
    return child


def follow(address: Optional[int], path: Tuple[int, ...], what: str) -> int:
    """Where the struct lies that owned fields lead to from another one."""
    for offset in path:
        address = ctypes.c_void_p.from_address(address + offset).value if address else None
    if not address:
        raise refuse("FFO_E_NOT_OWNED", f"{what}: the struct has left its field")
    return address


def _blank(kind: Kind) -> PointerOwner:
    """An owner of such a child, which is still to come."""
    return Box._blank(kind) if issubclass(kind, ctypes.Structure) else cast(PointerOwner, kind.__new__(kind))


def _lent(owner: Any, struct: Type[T], address: int) -> T:
    # Made of the memory that keeps the lease, so that parts of it, too, keep the owner from ending.
    return struct.from_buffer(owner._lend(address, ctypes.sizeof(struct)))


def put(owner: Any, struct: Type[ctypes.Structure], path: Tuple[int, ...], field: str, child: Any) -> None:
    """Moves a child into an owned field and frees the one that was there; None clears it."""
    kind = kind_of(struct, field)
    with owner._lock:
        owner._check_mutable("put")
        owner._refuse_if_lent("put")
        function, *place = owner._place(path, "put")
        offset = layout_of_owner(struct).offsets[field]
        if child is None:
            call(function, *place, offset, None)
            return
        if not isinstance(child, PointerOwner):
            raise refuse("FFO_E_INVALID_ARGUMENT", f'"{field}" is an owned field; it takes an owner or None')
        with child._lock:
            child._check_owned("put")
            gone = f'its block has moved into the field "{field}"'
            # The overrun of the former child is raised, and this one is in.
            child._leave(EndedAll(), gone, function, *place, offset, child._pointer)


class Contents:
    """A struct's fields as attributes, read and written in place as long as its owner is open.

    Owned fields show a string's text and a struct's fields; assigned an owner, they take its block,
    assigned None or deleted, they end theirs.
    """

    __slots__ = ("_owner", "_struct", "_path")

    def __init__(self, owner: Any, struct: Type[ctypes.Structure], path: Tuple[int, ...]) -> None:
        for name, value in zip(self.__slots__, (owner, struct, path)):
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        owner: Any = self._owner
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
                return Contents(owner, kind if issubclass(kind, ctypes.Structure) else ConfigStruct, (*self._path, offset))
            value = getattr(struct.from_address(address), name)
            if not isinstance(value, _CData):
                return value
            # A part of the struct, not a number: it shows the memory itself, so it needs a lease.
            if owner._loan is None or owner._loan.exclusive:
                return getattr(_lent(owner, struct, address), name)
            return getattr(struct.from_buffer_copy(struct.from_address(address)), name)

    def __setattr__(self, name: str, value: Any) -> None:
        owner: Any = self._owner
        struct: Any = self._struct
        if name in layout_of_owner(struct).owned:
            put(owner, struct, self._path, name, value)
            return
        if not isinstance(getattr(struct, name, None), _FIELD):
            raise AttributeError(f"{struct.__name__} has no field {name}")
        with owner._lock:
            owner._check_mutable(name)
            ctype, bits = layout_of_owner(struct).fields[name]
            value = fitting(ctype, value, f"{struct.__name__}.{name}", bits)
            setattr(struct.from_address(owner._locate(self._path, name)), name, value)

    def __delattr__(self, name: str) -> None:
        if name not in layout_of_owner(self._struct).owned:
            raise AttributeError(f"{self._struct.__name__} has no owned field {name}, and no other can be cleared")
        put(self._owner, self._struct, self._path, name, None)

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
