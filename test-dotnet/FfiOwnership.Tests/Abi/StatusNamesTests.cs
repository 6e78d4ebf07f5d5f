extern alias exports;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using exports::FfiOwnership.Native;
using FfiOwnership.Errors;
using NUnit.Framework;

namespace FfiOwnership.Tests.Abi;

/// <summary>The names of statuses in the header, made from those in C# by rule.</summary>
public sealed unsafe partial class StatusNamesTests
{
    private static readonly Status[] All = Enum.GetValues<Status>();

    [TestCaseSource(nameof(All))]
    public void TheNameIsTheOneInC(Status status)
    {
        string words = WordStart().Replace(status.ToString(), "_$1").ToUpperInvariant();
        string expected = status == Status.Ok ? "FFO_OK" : "FFO_E" + words.Replace("_UTF_", "_UTF", StringComparison.Ordinal);
        Assert.That(Name(status), Is.EqualTo(expected));
    }

    [Test]
    public void NamesAreDistinct() => Assert.That(All.Select(Name), Is.Unique);

    [Test]
    public void OtherValuesAreUnknown()
    {
        int[] unknown = [.. Enumerable.Range(-10, 200).Where(value => !Enum.IsDefined((Status)value)), int.MaxValue, int.MinValue];
        Assert.That(unknown.Select(value => Name((Status)value)), Is.All.EqualTo("FFO_E_UNKNOWN"));
    }

    [Test]
    public void PointersAreTheSameNamesWithANul()
    {
        foreach (Status status in All)
        {
            Assert.That(Marshal.PtrToStringUTF8((nint)StatusNames.PointerOf(status)), Is.EqualTo(Name(status)));
        }
    }

    private static string Name(Status status) => Encoding.UTF8.GetString(StatusNames.Of(status));

    [GeneratedRegex("([A-Z]|8|16)")]
    private static partial Regex WordStart();
}
