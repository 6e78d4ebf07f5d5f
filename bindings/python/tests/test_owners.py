"""What all owners have in common."""

import copy
import pickle

import pytest
from structs import Point

import ffi_ownership as ffo
from ffi_ownership import Box, Config, Handle, String, Vec


def test_closing_twice_does_nothing():
    for owner in (String("a"), String.many(["a"]), Config(), Box(Point), Vec("i", [1]), Handle(String("a"))):
        owner.close()
        misuses = ffo.stats().misuses
        owner.close()
        with owner:
            assert owner.closed
        assert ffo.stats().misuses == misuses


def test_owners_are_neither_copied_nor_pickled():
    with Box(Point) as box:
        for value in (box, box.contents):
            for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
                with pytest.raises(TypeError):
                    attempt(value)


def test_repr_never_fails():
    for owner in (String("a"), String.many(["a"]), Config(), Box(Point), Vec("i"), Handle(String("a"))):
        assert type(owner).__name__ in repr(owner)
        owner.close()
        assert "closed" in repr(owner)
