using System.Diagnostics;

namespace FfiOwnership.Build;

/// <summary>Running programs, reporting steps, and what else every part of the build needs.</summary>
internal static class Tools
{
    /// <summary>What to do about a failed step where nothing more is known.</summary>
    public const string Advice = "the first error above is the one to mend";

    /// <summary>The repository's folder, which this program is somewhere inside of.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Whether the output of steps that succeed is shown, too.</summary>
    public static bool IsVerbose { get; set; }

    /// <summary>One step: a line with its time. Its output is shown if it fails, or all along with --verbose.</summary>
    public static void Run(string title, string advice, string[] command) => Report(title, () =>
    {
        (int status, string output) = Execute(command, show: IsVerbose);
        if (status != 0)
        {
            Console.WriteLine($"failed\n{output}");
            throw new BuildException($"\"{title}\" failed ({command[0]} ended with status {status}): {advice}");
        }
    });

    /// <summary>A test run shows its progress and does not end the build: the other suites are run all the same.</summary>
    public static int RunTests(string title, string[] command)
    {
        Console.WriteLine($"{title} ...");
        Stopwatch watch = Stopwatch.StartNew();
        int status = Execute(command, show: true).Status;
        Console.WriteLine($"{title,-44} {watch.Elapsed.TotalSeconds,6:0.0} s");
        return status;
    }

    public static void Report(string title, Action step)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Console.Write(IsVerbose ? $"{title} ...\n" : $"{title,-44} ");
        step();
        Console.WriteLine(IsVerbose ? $"{title,-44} {watch.Elapsed.TotalSeconds,6:0.0} s" : $"{watch.Elapsed.TotalSeconds,6:0.0} s");
    }

    /// <summary>Runs a program.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="show">Whether what it writes is shown at once; it is returned otherwise.</param>
    /// <param name="folder">Where it runs; by default in the root folder.</param>
    /// <param name="limit">After which time it is killed and has failed.</param>
    public static (int Status, string Output) Execute(string[] command, bool show = false, string? folder = null, TimeSpan? limit = null)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            WorkingDirectory = folder ?? Root,
            RedirectStandardOutput = !show,
            RedirectStandardError = !show,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = show ? Task.FromResult("") : process.StandardOutput.ReadToEndAsync();
        Task<string> errors = show ? Task.FromResult("") : process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit ?? Timeout.InfiniteTimeSpan))
        {
            process.Kill(entireProcessTree: true);
            return (1, "");
        }

        return (process.ExitCode, output.Result + errors.Result);
    }

    public static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? $"{program}.exe" : program)));

    public static void DeleteFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // CMake takes a backslash, which is the separator on Windows, for the start of an escape.
    public static string WithSlashes(string path) => path.Replace(Path.DirectorySeparatorChar, '/');

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder != null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "FfiOwnership.sln")))
            {
                return folder;
            }
        }

        throw new BuildException($"{AppContext.BaseDirectory} is in no folder with FfiOwnership.sln");
    }
}
