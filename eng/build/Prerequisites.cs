namespace FfiOwnership.Build;

/// <summary>What must be on the machine. Debian's packages are installed, with root's rights; elsewhere the message names them.</summary>
internal static class Prerequisites
{
    /// <summary>Where Debian's cross compilers have what programs for linux-arm64 load.</summary>
    public const string SysRoot = "/usr/aarch64-linux-gnu";

    private const string MinGW = "/usr/x86_64-w64-mingw32";
    private const string Python = "/usr/lib/python3/dist-packages";
    private static readonly string[] IncludeFolders = ["/usr/include", "/usr/local/include", "/usr/lib/llvm-14/include"];

    public static void Install(Request request)
    {
        string[] missing = [.. Needed(request).Where(n => !IsPresent(n.Sign)).Select(n => n.Package).Distinct()];
        if (missing.Length == 0)
        {
            return;
        }

        string names = string.Join(' ', missing);
        if (OperatingSystem.IsWindows())
        {
            throw new BuildException($"not on PATH: {names}; they come with Visual Studio's \"Desktop development with C++\", and its Developer PowerShell has them on PATH: start again there");
        }

        if (!Tools.IsOnPath("apt-get"))
        {
            throw new BuildException($"missing: {names} (Debian's names); install them with your system's package manager, then start again");
        }

        bool isRoot = Environment.IsPrivilegedProcess;
        if (!isRoot && !(Tools.IsOnPath("sudo") && Tools.Execute(["sudo", "-n", "true"]).Status == 0))
        {
            throw new BuildException($"missing: {names}; run this, then start again: sudo apt-get update && sudo apt-get install -y {names}");
        }

        // A lock is waited for, because a fresh machine often installs its updates right now.
        string[] apt = [.. isRoot ? [] : (string[])["sudo", "-n"], "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300"];
        Tools.Run("update the package list", "check the network and apt's sources", [.. apt, "update"]);
        Tools.Run($"install {names}", "install them by hand, then start again", [.. apt, "install", "-y", "--no-install-recommends", .. missing]);
    }

    // Each with the program, the header, the library of clang's or the file that shows its presence, however it was installed.
    private static List<(string Package, string Sign)> Needed(Request request)
    {
        string verb = request.Verb;

        // Another version of clang-format formats differently.
        (string, string) formatter = ("clang-format-14", "clang-format-14");
        if (verb is "format" or "test-format")
        {
            return [formatter];
        }

        List<(string Package, string Sign)> needed = [("cmake", "cmake"), (OperatingSystem.IsWindows() ? "ninja" : "ninja-build", "ninja")];
        if (OperatingSystem.IsWindows() && verb == "walkthrough")
        {
            needed.Add(("cl", "cl"));
        }

        if (!OperatingSystem.IsLinux())
        {
            return needed;
        }

        needed.AddRange([("binutils", "objcopy"), ("clang", "clang"), ("gcc", "gcc"), ("g++", "g++"), ("valgrind", "valgrind")]);
        needed.AddRange([("libcmocka-dev", "cmocka.h"), ("zlib1g-dev", "zlib.h")]);
        if (request.TestsFormat)
        {
            needed.Add(formatter);
        }

        if (verb is "test" or "test-dotnet" or "test-c")
        {
            needed.Add(("libclang-14-dev", "clang-c/Index.h"));
        }

        if (verb is "test" or "test-c")
        {
            needed.AddRange([("clang-tidy", "clang-tidy"), ("libclang-rt-dev", "libclang_rt.asan*.so"), ("lld", "ld.lld")]);
            needed.AddRange([("make", "make"), ("meson", "meson"), ("pkg-config", "pkg-config"), ("llvm", "llvm-symbolizer"), ("libgc-dev", "gc.h")]);
            needed.AddRange([("python3", "/usr/bin/python3"), ("luajit", "luajit"), ("ruby", "ruby")]);
        }

        if (!request.Target.IsCross && verb is "test" or "test-bindings" or "package" or "bench")
        {
            needed.AddRange([("python3-pip", $"{Python}/pip/__init__.py"), ("python3-wheel", $"{Python}/wheel/__init__.py")]);
            needed.AddRange([("python3-setuptools", $"{Python}/setuptools/__init__.py"), ("luajit", "luajit"), ("luarocks", "luarocks")]);
            needed.AddRange([("ruby", "ruby"), ("nodejs", "node"), ("npm", "npm")]);
        }

        if (request.GuidesFuzzing)
        {
            needed.Add(("afl++", "afl-fuzz"));
        }

        if (verb is "test" or "test-bindings")
        {
            needed.AddRange([("python3-pytest", $"{Python}/pytest/__init__.py"), ("python3-numpy", $"{Python}/numpy/__init__.py")]);
            needed.AddRange([("mypy", $"{Python}/mypy/__init__.py"), ("lua-busted", "busted"), ("libluajit-5.1-dev", "luajit-2.1/luajit.h")]);
            needed.AddRange([("pkg-config", "pkg-config"), ("ruby-minitest", "/usr/share/doc/ruby-minitest/copyright")]);
        }

        if (request.Target.Rid == Target.Windows || request.TestsCross)
        {
            needed.AddRange([("lld", "lld-link"), ("llvm", "llvm-dlltool"), ("mingw-w64-x86-64-dev", $"{MinGW}/lib/libucrt.a"), ("wine64", Wine.Program)]);
            needed.AddRange([("gcc-mingw-w64-x86-64-posix", "x86_64-w64-mingw32-gcc-posix"), ("g++-mingw-w64-x86-64-posix", "x86_64-w64-mingw32-g++-posix")]);
            needed.AddRange([("dpkg-dev", "dpkg-source"), ("pkg-config", "pkg-config")]);
        }

        if (request.Target.Rid == Target.Arm || request.TestsCross)
        {
            needed.AddRange([("gcc-aarch64-linux-gnu", "aarch64-linux-gnu-gcc"), ("g++-aarch64-linux-gnu", "aarch64-linux-gnu-g++")]);
            needed.Add(("qemu-user", "qemu-aarch64"));
        }

        if (verb == "bench")
        {
            needed.AddRange([("gnuplot-nox", "gnuplot"), ("libmimalloc-dev", "mimalloc.h")]);
        }

        return needed;
    }

    private static bool IsPresent(string sign) => Path.IsPathRooted(sign) ? File.Exists(sign) : Path.GetExtension(sign) switch
    {
        ".h" => IncludeFolders.Any(folder => File.Exists(Path.Combine(folder, sign))),
        ".so" => Directory.Exists("/usr/lib/clang") && Directory.EnumerateFiles("/usr/lib/clang", sign, SearchOption.AllDirectories).Any(),
        _ => Tools.IsOnPath(sign),
    };
}
