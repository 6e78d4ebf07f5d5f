namespace FfiOwnership.Analyzers.Tests.Planted;

/// <summary>A planted mistake: an export as an author might write it, with what the rules say of it.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Export">The export, with its attribute left out: what is marked is reported, and nothing else.</param>
/// <param name="Types">Types that it needs.</param>
public sealed record Mistake(string Name, string Export, string Types = "")
{
    public override string ToString() => Name;
}
