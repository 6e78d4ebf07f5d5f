// The build program. build.sh and build.ps1 start it: dotnet run eng/build.cs -- [VERB] [--rid RID] [--verbose]
#:property PublishAot=false

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;
using System.Xml.Linq;

const string Usage = """
    ./build.sh [VERB] [OPTIONS]

    verbs
      (none)        install what is missing, build the library, lay out out/<rid>/, run the walkthrough
      test          build, then run every test; the last line is "N passed, N failed".
                    On linux-x64 also the C tests for linux-arm64 under qemu, the chief ones for win-x64 and
                    the Node.js binding's under Wine, and a minute of coverage-guided fuzzing
      test-c        the C tests only (CTest)
      test-dotnet   the .NET tests only (NUnit)
      test-bindings the script bindings' tests only, each in its language's runner
      test-guided   the coverage-guided fuzzing only
      package       build, then make the archive, Debian's packages and those of the bindings in out/packages/
      bench         build, then measure the library and its bindings beside others (bench/README.md); about five minutes
      mutate [TEXT] switch off the rules in eng/mutations/, or those that TEXT is part of, and see that tests notice
      clean         remove out/
      help          this text

    options
      --rid RID     the runtime identifier to build for (default: this machine's); on linux-x64 also linux-arm64
                    and win-x64, for the walkthrough and test-c, which qemu or Wine then runs, and for package
      --soak MINUTES  test: when all tests are done, drawn programs with fresh seeds for so long
      --quick       bench: only to see that all of it runs; about ten seconds
      --verbose     show the output of every step, not only of failed ones
    """;

// The platforms that are also built on another, where qemu or Wine runs their programs.
const string Arm = "linux-arm64";
const string Windows = "win-x64";
const string CrossHost = "linux-x64";
const string SysRoot = "/usr/aarch64-linux-gnu";
const string MinGW = "/usr/x86_64-w64-mingw32";
const string Wine = "/usr/lib/wine/wine64";
const string WineServer = "/usr/lib/wine/wineserver64";

string[] includeFolders = ["/usr/include", "/usr/local/include", "/usr/lib/llvm-14/include"];
string[] mutants = [];
string root = Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!;
string verb = "walkthrough";
string hostRid = HostRid();
string rid = hostRid;
bool verbose = false;
bool quick = false;
int soak = 0;

try
{
    ReadArguments();
    return Perform();
}
catch (Exception failure) when (failure is BuildException or Win32Exception or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"build: {failure.Message}");
    return 1;
}

// ---- What to do ----------------------------------------------------------------------------------------------------

void ReadArguments()
{
    Queue<string> rest = new(args);
    while (rest.TryDequeue(out string? argument))
    {
        switch (argument)
        {
            case "test" or "test-c" or "test-dotnet" or "test-bindings" or "test-guided" or "package" or "bench" or "clean" or "help":
                verb = argument;
                break;
            case "mutate":
                verb = argument;
                mutants = [.. rest];
                rest.Clear();
                break;
            case "--rid" when rest.TryDequeue(out string? value):
                rid = value;
                break;
            case "--soak" when rest.TryDequeue(out string? value) && int.TryParse(value, CultureInfo.InvariantCulture, out soak) && soak > 0:
                break;
            case "--verbose":
                verbose = true;
                break;
            case "--quick":
                quick = true;
                break;
            default:
                throw new BuildException($"cannot make sense of \"{argument}\"; ./build.sh help lists the verbs and options");
        }
    }
}

int Perform()
{
    switch (verb)
    {
        case "help":
            Console.WriteLine(Usage);
            return 0;
        case "clean":
            Report("remove out/", () => DeleteFolder(Path.Combine(root, "out")));
            return 0;
        case "mutate":
            CheckHost();
            InstallPrerequisites();
            return Execute(show: true, "dotnet", ["run", "eng/mutate.cs", "--", .. mutants]).Status;
    }

    CheckHost();
    CheckRid();
    InstallPrerequisites();
    BuildLibrary();
    return verb switch
    {
        "walkthrough" => Walkthrough(),
        "package" => Package(),
        "bench" => Bench(),
        _ => Test(),
    };
}

// The C tests are written for GCC and clang, the rest for what Debian has.
void CheckHost()
{
    if (OperatingSystem.IsWindows() && verb is not ("walkthrough" or "test-dotnet" or "package"))
    {
        throw new BuildException($"{verb} runs on Linux only, where ./build.sh test tests the library for {Windows} under Wine; "
            + "on Windows there are ./build.ps1, ./build.ps1 test-dotnet and ./build.ps1 package");
    }
}

