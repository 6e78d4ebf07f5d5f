"""Libraries of .NET authors, made from the packages alone; see place.py.

    toolkit.py TEST PREFIX PACKAGES FOLDER
"""
import json
import os
import re
import shutil
import zipfile

from place import HERE, ROOT, WINE, Failed, main, one_line, run, same, tree_of, version

LINE = f'<Project Sdk="FfiOwnership.Sdk/{version()}" />\n'
WITH_VERSION = f"""<Project Sdk="FfiOwnership.Sdk/{version()}">
  <PropertyGroup>
    <Version>2.1.0</Version>
    <FfiFreeString>acme_free</FfiFreeString>
  </PropertyGroup>
</Project>
"""
SAYS = """Hello, client! 0
free 0
again 20, acme_free: was freed already (type "string"); nothing changed
sum %d
close 0
again 31, acme_close is stale: what it named is gone
SIGPIPE as before
"""


def test_client(place, prefix):
    """A project of some lines, published without -r, and C programs on it."""
    folder = place.library("acme", WITH_VERSION)
    place.publish(folder)
    tree = tree_of(folder)
    files = {str(file.relative_to(tree)) for file in tree.rglob("*") if not file.is_dir()}
    same("the tree", "\n".join(sorted(files)), "\n".join(sorted([
        "include/acme.h", "lib/libacme.a", "lib/libacme.so", "lib/libacme.so.2", "lib/libacme.so.2.1.0",
        "lib/cmake/acme/acmeConfig.cmake", "lib/cmake/acme/acmeConfigVersion.cmake", "lib/pkgconfig/acme.pc",
        "share/acme/dotnet-runtime/LICENSE.TXT", "share/acme/dotnet-runtime/THIRD-PARTY-NOTICES.TXT",
        "share/acme/ffi-ownership-LICENSE", "share/acme/lsan.supp", "share/acme/manifest.txt", "share/acme/valgrind.supp", "symbols/libacme.so.dbg"])))
    dynamic = run(["readelf", "-dW", "lib/libacme.so"], tree)
    if "[libacme.so.2]" not in dynamic or "NODELETE" not in dynamic:
        raise Failed(dynamic)
    exports = {line.split()[-1] for line in run(["nm", "-D", "--defined-only", "lib/libacme.so"], tree).splitlines()}
    same("the exports", sorted(exports), sorted([
        "ACME_2", "ffo_copies_v1@@ACME_2", *(f"acme_{name}@@ACME_2" for name in ("hello", "free", "open", "sum", "close", "last_error_message"))]))

    same("the manifest", "\n".join(sorted((tree / "share/acme/manifest.txt").read_text().split())), "\n".join(sorted(files)))

    # Moved: nothing in the tree may name where it was made.
    moved = place.folder / "elsewhere"
    shutil.move(tree, moved)
    shutil.rmtree(folder)

    # Taken out of a folder that has other things, too.
    shared = place.folder / "shared"
    shutil.copytree(moved, shared, symlinks=True)
    (shared / "lib/libother.so").touch()
    run(["sh", "-c", r"xargs -d '\n' rm -f < share/acme/manifest.txt"], shared)
    same("what is left", [str(file.relative_to(shared)) for file in shared.rglob("*") if not file.is_dir()], ["lib/libother.so"])
    shutil.copy(HERE / "client.c", moved)
    flags = run(["pkg-config", "--cflags", "--libs", "acme"], moved, {"PKG_CONFIG_PATH": str(moved / "lib/pkgconfig")}).split()
    run(["gcc", "-Wall", "-Werror", "client.c", "-o", "client", *flags], moved)
    found = {"LD_LIBRARY_PATH": str(moved / "lib")}
    same("what the client says", run(["./client"], moved, found), SAYS % 1)
    same("with 400 MB of managed memory", run(["./client", "400"], moved, found), SAYS % 400)

    # Its own variables, and no others.
    report = moved / "report.txt"
    run(["./client"], moved, {**found, "ACME_LEAK_REPORT": str(report), "FFO_LEAK_REPORT": str(moved / "not.txt")})
    same("the report's first line", report.read_text().splitlines()[0], "acme: 1 live block, 13 bytes")
    if (moved / "not.txt").exists():
        raise Failed("FFO_LEAK_REPORT is another library's")

    valgrind = ["valgrind", "-q", "--error-exitcode=9", "--leak-check=full", "--suppressions=share/acme/valgrind.supp"]
    told = run([*valgrind, "./client"], moved, {**found, "ACME_POLICY": "log"}, succeeds=False)
    if told.count(" are definitely lost") != 1 or "13 bytes in 1 blocks are definitely lost" not in told or "Invalid" in told:
        raise Failed(told)
    run(["gcc", "client.c", "-o", "with_static", "-Iinclude", "lib/libacme.a", "-Wl,-z,nodelete", "-Wl,--eh-frame-hdr", "-lpthread", "-ldl", "-lm"], moved)
    same("what the client with the static library says", run(["./with_static"], moved), SAYS % 1)

    (moved / "CMakeLists.txt").write_text("""cmake_minimum_required(VERSION 3.20)
project(client C)
find_package(acme 2.0 CONFIG REQUIRED)
add_executable(by_cmake client.c)
target_link_libraries(by_cmake acme::acme)
add_executable(by_cmake_static client.c)
target_link_libraries(by_cmake_static acme::acme_static)
""")
    run(["cmake", "-S", ".", "-B", "build", f"-DCMAKE_PREFIX_PATH={moved}"], moved)
    run(["cmake", "--build", "build"], moved)
    for program in ("by_cmake", "by_cmake_static"):
        same(f"what {program} says", run([f"build/{program}"], moved), SAYS % 1)


