using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>
/// Freed blocks are filled with a pattern and queued, oldest first, until the queue holds more bytes than it may. A block that was
/// written to meanwhile never leaves: it is reported once and stays as evidence for the validation.
/// </summary>
/// <remarks>
/// For both heaps: the queue is linked through the entries' words. What a call releases is in proportion to what it brings, so that
/// no free pays for all that others have freed; the queue may exceed its limit meanwhile, and never twice the limit. On the slab heap
/// a thread queues some blocks at a time. So the order is that of the frees of each thread, and blocks of others may be ahead or
/// behind by what a thread gathers.
/// </remarks>
/// <param name="limit">The bytes that may wait; 0: none.</param>
internal unsafe struct Quarantine(ulong limit)
{
    // SAFETY (whole file): held: a freed block, until it is queued. Locked: the queue. Owned: the calling thread's batch.

    private const byte Fill = 0xDB;
    private const ulong Pattern = Fill * 0x0101010101010101ul;

    // A block counts for at least this, about what its record takes, or blocks of size 0 would wait without end.
    private const nuint LeastWeight = 64;

    // What a call does at least for others, in blocks; a block of more bytes than a page counts as one for each page.
    private const nuint LeastWork = 64;
    private const nuint PageSize = 4096;

    // What a thread gathers at most, in blocks, no more than may leave at once; in parts of the limit; in bytes; how many threads do so;
    // and the largest block that is filled without a call.
    private const uint MostGathered = 32;
    private const uint GatheredPart = 64;
    private const uint MostBytesGathered = 1 << 16;
    private const uint MostGatherers = 16;
    private const nuint MostFilledFast = 256;

    private readonly ulong _limit = limit;
    private ForkSafeLock _lock;
    private uint _oldest;
    private Entry* _youngest;
    private ulong _bytes;

    // How many threads may gather blocks. They go on for ever: their records are taken over by others.
    private uint _gatherers;

    private readonly ulong MostBytesOfBatch => ulong.Min(_limit / GatheredPart, MostBytesGathered);

    /// <summary>Whether any block may wait.</summary>
    public readonly bool IsOn => _limit != 0;

    /// <summary>The bytes that wait.</summary>
    public readonly ulong Bytes => Volatile.Read(in _bytes);

    /// <summary>Queues a block whose state is freed and which the caller alone holds; those whose time is over leave.</summary>
    public void Add<THeap>(THeap heap, in FoundBlock block)
        where THeap : struct, IHeap
    {
        Begin(heap, block);
        Add(heap, new QuarantineBatch { Oldest = heap.IdOf(block), Youngest = block.Entry, Count = 1 }, WeightOf(block.Size));
    }

    /// <summary>The same, but the block may be queued later, together with the thread's next ones: threads that free at the same time seldom meet then.</summary>
    public void Gather<THeap>(THeap heap, in FoundBlock block, ref QuarantineBatch batch)
        where THeap : struct, IHeap
    {
        if (batch.Room == 0)
        {
            batch.Room = TakeRoom();
        }

        nuint weight = WeightOf(block.Size);
        if (weight > batch.Room)
        {
            if (batch.Count != 0)
            {
                // What the thread has freed before comes first. A report may run the host's hook, in which the thread may detach.
                AddGathered(heap, ref batch);
                heap.Renew();
            }

            Add(heap, block);
            return;
        }

        Begin(heap, block);
        Append(heap, block, weight, ref batch);
        if (batch.Count == MostGathered || batch.Bytes >= batch.Room)
        {
            AddGathered(heap, ref batch);
        }
    }

    /// <summary>Does what <see cref="Gather"/> does, if it is little. The block is intact.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">A block, of a size for which <see cref="IsRoomFor"/> has just answered yes.</param>
    /// <param name="batch">The calling thread's.</param>
    /// <remarks>Calls nothing.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void GatherFast(SlabHeap heap, in FoundBlock block, ref QuarantineBatch batch)
    {
        // The last word may have guard bytes in it, which stay; it is within the slot.
        nuint whole = block.Size & ~(nuint)7;
        for (nuint at = 0; at < whole; at += sizeof(ulong))
        {
            *(ulong*)(block.Block + at) = Pattern;
        }

        if (whole != block.Size)
        {
            ulong kept = ulong.MaxValue << (int)((block.Size & 7) * 8);
            ulong* last = (ulong*)(block.Block + whole);
            *last = (*last & kept) | (Pattern & ~kept);
        }

        block.Entry->Store(block.Word.With(EntryState.Quarantined, 0));
        Append(heap, block, WeightOf(block.Size), ref batch);
    }

    /// <summary>Whether a thread can gather a block of a size by <see cref="GatherFast"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsRoomFor(nuint size, in QuarantineBatch batch) =>
        size <= MostFilledFast && batch.Count < MostGathered - 1 && WeightOf(size) <= batch.Room - batch.Bytes;

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

