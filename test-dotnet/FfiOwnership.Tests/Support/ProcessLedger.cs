using System.Reflection;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using NUnit.Framework;

namespace FfiOwnership.Tests.Support;

/// <summary>The process's ledger, as a test uses it. It is shared by all tests, so a test looks at differences only.</summary>
internal static unsafe class ProcessLedger
{
    /// <summary>Which heap it is on.</summary>
    public static HeapKind Kind
    {
        get
        {
            Failure failure = default;
            Assert.That(Ledger.EnsureStarted(ref failure), Is.EqualTo(Status.Ok));
            return Ledger.Kind;
        }
    }

    /// <summary>Its heap, if that is the system heap.</summary>
    // The ledger shows it to nobody, and nobody but a test needs it.
    public static SystemHeap SystemHeap =>
        (SystemHeap)typeof(Ledger).GetField("s_system", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;

    /// <summary>The present statistics.</summary>
    public static StatisticsData Statistics
    {
        get
        {
            Failure failure = default;
            StatisticsData data = new() { StructSize = (uint)sizeof(StatisticsData) };
            Assert.That(Diagnostics.Statistics.Read(&data, ref failure), Is.EqualTo(Status.Ok));
            return data;
        }
    }

    /// <summary>Asserts that the ledger is sound and that as many blocks are live as before.</summary>
    public static void AssertBalance(in StatisticsData before)
    {
        Failure failure = default;
        Assert.That(Validation.Run(ref failure), Is.EqualTo(Status.Ok));
        StatisticsData after = Statistics;
        Assert.That((after.LiveBlocks, after.LiveBytes, after.LiveHandles), Is.EqualTo((before.LiveBlocks, before.LiveBytes, before.LiveHandles)));
    }

    /// <summary>Registers a type with owned fields at the multiples of eight.</summary>
    /// <param name="name">Unique in the process.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="fields">The types that the fields own, from offset 0 on.</param>
    public static uint Register(string name, nuint size, params uint[] fields)
    {
        OwnedField[] described = [.. fields.Select((type, i) => new OwnedField { Offset = (nuint)i * 8, Type = type })];
        using NativeText text = new(name);
        fixed (OwnedField* first = described)
        {
            TypeDescription description = new() { StructSize = (uint)sizeof(TypeDescription), Name = text.Pointer, Size = size, Fields = first, FieldCount = (nuint)fields.Length };
            Failure failure = default;
            Assert.That(TypeRegistry.Register(&description, out uint type, ref failure), Is.EqualTo(Status.Ok));
            return type;
        }
    }

    /// <summary>A new box.</summary>
    public static byte* NewBox(uint type)
    {
        Failure failure = default;
        Assert.That(Box.New(type, out void* made, ref failure), Is.EqualTo(Status.Ok));
        return (byte*)made;
    }

    /// <summary>A new string.</summary>
    public static byte* NewString(string words)
    {
        using NativeText text = new(words);
        Failure failure = default;
        Assert.That(CString.New(text.Pointer, out byte* made, ref failure), Is.EqualTo(Status.Ok));
        return made;
    }

    /// <summary>The entry of a block.</summary>
    public static Entry* EntryOf(void* block) => Kind == HeapKind.Slab ? EntryOf(SlabHeap.Mine, block) : EntryOf(SystemHeap, block);

    /// <summary>The number of an entry.</summary>
    public static uint IdOf(Entry* entry) => Kind == HeapKind.Slab ? SlabHeap.Mine.IdOf(entry) : SystemHeap.IdOf(entry);

    /// <summary>Frees a block of the caller's of any type.</summary>
    public static void Free(void* block, uint type)
    {
        Failure failure = default;
        Assert.That(Box.Free(block, type, ref failure), Is.EqualTo(Status.Ok));
    }

    private static Entry* EntryOf<THeap>(THeap heap, void* block)
        where THeap : struct, IHeap
    {
        bool isFound = heap.TryFind(block, out FoundBlock found);
        heap.Leave(found);
        Assert.That(isFound, Is.True);
        return found.Entry;
    }
}
