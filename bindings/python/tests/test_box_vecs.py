"""Vecs of registered types: lists of boxes, from their making to their end."""

import ctypes

import pytest
from conftest import live
from refusals import refused
from structs import File, Node, Point, dropped

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec, abi


def named(*labels):
    return Vec(Node, [Box(Node, value=at, label=String(label)) for at, label in enumerate(labels)])


def labels(vec):
    return [node.label for node in vec]


class TestElements:
    def test_are_boxes_that_moved_in(self):
        box = Box(Node, value=1, label=String("a"), limits=Config(1, 2, "c"), next=Box(Node, label=String("n")))
        with Vec(Node) as vec:
            vec.append(box)
            vec.extend([Node(value=7), Box(Node, label=String("b"))])
            assert box.closed and "moved into a Vec" in repr(box)
            assert live() == 7  # the vec, three labels, a config and its name, a box
            assert (len(vec), vec[0].value, vec[0].limits.name, vec[0].next.label) == (3, 1, "c", "n")
            assert labels(vec) == ["a", None, "b"] and labels(vec[1:]) == [None, "b"] and vec[-3].label == "a"
            assert vec.describe().element_type and vec.describe().type == Vec.TYPE
            assert ffo.describe(vec.describe().address).type_name.endswith(Node._type_name_)
            assert type(vec).__name__ in repr(vec)
        assert live() == 0

    def test_are_written_in_place(self):
        with named("a", "b") as vec:
            node = vec[1]
            node.value += 5
            node.numbers[2] = 3
            node.at.x = 1.5
            node.label = String("c")
            node.next = Box(Node, value=4)
            node.next.value += 1
            assert (vec[1].value, list(vec[1].numbers), vec[1].at.x, vec[1].next.value) == (6, [0, 0, 3], 1.5, 5)
            assert labels(vec) == ["a", "c"]
            del node.label
            node.next = None
            assert labels(vec) == ["a", None] and live() == 2
            with pytest.raises(AttributeError):
                del node.value
            del node

    def test_are_places_and_not_copies(self):
        with named("a", "b", "c") as vec:
            second = vec[1]
            vec.pop(0).close()
            assert second.label == "c"
            vec.resize(1)
            with pytest.raises(IndexError):
                second.label

    def test_move_out(self):
        with named("a", "b", "c") as vec:
            with vec.pop() as last, vec.take(0) as first:
                assert isinstance(first, Box) and (first.contents.label, last.contents.label) == ("a", "c")
                assert labels(vec) == ["b"]
                vec.append(first)
                assert first.closed and labels(vec) == ["b", "a"]
            for index in (2, -3):
                with pytest.raises(IndexError):
                    vec.pop(index)
            vec.resize(0)
            with pytest.raises(IndexError):
                vec.pop()

    def test_of_plain_values_move_out_as_such(self):
        with Vec("i", [1, 2, 3]) as vec:
            assert (vec.pop(), vec.take(0), vec.tolist()) == (3, 1, [2])
        with Vec(Point, [Point(1, 2)]) as vec:
            assert (vec[0].x, vec.take(0).y, len(vec), vec.describe().element_type) == (1, 2, 0, 0)

    def test_of_plain_structs_may_have_a_field_named_value(self):
        class Plain(ctypes.Structure):
            _fields_ = [("value", ctypes.c_int)]

        with Vec(Plain, [Plain(4)]) as vec:
            assert isinstance(vec[0], Plain) and vec.pop().value == 4

    def test_fields_are_put_and_taken(self):
        with named("a", "b") as vec:
            taken = vec.take_field(-1, "label")
            assert taken.text == "b" and vec[1].label is None and vec.take_field(1, "label") is None
            vec.put(0, "label", taken)
            assert taken.closed and labels(vec) == ["b", None]
            vec.put(0, "label", None)
            assert live() == 1

    def test_end_one_by_one(self):
        dropped.clear()
        vec = Vec(File, [Box(File, number=number) for number in (1, 2, 3, 4)])
        assert dropped == []  # the boxes have ended, and what their drop is for has not
        vec.take(0).close()
        vec.resize(2)
        assert dropped == [1, 4]
        vec.append(vec.pop(0))
        vec.close()
        assert dropped == [1, 4, 3, 2]

    def test_end_with_their_owner(self):
        dropped.clear()
        Vec(File, [File(1)])
        Handle(Vec(File, [File(2)])).close()
        parts = Vec(File, [File(3)]).into_raw()
        assert abi.ffo_box_free(parts.data, Vec.TYPE) == 0
        assert dropped == [1, 2, 3]

    def test_grow_and_shrink(self):
        with named("a", "b") as vec:
            vec.reserve(50)
            assert vec.capacity >= 50 and labels(vec) == ["a", "b"]
            vec.shrink()
            vec.resize(3)
            assert labels(vec) == ["a", "b", None]
            vec.clear()
            assert live() == 1 and vec.capacity >= 3


