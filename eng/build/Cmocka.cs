namespace FfiOwnership.Build;

/// <summary>cmocka for the platforms that Debian's package on this machine is not for.</summary>
internal static class Cmocka
{
    private const string Advice = "check the network and apt's sources";

    /// <summary>
    /// Unpacks the package of the other processor's Debian in out/. It is found through package lists of our own: what is installed
    /// on the machine, and from where, stays as it is.
    /// </summary>
    /// <returns>The folder for CMake to look in.</returns>
    public static string FetchForArm()
    {
        string folder = Path.Combine(Tools.Root, "out", $"debian-{Target.Arm}");
        string installed = Path.Combine(folder, "usr");
        if (File.Exists(Path.Combine(installed, "lib", "aarch64-linux-gnu", "libcmocka.so.0")))
        {
            return installed;
        }

        Directory.CreateDirectory(Path.Combine(folder, "lists", "partial"));
        string[] apt = Apt(folder, "APT::Architecture=arm64", "APT::Architectures::=arm64", "Dir::State::status=/dev/null");
        Tools.Run($"fetch Debian's package list for {Target.Arm}", Advice, [.. apt, "update"]);
        Tools.Run($"fetch cmocka for {Target.Arm}", Advice, [.. apt, "download", "libcmocka0", "libcmocka-dev"]);
        foreach (string package in Directory.GetFiles(folder, "*.deb").Order())
        {
            Tools.Run($"unpack {Path.GetFileName(package).Split('_')[0]}", "remove the folder out/ and start again", ["dpkg", "-x", package, folder]);
        }

        return installed;
    }

    /// <summary>Unpacks the source, one file that CMake compiles: Debian has no package for Windows.</summary>
    /// <returns>Its folder.</returns>
    public static string FetchSource()
    {
        string folder = Path.Combine(Tools.Root, "out", "debian-source");
        string unpacked = Path.Combine(folder, "cmocka");
        if (File.Exists(Path.Combine(unpacked, "src", "cmocka.c")))
        {
            return unpacked;
        }

        Tools.DeleteFolder(folder);
        Directory.CreateDirectory(Path.Combine(folder, "lists", "partial"));

        // The machine's own sources, asked for their source packages as well.
        string sites = Tools.Execute(["apt-get", "indextargets", "--format", "deb-src $(SITE) $(RELEASE) $(COMPONENT)", "Created-By: Packages"]).Output;
        File.WriteAllLines(Path.Combine(folder, "sources.list"), sites.Split('\n').Distinct().Where(line => line.Contains("/debian ", StringComparison.Ordinal)));
        string[] apt = Apt(folder, $"Dir::Etc::sourcelist={folder}/sources.list", "Dir::Etc::sourceparts=/dev/null");
        Tools.Run("fetch Debian's list of sources", Advice, [.. apt, "update"]);
        Tools.Run("fetch cmocka's source", Advice, [.. apt, "source", "--download-only", "cmocka"]);
        Tools.Run("unpack cmocka's source", "remove the folder out/ and start again", ["dpkg-source", "--no-check", "-x", Directory.GetFiles(folder, "*.dsc").Single(), unpacked]);
        return unpacked;
    }

    private static string[] Apt(string folder, params string[] options) =>
    [
        "env", "-C", folder, "apt-get",
        .. options
            .Concat(["APT::Sandbox::User=root", "Acquire::Languages=none", $"Dir::State::lists={folder}/lists", $"Dir::Cache={folder}/cache"])
            .SelectMany(option => (string[])["-o", option]),
    ];
}
