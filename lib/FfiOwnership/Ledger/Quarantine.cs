
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>
/// Freed blocks are filled and wait in line, oldest first, until the line holds more bytes than it may. A block that was
/// written to meanwhile never leaves: it is reported once and stays as evidence for the validation.
/// </summary>
/// <remarks>
/// For both heaps: the line is linked through the X of the entries' words. What a call lets go is in proportion to what it brings,
/// so that no free pays for all that others have freed; the line may exceed its limit meanwhile, and never twice the limit.
/// </remarks>
internal sealed unsafe class Quarantine(Heap heap, ulong limit)
{
    // SAFETY (whole file): held: a freed block, until it is in line. Locked: the line.

    private const byte Fill = 0xDB;

    // A block counts for at least this, about what its record takes, or blocks of size 0 would wait for ever.
    private const nuint LeastWeight = 64;

    // What a call does at least for others, in blocks; a block of more bytes than a page counts as one for each page.
    private const nuint LeastWork = 64;
    private const nuint PageSize = 4096;

    // Not the object's own, which could move: one lock is enough, there is one heap in a process.
    private static ForkSafeLock s_lock;

    private uint _oldest;
    private uint _youngest;
    private ulong _bytes;

    /// <summary>Has forks wait for the line.</summary>
    public static void JoinForkGate() => ForkGate.Add(ref s_lock);

    /// <summary>Bytes in the line.</summary>
    public ulong Bytes => Volatile.Read(ref _bytes);

    /// <summary>Takes in a block whose state is freed and which the caller alone holds; those whose time is over leave.</summary>
    public void Add(Entry* entry)
    {
        heap.Guard(entry);
        System.Runtime.InteropServices.NativeMemory.Fill(heap.BlockOf(entry), heap.SizeOf(entry), Fill);
        nuint size = heap.SizeOf(entry);
        entry->Store(entry->Word.With(EntryState.Quarantined, 0));
        if (!TryEnter(entry))
        {
            Release(entry);
        }

        nuint work = LeastWork + (size / PageSize);
        while (work != 0 && TakeOverdue(out Entry* overdue))
        {
            work -= nuint.Min(work, 1 + (heap.SizeOf(overdue) / PageSize));
            Release(overdue);
        }
    }

    // The end of the line; false if there is no room, because the block is too large or the line much too long already.
    private bool TryEnter(Entry* entry)
    {
        uint id = heap.IdOf(entry);
        nuint weight = WeightOf(entry);
        Enter();
        if (weight > limit || (_bytes > limit && _bytes - limit > limit - weight))
        {
            s_lock.Exit();
            return false;
        }

        if (_youngest != 0)
        {
            Entry* youngest = heap.EntryAt(_youngest);
            youngest->Store(youngest->Word.WithX(id));
        }
        else
        {
            _oldest = id;
        }

        _youngest = id;
        _bytes += weight;
        s_lock.Exit();
        return true;
    }

    /// <summary>Where a quarantined block was written to after its free.</summary>
    /// <param name="entry">A quarantined entry that is pinned or held.</param>
    /// <param name="offset">The first changed byte.</param>
    /// <returns>False if it was not.</returns>
    public bool FindWrite(Entry* entry, out nuint offset)
    {
        byte* block = heap.BlockOf(entry);
        nuint size = heap.SizeOf(entry);
        for (offset = 0; offset < size; offset += int.MaxValue)
        {
            int length = (int)nuint.Min(size - offset, int.MaxValue);
            int found = new ReadOnlySpan<byte>(block + offset, length).IndexOfAnyExcept(Fill);
            if (found >= 0)
            {
                offset += (nuint)found;
                return true;
            }
        }

        offset = size;
        return !heap.IsIntact(entry);
    }

    private nuint WeightOf(Entry* entry) => nuint.Max(heap.SizeOf(entry), LeastWeight);

    private bool TakeOverdue(out Entry* overdue)
    {
        overdue = null;
        Enter();
        if (_bytes > limit)
        {
            overdue = heap.EntryAt(_oldest);
            _oldest = overdue->Word.X;
            _youngest = _oldest == 0 ? 0 : _youngest;
            _bytes -= WeightOf(overdue);
        }

        s_lock.Exit();
        return overdue != null;
    }

    private void Release(Entry* entry)
    {
        if (!heap.FindWriteAfterFree(entry, out nuint offset))
        {
            entry->Store(entry->Word.With(EntryState.Freed, 0));
            heap.GiveBack(entry);
            return;
        }

        Failure finding = default;
        finding.Function = "quarantine"u8;
        finding.Set(Status.WriteAfterFree, Reason.WriteAfterFree, heap.BlockOf(entry));
        finding.ActualType = entry->Word.Type;
        finding.Offset = offset;
        finding.Size = heap.SizeOf(entry);
        Misuse.ReportFinding(finding);
    }

    private void Enter()
    {
        if (!s_lock.Enter())
        {
            _oldest = _youngest = 0;
            _bytes = 0;
        }
    }
}
