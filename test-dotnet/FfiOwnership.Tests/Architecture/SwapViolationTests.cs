using Mono.Cecil;
using NUnit.Framework;

namespace FfiOwnership.Tests.Architecture;

/// <summary>The swaps' rule finds them wherever they hide, and does not fall silent when they are renamed.</summary>
public sealed class SwapViolationTests
{
    [TestCase("Heaps.System", "void M(ref Entries.Entry entry) => entry.TrySwap(1, 2);", "M", "calls FfiOwnership.Entries.Entry.TrySwap")]
    [TestCase("Boundary", "void M(ref Ledgers.HandleSlot slot) => slot.TrySwap(1, 2);", "M", "calls FfiOwnership.Ledgers.HandleSlot.TrySwap")]
    [TestCase("Boundary", "unsafe void M(Ledgers.HandleSlot* slot) => slot->TrySwap(1, 2);", "M", "calls FfiOwnership.Ledgers.HandleSlot.TrySwap")]
    [TestCase("Owners", "object M(Entries.Entry entry) => (Func<ulong, ulong, bool>)entry.TrySwap;", "M", "calls FfiOwnership.Entries.Entry.TrySwap")]
    [TestCase("Owners", "object M() => (Entries.Entry entry) => entry.TrySwap(1, 2);", "<>c.<M>b__0_0", "calls FfiOwnership.Entries.Entry.TrySwap")]
    [TestCase("Heaps", "void M(ref Entries.Entry entry) => Interlocked.CompareExchange(ref entry.Info, 1, 0);", "M", "swaps or publishes FfiOwnership.Entries.Entry.Info")]
    [TestCase("Heaps", "unsafe void M(Entries.Entry* entry) => Interlocked.Or(ref *&entry->Info, 1);", "M", "swaps or publishes FfiOwnership.Entries.Entry.Info")]
    [TestCase("Heaps", "void M(ref Entries.Entry entry) { ref ulong info = ref entry.Info; Volatile.Write(ref info, 1); }", "M", "swaps or publishes FfiOwnership.Entries.Entry.Info")]
    [TestCase("Boundary", "void M(ref Ledgers.HandleSlot slot) => Interlocked.Exchange<uint>(ref slot.Next, 1);", "M", "swaps or publishes FfiOwnership.Ledgers.HandleSlot.Next")]
    public void ASwapOutsideOfTheLedgerIsFound(string layer, string method, string name, string what) =>
        Assert.That(
            Broken(Fixture.Clean, $"namespace FfiOwnership.{layer} {{ class Bad {{ {method} }} }}"),
            Is.EqualTo(new[] { $"FfiOwnership.{layer}.Bad.{name} {what} outside of FfiOwnership.Ledgers" }));

    // Another method of the struct that swaps, or hands the swap on.
    [TestCase("public bool TryFree() => Interlocked.Exchange(ref _word, 0) != 0;", "FfiOwnership.Heaps.Bad.M calls FfiOwnership.Entries.Entry.TryFree")]
    [TestCase("public bool TryFree() => TrySwap(1, 0);", "FfiOwnership.Entries.Entry.TryFree calls FfiOwnership.Entries.Entry.TrySwap")]
    public void AnotherNameForASwapIsFound(string method, string what)
    {
        string clean = Changed("public void Store(", $"{method} public void Store(");
        Assert.That(
            Broken(clean, "namespace FfiOwnership.Heaps { class Bad { void M(ref Entries.Entry entry) => entry.TryFree(); } }"),
            Is.EqualTo(new[] { $"{what} outside of FfiOwnership.Ledgers" }));
    }

    [TestCase("TrySwap", "TryExchange", "there is no Entry.TrySwap with a compare-and-swap in it (types called Entry: 1)")]
    [TestCase("HandleSlot", "HandleRecord", "there is no HandleSlot.TrySwap with a compare-and-swap in it (types called HandleSlot: 0)")]
    [TestCase("Interlocked.CompareExchange(ref _word, to, from) == from;", "(_word = to) == from;", "there is no Entry.TrySwap with a compare-and-swap in it (types called Entry: 1)")]
    [TestCase("slot.TrySwap(1, 2)", "true", "nothing in FfiOwnership.Ledgers calls HandleSlot.TrySwap")]
    [TestCase("entry.TrySwap(1, 2)", "true", "nothing in FfiOwnership.Ledgers calls Entry.TrySwap")]
    public void TheRuleDoesNotFallSilent(string from, string to, string what) => Assert.That(Broken(Changed(from, to)), Has.Member(what));

    [TestCase("")]
    [TestCase("namespace FfiOwnership.Heaps { class Good { int _own; ulong M(ref Entries.Entry entry) { Interlocked.MemoryBarrier(); Interlocked.Increment(ref _own); return Volatile.Read(ref entry.Info); } } }")]
    public void WhatIsAllowedIsNot(string source) => Assert.That(Broken(Fixture.Clean, source), Is.Empty);

    private static string Changed(string from, string to)
    {
        string changed = Fixture.Clean.Replace(from, to, StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(Fixture.Clean), from);
        return changed;
    }

    private static IReadOnlyList<string> Broken(string core, string more = "")
    {
        using ModuleDefinition module = Assemblies.Compile(core, $"using System; using System.Threading; using FfiOwnership;\n{more}");
        return SwapRule.Broken(module);
    }
}
