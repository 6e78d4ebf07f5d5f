"""Views show the memory itself, and keep it where it is."""

import ctypes
import gc
import sys

import numpy
import pytest
from structs import Node, Point

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec

ENDS = {
    "append": lambda vec: vec.append(1),
    "extend": lambda vec: vec.extend([1]),
    "resize": lambda vec: vec.resize(1),
    "reserve": lambda vec: vec.reserve(1000),
    "shrink": lambda vec: vec.shrink(),
    "clear": lambda vec: vec.clear(),
    "close": lambda vec: vec.close(),
    "into_raw": lambda vec: Vec.from_raw("i", vec.into_raw()).close(),
    "Handle": Handle,
}
VIEWS = {
    "memoryview": lambda vec: vec.view(),
    "slice": lambda vec: vec.view()[1:],
    "asarray": lambda vec: numpy.asarray(vec.view()),
    "frombuffer": lambda vec: numpy.frombuffer(vec.view(), dtype="i4"),
    "reshaped": lambda vec: numpy.asarray(vec.view()).reshape(1, 3)[:, 1:].T,
    "vec itself": numpy.asarray,
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("end", ENDS)
def test_a_view_keeps_the_vec(view, end):
    with Vec("i", [1, 2, 3]) as vec:
        lent = VIEWS[view](vec)
        with pytest.raises(BufferError) as caught:
            ENDS[end](vec)
        assert isinstance(caught.value, ffo.BusyError) and caught.value.name == "FFO_E_BORROWED"
        assert list(vec) == [1, 2, 3] and not vec.closed
        del lent
        ENDS[end](vec)


def test_nothing_is_copied():
    with Vec("i", [1, 2, 3]) as vec:
        array = numpy.asarray(vec.view())
        assert array.dtype == numpy.int32 and array.ctypes.data == vec._vec.data
        array *= 2
        vec[0] = 7
        assert list(vec) == [7, 4, 6] and array.tolist() == [7, 4, 6]
        del array


def test_numpy_sees_structs():
    with Vec(Point, [Point(1, 2), Point(3, 4)]) as vec:
        array = numpy.asarray(vec.view())
        assert array["y"].tolist() == [2, 4]
        array["x"] = 0
        assert vec[1].x == 0
        with pytest.raises(ffo.BusyError):
            vec.close()
        del array


@pytest.mark.skipif(sys.version_info < (3, 12), reason="classes of Python have no buffers before 3.12")
def test_the_vec_is_a_buffer():
    with Vec("i", [1, 2, 3]) as vec:
        assert memoryview(vec).tolist() == [1, 2, 3]
        assert bytes(vec) == bytes(vec.view())


def test_array_has_numpys_keywords():
    with Vec("i", [1]) as vec:
        assert numpy.asarray(vec, dtype="f8").tolist() == [1.0]
        array = vec.__array__(copy=True)
        vec.close()
        assert array.tolist() == [1]


def test_a_released_view_is_no_view():
    with Vec("i", [1]) as vec:
        with vec.view() as view:
            view[0] = 5
        vec.append(6)
        assert list(vec) == [5, 6]


def test_two_views():
    with Vec("i", [1]) as vec:
        one, two = vec.view(), vec.view()
        one.release()
        with pytest.raises(ffo.BusyError):
            vec.append(1)
        two.release()
        vec.append(1)


def test_a_view_outlives_the_name_of_its_owner():
    view = Vec("i", [1, 2]).view()
    text = String("text").view()
    gc.collect()
    assert view.tolist() == [1, 2] and bytes(text) == b"text"
    assert ffo.stats().live_blocks == 2
    del view, text
    assert ffo.stats().live_blocks == 0


def test_a_string_shows_its_bytes():
    with String("hello") as string:
        view = string.view()
        view[0] = ord("J")
        for attempt in (string.close, string.into_raw, string.forget, lambda: Handle(string)):
            with pytest.raises(ffo.BusyError):
                attempt()
        view.release()
        assert string.text == "Jello"
    with String("") as string:
        assert bytes(string.view()) == b""


def test_a_struct_shows_itself():
    with Box(Node, value=1) as box:
        node = box.view()
        node.value = 5
        part = node.at
        del node
        for attempt in (box.close, lambda: Handle(box), lambda: box.put("label", None), lambda: box.take("next")):
            with pytest.raises(ffo.BusyError):
                attempt()
        part.x = 2
        del part
        assert (box.contents.value, box.contents.at.x) == (5, 2)
        numbers = box.contents.numbers
        with pytest.raises(ffo.BusyError):
            box.close()
        del numbers
    with Config(1, 2) as config:
        assert config.view().timeout_ms == 2


def test_a_view_of_a_borrow_keeps_the_borrow():
    handle = Handle(Vec("i", [1, 2]))
    view = handle.borrow_mut().view()
    gc.collect()
    with pytest.raises(ffo.BusyError):
        handle.borrow()
    view[0] = 9
    view.release()
    with handle.borrow() as vec:
        view = vec.view()
        assert view.readonly and view.tolist() == [9, 2]
        with pytest.raises(ffo.BusyError):
            vec.close()
        view.release()
    handle.close()


def test_growth_moves_nothing_that_is_seen():
    with Vec(ctypes.c_double) as vec:
        for number in range(10_000):
            vec.append(number)
        array = numpy.asarray(vec.view())
        assert (array == numpy.arange(10_000)).all()
        del array


def test_a_view_does_not_hide_why_its_block_failed():
    with pytest.raises(KeyError):
        with Vec("i", [1]) as vec:
            view = vec.view()
            raise KeyError
    assert view.tolist() == [1] and not vec.closed
    with pytest.raises(ffo.BusyError):
        with vec:
            pass
