"""Vecs of registered types: lists of structs that own what their fields hold."""

import ctypes
from contextlib import ExitStack
from functools import partial
from typing import Any, Dict, Iterable, NoReturn, Optional, Tuple

from ._abi import abi
from ._blocks import PointerOwner
from ._calls import Ended, Moved, call, refuse
from ._errors import Error
from ._layouts import HOLLOW, layout_of
from ._numbers import position
from ._structs import Box, Contents, follow, put, take_field
from ._vecs import Vec


class BoxVec(Vec):
    """A vec of a registered type: vec[i] shows an element's fields, as the contents of a box.

    Boxes move in, with all that they own: append, extend. They move out with take and pop. Like the
    contents of a box, vec[i] is a place and not a copy: it shows what is the i-th element by then.
    """

    __slots__ = ()

    def _initialise(self) -> "Tuple[Any, ...]":
        return abi.ffo_vec_init_of, ctypes.addressof(self._vec), layout_of(self.element).type

    def append(self, item: Any) -> None:
        """Moves a box to the end, or a struct of plain values; what its owned fields hold, it owns no more."""
        self.extend((item,))

    def extend(self, items: "Iterable[Any]") -> None:
        """Moves many to the end: all of them, or none."""
        items = list(items)
        boxes = {at: item for at, item in enumerate(items) if isinstance(item, Box)}
        with self._lock, ExitStack() as locks:
            self._check_owned("extend")
            for box in sorted(boxes.values(), key=id):
                locks.enter_context(box._lock)
            elements = (self.element * len(items))()
            for at, item in enumerate(items):
                elements[at] = self._box_value(item) if at in boxes else self._as_element(item)
            if len(set(map(id, boxes.values()))) < len(boxes):
                raise refuse("FFO_E_NOT_OWNED", "Vec.extend: one box stands there twice")
            self._move(elements, boxes)

    def _box_value(self, box: Any) -> Any:
        box._check_owned("append")
        if box._of_struct is not self.element:
            wrong, right = box._of_struct.__name__, self.element.__name__
            raise refuse("FFO_E_WRONG_TYPE", f"Vec: a box of {wrong} among elements of {right}", pointer=box._pointer)
        return self.element.from_address(box._pointer)

    def _as_element(self, item: Any) -> Any:
        if isinstance(item, Contents):
            raise refuse("FFO_E_NOT_OWNED", "Vec: what contents and elements show has an owner; take it out there")
        return super()._as_element(item)

    def _move(self, elements: Any, boxes: "Dict[int, Box[Any]]") -> None:
        """Has the boxes' children leave, empties the boxes, and adds the elements: only that last call decides."""
        size, start = ctypes.sizeof(self.element), ctypes.addressof(elements)
        offsets = layout_of(self.element).offsets.values()
        places = [(box._pointer, start + at * size) for at, box in boxes.items()]
        calls = [
            partial(abi.ffo_box_take, block, offset, None)
            for block, _ in places
            for offset in offsets
            if ctypes.c_void_p.from_address(block + offset).value
        ]
        calls += [partial(ctypes.memset, block, 0, size) for block, _ in places]
        calls.append(partial(abi.ffo_vec_append, self._pointer, start, len(elements)))
        step = Moved()
        step.planned = len(calls)
        try:
            try:
                if hasattr(self.element, "_drop_"):
                    HOLLOW.update(block for block, _ in places)
                step.run_all(calls)
            finally:
                self._settle_move(step, places, size)
        except BaseException:
            self._settle_move(step, places, size)  # an exception came into the first one
            raise
        finally:
            if step.happened():
                for box in boxes.values():
                    box._leave(Ended(), "its struct has moved into a Vec", *box._end)
                    HOLLOW.discard(box._pointer)  # an exception may have kept its drop from that

    @staticmethod
    def _settle_move(step: Moved, places: "list[tuple[int, int]]", size: int) -> None:
        """Gives boxes that were to move, and did not, their structs back. Twice is as good as once."""
        if not step.happened():
            for block, element in places:
                ctypes.memmove(block, element, size)
                HOLLOW.discard(block)

    def take(self, index: int) -> "Box[Any]":
        """Moves an element out, to a box, and closes the gap; the others keep their order."""
        with self._lock:
            self._check_owned("take")
            at = position(index, len(self), "Vec.take")
            box: Box[Any] = Box(self.element)
            try:
                call(abi.ffo_vec_take, self._pointer, at, box._pointer)
            except Error:
                if hasattr(self.element, "_drop_"):
                    HOLLOW.add(box._pointer)
                box.close()
                HOLLOW.discard(box._pointer)
                raise
            return box

    def put(self, index: int, field: str, child: Optional[PointerOwner]) -> None:
        with self._lock:
            self._check_owned("put")
            put(self, self.element, (position(index, len(self), "Vec.put"),), field, child)

    def take_field(self, index: int, field: str) -> Any:
        with self._lock:
            self._check_owned("take_field")
            at = position(index, len(self), "Vec.take_field")
            return take_field(self.element, field, abi.ffo_vec_take_field, self._pointer, at)

    def __getitem__(self, index: "int | slice") -> Any:
        """The fields of one element, or a list of some, read and written in place."""
        with self._lock:
            self._check_open("[]")
            if isinstance(index, slice):
                return [Contents(self, self.element, (at,)) for at in range(*index.indices(len(self)))]
            return Contents(self, self.element, (position(index, len(self), "Vec"),))

    def __setitem__(self, index: int, item: Any) -> NoReturn:
        raise refuse("FFO_E_INVALID_ARGUMENT", "Vec: such an element is changed by its fields: vec[i].field = ...")

    # ---- What contents ask their owner

    def _locate(self, path: Tuple[int, ...], what: str) -> int:
        self._check_open(what)
        return follow(self._address(path[0]), path[1:], f"Vec.{what}")

    def _place(self, path: Tuple[int, ...], what: str) -> "Tuple[Any, ...]":
        self._check_owned(what)
        if len(path) > 1:  # a child seen through its element
            return abi.ffo_box_put, self._locate(path, what)
        return abi.ffo_vec_put_field, self._pointer, position(path[0], len(self), "Vec.put")


Vec._of_boxes = BoxVec
