"""Configs and boxes from their making to their end."""

import ctypes

from conftest import live
from structs import File, Node, Point, dropped

from ffi_ownership import Box, Config, Handle, String


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
