"""The package itself: its types, its wheel, its pages."""

import os
import re
import subprocess
import sys
import venv

import pytest
from conftest import PACKAGE

import ffi_ownership as ffo

ROOT = PACKAGE.parents[1]
TEN_LINES = re.search(r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text(), flags=re.S)[1]
SHOWN = re.search(r"```\n(hello\n.*?)```", (ROOT / "docs/python.md").read_text(), flags=re.S)[1]


def without_addresses(text):
    return re.sub(r"0x[0-9a-f]+", "0x..", text)


def test_there_is_one_version():
    [version] = re.findall(r"<Version>(.*)</Version>", (ROOT / "Directory.Build.props").read_text())
    assert f'version = "{version}"' in (PACKAGE / "pyproject.toml").read_text()
    assert ffo.version == version


def test_types(tmp_path):
    user = tmp_path / "user.py"
    user.write_text(
        """import ctypes
from ffi_ownership import Box, Handle, String
class Node(ctypes.Structure):
    value: int
reveal_type(Handle(String("a")).borrow().text)
reveal_type(Box(Node).contents.value)
Handle(5)
"""
    )
    command = ["/usr/bin/python3", "-m", "mypy", f"--config-file={PACKAGE}/pyproject.toml", f"--cache-dir={tmp_path}"]
    done = subprocess.run([*command, PACKAGE / "ffi_ownership", user], stdout=subprocess.PIPE, text=True)
    assert re.findall(r'"builtins\.(\w+)"', done.stdout) == ["str", "int"]
    [error] = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert error.startswith(f"{user}:7: "), done.stdout


def test_the_walkthrough(run):
    shown = run((PACKAGE / "walkthrough.py").read_text(), str(ROOT / "README.md"))
    assert "nothing leaked, nothing damaged" in shown


def test_the_walkthrough_can_fail(run):
    source = (PACKAGE / "walkthrough.py").read_text().replace("timeout_ms *= 2", "timeout_ms *= 3")
    assert "not as told: timeout_ms is 500" in run(source, str(ROOT / "README.md"), code=1)


def test_the_benchmark_runs():
    done = subprocess.run(
        [sys.executable, ROOT / "bench/bindings/python.py", "--quick"], stdout=subprocess.PIPE, text=True, check=True
    )
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(rows) >= 5 and all(len(row) == 5 and float(row[1]) > 0 for row in rows)


@pytest.mark.skipif("FFO_PREFIX" not in os.environ, reason="no FFO_PREFIX")
def test_the_wheel_in_a_clean_environment(tmp_path):
    before = sorted(PACKAGE.rglob("*"))
    subprocess.run([PACKAGE / "package.sh", tmp_path / "out"], check=True)
    assert sorted(PACKAGE.rglob("*")) == before
    [wheel] = (tmp_path / "out").iterdir()
    assert re.fullmatch(rf"ffi_ownership-{ffo.version}-py3-none-manylinux_2_34_\w+\.whl", wheel.name)
    venv.create(tmp_path / "venv")
    python = tmp_path / "venv/bin/python"
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "FFI_OWNERSHIP_LIBRARY")}
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(pip, env=clean, check=True)
    done = subprocess.run([python, "-c", TEN_LINES], env=clean, cwd=tmp_path, stdout=subprocess.PIPE, text=True, check=True)
    assert without_addresses(done.stdout) == without_addresses(SHOWN)
    where = subprocess.run(
        [python, "-c", "import ffi_ownership as f; print(f.abi.file)"], env=clean, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ).stdout  # fmt: skip
    assert where.startswith(str(tmp_path / "venv"))
