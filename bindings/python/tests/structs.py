"""Structs that the tests put into boxes."""

import ctypes

from ffi_ownership import Config, String

dropped = []


class Point(ctypes.Structure):
    _fields_ = [("x", ctypes.c_double), ("y", ctypes.c_double)]


class Node(ctypes.Structure):
    _fields_ = [
        ("value", ctypes.c_int32),
        ("label", ctypes.c_void_p),
        ("next", ctypes.c_void_p),
        ("limits", ctypes.c_void_p),
        ("numbers", ctypes.c_int32 * 3),
        ("at", Point),
    ]
    _owned_ = {"label": String, "next": "self", "limits": Config}
    _type_name_ = "python.tests.node"


class File(ctypes.Structure):
    _fields_ = [("number", ctypes.c_int32)]

    def _drop_(self):
        dropped.append(self.number)