void CheckRid()
{
    if (soak > 0 && (verb is not ("test" or "test-guided") || IsCross()))
    {
        throw new BuildException("--soak belongs to ./build.sh test, on this machine's own processor");
    }

    if (rid != hostRid && !IsCross())
    {
        string possible = hostRid == CrossHost ? $"{hostRid}, {Arm} and {Windows}" : hostRid;
        string musl = rid.Contains("-musl-", StringComparison.Ordinal)
            ? $": there is no package runtime.{rid}.Microsoft.DotNet.ILCompiler where we restore from, and nothing is tried with musl" : "";
        throw new BuildException($"{rid} cannot be built on {hostRid}{musl}; possible here: {possible}");
    }

    if (IsCross() && verb is not ("walkthrough" or "test-c" or "package"))
    {
        throw new BuildException($"{verb} runs on {hostRid} itself; for {rid} there are ./build.sh, ./build.sh test-c and ./build.sh package, each with --rid {rid}");
    }
}

// Whether the library is for another processor or system than this machine's.
bool IsCross() => rid is Arm or Windows && hostRid == CrossHost;

bool UsesWine() => rid == Windows && IsCross();

bool IsForWindows() => rid.StartsWith("win-", StringComparison.Ordinal);

// Whether what is built for the others is tested along with all else.
bool TestsCross() => verb == "test" && hostRid == CrossHost;

// Whether the coverage-guided fuzzer runs, which Debian has for this platform.
bool GuidesFuzzing() => verb is "test" or "test-guided" && hostRid == CrossHost;

void BuildLibrary()
{
    Publish();
    LayOut();
}

int Walkthrough()
{
    BuildC("--target", "ffo-walkthrough", "ffo-walkthrough-cpp");
    Console.WriteLine();
    string program = Path.Combine("out", rid, "bin", IsForWindows() ? "ffo-walkthrough.exe" : "ffo-walkthrough");
    string[] command = !IsCross() ? [Path.Combine(root, program)] : rid == Arm ? ["qemu-aarch64", "-L", SysRoot, program] : [Wine, program];
    int status = Execute(show: true, command[0], [.. command[1..], "README.md"]).Status;
    if (status != 0)
    {
        throw new BuildException($"the walkthrough ended with status {status}; its last lines above say where");
    }

    if (IsCross())
    {
        string emulator = rid == Arm ? "qemu" : "Wine";
        string environment = rid == Arm ? "" : string.Join("", WineSettings().Select(setting => $"{setting.Name}={setting.Value} "));
        Console.WriteLine($"\nThe library for {rid} is in out/{rid}/. Here its programs run under {emulator}: {environment}{string.Join(' ', command)}");
    }

    return 0;
}

int Test()
{
    List<Count> counts = [];
    if (verb is "test" or "test-c")
    {
        MakePackages();
        RestorePowerShell();
        BuildC();
        counts.Add(TestC());
    }

    if (verb is "test" or "test-dotnet")
    {
        counts.Add(TestDotnet("slab"));
        counts.Add(TestDotnet("system"));
    }

    if (verb == "test-guided")
    {
        BuildC("--target", "ffo-walkthrough", "ffo-walkthrough-cpp", "fuzz", "fuzz_interpreter");
    }

    if (GuidesFuzzing())
    {
        counts.Add(TestGuided());
    }

    if (verb is "test" or "test-bindings")
    {
        counts.AddRange(Bindings().Select(TestBinding));
    }

    if (TestsCross())
    {
        rid = Arm;
        BuildLibrary();
        BuildC();
        counts.Add(TestC());

        // About a minute of it; ./build.sh test-c --rid win-x64 runs them all.
        rid = Windows;
        BuildLibrary();
        BuildC();
        counts.Add(TestC("-R", @"^(binary|windows|static)\.|\.(lifecycle|misuse|dlopen|faults|threads)\."));
        counts.Add(TestBinding("node"));
        rid = hostRid;
    }

    if (soak > 0)
    {
        counts.Add(Soak());
    }

    Console.WriteLine();
    counts.ForEach(Console.WriteLine);
    Console.WriteLine($"{counts.Sum(c => c.Passed)} passed, {counts.Sum(c => c.Failed)} failed");
    return counts.All(c => c.Good) ? 0 : 1;
}

// ---- Step 1: what must be on the machine ---------------------------------------------------------------------------

