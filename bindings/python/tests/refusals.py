"""What the tests expect of a refused call."""

from ffi_ownership import abi


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