def test_together(place, prefix):
    """Five authors' libraries and ours in one process."""
    names = ["acme", "bolt", "cork", "dune", "echo5"]
    arguments = [str(prefix / "lib/libffi_ownership.so")]
    suppressions = [f"--suppressions={prefix}/share/ffi-ownership/valgrind.supp"]
    for name in names:
        folder = place.library(name, WITH_VERSION.replace("acme", name))
        place.publish(folder)
        arguments += [name, str(tree_of(folder) / f"lib/lib{name}.so")]
        suppressions.append(f"--suppressions={tree_of(folder)}/share/{name}/valgrind.supp")
    run(["gcc", "-Wall", "-Wextra", "-Werror", str(HERE / "together.c"), "-o", "together"], place.folder)
    same("together", run(["./together", *arguments], place.folder), "all of them work\n")
    # The first one loaded defines the symbol that they find each other by, in its own version node.
    backwards = [word for pair in zip(arguments[-2::-2], arguments[::-2]) for word in pair]
    same("the other way round", run(["./together", *arguments[:1], *backwards], place.folder), "all of them work\n")
    valgrind = ["valgrind", "-q", "--error-exitcode=9", "--leak-check=full", *suppressions]
    same("under Valgrind", run([*valgrind, "./together", *arguments], place.folder), "all of them work\n")

    # Each writes its report to its own file, and what is set for all of them is nobody's.
    reports = {f"{name.upper()}_LEAK_REPORT": str(place.folder / f"{name}.txt") for name in names}
    run(["./together", *arguments], place.folder, {**reports, "FFO_LEAK_REPORT": str(place.folder / "ours.txt")})
    for name in names:
        same(f"the report of {name}", (place.folder / f"{name}.txt").read_text(), f"{name}: 0 live blocks, 0 bytes\n")
    same("our report", (place.folder / "ours.txt").read_text(), "ffi_ownership: 0 live blocks, 0 bytes\n")


def test_platforms(place, prefix):
    """The other platforms, from this one: under qemu and under Wine."""
    place.use_machines_sources()
    folder = place.library("acme", WITH_VERSION)
    for rid in ("linux-arm64", "win-x64"):
        place.publish(folder, "-r", rid)
    run(["dotnet", "pack", "-c", "Release", "-o", str(place.folder / "feed")], folder)
    with zipfile.ZipFile(place.folder / "feed/acme.2.1.0.nupkg") as package:
        native = sorted(name for name in package.namelist() if name.startswith("runtimes/"))
    same("the package's libraries", native, ["runtimes/linux-arm64/native/libacme.so", "runtimes/win-x64/native/acme.dll"])

    trees = folder / "bin/Release/net10.0"
    arm = trees / "linux-arm64/publish"
    compiler = "aarch64-linux-gnu-gcc"
    run([compiler, "-Wall", "-Werror", str(HERE / "client.c"), "-o", "client", "-Iinclude", "-Llib", "-lacme"], arm)
    sysroot = "/usr/aarch64-linux-gnu"
    same("on arm64", run(["qemu-aarch64", "-L", sysroot, "-E", f"LD_LIBRARY_PATH={arm}/lib", "./client"], arm), SAYS % 1)

    windows = trees / "win-x64/publish"
    files = {str(file.relative_to(windows)) for file in windows.rglob("*") if not file.is_dir()}
    same("the tree for Windows", "\n".join(sorted(files)), "\n".join(sorted([
        "bin/acme.dll", "include/acme.h", "lib/acme.lib", "lib/libacme.dll.a", "lib/cmake/acme/acmeConfig.cmake",
        "lib/cmake/acme/acmeConfigVersion.cmake", "lib/pkgconfig/acme.pc", "share/acme/dotnet-runtime/LICENSE.TXT",
        "share/acme/dotnet-runtime/THIRD-PARTY-NOTICES.TXT", "share/acme/ffi-ownership-LICENSE", "share/acme/manifest.txt",
        "symbols/acme.pdb"])))
    run(["x86_64-w64-mingw32-gcc", "-Wall", "-Werror", str(HERE / "client.c"), "-o", "bin/client.exe", "-Iinclude", "-Llib", "-lacme"], windows)
    told = run([WINE, "bin/client.exe"], windows, {"WINEDEBUG": "-all", "WINEPREFIX": str(place.folder / ".wine")})
    # The first program of a Wine's makes its folder, and says so.
    same("on Windows", re.sub("(?m)^wine: .*\n", "", told.replace("\r", "")), SAYS % 1)


