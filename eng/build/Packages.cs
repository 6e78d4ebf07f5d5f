namespace FfiOwnership.Build;

/// <summary>The archive, Debian's packages, those for .NET and those of the bindings.</summary>
internal static class Packages
{
    /// <summary>Where they are made.</summary>
    public static string Folder { get; } = Tools.WithSlashes(Path.Combine(Tools.Root, "out", "packages"));

    private static string[] Toolkit { get; } = ["FfiOwnership", "FfiOwnership.Sdk", "FfiOwnership.Templates", "FfiOwnership.Native.Package", "FfiOwnership.Abi"];

    public static int Make(Target target)
    {
        OfLibrary(target);
        OfToolkit();
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

    /// <summary>The NuGet packages, for authors of native libraries and for programs that call ours, which has been published. Tests also use them.</summary>
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
