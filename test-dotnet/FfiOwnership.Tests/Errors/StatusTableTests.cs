using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Platform;
using NUnit.Framework;

namespace FfiOwnership.Tests.Errors;

public sealed unsafe partial class StatusTableTests
{
    private static readonly Status[] All = Enum.GetValues<Status>();

    [TestCaseSource(nameof(All))]
    public void TheNameIsTheOneInC(Status status)
    {
        string words = WordStart().Replace(status.ToString(), "_$1").ToUpperInvariant();
        string expected = status == Status.Ok ? "FFO_OK" : "FFO_E" + words.Replace("_UTF_", "_UTF", StringComparison.Ordinal);
        Assert.That(Name(status), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(All))]
    public void TheTextIsOneSentence(Status status)
    {
        string text = Text(status);
        Assert.That(text, Does.Match("^[A-Z].*[a-zA-Z0-9]\\.$"));
        Assert.That(text, Does.Not.Contain(". "));
    }

    [Test]
    public void NamesAndTextsAreDistinct()
    {
        Assert.That(All.Select(Name), Is.Unique);
        Assert.That(All.Select(Text), Is.Unique);
    }

    [Test]
    public void OtherValuesAreUnknown()
    {
        int[] unknown = [.. Enumerable.Range(-10, 200).Where(value => !Enum.IsDefined((Status)value)), int.MaxValue, int.MinValue];
        foreach (int value in unknown)
        {
            Assert.That(Name((Status)value), Is.EqualTo("FFO_E_UNKNOWN"));
            Assert.That(Text((Status)value), Is.Not.Empty.And.Not.AnyOf([.. All.Select(Text)]));
        }
    }

    [Test]
    public void MisuseIsTheFamilyFrom20To49()
    {
        foreach (Status status in All)
        {
            Assert.That(StatusTable.IsMisuse(status), Is.EqualTo((int)status is >= 20 and <= 49), Name(status));
        }
    }

    [Test]
    public void PointersAreTheSameTextsWithANul()
    {
        foreach (Status status in All)
        {
            Assert.That(Marshal.PtrToStringUTF8((nint)StatusTable.NamePointer(status)), Is.EqualTo(Name(status)));
            Assert.That(Marshal.PtrToStringUTF8((nint)StatusTable.TextPointer(status)), Is.EqualTo(Text(status)));
        }
    }

    private static string Name(Status status) => Encoding.UTF8.GetString(StatusTable.Name(status));

    private static string Text(Status status) => Encoding.UTF8.GetString(StatusTable.Text(status));

    [GeneratedRegex("([A-Z]|8|16)")]
    private static partial Regex WordStart();
}
