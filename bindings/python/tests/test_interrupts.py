"""An exception out of a signal handler, between any two instructions of the package.

Each action runs again and again, and each time the exception comes one instruction later, until the
action is through. Nothing may be ended twice, nothing be lost, and what an owner says of itself be so.
"""

import dis
import gc
import signal
import sys

import pytest
from conftest import PACKAGE
from scenes import SCENES

import ffi_ownership as ffo
from ffi_ownership import String

FOLDER = str(PACKAGE / "ffi_ownership")
NAMES = {}  # of the instructions of a code object, by their offsets


class Interrupt(BaseException):
    pass


def instruction(frame):
    names = NAMES.get(frame.f_code)
    if names is None:
        names = NAMES[frame.f_code] = {it.offset: it.opname for it in dis.get_instructions(frame.f_code)}
    return names[frame.f_lasti]


# Where no exception of a signal handler's comes, from CPython 3.11 on: as the result is the caller's already, and as an
# exception is taken up or put away, where one more would make CPython itself lose count.
SPARED = frozenset(("RETURN_VALUE", "PUSH_EXC_INFO", "COPY", "POP_EXCEPT", "RERAISE"))


def is_spared(frame):
    name = instruction(frame)
    # Before a finalizer's first line nothing can be done: Python swallows what comes there.
    return name in SPARED or frame.f_code.co_name == "__del__" and name in ("RESUME", "NOP", "SETUP_FINALLY")


class Interrupter:
    """Calls an action and raises before its instruction of a number."""

    def __init__(self, at):
        self.at = at
        self.came = False

    def __call__(self, action, *arguments):
        """Returns whether the action was not interrupted, and what it returned."""
        count = 0

        def at_instruction(frame, event, _):
            nonlocal count
            if event == "opcode" and not is_spared(frame):
                count += 1
                if count > self.at and not self.came:
                    self.came = True
                    raise Interrupt
            return at_instruction

        def at_call(frame, event, _):
            if not frame.f_code.co_filename.startswith(FOLDER):
                return None
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
            return at_instruction

        sys.settrace(at_call)
        try:
            result = action(*arguments)
        except Interrupt:
            return False, None
        finally:
            sys.settrace(None)
        return True, result


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_at_each_instruction(scene, monkeypatch):
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    scene(Interrupter(1 << 30))  # what is made once, is
    at = 0
    while True:
        before = ffo.stats()
        act = Interrupter(at)
        misuses = scene(act)
        after = ffo.stats()
        if after.live_blocks != before.live_blocks or after.live_borrows:
            gc.collect()
            after = ffo.stats()
        where = f"at instruction {at}"
        assert (after.live_blocks, after.live_handles, after.live_borrows) == (
            before.live_blocks,
            before.live_handles,
            0,
        ), where
        assert after.misuses - before.misuses <= (misuses or 0), where
        if not act.came:
            break
        at += 1
    assert at > 0
    ffo.validate()


def test_a_real_signal():
    """The handler of a signal raises as soon as the library's call has returned."""

    def handler(*_):
        raise Interrupt

    def at_call(frame, event, _):
        if frame.f_code.co_name != "run" or not frame.f_code.co_filename.startswith(FOLDER):
            return None
        frame.f_trace_opcodes = True
        return lambda frame, event, _: signal.raise_signal(signal.SIGUSR1) if frame.f_locals["self"] else None

    string = String("a")
    pointer = string._pointer
    former = signal.signal(signal.SIGUSR1, handler)
    sys.settrace(at_call)
    try:
        with pytest.raises(Interrupt):
            string.close()
    finally:
        sys.settrace(None)
        signal.signal(signal.SIGUSR1, former)
    assert string.closed and ffo.describe(pointer).owner == "nobody"