void InstallPrerequisites()
{
    // Each with the program, the header, the library of clang's or the file that shows its presence, however it was installed.
    List<(string Package, string Sign)> needed = [("cmake", "cmake"), (OperatingSystem.IsWindows() ? "ninja" : "ninja-build", "ninja")];
    if (OperatingSystem.IsWindows() && verb == "walkthrough")
    {
        needed.Add(("cl", "cl"));
    }

    if (OperatingSystem.IsLinux())
    {
        needed.AddRange([("binutils", "objcopy"), ("clang", "clang"), ("gcc", "gcc"), ("g++", "g++"), ("valgrind", "valgrind")]);
        needed.AddRange([("libcmocka-dev", "cmocka.h"), ("zlib1g-dev", "zlib.h")]);
        if (verb is "test" or "test-dotnet")
        {
            needed.Add(("libclang-14-dev", "clang-c/Index.h"));
        }

        if (verb is "test" or "test-c")
        {
            needed.AddRange([("clang-tidy", "clang-tidy"), ("libclang-rt-dev", "libclang_rt.asan*.so"), ("lld", "ld.lld")]);
            needed.AddRange([("make", "make"), ("meson", "meson"), ("pkg-config", "pkg-config"), ("llvm", "llvm-symbolizer"), ("libgc-dev", "gc.h")]);
            needed.AddRange([("python3", "/usr/bin/python3"), ("luajit", "luajit"), ("ruby", "ruby")]);
        }

        const string Python = "/usr/lib/python3/dist-packages";
        if (!IsCross() && (verb is "test" or "test-bindings" or "package" or "bench"))
        {
            needed.AddRange([("python3-pip", $"{Python}/pip/__init__.py"), ("python3-wheel", $"{Python}/wheel/__init__.py")]);
            needed.AddRange([("python3-setuptools", $"{Python}/setuptools/__init__.py"), ("luajit", "luajit"), ("luarocks", "luarocks")]);
            needed.AddRange([("ruby", "ruby"), ("nodejs", "node"), ("npm", "npm")]);
        }

        if (GuidesFuzzing())
        {
            needed.Add(("afl++", "afl-fuzz"));
        }

        if (verb is "test" or "test-bindings")
        {
            needed.AddRange([("python3-pytest", $"{Python}/pytest/__init__.py"), ("python3-numpy", $"{Python}/numpy/__init__.py")]);
            needed.AddRange([("mypy", $"{Python}/mypy/__init__.py"), ("lua-busted", "busted"), ("libluajit-5.1-dev", "luajit-2.1/luajit.h")]);
            needed.AddRange([("pkg-config", "pkg-config"), ("ruby-minitest", "/usr/share/doc/ruby-minitest/copyright")]);
        }

        if (rid == Windows || TestsCross())
        {
            needed.AddRange([("lld", "lld-link"), ("llvm", "llvm-dlltool"), ("mingw-w64-x86-64-dev", $"{MinGW}/lib/libucrt.a"), ("wine64", Wine)]);
            needed.AddRange([("gcc-mingw-w64-x86-64-posix", "x86_64-w64-mingw32-gcc-posix"), ("g++-mingw-w64-x86-64-posix", "x86_64-w64-mingw32-g++-posix")]);
            needed.AddRange([("dpkg-dev", "dpkg-source"), ("pkg-config", "pkg-config")]);
        }

        if (rid == Arm || TestsCross())
        {
            needed.AddRange([("gcc-aarch64-linux-gnu", "aarch64-linux-gnu-gcc"), ("g++-aarch64-linux-gnu", "aarch64-linux-gnu-g++")]);
            needed.Add(("qemu-user", "qemu-aarch64"));
        }

        if (verb == "bench")
        {
            needed.AddRange([("gnuplot-nox", "gnuplot"), ("libmimalloc-dev", "mimalloc.h")]);
        }
    }

    string[] missing = [.. needed.Where(n => !IsPresent(n.Sign)).Select(n => n.Package)];
    if (missing.Length == 0)
    {
        return;
    }

    string names = string.Join(' ', missing);
    if (OperatingSystem.IsWindows())
    {
        throw new BuildException($"not on PATH: {names}; they come with Visual Studio's \"Desktop development with C++\", and its Developer PowerShell has them on PATH: start again there");
    }

    if (!IsOnPath("apt-get"))
    {
        throw new BuildException($"missing: {names} (Debian's names); install them with your system's package manager, then start again");
    }

    bool isRoot = Environment.IsPrivilegedProcess;
    if (!isRoot && !(IsOnPath("sudo") && Execute(show: false, "sudo", "-n", "true").Status == 0))
    {
        throw new BuildException($"missing: {names}; run this, then start again: sudo apt-get update && sudo apt-get install -y {names}");
    }

    // A lock is waited for, because a fresh machine often installs its updates right now.
    string[] apt = [.. isRoot ? [] : (string[])["sudo", "-n"], "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"];
    Run("update the package list", "check the network and apt's sources", [.. apt, "update"]);
    Run($"install {names}", "install them by hand, then start again", [.. apt, "install", "-y", "--no-install-recommends", .. missing]);
}

bool IsPresent(string sign) => Path.IsPathRooted(sign) ? File.Exists(sign) : Path.GetExtension(sign) switch
{
    ".h" => includeFolders.Any(folder => File.Exists(Path.Combine(folder, sign))),
    ".so" => Directory.Exists("/usr/lib/clang") && Directory.EnumerateFiles("/usr/lib/clang", sign, SearchOption.AllDirectories).Any(),
    _ => IsOnPath(sign),
};

bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
    .Split(Path.PathSeparator)
    .Any(folder => File.Exists(Path.Combine(folder, Program(program))));

