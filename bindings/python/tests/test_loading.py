"""Where the library is looked for, and which libraries are refused."""

import json
import os
import shutil
import subprocess

import pytest
from conftest import PACKAGE

import ffi_ownership as ffo

SHOW = """
try:
    import ffi_ownership
except ImportError as error:
    print(type(error).__name__, error.name, error)
else:
    print("loaded", ffi_ownership.abi.file)
"""


@pytest.fixture(scope="session")
def described():
    """What the real library says about itself."""
    import ctypes

    library = ctypes.CDLL(ffo.abi.file)
    library.ffo_abi_json.restype = ctypes.c_char_p
    return library.ffo_abi_json().decode()


@pytest.fixture
def library(described, tmp_path):
    """Makes a library that says what it is told to: its functions are there and do nothing."""

    def library(change=None, without=(), abi_version=1):
        said = json.loads(described)
        names = [function["name"] for function in said["functions"]]
        if change is not None:
            change(said)
        text = json.dumps(said).replace("\\", "\\\\").replace('"', '\\"')
        source = [f"unsigned ffo_abi_version(void) {{ return {abi_version}; }}", f'const char *ffo_abi_json(void) {{ return "{text}"; }}']
        source += [f"long {name}(void) {{ return 0; }}" for name in names if name not in ("ffo_abi_version", "ffo_abi_json", *without)]
        (tmp_path / "library.c").write_text("\n".join(source))
        file = tmp_path / "libffi_ownership.so.1"
        subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-o", file, tmp_path / "library.c"], check=True)
        return str(file)

    return library


def test_named_by_the_environment_and_nothing_else(run):
    shown = run(SHOW, FFI_OWNERSHIP_LIBRARY="/nowhere/lib.so")
    assert shown.startswith("LoadError")
    assert "tried /nowhere/lib.so (named by FFI_OWNERSHIP_LIBRARY): " in shown and "cannot open" in shown
    assert "beside" not in shown and "system" not in shown


def test_beside_the_package_then_the_systems(run, tmp_path):
    package = tmp_path / "ffi_ownership"
    shutil.copytree(PACKAGE / "ffi_ownership", package, ignore=shutil.ignore_patterns("__pycache__"))
    elsewhere = {"PYTHONPATH": str(tmp_path), "FFI_OWNERSHIP_LIBRARY": ""}
    broken = tmp_path / "broken"  # found before one that may be installed
    broken.mkdir()
    (broken / "libffi_ownership.so.1").write_text("no library" * 100)
    shown = run(SHOW, **elsewhere, LD_LIBRARY_PATH=str(broken))
    assert f"{package}/libffi_ownership.so.1 (beside the package): " in shown and "cannot open" in shown
    assert "libffi_ownership.so.1 (the system's): " in shown and "invalid ELF header" in shown
    real = os.path.realpath(ffo.abi.file)
    assert run(SHOW, **elsewhere, LD_LIBRARY_PATH=os.path.dirname(real)) == "loaded libffi_ownership.so.1\n"
    shutil.copy(real, package / "libffi_ownership.so.1")
    assert run(SHOW, **elsewhere) == f"loaded {package}/libffi_ownership.so.1\n"


def test_another_version(run, library):
    file = library(abi_version=2)
    shown = run(SHOW, FFI_OWNERSHIP_LIBRARY=file)
    assert shown == f"LoadError FFO_E_ABI_MISMATCH {file} has version 2 of the ABI; this package is for version 1\n"


def test_another_library(run):
    shown = run(SHOW, FFI_OWNERSHIP_LIBRARY="libc.so.6")
    assert shown == "LoadError  libc.so.6 is another library: it has no ffo_abi_version\n"


def item(said, group, name):
    return next(found for found in said[group] if found["name"] == name)


def field(said, struct, name):
    return next(found for found in item(said, "types", struct)["fields"] if found["name"] == name)


def rename(found):
    found["name"] += "_renamed"


@pytest.mark.parametrize(
    "change, difference",
    [
        (lambda said: field(said, "ffo_config", "timeout_ms").update(offset=6), "ffo_config.timeout_ms is described as 4 bytes at 6, and int32_t is 4 bytes at 4"),
        (lambda said: field(said, "ffo_stats", "heap").update(size=8), "ffo_stats.heap is described as 8 bytes at 4, and ffo_heap is 4 bytes at 4"),
        (lambda said: item(said, "types", "ffo_vec").update(size=48), "ffo_vec is described as 48 bytes, its fields are 40"),
        (lambda said: rename(field(said, "ffo_vec", "stamp")), "ffo_vec.stamp is missing"),
        (lambda said: rename(field(said, "ffo_error_info", "offset")), "ffo_error_info.offset is missing"),
        (lambda said: item(said, "functions", "ffo_box_put")["parameters"].pop(), "ffo_box_put has 2 parameters instead of 3"),
        (lambda said: rename(item(item(said, "enums", "ffo_status"), "values", "FFO_E_NOT_OWNED")), "FFO_E_NOT_OWNED is missing"),
        (lambda said: rename(item(said, "types", "ffo_drop_fn")), "ffo_drop_fn is missing"),
        (lambda said: said["functions"].remove(item(said, "functions", "ffo_tag")), "ffo_tag is missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_difference_is_named(run, library, change, difference):
    file = library(change)
    shown = run(SHOW, FFI_OWNERSHIP_LIBRARY=file)
    assert shown.startswith(f"LoadError FFO_E_ABI_MISMATCH {file} is not the library that this package was made for: ")
    assert difference in shown


def test_a_function_that_is_not_there(run, library):
    shown = run(SHOW, FFI_OWNERSHIP_LIBRARY=library(without=["ffo_vec_push"]))
    assert shown.startswith("LoadError") and shown.endswith("ffo_vec_push is described but not there; ffo_vec_push is missing\n")


def test_an_older_library(run, library):
    newer = ("ffo_vec_init_of", "ffo_vec_put_field", "ffo_vec_take", "ffo_vec_take_field")

    def forget(said):
        for name in newer:
            said["functions"].remove(item(said, "functions", name))

    file = library(forget)
    assert run(SHOW, FFI_OWNERSHIP_LIBRARY=file) == f"loaded {file}\n"


def test_a_newer_library(run, library):
    def grow(said):
        said["later"] = {"anything": 1}
        stats = item(said, "types", "ffo_stats")
        stats["fields"].append({"name": "later", "type": "uint64_t", "offset": stats["size"], "size": 8, "since": "1.1"})
        stats["size"] += 8
        item(said, "enums", "ffo_status")["values"].append({"name": "FFO_E_LATER", "value": 70})
        said["types"].append({"name": "ffo_union", "kind": "union", "size": 8, "alignment": 8})
        said["types"].append({"name": "ffo_big", "kind": "alias", "type": "__int128", "size": 16, "alignment": 16})
        said["functions"].append({"name": "ffo_version_number", "returns": {"type": "ffo_big"}, "parameters": []})
        said["constants"].append({"name": "FFO_LATER", "value": 1})

    file = library(grow)
    assert run(SHOW, FFI_OWNERSHIP_LIBRARY=file) == f"loaded {file}\n"
