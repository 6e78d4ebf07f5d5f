"""What every test leaves behind: nothing."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

import ffi_ownership as ffo

# A failed assertion shows what it compared in these, too.
pytest.register_assert_rewrite("refusals", "scenes")

HERE = Path(__file__).parent
PACKAGE = HERE.parent


def live():
    """How many blocks there are."""
    return ffo.stats().live_blocks


@pytest.fixture(scope="session", autouse=True)
def balance_of_all():
    gc.collect()
    gc.freeze()  # what is there now is not looked at again and again
    yield
    gc.collect()
    stats = ffo.stats()
    assert (stats.live_blocks, stats.live_handles, stats.live_borrows) == (0, 0, 0)
    assert stats.created_blocks == stats.freed_blocks + stats.forgotten_blocks
    ffo.validate()


@pytest.fixture(autouse=True)
def balance(balance_of_all):
    since = ffo.checkpoint()
    yield
    gc.collect()
    assert ffo.live_since(since) == (0, 0)
    assert ffo.stats().live_borrows == 0


@pytest.fixture
def run():
    """Runs Python text in a process of its own and returns what it printed."""

    def run(text, *arguments, code=0, python=(sys.executable,), **environment):
        done = subprocess.run(
            [*python, "-c", text, *arguments],
            env={**os.environ, "PYTHONPATH": str(PACKAGE), "PYTHONDONTWRITEBYTECODE": "1", **environment},
            cwd="/",  # "-c" looks for modules there first
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    return run
