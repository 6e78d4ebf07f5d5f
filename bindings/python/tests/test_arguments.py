"""Arguments that make no sense, each with its exception."""

import ctypes

import pytest
from refusals import refused
from structs import Node, Point

import ffi_ownership as ffo
from ffi_ownership import Box, Config, String, Vec


def test_interior_nul_is_never_truncated(tmp_path):
    with refused(ffo.ArgumentError, "INTERIOR_NUL") as caught:
        String("user\0admin")
    assert isinstance(caught.error, ValueError) and (caught.error.offset, caught.error.size) == (4, 10)
    with Config(name="old") as config:
        with refused(ffo.ArgumentError, "INTERIOR_NUL"):
            config.name = "a\0b"
        with refused(ffo.ArgumentError, "INTERIOR_NUL"):
            config.tag("a\0b")
        assert config.name == "old"
    with refused(ffo.ArgumentError, "INTERIOR_NUL") as caught:
        String.many(["fine", "not\0", "fine"])
    assert caught.error.offset == 3
    with refused(ffo.ArgumentError, "INTERIOR_NUL"):
        ffo.report_leaks(f"{tmp_path}/a\0b")


def test_invalid_text():
    with refused(ffo.ArgumentError, "INVALID_UTF8") as caught:
        String.from_utf8(b"ab\xff")
    assert caught.error.offset == 2
    with refused(ffo.ArgumentError, "INVALID_UTF16"):
        String.from_utf16("a".encode("utf-16-le") + b"\x00\xd8")
    with String(b"\xff") as string, pytest.raises(UnicodeDecodeError):
        string.text


def test_environment():
    with refused(ffo.EnvironmentError, "IO") as caught:
        ffo.report_leaks("/nowhere/at/all")
    assert isinstance(caught.error, OSError)
    with Vec("q") as vec, refused(ffo.ArgumentError, "SIZE_OVERFLOW"):
        vec.reserve(1 << 62)


def test_structs_that_make_no_sense():
    class NoPointer(ctypes.Structure):
        _fields_ = [("small", ctypes.c_int32)]
        _owned_ = {"small": String}

    class Twin(ctypes.Structure):
        _fields_ = [("other", ctypes.c_int64)]
        _type_name_ = "python.tests.node"

    Box(Node).close()
    for struct in (NoPointer, Twin, int, Point(1, 2)):
        with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
            Box(struct)
    with Box(Node) as box:
        with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
            box.put("value", None)
        with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
            box.contents.label = "text and no owner"
        with pytest.raises(AttributeError):
            box.contents.nothing
        with pytest.raises(AttributeError):
            box.contents.nothing = 1
        with pytest.raises(TypeError):
            box.contents.value = "text"
    with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
        ffo.set_policy("panic")
