using System.Xml.Linq;

namespace FfiOwnership.Build;

/// <summary>The script bindings' tests.</summary>
internal static class BindingTests
{
    /// <summary>Their folders. Each has a run-tests.sh, and a package.sh for ./build.sh package; bindings/README.md says what they are given.</summary>
    public static string[] Bindings { get; } = OperatingSystem.IsLinux()
        ? [.. Directory.GetDirectories(Path.Combine(Tools.Root, "bindings")).Select(folder => Path.GetFileName(folder)).Order()]
        : [];

    public static Count Run(Target target, string binding)
    {
        // Whoever runs them on several versions of the language writes a file for each: name.xml, name.version.xml.
        string name = $"{binding}{target.Suffix}";
        string results = TestResults.NewFile($"{name}.xml");
        string[] Files() => Directory.GetFiles(Path.GetDirectoryName(results)!, $"{name}.*xml");
        Array.ForEach(Files(), File.Delete);
        int status = Tools.RunTests(
            $"tests of the {binding} binding on {target.Name}",
            [
                "env", $"FFO_PREFIX={target.Prefix}", $"FFO_RESULTS={results}", $"FFI_OWNERSHIP_LIBRARY={target.Library}",
                "bash", $"bindings/{binding}/run-tests.sh",
            ]);

        XElement[] tests = [.. Files().SelectMany(file => TestResults.Read(file)?.Descendants("testcase") ?? [])];
        int skipped = tests.Count(test => test.Element("skipped") != null);
        int failed = tests.Count(test => test.Element("failure") != null || test.Element("error") != null);
        return new Count($"{binding} binding on {target.Name}", tests.Length - skipped - failed, failed, skipped, status);
    }
}
