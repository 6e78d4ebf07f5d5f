using System.Diagnostics;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Snapshooter.NUnit;

namespace FfiOwnership.Tests.Abi;

/// <summary>What the published library shows to linkers and loaders.</summary>
[Platform("Linux")]
public sealed partial class BinarySnapshots
{
    [Test]
    public void ExportedSymbols()
    {
        // Address, kind, name with its version: the address changes with every build.
        IEnumerable<string> symbols = Lines("nm", "-D", "--with-symbol-versions", "--defined-only", InstallTree.Library)
            .Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        Snapshot.Match(string.Join('\n', symbols.Order(StringComparer.Ordinal)) + "\n");
    }

    [Test]
    public void DynamicSection()
    {
        // What it is called, that it is bound at once and never unloaded, how it finds its thread-local variables, and that it looks
        // nowhere special for others.
        IEnumerable<string> entries = Lines("readelf", "-d", "--wide", InstallTree.Library)
            .Where(line => DynamicEntry().IsMatch(line))
            .Select(line => Spaces().Replace(line[(line.IndexOf('(', StringComparison.Ordinal) + 1)..].Replace(")", "", StringComparison.Ordinal), " "));
        Snapshot.Match(string.Join('\n', entries.Order(StringComparer.Ordinal)) + "\n");
    }

    private static string[] Lines(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{program} failed");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"\((SONAME|RPATH|RUNPATH|FLAGS|FLAGS_1)\)")]
    private static partial Regex DynamicEntry();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
