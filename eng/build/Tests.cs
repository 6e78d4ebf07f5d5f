using System.Xml.Linq;

namespace FfiOwnership.Build;

/// <summary>The verbs test and test-*: each suite is run, whatever the others' results are, and counted.</summary>
internal static class Tests
{
    // Tests of what the compiler loads: no library is in their process, so they run once, and not in a checked build.
    private static readonly string[] CompilerTests = ["FfiOwnership.Analyzers.Tests", "FfiOwnership.Generator.Tests"];

    public static int Run(Request request)
    {
        (string verb, Target target) = request;
        List<Count> counts = [];
        if (request.TestsFormat)
        {
            counts.AddRange(Formatting.Check());
        }

        if (verb is "test" or "test-c")
        {
            if (!target.IsChecked)
            {
                Packages.OfLibrary(target);
                if (!target.IsCross)
                {
                    Packages.OfToolkit();
                }
            }

            RestorePowerShell(target);
            CPrograms.Build(target);
            counts.Add(RunC(target));
        }

        if (verb is "test" or "test-dotnet")
        {
            counts.Add(RunDotnet(target, "slab"));
            counts.Add(RunDotnet(target, "system"));
            if (!target.IsChecked)
            {
                counts.AddRange(CompilerTests.Select(RunCompilerTests));
            }
        }

        if (verb == "test-guided")
        {
            CPrograms.Build(target, "--target", "ffo-walkthrough", "ffo-walkthrough-cpp", "fuzz", "fuzz_interpreter");
        }

        if (request.GuidesFuzzing)
        {
            counts.Add(Fuzzing.RunGuided(target));
        }

        if (verb is "test" or "test-bindings")
        {
            counts.AddRange(BindingTests.Bindings.Select(binding => BindingTests.Run(target, binding)));
        }

        if (request.TestsCross)
        {
            counts.AddRange(RunCross());
        }

        if (request.Soak > 0)
        {
            counts.Add(Fuzzing.Soak(target, request.Soak));
        }

        Console.WriteLine();
        counts.ForEach(Console.WriteLine);
        Console.WriteLine($"{counts.Sum(c => c.Passed)} passed, {counts.Sum(c => c.Failed)} failed");
        return counts.All(c => c.Good) ? 0 : 1;
    }

    private static IEnumerable<Count> RunCross()
    {
        Target arm = new(Target.Arm, IsChecked: false);
        Library.Build(arm);
        CPrograms.Build(arm);
        yield return RunC(arm);

        // About a minute of it; ./build.sh test-c --rid win-x64 runs them all.
        Target windows = new(Target.Windows, IsChecked: false);
        Library.Build(windows);
        CPrograms.Build(windows);
        yield return RunC(windows, "-R", @"^(binary|windows|static)\.|\.(lifecycle|misuse|dlopen|faults|threads)\.");
        yield return BindingTests.Run(windows, "node");
    }

    // build.ps1 is tested with it.
    private static void RestorePowerShell(Target target)
    {
        if (!target.IsCross)
        {
            Tools.Run("fetch PowerShell", "check the network and NuGet's settings", ["dotnet", "tool", "restore"]);
        }
    }

    // Those that ctest's options choose; all, if there are none.
    private static Count RunC(Target target, params string[] options)
    {
        string results = TestResults.NewFile($"ctest.{(target.IsChecked ? "checked." : "")}{target.Rid}.xml");
        int status = Tools.RunTests(
            $"C tests on {target.Name}",
            [
                "ctest", "--test-dir", target.CMakeFolder, "-j", $"{Environment.ProcessorCount}", "--output-on-failure", "--no-tests=error",
                "--output-junit", results, .. options,
            ]);

        // Besides "run" and "fail" there is "notrun": skipped by the test's own choice, or a test that could not even start.
        XElement[] tests = [.. TestResults.Read(results)?.Elements("testcase") ?? []];
        int passed = tests.Count(t => t.Attribute("status")?.Value == "run");
        int skipped = tests.Count(t => t.Attribute("status")?.Value == "disabled"
            || (t.Element("skipped")?.Attribute("message")?.Value.StartsWith("SKIP_", StringComparison.Ordinal) ?? false));
        return new Count($"CTest on {target.Name}", passed, tests.Length - passed - skipped, skipped, status);
    }

    // The library in the test process starts once, so each heap needs a run of its own.
    private static Count RunDotnet(Target target, string heap)
    {
        string title = $"the {heap} heap{(target.IsChecked ? ", checked" : "")}";
        return RunNUnit(
            "FfiOwnership.Tests",
            $"NUnit on {title}",
            $"{(target.IsChecked ? "checked." : "")}{heap}",
            [
                .. target.Properties, "--environment", $"FFO_HEAP={heap}", "--environment", $"FFO_PREFIX={target.Prefix}",

                // A snapshot that is not in the tree is a failure, not a new truth.
                "--environment", "SNAPSHOOTER_STRICT_MODE=on",
            ]);
    }

    private static Count RunCompilerTests(string project) => RunNUnit(project, $"NUnit, {project}", project, ["--environment", "SNAPSHOOTER_STRICT_MODE=on"]);

    private static Count RunNUnit(string project, string title, string name, string[] options)
    {
        string results = TestResults.NewFile($"nunit.{name}.trx");
        int status = Tools.RunTests(
            title,
            [
                "dotnet", "test", $"test-dotnet/{project}", "-c", "Release", "--nologo", .. options,
                "--results-directory", Path.GetDirectoryName(results)!, "--logger", $"trx;LogFileName={Path.GetFileName(results)}",
            ]);

        XElement? counters = TestResults.Read(results)?.Descendants().FirstOrDefault(e => e.Name.LocalName == "Counters");
        int passed = TestResults.Number(counters, "passed");
        int executed = TestResults.Number(counters, "executed");
        return new Count(title, passed, executed - passed, TestResults.Number(counters, "total") - executed, status);
    }
}
