using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>What can be wrong with an owned field.</summary>
internal enum Flaw
{
    /// <summary>It holds no block's address.</summary>
    Foreign,

    /// <summary>It holds the tree's root.</summary>
    Cycle,

    /// <summary>It holds a child that another field of the tree holds too, or its own block.</summary>
    Repetition,

    /// <summary>It holds a block of another type.</summary>
    WrongType,
}

/// <summary>A tree of boxes on a heap, ended when it is disposed of.</summary>
internal sealed unsafe class RandomTree<THeap> : IDisposable
    where THeap : struct, IHeap
{
    // The first and the last field of each node are spare.
    private const int FieldCount = 32;

    private static uint NodeType { get; } = ProcessLedger.Register("claimed_tree_node", FieldCount * 8, [.. Enumerable.Repeat(TypeNumber.Self, FieldCount)]);

    private readonly List<nint> _entries = [];
    private readonly List<nint> _blocks = [];
    private readonly List<int> _parents = [];
    private readonly TestHeap<THeap> _heap;
    private readonly Entry* _string;

    /// <summary>Makes a tree of a shape: see <see cref="TreeClaimTests{THeap}"/>.</summary>
    public RandomTree(TestHeap<THeap> heap, (int Parent, bool IsOwned)[] shape)
    {
        _heap = heap;
        _string = heap.MakeString("of another type");
        Add(-1, isOwned: false);
        foreach ((int parent, bool isOwned) in shape)
        {
            Add(parent % _blocks.Count, isOwned);
        }
    }

    /// <summary>How many nodes there are.</summary>
    public int Count => _blocks.Count;

    /// <summary>The root's entry.</summary>
    public Entry* Root => EntryOf(0);

    /// <summary>A node's block.</summary>
    public byte* Block(int node) => (byte*)_blocks[node];

    /// <summary>The words of all entries, without the marks that a claim leaves.</summary>
    public List<ulong> Words()
    {
        List<ulong> words = [];
        for (int node = 0; node < Count; node++)
        {
            words.Add(EntryOf(node)->Word.Bits);
            words.Add(EntryOf(node)->Info.Period);
            words.Add(EntryOf(node)->Info.ParentReuse);
        }

        return words;
    }

    /// <summary>Takes the root from the caller, as every user of the claim engine does.</summary>
    public void ClaimRoot() => Root->Store(Root->Word.With(EntryState.ClaimedCallerOwned, 0));

    /// <summary>Makes it the caller's again.</summary>
    public void LetRootGo() => Root->Store(Root->Word.With(EntryState.CallerOwned, 0));

    /// <summary>Whether each node is claimed.</summary>
    public bool AllClaimed() => _entries.TrueForAll(entry => ((Entry*)entry)->Word.State is EntryState.ClaimedCallerOwned or EntryState.ClaimedParentOwned);

    /// <summary>Whether each node but the root is its parent's.</summary>
    public bool AllOwned()
    {
        for (int node = 1; node < Count; node++)
        {
            Entry* parent = EntryOf(_parents[node]);
            EntryWord word = EntryOf(node)->Word;
            if (word.State != EntryState.ParentOwned || word.ParentId != _heap.IdOf(parent) || EntryOf(node)->Info.ParentReuse != parent->Word.Reuse)
            {
                return false;
            }
        }

        return Root->Word.State == EntryState.CallerOwned;
    }

    /// <summary>Puts something wrong into a spare field of a node, before its children or behind them.</summary>
    /// <returns>The status that a claim of the tree must give.</returns>
    public Status Spoil(int node, Flaw flaw, bool isFirst)
    {
        (nint value, Status status) = flaw switch
        {
            Flaw.Foreign => (1, Status.ForeignPointer),
            Flaw.Cycle => (_blocks[0], Status.NotOwned),
            Flaw.Repetition => (_blocks[node], Status.NotOwned),
            _ => ((nint)_heap.Block(_string), Status.WrongType),
        };
        ((nint*)Block(node))[isFirst ? 0 : FieldCount - 1] = value;
        return status;
    }

    /// <summary>Clears the spare fields of a node.</summary>
    public void Mend(int node) => ((nint*)Block(node))[0] = ((nint*)Block(node))[FieldCount - 1] = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        Failure failure = default;
        Assert.That(Trees.Free(_heap.Door, Block(0), NodeType, ref failure), Is.EqualTo(Status.Ok));
        _heap.Free(_string);
    }

    // A block that is owned itself takes no children by a call, so a child is made its parent's as a claim would do it.
    private void Add(int parent, bool isOwned)
    {
        Entry* entry = _heap.Publish(_heap.Reserve(FieldCount * 8, 16, BlockTraits.Zeroed), NodeType);
        byte* block = _heap.Block(entry);
        if (parent >= 0)
        {
            int field = 1 + _parents.Count(other => other == parent);
            ((byte**)Block(parent))[field] = block;
            if (isOwned)
            {
                Transitions.AssignTo(_heap.Door, entry, EntryOf(parent));
            }
        }

        _entries.Add((nint)entry);
        _blocks.Add((nint)block);
        _parents.Add(parent);
    }

    private Entry* EntryOf(int node) => (Entry*)_entries[node];
}
