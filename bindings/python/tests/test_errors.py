"""What an exception is, and what it says."""

import pickle

from refusals import refused

import ffi_ownership as ffo
from ffi_ownership import String


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
