"""Growable buffers that Python, NumPy and C see without a copy."""

import ctypes
from array import array
from typing import Any, ClassVar, Iterable, Iterator, List, NamedTuple, Optional, Tuple, Type, Union

from ._abi import abi
from ._blocks import BlockOwner, PointerOwner
from ._calls import Done, call, refuse
from ._errors import Error
from ._layouts import is_owning, layout_of
from ._ledger import BlockInfo, block_info
from ._numbers import fitting, position, size
from ._references import refuse_references

# The typecodes of array and struct.
CODES = {
    "?": ctypes.c_bool, "b": ctypes.c_byte, "B": ctypes.c_ubyte, "h": ctypes.c_short, "H": ctypes.c_ushort,
    "i": ctypes.c_int, "I": ctypes.c_uint, "l": ctypes.c_long, "L": ctypes.c_ulong, "q": ctypes.c_longlong,
    "Q": ctypes.c_ulonglong, "f": ctypes.c_float, "d": ctypes.c_double,
}  # fmt: skip

NUMBERS = frozenset(ctype for code, ctype in CODES.items() if code != "?")  # those that array knows, too

Element = Union[str, Type[Any]]


def _value(element: Any) -> Any:
    """What Python sees of an element: a number, or what ctypes has for it."""
    is_struct = isinstance(element, (ctypes.Structure, ctypes.Union))  # which may have a field of that name
    return element.value if not is_struct and hasattr(element, "value") else element


class RawParts(NamedTuple):
    """What a vec is when it travels as plain values."""

    data: Optional[int]
    length: int
    capacity: int


def element_type(element: Element) -> Any:
    found = CODES.get(element) if isinstance(element, str) else element
    try:
        ctypes.sizeof(found)  # type: ignore[arg-type]
    except TypeError:
        raise refuse("FFO_E_INVALID_ARGUMENT", f"Vec: {element!r} is neither a ctypes type nor a typecode") from None
    refuse_references(found, "Vec")
    return found


def registered_type(ctype: Any) -> int:
    """The number of the type of elements that own what their fields hold; 0 of plain ones."""
    return layout_of(ctype).type if is_owning(ctype) else 0


def check_elements(data: int, ctype: Any, what: str) -> None:
    """Refuses a vec's block whose elements own other things than it is taken for; all else its taker finds."""
    info = block_info(abi.ffo_describe, data)
    if info.type == Vec.TYPE and info.owner == "caller" and info.element_type != registered_type(ctype):
        raise refuse("FFO_E_WRONG_TYPE", f"{what}: {data:#x} is a vec with elements of another type", pointer=data)


