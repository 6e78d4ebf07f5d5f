"""Vecs from their making to their end."""

import pytest
from conftest import live
from structs import Point

import ffi_ownership as ffo
from ffi_ownership import Vec


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
