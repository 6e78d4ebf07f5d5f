"""Where libraries of .NET authors are made: an empty folder outside of this tree, with the packages' folder as the only source of ours.

What the SDK itself needs, such as the compiler's package, is taken from this machine's package folder, where the build of the library
has put it.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WINE = "/usr/lib/wine/wine64"
ENVIRONMENT = {**os.environ, "MSBUILDDISABLENODEREUSE": "1", "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1"}


class Failed(AssertionError):
    pass


def run(command, folder, environment=None, succeeds=True):
    done = subprocess.run(command, cwd=folder, env={**ENVIRONMENT, **(environment or {})}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if (done.returncode == 0) != succeeds:
        raise Failed(f"{' '.join(map(str, command))}: exit status {done.returncode}\n{done.stdout}")
    return done.stdout


def same(what, actual, expected):
    if actual != expected:
        raise Failed(f"{what} is\n{actual}\ninstead of\n{expected}")


def version():
    return re.search("<Version>(.*)</Version>", (ROOT / "Directory.Build.props").read_text()).group(1)


class Place:
    """An empty folder, with a feed and a folder for packages of its own."""

    def __init__(self, packages, folder):
        self.folder = folder
        self.packages = packages
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        # But for ours, which somebody may have restored there of an older tree.
        machine = pathlib.Path(run(["dotnet", "nuget", "locals", "global-packages", "--list"], folder).split(": ", 1)[1].strip())
        self.machine = machine
        others = folder / ".others"
        others.mkdir()
        for package in machine.iterdir():
            if not package.name.startswith("ffiownership"):
                (others / package.name).symlink_to(package)
        ENVIRONMENT["NUGET_PACKAGES"] = str(folder / ".packages")
        (folder / "nuget.config").write_text(f"""<configuration>
  <packageSources><clear /><add key="feed" value="{packages}" /></packageSources>
  <auditSources><clear /></auditSources>
  <fallbackPackageFolders><clear /><add key="machine" value="{others}" /></fallbackPackageFolders>
</configuration>
""")

    def use_machines_sources(self):
        """For packages of others the machine's sources as well; ours come from the feed alone."""
        configuration = self.folder / "nuget.config"
        configuration.write_text(configuration.read_text().replace('<clear /><add key="feed"', '<add key="feed"'))
        sources = re.findall(r"^ *\d+\. +(.*) \[Enabled\]", run(["dotnet", "nuget", "list", "source"], self.folder), re.MULTILINE)
        mapping = "".join(f'<packageSource key="{source}"><package pattern="{"FfiOwnership*" if source == "feed" else "*"}" /></packageSource>'
                          for source in sources)
        configuration.write_text(configuration.read_text().replace("</packageSources>", f"</packageSources>\n  <packageSourceMapping>{mapping}</packageSourceMapping>"))

    def library(self, name, project, folder=None, sources="author"):
        """A library of that name, as an author writes it."""
        folder = self.folder / (folder or name)
        (folder / "include").mkdir(parents=True)
        for source in (HERE / sources).glob("*.cs"):
            (folder / source.name).write_text(source.read_text().replace("NAME", name))
        (folder / f"include/{name}.h").write_text((HERE / sources / "include/author.h").read_text().replace("NAME", name))
        (folder / f"{name}.csproj").write_text(project)
        return folder

    def publish(self, folder, *options, succeeds=True):
        return run(["dotnet", "publish", "-c", "Release", *options], folder, succeeds=succeeds)


def tree_of(folder):
    """Where publish has left the tree."""
    trees = list(folder.glob("bin/Release/*/*/publish"))
    if len(trees) != 1:
        raise Failed(f"there are {len(trees)} trees in {folder}")
    return trees[0]


def one_line(output, code, *words):
    """Asserts that there is one error, of a code, with words in it."""
    errors = {line.strip() for line in output.splitlines() if ": error" in line}
    if len(errors) != 1 or not all(word in next(iter(errors)) for word in (f"error {code}: ", *words)):
        raise Failed(f"expected one error {code} with {words}:\n{output}")


def main(tests):
    """Runs `NAME.py TEST PREFIX PACKAGES FOLDER`: a test of a module, in a folder that stays if it fails."""
    _, name, prefix, packages, folder = sys.argv
    try:
        tests[f"test_{name}"](Place(pathlib.Path(packages).resolve(), pathlib.Path(folder)), pathlib.Path(prefix).resolve())
    except Failed as failed:
        print(failed)
        sys.exit(1)
    shutil.rmtree(folder)
