namespace FfiOwnership.Build;

/// <summary>What each verb does, and where it can.</summary>
internal static class Actions
{
    public static int Perform(Request request)
    {
        if (request.Verb == "clean")
        {
            Tools.Report("remove out/", Clean);
            return 0;
        }

        CheckHost(request.Verb);
        CheckOptions(request);
        Prerequisites.Install(request);
        switch (request.Verb)
        {
            case "mutate":
                return new Mutations(request.Words).Try();
            case "format":
                return Formatting.Mend();
            case "test-format":
                return Tests.Run(request);
        }

        Library.Build(request.Target);
        return request.Verb switch
        {
            "walkthrough" => Walkthrough.Run(request.Target),
            "package" => Packages.Make(request.Target),
            "bench" => Bench.Run(request),
            _ => Tests.Run(request),
        };
    }

    // The C tests are written for GCC and clang, the rest for what Debian has.
    private static void CheckHost(string verb)
    {
        if (OperatingSystem.IsWindows() && verb is not ("walkthrough" or "test-dotnet" or "package"))
        {
            throw new BuildException($"{verb} runs on Linux only, where ./build.sh test tests the library for {Target.Windows} under Wine; "
                + "on Windows there are ./build.ps1, ./build.ps1 test-dotnet and ./build.ps1 package");
        }
    }

    private static void CheckOptions(Request request)
    {
        (string verb, Target target) = request;
        if (request.Soak > 0 && (verb is not ("test" or "test-guided") || target.IsCross))
        {
            throw new BuildException("--soak belongs to ./build.sh test, on this machine's own processor");
        }

        // Packages and figures are those of the library that people get; mutations are tried in a tree of their own.
        if (target.IsChecked && verb is "package" or "bench" or "mutate" or "format" or "test-format")
        {
            throw new BuildException("--checked belongs to the tests: ./build.sh test, test-c, test-dotnet, test-bindings or test-guided");
        }

        if (target.Rid != Target.Host && !target.IsCross)
        {
            string possible = Target.Host == Target.CrossHost ? $"{Target.Host}, {Target.Arm} and {Target.Windows}" : Target.Host;
            string musl = target.Rid.Contains("-musl-", StringComparison.Ordinal)
                ? $": there is no package runtime.{target.Rid}.Microsoft.DotNet.ILCompiler where we restore from, and nothing is tried with musl" : "";
            throw new BuildException($"{target.Rid} cannot be built on {Target.Host}{musl}; possible here: {possible}");
        }

        if (target.IsCross && verb is not ("walkthrough" or "test-c" or "package"))
        {
            throw new BuildException($"{verb} runs on {Target.Host} itself; for {target.Rid} there are ./build.sh, ./build.sh test-c and ./build.sh package, each with --rid {target.Rid}");
        }
    }

    // Windows does not delete a program that runs, and this one is in out/ itself.
    private static void Clean()
    {
        string folder = Path.Combine(Tools.Root, "out");
        if (!OperatingSystem.IsWindows())
        {
            Tools.DeleteFolder(folder);
        }
        else if (Directory.Exists(folder))
        {
            string own = AppContext.BaseDirectory;
            foreach (string file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.StartsWith(own, StringComparison.OrdinalIgnoreCase)))
            {
                File.Delete(file);
            }

            foreach (string part in Directory.GetDirectories(folder, "*", SearchOption.AllDirectories).OrderByDescending(f => f.Length))
            {
                if (!Directory.EnumerateFileSystemEntries(part).Any())
                {
                    Directory.Delete(part);
                }
            }
        }
    }
}
