using System.Runtime.InteropServices;
using System.Text;
using FfiOwnership.Errors;
using NUnit.Framework;

namespace FfiOwnership.Tests.Errors;

public sealed unsafe class StatusTableTests
{
    private static readonly Status[] All = Enum.GetValues<Status>();

    [TestCaseSource(nameof(All))]
    public void TheTextIsOneSentence(Status status)
    {
        string text = Text(status);
        Assert.That(text, Does.Match("^[A-Z].*[a-zA-Z0-9]\\.$"));
        Assert.That(text, Does.Not.Contain(". "));
    }

    [Test]
    public void TextsAreDistinct()
    {
        Assert.That(All.Select(Text), Is.Unique);
    }

    [Test]
    public void OtherValuesAreUnknown()
    {
        int[] unknown = [.. Enumerable.Range(-10, 200).Where(value => !Enum.IsDefined((Status)value)), int.MaxValue, int.MinValue];
        foreach (int value in unknown)
        {
            Assert.That(Text((Status)value), Is.Not.Empty.And.Not.AnyOf([.. All.Select(Text)]));
        }
    }

    [Test]
    public void MisuseIsTheFamilyFrom20To49()
    {
        foreach (Status status in All)
        {
            Assert.That(StatusTable.IsMisuse(status), Is.EqualTo((int)status is >= 20 and <= 49), $"{status}");
        }
    }

    [Test]
    public void PointersAreTheSameTextsWithANul()
    {
        foreach (Status status in All)
        {
            Assert.That(Marshal.PtrToStringUTF8((nint)StatusTable.TextPointer(status)), Is.EqualTo(Text(status)));
        }
    }

    private static string Text(Status status) => Encoding.UTF8.GetString(StatusTable.Text(status));
}
