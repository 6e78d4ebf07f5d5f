using System.Diagnostics;

namespace FfiOwnership.Build;

/// <summary>
/// Switches off one rule of the library after another and demands that a test notices. The rules are listed in eng/mutations/.
/// It works on a copy, out/mutants/tree, and takes an hour and a half for all of them.
/// </summary>
/// <param name="words">What the rule or the file's name must contain, or who runs the tests.</param>
internal sealed class Mutations(string words)
{
    private const string Tests = "test-dotnet/FfiOwnership.Tests";
    private const string Caught = "caught";
    private const string Survived = "SURVIVED";
    private const string NotBuilt = "does not build";

    // A rule that is switched off may leave something unused; that is no reason to stop.
    private static readonly string[] Lenient = ["--nologo", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false"];

    private static readonly string Tree = Path.Combine(Tools.Root, "out", "mutants", "tree");

    // Where the build in the tree puts things, from there on.
    private static readonly Target Target = new(Target.Host, IsChecked: false);

    public int Try()
    {
        string[] lists = Directory.GetFiles(Path.Combine(Tools.Root, "eng", "mutations"), "*.txt");
        Mutation[] mutations = [.. lists.Order().SelectMany(Read).Where(IsChosen)];
        if (mutations.Length == 0)
        {
            throw new BuildException($"no rule and no file in eng/mutations/ contains \"{words}\"");
        }

        Prepare(mutations);
        DemandThatTestsPass(mutations);
        int survivors = 0;
        foreach (Mutation mutation in mutations)
        {
            Stopwatch watch = Stopwatch.StartNew();
            string verdict = Try(mutation);
            survivors += verdict == Caught ? 0 : 1;
            Console.WriteLine($"{verdict,-15} {watch.Elapsed.TotalSeconds,4:0} s  {Path.GetFileName(mutation.File),-24} {mutation.Rule}");
        }

        Console.WriteLine($"\n{mutations.Length - survivors} of {mutations.Length} caught");
        return survivors == 0 ? 0 : 1;
    }

    private bool IsChosen(Mutation mutation) =>
        mutation.Rule.Contains(words, StringComparison.OrdinalIgnoreCase) || mutation.File.Contains(words, StringComparison.OrdinalIgnoreCase)
        || mutation.Runner == words;

    // Paragraphs of five lines: a name of up to five letters, and from the seventh column on its value.
    private static IEnumerable<Mutation> Read(string list)
    {
        foreach (string paragraph in File.ReadAllText(list).Split("\n\n").Where(text => text.StartsWith("rule", StringComparison.Ordinal)))
        {
            string[] lines = paragraph.TrimEnd('\n').Split('\n');
            string[] values = [.. lines.Select(line => line.Length > 6 ? line[6..].Replace("\\n", "\n", StringComparison.Ordinal) : "")];
            yield return new Mutation(values[0], values[1], values[2], values[3], lines[4][..5], values[4]);
        }
    }

    // What every mutation shares: the tree, and the C programs, which find the library when they start.
    private static void Prepare(Mutation[] mutations)
    {
        bool isInstalled = CopyTree();
        if (mutations.Any(mutation => mutation.Runner == "ctest"))
        {
            Console.WriteLine("building the C programs ...");
            if (!isInstalled)
            {
                Demand(Execute("bash", "build.sh"));
            }

            Demand(Execute("cmake", "--build", Target.CMakeFolder));
        }
    }

    // Only what differs is copied, so that a second run builds little. Answers whether what is installed once is as it was.
    private static bool CopyTree()
    {
        bool isSame = Directory.Exists(Path.Combine(Tree, Target.CMakeFolder));
        string[] files = Tools.Execute(["git", "ls-files", "-z"]).Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        foreach (string file in files)
        {
            string from = Path.Combine(Tools.Root, file);
            string to = Path.Combine(Tree, file);
            if (File.Exists(from) && !(File.Exists(to) && File.ReadAllBytes(from).AsSpan().SequenceEqual(File.ReadAllBytes(to))))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(from, to, overwrite: true);
                isSame &= !((string[])["include/", "share/", "eng/package/"]).Any(folder => file.StartsWith(folder, StringComparison.Ordinal));
            }
        }

        // What has been renamed since the copy was made would be compiled twice.
        HashSet<string> known = [.. files.Select(file => Path.Combine(Tree, file))];
        foreach (string folder in files.Select(file => file.Split('/')[0]).Distinct().Select(name => Path.Combine(Tree, name)).Where(Directory.Exists))
        {
            foreach (string old in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !known.Contains(file)))
            {
                File.Delete(old);
            }
        }

