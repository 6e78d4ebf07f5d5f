using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>
/// Freed blocks are filled with a pattern and queued, oldest first, until the queue holds more bytes than it may. A block that was
/// written to meanwhile never leaves: it is reported once and stays as evidence for the validation.
/// </summary>
/// <remarks>
/// For both heaps: the queue is linked through the entries' words. What a call releases is in proportion to what it brings, so that
/// no free pays for all that others have freed; the queue may exceed its limit meanwhile, and never twice the limit.
/// </remarks>
/// <param name="limit">The bytes that may wait; 0: none.</param>
internal unsafe struct Quarantine(ulong limit)
{
    // SAFETY (whole file): held: a freed block, until it is queued. Locked: the queue.

    private const byte Fill = 0xDB;

    // A block counts for at least this, about what its record takes, or blocks of size 0 would wait without end.
    private const nuint LeastWeight = 64;

    // What a call does at least for others, in blocks; a block of more bytes than a page counts as one for each page.
    private const nuint LeastWork = 64;
    private const nuint PageSize = 4096;

    private readonly ulong _limit = limit;
    private ForkSafeLock _lock;
    private uint _oldest;
    private uint _youngest;
    private ulong _bytes;

    /// <summary>Whether any block may wait.</summary>
    public readonly bool IsOn => _limit != 0;

    /// <summary>The bytes that wait.</summary>
    public readonly ulong Bytes => Volatile.Read(in _bytes);

    /// <summary>Queues a block whose state is freed and which the caller alone holds; those whose time is over leave.</summary>
    public void Add<THeap>(THeap heap, in FoundBlock block)
        where THeap : struct, IHeap
    {
        heap.WriteCanary(block);
        NativeMemory.Fill(block.Block, block.Size, Fill);
        block.Entry->Store(block.Entry->Word.With(EntryState.Quarantined, 0));

        // The lock is taken once for both, since it is what threads that free at the same time wait for.
        Enter();
        bool isQueued = TryQueue(heap, block);
        uint overdue = _oldest;
        uint count = TakeOverdue(heap, LeastWork + (block.Size / PageSize));
        _lock.Exit();

        if (!isQueued)
        {
            Release(ref heap, block.Entry);
        }

        for (; count != 0; count--)
        {
            Entry* entry = heap.EntryAt(overdue);
            overdue = entry->Word.Link;
            Release(ref heap, entry);
        }
    }

    /// <summary>Where a quarantined block was written to after its free.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">A quarantined block that is pinned or held.</param>
    /// <param name="offset">The first changed byte.</param>
    /// <returns>False if it was not.</returns>
    public readonly bool TryFindWrite<THeap>(THeap heap, in FoundBlock block, out nuint offset)
        where THeap : struct, IHeap
    {
        offset = 0;
        if (!IsOn || !heap.AllowsQuarantine(block))
        {
            return false;
        }

        for (; offset < block.Size; offset += int.MaxValue)
        {
            int length = (int)nuint.Min(block.Size - offset, int.MaxValue);
            int found = new ReadOnlySpan<byte>(block.Block + offset, length).IndexOfAnyExcept(Fill);
            if (found >= 0)
            {
                offset += (nuint)found;
                return true;
            }
        }

        offset = block.Size;
        return !heap.IsIntact(block);
    }

    // False if there is no room, because the block is too large or the queue much too long already. Under the lock.
    private bool TryQueue<THeap>(THeap heap, in FoundBlock block)
        where THeap : struct, IHeap
    {
        uint id = heap.IdOf(block);
        nuint weight = WeightOf(block.Size);
        if (weight > _limit || (_bytes > _limit && _bytes - _limit > _limit - weight))
        {
            return false;
        }

        if (_youngest != 0)
        {
            Entry* youngest = heap.EntryAt(_youngest);
            youngest->Store(youngest->Word.WithLink(id));
        }
        else
        {
            _oldest = id;
        }

        _youngest = id;
        _bytes += weight;
        return true;
    }

    // Takes the oldest blocks off while there are too many bytes and as far as the work allows. Under the lock. Returns how many; they
    // are linked as they were.
    private uint TakeOverdue<THeap>(THeap heap, nuint work)
        where THeap : struct, IHeap
    {
        uint count = 0;
        for (; _bytes > _limit && work != 0; count++)
        {
            FoundBlock oldest = heap.Of(heap.EntryAt(_oldest));
            work -= nuint.Min(work, 1 + (oldest.Size / PageSize));
            _bytes -= WeightOf(oldest.Size);
            _oldest = oldest.Word.Link;
        }

        _youngest = _oldest == 0 ? 0 : _youngest;
        return count;
    }

    private readonly void Release<THeap>(ref THeap heap, Entry* entry)
        where THeap : struct, IHeap
    {
        FoundBlock block = heap.Of(entry);
        if (!TryFindWrite(heap, block, out nuint offset))
        {
            entry->Store(entry->Word.With(EntryState.Freed, 0));
            heap.Recycle(block);
            return;
        }

        Failure finding = default;
        finding.Function = "quarantine"u8;
        finding.Set(Status.WriteAfterFree, Reason.WriteAfterFree, block.Block);
        finding.ActualType = entry->Word.Type;
        finding.Offset = offset;
        finding.Size = block.Size;
        Ledger.Report(finding);

        // The report may have run the host's hook, in which the thread may have detached.
        heap.Renew();
    }

    private void Enter()
    {
        if (!_lock.Enter())
        {
            _oldest = _youngest = 0;
            _bytes = 0;
        }
    }

    private static nuint WeightOf(nuint size) => nuint.Max(size, LeastWeight);
}
