"""Handles: what the library owns, counts references to, and lends."""

import ctypes
import itertools
from typing import Any, Callable, ClassVar, Dict, Generic, NamedTuple, Optional, Tuple, Type, TypeVar, cast

from ._abi import abi
from ._calls import call, make, refuse
from ._ledger import BlockInfo, block_info
from ._owners import BlockOwner, Loan, Owner
from ._strings import String
from ._structs import Box, Config, immortal, layout_of, register_type
from ._vecs import RawParts, Vec, element_type

O = TypeVar("O", bound=Owner)
T = TypeVar("T")

# ---- Objects of Python's, which the library knows by a number and never follows

_adopted: Dict[int, Tuple[Any, Any]] = {}
_numbers = itertools.count(1)


def _drop(payload: int, _: Any, _adopted: Any = _adopted) -> None:
    value, drop = _adopted.pop(payload)
    if drop is not None:
        drop(value)


_drop_callback = ctypes.cast(immortal(abi.callbacks["ffo_drop_fn"](_drop)), ctypes.c_void_p)


class Adopted(Owner, Generic[T]):
    """Holds an object of Python's and what is to be done when it ends: what Handle.adopt puts
    behind a handle."""

    __slots__ = ()

    TYPE: ClassVar[int] = register_type("python.object")
    _call: ClassVar[Any] = staticmethod(_drop)

    def __init__(self, value: T, drop: Optional[Callable[[T], Any]] = None) -> None:
        number = next(_numbers)
        _adopted[number] = value, drop
        self._hold(number, None, None)

    @classmethod
    def _of(cls, number: int, loan: Optional[Loan] = None) -> "Adopted[T]":
        adopted = cls.__new__(cls)
        adopted._hold(number, loan, None)
        return adopted

    @property
    def value(self) -> T:
        """The object."""
        with self._lock:
            self._check_open("value")
            return cast(T, _adopted[self._pointer][0])


# ---- What a handle knows of the owner it came from


class Kind(NamedTuple):
    """A class of owners, and of a box its struct, of a vec the type of its elements."""

    owner: Any
    of: Any

    def type(self) -> int:
        return layout_of(self.of).type if self.owner is Box else int(self.owner.TYPE)

    def make(self, block: int, size: int = 0, loan: Optional[Loan] = None) -> Any:
        """An owner of a block, or of a borrow of it."""
        if self.owner is Box:
            return Box._of(block, loan, self.of)
        if self.owner is Vec:
            element_size = ctypes.sizeof(self.of)
            count = size // element_size
            # An empty vec lends an address that is nobody's.
            vec = abi.structs["ffo_vec"](block if count else None, count, count, element_size)
            return Vec._of(vec, self.of, loan)
        return self.owner._of(block, loan)


def _kind(owner: Any, of: Any) -> Kind:
    owner = next((held for held in (String, Config, Box, Vec, Adopted) if issubclass(owner, held)), None)
    if owner is None:
        raise refuse("FFO_E_INVALID_ARGUMENT", "Handle: this is no owner that a handle can hold")
    return Kind(owner, element_type(of) if owner is Vec else of)


# ---- Handles