// ---- Steps 2 and 3: the library and its install tree ---------------------------------------------------------------

void Publish() => Run(
    "publish the library",
    "the first error above is the one to mend",
    ["dotnet", "publish", "lib/FfiOwnership.Native", "-c", "Release", "-r", rid, "--nologo"]);

// eng/package says what lies where. The tree is made anew, so that nothing of a former one stays; but for the walkthroughs,
// which not every verb makes again.
void LayOut()
{
    ConfigureLayout("install");
    foreach (string folder in (string[])["include", "lib", "share", "symbols"])
    {
        DeleteFolder(Path.Combine(Prefix(), folder));
    }

    Run($"lay out out/{rid}/", "the first error above is the one to mend", ["cmake", "--install", LayoutFolder("install"), "--prefix", Prefix()]);
}

int Package()
{
    MakePackages();

    // As a NuGet package for P/Invoke has them, one folder for each platform.
    string library = rid.Split('-')[0] switch { "win" => "ffi_ownership.dll", "osx" => "libffi_ownership.dylib", _ => "libffi_ownership.so" };
    string folder = Path.Combine(Packages(), "runtimes", rid, "native");
    Directory.CreateDirectory(folder);
    File.Copy(Path.Combine(NativeFolder(), library), Path.Combine(folder, library), overwrite: true);
    foreach (string binding in IsCross() ? [] : Bindings())
    {
        Run($"pack the {binding} binding", "the first error above is the one to mend", ["env", $"FFO_PREFIX={Prefix()}", "bash", $"bindings/{binding}/package.sh", Packages()]);
    }

    Console.WriteLine("see out/packages/");
    return 0;
}

void MakePackages()
{
    Pack("install");
    if (rid is "linux-x64" or "linux-arm64")
    {
        ConfigureLayout("debian", "-DFFO_DEBIAN=ON");
        Pack("debian");
    }
}

void ConfigureLayout(string layout, params string[] options)
{
    Run(
        $"configure the {layout} layout",
        "the first error above is the one to mend",
        [
            "cmake", "-S", "eng/package", "-B", LayoutFolder(layout), "-G", "Ninja",
            $"-DFFO_RID={rid}", $"-DFFO_NATIVE={NativeFolder()}", $"-DFFO_PACKAGES={Packages()}", .. options,
        ]);
}

void Pack(string layout) => Run(
    $"pack the {layout} layout",
    "the first error above is the one to mend",
    ["cpack", "--config", Path.Combine(LayoutFolder(layout), "CPackConfig.cmake"), "-B", LayoutFolder(layout)]);

// Where publish leaves the library.
string NativeFolder() => WithSlashes(Path.Combine(root, "out", "dotnet", "bin", "FfiOwnership.Native", $"release_{rid}", "native"));

string LayoutFolder(string layout) => Path.Combine("out", "cmake", $"{layout}-{rid}");

string Packages() => WithSlashes(Path.Combine(root, "out", "packages"));

string Prefix() => WithSlashes(Path.Combine(root, "out", rid));

// CMake takes a backslash, which is the separator on Windows, for the start of an escape.
static string WithSlashes(string path) => path.Replace(Path.DirectorySeparatorChar, '/');

// ---- Steps 4 and 5: the C programs and their tests -----------------------------------------------------------------

string CMakeFolder() => Path.Combine("out", "cmake", rid);

void BuildC(params string[] target)
{
    const string Advice = "the first error above is the one to mend";
    string[] cross = [];
    if (IsCross())
    {
        string cmocka = rid == Arm ? $"-DCMAKE_PREFIX_PATH={FetchCmocka()}" : $"-DFFO_CMOCKA_SOURCE={FetchCmockaSource()}";
        cross = [$"-DCMAKE_TOOLCHAIN_FILE=cmake/{rid}.cmake", cmocka];
    }

    if (UsesWine())
    {
        StartWine();
    }

    Run(
        "configure the C programs",
        Advice,
        ["cmake", "-S", "test-c", "-B", CMakeFolder(), "-G", "Ninja", $"-DFFO_PREFIX={Prefix()}", $"-DFFO_PACKAGES={Packages()}", .. cross]);
    Run("build the C programs", Advice, ["cmake", "--build", CMakeFolder(), .. target]);
    Run("install the walkthroughs", Advice, ["cmake", "--install", CMakeFolder(), "--prefix", Prefix(), "--component", "walkthrough"]);
}

