"""Owners that threads share: one end, no use after it, no crash."""

import random
import threading

import pytest
from structs import Node

import ffi_ownership as ffo
from ffi_ownership import Box, Handle, String, Vec


def together(count, work):
    """Runs work(number) in threads that start at once; what one raises is raised here."""
    barrier = threading.Barrier(count)
    errors = []

    def body(number):
        barrier.wait()
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=body, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


@pytest.fixture(autouse=True)
def nervous_threads():
    """Threads take turns as often as they can."""
    import sys

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def test_of_many_that_close_one_does():
    for make in (lambda: String("a"), lambda: Vec("i", [1]), lambda: Handle(String("b")), lambda: Box(Node)):
        for _ in range(50):
            owner = make()
            misuses = ffo.stats().misuses
            together(4, lambda _: owner.close())
            assert owner.closed and ffo.stats().misuses == misuses


def test_of_many_that_move_one_does():
    for _ in range(50):
        string = String("contested")
        won = []

        def move(number):
            try:
                won.append(Handle(string) if number % 2 else string.into_raw())
            except ffo.ClosedError:
                pass

        together(4, move)
        assert len(won) == 1
        (String.from_raw(won[0]) if isinstance(won[0], int) else won[0]).close()


def test_reading_while_another_closes():
    for _ in range(50):
        string = String("x" * 1000)

        def use(number):
            try:
                for _ in range(20):
                    assert string.text == "x" * 1000
                    if number == 3:
                        string.close()
            except ffo.ClosedError:
                pass

        together(4, use)


def test_pushing_together():
    with Vec("i") as vec:
        together(4, lambda number: [vec.append(number) for _ in range(500)])
        assert sorted(vec) == sorted(list(range(4)) * 500)


def test_borrows_of_one_handle():
    handle = Handle(Vec("q", [0, 0]))
    granted = []

    def work(number):
        dice = random.Random(number)
        with handle.clone() as mine:
            for _ in range(200):
                try:
                    if dice.random() < 0.5:
                        with mine.borrow() as vec:
                            first, second = vec
                            assert first == second
                    else:
                        with mine.borrow_mut() as vec:
                            vec[0] += 1
                            vec[1] += 1
                            granted.append(number)
                except ffo.BusyError as error:
                    assert error.name == "FFO_E_BORROW_CONFLICT"

    together(4, work)
    with handle.into_owner() as vec:
        assert list(vec) == [len(granted)] * 2


def test_each_thread_has_its_own_error():
    def work(number):
        for length in range(100):
            with pytest.raises(ffo.ArgumentError) as caught:
                String("x" * (number * 1000 + length) + "\0")
            assert caught.value.offset == number * 1000 + length

    together(4, work)


def test_structs_are_registered_once():
    import ctypes

    class Late(ctypes.Structure):
        _fields_ = [("number", ctypes.c_int)]

        def _drop_(self):
            pass

    together(4, lambda _: Box(Late).close())


def test_what_one_thread_makes_another_ends():
    made = []
    together(1, lambda _: made.extend([String("a"), Handle(Box(Node, label=String("b"))), String.many(["c"])]))
    together(1, lambda _: made.clear())
    assert ffo.stats().live_blocks == 0


def test_short_threads_leave_nothing():
    def work(_):
        String("short").close()

    for _ in range(200):
        thread = threading.Thread(target=work, args=(0,))
        thread.start()
        thread.join()
    assert ffo.stats().live_blocks == 0
