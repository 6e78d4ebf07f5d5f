"""What an owner's memory is lent by: views of it, and the borrow that the owner itself may be."""

from typing import Any


class Lease:
    """Kept by everything that shows an owner's memory: while it lives, that must stay."""

    __slots__ = ("owner", "__weakref__")

    def __init__(self, owner: Any) -> None:
        self.owner = owner


class Loan:
    """The borrow that a lent owner stands for."""

    __slots__ = ("handle", "exclusive")

    def __init__(self, handle: int, exclusive: bool) -> None:
        self.handle = handle
        self.exclusive = exclusive
