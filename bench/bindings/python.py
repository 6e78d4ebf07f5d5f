"""Measures the Python binding beside ctypes and the C library, each doing the same work.

    python3 python.py [--quick]

Prints a line for each workload, separated by tabs: name, ours in ns, theirs in ns, ratio, what
theirs is. Rounds of ours and theirs alternate; times are their medians, the ratio is that of
neighbouring rounds.
"""

import ctypes
import gc
import statistics
import sys
import time

from ffi_ownership import Box, Config, Handle, String, Vec, abi

TEXT = b"fifteen letters"

libc = ctypes.CDLL(None)
libc.strdup.restype, libc.strdup.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
libc.calloc.restype, libc.calloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t, ctypes.c_size_t]
libc.realloc.restype, libc.realloc.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t]
libc.free.restype, libc.free.argtypes = None, [ctypes.c_void_p]


class Settings(ctypes.Structure):
    _fields_ = [("max_connections", ctypes.c_int32), ("timeout_ms", ctypes.c_int32), ("name", ctypes.c_void_p)]
    _owned_ = {"name": String}


def string_closed():
    String(TEXT).close()


def string_dropped():
    String(TEXT)


def string_raw():
    abi.ffo_string_free(abi.ffo_string_from_bytes(TEXT, len(TEXT), None))


def string_read():
    with String(TEXT) as string:
        string.text


def their_string():
    libc.free(libc.strdup(TEXT))


def their_string_read():
    pointer = libc.strdup(TEXT)
    ctypes.string_at(pointer).decode()
    libc.free(pointer)


def config():
    Config(8, 250, TEXT).close()


def box():
    box = Box(Settings)
    box.contents.timeout_ms = 250
    box.close()


def their_struct():
    pointer = libc.calloc(1, ctypes.sizeof(Settings))
    Settings.from_address(pointer).timeout_ms = 250
    libc.free(pointer)


def their_config():
    pointer = libc.calloc(1, ctypes.sizeof(Settings))
    settings = Settings.from_address(pointer)
    settings.max_connections, settings.timeout_ms = 8, 250
    settings.name = libc.strdup(TEXT)
    libc.free(settings.name)
    libc.free(pointer)


def handle():
    with Handle(String(TEXT)) as handle, handle.borrow() as string:
        string.text


NUMBERS = list(range(1000))


def vec():
    with Vec("i", NUMBERS) as vec:
        vec.tolist()


def their_vec():
    pointer = libc.realloc(None, 4 * len(NUMBERS))
    array = (ctypes.c_int * len(NUMBERS)).from_address(pointer)
    array[:] = NUMBERS
    array[:]
    libc.free(pointer)


MANY = [f"text number {number}" for number in range(10_000)]


def batch():
    with String.many(MANY) as strings:
        strings.texts()


def their_batch():
    pointers = [libc.strdup(text.encode()) for text in MANY]
    for pointer in pointers:
        ctypes.string_at(pointer).decode()
        libc.free(pointer)


# name, how many of it are in one call, ours, theirs, what theirs is
WORKLOADS = [
    ("string: made, closed", 1, string_closed, their_string, "strdup, free"),
    ("string: made, dropped", 1, string_dropped, their_string, "strdup, free"),
    ("string: made, freed, without an owner", 1, string_raw, their_string, "strdup, free"),
    ("string: made, read, closed", 1, string_read, their_string_read, "strdup, string_at, free"),
    ("config with a name: made, closed", 1, config, their_config, "calloc, strdup, free twice"),
    ("box: made, a field set, closed", 1, box, their_struct, "calloc, from_address, free"),
    ("handle: borrow, read, return", 1, handle, their_string_read, "strdup, string_at, free"),
    ("vec of 1,000 ints: filled, read, closed", 1, vec, their_vec, "realloc, from_address, free"),
    ("10,000 strings: made, read, freed, each", len(MANY), batch, their_batch, "strdup, string_at, free for each"),
]


def measure(work, seconds):
    """ns for one call of work, repeated for about as long as asked."""
    count, taken = 1, 0.0
    while taken < seconds:
        start = time.perf_counter()
        for _ in range(count):
            work()
        taken = time.perf_counter() - start
        ns = taken / count * 1e9
        count = max(count + 1, int(count * min(10, 1.2 * seconds / max(taken, 1e-9))))
    return ns


def main(quick):
    seconds, rounds = (0.0005, 3) if quick else (0.05, 15)
    gc.disable()  # as timeit does
    for name, count, ours, theirs, what in WORKLOADS:
        pairs = [(measure(ours, seconds) / count, measure(theirs, seconds) / count) for _ in range(rounds)]
        mine, others = (statistics.median(times) for times in zip(*pairs))
        ratio = statistics.median(one / other for one, other in pairs)
        print(name, f"{mine:.0f}", f"{others:.0f}", f"{ratio:.2f}", what, sep="\t", flush=True)


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
