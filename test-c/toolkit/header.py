"""A header that does not fit the code: what the build says of it, and what ffo-abi does; see place.py.

    header.py TEST PREFIX PACKAGES FOLDER
"""
import os
import shutil

from place import ROOT, Failed, main, one_line, run, same, version
from header_lies import LIES, SEEN_BY_THE_BUILD

LINE = f'<Project Sdk="FfiOwnership.Sdk/{version()}">{{}}</Project>\n'
EXAMPLE = ROOT / "examples/acme_csv"


def build(folder, *options, environment=None, succeeds=True):
    return run(["dotnet", "build", "-c", "Release", *options], folder, environment, succeeds=succeeds)


def change(file, old, new):
    text = file.read_text()
    if text.count(old) != 1:
        raise Failed(f"{old} stands {text.count(old)} times in {file}")
    file.write_text(text.replace(old, new))


def without_compilers(place):
    """A PATH with everything that is on the present one but C compilers."""
    tools = place.folder / ".tools"
    tools.mkdir()
    for folder in os.environ["PATH"].split(os.pathsep):
        for program in os.listdir(folder) if os.path.isdir(folder) else []:
            link = tools / program
            if not program.startswith(("clang", "gcc", "cc", "cl")) and not link.is_symlink():
                link.symlink_to(os.path.join(folder, program))
    return {"PATH": str(tools)}


def test_build(place, prefix):
    """The check as a part of the build: when it runs, where its errors are, and how it is turned off."""
    folder = place.library("acme", LINE.format(""))
    header = folder / "include/acme.h"
    passed = folder / "obj/Release/net10.0/header-check/passed"
    good = header.read_text()
    said = build(folder)
    if "warning" in said:
        raise Failed(said)
    stamp = passed.stat().st_mtime_ns
    build(folder)
    same("the check's time after a second build", passed.stat().st_mtime_ns, stamp)

    # A header alone may have changed; and what failed fails again.
    change(header, "uint64_t handle, uint32_t *status", "int32_t handle, uint32_t *status")
    for _ in range(2):
        one_line(build(folder, succeeds=False), "FFO201", "Exports.cs(", "acme_sum", 'parameter 1 is "int32_t handle", the code has "uint64_t"')
    build(folder, "-p:FfiHeaderCheck=false")
    header.write_text(good)

    # An integer of another name is a matter of taste here, and not on every system.
    change(header, "uint64_t handle, uint32_t *status", "unsigned long long handle, uint32_t *status")
    said = build(folder)
    if "warning FFO204: the header says otherwise of acme_sum" not in said:
        raise Failed(said)
    header.write_text(good)
    said = build(folder, environment=without_compilers(place))
    if "warning FFO206: there is no C compiler here" not in said:
        raise Failed(said)

    # Declarations may be spread over files, and stand in any form that is C.
    (folder / "include/part.h").write_text("#define RETURNS(type) type\nRETURNS(uint32_t) acme_free(char *text);\n")
    change(header, "uint32_t acme_free(char *text);", """#include "part.h"
static inline int acme_twice(int value) { return 2 * value; }
#ifdef __cplusplus
class acme_class {};
#endif""")
    build(folder)
    (folder / "include/more.h").write_text("void acme_more(void);\n")
    build(folder)
    one_line(build(folder, "-p:FfiHeader=include/acme.h%3Binclude/more.h", succeeds=False), "FFO202", "more.h(1,1)", "acme_more")
    one_line(build(folder, "-p:FfiHeader=include/none.h", succeeds=False), "FFO207", "none.h")

    # A name that is nobody's guess.
    header.rename(folder / "include/other.h")
    said = build(folder)
    if "warning FFO207: No header is held to the code" not in said:
        raise Failed(said)


def test_lies(place, prefix):
    """Copies of acme_csv's header that lie: the build names each lie that is one to a C compiler, and ffo-abi all of them."""
    place.use_machines_sources()
    folder = place.folder / "acme_csv"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("bin", "obj", "out", "__pycache__"))
    run(["dotnet", "publish", "-c", "Release", "acme_csv.csproj"], folder)
    library = next(folder.glob("bin/Release/*/*/publish/lib/libacme_csv.so"))
    assembly = next(folder.glob("bin/Release/*/linux-x64/acme_csv.dll"))
    request = next(folder.glob("obj/Release/*/linux-x64/header-check/request"))
    check = next((place.folder / ".packages").glob("ffiownership/*/tools/header-check/*.dll"))
    run(["dotnet", "tool", "install", "FfiOwnership.Abi", "--version", version(), "--tool-path", str(place.folder / "tools")], place.folder)
    tool = str(place.folder / "tools/ffo-abi")

    header = folder / "include/acme_csv.h"
    truth = header.read_text()
    accepted = place.folder / "abi.json"
    accepted.write_text(run([tool, "describe", header], folder))
    command = [tool, "check", header, library, assembly, "--accepted", accepted]
    same("of the truth", run(command, folder).splitlines()[-1].split(": ")[1], "all agree")
    same("of the truth in a build", run(["dotnet", "exec", check, request], folder), "")
    missed = []
    for lie, (old, new, words) in LIES.items():
        change(header, old, new)
        said = run(command, folder, succeeds=False)
        if not all(word in said for word in words):
            missed.append(f"{lie}: ffo-abi says\n{said}")
        said = run(["dotnet", "exec", check, request], folder)
        code = SEEN_BY_THE_BUILD.get(lie)
        if code is not None and f"error {code}: " not in said:
            missed.append(f"{lie}: the build says\n{said}")
        header.write_text(truth)
    if missed:
        raise Failed("\n".join(missed))


if __name__ == "__main__":
    main(globals())
