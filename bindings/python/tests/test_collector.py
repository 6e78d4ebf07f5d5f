"""The collector is the last resort: exactly once, on any thread, without a word."""

import gc
import sys
import threading

import pytest
from structs import Node

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec, abi

COUNT = 100_000


@pytest.fixture(autouse=True)
def nothing_is_unraisable(monkeypatch):
    raised = []
    monkeypatch.setattr(sys, "unraisablehook", raised.append)
    yield
    gc.collect()
    assert raised == []


def test_dropped_owners_end():
    created = ffo.stats().created_blocks
    for number in range(COUNT // 9 + 1):
        String("dropped")
        Config(1, 2, "dropped")
        Box(Node, label=String("dropped"))
        Vec("i", [1])
        Handle(String("dropped"))
        Handle(Vec("i", [number])).borrow()
        String.many(["dropped"])
    stats = ffo.stats()
    assert stats.created_blocks - created >= COUNT
    assert (stats.live_blocks, stats.live_handles, stats.live_borrows) == (0, 0, 0)


def test_dropped_cycles_end():
    class Cycle:
        def __init__(self):
            self.me = self
            self.owners = [String("a"), Handle(String("b"))]
            self.owners += [self.owners[1].borrow(), self]

    for _ in range(COUNT // 2):
        Cycle()
    gc.collect()
    assert ffo.stats().live_blocks == 0


def test_owners_made_before_a_failure_end():
    class Half(String):
        def __init__(self):
            pass

    Half()
    for _ in range(10):
        with pytest.raises(ffo.ArgumentError):
            String("a\0b")
        with pytest.raises(ffo.ArgumentError):
            Box(Node, label="no owner")
        with pytest.raises(TypeError):
            Vec("i", [1, "two"])
    assert ffo.stats().live_blocks == 0


def test_threads_collect_what_others_made():
    garbage = [[String(str(number)), Handle(Config(name="c"))] for number in range(1000)]
    threads = [threading.Thread(target=lambda: [garbage.pop() for _ in range(250)] and None) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ffo.stats().live_blocks == 0


def test_a_refused_end_is_quiet_and_counted():
    string = String("twice")
    assert abi.ffo_string_free(string._pointer) == 0
    misuses = ffo.stats().misuses
    del string
    assert ffo.stats().misuses == misuses + 1


def test_a_finalizer_does_not_resurrect():
    import weakref

    string = String("gone")
    ghost = weakref.ref(string)
    del string
    assert ghost() is None


class Garbage:
    """A cycle with an owner whose end is refused: its finalizer leaves an error of its own."""

    def __init__(self):
        self.me = self
        self.string = String("freed behind its owner's back")
        assert abi.ffo_string_free(self.string._pointer) == 0


@pytest.fixture
def collecting(monkeypatch):
    """Forces collections, with refused finalizers, between each refused call and the reading of its error."""
    collected = []

    def between(function):
        def call(*arguments):
            Garbage()
            misuses = ffo_misuses()
            gc.collect()  # before the call: an older error must not be taken for this one's
            result = function(*arguments)
            Garbage()
            Garbage()
            gc.collect()
            collected.append(ffo_misuses() - misuses)
            return result

        return call

    def ffo_misuses():
        return ffo.stats().misuses

    yield between
    assert collected and all(count >= 3 for count in collected)


def test_a_collection_between_call_and_error(collecting, monkeypatch):
    monkeypatch.setitem(vars(abi), "ffo_string_from_utf8", collecting(abi.ffo_string_from_utf8))
    for _ in range(10):
        with pytest.raises(ffo.ArgumentError) as caught:
            String.from_utf8(b"abc\xff")
        assert (caught.value.name, caught.value.offset, caught.value.size) == ("FFO_E_INVALID_UTF8", 3, 4)
        assert "ffo_string_from_utf8" in str(caught.value)


def test_the_same_for_a_call_that_returns_a_status(collecting, monkeypatch):
    monkeypatch.setattr(String, "_call", staticmethod(collecting(abi.ffo_string_free)))
    string = String("twice")
    pointer = string._pointer
    monkeypatch.undo()
    assert abi.ffo_string_free(pointer) == 0
    with pytest.raises(ffo.MisuseError) as caught:
        string.close()
    assert caught.value.name == "FFO_E_DOUBLE_FREE" and caught.value.pointer == pointer


def test_errors_are_right_under_a_nervous_collector():
    threshold = gc.get_threshold()
    gc.set_threshold(1, 1, 1)
    try:
        for number in range(300):
            Garbage()
            with pytest.raises(ffo.ArgumentError) as caught:
                String("x" * number + "\0")
            assert caught.value.offset == number
    finally:
        gc.set_threshold(*threshold)


def test_a_signal_handler_between(monkeypatch):
    import signal

    real = abi.ffo_string_from_utf8

    def interrupted(*arguments):
        result = real(*arguments)
        signal.raise_signal(signal.SIGUSR1)
        return result

    def handler(*_):
        with pytest.raises(ffo.MisuseError) as caught:
            String.from_raw(4096)
        assert caught.value.pointer == 4096

    former = signal.signal(signal.SIGUSR1, handler)
    monkeypatch.setitem(vars(abi), "ffo_string_from_utf8", interrupted)
    try:
        with pytest.raises(ffo.ArgumentError) as caught:
            String.from_utf8(b"\xff")
        assert "ffo_string_from_utf8" in caught.value.message
    finally:
        signal.signal(signal.SIGUSR1, former)


def test_a_drop_that_fails_reaches_nobody_but_the_hook(monkeypatch):
    raised = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: raised.append(unraisable.exc_value))

    def drop(_):
        raise RuntimeError("in a drop")

    Handle.adopt(1, drop).close()
    assert [str(error) for error in raised] == ["in a drop"]
    del raised


def test_a_drop_may_use_the_library():
    seen = []
    handle = None

    def drop(_):
        with String("inside a drop") as string:
            seen.append(string.text)
        with pytest.raises(ffo.ArgumentError):
            String("a\0")
        handle.close()  # once more, from inside

    handle = Handle.adopt(1, drop)
    handle.close()
    assert seen == ["inside a drop"] and handle.closed