def test_pack(place, prefix):
    """dotnet pack: what programs need that call the library by P/Invoke."""
    folder = place.library("acme", WITH_VERSION.replace("</Project>", '  <ItemGroup><FfiNotices Include="Other-LICENSE.txt" /></ItemGroup>\n</Project>'))
    (folder / "Other-LICENSE.txt").write_text("as you like it\n")
    one_line(run(["dotnet", "pack", "-c", "Release"], folder, succeeds=False), "FFO908", "acme 2.1.0", "dotnet publish")
    place.publish(folder)
    run(["dotnet", "pack", "-c", "Release", "-o", str(place.folder / "feed")], folder)
    with zipfile.ZipFile(place.folder / "feed/acme.2.1.0.nupkg") as package:
        files = {name for name in package.namelist() if not name.startswith(("_rels", "package/", "["))}
    same("the package", "\n".join(sorted(files)), "\n".join(sorted([
        "acme.nuspec", "include/acme.h", "notices/LICENSE.TXT", "notices/Other-LICENSE.txt", "notices/THIRD-PARTY-NOTICES.TXT",
        "notices/ffi-ownership-LICENSE",
        "runtimes/linux-x64/native/libacme.so"])))

    configuration = place.folder / "nuget.config"
    configuration.write_text(configuration.read_text().replace("</packageSources>", f'<add key="own" value="{place.folder}/feed" /></packageSources>'))
    console = place.folder / "console"
    console.mkdir()
    (console / "console.csproj").write_text("""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="acme" Version="2.1.0" /></ItemGroup>
</Project>
""")
    (console / "Program.cs").write_text("""using System.Runtime.InteropServices;
nint text = Native.acme_hello("P/Invoke", out uint status);
System.Console.WriteLine($"{Marshal.PtrToStringUTF8(text)} {status} {Native.acme_free(text)} {Native.acme_free(text)}");

static class Native
{
    [DllImport("acme")] public static extern nint acme_hello([MarshalAs(UnmanagedType.LPUTF8Str)] string name, out uint status);
    [DllImport("acme")] public static extern uint acme_free(nint text);
}
""")
    same("the console app", run(["dotnet", "run", "-c", "Release"], console), "Hello, P/Invoke! 0 0 20\n")


def test_constructs(place, prefix):
    """Each construct of the generator, from C."""
    folder = place.library("acme", LINE, sources="constructs")
    place.publish(folder)
    tree = tree_of(folder)
    flags = [f"-I{tree}/include", f"-L{tree}/lib", "-lacme", f"-Wl,-rpath,{tree}/lib", "-lm", "-lpthread"]
    run(["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", str(HERE / "constructs.c"), *flags, "-o", "constructs"], place.folder)
    run(["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", str(HERE / "constructs_cold.c"), *flags, "-o", "cold"], place.folder)
    run(["gcc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-value", str(HERE / "constructs_faults.c"), *flags, "-o", "faults"], place.folder)
    for heap in ("slab", "system"):
        environment = {"ACME_LEAK_REPORT": str(place.folder / "report.txt"), "ACME_HEAP": heap}
        same(f"the constructs on the {heap} heap", run(["./constructs"], place.folder, environment), "all of them work\n")
        same("the report", (place.folder / "report.txt").read_text(), "acme: 0 live blocks, 0 bytes\n")
        told = run(["./faults"], place.folder, environment)
        same("the report of refusals", (place.folder / "report.txt").read_text(), "acme: 0 live blocks, 0 bytes\n")
        if int(told.splitlines()[-1].split()[0]) < (90 if heap == "system" else 1):
            raise Failed(f"few allocations were refused\n{told}")
        for first in ("text", "elements", "struct", "list", "numbers", "callback", "refusal", "free"):
            for size in (0, 1, 1000, 65536, 1 << 20, 2 << 20, 3_000_000, 4 << 20):
                told = run(["./cold", first, str(size)], place.folder, environment)
                same(f"{first} of {size} as the first call on the {heap} heap", told, "as it should be\n")
                same("the report", (place.folder / "report.txt").read_text(), "acme: 0 live blocks, 0 bytes\n")
    valgrind = ["valgrind", "-q", "--error-exitcode=9", "--leak-check=full", f"--suppressions={tree}/share/acme/valgrind.supp"]
    same("the constructs under Valgrind", run([*valgrind, "./constructs"], place.folder), "all of them work\n")


