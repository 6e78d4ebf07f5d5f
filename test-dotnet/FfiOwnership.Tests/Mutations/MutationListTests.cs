using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Mutations;

/// <summary>The list in eng/mutations/ fits the sources, so that it cannot rot. ./build.sh mutate tries the mutations themselves.</summary>
public sealed class MutationListTests
{
    [TestCaseSource(nameof(All))]
    public void TheTextOccursOnce(string rule, string file, string from, string to)
    {
        string source = File.ReadAllText(Path.Combine(SourceTree.Root, file));
        Assert.That(source.Split(from), Has.Length.EqualTo(2), from);
        Assert.That(to, Is.Not.EqualTo(from), rule);
    }

    private static IEnumerable<TestCaseData> All()
    {
        foreach (string list in Directory.GetFiles(Path.Combine(SourceTree.Root, "eng", "mutations"), "*.txt").Order())
        {
            foreach (string paragraph in File.ReadAllText(list).Split("\n\n").Where(text => text.StartsWith("rule", StringComparison.Ordinal)))
            {
                string[] lines = paragraph.TrimEnd('\n').Split('\n');
                string[] names = [.. lines.Select(line => line.PadRight(6)[..6].TrimEnd())];
                string[] values = [.. lines.Select(line => line.Length > 6 ? line[6..].Replace("\\n", "\n", StringComparison.Ordinal) : "")];
                Assert.That(names, Is.EqualTo(new[] { "rule", "file", "from", "to", "ctest" }).Or.EqualTo(new[] { "rule", "file", "from", "to", "nunit" }), paragraph);
                yield return new TestCaseData(values[0], values[1], values[2], values[3]).SetName($"TheTextOccursOnce({Path.GetFileName(values[1])}: {values[0]})");
            }
        }
    }
}
