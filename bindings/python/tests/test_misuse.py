"""Each mistake, its exception, and that nothing has changed."""

import ctypes
import pickle

import pytest
from structs import Node, Point

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec, abi


class refused:
    """Expects an exception of this status, counted as misuse or not."""

    def __init__(self, family, name):
        self.family, self.expected = family, f"FFO_E_{name}"

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        assert kind is not None, f"{self.expected} was expected"
        self.error = error
        assert type(error) is self.family and error.name == self.expected, repr(error)
        assert error.status == abi.constants[self.expected] and error.message == error.args[0] != ""
        return True


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


def test_interior_nul_is_never_truncated(tmp_path):
    with refused(ffo.ArgumentError, "INTERIOR_NUL") as caught:
        String("user\0admin")
    assert isinstance(caught.error, ValueError) and (caught.error.offset, caught.error.size) == (4, 10)
    with Config(name="old") as config:
        with refused(ffo.ArgumentError, "INTERIOR_NUL"):
            config.name = "a\0b"
        with refused(ffo.ArgumentError, "INTERIOR_NUL"):
            config.tag("a\0b")
        assert config.name == "old"
    with refused(ffo.ArgumentError, "INTERIOR_NUL") as caught:
        String.many(["fine", "not\0", "fine"])
    assert caught.error.offset == 3
    with refused(ffo.ArgumentError, "INTERIOR_NUL"):
        ffo.report_leaks(f"{tmp_path}/a\0b")


def test_invalid_text():
    with refused(ffo.ArgumentError, "INVALID_UTF8") as caught:
        String.from_utf8(b"ab\xff")
    assert caught.error.offset == 2
    with refused(ffo.ArgumentError, "INVALID_UTF16"):
        String.from_utf16("a".encode("utf-16-le") + b"\x00\xd8")
    with String(b"\xff") as string, pytest.raises(UnicodeDecodeError):
        string.text


def test_environment():
    with refused(ffo.EnvironmentError, "IO") as caught:
        ffo.report_leaks("/nowhere/at/all")
    assert isinstance(caught.error, OSError)
    with Vec("q") as vec, refused(ffo.ArgumentError, "SIZE_OVERFLOW"):
        vec.reserve(1 << 62)


def test_structs_that_make_no_sense():
    class NoPointer(ctypes.Structure):
        _fields_ = [("small", ctypes.c_int32)]
        _owned_ = {"small": String}

    class Twin(ctypes.Structure):
        _fields_ = [("other", ctypes.c_int64)]
        _type_name_ = "python.tests.node"

    Box(Node).close()
    for struct in (NoPointer, Twin, int, Point(1, 2)):
        with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
            Box(struct)
    with Box(Node) as box:
        with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
            box.put("value", None)
        with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
            box.contents.label = "text and no owner"
        with pytest.raises(AttributeError):
            box.contents.nothing
        with pytest.raises(AttributeError):
            box.contents.nothing = 1
        with pytest.raises(TypeError):
            box.contents.value = "text"
    with refused(ffo.ArgumentError, "INVALID_ARGUMENT"):
        ffo.set_policy("panic")


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


def test_errors_travel_between_processes():
    with refused(ffo.ArgumentError, "INTERIOR_NUL") as caught:
        String("a\0")
    travelled = pickle.loads(pickle.dumps(caught.error))
    assert vars(travelled) == vars(caught.error) and str(travelled) == str(caught.error)


def test_families():
    from ffi_ownership._errors import family

    assert [family(number) for number in (1, 9, 10, 19, 20, 49, 50, 69, 99, 98)] == [
        ffo.ArgumentError, ffo.ArgumentError, ffo.BusyError, ffo.BusyError, ffo.MisuseError, ffo.MisuseError,
        ffo.EnvironmentError, ffo.EnvironmentError, ffo.InternalError, ffo.Error]  # fmt: skip
