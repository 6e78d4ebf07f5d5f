using FfiOwnership.Abi.Description;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Abi;

/// <summary>The headers of former versions, kept in test-c/abi-*: what was in one of them has not changed, and what was not says that it is newer.</summary>
public sealed class FormerHeaderTests
{
    private static readonly AbiDescription Present = Sides.Header(InstallTree.Header, out _);

    private static IEnumerable<string> Folders() => Directory.GetDirectories(Path.Combine(SourceTree.Root, "test-c"), "abi-*").Select(folder => Path.GetFileName(folder));

    [TestCaseSource(nameof(Folders))]
    public void NothingThatWasThereHasChanged(string folder) =>
        Assert.That(AbiChanges.Between(Read(folder), Present).Where(change => change.StartsWith("breaking", StringComparison.Ordinal)), Is.Empty);

    [TestCaseSource(nameof(Folders))]
    public void WhatIsNewSaysSo(string folder)
    {
        Version version = Version.Parse(folder["abi-".Length..]);
        HashSet<string> former = [.. Sinces(Read(folder)).Select(fact => fact.Item)];
        Assert.That(
            Sinces(Present).Where(fact => Version.Parse(fact.Value) <= version != former.Contains(fact.Item)),
            Is.Empty,
            $"what is in {folder} is as old as that, all else is newer");
    }

    [Test]
    public void NothingIsNewerThanTheHeader()
    {
        int Number(string name) => int.Parse(Present.Constants.Single(constant => constant.Name == name).Value);
        Version present = new(Number("FFO_VERSION_MAJOR"), Number("FFO_VERSION_MINOR"));
        Assert.That(Sinces(Present).Where(fact => Version.Parse(fact.Value) > present), Is.Empty);
    }

    private static AbiDescription Read(string folder) =>
        Sides.Header(File.ReadAllText(Path.Combine(SourceTree.Root, "test-c", folder, "ffi_ownership.h")), out _);

    private static IEnumerable<AbiFact> Sinces(AbiDescription description) =>
        description.Facts(inC: true).Where(fact => fact.Item.EndsWith(", since", StringComparison.Ordinal));
}
