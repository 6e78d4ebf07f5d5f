// Switches off one rule of the library after another and demands that a test notices: dotnet run eng/mutate.cs -- [WORDS]
// The rules are listed in eng/mutations/. It works on a copy, out/mutants/tree, and takes most of an hour for all of them.
#:property PublishAot=false

using System.Diagnostics;
using System.Runtime.InteropServices;

string root = Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!;
string tree = Path.Combine(root, "out", "mutants", "tree");
string words = string.Join(' ', args);
string rid = $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.OSArchitecture}".ToLowerInvariant();

Mutation[] mutations = [.. Directory.GetFiles(Path.Combine(root, "eng", "mutations"), "*.txt").Order().SelectMany(Read).Where(IsChosen)];
if (mutations.Length == 0)
{
    Console.Error.WriteLine($"mutate: no rule and no file in eng/mutations/ contains \"{words}\"");
    return 1;
}

bool isInstalled = CopyTree();
Prepare();
int survivors = 0;
foreach (Mutation mutation in mutations)
{
    Stopwatch watch = Stopwatch.StartNew();
    string verdict = Try(mutation);
    survivors += verdict == "caught" ? 0 : 1;
    Console.WriteLine($"{verdict,-15} {watch.Elapsed.TotalSeconds,4:0} s  {Path.GetFileName(mutation.File),-24} {mutation.Rule}");
}

Console.WriteLine($"\n{mutations.Length - survivors} of {mutations.Length} caught");
return survivors == 0 ? 0 : 1;

bool IsChosen(Mutation mutation) =>
    mutation.Rule.Contains(words, StringComparison.OrdinalIgnoreCase) || mutation.File.Contains(words, StringComparison.OrdinalIgnoreCase)
    || mutation.Runner == words;

// Paragraphs of five lines: a name of up to five letters, and from the seventh column on its value.
static IEnumerable<Mutation> Read(string list)
{
    foreach (string paragraph in File.ReadAllText(list).Split("\n\n").Where(text => text.StartsWith("rule", StringComparison.Ordinal)))
    {
        string[] lines = paragraph.TrimEnd('\n').Split('\n');
        string[] values = [.. lines.Select(line => line.Length > 6 ? line[6..].Replace("\\n", "\n", StringComparison.Ordinal) : "")];
        yield return new Mutation(values[0], values[1], values[2], values[3], lines[4][..5], values[4]);
    }
}

// Only what differs is copied, so that a second run builds little. Answers whether what is installed once is as it was.
bool CopyTree()
{
    bool isSame = Directory.Exists(Path.Combine(tree, "out", "cmake", rid));
    string[] files = Execute(root, "git", "ls-files", "-z").Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
    foreach (string file in files)
    {
        string from = Path.Combine(root, file);
        string to = Path.Combine(tree, file);
        if (File.Exists(from) && !(File.Exists(to) && File.ReadAllBytes(from).AsSpan().SequenceEqual(File.ReadAllBytes(to))))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true);
            isSame &= !((string[])["include/", "share/", "eng/package/"]).Any(folder => file.StartsWith(folder, StringComparison.Ordinal));
        }
    }

    return isSame;
}

// What every mutation shares: the C programs, which find the library when they start.
void Prepare()
{
    if (mutations.Any(mutation => mutation.Runner == "ctest"))
    {
        Console.WriteLine("building the C programs ...");
        if (!isInstalled)
        {
            Demand(Execute(tree, "dotnet", "run", "eng/build.cs"));
        }

        Demand(Execute(tree, "cmake", "--build", Path.Combine("out", "cmake", rid)));
    }
}

string Try(Mutation mutation)
{
    string file = Path.Combine(tree, mutation.File);
    string source = File.ReadAllText(file);
    if (source.Split(mutation.From).Length != 2)
    {
        return "text not found";
    }

    File.WriteAllText(file, source.Replace(mutation.From, mutation.To, StringComparison.Ordinal));
    try
    {
        return mutation.Runner == "ctest" ? TryC(mutation.Tests) : TryDotnet(mutation.Tests);
    }
    finally
    {
        File.WriteAllText(file, source);
    }
}

string TryC(string tests)
{
    (int built, _) = Execute(tree, "dotnet", ["publish", "lib/FfiOwnership.Native", "-c", "Release", "-r", rid, .. Lenient()]);
    if (built != 0)
    {
        return "does not build";
    }

    string native = Path.Combine(tree, "out", "dotnet", "bin", "FfiOwnership.Native", $"release_{rid}", "native");
    string installed = Path.Combine(tree, "out", rid);
    foreach (string library in Directory.GetFiles(native).Where(file => Path.GetFileName(file).Contains("ffi_ownership.", StringComparison.Ordinal)))
    {
        // Versioned names are links to the one file.
        string name = Path.GetFileName(library);
        string link = Path.Combine(installed, OperatingSystem.IsWindows() ? "bin" : "lib", name);
        if (File.Exists(link))
        {
            File.Copy(library, File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName ?? link, overwrite: true);
        }
    }

    string[] options = ["--timeout", "60", "-j", $"{Environment.ProcessorCount}", "--no-tests=error", "--stop-on-failure"];
    return Judge(Execute(tree, "ctest", ["--test-dir", Path.Combine("out", "cmake", rid), "-R", tests, .. options]), "No tests were found");
}

string TryDotnet(string tests)
{
    (int built, _) = Execute(tree, "dotnet", ["build", "test-dotnet/FfiOwnership.Tests", "-c", "Release", .. Lenient()]);
    return built != 0
        ? "does not build"
        : Judge(Execute(tree, "dotnet", "test", "test-dotnet/FfiOwnership.Tests", "-c", "Release", "--no-build", "--filter", $"FullyQualifiedName~{tests}"), "No test matches");
}

// A rule that is switched off may leave something unused; that is no reason to stop.
static string[] Lenient() => ["--nologo", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false"];

static string Judge((int Status, string Output) run, string none) =>
    run.Output.Contains(none, StringComparison.Ordinal) ? "no such test" : run.Status == 0 ? "SURVIVED" : "caught";

static void Demand((int Status, string Output) run)
{
    if (run.Status != 0)
    {
        Console.Error.WriteLine(run.Output);
        Environment.Exit(1);
    }
}

// A test that never ends is killed after two minutes, and counts as failed.
static (int Status, string Output) Execute(string folder, string program, params string[] arguments)
{
    ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
    using Process process = Process.Start(start)!;
    Task<string> output = process.StandardOutput.ReadToEndAsync();
    Task<string> errors = process.StandardError.ReadToEndAsync();
    bool isTest = program == "ctest" || arguments is ["test", ..];
    if (!process.WaitForExit(TimeSpan.FromMinutes(isTest ? 2 : 10)))
    {
        process.Kill(entireProcessTree: true);
        return (1, "");
    }

    process.WaitForExit();
    return (process.ExitCode, output.Result + errors.Result);
}

/// <summary>One rule, switched off.</summary>
/// <param name="Rule">What holds without the mutation.</param>
/// <param name="File">The file, from the root on.</param>
/// <param name="From">A text that occurs in it exactly once.</param>
/// <param name="To">What replaces it.</param>
/// <param name="Runner">Who runs the tests that must notice: ctest or nunit.</param>
/// <param name="Tests">Which they are: a regular expression for ctest, part of a name for NUnit.</param>
internal sealed record Mutation(string Rule, string File, string From, string To, string Runner, string Tests);
