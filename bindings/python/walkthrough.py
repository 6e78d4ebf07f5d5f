"""The walkthrough: who owns what at the boundary, told on a real file.

    python3 walkthrough.py [FILE]        (README.md if none is given)

Each chapter does something with blocks, tells what it did, and checks that the ledger agrees. What
is not as told ends the program with status 1. Read main() first, it is the table of contents.
"""

import ctypes
import sys
import textwrap

import ffi_ownership as ffo
from ffi_ownership import Config, Handle, String, Vec, abi


def chapter(number, title):
    print(f"\n{number}  {title}")


def tell(label, text):
    lines = textwrap.wrap(str(text), 56)
    for at, line in zip([label] + [""] * len(lines), lines):
        print(f"   {at:20}{line}")


def expect(as_told, what):
    if not as_told:
        sys.exit(f"walkthrough: not as told: {what}")


def tell_refusal(label, name, call, *arguments):
    """What the library answered, which must be what the story says."""
    try:
        call(*arguments)
    except ffo.Error as error:
        tell(label, error.name)
        tell("", error.message)
        expect(error.name == name, f"{label} is {name}")
    else:
        expect(False, f"{label} is refused")


def read_into_buffer(path):
    chapter(1, "A buffer: the library makes room, Python fills it")
    with open(path, "rb") as file:
        text = Vec("B")
        text.resize(file.seek(0, 2))
        file.seek(0)
        with text.view() as view:
            expect(file.readinto(view) == len(text), "the whole file was read")
            tell("read", f"{path}, {len(text)} bytes, straight into a vec")
            tell_refusal("grown meanwhile", "FFO_E_BORROWED", text.append, 0)
    tell("the view is gone", "and the vec may grow and end again")
    return text


def make_strings(text):
    chapter(2, "Strings: many in one call, and one owner for them")
    before = ffo.stats().live_blocks
    with text.view() as view:
        lines = String.many(bytes(view).splitlines())
    made = ffo.stats().live_blocks - before
    tell("made", f"{len(lines)} strings, one for each line")
    tell("the ledger counts", f"{made} blocks more")
    expect(made == len(lines), "each line is a block")
    with String("of its own") as string:
        tell("one more", f'"{string}", until its with ends')
    tell_refusal("used after that", "FFO_E_DOUBLE_FREE", lambda: string.text)
    return lines


def make_config(path):
    chapter(3, "A config: a struct that owns a string")
    config = Config(max_connections=8, timeout_ms=250, name=path)
    tell("named", f'"{config.name}", a copy that the config owns')
    name = config.take_name()
    expect(config.name is None, "the name has left")
    tell("name taken out", "now an owner of its own, and the config has none")
    config.put("name", name)
    expect(name.closed and config.name == path, "the name is the config's")
    tell("name put back", "the same block, the config's again")
    return config


def lend(config):
    chapter(4, "A handle: the library owns, Python borrows")
    handle = Handle(config)
    tell("moved", f"the config's owner is empty: {config!r}")
    with handle.borrow() as one, handle.borrow() as two:
        expect(one.timeout_ms == two.timeout_ms == 250, "both read 250")
        tell("two shared borrows", f"both read timeout_ms {one.timeout_ms}")
        tell_refusal("an exclusive one", "FFO_E_BORROW_CONFLICT", handle.borrow_mut)
        tell_refusal("into_owner", "FFO_E_BORROWED", handle.into_owner)
    with handle.borrow_mut() as alone:
        alone.timeout_ms *= 2
    tell("both returned", "the exclusive one is granted, timeout_ms is doubled")
    with handle.into_owner() as config:
        expect(config.timeout_ms == 500, "timeout_ms is 500")
        tell("into_owner", f"back, with timeout_ms {config.timeout_ms}; freed at the end of its with")


def collect():
    chapter(5, "The collector: the last resort")
    before = ffo.stats().freed_blocks
    for _ in range(1000):
        String("dropped without a word")
    freed = ffo.stats().freed_blocks - before
    tell("dropped", f"1000 owners, {freed} blocks freed")
    expect(freed == 1000, "each ended once")
    pointer = String("as long as the process").forget()
    tell("forgotten", f'"{ctypes.string_at(pointer).decode()}", no leak from here on')
    tell_refusal("taken back", "FFO_E_FORGOTTEN", String.from_raw, pointer)


def make_every_mistake():
    chapter(6, "Every classic mistake, once")
    string = String("twice")
    abi.ffo_string_free(string.describe().address)  # in C, behind its owner's back
    tell_refusal("double free", "FFO_E_DOUBLE_FREE", string.close)
    theirs = ctypes.create_string_buffer(b"made elsewhere")
    tell_refusal("foreign pointer", "FFO_E_FOREIGN_POINTER", Handle.from_raw, ctypes.addressof(theirs), String)
    with String("in the middle") as inside:
        pointer = inside.describe().address
        tell_refusal("interior pointer", "FFO_E_INTERIOR_POINTER", Handle.from_raw, pointer + 7, String)
    with Config() as config:
        tell_refusal("wrong type", "FFO_E_WRONG_TYPE", Handle.from_raw, config.describe().address, String)
    with Handle(String("lent")) as handle, handle.borrow() as lent:
        tell_refusal("borrowed free", "FFO_E_NOT_OWNED", lent.into_raw)
    tell_refusal("stale handle", "FFO_E_STALE_HANDLE", Handle.from_number, weak_number(), String)
    tell_refusal("interior NUL", "FFO_E_INTERIOR_NUL", String, "user\0admin")
    over = String("over")
    ctypes.memset(over.describe().address + 4, ord("!"), 1)
    tell_refusal("overrun", "FFO_E_OVERRUN", over.close)


def weak_number():
    with Handle(String("gone")) as handle:
        return handle.number


def settle(text, lines):
    chapter(7, "The balance")
    count = len(lines)
    lines.close()
    text.close()
    tell("given back", f"all {count} lines in one call, then the vec")
    stats = ffo.stats()
    for label in ("created", "freed", "forgotten", "live"):
        tell(f"blocks {label}", getattr(stats, f"{label}_blocks"))
    expect((stats.live_blocks, stats.live_handles, stats.live_borrows) == (0, 0, 0), "nothing is left")
    expect(stats.created_blocks == stats.freed_blocks + stats.forgotten_blocks, "the balance holds")
    ffo.validate()
    tell("so", "nothing leaked, nothing damaged")


def main(path="README.md"):
    print(f"FfiOwnership {ffo.version}: who owns what at the boundary")
    text = read_into_buffer(path)
    lines = make_strings(text)
    lend(make_config(path))
    collect()
    make_every_mistake()
    settle(text, lines)


if __name__ == "__main__":
    main(*sys.argv[1:2])
