"""The example acme_csv, as somebody has it who has the packages and nothing else of this tree; see place.py.

    example.py TEST PREFIX PACKAGES FOLDER
"""
import os
import pathlib
import re
import shutil
import sys

from place import ROOT, Failed, main, run, same, version

SOURCE = ROOT / "examples/acme_csv"
README = (SOURCE / "README.md").read_text()
SKIPPED = 77
# A client that keeps what it is given, and gives what is no CSV.
KEEPER = """import ctypes
acme = ctypes.CDLL("out/lib/libacme_csv.so")
acme.acme_csv_parse.restype = ctypes.c_uint64
acme.acme_csv_column.restype = ctypes.c_void_p
acme.acme_last_error_message.restype = ctypes.c_char_p
acme.acme_csv_column(ctypes.c_uint64(acme.acme_csv_parse(b"a,b", None)), b"a", None)
acme.acme_csv_parse(b"a,b\\n1\\n", None)
print(acme.acme_last_error_message().decode())
"""


def blocks(kind):
    """The README's code blocks of a kind."""
    return [text for of, text in re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE) if of == kind]


def copy_to(place):
    folder = place.folder / "acme_csv"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("bin", "obj", "out", "__pycache__"))
    return folder


def test_acme_csv(place, prefix):
    """All that its README says: the library, its tests, its clients, its messages."""
    same("the SDK's version", re.search('Sdk="FfiOwnership.Sdk/(.*)"', (SOURCE / "acme_csv.csproj").read_text()).group(1), version())
    place.use_machines_sources()
    folder = copy_to(place)
    build, clients = blocks("sh")
    for line in build.splitlines():
        told = run(["sh", "-ec", line], folder)
        if "warning" in told:
            raise Failed(told)
    if "100% tests passed" not in told or "Passed!" not in told:
        raise Failed(told)
    same("what the clients say", run(["sh", "-ec", clients], folder), blocks("")[0] * 2)

    found = {"LD_LIBRARY_PATH": "out/lib"}
    for client in (["out/client"], ["python3", "client.py", "out/lib/libacme_csv.so"]):
        said = run([*client, "ci.sh"], folder, found, succeeds=False)
        same("what the clients say of a shell script", said, "acme_csv_open: line 2: 4 cells where the header has 1\n")

    kept = run(["python3", "-c", KEEPER], folder, {"ACME_LEAK_REPORT": "stderr"})
    for line in ("acme_csv: 3 live blocks, ", "1 block of type acme_csv,", "1 block of type acme_column,", "1 block of type string,"):
        if line not in kept:
            raise Failed(kept)
    heard = kept + run(["out/test-c/test_misuse"], folder, {"ACME_POLICY": "log"})
    messages = re.findall(r"\| `(acme_\w+: .*)` \|$", README, re.MULTILINE)
    for message in messages:
        if not re.search(re.sub("0x[0-9a-f]+", "0x[0-9a-f]+", re.escape(message)), heard):
            raise Failed(f"no client has heard: {message}\n{heard}")
    same("the number of messages in the README", len(messages), 4)
    if not (folder / "out/share/acme_csv/Sep-LICENSE.txt").exists():
        raise Failed("Sep's licence is not in the tree")


def test_acme_csv_rust(place, prefix):
    """The same functions in Rust pass the same test; only where there is a compiler."""
    rustc = shutil.which("rustc", path=f"{os.environ['PATH']}:{pathlib.Path.home()}/.cargo/bin")
    if not rustc:
        print("No rustc here")
        shutil.rmtree(place.folder)
        sys.exit(SKIPPED)
    folder = copy_to(place)
    run([rustc, "--edition", "2021", "--crate-type", "cdylib", "-O", "-D", "warnings", "--crate-name", "acme_csv", "rust/exports.rs"], folder)
    for source in ("test-c/test_acme_csv.c", "client.c"):
        run(["gcc", "-std=c11", "-Wall", "-Werror", "-Iinclude", source, "-o", pathlib.Path(source).stem, "-L.", "-lacme_csv", "-Wl,-rpath,$ORIGIN"], folder)
    run(["./test_acme_csv"], folder)
    same("what the client says", run(["./client", "peaks.csv"], folder), blocks("")[0])


def test_acme_csv_glue(place, prefix):
    """The README has the lines that are there."""
    table = run([sys.executable, str(SOURCE / "count.py")], place.folder)
    if table not in README:
        raise Failed(f"the README has other figures than\n{table}")


if __name__ == "__main__":
    main(globals())