// cmocka for the other processor is a package of that processor's Debian. It is found through package lists of our own and
// unpacked in out/: what is installed on the machine, and from where, stays as it is. Returns the folder for CMake to look in.
string FetchCmocka()
{
    string folder = Path.Combine(root, "out", $"debian-{Arm}");
    string installed = Path.Combine(folder, "usr");
    if (File.Exists(Path.Combine(installed, "lib", "aarch64-linux-gnu", "libcmocka.so.0")))
    {
        return installed;
    }

    const string Advice = "check the network and apt's sources";
    Directory.CreateDirectory(Path.Combine(folder, "lists", "partial"));
    string[] options =
    [
        "APT::Architecture=arm64", "APT::Architectures::=arm64", "APT::Sandbox::User=root", "Acquire::Languages=none",
        $"Dir::State::lists={folder}/lists", $"Dir::Cache={folder}/cache", "Dir::State::status=/dev/null",
    ];
    string[] apt = ["env", "-C", folder, "apt-get", .. options.SelectMany(option => (string[])["-o", option])];
    Run($"fetch Debian's package list for {Arm}", Advice, [.. apt, "update"]);
    Run($"fetch cmocka for {Arm}", Advice, [.. apt, "download", "libcmocka0", "libcmocka-dev"]);
    foreach (string package in Directory.GetFiles(folder, "*.deb").Order())
    {
        Run($"unpack {Path.GetFileName(package).Split('_')[0]}", "remove the folder out/ and start again", ["dpkg", "-x", package, folder]);
    }

    return installed;
}

// For Windows Debian has cmocka as source only: one file, which CMake compiles. Returns its folder.
string FetchCmockaSource()
{
    string folder = Path.Combine(root, "out", "debian-source");
    string unpacked = Path.Combine(folder, "cmocka");
    if (File.Exists(Path.Combine(unpacked, "src", "cmocka.c")))
    {
        return unpacked;
    }

    const string Advice = "check the network and apt's sources";
    DeleteFolder(folder);
    Directory.CreateDirectory(Path.Combine(folder, "lists", "partial"));

    // The machine's own sources, asked for their source packages as well.
    (_, string sites) = Execute(show: false, "apt-get", "indextargets", "--format", "deb-src $(SITE) $(RELEASE) $(COMPONENT)", "Created-By: Packages");
    File.WriteAllLines(Path.Combine(folder, "sources.list"), sites.Split('\n').Distinct().Where(line => line.Contains("/debian ", StringComparison.Ordinal)));
    string[] options =
    [
        $"Dir::Etc::sourcelist={folder}/sources.list", "Dir::Etc::sourceparts=/dev/null", "APT::Sandbox::User=root", "Acquire::Languages=none",
        $"Dir::State::lists={folder}/lists", $"Dir::Cache={folder}/cache",
    ];
    string[] apt = ["env", "-C", folder, "apt-get", .. options.SelectMany(option => (string[])["-o", option])];
    Run("fetch Debian's list of sources", Advice, [.. apt, "update"]);
    Run("fetch cmocka's source", Advice, [.. apt, "source", "--download-only", "cmocka"]);
    Run("unpack cmocka's source", "remove the folder out/ and start again", ["dpkg-source", "--no-check", "-x", Directory.GetFiles(folder, "*.dsc").Single(), unpacked]);
    return unpacked;
}

// Wine keeps the Windows that it shows in a folder of ours, has no need of a display, and keeps its remarks to itself.
(string Name, string Value)[] WineSettings() => [("WINEPREFIX", Path.Combine(root, "out", "wine")), ("WINEDEBUG", "-all"), ("WINEDLLOVERRIDES", "mscoree,mshtml=")];

// Wine's first program starts its server and services, which keep that program's output open for as long as they run. So this is the
// first one, and its output is nobody's; and they stay for ten minutes after the last.
void StartWine()
{
    foreach ((string name, string value) in WineSettings())
    {
        Environment.SetEnvironmentVariable(name, value);
    }

    Environment.SetEnvironmentVariable("DISPLAY", null);
    string prefix = Path.Combine(root, "out", "wine");
    bool isNew = !Directory.Exists(Path.Combine(prefix, "drive_c"));
    Directory.CreateDirectory(prefix); // without it the server does not start
    Run(
        isNew ? "make a Windows for Wine, once" : "start Wine",
        $"see what {Wine} wineboot says; if it is of no help, remove the folder out/wine and start again",
        ["sh", "-c", $"({WineServer} -p600; {Wine} wineboot {(isNew ? "--init" : "--update")}) > /dev/null 2>&1 < /dev/null"]);
}

// build.ps1 is tested with it.
void RestorePowerShell()
{
    if (!IsCross())
    {
        Run("fetch PowerShell", "check the network and NuGet's settings", ["dotnet", "tool", "restore"]);
    }
}

// Those that ctest's options choose; all, if there are none.
Count TestC(params string[] options)
{
    string results = ResultFile($"ctest.{rid}.xml");
    int status = RunTests(
        $"C tests on {rid}",
        ["ctest", "--test-dir", CMakeFolder(), "-j", $"{Environment.ProcessorCount}", "--output-on-failure", "--no-tests=error", "--output-junit", results, .. options]);

    // Besides "run" and "fail" there is "notrun": skipped by the test's own choice, or a test that could not even start.
    XElement[] tests = [.. ReadResults(results)?.Elements("testcase") ?? []];
    int passed = tests.Count(t => t.Attribute("status")?.Value == "run");
    int skipped = tests.Count(t => t.Attribute("status")?.Value == "disabled"
        || (t.Element("skipped")?.Attribute("message")?.Value.StartsWith("SKIP_", StringComparison.Ordinal) ?? false));
    return new Count($"CTest on {rid}", passed, tests.Length - passed - skipped, skipped, status);
}