class TestTransfers:
    def test_by_parts(self):
        parts = named("a", "b").into_raw()
        with Vec.from_raw(Node, parts) as vec:
            assert labels(vec) == ["a", "b"]

    def test_by_handle(self):
        handle = Handle(named("a", "b"))
        with handle.borrow() as reader:
            assert labels(reader) == ["a", "b"]
            with refused(ffo.BusyError, "BORROW_CONFLICT"):
                reader[0].value = 1
        with handle.borrow_mut() as writer:
            writer[0].value = 9
            for change in (
                lambda: writer.pop(),
                lambda: writer.append(Node()),
                lambda: setattr(writer[0], "label", None),
                lambda: writer.put(0, "label", None),
                lambda: writer.take_field(0, "label"),
            ):
                with refused(ffo.MisuseError, "NOT_OWNED"):
                    change()
        with handle.into_owner() as vec:
            assert vec[0].value == 9
            handle = Handle(vec)
        number = handle.release()
        handle = Handle.from_number(number, Vec, Node)
        with Handle.from_raw(handle.into_raw(), Vec, Node).into_owner() as vec:
            assert labels(vec)[:2] == ["a", "b"]

    def test_of_another_type(self):
        class Other(ctypes.Structure):
            _fields_ = Node._fields_
            _owned_ = {"label": String}

        class Plain(ctypes.Structure):
            _fields_ = Node._fields_

        parts = named("a").into_raw()
        for other in (Other, Plain):
            with refused(ffo.MisuseError, "WRONG_TYPE"):
                Vec.from_raw(other, parts)
            with refused(ffo.MisuseError, "WRONG_TYPE"):
                Handle.from_raw(parts.data, Vec, other)
        number = Handle(Vec.from_raw(Node, parts)).release()
        for other in (Other, Plain):
            with refused(ffo.MisuseError, "WRONG_TYPE"):
                Handle.from_number(number, Vec, other)
        Handle.from_number(number, Vec, Node).close()
        with Vec(Plain, [Plain()]) as vec:
            parts = vec.into_raw()
            with refused(ffo.MisuseError, "WRONG_TYPE"):
                Vec.from_raw(Node, parts)
            Vec.from_raw(Plain, parts).close()


