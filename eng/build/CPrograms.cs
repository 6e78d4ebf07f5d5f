namespace FfiOwnership.Build;

/// <summary>The programs of test-c/: the walkthroughs and the C tests.</summary>
internal static class CPrograms
{
    public static void Build(Target target, params string[] options)
    {
        string[] cross = [];
        if (target.IsCross)
        {
            string[] own = target.UsesWine
                ? [$"-DFFO_CMOCKA_SOURCE={Cmocka.FetchSource()}", $"-DFFO_LINKED={target.LinkedFolder}"]
                : [$"-DCMAKE_PREFIX_PATH={Cmocka.FetchForArm()}"];
            cross = [$"-DCMAKE_TOOLCHAIN_FILE=cmake/{target.Rid}.cmake", .. own];
        }

        if (target.UsesWine)
        {
            Wine.Start();
        }

        // There are no packages of a checked library; the tests that install packages skip themselves then.
        string packages = target.IsChecked ? "" : Packages.Folder;
        Tools.Run(
            "configure the C programs",
            Tools.Advice,
            ["cmake", "-S", "test-c", "-B", target.CMakeFolder, "-G", "Ninja", $"-DFFO_PREFIX={target.Prefix}", $"-DFFO_PACKAGES={packages}", .. cross]);
        Tools.Run("build the C programs", Tools.Advice, ["cmake", "--build", target.CMakeFolder, .. options]);
        Tools.Run("install the walkthroughs", Tools.Advice, ["cmake", "--install", target.CMakeFolder, "--prefix", target.Prefix, "--component", "walkthrough"]);
    }
}