// ---- Step 6: the .NET tests ----------------------------------------------------------------------------------------

// The library in the test process starts once, so each heap needs a run of its own.
Count TestDotnet(string heap)
{
    string results = ResultFile($"nunit.{heap}.trx");
    int status = RunTests(
        $".NET tests on the {heap} heap",
        [
            "dotnet", "test", "test-dotnet/FfiOwnership.Tests", "-c", "Release", "--nologo",
            "--results-directory", Path.GetDirectoryName(results)!, "--logger", $"trx;LogFileName={Path.GetFileName(results)}",
            "--environment", $"FFO_HEAP={heap}", "--environment", $"FFO_PREFIX={Prefix()}",

            // A snapshot that is not in the tree is a failure, not a new truth.
            "--environment", "SNAPSHOOTER_STRICT_MODE=on",
        ]);

    XElement? counters = ReadResults(results)?.Descendants().FirstOrDefault(e => e.Name.LocalName == "Counters");
    int passed = Number(counters, "passed");
    int skipped = Number(counters, "total") - Number(counters, "executed");
    return new Count($"NUnit on the {heap} heap", passed, Number(counters, "executed") - passed, skipped, status);
}

// ---- Step 7: fuzzing -----------------------------------------------------------------------------------------------

string FuzzFolder() => Path.Combine(root, CMakeFolder(), "fuzz");

// afl-fuzz changes the programs of a small corpus for a minute, guided by the branches that they take in the instrumented
// assembly; test-c/fuzz runs them, on the runtime's just-in-time compiler. A crash or a hang is a failed test.
Count TestGuided()
{
    const string Advice = "the first error above is the one to mend";
    const string Project = "test-dotnet/FfiOwnership.Fuzz";
    const int Seconds = 60;
    string folder = Path.Combine(root, "out", "fuzz");
    string host = Path.Combine(folder, "host");
    string programs = Path.Combine(folder, "programs");
    string findings = Path.Combine(folder, "findings");
    DeleteFolder(folder);
    Directory.CreateDirectory(programs);
    Run("build the host of the fuzzer", Advice, ["dotnet", "build", Project, "-c", "Release", "--nologo", "-o", host]);
    Run("instrument the library", Advice, ["dotnet", $"{host}/FfiOwnership.Fuzz.dll", "instrument", $"{host}/FfiOwnership.dll"]);
    Run("assemble the corpus", Advice, [Path.Combine(FuzzFolder(), "fuzz"), "bytes", $"{Project}/corpus", programs]);

    Console.WriteLine($"coverage-guided fuzzing for {Seconds} s ...");
    (int status, string output) = Execute(
        show: false,
        "env",
        [
            // What the tool asks of a machine of its own is not to be had in a container; the instrumentation is not a compiler's.
            "AFL_SKIP_BIN_CHECK=1", "AFL_SKIP_CPUFREQ=1", "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1", "AFL_NO_AFFINITY=1", "AFL_NO_UI=1",
            "AFL_FAST_CAL=1", "AFL_FORKSRV_INIT_TMOUT=120000", "FFO_POLICY=return",
            "afl-fuzz", "-i", programs, "-o", findings, "-V", $"{Seconds}", "-t", "20000", "-m", "none", "--",
            "dotnet", $"{host}/FfiOwnership.Fuzz.dll", "run", Path.Combine(FuzzFolder(), "libfuzz_interpreter.so"),
        ]);

    string stats = Path.Combine(findings, "default", "fuzzer_stats");
    if (!File.Exists(stats))
    {
        Console.WriteLine(output);
        return new Count("coverage-guided fuzzing", 0, 1, 0, status);
    }

    Dictionary<string, string> told = File.ReadLines(stats).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());
    Console.WriteLine($"{told["execs_done"]} programs, {told["corpus_count"]} of them take ways of their own, {told["saved_crashes"]} findings, {told["saved_hangs"]} hangs");
    int failed = 0;
    foreach (string file in Directory.GetFiles(Path.Combine(findings, "default"), "id:*", SearchOption.AllDirectories).Where(f => !f.Contains("/queue/", StringComparison.Ordinal)))
    {
        // When the time is up, the program that is running may be ended by SIGINT; nothing else sends that.
        if (file.Contains(",sig:02,", StringComparison.Ordinal))
        {
            continue;
        }

        failed++;
        (int _, string program) = Execute(show: false, Path.Combine(FuzzFolder(), "fuzz"), "unbytes", file);
        Console.WriteLine($"{file}, as text; out/cmake/{rid}/fuzz/fuzz replay FILE takes it:\n{program}");
    }

    // A program that is run twice takes the same ways twice, and new ones are found: else nothing was guided.
    bool guided = Directory.GetFiles(programs).Length < int.Parse(told["corpus_count"], CultureInfo.InvariantCulture);
    return new Count("coverage-guided fuzzing", guided ? 1 : 0, failed, 0, guided ? status : 1);
}

