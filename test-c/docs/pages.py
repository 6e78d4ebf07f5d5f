"""Holds the pages to what is so.

    pages.py blocks PREFIX    every code block has a line in blocks.txt, which says how it is tested
    pages.py figures PREFIX   every line of figures.txt: the page says it, and so does the source
    pages.py links PREFIX     every relative link leads to a file of the project, and its anchor to a heading there; so does every
                              path in the walks and answers of docs/architecture.md
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "bindings/README.md",
    "bench/README.md",
    *sorted(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")),
]
LINKED = [*PAGES, *sorted(str(page.relative_to(ROOT)) for page in (ROOT / "lib").glob("*/README.md"))]
LINK = re.compile(r"!?\[(?:[^][]|\[[^][]*\])*\]\(([^()\s]+)\)")
ADDRESS = re.compile(r"0x[0-9a-f]+")
NEEDS_MAIN = {
    "c": "#include <ffi_ownership.h>\n#include <stdio.h>\nffo_status example(const char *name);\nffo_status example(const char *name) {\n%s\n}\n",
    "cpp": "#include <ffi_ownership.hpp>\n#include <tuple>\nffo_status example(const char *bytes);\nffo_status example(const char *bytes) {\n%s\nreturn FFO_OK;\n}\n",
}


def lines_of(name):
    for line in (HERE / name).read_text().splitlines():
        if line and not line.startswith("#"):
            yield [part.strip() for part in line.split(" | ")]


def blocks_of(page):
    text = (ROOT / page).read_text()
    return [(language, body) for language, body in re.findall(r"^```(\w*)\n(.*?)^```", text, flags=re.S | re.M)]


def first_line(body):
    return next((line.strip() for line in body.splitlines() if line.strip()), "")


def run(command, folder, environment=None):
    done = subprocess.run(command, cwd=folder, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def compile_and_run(language, body, folder, prefix, commands):
    """A program with the shell's lines for it, or a fragment, which is only compiled."""
    name = "hello.c" if language == "c" else "hello.cpp"
    if "main(" in body:
        (folder / name).write_text(body)
        lines = [line for line in commands.replace("out/linux-x64", str(prefix)).splitlines() if not line.startswith("./build.sh")]
        return run(["sh", "-e", "-c", "\n".join(lines)], folder)
    outside, inside = body, ""
    if "template <>" in body:  # declarations first, statements after them
        outside, inside = body.split("\n\nauto ", 1)
        inside = "auto " + inside
        source = f"#include <ffi_ownership.hpp>\n#include <tuple>\n{outside}\nvoid example();\nvoid example() {{\n{inside}\n}}\n"
    else:
        source = NEEDS_MAIN[language] % body
    (folder / name).write_text(source)
    compiler = ["gcc", "-std=c11"] if language == "c" else ["g++", "-std=c++17"]
    run([*compiler, "-Wall", "-Werror", "-c", name, f"-I{prefix}/include", "-o", "fragment.o"], folder)
    return None


def run_script(language, body, folder, prefix):
    environment = {
        "FFI_OWNERSHIP_LIBRARY": f"{prefix}/lib/libffi_ownership.so.1",
        "PYTHONPATH": str(ROOT / "bindings/python"),
        "LUA_PATH": f"{ROOT}/bindings/lua/?.lua;;",
        "RUBYLIB": str(ROOT / "bindings/ruby/lib"),
    }
    interpreter = {"python": sys.executable, "lua": "luajit", "ruby": "ruby"}[language]
    (folder / "script").write_text(body.replace("out/linux-x64", str(prefix)))
    return run([interpreter, "script"], folder, environment)


def publish_and_call(body, project, header, folder):
    """The library of docs/dotnet.md, and what the page says of it."""
    sys.path.insert(0, str(ROOT / "test-c/toolkit"))
    from place import Place
    place = Place(ROOT / "out/packages", folder / "place")
    folder = folder / "place/greeter"
    folder.mkdir()
    (folder / "Greeter.cs").write_text(body)
    (folder / "greeter.csproj").write_text(project)
    (folder / "include").mkdir()
    (folder / "include/greeter.h").write_text(header)
    place.publish(folder)
    (folder / "call.py").write_text("""import ctypes
library = ctypes.CDLL("bin/Release/net10.0/linux-x64/publish/lib/libgreeter.so")
message = library.greeter_last_error_message
message.restype = ctypes.c_char_p
library.greeter_guest_open.restype = guest_type = ctypes.c_uint64
library.greeter_hello.restype = library.greeter_write_card.restype = ctypes.c_void_p
guest = guest_type(library.greeter_guest_open(b"page", None))
text = ctypes.c_void_p(library.greeter_hello(guest, None))
card = ctypes.c_void_p(library.greeter_write_card(guest, 2026, None))
print(ctypes.string_at(text), ctypes.string_at(ctypes.c_char_p.from_address(card.value).value), ctypes.c_uint32.from_address(card.value + 8).value)
print(library.greeter_free(text))
print(library.greeter_free(text), message().decode())
print(library.greeter_free(card), message().decode())
print(library.greeter_card_free(card), library.greeter_guest_close(guest))
print(library.greeter_guest_close(guest), message().decode())
status = ctypes.c_uint32()
print(library.greeter_guest_open(b"", ctypes.byref(status)), status.value, message().decode())
""")
    report = folder / "leaks.txt"
    told = ADDRESS.sub("0x..", run([sys.executable, "call.py"], folder, {"GREETER_LEAK_REPORT": str(report)}))
    page = (ROOT / "docs/dotnet.md").read_text()
    shown = [f"{status} {ADDRESS.sub('0x..', words)}" for status, words in re.findall(r"^\| `greeter_[^|]*\| (\d+) \| `(.*)` \|$", page, re.MULTILINE)]
    expected = ["b'Hello, page!' b'For page' 2026", "0", shown[0], shown[1], "0 0", shown[2], "0 " + shown[3]]
    if told.splitlines() != expected:
        raise AssertionError(f"it says {told}")
    if report.read_text() != "greeter: 0 live blocks, 0 bytes\n":
        raise AssertionError(f"it reports {report.read_text()}")


