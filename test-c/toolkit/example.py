"""The examples, as somebody has them who has the packages and nothing else of this tree; see place.py.

    example.py TEST PREFIX PACKAGES FOLDER
"""
import os
import pathlib
import re
import shutil
import sys

from place import ROOT, Failed, main, run, same, version

EXAMPLES = ROOT / "examples"
README = (EXAMPLES / "acme_csv/README.md").read_text()
SKIPPED = 77
# The generated form and the hand-written one, where each leaves its tree.
TREES = ("out", "by_hand/out")
# A client that keeps what it is given, and gives what is no CSV.
KEEPER = """import ctypes
acme = ctypes.CDLL("%s/lib/libacme_csv.so")
acme.acme_csv_parse.restype = ctypes.c_uint64
acme.acme_csv_column.restype = ctypes.c_void_p
acme.acme_last_error_message.restype = ctypes.c_char_p
acme.acme_csv_column(ctypes.c_uint64(acme.acme_csv_parse(b"a,b", None)), b"a", None)
acme.acme_csv_parse(b"a,b\\n1\\n", None)
print(acme.acme_last_error_message().decode())
"""


def blocks(readme, kind):
    """A README's code blocks of a kind."""
    return [text for of, text in re.findall(r"^```(\w*)\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE) if of == kind]


def copy_of(place, name):
    folder = place.folder / name
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns("bin", "obj", "out", "__pycache__"))
    return folder


def build(place, name):
    """An example in a folder of its own, built and tested by the first commands of its README."""
    for project in (EXAMPLES / name).rglob(f"{name}.csproj"):
        same(f"the SDK's version in {project}", re.search('Sdk="FfiOwnership.Sdk/(.*)"', project.read_text()).group(1), version())
    place.use_machines_sources()
    folder = copy_of(place, name)
    for line in blocks((folder / "README.md").read_text(), "sh")[0].splitlines():
        told = run(["sh", "-ec", line], folder)
        if "warning" in told:
            raise Failed(told)
    return folder, told


def rust_library(place, name, source):
    """An example beside its form in Rust; only where there is a compiler."""
    rustc = shutil.which("rustc", path=f"{os.environ['PATH']}:{pathlib.Path.home()}/.cargo/bin")
    if not rustc:
        print("No rustc here")
        shutil.rmtree(place.folder)
        sys.exit(SKIPPED)
    folder = copy_of(place, name)
    run([rustc, "--edition", "2021", "--crate-type", "cdylib", "-O", "-D", "warnings", "--crate-name", name, source], folder)
    return folder


def compile_with(folder, name, *sources):
    for source in sources:
        run(["gcc", "-std=c11", "-Wall", "-Werror", "-Iinclude", source, "-o", pathlib.Path(source).stem, "-L.", f"-l{name}", "-Wl,-rpath,$ORIGIN"], folder)


def test_acme_csv(place, prefix):
    """All that its README says: the library in both forms, its tests, its clients, its messages; and the benchmark of the two runs."""
    folder, told = build(place, "acme_csv")
    if told.count("100% tests passed") != len(TREES) or "Passed!" not in told:
        raise Failed(told)
    clients = blocks(README, "sh")[1]
    for tree in TREES:
        same(f"what the clients say of {tree}", run(["sh", "-ec", clients.replace("out/lib", f"{tree}/lib")], folder), blocks(README, "")[0] * 2)
        found = {"LD_LIBRARY_PATH": f"{tree}/lib"}
        for client in (["out/client"], ["python3", "client.py", f"{tree}/lib/libacme_csv.so"]):
            said = run([*client, "ci.sh"], folder, found, succeeds=False)
            same("what the clients say of a shell script", said, "acme_csv_open: line 2: 6 cells where the header has 1\n")
        check_messages(folder, tree)
        if not (folder / tree / "share/acme_csv/Sep-LICENSE.txt").exists():
            raise Failed(f"Sep's licence is not in {tree}")
    libraries = [f"{tree}/lib/libacme_csv.so" for tree in TREES]
    generated, by_hand = ({line.split()[-1] for line in run(["nm", "-D", "--defined-only", library], folder).splitlines()} for library in libraries)
    same("the exports that are generated", sorted(generated), sorted(by_hand))

    run(["gcc", "-std=c11", "-D_GNU_SOURCE", "-O2", f"-I{ROOT}/bench/support", "-Iinclude", str(ROOT / "bench/exports/main.c"), "-o", "bench"], folder)
    if "acme_csv_each_row" not in (told := run(["./bench", *libraries, "1"], folder)):
        raise Failed(told)


def was_heard(readme, heard):
    """The four messages of a README's last column are among those that a program has heard."""
    messages = re.findall(r"\| `(\w+: .*)` \|$", readme, re.MULTILINE)
    for message in messages:
        if not re.search(re.sub("0x[0-9a-f]+", "0x[0-9a-f]+", re.escape(message)), heard):
            raise Failed(f"nobody has heard: {message}\n{heard}")
    same("the number of messages in the README", len(messages), 4)


def check_messages(folder, tree):
    """What the README says that C hears, and what the leak report has."""
    kept = run(["python3", "-c", KEEPER % tree], folder, {"ACME_LEAK_REPORT": "stderr"})
    for line in ("acme_csv: 3 live blocks, ", "1 block of type acme_csv,", "1 block of type acme_column,", "1 block of type string,"):
        if line not in kept:
            raise Failed(kept)
    heard = kept + run([f"{tree}/test-c/test_misuse"], folder, {"ACME_POLICY": "log"})
    was_heard(README, heard)


def test_acme_csv_rust(place, prefix):
    """The same functions in Rust pass the same test."""
    folder = rust_library(place, "acme_csv", "rust/exports.rs")
    compile_with(folder, "acme_csv", "test-c/test_acme_csv.c", "client.c")
    run(["./test_acme_csv"], folder)
    same("what the client says", run(["./client", "peaks.csv"], folder), blocks(README, "")[0])


def test_acme_csv_glue(place, prefix):
    """The README has the lines that are there."""
    table = run([sys.executable, str(EXAMPLES / "acme_csv/count.py")], place.folder)
    if table not in README:
        raise Failed(f"the README has other figures than\n{table}")


def test_article(place, prefix):
    """All that its README says; and it is as short as it says."""
    folder, told = build(place, "article")
    if "100% tests passed" not in told:
        raise Failed(told)
    readme = (folder / "README.md").read_text()
    was_heard(readme, run(["out/test-c/test_misuse"], folder, {"ARTICLE_POLICY": "log"}))
    counted = re.findall(r"^\| `([\w./]+)` \|.*\| (\d+) \|$", readme, re.MULTILINE)
    same("the lines in the README", counted, [(file, str(len((folder / file).read_text().splitlines()))) for file in ("Exports.cs", "rust/lib.rs")])
    if int(counted[0][1]) > 30:
        raise Failed("the article's example has more than 30 lines of C#")


def test_article_rust(place, prefix):
    """The same functions in Rust pass the same test."""
    folder = rust_library(place, "article", "rust/lib.rs")
    compile_with(folder, "article", "test-c/test_article.c")
    run(["./test_article"], folder)


if __name__ == "__main__":
    main(globals())
