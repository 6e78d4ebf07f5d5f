"""What is interrupted between any two instructions, by test_interrupts.py.

A scene makes owners and hands to `act` what is done with them; act(action, *arguments) returns
whether that came to its end, and what it returned. Then the scene looks whether the owners are as
they say. It returns how many misuses there may have been, if any.
"""

import ctypes
import gc

import pytest
from structs import File, Node, dropped

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec, abi


def free(function, *arguments):
    assert function(*arguments) == 0


def make_string(act):
    act(lambda: String("made"))


def make_others(act):
    act(lambda: (Config(1, 2, "name"), Box(Node, value=1, label=String("label")), Vec("i", [1, 2])))


def make_many(act):
    act(lambda: String.many(["a", "b"]))


def clone(act):
    string, config, handle = String("a"), Config(1, 2, "b"), Handle(String("c"))
    act(lambda: (string.clone(), config.clone(), handle.clone(), String.from_utf8(b"d"), String.from_utf16(b"e\0")))
    assert handle.describe().references <= 2


def close(act):
    for owner in (String("a"), Config(1, 2, "b"), Vec("i", [1]), Handle(String("c"))):
        block = owner.describe().address
        act(owner.close)
        assert owner.closed == (ffo.describe(block).owner == "nobody")


def close_many(act):
    strings = String.many(["a", "b"])
    act(strings.close)
    assert strings.closed or strings.texts() == ["a", "b"]


def leave_a_with(act):
    def body():
        with String("inside") as string:
            assert string.text == "inside"

    act(body)


def collect(act):
    owners = [String("a"), Vec("i", [1]), Handle(String("b")).borrow(), Box(Node), String.many(["c"])]
    act(owners.clear)


def collect_with_a_drop(act):
    ended = []
    handles = [Handle.adopt(1, ended.append)]
    act(handles.clear)


def close_what_cannot_end(act):
    box, text = Box(Node), ctypes.create_string_buffer(b"a literal")
    box.view().label = ctypes.addressof(text)

    def body():
        with pytest.raises(ffo.MisuseError):
            box.close()

    act(body)
    assert not box.closed
    box.view().label = None
    box.close()
    return 1


def close_what_somebody_freed(act):
    string = String("behind its back")
    free(abi.ffo_string_free, string._pointer)

    def body():
        with pytest.raises(ffo.MisuseError):
            string.close()

    # At most one look: as close() or, when that did not come so far, as the finalizer.
    act(body)
    del string
    return 1


def hand_over(act):
    string, vec = String("a"), Vec("i", [1])
    act(lambda: Handle(string))
    act(lambda: Handle(vec))
    assert string.closed or string.text == "a"
    assert vec.closed or vec[0] == 1


def adopt(act):
    ended = []
    act(lambda: Handle.adopt("object", ended.append))
    gc.collect()
    assert ended in ([], ["object"])


def get_back(act):
    for owner, block in ((Handle(String("a")), "a"), (Handle(Vec("i", [1])), [1])):
        done, back = act(owner.into_owner)
        if done:
            assert owner.closed and (back.text if block == "a" else back.tolist()) == block
        elif not owner.closed:
            owner.borrow().close()


def get_back_with_another_size(act):
    number = Handle(Vec("i", [1, 2])).release()
    handle = Handle.from_number(number, Vec, "d")

    def body():
        with pytest.raises(ffo.MisuseError):
            handle.into_owner()

    act(body)


def borrow(act):
    handle, vec = Handle(String("lent")), Handle(Vec("i", [1]))
    act(lambda: handle.borrow().text)
    act(lambda: vec.borrow_mut().tolist())
    for one in (handle, vec):
        assert one.describe().borrows == 0


def lock_a_weak_one(act):
    handle = Handle(String("strong"))
    weak = handle.weak()
    act(weak.lock)
    assert handle.describe().references == 1
    handle.close()
    act(weak.lock)


def put_and_take(act):
    box, string = Box(Node, label=String("former")), String("next")
    act(box.put, "label", string)
    assert string.closed == (box.contents.label == "next")
    act(box.take, "label")
    assert box.contents.label in (None, "former", "next")
    act(setattr, box.contents, "label", None)


def name_a_config(act):
    config = Config(1, 2, "former")
    act(setattr, config, "name", "next")
    act(config.take_name)