// Drawn programs with seeds that no run had before, in as many processes at once as there are processors.
Count Soak()
{
    int status = RunTests(
        $"drawn programs for {soak} min",
        [Path.Combine(FuzzFolder(), "fuzz"), "soak", $"{soak}", $"{Environment.ProcessorCount}"]);
    return new Count("soak", status == 0 ? 1 : 0, status == 0 ? 0 : 1, 0, status);
}

// ---- Step 8: the script bindings -----------------------------------------------------------------------------------

// Each folder has its own run-tests.sh, and package.sh for ./build.sh package; bindings/README.md says what they are given.
string[] Bindings() => OperatingSystem.IsLinux()
    ? [.. Directory.GetDirectories(Path.Combine(root, "bindings")).Select(folder => Path.GetFileName(folder)).Order()]
    : [];

Count TestBinding(string binding)
{
    // Whoever runs them on several versions of the language writes a file for each: name.xml, name.version.xml.
    string name = rid == hostRid ? binding : $"{binding}-{rid}";
    string results = ResultFile($"{name}.xml");
    string[] Files() => Directory.GetFiles(Path.GetDirectoryName(results)!, $"{name}.*xml");
    Array.ForEach(Files(), File.Delete);
    int status = RunTests(
        $"tests of the {binding} binding on {rid}",
        [
            "env", $"FFO_PREFIX={Prefix()}", $"FFO_RESULTS={results}",
            $"FFI_OWNERSHIP_LIBRARY={Prefix()}/{(rid == Windows ? "bin/ffi_ownership.dll" : "lib/libffi_ownership.so.1")}",
            "bash", $"bindings/{binding}/run-tests.sh",
        ]);

    XElement[] tests = [.. Files().SelectMany(file => ReadResults(file)?.Descendants("testcase") ?? [])];
    int skipped = tests.Count(test => test.Element("skipped") != null);
    int failed = tests.Count(test => test.Element("failure") != null || test.Element("error") != null);
    return new Count($"{binding} binding on {rid}", tests.Length - skipped - failed, failed, skipped, status);
}

string ResultFile(string name)
{
    string file = Path.Combine(root, "out", "results", name);
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    File.Delete(file);
    return file;
}

// A runner that was stopped leaves no file, or half of one; its status tells the rest.
XElement? ReadResults(string file)
{
    try
    {
        return File.Exists(file) ? XDocument.Load(file).Root : null;
    }
    catch (XmlException)
    {
        return null;
    }
}

int Number(XElement? element, string attribute) =>
    int.Parse(element?.Attribute(attribute)?.Value ?? "0", CultureInfo.InvariantCulture);

// ---- The benchmark -------------------------------------------------------------------------------------------------

int Bench()
{
    const string Advice = "the first error above is the one to mend";
    string results = Path.Combine(root, "out", "bench");
    string build = Path.Combine("out", "cmake", $"bench-{rid}");
    Run("publish the .NET peer", Advice, ["dotnet", "publish", "bench/peers/dotnet", "-c", "Release", "-r", rid, "--nologo"]);
    Directory.CreateDirectory(Path.Combine(results, "lib"));
    const string Peer = "libdotnet_peer.so";
    File.Copy(Path.Combine(root, "out", "dotnet", "bin", "DotnetPeer", $"release_{rid}", "native", Peer), Path.Combine(results, "lib", Peer), overwrite: true);
    Run(
        "configure the benchmark",
        Advice,
        ["cmake", "-S", "bench", "-B", build, "-G", "Ninja", $"-DFFO_PREFIX={Prefix()}", $"-DFFO_BENCH_OUT={results}"]);
    Run("build the benchmark", Advice, ["cmake", "--build", build]);

    Console.WriteLine();
    int status = Execute(show: true, Path.Combine(results, "bin", "ffo-bench"), quick ? ["--quick"] : []).Status;
    if (status != 0)
    {
        throw new BuildException($"the benchmark ended with status {status}; its last lines above say where");
    }

    Run("draw the picture", Advice, ["gnuplot", "-e", "folder='out/bench'", "bench/report/results.gp"]);
    BenchBindings(results);
    Console.WriteLine("see out/bench/: results.svg, table.md, results.json; bindings.svg, bindings/");
    return 0;
}