def check_block(page, blocks, index, what, prefix):
    language, body = blocks[index]
    kind, _, rest = what.partition(" ")
    if kind == "run":
        if language == "csharp":
            with tempfile.TemporaryDirectory() as folder:
                publish_and_call(body, *(next(text for kind, text in blocks if kind == of) for of in ("xml", "c")), pathlib.Path(folder))
            return
        commands = blocks[index + 1][1] if index + 1 < len(blocks) and blocks[index + 1][0] == "sh" else ""
        with tempfile.TemporaryDirectory() as folder:
            output = (compile_and_run(language, body, pathlib.Path(folder), prefix, commands)
                      if language in NEEDS_MAIN else run_script(language, body, pathlib.Path(folder), prefix))
        told = next((shown for other, shown in blocks[index + 1:index + 3] if other == ""), None)
        if output is not None and told is not None and ADDRESS.sub("0x..", output) != ADDRESS.sub("0x..", told):
            raise AssertionError(f"it prints:\n{output}the page says:\n{told}")
    elif kind == "same":
        if body not in (block for _, block in blocks_of(rest)):
            raise AssertionError(f"{rest} has no such block")
    elif kind == "elsewhere":
        file, _, text = rest.partition(" ")
        if not (ROOT / file).exists() or text not in (ROOT / file).read_text():
            raise AssertionError(f"{file} does not say \"{text}\"")
    elif kind == "quotes":
        # In this order, and what lies between two quotations is three dots.
        output = ADDRESS.sub("0x..", run(["sh", "-c", rest.replace("PREFIX", str(prefix))], ROOT))
        for part in ADDRESS.sub("0x..", body).split("...\n"):
            before, found, output = output.partition(part)
            if not found:
                raise AssertionError(f"nothing prints (any more, or in this order):\n{part}")
    elif kind not in ("with", "shown") or not rest:
        raise AssertionError(f"blocks.txt says \"{what}\"")


def check_blocks(prefix):
    wanted = {(page, start): what for page, start, what in lines_of("blocks.txt")}
    met = set()
    for page in PAGES:
        blocks = blocks_of(page)
        for index, (_, body) in enumerate(blocks):
            keys = [key for key in wanted if key[0] == page and first_line(body).startswith(key[1])]
            try:
                if len(keys) != 1:
                    raise AssertionError(f"{len(keys)} lines of blocks.txt are about it; there must be one")
                met.add(keys[0])
                check_block(page, blocks, index, wanted[keys[0]], prefix)
            except AssertionError as error:
                yield f"{page}: the block that begins \"{first_line(body)}\": {error}"
    for page, start in wanted.keys() - met:
        yield f"blocks.txt: {page} has no block that begins \"{start}\""


def check_figures(_):
    for page, said, source, text in lines_of("figures.txt"):
        # Where a line breaks, and the star that begins a line of a comment, make no difference.
        if said not in " ".join((ROOT / page).read_text().replace("\n *", "\n").split()):
            yield f"{page} does not say \"{said}\" any more"
        if text not in (ROOT / source).read_text():
            yield f"{page} says \"{said}\", but {source} has no \"{text}\""


def without_code(text):
    """The text without its code blocks, and with a word in the place of each piece of code in a line."""
    return re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "code", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M), flags=re.S)


def anchors_of(text):
    """The names that GitHub gives to the headings: small letters, a hyphen for each space, and no other signs."""
    names, times = [], {}
    for heading in re.findall(r"^#{1,6} +(.*?) *#*$", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M), flags=re.M):
        shown = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        before = times[name] = times.get(name, -1) + 1
        names.append(f"{name}-{before}" if before else name)
    return names


def check_links(_):
    for page in LINKED:
        for target in LINK.findall(without_code((ROOT / page).read_text())):
            address = urllib.parse.urlsplit(target)
            if address.scheme or address.netloc:
                continue
            leads_to = ((ROOT / page).parent / address.path).resolve() if address.path else ROOT / page
            if not leads_to.exists() or ROOT not in leads_to.parents or ROOT / "out" in leads_to.parents:
                yield f"{page}: {target} leads to no file of the project"
            elif address.fragment and (leads_to.suffix != ".md" or address.fragment not in anchors_of(leads_to.read_text())):
                yield f"{page}: {target}: {leads_to.relative_to(ROOT)} has no such heading"
    # A walk names files below lib/, an answer from the top.
    for path in re.findall(r"`([\w.\-]+(?:/[\w.\-]+)+)`", (ROOT / "docs/architecture.md").read_text()):
        if not (ROOT / path).is_file() and not (ROOT / "lib" / path).is_file() and not (ROOT / "test-dotnet/FfiOwnership.Tests" / path).exists():
            yield f"docs/architecture.md: there is no {path}"


if __name__ == "__main__":
    checks = {"blocks": check_blocks, "figures": check_figures, "links": check_links}
    failures = list(checks[sys.argv[1]](pathlib.Path(sys.argv[2]).resolve()))
    print("\n".join(failures) or "all is as the pages say")
    sys.exit(1 if failures else 0)
