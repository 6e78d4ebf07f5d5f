using System.Globalization;

namespace FfiOwnership.Build;

/// <summary>The fuzzers that run for as long as they are told; test-c/fuzz runs the programs.</summary>
internal static class Fuzzing
{
    private const string Title = "coverage-guided fuzzing";

    /// <summary>
    /// afl-fuzz changes the programs of a small corpus for a minute, guided by the branches that they take in the instrumented
    /// assembly, on the runtime's just-in-time compiler. A crash or a hang is a failed test.
    /// </summary>
    public static Count RunGuided(Target target)
    {
        const string Project = "test-dotnet/FfiOwnership.Fuzz";
        const int Seconds = 60;
        string folder = Path.Combine(Tools.Root, target.Folder, "fuzz");
        string host = Path.Combine(folder, "host");
        string programs = Path.Combine(folder, "programs");
        string findings = Path.Combine(folder, "findings");
        Tools.DeleteFolder(folder);
        Directory.CreateDirectory(programs);
        Tools.Run("build the host of the fuzzer", Tools.Advice, ["dotnet", "build", Project, "-c", "Release", "--nologo", "-o", host, .. target.Properties]);
        Tools.Run("instrument the library", Tools.Advice, ["dotnet", $"{host}/FfiOwnership.Fuzz.dll", "instrument", $"{host}/FfiOwnership.dll"]);
        Tools.Run("assemble the corpus", Tools.Advice, [Path.Combine(ProgramFolder(target), "fuzz"), "bytes", $"{Project}/corpus", programs]);

        Console.WriteLine($"{Title} for {Seconds} s ...");
        (int status, string output) = Tools.Execute(
            [
                // What the tool asks of a machine of its own is not to be had in a container; the instrumentation is not a compiler's.
                "env", "AFL_SKIP_BIN_CHECK=1", "AFL_SKIP_CPUFREQ=1", "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1", "AFL_NO_AFFINITY=1", "AFL_NO_UI=1",
                "AFL_FAST_CAL=1", "AFL_FORKSRV_INIT_TMOUT=120000", "FFO_POLICY=return",
                "afl-fuzz", "-i", programs, "-o", findings, "-V", $"{Seconds}", "-t", "20000", "-m", "none", "--",
                "dotnet", $"{host}/FfiOwnership.Fuzz.dll", "run", Path.Combine(ProgramFolder(target), "libfuzz_interpreter.so"),
            ]);

        string stats = Path.Combine(findings, "default", "fuzzer_stats");
        if (!File.Exists(stats))
        {
            Console.WriteLine(output);
            return new Count(Title, 0, 1, 0, status);
        }

        Dictionary<string, string> told = File.ReadLines(stats).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());
        Console.WriteLine($"{told["execs_done"]} programs, {told["corpus_count"]} of them take ways of their own, {told["saved_crashes"]} findings, {told["saved_hangs"]} hangs");
        int failed = Show(target, Path.Combine(findings, "default"));

        // A program that is run twice takes the same ways twice, and new ones are found: else nothing was guided.
        bool guided = Directory.GetFiles(programs).Length < int.Parse(told["corpus_count"], CultureInfo.InvariantCulture);
        return new Count(Title, guided ? 1 : 0, failed, 0, guided ? status : 1);
    }

    /// <summary>Drawn programs with seeds that no run had before, in as many processes at once as there are processors.</summary>
    public static Count Soak(Target target, int minutes)
    {
        int status = Tools.RunTests(
            $"drawn programs for {minutes} min",
            [Path.Combine(ProgramFolder(target), "fuzz"), "soak", $"{minutes}", $"{Environment.ProcessorCount}"]);
        return new Count("soak", status == 0 ? 1 : 0, status == 0 ? 0 : 1, 0, status);
    }

    // Prints the findings as text and returns how many there are.
    private static int Show(Target target, string findings)
    {
        int count = 0;
        foreach (string file in Directory.GetFiles(findings, "id:*", SearchOption.AllDirectories).Where(f => !f.Contains("/queue/", StringComparison.Ordinal)))
        {
            // When the time is up, the program that is running may be ended by SIGINT; nothing else sends that.
            if (file.Contains(",sig:02,", StringComparison.Ordinal))
            {
                continue;
            }

            count++;
            string program = Tools.Execute([Path.Combine(ProgramFolder(target), "fuzz"), "unbytes", file]).Output;
            Console.WriteLine($"{file}, as text; {target.CMakeFolder}/fuzz/fuzz replay FILE takes it:\n{program}");
        }

        return count;
    }

    private static string ProgramFolder(Target target) => Path.Combine(Tools.Root, target.CMakeFolder, "fuzz");
}
