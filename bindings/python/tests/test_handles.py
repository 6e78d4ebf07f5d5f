"""Handles from their making to their end, and what they lend."""

import pytest
from conftest import live
from structs import Node

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec


class TestHandle:
    OWNERS = {
        "string": (lambda: String("lent"), lambda owner: owner.text),
        "config": (lambda: Config(1, 2, "n"), lambda owner: (owner.timeout_ms, owner.name)),
        "box": (lambda: Box(Node, value=4, label=String("l")), lambda owner: (owner.contents.value, owner.contents.label)),
        "vec": (lambda: Vec("i", [1, 2, 3]), list),
        "empty vec": (lambda: Vec("i"), list),
        "object": (lambda: ffo.Adopted({"a": 1}), lambda owner: owner.value["a"]),
    }

    @pytest.mark.parametrize("kind", OWNERS)
    def test_owns_lends_and_gives_back(self, kind):
        create, read = self.OWNERS[kind]
        with create() as owner:
            content = read(owner)
            handle = Handle(owner)
            assert owner.closed
            with handle.borrow() as one, handle.borrow() as two:
                assert read(one) == read(two) == content
            with handle.borrow_mut() as alone:
                assert read(alone) == content
            with handle.into_owner() as back:
                assert handle.closed and type(back) is type(owner) and read(back) == content

    def test_counts_references(self):
        handle = Handle(String("shared"))
        other = handle.clone()
        assert handle.describe().references == 2
        handle.close()
        with other.borrow() as string:
            assert string.text == "shared"
        other.close()
        assert live() == 0

    def test_weak(self):
        handle = Handle(String("may go"))
        weak = handle.weak()
        with weak.lock() as strong, strong.borrow() as string:
            assert string.text == "may go"
        handle.close()
        assert weak.lock() is None

    def test_borrow_outlives_its_handle(self):
        handle = Handle(String("kept"))
        string = handle.borrow()
        handle.close()
        assert string.text == "kept" and live() == 1
        string.close()
        assert live() == 0

    def test_exclusive_borrow_changes(self):
        handle = Handle(Box(Node, label=String("old")))
        with handle.borrow_mut() as box:
            box.contents.value = 2
            box.contents.label = String("new")
        with handle.borrow() as box:
            assert (box.contents.value, box.contents.label) == (2, "new")
        with Handle(Config(name="a")) as config, config.borrow_mut() as lent:
            lent.name = "b"
            assert lent.take_name().text == "b"
        with Handle(Vec("i", [1])) as vec:
            with vec.borrow_mut() as lent:
                lent[0] = 2
                lent.view()[0] += 1
            with vec.borrow() as lent:
                assert list(lent) == [3]

    def test_number_leaves_and_comes_back(self):
        number = Handle(Vec("i", [5])).release()
        with Handle.from_number(number, Vec, "i") as handle, handle.borrow() as vec:
            assert list(vec) == [5]

    def test_block_comes_by_its_pointer(self):
        handle = Handle.from_raw(String("raw").into_raw(), String)
        assert String.from_raw(handle.into_raw()).text == "raw"
        handle = Handle.from_raw(Box(Node, value=8).into_raw(), Box, Node)
        assert handle.into_owner().contents.value == 8
        parts = Vec("h", [1, 2]).into_raw()
        with Handle.from_raw(parts.data, Vec, "h") as handle, handle.borrow() as vec:
            assert vec[:2] == [1, 2] and len(vec) == parts.capacity

    def test_adopted_object_drops_once(self):
        gone = []
        handle = Handle.adopt("object", gone.append)
        other = handle.clone()
        handle.close()
        assert gone == []
        other.close()
        other.close()
        assert gone == ["object"]
        ffo.Adopted("alone", gone.append).close()
        owner = Handle.adopt("back", gone.append).into_owner()
        assert owner.value == "back" and gone == ["object", "alone"]
        del owner
        assert gone == ["object", "alone", "back"]

    def test_tag(self):
        with Handle(String("t")) as handle:
            handle.tag("behind a handle")
            assert handle.describe().tag == "behind a handle"