// Each prints a line for a workload: its name, our ns, the language's own, the ratio, and what the language's own is.
void BenchBindings(string results)
{
    const string Advice = "the first error above is the one to mend";
    (string Language, string[] Command)[] programs =
    [
        ("lua", ["luajit", "bench/bindings/lua.lua"]),
        ("node", ["node", "--expose-gc", "bench/bindings/node.js"]),
        ("python", ["/usr/bin/python3", "bench/bindings/python.py"]),
        ("ruby", ["ruby", "bench/bindings/ruby.rb"]),
    ];
    Directory.CreateDirectory(Path.Combine(results, "bindings"));
    Run("fetch koffi", "check the network and npm's settings", ["bash", "bindings/node/fetch.sh"]);
    foreach ((string language, string[] command) in programs)
    {
        Console.WriteLine();
        Console.WriteLine($"{language}, ns{"",-22}{"ours",12}{"theirs",12}{"ratio",8}");
        (int status, string output) = Execute(
            show: false,
            "env",
            [
                $"FFI_OWNERSHIP_LIBRARY={Prefix()}/lib/libffi_ownership.so.1", "PYTHONPATH=bindings/python", "LUA_PATH=bindings/lua/?.lua;;",
                "RUBYLIB=bindings/ruby/lib", "NODE_PATH=out/bindings/node/node_modules", .. command, .. quick ? (string[])["--quick"] : [],
            ]);
        if (status != 0)
        {
            throw new BuildException($"the benchmark of {language} ended with status {status}: {output}");
        }

        File.WriteAllText(Path.Combine(results, "bindings", $"{language}.tsv"), output);
        foreach (string[] line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')))
        {
            Console.WriteLine($"{line[0],-32}{line[1],12}{line[2],12}{line[3],8}  {line[4]}");
        }
    }

    string languages = string.Join(' ', programs.Select(program => program.Language));
    Run("draw the picture of the bindings", Advice, ["gnuplot", "-e", $"folder='out/bench'; languages='{languages}'", "bench/report/bindings.gp"]);
}

// ---- Running programs ----------------------------------------------------------------------------------------------

// One step: a line with its time. Its output is shown if it fails, or all along with --verbose.
void Run(string title, string advice, string[] command) => Report(title, () =>
{
    (int status, string output) = Execute(verbose, command[0], command[1..]);
    if (status != 0)
    {
        Console.WriteLine($"failed\n{output}");
        throw new BuildException($"\"{title}\" failed ({command[0]} ended with status {status}): {advice}");
    }
});

// A test run shows its progress and does not end the build: the other suite is run all the same.
int RunTests(string title, string[] command)
{
    Console.WriteLine($"{title} ...");
    Stopwatch watch = Stopwatch.StartNew();
    int status = Execute(show: true, command[0], command[1..]).Status;
    Console.WriteLine($"{title,-44} {watch.Elapsed.TotalSeconds,6:0.0} s");
    return status;
}

void Report(string title, Action step)
{
    Stopwatch watch = Stopwatch.StartNew();
    Console.Write(verbose ? $"{title} ...\n" : $"{title,-44} ");
    step();
    Console.WriteLine(verbose ? $"{title,-44} {watch.Elapsed.TotalSeconds,6:0.0} s" : $"{watch.Elapsed.TotalSeconds,6:0.0} s");
}

// Runs a program in the root folder. What it writes is shown at once, or else returned.
(int Status, string Output) Execute(bool show, string program, params string[] arguments)
{
    ProcessStartInfo start = new(program, arguments)
    {
        WorkingDirectory = root,
        RedirectStandardOutput = !show,
        RedirectStandardError = !show,
    };
    using Process process = Process.Start(start)!;
    Task<string> errors = show ? Task.FromResult("") : process.StandardError.ReadToEndAsync();
    string output = show ? "" : process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return (process.ExitCode, output + errors.Result);
}

static void DeleteFolder(string folder)
{
    if (Directory.Exists(folder))
    {
        Directory.Delete(folder, recursive: true);
    }
}

static string Program(string name) => OperatingSystem.IsWindows() ? $"{name}.exe" : name;

// The SDK's own identifier may name the distribution; packages are for the portable ones.
static string HostRid()
{
    string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
    string libc = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "-musl" : "";
    return $"{system}{libc}-{RuntimeInformation.OSArchitecture}".ToLowerInvariant();
}

/// <summary>One suite's result. A runner that ended badly without naming a failed test still counts as a failure.</summary>
internal sealed record Count(string Suite, int Passed, int Named, int Skipped, int Status)
{
    internal int Failed => Named == 0 && !Good ? 1 : Named;

    internal bool Good => Status == 0 && Named == 0 && Passed > 0;

    public override string ToString() => $"{Suite}: {Passed} passed, {Failed} failed, {Skipped} skipped"
        + (Passed + Named == 0 ? " (no test was run)" : "");
}

/// <summary>A step failed. The message says what and what to do.</summary>
internal sealed class BuildException(string message) : Exception(message);