def take_one_of_many(act):
    strings = String.many(["a", "b"])
    _, taken = act(strings.take, 1)
    if taken is not None:
        assert taken.text == "b"


def change_a_vec(act):
    vec = Vec("i", [1, 2])
    for change in (vec.append, vec.resize, vec.reserve):
        act(change, 9)
    act(vec.shrink)
    assert vec.tolist()[:2] == [1, 2]


def move_into_a_vec(act):
    vec, first, second = Vec(Node), Box(Node, value=1, label=String("a")), Box(Node, value=2, next=Box(Node))
    act(vec.extend, [first, second])
    if len(vec):
        assert (vec[0].label, vec[1].next.value) == ("a", 0)
    else:
        assert (first.contents.label, second.contents.next.value) == ("a", 0)


def move_into_a_vec_in_vain(act):
    text = ctypes.create_string_buffer(b"a literal")
    vec, box = Vec(Node), Box(Node, value=1, label=String("a"))
    box.view().limits = ctypes.addressof(text)

    def body():
        with pytest.raises(ffo.MisuseError):
            vec.append(box)

    act(body)
    assert len(vec) == 0 and (box.contents.value, box.contents.label) == (1, "a")
    box.view().limits = None
    return 2


def move_with_a_drop(act):
    dropped.clear()
    vec, box = Vec(File), Box(File, number=1)
    act(vec.append, box)
    assert dropped == []
    del box, vec
    gc.collect()
    assert dropped == [1]


def take_from_a_vec(act):
    vec = Vec(Node, [Box(Node, value=1, label=String("a"))])
    _, box = act(vec.pop)
    assert box is None or (box.contents.label, len(vec)) == ("a", 0)
    vec.append(Node())
    act(vec.put, 0, "label", String("b"))
    act(vec.take_field, 0, "label")
    assert vec[0].label in (None, "a", "b")


def give_up(act):
    """Either the caller has the name, or the owner still does."""
    for owner, leave, end in (
        (String("a"), String.into_raw, abi.ffo_string_free),
        (Config(1, 2), Config.into_raw, abi.ffo_config_free),
        (Handle(String("b")), Handle.release, abi.ffo_handle_close),
        (Handle(String("c")), Handle.into_raw, abi.ffo_string_free),
    ):
        done, name = act(leave, owner)
        assert owner.closed == done
        if done:
            free(end, name)


def give_up_parts(act):
    for vec in (Vec("i", [1, 2]), Vec("i")):
        items = vec.tolist()
        done, parts = act(vec.into_raw)
        assert vec.closed == done
        if not done:
            assert vec.tolist() == items
        elif parts.data:
            free(abi.ffo_box_free, parts.data, abi.constants["FFO_TYPE_VEC"])


def receive(act):
    """Either an owner has it, or it is still the caller's."""
    string, config, box = String("a").into_raw(), Config(1, 2).into_raw(), Box(Node)
    node, handle = box.into_raw(), Handle(String("b")).release()
    for take, name, end in (
        (String.from_raw, string, abi.ffo_string_free),
        (Config.from_raw, config, abi.ffo_config_free),
        (lambda pointer: Box.from_raw(Node, pointer), node, lambda pointer: abi.ffo_box_free(pointer, box._more[0])),
        (lambda pointer: Handle.from_raw(pointer, String), String("c").into_raw(), abi.ffo_string_free),
        (lambda number: Handle.from_number(number, String), handle, abi.ffo_handle_close),
    ):
        done, owner = act(take, name)
        if done:
            owner.close()
        else:
            free(end, name)


def receive_parts(act):
    parts = Vec("i", [1, 2]).into_raw()
    done, vec = act(Vec.from_raw, "i", parts)
    (vec if done else Vec.from_raw("i", parts)).close()


SCENES = [
    make_string, make_others, make_many, clone, close, close_many, leave_a_with, collect, collect_with_a_drop,
    close_what_cannot_end, close_what_somebody_freed, hand_over, adopt, get_back, get_back_with_another_size, borrow,
    lock_a_weak_one, put_and_take, name_a_config, take_one_of_many, change_a_vec, move_into_a_vec,
    move_into_a_vec_in_vain, move_with_a_drop, take_from_a_vec, give_up, give_up_parts, receive, receive_parts,
]  # fmt: skip