        offset = block.Size <= MostFilledFast ? LengthOfShortFill(block) : LengthOfFill(block);
        return offset != block.Size || !heap.IsIntact(block);
    }

    // Without a call, which would take longer than to look.
    private static nuint LengthOfShortFill(in FoundBlock block)
    {
        nuint length = 0;
        while (length + sizeof(ulong) <= block.Size && *(ulong*)(block.Block + length) == Pattern)
        {
            length += sizeof(ulong);
        }

        while (length != block.Size && block.Block[length] == Fill)
        {
            length++;
        }

        return length;
    }

    private static nuint LengthOfFill(in FoundBlock block)
    {
        for (nuint length = 0; length < block.Size; length += int.MaxValue)
        {
            int part = (int)nuint.Min(block.Size - length, int.MaxValue);
            int found = new ReadOnlySpan<byte>(block.Block + length, part).IndexOfAnyExcept(Fill);
            if (found >= 0)
            {
                return length + (nuint)found;
            }
        }

        return block.Size;
    }

    private static void Begin<THeap>(THeap heap, in FoundBlock block)
        where THeap : struct, IHeap
    {
        heap.WriteCanary(block);
        NativeMemory.Fill(block.Block, block.Size, Fill);
        block.Entry->Store(block.Entry->Word.With(EntryState.Quarantined, 0));
    }

    // Appends a block that has begun its quarantine.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Append<THeap>(THeap heap, in FoundBlock block, nuint weight, ref QuarantineBatch batch)
        where THeap : struct, IHeap
    {
        uint id = heap.IdOf(block);
        if (batch.Count != 0)
        {
            batch.Youngest->Store(batch.Youngest->Word.WithLink(id));
        }
        else
        {
            batch.Oldest = id;
        }

        batch.Youngest = block.Entry;
        batch.Bytes += (uint)weight;
        batch.Count++;
    }

    // The room of a thread's batch: half of the bytes that it may get to have, since the last block may exceed it. 1: none.
    private uint TakeRoom()
    {
        Enter();
        uint room = (uint)(MostBytesOfBatch / 2);
        bool mayGather = _gatherers < MostGatherers && room >= 2 * LeastWeight;
        _gatherers += mayGather ? 1u : 0;
        _lock.Exit();
        return mayGather ? room : 1;
    }

    private void AddGathered<THeap>(THeap heap, ref QuarantineBatch batch)
        where THeap : struct, IHeap
    {
        // Emptied first, and not touched afterwards: a report may run the host's hook, which frees blocks of its own, or detaches the
        // thread from its batch.
        QuarantineBatch gathered = batch;
        batch.Count = batch.Bytes = 0;
        Add(heap, gathered, gathered.Bytes);
    }

    // Queues blocks; those whose time is over leave. The lock is taken once for both, since it is what threads that free at the same
    // time wait for.
    private void Add<THeap>(THeap heap, in QuarantineBatch batch, nuint weight)
        where THeap : struct, IHeap
    {
        Enter();
        bool isQueued = TryQueue(batch, weight);
        uint overdue = _oldest;
        uint count = TakeOverdue(heap, LeastWork + (weight / PageSize));
        _lock.Exit();

        if (!isQueued)
        {
            Release(heap, batch.Oldest, batch.Count);
        }

        Release(heap, overdue, count);
    }

    // False if there is no room, because the blocks are too large or the queue much too long already. Under the lock.
    private bool TryQueue(in QuarantineBatch batch, nuint weight)
    {
        // At most twice the limit, with what threads gather.
        ulong gathered = _gatherers * MostBytesOfBatch;
        if (weight > _limit || (_bytes > _limit && _bytes - _limit + gathered > _limit - weight))
        {
            return false;
        }

        if (_youngest != null)
        {
            _youngest->Store(_youngest->Word.WithLink(batch.Oldest));
        }
        else
        {
            _oldest = batch.Oldest;
        }

        _youngest = batch.Youngest;
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
            FoundBlock oldest = heap.At(_oldest);
            if (Sse.IsSupported)
            {
                // It has not been touched for long, or by another processor, and will be looked through.
                Sse.Prefetch0(oldest.Block);
            }

            work -= nuint.Min(work, 1 + (oldest.Size / PageSize));
            _bytes -= WeightOf(oldest.Size);
            _oldest = oldest.Word.Link;
        }

        _youngest = _oldest == 0 ? null : _youngest;
        return count;
    }

    // Releases blocks that are linked, from the oldest on.
    private readonly void Release<THeap>(THeap heap, uint oldest, uint count)
        where THeap : struct, IHeap
    {
        for (; count != 0; count--)
        {
            FoundBlock block = heap.At(oldest);
            oldest = block.Word.Link;
            Release(ref heap, block);
        }
    }

    private readonly void Release<THeap>(ref THeap heap, in FoundBlock block)
        where THeap : struct, IHeap
    {
        if (!TryFindWrite(heap, block, out nuint offset))
        {
            block.Entry->Store(block.Word.With(EntryState.Freed, 0));
            heap.Recycle(block);
            return;
        }

        Failure finding = default;
        finding.Function = "quarantine"u8;
        finding.Set(Status.WriteAfterFree, Reason.WriteAfterFree, block.Block);
        finding.ActualType = block.Word.Type;
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
            _oldest = 0;
            _youngest = null;
            _bytes = 0;
        }
    }

    private static nuint WeightOf(nuint size) => nuint.Max(size, LeastWeight);
}
