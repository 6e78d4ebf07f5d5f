using CsCheck;
using FfiOwnership.Entries;
using NUnit.Framework;

namespace FfiOwnership.Tests.Entries;

/// <summary>The second word of an entry: its parts do not touch each other.</summary>
public sealed class EntryInfoTests
{
    private static readonly Gen<ulong> Periods = Gen.ULong[0, EntryInfo.PeriodMask];
    private static readonly Gen<uint> Slacks = Gen.UInt[0, 0xFFFF];
    private static readonly Gen<uint> Reuses = Gen.UInt[0, EntryWord.LastReuse];

    [Test]
    public void PartsAreKeptApart() => Gen.Select(Periods, Slacks, Reuses).Sample((period, slack, reuse) =>
        Parts(EntryInfo.Of(period, slack, reuse)) == (period, slack, reuse, false, false));

    [Test]
    public void ShapeIsMarkedAndForgottenAlone() => Gen.Select(Periods, Slacks, Reuses).Sample((period, slack, reuse) =>
    {
        EntryInfo info = EntryInfo.Of(period, slack, reuse);
        return Parts(info.WithChildren()) == (period, slack, reuse, true, false)
            && Parts(info.AsLastSibling()) == (period, slack, reuse, false, true)
            && Parts(info.WithChildren().AsLastSibling()) == (period, slack, reuse, true, true)
            && Parts(info.WithChildren().AsLastSibling().WithoutShape()) == (period, slack, reuse, false, false);
    });

    [Test]
    public void AnotherParentReplacesTheFormer() => Gen.Select(Periods, Slacks, Reuses, Reuses).Sample((period, slack, former, present) =>
        Parts(EntryInfo.Of(period, slack, former).WithChildren().WithParentReuse(present)) == (period, slack, present, true, false));

    [Test]
    public void APeriodBeyondTheLastBeginsAnew() => Slacks.Sample(slack =>
        Parts(EntryInfo.Of(EntryInfo.PeriodMask + 8, slack, 0)) == (7, slack, 0, false, false));

    private static (ulong Period, uint Slack, uint ParentReuse, bool HasChildren, bool IsLastSibling) Parts(EntryInfo info) =>
        (info.Period, info.Slack, info.ParentReuse, info.HasChildren, info.IsLastSibling);
}