        return isSame;
    }

    // A test that fails without any mutation would seem to notice each.
    private static void DemandThatTestsPass(Mutation[] mutations)
    {
        Console.WriteLine("running the tests without a mutation ...");
        foreach (IGrouping<string, Mutation> runner in mutations.GroupBy(mutation => mutation.Runner))
        {
            bool isBuilt = TryBuild(runner.Key);
            foreach (string tests in runner.Select(mutation => mutation.Tests).Distinct())
            {
                string verdict = isBuilt ? Run(runner.Key, tests) : NotBuilt;
                if (verdict != Survived)
                {
                    throw new BuildException($"without a mutation, {runner.Key} {tests}: {(verdict == Caught ? "fails" : verdict)}");
                }
            }
        }
    }

    private static string Try(Mutation mutation)
    {
        string file = Path.Combine(Tree, mutation.File);
        string source = File.ReadAllText(file);
        if (source.Split(mutation.From).Length != 2)
        {
            return "text not found";
        }

        File.WriteAllText(file, source.Replace(mutation.From, mutation.To, StringComparison.Ordinal));
        try
        {
            return TryBuild(mutation.Runner) ? Run(mutation.Runner, mutation.Tests) : NotBuilt;
        }
        finally
        {
            File.WriteAllText(file, source);
        }
    }

    private static bool TryBuild(string runner) => runner == "ctest"
        ? TryBuildLibrary()
        : Execute(["dotnet", "build", Tests, "-c", "Release", .. Lenient]).Status == 0;

    private static bool TryBuildLibrary()
    {
        if (Execute(["dotnet", "publish", "lib/FfiOwnership.Native", "-c", "Release", "-r", Target.Rid, .. Lenient]).Status != 0)
        {
            return false;
        }

        string native = Path.Combine(Tree, Path.GetRelativePath(Tools.Root, Target.NativeFolder));
        foreach (string library in Directory.GetFiles(native).Where(file => Path.GetFileName(file).Contains("ffi_ownership.", StringComparison.Ordinal)))
        {
            // Versioned names are links to the one file.
            string link = Path.Combine(Tree, Target.Tree, Target.IsForWindows ? "bin" : "lib", Path.GetFileName(library));
            if (File.Exists(link))
            {
                File.Copy(library, File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName ?? link, overwrite: true);
            }
        }

        return true;
    }

    private static string Run(string runner, string tests)
    {
        string[] options = ["--timeout", "60", "-j", $"{Environment.ProcessorCount}", "--no-tests=error", "--stop-on-failure"];
        return runner == "ctest"
            ? Judge(Execute(["ctest", "--test-dir", Target.CMakeFolder, "-R", tests, .. options]), "No tests were found")
            : Judge(Execute("dotnet", "test", Tests, "-c", "Release", "--no-build", "--filter", $"FullyQualifiedName~{tests}"), "No test matches");
    }

    private static string Judge((int Status, string Output) run, string none) =>
        run.Output.Contains(none, StringComparison.Ordinal) ? "no such test" : run.Status == 0 ? Survived : Caught;

    private static void Demand((int Status, string Output) run)
    {
        if (run.Status != 0)
        {
            throw new BuildException($"the tree in out/mutants/ does not build\n{run.Output}");
        }
    }

    // Tests that never end are killed after a minute, and count as failed.
    private static (int Status, string Output) Execute(params string[] command)
    {
        bool isTest = command is ["ctest", ..] or [_, "test", ..];
        return Tools.Execute(command, folder: Tree, limit: TimeSpan.FromMinutes(isTest ? 1 : 10));
    }

    /// <summary>One rule, switched off.</summary>
    /// <param name="Rule">What holds without the mutation.</param>
    /// <param name="File">The file, from the root on.</param>
    /// <param name="From">A text that occurs in it exactly once.</param>
    /// <param name="To">What replaces it.</param>
    /// <param name="Runner">Who runs the tests that must notice: ctest or nunit.</param>
    /// <param name="Tests">Which they are: a regular expression for ctest, part of a name for NUnit.</param>
    private sealed record Mutation(string Rule, string File, string From, string To, string Runner, string Tests);
}
