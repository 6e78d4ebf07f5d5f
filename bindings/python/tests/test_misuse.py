"""Each mistake, its exception, and that nothing has changed."""

import ctypes

import pytest
from refusals import refused
from structs import Node

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec, abi


def test_double_free():
    string = String("twice")
    pointer = string._pointer
    assert abi.ffo_string_free(pointer) == 0  # behind its owner's back
    with refused(ffo.MisuseError, "DOUBLE_FREE"):
        string.text  # the ledger is asked before anything is read
    with refused(ffo.MisuseError, "DOUBLE_FREE") as caught:
        string.close()
    assert caught.error.pointer == pointer and "freed already" in str(caught.error)
    assert string.closed  # so that its finalizer does not free what is made in its place


def test_a_refused_end_keeps_what_it_could_not_end():
    box = Box(Node)
    text = ctypes.create_string_buffer(b"a literal")
    box.view().label = ctypes.addressof(text)
    with refused(ffo.MisuseError, "FOREIGN_POINTER"):
        box.close()
    assert not box.closed
    box.view().label = None
    box.close()


def test_foreign_pointer():
    theirs = ctypes.create_string_buffer(b"made elsewhere")
    with refused(ffo.MisuseError, "FOREIGN_POINTER"):
        String.from_raw(ctypes.addressof(theirs))
    with refused(ffo.MisuseError, "FOREIGN_POINTER"):
        Handle.from_raw(ctypes.addressof(theirs), String)


def test_interior_pointer():
    with String("in the middle") as string:
        with refused(ffo.MisuseError, "INTERIOR_POINTER"):
            String.from_raw(string._pointer + 7)


def test_wrong_type():
    with Config() as config:
        with refused(ffo.MisuseError, "WRONG_TYPE") as caught:
            String.from_raw(config._pointer)
        assert caught.error.actual_type == "ffo_config"
        with refused(ffo.MisuseError, "WRONG_TYPE") as caught:
            Handle.from_raw(config._pointer, String)
        assert (caught.error.actual_type, caught.error.expected_type) == ("ffo_config", "string")
        assert caught.error.free_function == "ffo_config_free"
    with Box(Node) as box, String("s") as string:
        with refused(ffo.MisuseError, "WRONG_TYPE"):
            box.put("next", string)
        assert not string.closed


def test_not_owned():
    with Handle(String("lent")) as handle, handle.borrow_mut() as lent:
        for attempt in (lent.into_raw, lent.forget, lambda: Handle(lent)):
            with refused(ffo.MisuseError, "NOT_OWNED"):
                attempt()
        with refused(ffo.MisuseError, "NOT_OWNED"):
            String.from_raw(lent._pointer)
    with Handle(Vec("i", [1])) as handle, handle.borrow_mut() as lent:
        for attempt in (lambda: lent.append(1), lent.shrink, lambda: lent.resize(0), lent.into_raw):
            with refused(ffo.MisuseError, "NOT_OWNED"):
                attempt()


def test_a_child_belongs_to_its_box():
    with Box(Node, next=Box(Node)) as box:
        child = ffo.describe(abi.structs["ffo_vec"].from_address(box._pointer).capacity or 0)
        assert child.owned_by == box._pointer
        with refused(ffo.MisuseError, "NOT_OWNED"):
            Box.from_raw(Node, child.address)
        string = String("stays mine")
        with refused(ffo.MisuseError, "NOT_OWNED"):
            box.contents.next.label = string
        assert string.text == "stays mine"
        string.close()


def test_a_struct_that_left_its_field():
    with Box(Node, next=Box(Node)) as box:
        node = box.contents.next
        box.take("next").close()
        with refused(ffo.MisuseError, "NOT_OWNED"):
            node.value


def test_stale_handle():
    with Handle(String("gone")) as handle:
        number = handle.number
        assert abi.ffo_handle_release(number) == 0
        for attempt in (handle.borrow, handle.borrow_mut, handle.clone, handle.into_owner, handle.describe):
            with refused(ffo.MisuseError, "STALE_HANDLE") as caught:
                attempt()
        assert caught.error.handle == number
        with refused(ffo.MisuseError, "STALE_HANDLE"):
            handle.close()
        assert handle.closed
    with refused(ffo.MisuseError, "INVALID_HANDLE"):
        Handle.from_number(12345, String)


def test_wrong_type_of_a_handle():
    with Handle(String("a")) as handle:
        with refused(ffo.MisuseError, "WRONG_TYPE"):
            Handle.from_number(handle.number, Config)
        with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
            Handle(handle)
        with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
            Handle.from_number(handle.number, int)
    with Vec("i", [1, 2]) as vec:
        number = Handle(vec).release()
        handle = Handle.from_number(number, Vec, "d")
        with refused(ffo.MisuseError, "PARTS_MISMATCH"):
            handle.into_owner()
        assert handle.number != number
        handle.close()


def test_parts_mismatch():
    parts = Vec("i", [1, 2, 3]).into_raw()
    with refused(ffo.MisuseError, "PARTS_MISMATCH"):
        Vec.from_raw("i", parts._replace(capacity=parts.capacity + 1))
    with refused(ffo.ArgumentError, "OUT_OF_RANGE"):
        Vec.from_raw("i", parts._replace(length=parts.capacity + 1))
    Vec.from_raw("i", parts).close()


def test_overrun_ends_the_block_all_the_same():
    string = String("over")
    ctypes.memset(string._pointer + 4, ord("!"), 1)
    with refused(ffo.MisuseError, "OVERRUN"):
        string.close()
    assert string.closed


def test_borrows_conflict():
    handle = Handle(String("lent"))
    with handle.borrow():
        with refused(ffo.BusyError, "BORROW_CONFLICT") as caught:
            handle.borrow_mut()
        assert isinstance(caught.error, BufferError) and caught.error.handle == handle.number
        with refused(ffo.BusyError, "BORROWED"):
            handle.into_raw()
    with handle.clone():
        with refused(ffo.BusyError, "SHARED"):
            handle.into_owner()
    with handle.borrow_mut():
        with refused(ffo.BusyError, "BORROW_CONFLICT"):
            handle.borrow()
    handle.close()


def test_shared_borrows_do_not_write():
    with Handle(Box(Node, numbers=(ctypes.c_int32 * 3)(1))) as handle, handle.borrow() as box:
        for attempt in (
            lambda: setattr(box.contents, "value", 1),
            lambda: box.put("label", None),
            lambda: box.take("label"),
        ):
            with refused(ffo.BusyError, "BORROW_CONFLICT"):
                attempt()
        box.contents.numbers[0] = 9  # a copy
        box.view().value = 9  # another
        assert (box.contents.numbers[0], box.contents.value) == (1, 0)
    with Handle(Vec("i", [1])) as handle, handle.borrow() as vec:
        with refused(ffo.BusyError, "BORROW_CONFLICT"):
            vec[0] = 2
        with pytest.raises(TypeError):
            vec.view()[0] = 2
    with Handle(String("a")) as handle, handle.borrow() as string:
        assert string.view().readonly


def test_a_bad_field_is_told_when_an_exclusive_borrow_ends():
    handle = Handle(Box(Node))
    box = handle.borrow_mut()
    text = ctypes.create_string_buffer(b"a literal")
    box.view().label = ctypes.addressof(text)
    with refused(ffo.MisuseError, "FOREIGN_POINTER"):
        box.close()
    assert box.closed
    with handle.borrow_mut() as box:
        box.view().label = None
    handle.close()