def test_managed(place, prefix):
    """Managed code that does much, under Valgrind and LeakSanitizer: with the library's suppressions neither has anything to say."""
    folder = place.library("acme", LINE, sources="managed")
    place.publish(folder)
    tree = tree_of(folder)
    flags = [str(HERE / "managed.c"), f"-I{tree}/include", f"-L{tree}/lib", "-lacme", f"-Wl,-rpath,{tree}/lib", "-lpthread"]
    says = "5 of 5, 0\n" * 2
    run(["gcc", "-Wall", "-Wextra", "-Werror", *flags, "-o", "managed"], place.folder)
    told = run(["valgrind", "-s", "--error-exitcode=9", "--leak-check=full", f"--suppressions={tree}/share/acme/valgrind.supp", "./managed"], place.folder)
    # Each is needed here. Which thread of the library's is still there is the scheduler's business.
    for used in ("acme: generic types made at run time", "acme: interface calls of generic types made at run time"):
        if used not in told:
            raise Failed(f"nothing is suppressed as {used}\n{told}")
    run(["gcc", "-fsanitize=address", *flags, "-o", "with_asan"], place.folder)
    told = run(["./with_asan"], place.folder, {"LSAN_OPTIONS": f"suppressions={tree}/share/acme/lsan.supp"})
    if says not in told or "S_P_TypeLoader_" not in told:
        raise Failed(told)


