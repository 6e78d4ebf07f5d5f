"""Numbers that do not fit are Python's own errors, never wrapped or cut; references have no place in foreign memory."""

import array
import ctypes
from fractions import Fraction

import pytest
from structs import Node, Point

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec

NO_NUMBERS = [1.5, 2.0, float("nan"), float("inf"), Fraction(3, 2), "1", None, b"1"]
NO_SIZES = [-1, -(2**63), -(2**64), 2**64, 2**64 + 1, 2**100]


class Numbers(ctypes.Structure):
    _fields_ = [
        ("i8", ctypes.c_int8), ("u8", ctypes.c_uint8), ("i16", ctypes.c_int16), ("u16", ctypes.c_uint16),
        ("i32", ctypes.c_int32), ("u32", ctypes.c_uint32), ("i64", ctypes.c_int64), ("u64", ctypes.c_uint64),
        ("size", ctypes.c_size_t), ("bits", ctypes.c_uint32, 5), ("signed", ctypes.c_int32, 5), ("address", ctypes.c_void_p),
        ("list", ctypes.c_uint8 * 3), ("at", Point), ("flag", ctypes.c_bool), ("letter", ctypes.c_char),
    ]  # fmt: skip


RANGES = {
    "i8": (-(2**7), 2**7 - 1), "u8": (0, 2**8 - 1), "i16": (-(2**15), 2**15 - 1), "u16": (0, 2**16 - 1),
    "i32": (-(2**31), 2**31 - 1), "u32": (0, 2**32 - 1), "i64": (-(2**63), 2**63 - 1), "u64": (0, 2**64 - 1),
    "size": (0, 2**64 - 1), "bits": (0, 31), "signed": (-16, 15), "address": (0, 2**64 - 1),
}  # fmt: skip


PARTS = ffo.RawParts(0, 0, 0)

# What takes a number that counts or names something.
USES = {
    "capacity": lambda number: Vec("i", capacity=number),
    "resize": lambda number: Vec("i", [1]).resize(number),
    "reserve": lambda number: Vec("i", [1]).reserve(number),
    "parts' length": lambda number: Vec.from_raw("i", PARTS._replace(length=number)),
    "parts' capacity": lambda number: Vec.from_raw("i", PARTS._replace(capacity=number)),
    "String.from_raw": String.from_raw,
    "Config.from_raw": Config.from_raw,
    "Box.from_raw": lambda number: Box.from_raw(Node, number),
    "Handle.from_raw": lambda number: Handle.from_raw(number, String),
    "from_number": lambda number: Handle.from_number(number, String),
    "describe": ffo.describe,
    "live_since": ffo.live_since,
    "report_leaks": lambda number: ffo.report_leaks("/nowhere/at/all", since=number),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_sizes_and_names(use):
    for number in NO_SIZES:
        with pytest.raises(OverflowError):
            use(number)
    for number in NO_NUMBERS:
        with pytest.raises(TypeError):
            use(number)


def test_indexes():
    vec, strings = Vec("i", [1, 2, 3]), String.many(["a", "b", "c"])
    with Handle(Vec("i", [1, 2, 3])) as handle, handle.borrow_mut() as lent:
        for items in (vec, strings, lent):
            assert items[-3] == items[0]
            for index in (3, -4, 2**31, 2**32, 2**63, 2**64, -(2**64), 2**100):
                with pytest.raises(IndexError):
                    items[index]
            for index in NO_NUMBERS:
                with pytest.raises(TypeError):
                    items[index]
        for items in (vec, lent):
            for index in (3, -4, 2**32, 2**64, -(2**64)):
                with pytest.raises(IndexError):
                    items[index] = 9
            for index in NO_NUMBERS:
                with pytest.raises(TypeError):
                    items[index] = 9
        for index in (3, -4, 2**32, 2**64):
            with pytest.raises(IndexError):
                strings.take(index)
        with pytest.raises(TypeError):
            strings.take(1.0)
        assert vec.tolist() == lent.tolist() == [1, 2, 3]


@pytest.mark.parametrize("field", RANGES)
def test_fields(field):
    low, high = RANGES[field]
    with Box(Numbers) as box:
        for number in (low, high, 1):
            setattr(box.contents, field, number)
            assert (getattr(box.contents, field) or 0) == number
        for number in (low - 1, high + 1, -(2**64), 2**64, 2**100):
            with pytest.raises(OverflowError):
                setattr(box.contents, field, number)
            with pytest.raises(OverflowError):
                Box(Numbers, **{field: number})
        for number in NO_NUMBERS:
            if number is not None or field != "address":
                with pytest.raises(TypeError):
                    setattr(box.contents, field, number)
        assert getattr(box.contents, field) == 1


def test_parts_of_fields():
    with Box(Numbers) as box:
        box.contents.list = (1, 2, 3)
        box.contents.at = (1.5, 2.5)
        for wrong in ((1, 256, 3), (-1, 0, 0)):
            with pytest.raises(OverflowError):
                box.contents.list = wrong
        assert list(box.contents.list) == [1, 2, 3] and box.contents.at.y == 2.5
        for wrong in (256, -1, b"ab"):
            with pytest.raises((OverflowError, TypeError)):
                box.contents.letter = wrong


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 2**32, 2**64])
def test_configs(number):
    with Config() as config:
        for attempt in (
            lambda: Config(number, 1),
            lambda: Config(1, number),
            lambda: setattr(config, "max_connections", number),
            lambda: setattr(config, "timeout_ms", number),
        ):
            with pytest.raises(OverflowError):
                attempt()
        with pytest.raises(TypeError):
            Config(1.5)
        assert (config.max_connections, config.timeout_ms) == (0, 0)