class TestRefusals:
    def test_all_or_nothing(self):
        literal = ctypes.create_string_buffer(b"a literal")
        good, bad = Box(Node, value=1, label=String("good")), Box(Node, value=2, label=String("bad"))
        bad.view().limits = ctypes.addressof(literal)
        with Vec(Node) as vec:
            with refused(ffo.MisuseError, "FOREIGN_POINTER"):
                vec.extend([good, bad])
            assert len(vec) == 0 and (good.contents.label, bad.contents.label) == ("good", "bad")
            bad.view().limits = None
            vec.extend([good, bad])
            assert labels(vec) == ["good", "bad"]

    def test_a_refused_box_keeps_its_drop(self):
        class Owner(ctypes.Structure):
            _fields_ = [("number", ctypes.c_int), ("label", ctypes.c_void_p)]
            _owned_ = {"label": String}

            def _drop_(self):
                dropped.append(self.number)

        dropped.clear()
        literal = ctypes.create_string_buffer(b"a literal")
        box = Box(Owner, number=1)
        box.view().label = ctypes.addressof(literal)
        with Vec(Owner) as vec:
            with refused(ffo.MisuseError, "FOREIGN_POINTER"):
                vec.append(box)
            box.view().label = None
            box.close()
        assert dropped == [1]

    def test_what_has_an_owner(self):
        with named("a") as vec, Box(Node, value=2) as box, named("b") as other:
            for item in (vec[0], other[0], box.contents):
                with refused(ffo.MisuseError, "NOT_OWNED"):
                    vec.append(item)
            with refused(ffo.MisuseError, "NOT_OWNED"):
                vec.extend([box, box])
            with refused(ffo.MisuseError, "NOT_OWNED"):
                vec.extend([Node.from_buffer_copy(other.view())])
            with refused(ffo.MisuseError, "WRONG_TYPE"):
                vec.append(Box(File))
            assert (labels(vec), labels(other), box.contents.value) == (["a"], ["b"], 2)

    def test_what_is_lent(self):
        with named("a") as vec, Box(Node) as box:
            view = box.view()
            with refused(ffo.BusyError, "BORROWED"):
                vec.append(box)
            del view
            view = vec.view()
            for change in (vec.pop, vec.close, lambda: vec.append(box), lambda: vec.put(0, "label", None)):
                with refused(ffo.BusyError, "BORROWED"):
                    change()
            view.release()
            numbers = vec[0].numbers
            with refused(ffo.BusyError, "BORROWED"):
                vec.pop()
            del numbers
            vec.append(box)

    def test_items_are_not_assigned(self):
        with named("a") as vec:
            with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
                vec[0] = Node()
            with pytest.raises(TypeError):
                vec.append("text")
            with pytest.raises(TypeError):
                vec.append(String("text"))

    def test_fields(self):
        with named("a") as vec, String("text") as text, Config() as config:
            for field in ("value", "none"):
                with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
                    vec.put(0, field, text)
                with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
                    vec.take_field(0, field)
            with pytest.raises(IndexError):
                vec.put(1, "label", text)
            with refused(ffo.MisuseError, "WRONG_TYPE"):
                vec.put(0, "label", config)
            assert (text.text, config.closed, labels(vec)) == ("text", False, ["a"])
        with Vec("i", [1]) as plain, String("text") as text:
            with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
                plain.put(0, "label", text)
            with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
                plain.take_field(0, "label")

    def test_use_after_the_end(self):
        vec = named("a")
        node = vec[0]
        vec.close()
        write, append = (lambda: setattr(node, "value", 1)), (lambda: vec.append(Node()))
        for use in (lambda: node.label, write, append, vec.pop, lambda: vec[0]):
            with pytest.raises(ffo.ClosedError):
                use()

    def test_an_overrun_does_not_keep_a_child_out(self):
        with named("a") as vec, Box(Node) as box:
            of_vec, of_box = (lambda child: vec.put(0, "label", child)), (lambda child: box.put("label", child))
            for put, shown in ((of_vec, vec[0]), (of_box, box.contents)):
                former = String("overrun")
                ctypes.memset(former._pointer + 7, ord("!"), 1)
                put(former)
                second = String("second")
                with refused(ffo.MisuseError, "OVERRUN"):
                    put(second)
                assert second.closed and shown.label == "second"

    def test_a_drop_finds_the_vec_busy(self):
        class Curious(ctypes.Structure):
            _fields_ = [("number", ctypes.c_int)]

            def _drop_(self):
                if len(vecs) == 1:
                    with refused(ffo.BusyError, "BORROWED"):
                        vecs[0].append(Curious(1))
                    found.append(self.number)

        found, vecs = [], [Vec(Curious, [Curious(5)])]
        vecs[0].clear()
        assert found == [5] and len(vecs[0]) == 0
        vecs.pop().close()