def test_cpack(place, prefix):
    """Debian's packages and an archive of a library: a client is built on each, and a purge leaves nothing behind."""
    folder = place.library("acme", WITH_VERSION.replace("<FfiFree", """<Authors>Jo Doe;Al Roe</Authors>
    <Description>What acme does</Description>
    <PackageProjectUrl>https://example.org/acme</PackageProjectUrl>
    <PackageLicenseExpression>Apache-2.0</PackageLicenseExpression>
    <FfiPackage>deb;tgz</FfiPackage>
    <FfiFree"""))
    place.publish(folder)
    packages = next(folder.glob("bin/Release/*/*/packages"))
    debs = [packages / "libacme2_2.1.0_amd64.deb", packages / "libacme-dev_2.1.0_amd64.deb"]
    archive = packages / "acme-2.1.0-linux-x64.tar.gz"
    same("the packages", sorted(path for path in packages.iterdir() if path.suffix != ".sha256"), sorted([*debs, archive]))
    for package, depends in zip(debs, ("libc6 (>= 2.34)", "libacme2 (= 2.1.0), libc6-dev")):
        said = run(["dpkg-deb", "-f", package, "Maintainer", "Homepage", "Depends"], folder)
        same("the fields", sorted(said.splitlines()), [f"Depends: {depends}", "Homepage: https://example.org/acme", "Maintainer: Jo Doe, Al Roe"])
        if " What acme does\n" not in run(["dpkg-deb", "-I", package], folder):
            raise Failed(f"{package.name} does not say what it is")

    def build(prefix, libraries):
        shutil.rmtree(place.folder / "client", ignore_errors=True)
        client = place.folder / "client"
        client.mkdir()
        shutil.copy(HERE / "client.c", client)
        found = {"LD_LIBRARY_PATH": str(prefix / libraries)}
        flags = run(["pkg-config", "--cflags", "--libs", "acme"], client, {"PKG_CONFIG_PATH": str(prefix / libraries / "pkgconfig")}).split()
        run(["gcc", "-Wall", "-Werror", "client.c", "-o", "client", *flags], client)
        same("what the client says", run(["./client"], client, found), SAYS % 1)
        (client / "CMakeLists.txt").write_text("""cmake_minimum_required(VERSION 3.20)
project(client C)
find_package(acme 2.0 CONFIG REQUIRED)
add_executable(by_cmake client.c)
target_link_libraries(by_cmake acme::acme)
add_executable(by_cmake_static client.c)
target_link_libraries(by_cmake_static acme::acme_static)
""")
        run(["cmake", "-S", ".", "-B", "build", f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_LIBRARY_ARCHITECTURE=x86_64-linux-gnu"], client)
        run(["cmake", "--build", "build"], client)
        for program in ("by_cmake", "by_cmake_static"):
            same(f"what {program} says", run([f"build/{program}"], client), SAYS % 1)

    run(["tar", "-xf", archive], place.folder)
    build(place.folder / "acme-2.1.0-linux-x64", "lib")

    # A system of its own, of nothing but dpkg's records, so that what else is installed here does not matter.
    system = place.folder / "system"
    for record in ("info", "updates", "triggers"):
        (system / "var/lib/dpkg" / record).mkdir(parents=True)
    (system / "var/lib/dpkg/status").touch()
    dpkg = [*([] if os.geteuid() == 0 else ["fakeroot"]), "dpkg", f"--root={system}", "--log=/dev/null", "--force-depends"]
    path = {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    run([*dpkg, "-i", *debs], folder, path)
    build(system / "usr", "lib/x86_64-linux-gnu")
    for name in ("libacme2", "libacme-dev"):
        notices = system / "usr/share/doc" / name
        same("the notices", sorted(file.name for file in notices.rglob("*")), [
            "LICENSE.TXT", "THIRD-PARTY-NOTICES.TXT", "copyright", "dotnet-runtime", "ffi-ownership-LICENSE"])
        if "License: Apache-2.0 and MIT" not in (notices / "copyright").read_text():
            raise Failed((notices / "copyright").read_text())
    run([*dpkg, "-P", "libacme-dev", "libacme2"], folder, path)
    same("what a purge leaves", [str(left) for left in (system / "usr").rglob("*")], [])


def test_native(place, prefix):
    """The package FfiOwnership.Native alone: its readme's program, and what it declares beside the ABI's description; run, published, compiled ahead of time."""
    readme = (ROOT / "lib/FfiOwnership.Native.Package/README.md").read_text()
    program, prints = re.search("```csharp\n(.*?)```\nprints\n\n```\n(.*?)```", readme, re.DOTALL).groups()
    abi = json.loads((ROOT / "share/abi.json").read_text())
    lines, expected = [], []
    for each in abi["enums"]:
        lines.append(f'Console.WriteLine($"{each["name"]} {{sizeof({each["name"]})}} {" ".join("{(long)" + each["name"] + "." + value["name"] + "}" for value in each["values"])}");')
        expected.append(f'{each["name"]} {each["size"]} {" ".join(str(value["value"]) for value in each["values"])}')
    for each in (type for type in abi["types"] if type["kind"] == "struct"):
        name = each["name"]
        at = [f'{{(byte*){"" if field["type"].endswith("]") else "&"}{name}_.{field["name"]} - (byte*)&{name}_}}' for field in each["fields"]]
        lines.append(f'{name} {name}_ = new(); Console.WriteLine($"{name} {{sizeof({name})}} {" ".join(at)}");')
        expected.append(f'{name} {each["size"]} {" ".join(str(field["offset"]) for field in each["fields"])}')
        if each["versioned"]:
            lines.append(f"Console.WriteLine({name}_.struct_size);")
            expected.append(str(each["size"]))
    for each in abi["constants"]:
        lines.append(f'Console.WriteLine({each["name"]});')
        expected.append(str(each["value"]))
    for each in abi["functions"]:
        lines.append(f"Console.WriteLine(NativeLibrary.TryGetExport(library, nameof({each['name']}), out _));")
        expected.append("True")
    lines.append("Console.WriteLine(ffo_abi_check(FFO_ABI_VERSION));")
    expected.append("FFO_OK")

    console = place.folder / "console"
    console.mkdir()
    (console / "console.csproj").write_text(f"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>
    <AllowUnsafeBlocks>true</AllowUnsafeBlocks><TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="FfiOwnership.Native" Version="{version()}" /></ItemGroup>
</Project>
""")
    (console / "Program.cs").write_text(program + "\nDeclared.Print();\n")
    (console / "Declared.cs").write_text("""using System.Runtime.InteropServices;
using FfiOwnership.Native;
using static FfiOwnership.Native.Ffo;

internal static unsafe class Declared
{
    public static void Print()
    {
        nint library = NativeLibrary.Load("ffi_ownership", typeof(Ffo).Assembly, null);
        %s
    }
}
""" % "\n        ".join(lines))

    def says(how, told):
        same(f"the console app, {how}", re.sub("0x[0-9a-f]+", "0x", told), re.sub("0x[0-9a-f]+", "0x", prints) + "\n".join(expected) + "\n")

    says("run", run(["dotnet", "run", "-c", "Release"], console))
    for how in (["--self-contained", "false"], ["-p:PublishAot=true"]):
        published = place.folder / "published"
        shutil.rmtree(published, ignore_errors=True)
        told = place.publish(console, "-r", "linux-x64", "-o", str(published), *how)
        if "warning" in told:
            raise Failed(told)
        says(" ".join(how), run([str(published / "console")], place.folder))


def test_projects(place, prefix):
    """Where version and framework may stand."""
    central = place.library("acme", '<Project Sdk="FfiOwnership.Sdk" />\n', "central")
    (place.folder / "global.json").write_text('{ "msbuild-sdks": { "FfiOwnership.Sdk": "%s" } }' % version())
    (central / "Directory.Packages.props").write_text("<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup></Project>")
    (central / "Directory.Build.props").write_text("<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>")
    place.publish(central)
    tree_of(central)

    (place.folder / "global.json").unlink()
    own = place.library("acme", LINE.replace(" />", "><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>"), "own")
    place.publish(own, "-r", "linux-x64")
    tree_of(own)


def test_two_versions(place, prefix):
    """Two versions of the SDK in one solution: MSBuild takes the first for all projects, and says so."""
    newer = place.folder / "newer"
    newer.mkdir()
    for name in ("FfiOwnership", "FfiOwnership.Sdk"):
        with zipfile.ZipFile(place.packages / f"{name}.{version()}.nupkg") as package, zipfile.ZipFile(newer / f"{name}.9.9.9.nupkg", "w") as other:
            for entry in package.infolist():
                content = package.read(entry)
                is_text = entry.filename.endswith((".nuspec", ".props", ".targets"))
                other.writestr(entry, content.replace(version().encode(), b"9.9.9") if is_text else content)
    configuration = place.folder / "nuget.config"
    configuration.write_text(configuration.read_text().replace("</packageSources>", f'<add key="newer" value="{newer}" /></packageSources>'))
    place.library("one", LINE)
    place.library("two", LINE.replace(version(), "9.9.9"))
    run(["dotnet", "new", "sln", "-n", "both"], place.folder)
    run(["dotnet", "sln", "add", "one", "two"], place.folder)
    told = {line.strip() for line in run(["dotnet", "build", "-c", "Release"], place.folder).splitlines() if "warning" in line}
    for line in told:
        if not re.search(rf'two.csproj : warning MSB4240: .*"FfiOwnership.Sdk".* "{re.escape(version())}" from .* will be used and the version "9.9.9" will be ignored', line):
            raise Failed(f"not a line about two versions: {line}")
    if not told:
        raise Failed("nothing was said about two versions")


def test_mistakes(place, prefix):
    """Each mistake is one line that says what to do."""
    def properties(text):
        return LINE.replace(" />", f"><PropertyGroup>{text}</PropertyGroup></Project>")

    def fails(name, project, code, *words):
        folder = place.library("acme", project, name)
        one_line(place.publish(folder, succeeds=False), code, *words)
        return folder

    fails("frameworks", properties("<TargetFrameworks>net10.0;net9.0</TargetFrameworks>"), "FFO906", "TargetFramework in")
    fails("version", properties("<Version>1.2</Version>"), "FFO904", '"1.2"', "1.2.3")
    fails("name", properties("<AssemblyName>Acme.Csv-2</AssemblyName>"), "FFO903", '"Acme.Csv-2"', "acme_csv_2")
    fails("prefix", properties("<FfiFreeString>acme free</FfiFreeString>"), "FFO909", "acme free")
    late = LINE.replace(" />", """><Target Name="Tag" BeforeTargets="CoreCompile;CheckLibraryName"><PropertyGroup><Version>3.2.1</Version></PropertyGroup></Target></Project>""")
    fails("late", late, "FFO904", "3.2.1", "1.0.0")
    fails("system", properties("<AssemblyName>m</AssemblyName>"), "FFO907", "libm.so")
    fails("kind", properties("<NativeLib>Static</NativeLib>"), "FFO902", "NativeLib to Shared")
    fails("rpm", properties("<FfiPackage>deb;rpm</FfiPackage>"), "FFO910", '"deb;rpm"', "tgz")
    fails("licence", properties("<FfiPackage>deb</FfiPackage>"), "FFO911", "PackageLicenseExpression")
    tools = place.folder / "tools"
    tools.mkdir()
    for tool in ("dotnet", "sh"):
        (tools / tool).symlink_to(shutil.which(tool))
    folder = place.library("acme", properties("<FfiPackage>tgz</FfiPackage>"), "no_cmake")
    one_line(run(["dotnet", "publish", "-c", "Release"], folder, {"PATH": str(tools)}, succeeds=False), "FFO912", "cmake and cpack", "apt install cmake")
    package = f"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework><FfiNativeLibrary>true</FfiNativeLibrary>
    <Nullable>enable</Nullable>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="FfiOwnership" Version="{version()}" />
    <Using Include="System;System.Collections.Generic;System.Linq;FfiOwnership.Boundary;FfiOwnership.Errors;FfiOwnership.Toolkit" />
  </ItemGroup>
</Project>
"""
    fails("aot", package, "FFO901", "PublishAot")

    # With what the message asks for, the same project is a library; and its settings may change.
    by_hand = place.library("acme", package.replace("<FfiNative", "<PublishAot>true</PublishAot><NativeLib>Shared</NativeLib><FfiNative"), "by_hand")
    rid = "linux-x64"
    place.publish(by_hand, "-r", rid)
    place.publish(by_hand, "-r", rid, "-p:FfiSymbolVersion=ACME_OTHER", "-p:FfiManagedHeapLimit=100000000")
    if "acme_free@@ACME_OTHER" not in run(["nm", "-D", str(tree_of(by_hand) / "lib/libacme.so")], by_hand):
        raise Failed("the symbols' version has not followed")
    hijack = place.library("acme", LINE, "hijack")
    for file, old in (("Exports.cs", 'EntryPoint = "acme_free"'), ("include/acme.h", "uint32_t acme_free(")):
        (hijack / file).write_text((hijack / file).read_text().replace(old, old.replace("acme_free", "shutdown")))
    one_line(place.publish(hijack, succeeds=False), "FFO009", "shutdown", "prefix")
    # Where that rule is off, linking finds it.
    one_line(place.publish(hijack, "-p:NoWarn=FFO009", succeeds=False), "FFO905", "shutdown", "acme_")


def test_analyzers(place, prefix):
    """The package brings its analyzers: they say nothing of a library as it should be, and tell a mistake at its line."""
    folder = place.library("acme", LINE)
    told = run(["dotnet", "build", "-c", "Release"], folder)
    if "FFO0" in told:
        raise Failed(told)
    (folder / "Mistake.cs").write_text("""using System.Runtime.InteropServices;

internal static class Mistake
{
    [UnmanagedCallersOnly(EntryPoint = "acme_is_open")]
    private static bool IsOpen(int file) => file >= 0;
}
""")
    one_line(run(["dotnet", "build", "-c", "Release"], folder, succeeds=False), "FFO002", "IsOpen", "bool")


def test_template(place, prefix):
    """dotnet new: its two commands work at once, and it goes away again."""
    home = {"DOTNET_CLI_HOME": str(place.folder / ".home")}
    package = place.packages / f"FfiOwnership.Templates.{version()}.nupkg"
    # What the tests of a new library need is not ours.
    place.use_machines_sources()
    run(["dotnet", "new", "install", str(package)], place.folder, home)
    run(["dotnet", "new", "ffi-library", "-n", "acme_csv"], place.folder, home)
    folder = place.folder / "acme_csv"
    made = "\n".join(path.read_text() for path in folder.rglob("*") if path.is_file())
    if re.search("my_library|MY_LIBRARY|SDK_VERSION|cnd:noEmit", made) or "#ifndef ACME_CSV_H" not in made:
        raise Failed("something of the template is left, or lost")
    readme = re.search("```sh\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL).group(1)
    for line in readme.splitlines():
        told = run(["sh", "-ec", line], folder, home)
    if "100% tests passed" not in told or "Passed!" not in told:
        raise Failed(told)

    for name in ("Acme.Csv", "m"):
        run(["dotnet", "new", "ffi-library", "-n", name], place.folder, home)
        told = run(["dotnet", "publish", f"{name}.csproj", "-o", "out"], place.folder / name, succeeds=False)
        one_line(told, "FFO907" if name == "m" else "FFO903", "AssemblyName")

    def traces():
        """What of the package there is: in the list, in the command's own list of what can be uninstalled, as files."""
        listed = "ffi-library" in run(["dotnet", "new", "list"], place.folder, home)
        installed = "FfiOwnership.Templates" in run(["dotnet", "new", "uninstall"], place.folder, home)
        return listed, installed, any((place.folder / ".home").rglob("FfiOwnership*"))

    same("the traces of the template", traces(), (True, True, True))
    run(["dotnet", "new", "uninstall", "FfiOwnership.Templates"], place.folder, home)
    same("what is left of the template", traces(), (False, False, False))
    run(["dotnet", "new", "ffi-library", "-n", "late"], place.folder, home, succeeds=False)


def test_packages(place, prefix):
    """They are of one version, say what they are, and two packs of one commit are the same."""
    time = run(["git", "-C", str(ROOT), "log", "-1", "--format=%ct"], place.folder).strip()
    again = place.folder / "again"
    holds = {
        "FfiOwnership": ["lib/net10.0/FfiOwnership.dll", "lib/net10.0/FfiOwnership.xml", "build/FfiOwnership.targets", "docs/analyzers.md",
                         "analyzers/dotnet/cs/FfiOwnership.Analyzers.dll", "analyzers/dotnet/cs/FfiOwnership.CodeFixes.dll",
                         "build/HeaderCheck.targets", "tools/header-check/FfiOwnership.HeaderCheck.dll", "tools/header-check/FfiOwnership.HeaderCheck.runtimeconfig.json"],
        "FfiOwnership.Abi": ["tools/net10.0/any/FfiOwnership.Abi.dll", "tools/net10.0/any/FfiOwnership.dll", "tools/net10.0/any/DotnetToolSettings.xml"],
        "FfiOwnership.Sdk": ["Sdk/Sdk.props", "Sdk/Sdk.targets"],
        "FfiOwnership.Templates": ["content/ffi-library/.template.config/template.json"],
        "FfiOwnership.Native": ["runtimes/linux-x64/native/libffi_ownership.so", "lib/net10.0/FfiOwnership.Native.dll", "lib/net10.0/FfiOwnership.Native.xml",
                                "include/ffi_ownership.h", "share/abi.json", "notices/dotnet-runtime/LICENSE.TXT", "notices/dotnet-runtime/THIRD-PARTY-NOTICES.TXT"],
    }
    for name, files in holds.items():
        path = place.packages / f"{name}.{version()}.nupkg"
        with zipfile.ZipFile(path) as package:
            missing = {"LICENSE", "NOTICES.md", "README.md", "icon.png", *files} - set(package.namelist())
            if missing:
                raise Failed(f"{name} has no {missing}")
            # What NuGet's site shows: 128 pixels each way.
            same(f"the icon of {name}", package.read("icon.png")[:24].hex(), "89504e470d0a1a0a0000000d49484452" + "00000080" * 2)
            links = [item.filename for item in package.infolist() if item.external_attr >> 16 & 0o170000 == 0o120000]
            same(f"the links in {name}", links, [])
            for file, source in (("LICENSE", "LICENSE"), ("NOTICES.md", "eng/nuget/NOTICES.md")):
                same(f"{file} of {name}", package.read(file).decode(), (ROOT / source).read_text())
            readme = package.read("README.md").decode()
            if not readme.startswith(f"# {name}\n") or re.search(r"\]\((?!https:)", readme):
                raise Failed(f"the readme of {name} is another one's, or has links that lead nowhere outside of this repository")
            specification = package.read(f"{name}.nuspec").decode()
        for word in (f"<version>{version()}</version>", '<license type="expression">MIT</license>', "<readme>README.md</readme>", "<icon>icon.png</icon>", "<description>", "<tags>"):
            if word not in specification:
                raise Failed(f"{name} says\n{specification}")
        project = "FfiOwnership.Native.Package" if name == "FfiOwnership.Native" else name
        run(["dotnet", "pack", str(ROOT / "lib" / project), "-c", "Release", "-o", str(again), "-p:ContinuousIntegrationBuild=true", "--nologo"],
            ROOT, {"SOURCE_DATE_EPOCH": time, "NUGET_PACKAGES": place.machine})
        if (again / path.name).read_bytes() != path.read_bytes():
            raise Failed(f"{path.name} is another one when it is packed again")
    library = (prefix / f"lib/libffi_ownership.so.{version()}").read_bytes()
    with zipfile.ZipFile(place.packages / f"FfiOwnership.Native.{version()}.nupkg") as package:
        if package.read("runtimes/linux-x64/native/libffi_ownership.so") != library:
            raise Failed("the packed library is another one than the published")
    header = (ROOT / "include/ffi_ownership.h").read_text()
    same("the header's version", ".".join(re.findall(r"#define FFO_VERSION_(?:MAJOR|MINOR|PATCH) +(\d+)", header)), version())


def test_references(place, prefix):
    """Projects that reference an author's are what they were: no native library, no properties of ours."""
    place.library("acme", LINE)
    def other(name, kind, text, program):
        folder = place.folder / name
        folder.mkdir()
        (folder / f"{name}.csproj").write_text(f"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework>{kind}</PropertyGroup>
  <ItemGroup>{text}</ItemGroup>
</Project>
""")
        (folder / "Code.cs").write_text(program)
        return folder

    reference = '<ProjectReference Include="../acme/acme.csproj" />'
    program = 'System.Console.WriteLine(typeof(FfiOwnership.Toolkit.OwnedString).Name);'
    console = other("console", "<OutputType>Exe</OutputType>", reference, program)
    same("the console app", run(["dotnet", "run", "-c", "Release"], console), "OwnedString\n")
    place.publish(console)
    classes = other("classes", "", reference, "public class Empty;")
    run(["dotnet", "build", "-c", "Release"], classes)
    for folder in (console, classes):
        told = run(["dotnet", "msbuild", "-getProperty:PublishAot,NativeLib,FfiNativeLibrary,RuntimeIdentifier"], folder)
        if re.search('"(PublishAot|NativeLib|FfiNativeLibrary|RuntimeIdentifier)": "[^"]', told):
            raise Failed(f"{folder.name} has properties that it has not set: {told}")


if __name__ == "__main__":
    main(globals())
