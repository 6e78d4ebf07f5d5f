using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FfiOwnership.Analyzers.Tests.Support;
using Microsoft.CodeAnalysis;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>The rules, their page, and the list of releases say the same.</summary>
public sealed partial class DocumentationTests
{
    private static readonly DiagnosticDescriptor[] s_rules = [.. RuleTest.Rules];

    [Test]
    public void RulesAreNumberedWithoutGaps() =>
        Assert.That(s_rules.Select(rule => rule.Id), Is.EqualTo(Enumerable.Range(1, 17).Select(number => $"FFO{number:D3}")));

    [Test]
    public void EachRuleHasItsSectionWithAnExample()
    {
        string page = Text("docs/analyzers.md");
        string[] sections = [.. Section().Matches(page).Select(match => match.Value)];
        Assert.That(sections.Select(section => Heading().Match(section).Groups[1].Value), Is.EqualTo(s_rules.Select(rule => rule.Id)));
        Assert.That(sections.Select(section => Heading().Match(section).Groups[2].Value), Is.EqualTo(s_rules.Select(rule => rule.Title.ToString(null))));
        Assert.That(sections, Has.All.Contains("```csharp"));
    }

    // In a few of them FFO017 speaks as well: they are about something else.
    [TestCaseSource(nameof(Examples))]
    public async Task AnExampleIsReportedWhereItSaysSo(string rule, string example)
    {
        (int, string)[] expected = [.. example.Split('\n').Select((line, i) => (i + 1, line)).Where(line => line.line.EndsWith($"// {rule}", StringComparison.Ordinal)).Select(line => (line.Item1, rule))];
        Assert.That(expected, Is.Not.Empty);
        Assert.That((await RuleTest.Findings(example).ConfigureAwait(false)).Where(finding => rule == "FFO017" || finding.Id != "FFO017"), Is.EquivalentTo(expected));
    }

    [Test]
    public void HelpLinksLeadToTheSections() =>
        Assert.That(s_rules.Select(rule => rule.HelpLinkUri), Is.EqualTo(s_rules.Select(rule => $"docs/analyzers.md#{rule.Id.ToLowerInvariant()}")));

    [Test]
    public void TheListOfReleasesHasEachRuleAsItIs()
    {
        string[] expected = [.. s_rules.Select(rule => $"{rule.Id} | {rule.Category} | {(rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled")}")];
        string[] listed = [.. Listed().Matches(Text("lib/FfiOwnership.Analyzers/AnalyzerReleases.Shipped.md") + Text("lib/FfiOwnership.Analyzers/AnalyzerReleases.Unshipped.md")).Select(match => match.Value)];
        Assert.That(listed, Is.EqualTo(expected));
    }

    private static IEnumerable<TestCaseData> Examples() =>
        Section().Matches(Text("docs/analyzers.md")).Select(section =>
            new TestCaseData(Heading().Match(section.Value).Groups[1].Value, Example().Match(section.Value).Groups[1].Value).SetArgDisplayNames(Heading().Match(section.Value).Groups[1].Value));

    private static string Text(string path, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../..", path));

    [GeneratedRegex(@"^## FFO\d+.*?(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^## (FFO\d+)\n\*\*(.*?)\.\*\*", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^FFO\d+ \| \w+ \| \w+", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
