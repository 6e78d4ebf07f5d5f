"""Owners of one block: what they can be asked, and how its pointer leaves and comes."""

from typing import Any, Optional, Type, TypeVar

from ._abi import abi
from ._calls import Done, Made, call, refuse
from ._ledger import BlockInfo, block_info
from ._numbers import size
from ._owners import Owner
from ._texts import Text, terminated

Pointed = TypeVar("Pointed", bound="PointerOwner")


class BlockOwner(Owner):
    """Holds one block, by its pointer or behind a handle."""

    __slots__ = ()

    def _record(self) -> BlockInfo:
        return block_info(abi.ffo_describe, self._pointer)

    def describe(self) -> BlockInfo:
        """The block, as the ledger knows it."""
        with self._lock:
            self._check_open("describe")
            return self._record()

    def tag(self, text: Optional[Text]) -> None:
        """Marks the block with a word of yours, to be found in reports; None takes it off."""
        with self._lock:
            self._check_open("tag")
            call(abi.ffo_tag, self.describe().address, None if text is None else terminated(text))


class PointerOwner(BlockOwner):
    """Holds a block by its pointer."""

    __slots__ = ()

    def into_raw(self) -> int:
        """Gives the block up under its pointer: end it as its type asks, or give it to from_raw."""
        return self._give_up("into_raw", "its block has left by into_raw()")

    @classmethod
    def _made(cls: "Type[Pointed]", function: Any, *arguments: Any) -> "Pointed":
        """An owner of what a call makes."""
        owner = cls.__new__(cls)
        step = Made()
        owner._begin(step)
        owner._own(step.run(function, *arguments))
        return owner

    def forget(self) -> int:
        """Leaves the block to you for ever: no leak, and no free either."""
        with self._lock:
            self._check_owned("forget")
            self._leave(Done(), "its block was forgotten", abi.ffo_forget, self._pointer)
            return self._pointer


def check_raw(pointer: int, type_number: int, what: str) -> BlockInfo:
    """Asks the ledger whether the caller owns such a block: what is not checked here is followed."""
    info = block_info(abi.ffo_describe, size(pointer, f"{what}.from_raw"))
    if info.address != pointer:
        problem, why = "INTERIOR_POINTER", f"lies in the block at {info.address or 0:#x}"
    elif info.owner == "nobody":
        problem, why = "DOUBLE_FREE", "was freed already"
    elif info.type != type_number:
        problem, why = "WRONG_TYPE", f'is a block of type "{info.type_name}"'
    elif info.owner != "caller":
        problem, why = "NOT_OWNED", "is owned by a handle or another block"
    elif "forgotten" in info.flags:
        problem, why = "FORGOTTEN", "was forgotten"
    else:
        return info
    raise refuse(
        f"FFO_E_{problem}", f"{what}.from_raw: {pointer:#x} {why}", pointer=pointer, actual_type=info.type_name
    )
