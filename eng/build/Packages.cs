namespace FfiOwnership.Build;

/// <summary>The archive, Debian's packages, those for authors in .NET and those of the bindings.</summary>
internal static class Packages
{
    /// <summary>Where they are made.</summary>
    public static string Folder { get; } = Tools.WithSlashes(Path.Combine(Tools.Root, "out", "packages"));

    private static string[] Toolkit { get; } = ["FfiOwnership", "FfiOwnership.Sdk", "FfiOwnership.Templates"];

    public static int Make(Target target)
    {
        OfLibrary(target);
        OfToolkit();

        // As a NuGet package for P/Invoke has them, one folder for each platform.
        string library = target.Rid.Split('-')[0] switch { "win" => "ffi_ownership.dll", "osx" => "libffi_ownership.dylib", _ => "libffi_ownership.so" };
        string folder = Path.Combine(Folder, "runtimes", target.Rid, "native");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(target.NativeFolder, library), Path.Combine(folder, library), overwrite: true);
        foreach (string binding in target.IsCross ? [] : BindingTests.Bindings)
        {
            Tools.Run(
                $"pack the {binding} binding",
                Tools.Advice,
                ["env", $"FFO_PREFIX={target.Prefix}", "bash", $"bindings/{binding}/package.sh", Folder]);
        }

        Console.WriteLine("see out/packages/");
        return 0;
    }

    /// <summary>The library's own packages, which tests also install.</summary>
    public static void OfLibrary(Target target)
    {
        Pack(target, "install");
        if (target.Rid is "linux-x64" or "linux-arm64")
        {
            Library.ConfigureLayout(target, "debian", "-DFFO_DEBIAN=ON");
            Pack(target, "debian");
        }
    }

    /// <summary>The NuGet packages for authors of native libraries, which tests also use.</summary>
    public static void OfToolkit()
    {
        // The time of the files in a package is the commit's: two packs of one commit are the same to the byte.
        (int status, string time) = Tools.Execute(["git", "log", "-1", "--format=%ct"]);
        Environment.SetEnvironmentVariable("SOURCE_DATE_EPOCH", status == 0 ? time.Trim() : null);
        foreach (string project in Toolkit)
        {
            Tools.Run(
                $"pack {project}",
                Tools.Advice,
                ["dotnet", "pack", $"lib/{project}", "-c", "Release", "-o", Folder, "-p:ContinuousIntegrationBuild=true", "--nologo"]);
        }
    }

    private static void Pack(Target target, string layout) => Tools.Run(
        $"pack the {layout} layout",
        Tools.Advice,
        ["cpack", "--config", Path.Combine(target.LayoutFolder(layout), "CPackConfig.cmake"), "-B", target.LayoutFolder(layout)]);
}
