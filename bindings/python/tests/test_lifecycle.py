"""Each owner from its making to its end."""

import copy
import ctypes
import pickle

import pytest
from structs import File, Node, Point, dropped

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec


def live():
    return ffo.stats().live_blocks


class TestString:
    def test_is_text_and_bytes(self):
        with String("Grüße") as string:
            assert (string.text, str(string), bytes(string), len(string)) == ("Grüße", "Grüße", "Grüße".encode(), 7)
            assert live() == 1
        assert live() == 0

    def test_takes_any_bytes(self):
        for data in (b"", b"\xff\xfe", bytearray(b"a"), memoryview(b"b")):
            with String(data) as string:
                assert bytes(string) == bytes(data)

    def test_takes_nothing_else(self):
        for value in (5, None, [1]):
            with pytest.raises(TypeError):
                String(value)
            with pytest.raises(TypeError):
                String.many([value])

    def test_may_be_derived_from(self):
        class Mine(String):
            pass

        with Handle(Mine("mine")) as handle, handle.borrow() as string:
            assert string.text == "mine" and Mine.from_raw(Mine("raw").into_raw()).text == "raw"

    def test_from_utf8_and_utf16(self):
        with String.from_utf8("é".encode()) as eight, String.from_utf16("é𝄞".encode("utf-16-le")) as sixteen:
            assert (eight.text, sixteen.text) == ("é", "é𝄞")

    def test_clone_is_another(self):
        with String("one") as one, one.clone() as two:
            one.view()[0] = ord("O")
            assert (one.text, two.text) == ("One", "one")

    def test_is_shortened_in_place(self):
        with String("hello world") as string:
            string.view()[5] = 0
            assert string.text == "hello" and len(string) == 11

    def test_raw_and_back(self):
        pointer = String("out").into_raw()
        assert ffo.describe(pointer).owner == "caller"
        with String.from_raw(pointer) as string:
            assert string.text == "out"

    def test_forget(self):
        before = ffo.stats()
        pointer = String("for ever").forget()
        assert ffo.stats().forgotten_blocks == before.forgotten_blocks + 1
        assert ctypes.string_at(pointer) == b"for ever"
        with pytest.raises(ffo.MisuseError) as caught:
            String.from_raw(pointer)
        assert caught.value.name == "FFO_E_FORGOTTEN"

    def test_tag_and_describe(self):
        with String("tagged") as string:
            string.tag("mine")
            found = string.describe()
            assert (found.tag, found.type_name, found.owner, found.free_function) == (
                "mine", "string", "caller", "ffo_string_free")  # fmt: skip
            string.tag(None)
            assert string.describe().tag == ""


class TestStrings:
    def test_go_and_come_in_one_call(self):
        texts = ["", "a", "ü" * 100]
        with String.many(texts) as strings:
            assert live() == 3
            assert strings.texts() == list(strings) == texts
            assert strings.encoded()[2] == texts[2].encode()
            assert (strings[1], len(strings)) == ("a", 3)

    def test_one_is_taken_out(self):
        strings = String.many(["stays", "leaves"])
        with strings.take(1) as leaving:
            assert leaving.text == "leaves"
            with pytest.raises(ffo.MisuseError):
                strings[1]
            with pytest.raises(ffo.MisuseError):
                strings.texts()
            with pytest.raises(IndexError):
                strings[2]
            strings.close()
            assert live() == 1

    def test_none_at_all(self):
        with String.many([]) as strings:
            assert strings.texts() == []

    def test_a_million(self):
        texts = [f"text {i}" for i in range(1_000_000)]
        with String.many(texts) as strings:
            assert live() == 1_000_000
            assert strings.texts() == texts
        assert live() == 0


class TestConfig:
    def test_fields(self):
        with Config(8, 250, "first") as config:
            config.timeout_ms *= 2
            config.max_connections = 9
            assert (config.max_connections, config.timeout_ms, config.name) == (9, 500, "first")
            config.name = b"second"
            assert config.name == "second" and live() == 2
            with config.clone() as other:
                config.name = None
                assert config.name is None and other.name == "second"

    def test_name_moves_out_and_back(self):
        with Config(name="mine") as config:
            name = config.take_name()
            assert name.text == "mine" and config.name is None
            config.put("name", name)
            assert name.closed and config.name == "mine"
            assert config.take_name().text == "mine" and config.take_name() is None

    def test_raw_and_back(self):
        pointer = Config(1, 2, "n").into_raw()
        with Config.from_raw(pointer) as config:
            assert config.name == "n"