class Handle(BlockOwner, Generic[O]):
    """One reference to a block that the library owns: Handle(String("lent")).

    Closing never waits: a borrow that is out keeps the block, which then ends with the last one.
    """

    __slots__ = ("_kind",)

    _call: ClassVar[Any] = abi.ffo_handle_close
    _kind: Kind

    def __init__(self, owner: O) -> None:
        """Trades an owner for a handle; the owner has nothing left then."""
        with owner._lock:
            owner._check_owned("Handle")
            if isinstance(owner, Vec):
                self._kind = _kind(Vec, owner.element)
                handle = make(abi.ffo_vec_into_handle, ctypes.byref(owner._vec))
            else:
                self._kind = _kind(type(owner), getattr(owner, "_of_struct", None))
                if isinstance(owner, Adopted):
                    number = owner._pointer
                    handle = make(abi.ffo_handle_adopt, number, self._kind.type(), _drop_callback, None)
                else:
                    handle = make(abi.ffo_handle_from_raw, owner._pointer, self._kind.type())
            owner._gone = "its block has moved into a Handle"
        self._hold(handle)

    @classmethod
    def adopt(cls, value: T, drop: Optional[Callable[[T], Any]] = None) -> "Handle[Adopted[T]]":
        """Puts an object behind a handle; drop(value) runs once, on the thread that ends it."""
        return Handle(Adopted(value, drop))

    @classmethod
    def from_raw(cls, pointer: int, owner: Type[O], of: Any = None) -> "Handle[O]":
        """Puts a block behind a handle by its pointer: from_raw(pointer, String), (pointer, Box, Node),
        (data, Vec, "i"). The data of a vec has lost its length: its whole capacity counts."""
        kind = _kind(owner, of)
        return cls._of(make(abi.ffo_handle_from_raw, pointer, kind.type()), kind)

    @classmethod
    def from_number(cls, number: int, owner: Type[O], of: Any = None) -> "Handle[O]":
        """Takes a reference that is yours: the way back from release()."""
        kind = _kind(owner, of)
        found = block_info(abi.ffo_handle_describe, number).type
        if found != kind.type():
            raise refuse("FFO_E_WRONG_TYPE", f"Handle.from_number: {number:#x} holds another type", handle=number)
        return cls._of(number, kind)

    @classmethod
    def _of(cls, number: int, kind: Kind) -> "Handle[Any]":
        handle = Handle.__new__(Handle)
        handle._kind = kind
        handle._hold(number)
        return handle

    def _record(self) -> BlockInfo:
        return block_info(abi.ffo_handle_describe, self._pointer)

    @property
    def number(self) -> int:
        """The handle itself: borrowed as long as this is open."""
        with self._lock:
            self._check_open("number")
            return self._pointer

    def release(self) -> int:
        """Gives the number up with its reference; nothing ends. The way back is from_number()."""
        with self._lock:
            number = self.number
            self._gone = "its reference has left by release()"
            return number

    def clone(self) -> "Handle[O]":
        """One reference more."""
        with self._lock:
            self._check_open("clone")
            call(abi.ffo_handle_retain, self._pointer)
            return self._of(self._pointer, self._kind)

    def weak(self) -> "Weak[O]":
        """The same handle without a reference."""
        return Weak(self.number, self._kind)

    def borrow(self) -> O:
        """Borrows the block for reading, beside other readers: an owner that ends by returning it."""
        return self._borrow("borrow", abi.ffo_handle_borrow, False)

    def borrow_mut(self) -> O:
        """Borrows the block for writing, alone."""
        return self._borrow("borrow_mut", abi.ffo_handle_borrow_mut, True)

    def _borrow(self, what: str, function: Any, exclusive: bool) -> O:
        size = ctypes.c_size_t()
        with self._lock:
            self._check_open(what)
            block = make(function, self._pointer, self._kind.type(), ctypes.byref(size))
            return cast(O, self._kind.make(block, size.value, Loan(self._pointer, exclusive)))

    def into_owner(self) -> O:
        """Trades the handle for an owner; all copies of its number are stale from here on."""
        with self._lock:
            self._check_open("into_owner")
            if self._kind.owner is Vec:
                owner: Any = self._into_vec()
            else:
                owner = self._kind.make(self._into_block())
            self._gone = "its block has moved into an owner"
            return cast(O, owner)

    def into_raw(self) -> int:
        """Trades the handle for the block's pointer; of a vec that is its data, whose length is lost."""
        with self._lock:
            self._check_open("into_raw")
            if self._kind.owner is Adopted:
                raise refuse("FFO_E_INVALID_ARGUMENT", "Handle.into_raw: an object of Python's has no pointer; use into_owner()")
            block = self._into_block()
            self._gone = "its block has left by into_raw()"
            return block

    def _into_block(self) -> int:
        return make(abi.ffo_handle_into_raw, self._pointer, self._kind.type())

    def _into_vec(self) -> Vec:
        vec = abi.structs["ffo_vec"]()
        call(abi.ffo_vec_from_handle, ctypes.byref(vec), self._pointer)
        if vec.element_size != ctypes.sizeof(self._kind.of):
            self._hold(make(abi.ffo_vec_into_handle, ctypes.byref(vec)))
            raise refuse("FFO_E_PARTS_MISMATCH", "Handle.into_owner: the vec has elements of another size; it is behind a new handle, here")
        return Vec._of(vec, self._kind.of)


class Weak(Generic[O]):
    """A handle without a reference: it can be copied, kept for ever, and asked."""

    __slots__ = ("number", "_kind")

    def __init__(self, number: int, kind: Kind) -> None:
        self.number = number
        self._kind = kind

    def lock(self) -> Optional[Handle[O]]:
        """A reference, if the block still lives."""
        retained = ctypes.c_uint32()
        call(abi.ffo_handle_try_retain, self.number, ctypes.byref(retained))
        return Handle._of(self.number, self._kind) if retained.value else None
