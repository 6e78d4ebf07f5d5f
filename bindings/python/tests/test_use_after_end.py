"""Owners that hold nothing any more refuse every use."""

import pytest
from structs import Node

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec


def uses():
    yield String("a"), [lambda o: o.text, len, bytes, lambda o: o.view(), lambda o: o.clone(), lambda o: o.into_raw(),
                        lambda o: o.forget(), Handle, lambda o: o.tag("t"), lambda o: o.describe()]  # fmt: skip
    yield String.many(["a"]), [lambda o: o.texts(), lambda o: o.take(0), len, lambda o: o[0], list]
    yield Config(), [lambda o: o.timeout_ms, lambda o: setattr(o, "timeout_ms", 1), lambda o: o.name, lambda o: o.view(),
                     lambda o: setattr(o, "name", "n"), lambda o: o.take_name(), lambda o: o.clone(), Handle]  # fmt: skip
    yield Box(Node), [lambda o: o.contents.value, lambda o: setattr(o.contents, "value", 1), lambda o: o.view(),
                      lambda o: o.put("label", None), lambda o: o.take("label"), lambda o: o.into_raw(), Handle]  # fmt: skip
    yield Vec("i", [1]), [len, list, lambda o: o[0], lambda o: o.view(), lambda o: o.append(1), lambda o: o.extend([1]),
                          lambda o: o.resize(1), lambda o: o.reserve(1), lambda o: o.shrink(), lambda o: o.into_raw(),
                          lambda o: o.capacity, lambda o: o.__setitem__(0, 1), Handle, lambda o: o.describe()]  # fmt: skip
    yield Handle(String("a")), [lambda o: o.number, lambda o: o.borrow(), lambda o: o.borrow_mut(), lambda o: o.clone(),
                                lambda o: o.weak(), lambda o: o.into_owner(), lambda o: o.into_raw(),
                                lambda o: o.release(), lambda o: o.tag("t")]  # fmt: skip
    yield ffo.Adopted(1), [lambda o: o.value, Handle]


def test_use_after_close():
    for owner, calls in uses():
        owner.close()
        misuses = ffo.stats().misuses
        for use in calls:
            with pytest.raises(ffo.ClosedError) as caught:
                use(owner)
            assert isinstance(caught.value, (ffo.MisuseError, ValueError)) and caught.value.status == 20
        assert ffo.stats().misuses == misuses  # the library did not hear of it


def test_use_after_move():
    string = String("moved")
    handle = Handle(string)
    with pytest.raises(ffo.ClosedError) as caught:
        string.text
    assert str(caught.value) == "String.text: its block has moved into a Handle" and caught.value.status == 24
    owner = handle.into_owner()
    with pytest.raises(ffo.ClosedError):
        handle.borrow()
    pointer = owner.into_raw()
    with pytest.raises(ffo.ClosedError):
        owner.text
    with Config() as config:
        child = String.from_raw(pointer)
        config.put("name", child)
        with pytest.raises(ffo.ClosedError):
            child.text
    with Handle(String("kept")) as handle:
        lent = handle.borrow()
        lent.close()
        with pytest.raises(ffo.ClosedError):
            lent.text


def test_a_closed_box_is_closed_to_its_contents():
    box = Box(Node, next=Box(Node))
    node, following = box.contents, box.contents.next
    box.close()
    for contents in (node, following):
        with pytest.raises(ffo.ClosedError):
            contents.value
        with pytest.raises(ffo.ClosedError):
            contents.value = 1
