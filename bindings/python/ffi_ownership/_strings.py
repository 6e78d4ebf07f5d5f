"""Strings, one by one and many at once."""

import ctypes
from typing import Any, ClassVar, Iterable, Iterator, List, Optional, Type, TypeVar

from ._abi import abi
from ._blocks import PointerOwner, check_raw
from ._calls import Done, EndedAll, Made, call, refuse
from ._numbers import position
from ._owners import Owner
from ._texts import Text, encoded, terminated

S = TypeVar("S", bound="String")


def bytes_at(string: int) -> bytes:
    """A string's text, up to its first NUL. The ledger is asked first whether it is one."""
    length = ctypes.c_size_t()
    call(abi.ffo_string_length, string, ctypes.byref(length))
    data = ctypes.string_at(string, length.value)
    return data.split(b"\0", 1)[0] if b"\0" in data else data


def _bytes(data: "bytes | bytearray | memoryview") -> bytes:
    return data if isinstance(data, bytes) else memoryview(data).tobytes()


class String(PointerOwner):
    """Text of the library's: NUL-terminated, with no NUL inside."""

    __slots__ = ()

    TYPE: ClassVar[int] = abi.constants["FFO_TYPE_STRING"]
    _call: ClassVar[Any] = abi.ffo_string_free

    def __init__(self, text: Text = "") -> None:
        """Copies text: str becomes UTF-8, bytes of any kind but NUL stay as they are."""
        data = encoded(text)
        step = Made()
        self._begin(step)
        self._own(step.run(abi.ffo_string_from_bytes, data, len(data)))

    @classmethod
    def from_utf8(cls: Type[S], data: bytes) -> S:
        """Copies UTF-8, validated."""
        data = _bytes(data)
        return cls._made(abi.ffo_string_from_utf8, data, len(data))

    @classmethod
    def from_utf16(cls: Type[S], units: bytes) -> S:
        """Copies UTF-16 in native byte order, its surrogates checked."""
        units = _bytes(units)
        if len(units) % 2:
            raise refuse("FFO_E_INVALID_ARGUMENT", f"String.from_utf16: {len(units)} bytes are no whole units", size=len(units))
        return cls._made(abi.ffo_string_from_utf16, units, len(units) // 2)

    @classmethod
    def from_raw(cls: Type[S], pointer: int) -> S:
        """Takes a string by its pointer."""
        check_raw(pointer, cls.TYPE, "String")
        return cls.__new__(cls)._receive(pointer)

    @classmethod
    def many(cls, texts: Iterable[Text]) -> "Strings":
        """Makes many strings in one call, with one owner."""
        return Strings(texts)

    def clone(self) -> "String":
        """A second string with the text that this one has now."""
        with self._lock:
            self._check_open("clone")
            return String._made(abi.ffo_string_clone, self._pointer)

    @property
    def text(self) -> str:
        """A copy of the text, up to its first NUL; bytes() of a string gives it undecoded."""
        return bytes(self).decode()

    def view(self) -> memoryview:
        """The bytes themselves, to be changed in place; the string cannot end while it is in use."""
        with self._lock:
            self._check_open("view")
            return self._view(self._pointer, len(self))

    def __bytes__(self) -> bytes:
        with self._lock:
            self._check_open("text")
            return bytes_at(self._pointer)

    def __str__(self) -> str:
        return self.text

    def __len__(self) -> int:
        """The length recorded when the string was made, in bytes, without the NUL."""
        with self._lock:
            self._check_open("len")
            length = ctypes.c_size_t()
            call(abi.ffo_string_length, self._pointer, ctypes.byref(length))
            return length.value


class Taken(Made):
    """A string that leaves its place in an array: it has when that is empty."""

    __slots__ = ("array", "place")
    array: "ctypes.Array[ctypes.c_void_p]"
    place: int

    def happened(self) -> bool:
        return not self.array[self.place]


class Strings(Owner):
    """Many strings, made and ended in one call each."""

    __slots__ = ("_array", "_more")

    _call: ClassVar[Any] = abi.ffo_strings_free
    _ending = EndedAll
    _array: "ctypes.Array[ctypes.c_void_p]"

    def __init__(self, texts: Iterable[Text]) -> None:
        """Copies texts: all of them or none."""
        data = [encoded(text) for text in texts]
        if b"\0" in b"".join(data):
            for text in data:
                terminated(text)
        count = len(data)
        self._array = (ctypes.c_void_p * count)()
        self._more = (count, None)
        step, address = Done(), ctypes.addressof(self._array)
        self._begin(step, address)
        step.run(abi.ffo_strings_new, (ctypes.c_char_p * count)(*data), count, self._array)
        self._own(address)

    def texts(self) -> List[str]:
        """Copies of all texts."""
        return [data.decode() for data in self.encoded()]

    def encoded(self) -> List[bytes]:
        """The same, not decoded."""
        with self._lock:
            self._check_open("texts")
            # Here a c_char_p loses nothing: the pointer stays in the array.
            found: List[Any] = (ctypes.c_char_p * len(self._array)).from_buffer(self._array)[:]
            if None in found:
                raise refuse("FFO_E_NOT_OWNED", f"Strings.texts: number {found.index(None)} was taken out")
            return found

    def take(self, index: int) -> String:
        """Moves one string out; its place is empty then."""
        with self._lock:
            string = String.__new__(String)
            step = Taken((self._at(index, "take"),))
            step.array, step.place = self._array, index
            string._begin(step)
            self._array[index] = None
            string._own(step[0])
            return string

    def _at(self, index: int, what: str) -> int:
        self._check_open(what)
        pointer: Optional[int] = self._array[position(index, len(self._array), f"Strings.{what}")]
        if not pointer:
            raise refuse("FFO_E_NOT_OWNED", f"Strings.{what}: number {index} was taken out", offset=index)
        return pointer

    def __getitem__(self, index: int) -> str:
        with self._lock:
            return bytes_at(self._at(index, "[]")).decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts())

    def __len__(self) -> int:
        with self._lock:
            self._check_open("len")
            return len(self._array)