class TestBox:
    def test_is_zeroed_and_has_fields(self):
        with Box(Node, value=3) as box:
            node = box.contents
            assert (node.value, node.label, node.next, list(node.numbers)) == (3, None, None, [0, 0, 0])
            node.numbers[1] = 7
            node.at = Point(1, 2)
            node.at.x = 5
            assert (list(node.numbers), node.at.x, node.at.y) == ([0, 7, 0], 5, 2)
            assert "label" in dir(node)

    def test_owns_a_tree(self):
        with Box(Node, label=String("root"), limits=Config(1, 2, "c")) as box:
            box.contents.next = Box(Node, value=2, label=String("leaf"))
            root = box.contents
            assert (root.label, root.next.label, root.next.value, root.limits.name) == ("root", "leaf", 2, "c")
            root.next.value = 4
            root.limits.timeout_ms = 9
            assert live() == 6
            leaf = box.take("next")
            assert isinstance(leaf, Box) and leaf.contents.value == 4
            box.put("next", leaf)
            limits = box.take("limits")
            assert isinstance(limits, Config) and limits.timeout_ms == 9
            limits.close()
            root.label = None
            assert root.label is None and live() == 3
        assert live() == 0

    def test_drop_runs_once(self):
        dropped.clear()
        Box(File, number=1).close()
        Box(File, number=2)
        Handle(Box(File, number=3)).close()
        assert dropped == [1, 2, 3]

    def test_raw_and_back(self):
        pointer = Box(Node, value=1).into_raw()
        with Box.from_raw(Node, pointer) as box:
            assert box.contents.value == 1

    def test_alignment_is_the_structs(self):
        with Box(Point) as box:
            assert box.into_raw() % ctypes.alignment(Point) == 0
            Box.from_raw(Point, box._pointer).close()

    def test_names_are_modules_and_classes(self):
        with Box(Point) as box:
            assert box.describe().type_name == "structs.Point"


class TestVec:
    def test_is_a_sequence(self):
        with Vec("i", [1, 2]) as vec:
            vec.append(3)
            vec.extend(range(4, 6))
            assert (list(vec), vec[-1], vec[1:3], len(vec)) == ([1, 2, 3, 4, 5], 5, [2, 3], 5)
            vec[0] = 9
            assert vec.tolist() == [9, 2, 3, 4, 5]
            vec.resize(7)
            assert vec[5:] == [0, 0]
            vec.reserve(100)
            assert vec.capacity >= 100
            vec.shrink()
            assert vec.capacity == 7
            vec.clear()
            assert len(vec) == 0 and vec.capacity == 7
            with pytest.raises(IndexError):
                vec[0]

    def test_of_structs(self):
        with Vec(Point, [Point(1, 2)]) as vec:
            vec.append(Point(3, 4))
            copied = vec[0]
            copied.x = 9
            assert (vec[0].x, vec[1].y) == (1, 4)
            vec[0] = copied
            assert vec[0].x == 9
            vec.extend((Point * 2)(Point(5, 6)))
            assert [point.x for point in vec] == [9, 3, 5, 0]

    @pytest.mark.parametrize("code", "?bBhHiIlLqQfd")
    def test_of_every_typecode(self, code):
        with Vec(code, [1, 0]) as vec:
            assert vec.view().format == vec.element._type_ and vec.view().tolist() == [1, 0]

    def test_of_no_type(self):
        for element in ("x", 5, None, int):
            with pytest.raises(ffo.ArgumentError):
                Vec(element)

    def test_takes_itself_and_buffers(self):
        import array

        with Vec("i", array.array("i", [1, 2])) as vec:
            vec.extend(vec)
            vec.extend(memoryview(array.array("i", [7, 0, 8]))[::2])
            vec.extend(array.array("h", [5]))
            assert list(vec) == [1, 2, 1, 2, 7, 8, 5]

    def test_raw_parts_and_back(self):
        parts = Vec("d", [1.5, 2.5]).into_raw()
        assert parts.length == 2 and ffo.describe(parts.data).type == Vec.TYPE
        with Vec.from_raw("d", parts) as vec:
            assert list(vec) == [1.5, 2.5]

    def test_without_a_block(self):
        with Vec("i") as vec:
            assert live() == 0 and len(vec.view()) == 0
            with pytest.raises(ffo.Error):
                vec.describe()
        with Vec("i", capacity=4) as vec:
            assert vec.describe().size == 16


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


def test_closing_twice_does_nothing():
    for owner in (String("a"), String.many(["a"]), Config(), Box(Point), Vec("i", [1]), Handle(String("a"))):
        owner.close()
        misuses = ffo.stats().misuses
        owner.close()
        with owner:
            assert owner.closed
        assert ffo.stats().misuses == misuses


def test_owners_are_neither_copied_nor_pickled():
    with Box(Point) as box:
        for value in (box, box.contents):
            for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
                with pytest.raises(TypeError):
                    attempt(value)


def test_repr_never_fails():
    for owner in (String("a"), String.many(["a"]), Config(), Box(Point), Vec("i"), Handle(String("a"))):
        assert type(owner).__name__ in repr(owner)
        owner.close()
        assert "closed" in repr(owner)


class TestLedger:
    def test_periods(self):
        since = ffo.checkpoint()
        with String("12345"):
            blocks, size = ffo.live_since(since)
            assert blocks == 1 and size >= 5
        assert ffo.live_since(since) == (0, 0)

    def test_report(self, tmp_path):
        since = ffo.checkpoint()
        with String("leaking") as string:
            string.tag("look at me")
            ffo.report_leaks(tmp_path / "report", since)
        assert "look at me" in (tmp_path / "report").read_text()

    def test_version_and_validate(self):
        assert ffo.version.count(".") == 2
        ffo.validate()

    def test_policy(self, run):
        run("import ffi_ownership as f; f.set_policy('abort'); f.abi.ffo_string_free(4096)", code=-6)
        assert "FOREIGN" not in run("import ffi_ownership as f; f.set_policy('return'); f.abi.ffo_string_free(4096)")
