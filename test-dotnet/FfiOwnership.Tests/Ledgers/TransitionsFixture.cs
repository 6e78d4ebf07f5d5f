using FfiOwnership.Entries;
using FfiOwnership.Heaps;
using FfiOwnership.Ledgers;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>Tests of what takes a block: on a config and a string of the caller's, neither of which owns the other.</summary>
internal abstract unsafe class TransitionsFixture<THeap> : HeapFixture<THeap>
    where THeap : struct, IHeap
{
    /// <summary>Where the config's owned field lies.</summary>
    protected const nuint NameOffset = TypeRegistry.ConfigNameOffset;

    /// <summary>All states.</summary>
    protected static EntryState[] States { get; } = Enum.GetValues<EntryState>();

    /// <summary>The config's entry.</summary>
    protected Entry* ConfigEntry { get; private set; }

    /// <summary>The string's entry.</summary>
    protected Entry* TextEntry { get; private set; }

    /// <summary>The string's word as long as it is the caller's.</summary>
    protected EntryWord Callers { get; private set; }

    /// <summary>The config.</summary>
    protected byte* Config => Heap.Block(ConfigEntry);

    /// <summary>The string.</summary>
    protected byte* Text => Heap.Block(TextEntry);

    [SetUp]
    public void Make()
    {
        ConfigEntry = Heap.Publish(Heap.Reserve(16, 16, BlockTraits.Zeroed), TypeNumber.Config);
        TextEntry = Heap.MakeString("text");
        Callers = TextEntry->Word;
    }

    [TearDown]
    public void End()
    {
        Heap.Free(TextEntry);
        Heap.Free(ConfigEntry);
    }
}
