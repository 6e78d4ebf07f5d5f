"""Handles: what the library owns, counts references to, and lends."""

import ctypes
from typing import Any, Callable, ClassVar, Generic, NamedTuple, Optional, Type, TypeVar, cast

from ._abi import abi
from ._adopted import Adopted, drop_callback
from ._blocks import BlockOwner
from ._calls import Done, Made, refuse
from ._config import Config
from ._layouts import layout_of
from ._ledger import BlockInfo, block_info
from ._loans import Loan
from ._numbers import size
from ._owners import Owner
from ._strings import String
from ._structs import Box
from ._vecs import Vec, check_elements, element_type, registered_type

O = TypeVar("O", bound=Owner)
T = TypeVar("T")

# ---- What a handle knows of the owner it came from


class Kind(NamedTuple):
    """A class of owners, and of a box its struct, of a vec the type of its elements."""

    owner: Any
    of: Any

    def type(self) -> int:
        return layout_of(self.of).type if self.owner is Box else int(self.owner.TYPE)

    def blank(self) -> Any:
        """An owner of such a block, which is still to come."""
        if self.owner is Box:
            return Box._blank(self.of)
        if self.owner is Vec:
            vec = Vec.__new__(Vec, self.of)
            vec._blank(self.of)
            return vec
        return self.owner.__new__(self.owner)


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
        gone = "its block has moved into a Handle"
        step = Made()
        with owner._lock:
            owner._check_owned("Handle")
            self._kind = _kind(type(owner), getattr(owner, "_of_struct", getattr(owner, "element", None)))
            self._begin(step)
            block, type_number = owner._pointer, self._kind.type()
            if isinstance(owner, Vec):
                owner._leave(step, gone, abi.ffo_vec_into_handle, block)
            elif isinstance(owner, Adopted):
                owner._leave(step, gone, abi.ffo_handle_adopt, block, type_number, drop_callback, None)
            else:
                owner._leave(step, gone, abi.ffo_handle_from_raw, block, type_number)
            self._own(step[0])

    @classmethod
    def adopt(cls, value: T, drop: Optional[Callable[[T], Any]] = None) -> "Handle[Adopted[T]]":
        """Puts an object behind a handle; drop(value) runs once, on the thread that ends it."""
        return Handle(Adopted(value, drop))

    @classmethod
    def from_raw(cls, pointer: int, owner: Type[O], of: Any = None) -> "Handle[O]":
        """Puts a block behind a handle by its pointer: from_raw(pointer, String), (pointer, Box, Node),
        (data, Vec, "i"). The data of a vec has lost its length: its whole capacity counts."""
        handle, step = cls._blank(_kind(owner, of)), Made()
        pointer = size(pointer, "Handle.from_raw")
        if handle._kind.owner is Vec:
            check_elements(pointer, handle._kind.of, "Handle.from_raw")
        try:
            handle._begin(step)
            handle._own(step.run(abi.ffo_handle_from_raw, pointer, handle._kind.type()))
            return handle
        except BaseException:
            if step.happened():  # an exception came before the caller had the handle: the pointer is still theirs
                handle._settle()
                handle.into_raw()
            raise

    @classmethod
    def from_number(cls, number: int, owner: Type[O], of: Any = None) -> "Handle[O]":
        """Takes a reference that is yours: the way back from release()."""
        number, kind = size(number, "Handle.from_number"), _kind(owner, of)
        found = block_info(abi.ffo_handle_describe, number)
        elements = registered_type(kind.of) if kind.owner is Vec else 0
        if (found.type, found.element_type) != (kind.type(), elements):
            raise refuse("FFO_E_WRONG_TYPE", f"Handle.from_number: {number:#x} holds another type", handle=number)
        return cls._blank(kind)._receive(number)

    @classmethod
    def _blank(cls, kind: Kind) -> "Handle[Any]":
        handle = Handle.__new__(Handle)
        handle._kind = kind
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
        return self._give_up("release", "its reference has left by release()")

    def clone(self) -> "Handle[O]":
        """One reference more."""
        with self._lock:
            self._check_open("clone")
            handle, step = self._blank(self._kind), Done()
            handle._begin(step, self._pointer)
            step.run(abi.ffo_handle_retain, self._pointer)
            handle._own(self._pointer)
            return handle

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
        bytes_ = ctypes.c_size_t()
        with self._lock:
            self._check_open(what)
            kind, step = self._kind, Made()
            owner = kind.blank()
            owner._begin(step, loan=Loan(self._pointer, exclusive))
            block = step.run(function, self._pointer, kind.type(), ctypes.byref(bytes_))
            owner._own(owner._show(block, bytes_.value) if kind.owner is Vec else block)
            return cast(O, owner)

    def into_owner(self) -> O:
        """Trades the handle for an owner; all copies of its number are stale from here on."""
        gone = "its block has moved into an owner"
        with self._lock:
            self._check_open("into_owner")
            owner = self._kind.blank()
            if self._kind.owner is Vec:
                self._into_vec(owner, gone)
            else:
                step = Made()
                owner._begin(step)
                self._leave(step, gone, abi.ffo_handle_into_raw, self._pointer, self._kind.type())
                owner._own(step[0])
            return cast(O, owner)

    def into_raw(self) -> int:
        """Trades the handle for the block's pointer; of a vec that is its data, whose length is lost."""
        step = Made()
        try:
            with self._lock:
                self._check_open("into_raw")
                if self._kind.owner is Adopted:
                    raise refuse("FFO_E_INVALID_ARGUMENT", "Handle.into_raw: an object of Python's has no pointer; use into_owner()")
                gone = "its block has left by into_raw()"
                self._leave(step, gone, abi.ffo_handle_into_raw, self._pointer, self._kind.type())
            return int(step[0])
        except BaseException:
            if step.happened():  # an exception came before the caller had the pointer
                self._take_back(abi.ffo_handle_from_raw, step[0], self._kind.type())
            raise

    def _take_back(self, function: Any, *arguments: Any) -> None:
        """Puts what has left behind a new handle."""
        step = Made()
        self._begin_again(step)
        self._own(step.run(function, *arguments))

    def _into_vec(self, vec: Vec, gone: str) -> None:
        step = Done()
        vec._begin(step, ctypes.addressof(vec._vec))
        self._leave(step, gone, abi.ffo_vec_from_handle, vec._pointer, self._pointer)
        vec._own(vec._pointer)
        if vec._vec.element_size != ctypes.sizeof(self._kind.of):
            back = Made()
            self._begin_again(back)
            vec._leave(back, "its block is back behind the handle", abi.ffo_vec_into_handle, vec._pointer)
            self._own(back[0])
            raise refuse("FFO_E_PARTS_MISMATCH", "Handle.into_owner: the vec has elements of another size; it is behind a new handle, here")


class Retained(Done):
    """An attempt to get a reference, whose success the library tells beside the status."""

    __slots__ = ("retained",)
    retained: ctypes.c_uint32

    def happened(self) -> bool:
        return bool(super().happened() and self.retained.value)


class Weak(Generic[O]):
    """A handle without a reference: it can be copied, kept for ever, and asked."""

    __slots__ = ("number", "_kind")

    def __init__(self, number: int, kind: Kind) -> None:
        self.number = number
        self._kind = kind

    def lock(self) -> Optional[Handle[O]]:
        """A reference, if the block still lives."""
        handle, step = Handle._blank(self._kind), Retained()
        step.retained = ctypes.c_uint32()
        handle._begin(step, self.number)
        step.run(abi.ffo_handle_try_retain, self.number, ctypes.byref(step.retained))
        if not step.retained.value:
            return None
        handle._own(self.number)
        return handle
