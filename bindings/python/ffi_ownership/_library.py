"""Finds the library and loads it."""

import ctypes
import os
import sys
from pathlib import Path

from ._errors import LoadError

ABI_VERSION = 1

if sys.platform == "win32":
    FILE_NAME = "ffi_ownership.dll"
elif sys.platform == "darwin":
    FILE_NAME = "libffi_ownership.dylib"
else:
    FILE_NAME = "libffi_ownership.so.1"


def load() -> "tuple[ctypes.PyDLL, str]":
    """The library, and the name it was found by."""
    named = os.environ.get("FFI_OWNERSHIP_LIBRARY")
    if named:
        places = [("named by FFI_OWNERSHIP_LIBRARY", named)]
    else:
        beside = Path(__file__).with_name(FILE_NAME)
        places = [("beside the package", str(beside)), ("the system's", FILE_NAME)]
    tried = []
    for what, file in places:
        try:
            # A PyDLL keeps the interpreter's lock during a call. The calls are short, and no other
            # thread of Python's is ever inside the library when one forks.
            library = ctypes.PyDLL(file)
        except OSError as error:
            tried.append(f"{file} ({what}): {error}")
        else:
            check_version(library, file)
            return library, file
    raise LoadError("the library FfiOwnership was not found; tried " + "; ".join(tried))


def check_version(library: ctypes.PyDLL, file: str) -> None:
    try:
        abi_version = library.ffo_abi_version
    except AttributeError:
        raise LoadError(f"{file} is another library: it has no ffo_abi_version") from None
    abi_version.restype = ctypes.c_uint32
    if abi_version() != ABI_VERSION:
        raise LoadError(
            f"{file} has version {abi_version()} of the ABI; this package is for version {ABI_VERSION}",
            status=53,
            name="FFO_E_ABI_MISMATCH",
        )
