using System.Text.RegularExpressions;

namespace FfiOwnership.Build;

/// <summary>The sources' formatting: C# as .editorconfig says, C and C++ as .clang-format says.</summary>
internal static partial class Formatting
{
    // All C# files as they lie there, in projects or not. A folder at a time, since dotnet format walks all there is, also through
    // links: Wine's folder below out/ leads to the whole file system.
    private static readonly string[][] Whitespace =
        [.. new[] { "bench", "eng", "examples", "lib", "test-dotnet" }.Select(folder => (string[])["dotnet", "format", "whitespace", "--folder", folder])];

    // The code style rules. The analyzers, which dotnet format also knows, are not asked: they are a part of each build.
    private static readonly string[] Style = ["dotnet", "format", "style", "FfiOwnership.sln"];

    private static readonly string[] Folders = ["bench", "bindings", "examples", "include", "lib", "test-c"];
    private static readonly string[] Extensions = [".c", ".cc", ".cpp", ".h", ".hpp"];

    public static int Mend()
    {
        foreach (string[] command in Whitespace)
        {
            Tools.Run($"format the C# sources in {command[^1]}/", Tools.Advice, command);
        }

        Tools.Run("mend the style of the C# sources", Tools.Advice, Style);
        Tools.Run("format the C and C++ sources", Tools.Advice, ["clang-format-14", "-i", .. CSources()]);
        return 0;
    }

    public static IEnumerable<Count> Check()
    {
        yield return Check("the C# sources", [.. Whitespace.Append(Style).Select(command => (string[])[.. command, "--verify-no-changes"])]);
        yield return Check("the C and C++ sources", ["clang-format-14", "--dry-run", "-Werror", .. CSources()]);
    }

    // Each command prints a line for each place that it would change, beginning with the file's path.
    private static Count Check(string sources, params string[][] commands)
    {
        int status = 0;
        string[] files = [];
        Tools.Report($"see whether {sources} are formatted", () =>
        {
            (int Status, string Output)[] runs = [.. commands.Select(command => Tools.Execute(command))];
            status = runs.Max(run => run.Status);
            files = [.. runs.SelectMany(run => Place().Matches(run.Output)).Select(place => Path.GetRelativePath(Tools.Root, place.Groups["file"].Value)).Distinct().Order()];
            if (status != 0 && files.Length == 0)
            {
                Console.WriteLine($"failed\n{string.Concat(runs.Select(run => run.Output))}");
            }
        });
        foreach (string file in files)
        {
            Console.WriteLine($"{file} is not formatted; ./build.sh format mends it");
        }

        return new Count($"formatting of {sources}", status == 0 ? 1 : 0, files.Length, 0, status);
    }

    // Not the C header: what it says stands in columns that clang-format would tear.
    private static IEnumerable<string> CSources() => Folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Tools.Root, folder), "*", SearchOption.AllDirectories))
        .Where(file => Extensions.Contains(Path.GetExtension(file)) && Path.GetFileName(file) != "ffi_ownership.h")
        .Order();

    [GeneratedRegex(@"^(?<file>[^\r\n]+?)(\(\d+,\d+\)|:\d+:\d+): error ?:? ", RegexOptions.Multiline)]
    private static partial Regex Place();
}
