"""One version everywhere: version.py PREFIX [PACKAGES]

Directory.Build.props says it. It is held to all that says it as well: the sources, the pages, the install tree PREFIX and the
packages that lie in PACKAGES, in their names and in what they say of themselves.
"""

import gzip
import pathlib
import re
import subprocess
import sys
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
[VERSION] = re.findall("<Version>(.*)</Version>", (ROOT / "Directory.Build.props").read_text())
MAJOR, MINOR, PATCH = VERSION.split(".")
NUMBER = r"[0-9]+\.[0-9]+\.[0-9]+"
problems = []


def check(place, said, expected=VERSION):
    if said != expected:
        problems.append(f"{place} says {said}, not {expected}")


def look(root, path, *expressions):
    """What each expression's group finds in a file is the version; it finds something."""
    text = (root / path).read_text()
    for expression in expressions:
        found = re.findall(expression, text)
        check(f"{path}, {expression}", sorted(set(found)) or None, [VERSION])


def sources():
    header = (ROOT / "include/ffi_ownership.h").read_text()
    check("ffi_ownership.h", ".".join(re.findall(r"#define FFO_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header)))
    look(ROOT, "include/ffi_ownership.h", f'version as text: "({NUMBER})"')
    constants = (ROOT / "lib/FfiOwnership/Boundary/LibraryVersion.cs").read_text()
    check("LibraryVersion.cs", ".".join(re.findall(r"uint (?:Major|Minor|Patch) = (\d+);", constants)))
    look(ROOT, "lib/FfiOwnership/Boundary/LibraryVersion.cs", f'"({NUMBER})"u8')
    look(ROOT, "share/abi.json", f'"version": "({NUMBER})"')
    look(ROOT, "bindings/python/pyproject.toml", f'(?m)^version = "({NUMBER})"')
    look(ROOT, "bindings/node/package.json", f'(?m)^  "version": "({NUMBER})"')
    look(ROOT, "CHANGELOG.md", rf"\A(?s:.*?)## \[({NUMBER})\]")
    look(ROOT, ".github/ISSUE_TEMPLATE/bug_report.yml", f"placeholder: ({NUMBER})")
    look(ROOT, "docs/linking.md", f"The version is `({NUMBER})` in every place")
    # A page that names a package names the present one; what belongs to a former version is told in words.
    for page in [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("lib/*/README.md")]:
        for name, said in re.findall(rf"((?:lib)?ffi[-_]ownership[-_a-z0-9]*?|FfiOwnership[.a-zA-Z]*)[-_./]({NUMBER})", page.read_text()):
            check(f"{page.relative_to(ROOT)}, {name}", said)


def install_tree(prefix):
    look(prefix, "lib/pkgconfig/ffi-ownership.pc", f"Version: ({NUMBER})")
    look(prefix, "lib/cmake/FfiOwnership/FfiOwnershipConfigVersion.cmake", f'PACKAGE_VERSION "({NUMBER})"')
    look(prefix, "share/ffi-ownership/abi.json", f'"version": "({NUMBER})"')
    library = prefix / "lib/libffi_ownership.so"
    if library.exists():  # there is none for Windows
        check("the library's file", library.resolve().name, f"libffi_ownership.so.{VERSION}")


def packages(folder):
    """Each package of ours: its file's name, and the version that it has inside."""
    inside = {
        ".nupkg": lambda file: member(zipfile.ZipFile(file), r"\.nuspec$", f"<version>({NUMBER})</version>"),
        ".whl": lambda file: member(zipfile.ZipFile(file), "/METADATA$", f"(?m)^Version: ({NUMBER})"),
        ".rock": lambda file: member(zipfile.ZipFile(file), r"\.rockspec$", f'version = "({NUMBER})-1"'),
        ".tgz": lambda file: member(Tar(file), "^package/package.json$", f'"version": "({NUMBER})"'),
        ".gem": lambda file: member(Tar(file), r"^metadata\.gz$", f"(?m)^  version: ({NUMBER})", gzip.decompress),
        ".deb": lambda file: subprocess.check_output(["dpkg-deb", "--field", file, "Version"], text=True).strip(),
        ".gz": lambda file: member(Tar(file), r"ffi-ownership\.pc$", f"Version: ({NUMBER})"),
    }
    for file in sorted(folder.iterdir()):
        if file.suffix in inside:
            check(f"{file.name}, which tests may take for the present one,", re.findall(NUMBER, file.name)[0])
            check(f"what is in {file.name}", inside[file.suffix](file))


class Tar:
    def __init__(self, file):
        self.tar = tarfile.open(file)

    def namelist(self):
        return self.tar.getnames()

    def read(self, name):
        return self.tar.extractfile(name).read()


def member(archive, name, expression, unpack=bytes):
    [found] = [path for path in archive.namelist() if re.search(name, path)]
    return (re.findall(expression, unpack(archive.read(found)).decode()) or [None])[0]


sources()
install_tree(pathlib.Path(sys.argv[1]))
if len(sys.argv) > 2:
    packages(pathlib.Path(sys.argv[2]))
sys.exit("\n".join(problems) or 0)