class Vec(BlockOwner):
    """A buffer of elements of one ctypes type: of a registered type if its end ends more than its bytes.

    view() shows its memory without a copy; while a view, or anything made of one, is in use, the
    vec neither moves nor ends: what would do that is refused with BusyError, as a bytearray does
    with BufferError.

    Of a structure with `_owned_` or `_drop_`, see Box, it is a vec of a registered type, a BoxVec.
    """

    __slots__ = ("element", "_vec")

    TYPE: ClassVar[int] = abi.constants["FFO_TYPE_VEC"]
    _call: ClassVar[Any] = abi.ffo_vec_dispose
    _of_boxes: ClassVar[Any]  # what such a vec is; its module sets it
    element: Any
    _vec: Any

    def __new__(cls, element: Element, *_: Any, **__: Any) -> "Vec":
        kind: Type[Vec] = Vec._of_boxes if is_owning(element) else cls
        return super().__new__(kind)

    def __init__(self, element: Element, items: "Iterable[Any] | None" = None, *, capacity: int = 0) -> None:
        ctype = element_type(element)
        address = self._blank(ctype)
        step = Done()
        self._begin(step, address)
        step.run(*self._initialise(), size(capacity, "Vec: capacity"))
        self._own(address)
        if items is not None:
            self.extend(items)

    @classmethod
    def from_raw(cls, element: Element, parts: Tuple[Optional[int], int, int]) -> "Vec":
        """Puts a vec together from the parts that into_raw gave; the length may have changed."""
        vec, step, ctype = cls.__new__(cls, element), Done(), element_type(element)
        address = vec._blank(ctype)
        data, length, capacity = (size(part, "Vec.from_raw") for part in (parts[0] or 0, *parts[1:]))
        if data:
            check_elements(data, ctype, "Vec.from_raw")
        try:
            vec._begin(step, address)
            step.run(abi.ffo_vec_from_raw_parts, address, data, length, capacity, ctypes.sizeof(ctype))
            vec._own(address)
            return vec
        except BaseException:
            if step.happened():  # an exception came before the caller had the vec: the parts are still theirs
                vec._settle()
                vec.into_raw()
            raise

    def _blank(self, element: Any) -> int:
        """Room for an ffo_vec, and its address."""
        self.element = element
        self._vec = abi.structs["ffo_vec"]()
        return ctypes.addressof(self._vec)

    def _initialise(self) -> "Tuple[Any, ...]":
        """The call that sets an empty one up, and what it gets before the capacity."""
        return abi.ffo_vec_init, ctypes.addressof(self._vec), ctypes.sizeof(self.element)

    def _show(self, data: int, bytes_: int) -> int:
        """Makes it a vec of somebody else's elements: of an empty one the address is nobody's."""
        element_size = ctypes.sizeof(self.element)
        count = bytes_ // element_size
        vec = self._vec
        vec.data, vec.length, vec.capacity, vec.element_size = data if count else None, count, count, element_size
        return ctypes.addressof(vec)

    def _change(self, what: str, function: Any, *arguments: Any) -> None:
        """A call that may move the elements."""
        with self._lock:
            self._check_owned(what)
            call(function, ctypes.byref(self._vec), *arguments)

    def append(self, item: Any) -> None:
        """Adds one element at the end."""
        self._change("append", abi.ffo_vec_push, ctypes.byref(self._as_element(item)))

    def extend(self, items: "Iterable[Any]") -> None:
        """Adds elements at the end; a buffer of the vec's own format is added as it is, in one go."""
        with self._lock:
            elements, count = self._as_elements(items)
            self._change("extend", abi.ffo_vec_append, elements, count)

    def take(self, index: int) -> Any:
        """Moves an element out and closes the gap; the others keep their order."""
        with self._lock:
            self._check_owned("take")
            taken = self.element()
            self._change("take", abi.ffo_vec_take, position(index, len(self), "Vec.take"), ctypes.byref(taken))
            return _value(taken)

    def pop(self, index: int = -1) -> Any:
        """take() by a list's name: the last one, if no index is given."""
        return self.take(index)

    def put(self, index: int, field: str, child: Optional[PointerOwner]) -> None:
        """Moves a child into an owned field of an element and frees the one that was there; None clears it."""
        raise self._no_field(field)

    def take_field(self, index: int, field: str) -> Any:
        """Moves the child in an owned field of an element out, to an owner of its own; None if there is none."""
        raise self._no_field(field)

    def _no_field(self, field: str) -> Error:
        return refuse("FFO_E_INVALID_ARGUMENT", f'Vec: its elements have no owned field "{field}"')

    def resize(self, length: int) -> None:
        """Sets the length; elements that this adds are zero."""
        self._change("resize", abi.ffo_vec_resize, size(length, "Vec.resize"))

    def reserve(self, count: int) -> None:
        """Makes room for `count` elements in all; growth is by at least half."""
        count = size(count, "Vec.reserve")
        with self._lock:
            if count > self.capacity:
                self._change("reserve", abi.ffo_vec_reserve, count - len(self))

    def shrink(self) -> None:
        """Gives back the room beyond the length."""
        self._change("shrink", abi.ffo_vec_shrink)

    def clear(self) -> None:
        """Sets the length to 0 and keeps the room."""
        self.resize(0)

    @property
    def capacity(self) -> int:
        with self._lock:
            self._check_open("capacity")
            return int(self._vec.capacity)

    def view(self) -> memoryview:
        """The elements themselves, without a copy: numpy.asarray(vec.view()), view[0] = 1."""
        with self._lock:
            self._check_open("view")
            size = ctypes.sizeof(self.element)
            code = getattr(self.element, "_type_", None)
            if code in CODES:
                view = self._view(self._vec.data, len(self) * size)
                return view.cast(code) if len(view) else memoryview((self.element * 1)()).cast("B").cast(code)[:0]
            # Elements that memoryview has no code for: it passes their format on to those who can.
            count = len(self)
            lent = (self.element * count).from_buffer(self._lend(self._vec.data, count * size)) if count else None
            view = memoryview(lent if lent is not None else (self.element * 0)())
            return view if self._loan is None or self._loan.exclusive else view.toreadonly()

    def __buffer__(self, flags: int) -> memoryview:  # from Python 3.12 on: memoryview(vec)
        return self.view()

    def __array__(self, dtype: Any = None, copy: Optional[bool] = None) -> Any:  # before: numpy.asarray(vec)
        import numpy

        array = numpy.asarray(self.view(), dtype)
        return array.copy() if copy else array

    def into_raw(self) -> RawParts:
        """Takes the vec apart: end its data as a box of FFO_TYPE_VEC, or give it to from_raw."""
        parts = ctypes.c_void_p(), ctypes.c_size_t(), ctypes.c_size_t()
        step = Done()
        try:
            with self._lock:
                self._check_owned("into_raw")
                gone = "its parts have left by into_raw()"
                self._leave(step, gone, abi.ffo_vec_into_raw_parts, self._pointer, *map(ctypes.byref, parts))
            return RawParts(parts[0].value, parts[1].value, parts[2].value)
        except BaseException:
            if step.happened():  # an exception came before the caller had them
                back = Done()
                self._begin_again(back)
                back.run(abi.ffo_vec_from_raw_parts, self._pointer, *parts, ctypes.sizeof(self.element))
                self._own(self._pointer)
            raise

    def __len__(self) -> int:
        with self._lock:
            self._check_open("len")
            return int(self._vec.length)

    def __getitem__(self, index: "int | slice") -> Any:
        """One element, or a list of some. A struct is a copy: what is assigned changes the vec."""
        with self._lock:
            if isinstance(index, slice):
                if getattr(self.element, "_type_", None) in CODES:
                    return self.view()[index].tolist()
                return [self[i] for i in range(*index.indices(len(self)))]
            found = self.element.from_address(self._address(index))
            return _value(self.element.from_buffer_copy(found))

    def __setitem__(self, index: int, item: Any) -> None:
        with self._lock:
            self._check_mutable("[]")
            ctypes.memmove(self._address(index), ctypes.byref(self._as_element(item)), ctypes.sizeof(self.element))

    def __iter__(self) -> Iterator[Any]:
        """Of copies: the vec may change, or end, meanwhile."""
        return iter(self[:])

    def tolist(self) -> List[Any]:
        """Copies of all elements."""
        return self[:]  # type: ignore[no-any-return]

    def _record(self) -> BlockInfo:
        if not self._vec.data:
            raise refuse("FFO_E_OUT_OF_RANGE", "Vec.describe: a vec of capacity 0 has no block")
        return block_info(abi.ffo_describe, self._vec.data)

    def _address(self, index: int) -> int:
        at = position(index, len(self), "Vec")
        return int(self._vec.data) + at * ctypes.sizeof(self.element)

    def _as_element(self, item: Any) -> Any:
        return item if isinstance(item, self.element) else self.element(fitting(self.element, item, "Vec"))

    def _as_elements(self, items: Any) -> "tuple[Any, int]":
        if isinstance(items, ctypes.Array) and items._type_ is self.element:
            return items, len(items)
        if isinstance(items, Vec):
            items = items.view()
        try:
            buffer = memoryview(items)
        except TypeError:
            return self._array(list(items))
        code = getattr(self.element, "_type_", None)
        if buffer.itemsize != ctypes.sizeof(self.element) or (buffer.format or "").lstrip("@<") != code:
            return self._array(buffer.tolist())
        # bytes pass by their address; what is not contiguous or read-only has to be copied first.
        data = items if isinstance(items, bytes) else buffer.tobytes()
        return data, buffer.nbytes // buffer.itemsize

    def _array(self, items: List[Any]) -> "tuple[Any, int]":
        code = self.element._type_ if self.element in NUMBERS else None
        if code is not None:
            try:
                return array(code, items).tobytes(), len(items)  # in C, and what does not fit is refused
            except (OverflowError, TypeError):
                pass  # to be told which, or elements that know how to become such a number
        element = self.element
        return (element * len(items))(*(fitting(element, item, f"Vec[{at}]") for at, item in enumerate(items))), len(items)
