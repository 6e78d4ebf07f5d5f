using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FfiOwnership.Generator.Tests.Support;
using Microsoft.CodeAnalysis;
using NUnit.Framework;

namespace FfiOwnership.Generator.Tests;

/// <summary>What the generator refuses, the page about it, and the list of releases say the same.</summary>
public sealed partial class DocumentationTests
{
    private static readonly DiagnosticDescriptor[] s_rules = [.. typeof(ExportGenerator).Assembly.GetType("FfiOwnership.Generator.Rules")!
        .GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (DiagnosticDescriptor)field.GetValue(null)!).OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    [Test]
    public void Each_rule_has_its_section() => Assert.That(
        Sections().Select(section => $"{section.Groups[1].Value}: {section.Groups[2].Value}"), Is.EqualTo(s_rules.Select(rule => $"{rule.Id}: {rule.Title.ToString(null)}")));

    [Test]
    public void An_example_is_reported_where_it_says_so()
    {
        foreach (Match section in Sections().Where(section => section.Value.Contains("```", StringComparison.Ordinal)))
        {
            string source = $"public static class Example\n{{\n{Example().Match(section.Value).Groups[1].Value}\n}}\n";
            int[] lines = [.. Run.Of(source).Result.Diagnostics.Where(finding => finding.Id == section.Groups[1].Value).Select(finding => finding.Location.GetLineSpan().StartLinePosition.Line)];
            int[] expected = [.. source.Split('\n').Select((line, i) => (line, i)).Where(line => line.line.EndsWith($"// {section.Groups[1].Value}", StringComparison.Ordinal)).Select(line => line.i)];
            Assert.That(expected, Is.Not.Empty);
            Assert.That(lines, Is.EqualTo(expected), section.Groups[1].Value);
        }
    }

    [Test]
    public void The_list_of_releases_has_each_rule()
    {
        string list = Text("lib/FfiOwnership.Generator/AnalyzerReleases.Shipped.md") + Text("lib/FfiOwnership.Generator/AnalyzerReleases.Unshipped.md");
        Assert.That(Listed().Matches(list).Select(match => match.Value), Is.EqualTo(s_rules.Select(rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title.ToString(null)}")));
    }

    private static IEnumerable<Match> Sections() => Section().Matches(Text("docs/analyzers.md")).Where(section => section.Groups[1].Value.StartsWith("FFO1", StringComparison.Ordinal));

    private static string Text(string path, [CallerFilePath] string here = "") => File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../..", path));

    [GeneratedRegex(@"^### (FFO\d+)\n\*\*(.*?)\.\*\*.*?(?=^##|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^FFO\d+ \| .*$", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
