"""What all owners have in common: one end, exactly once, and no use after it."""

import ctypes
import weakref
from _thread import RLock  # type: ignore[attr-defined]  # without the function around it in threading
from types import TracebackType
from typing import Any, ClassVar, NoReturn, Optional, Type, TypeVar

from ._abi import abi
from ._calls import Done, Ended, Made, Returned, Step, Tried, end_quietly, refuse
from ._errors import BusyError, ClosedError, MisuseError
from ._loans import Lease, Loan

Self = TypeVar("Self", bound="Owner")

CLOSED = "it is closed"
UNMADE = "it was never made"
HERE = Done((0,))  # the step of what moves without a call


class Owner:
    """Holds one block, or one borrow of a block, and ends it once.

    `with` and close() end it now. The collector is the last resort: __del__ and not
    weakref.finalize, which would keep a registry of all owners, cost more than the library does,
    and end at exit what an atexit function may still be using.

    Owners may be shared by threads: a lock keeps one from closing what another is reading.

    A signal handler's exception may come between any two instructions. So an owner knows the step
    by which something comes or leaves before that is made: `_gone` says how it will be then, and
    whoever comes later, at the latest the finalizer, asks the step whether it has happened.
    """

    __slots__ = ("_pointer", "_end", "_gone", "_lock", "_lease", "_loan", "_step", "__weakref__")

    _call: ClassVar[Any]  # what ends a block
    _more: "tuple[Any, ...]" = ()  # what that gets beside the pointer
    _ending: ClassVar[Type[Ended]] = Ended
    _give_back: ClassVar[Any] = abi.ffo_handle_return
    _pointer: int
    _end: "tuple[Any, ...]"  # the call that ends it, and what it gets
    _gone: Optional[str]  # why there is nothing to use any more
    _lease: "Optional[weakref.ref[Lease]]"
    _loan: Optional[Loan]
    _step: Optional[Step]  # what was begun and is not settled

    def _begin(self, step: Step, pointer: int = 0, loan: Optional[Loan] = None) -> None:
        """Before the step that makes, takes or borrows what is to be held."""
        self._lock = RLock()
        self._lease = None
        self._loan = loan
        self._pointer = pointer
        self._step = step
        self._gone = UNMADE

    def _begin_again(self, step: Step) -> None:
        """The same for an owner whose block has left, and comes back."""
        self._gone = UNMADE
        self._step = step

    def _own(self, pointer: int) -> None:
        """After that step: from here on the finalizer has something to end."""
        loan = self._loan
        self._pointer = pointer
        self._end = (self._call, pointer, *self._more) if loan is None else (self._give_back, loan.handle)
        self._gone = None
        self._step = None

    def _leave(self, step: Step, gone: str, function: Any, *arguments: Any) -> Any:
        """The call with which the block leaves; it stays if that is refused."""
        self._step = step
        try:
            try:
                self._gone = gone
                result = step.run(function, *arguments)
            except BaseException:
                self._settle()
                raise
            self._step = None
            return result
        except BaseException:
            if self._step is not None:  # the exception came before that, or into it
                self._settle()
            raise

    def _settle(self, _unmade: str = UNMADE, _made: Type[Made] = Made) -> None:
        """Makes what the owner says of itself agree with what has happened. Twice is as good as once."""
        step = self._step
        if step is None:
            return
        if self._gone is _unmade:
            if step.happened():
                self._own(step[0] if isinstance(step, _made) else self._pointer)
        elif not step.happened():
            self._gone = None
        self._step = None

    # ---- The end

    def close(self) -> None:
        """Ends it now. A refusal is raised, and then it is still held; a second close does nothing.

        An overrun is raised although the block is gone. So is what the return of an exclusive
        borrow finds wrong in the fields, although the borrow is returned.
        """
        with self._lock:
            if self._gone is not None:
                return
            if self._lease is not None:
                self._refuse_if_lent("close")
            step = self._ending() if self._loan is None else Returned()
            try:
                self._leave(step, CLOSED, *self._end)  # closed already as it is called: a drop may close it again
            except MisuseError as error:
                if self._loan is None and error.name in ("FFO_E_DOUBLE_FREE", "FFO_E_STALE_HANDLE") and step.happened():
                    # Tried again by the finalizer, its own name could by then be somebody else's block.
                    own = self._pointer in (error.pointer, error.handle)
                    self._gone = "its block was freed behind its back" if own else None
                raise

    @property
    def closed(self) -> bool:
        """Whether there is nothing left: it was closed, or its block has moved elsewhere."""
        return self._gone is not None

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: "Optional[Type[BaseException]]", error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        try:
            self.close()
        except BusyError:
            # A view that the failing block has left behind is not to hide why it failed. The owner
            # ends after it, by the collector.
            if error is None:
                raise

    # Nobody else can reach it any more, so there is no lock to wait for, and no view: views keep
    # their owner. An exception that comes before the first line is swallowed by Python, and nothing
    # can be done about the block.
    def __del__(self) -> None:
        try:
            self._finish()
        except BaseException:
            self._finish()  # an exception came into the first one
            raise

    # At exit a module's names may be gone before the last owner is.
    def _finish(self, _end_quietly: Any = end_quietly, _closed: str = CLOSED, _tried: Type[Step] = Tried) -> None:
        """Ends what is held, if anything is. Twice is as good as once."""
        try:
            if self._gone is not None:
                self._settle()  # an exception may have left it undecided
                if self._gone is not None:
                    return
        except AttributeError:  # it was never begun
            return
        self._step = step = _tried()
        self._gone = _closed
        _end_quietly(step, *self._end)

    # ---- Uses, all under the lock

    def _check_open(self, what: str) -> None:
        if self._gone is not None:
            self._fail_closed(what)

    def _fail_closed(self, what: str) -> NoReturn:
        name = "FFO_E_DOUBLE_FREE" if self._gone is CLOSED else "FFO_E_NOT_OWNED"
        raise ClosedError(
            f"{type(self).__name__}.{what}: {self._gone}", status=abi.constants[name], name=name
        )

    def _check_owned(self, what: str) -> None:
        """Before the block moves elsewhere, or moves in memory."""
        self._check_open(what)
        if self._loan is not None:
            raise refuse(
                "FFO_E_NOT_OWNED",
                f"{type(self).__name__}.{what}: it is borrowed; its handle owns the block",
                handle=self._loan.handle,
            )
        self._refuse_if_lent(what)

    def _check_mutable(self, what: str) -> None:
        self._check_open(what)
        if self._loan is not None and not self._loan.exclusive:
            raise refuse(
                "FFO_E_BORROW_CONFLICT",
                f"{type(self).__name__}.{what}: it is borrowed for reading; use borrow_mut()",
                handle=self._loan.handle,
            )

    def _refuse_if_lent(self, what: str) -> None:
        if self._lease is not None and self._lease() is not None:
            raise refuse(
                "FFO_E_BORROWED",
                f"{type(self).__name__}.{what}: a view of its memory is still in use; release it first",
                pointer=self._pointer,
            )

    def _lend(self, address: int, size: int) -> "ctypes.Array[ctypes.c_char]":
        """Memory of the block, to make views of: as long as one lives, the owner cannot end."""
        lease = None if self._lease is None else self._lease()
        if lease is None:
            lease = Lease(self)
            self._lease = weakref.ref(lease)
        memory = (ctypes.c_char * size).from_address(address)
        vars(memory)["lease"] = lease
        return memory

    def _view(self, address: Optional[int], size: int) -> memoryview:
        view = memoryview(self._lend(address, size) if address and size else bytearray()).cast("B")
        return view if self._loan is None or self._loan.exclusive else view.toreadonly()

    def _give_up(self, what: str, gone: str) -> int:
        """Lets go of the name. Whoever gets an exception instead of it has left it here."""
        step = Done((0,))
        try:
            with self._lock:
                self._check_owned(what)
                self._step = step
                self._gone = gone
            return self._pointer
        except BaseException:
            if self._step is step:
                self._gone = None
            raise

    def _receive(self: Self, pointer: int) -> Self:
        """Takes over a name. Whoever gets an exception instead of an owner still has it."""
        try:
            self._begin(HERE, pointer)
            self._own(pointer)
            return self
        except BaseException:
            self._gone = CLOSED
            raise

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} can be neither pickled nor copied: it would have two owners")

    def __repr__(self) -> str:
        if self._gone is not None:
            return f"<{type(self).__name__}: {self._gone}>"
        return f"<{type(self).__name__} at {self._pointer:#x}>"