@pytest.mark.parametrize("code", "bBhHiIlLqQ")
def test_elements(code):
    size = array.array(code).itemsize
    low, high = (0, 2 ** (8 * size) - 1) if code.isupper() else (-(2 ** (8 * size - 1)), 2 ** (8 * size - 1) - 1)
    with Vec(code, [low, high]) as vec:
        assert vec.tolist() == [low, high]
        for number in (low - 1, high + 1, 2**64, -(2**64)):
            for attempt in (
                lambda: vec.append(number),
                lambda: vec.extend([1, number]),
                lambda: vec.__setitem__(0, number),
                lambda: Vec(code, (1, number)),
            ):
                with pytest.raises(OverflowError):
                    attempt()
        for attempt in (lambda: vec.append(1.5), lambda: vec.extend([1.5]), lambda: vec.__setitem__(0, 1.5)):
            with pytest.raises(TypeError):
                attempt()
        assert vec.tolist() == [low, high]


def test_elements_of_another_format():
    import numpy

    with Vec("B") as vec:
        with pytest.raises(OverflowError):
            vec.extend(numpy.array([1, 256]))
        with pytest.raises(OverflowError):
            vec.extend(array.array("i", [-1]))
        vec.extend(numpy.array([1, 255]))
        assert vec.tolist() == [1, 255]


def test_odd_utf16():
    with pytest.raises(ffo.ArgumentError):
        String.from_utf16(b"a\0b")
    for wrong in ("text", 5):
        with pytest.raises(TypeError):
            String.from_utf8(wrong)
        with pytest.raises(TypeError):
            String.from_utf16(wrong)


class Inner(ctypes.Structure):
    _fields_ = [("number", ctypes.c_int), ("text", ctypes.c_char_p)]


class Either(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("object", ctypes.py_object)]


REFERENCES = [
    ctypes.py_object, ctypes.c_char_p, ctypes.c_wchar_p, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(Inner),
    ctypes.CFUNCTYPE(None), ctypes.py_object * 2, (ctypes.c_char_p * 2) * 2, Inner, Inner * 3, Either,
]  # fmt: skip


@pytest.mark.parametrize("ctype", REFERENCES, ids=lambda ctype: ctype.__name__)
def test_references_are_refused(ctype):
    class Struct(ctypes.Structure):
        _fields_ = [("before", ctypes.c_int), ("it", ctype)]

    class Derived(Struct):
        _fields_ = [("after", ctypes.c_int)]

    for attempt in (
        lambda: Vec(ctype),
        lambda: Vec(Struct),
        lambda: Box(Struct),
        lambda: Box(Derived),
        lambda: Handle.from_raw(4096, Vec, ctype),
        lambda: Handle.from_raw(4096, Box, Struct),
    ):
        with pytest.raises(TypeError, match="refers to what Python would not keep alive here; (use|keep)"):
            attempt()


def test_owned_fields_may_be_declared_as_pointers():
    class Chain(ctypes.Structure):
        pass

    Chain._fields_ = [("label", ctypes.c_char_p), ("next", ctypes.POINTER(Chain)), ("address", ctypes.c_void_p)]
    Chain._owned_ = {"label": String, "next": "self"}
    with Box(Chain, label=String("first"), next=Box(Chain, label=String("second"))) as box:
        assert (box.contents.label, box.contents.next.label) == ("first", "second")
