"""Libraries of .NET authors, made from the packages alone; see place.py.

    toolkit.py TEST PREFIX PACKAGES FOLDER
"""
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
    exports = hijack / "Exports.cs"
    exports.write_text(exports.read_text().replace('EntryPoint = "acme_free"', 'EntryPoint = "shutdown"'))
    one_line(place.publish(hijack, succeeds=False), "FFO905", "shutdown", "acme_")


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
    run(["dotnet", "new", "uninstall", "FfiOwnership.Templates"], place.folder, home)
    if "ffi-library" in run(["dotnet", "new", "list"], place.folder, home):
        raise Failed("the template is still there")


def test_packages(place, prefix):
    """They are of one version, say what they are, and two packs of one commit are the same."""
    for name in ("FfiOwnership", "FfiOwnership.Sdk", "FfiOwnership.Templates"):
        with zipfile.ZipFile(place.packages / f"{name}.{version()}.nupkg") as package:
            files = set(package.namelist())
            specification = package.read(f"{name}.nuspec").decode()
        if not {"LICENSE", "README.md"} <= files:
            raise Failed(f"{name} has {files}")
        for word in (f"<version>{version()}</version>", '<license type="expression">MIT</license>', "<readme>README.md</readme>", "<description>", "<tags>"):
            if word not in specification:
                raise Failed(f"{name} says\n{specification}")
    header = (ROOT / "include/ffi_ownership.h").read_text()
    same("the header's version", ".".join(re.findall(r"#define FFO_VERSION_(?:MAJOR|MINOR|PATCH) +(\d+)", header)), version())
    again = place.folder / "again"
    time = run(["git", "-C", str(ROOT), "log", "-1", "--format=%ct"], place.folder).strip()
    for name in ("FfiOwnership.Sdk", "FfiOwnership.Templates"):
        run(["dotnet", "pack", str(ROOT / "lib" / name), "-c", "Release", "-o", str(again), "-p:ContinuousIntegrationBuild=true", "--nologo"],
            ROOT, {"SOURCE_DATE_EPOCH": time})
        package = f"{name}.{version()}.nupkg"
        if (again / package).read_bytes() != (place.packages / package).read_bytes():
            raise Failed(f"{package} is another one when it is packed again")


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
