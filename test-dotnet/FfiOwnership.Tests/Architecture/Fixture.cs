using Mono.Cecil;

namespace FfiOwnership.Tests.Architecture;

/// <summary>A core in small that breaks no rule, to be compiled with something that does.</summary>
internal static class Fixture
{
    /// <summary>The functions that its header would declare.</summary>
    public static readonly IReadOnlySet<string> Functions = new HashSet<string> { "ffo_tag", "ffo_string_free" };

    /// <summary>The source: in each layer something that others may use, and something that they must not.</summary>
    public const string Clean =
        """
        using System;
        using System.Threading;
        namespace FfiOwnership
        {
            [AttributeUsage(AttributeTargets.All)]
            public sealed class CNameAttribute(string name) : Attribute { public string Name => name; public object? More { get; set; } }
        }
        namespace FfiOwnership.Platform
        {
            internal class Thing { public ulong Count; public void Add() => Interlocked.Increment(ref Count); }
        }
        namespace FfiOwnership.Errors
        {
            internal class Failure : Exception { public int Number; public static int Set() => 1; public static T Same<T>(T value) => value; }
            internal interface IText { void Do(); }
            internal interface IText<T>;
            internal struct Value { public int Number; }
            internal enum Level { Low }
            [AttributeUsage(AttributeTargets.All)]
            internal sealed class MarkAttribute : Attribute { public object? More { get; set; } }
        }
        namespace FfiOwnership.Entries
        {
            [CName("ffo_tag")]
            internal struct Entry
            {
                private ulong _word;
                public ulong Info;
                public readonly ulong Word => Volatile.Read(in _word);
                public bool TrySwap(ulong from, ulong to) => Interlocked.CompareExchange(ref _word, to, from) == from;
                public void Store(ulong word) => Volatile.Write(ref _word, word);
            }
            internal class Thing : Errors.IText { public void Do() => new Platform.Thing().Add(); }
        }
        namespace FfiOwnership.Heaps
        {
            internal interface IHeap { void Make(ref Entries.Entry entry); }
            internal class Thing;
        }
        namespace FfiOwnership.Heaps.Slabs
        {
            internal struct SlabHeap : IHeap
            {
                private int _count;
                public void Make(ref Entries.Entry entry)
                {
                    entry.Store(0);
                    if (Volatile.Read(ref entry.Info) == 0) Interlocked.Increment(ref _count);
                }
            }
            internal class Thing : Heaps.Thing;
        }
        namespace FfiOwnership.Heaps.System
        {
            internal class Thing : Heaps.Thing;
        }
        namespace FfiOwnership.Ledgers
        {
            internal unsafe struct HandleSlot
            {
                private ulong _word;
                public uint Next;
                public bool TrySwap(ulong from, ulong to) => Interlocked.CompareExchange(ref _word, to, from) == from;
            }
            public class Description { internal class Hidden; public class Part; }
            internal class Thing
            {
                public static bool Free(ref Entries.Entry entry, ref HandleSlot slot)
                {
                    Volatile.Write(ref slot.Next, 1);
                    return entry.TrySwap(1, 2) && slot.TrySwap(1, 2);
                }
            }
            internal static class Ledger
            {
                internal class Found;
                public static bool Free(Found found) => Make<Heaps.Slabs.SlabHeap>() && Make<Heaps.Slabs.SlabHeap>();
                private static bool Make<THeap>() where THeap : struct, Heaps.IHeap => true;
            }
        }
        namespace FfiOwnership.Owners
        {
            public class Thing
            {
                private Ledgers.Description? _description;
                private Ledgers.Description.Part? _part;
                public static ReadOnlySpan<byte> Name => "ffo_config"u8;
                internal bool Free(Ledgers.Ledger.Found found) => _description != null && _part != null && Ledgers.Ledger.Free(found);
            }
        }
        namespace FfiOwnership.Diagnostics
        {
            internal class Thing : Owners.Thing { public string Text => $"ffo_tagged {Name.Length}"; }
        }
        namespace FfiOwnership.Boundary
        {
            internal class Thing
            {
                private Ledgers.Thing? _ledger;
                private Heaps.Slabs.SlabHeap _heap;
                private Diagnostics.Thing? _report;
                public bool Do(int[] of) => Array.TrueForAll(of, each => each == 0 && _ledger != null && _report != null) && _heap is object;
            }
        }
        """;

    /// <summary>The source with more behind it, compiled.</summary>
    public static ModuleDefinition With(string more) => Assemblies.Compile(Clean, $"using System;\nusing System.Threading;\nusing FfiOwnership;\n{more}");
}
