namespace FfiOwnership.Build;

/// <summary>The library and its install tree.</summary>
internal static class Library
{
    public static void Build(Target target)
    {
        Tools.Run(
            "publish the library",
            Tools.Advice,
            ["dotnet", "publish", "lib/FfiOwnership.Native", "-c", "Release", "-r", target.Rid, "--nologo", .. target.Properties]);
        LayOut(target);
    }

    /// <summary>Tells CMake where the library is and what it is laid out for.</summary>
    public static void ConfigureLayout(Target target, string layout, params string[] options) => Tools.Run(
        $"configure the {layout} layout",
        Tools.Advice,
        [
            "cmake", "-S", "eng/package", "-B", target.LayoutFolder(layout), "-G", "Ninja",
            $"-DFFO_RID={target.Rid}", $"-DFFO_NATIVE={target.NativeFolder}", $"-DFFO_PACKAGES={Packages.Folder}", .. options,
        ]);

    // eng/package says what lies where. The tree is made anew, so that nothing of a former one stays, except the walkthroughs,
    // which not every verb makes again.
    private static void LayOut(Target target)
    {
        ConfigureLayout(target, "install");
        foreach (string folder in (string[])["include", "lib", "share", "symbols"])
        {
            Tools.DeleteFolder(Path.Combine(target.Prefix, folder));
        }

        Tools.Run($"lay out {target.Tree}/", Tools.Advice, ["cmake", "--install", target.LayoutFolder("install"), "--prefix", target.Prefix]);
    }
}
