"""What runs under memcheck: each owner, each end, each kind of mistake, once."""

import ctypes
import gc

import ffi_ownership as f


class Node(ctypes.Structure):
    _fields_ = [("label", ctypes.c_void_p), ("next", ctypes.c_void_p), ("value", ctypes.c_int)]
    _owned_ = {"label": f.String, "next": "self"}

    def _drop_(self):
        assert self.value == 1


def refused(use):
    try:
        use()
    except f.Error as error:
        assert error.name and error.message
    else:
        raise AssertionError("it was not refused")


for round in range(3):
    with f.String("text") as string, string.clone() as other:
        assert string.text == other.text
        string.view()[0] = ord("T")
    refused(lambda: string.text)
    refused(lambda: f.String("a\0b"))
    refused(lambda: f.String.from_raw(other._pointer))
    f.String.from_raw(f.String("raw").into_raw())
    texts = [str(number) for number in range(100)]
    assert f.String.many(texts).texts() == texts
    with f.Config(1, 2, "name") as config:
        config.name = "other"
        config.take_name()
    with f.Box(Node, value=1, label=f.String("label"), next=f.Box(Node, value=1)) as box:
        assert box.contents.label == "label" and box.contents.next.value == 1
        box.take("next").close()
    boxes = f.Vec(Node, [f.Box(Node, value=1, label=f.String("moved in"), next=f.Box(Node, value=1))])
    boxes[0].label = f.String("put")
    boxes.append(boxes.pop())
    refused(lambda: boxes.append(boxes[0]))
    f.Handle(boxes).borrow()
    vec = f.Vec("i", range(100))
    view = vec.view()
    refused(vec.close)
    view.release()
    vec.append(1)
    handle = f.Handle(vec)
    with handle.borrow() as lent:
        assert sum(lent) == 4951
        refused(handle.borrow_mut)
    weak = handle.weak()
    handle.clone().close()
    handle.into_owner()
    assert weak.lock() is None
    f.Handle.adopt(object(), lambda _: None)
    cycle = [f.String("cycle"), f.Handle(f.Vec("d", [1.5])).borrow().view()]
    cycle.append(cycle)
    del cycle
    gc.collect()

print(f.stats().heap, f.stats().live_blocks)

# memcheck is to find these, and nothing else.
for _ in range(8):
    f.String("x" * 12345).into_raw()
for _ in range(100):
    f.String("y").close()
