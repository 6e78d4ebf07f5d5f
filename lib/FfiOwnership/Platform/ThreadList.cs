using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>A list of records in native memory, one for each thread. Records are never freed; those of ended threads are reused.</summary>
/// <remarks>
/// The cost of a call does not grow with the number of threads: it visits a limited number of records in turn, and asks the
/// system about even fewer. A list of n records is checked completely within n / <see cref="MostAsked"/> calls. So where many
/// threads start and end, only a fraction more records are kept than there were threads at the same time.
/// </remarks>
internal unsafe struct ThreadList
{
    /// <summary>The most threads that one call asks the system about. Each costs a system call.</summary>
    private const int MostAsked = 8;

    /// <summary>The most records that one call visits.</summary>
    private const int MostLookedAt = 64;

    /// <summary>Guards <see cref="_free"/>, <see cref="_cursor"/>, additions to the list, and the search for ended threads.</summary>
    private ForkSafeLock _lock;

    /// <summary>Address of the newest record; 0: the list is empty. Written under the lock, read without it.</summary>
    private nint _first;

    /// <summary>The first record that no thread holds, linked by <see cref="ThreadNode.NextFree"/>; null: there is none.</summary>
    private ThreadNode* _free;

    /// <summary>The record that the next search for ended threads begins with; null: the first one.</summary>
    private ThreadNode* _cursor;

    /// <summary>The record that the next search for idle threads begins with; null: the first one.</summary>
    private ThreadNode* _idleCursor;

    /// <summary>Whether the holders' calls are marked in their records.</summary>
    private bool _areMarked;

    /// <summary>The newest record, linked to the older ones by <see cref="ThreadNode.Next"/>; null: the list is empty.</summary>
    public readonly ThreadNode* First => (ThreadNode*)Volatile.Read(in _first);

    /// <summary>Has each fork wait until no holder of a record is in a call. The list must be in a static field.</summary>
    // SAFETY: permanent: static fields never move.
    public void GuardCalls()
    {
        _areMarked = true;
        ForkGate.WaitForCalls((nint*)Unsafe.AsPointer(ref _first));
    }

    /// <summary>Claims records of threads that are in no call, as far as one can say, and need not be disturbed in one.</summary>
    /// <param name="mine">The calling thread's own record, which is skipped; null if it has none.</param>
    /// <param name="isIdle">Whether a record's thread seems to be idle; called under the lock.</param>
    /// <param name="claimed">The records. Each must be given up by <see cref="ThreadNode.EndClaim"/>; before, it may be used if its thread is not in a call.</param>
    /// <param name="most">The most records that are claimed.</param>
    /// <param name="looks">The most records that are visited.</param>
    /// <returns>How many were claimed.</returns>
    /// <remarks>
    /// A call marks its thread and then looks whether the record is claimed; a claim marks the record and then looks whether the thread
    /// is in a call. Each needs a barrier between the two; the calls' is left to this method, which lets all processors
    /// have one, since calls are many and claims are few. The model in <c>Protocols/HeapClaims</c> of the tests tries every order of these steps.
    /// </remarks>
    // SAFETY: Permanent: records. Locked: the cursor, and the claims.
    public int ClaimIdle(ThreadNode* mine, delegate*<ThreadNode*, bool> isIdle, ThreadNode** claimed, int most, int looks)
    {
        // Where calls are not marked, nobody can know that a thread is in none.
        if (!_areMarked)
        {
            return 0;
        }

        int count = 0;
        _lock.Enter();
        ThreadNode* start = _idleCursor;
        for (; looks > 0 && count < most; looks--)
        {
            ThreadNode* node = _idleCursor != null ? _idleCursor : First;
            if (node == null)
            {
                break;
            }

            _idleCursor = node->Next;
            if (node != mine && node->IsTaken && !node->IsClaimed && isIdle(node))
            {
                node->Claim();
                claimed[count++] = node;
            }

            if (_idleCursor == start)
            {
                break;
            }
        }

        _lock.Exit();
        if (count != 0)
        {
            Interlocked.MemoryBarrierProcessWide();
        }

        return count;
    }

    /// <summary>Assigns an unused record to the calling thread. The record's contents are as its last thread left them.</summary>
    /// <returns>Null if none was found; the caller then makes a new one and passes it to <see cref="Add"/>.</returns>
    // SAFETY: Permanent: records. Locked: the free list; a record taken from it belongs to this call.
    public ThreadNode* Acquire()
    {
        _lock.Enter();
        ThreadNode* node = TakeFree();
        if (node == null)
        {
            node = FindEnded(null);
        }

        _lock.Exit();
        if (node != null)
        {
            node->Begin(_areMarked);
        }

        return node;
    }

    /// <summary>Adds a new record, and assigns it to the calling thread.</summary>
    // SAFETY: Unpublished: the record, until it is linked.
    public void Add(ThreadNode* node)
    {
        node->Begin(_areMarked);
        _lock.Enter();
        node->Next = First;
        Volatile.Write(ref _first, (nint)node);
        _lock.Exit();
    }

    /// <summary>Takes the record of a thread that has ended. The caller cleans it up and then returns it by <see cref="Release"/>.</summary>
    /// <param name="mine">The calling thread's own record, which is skipped; null if it has none.</param>
    /// <returns>Null if none was found.</returns>
    public ThreadNode* AcquireEnded(ThreadNode* mine)
    {
        _lock.Enter();
        ThreadNode* node = FindEnded(mine);
        _lock.Exit();
        return node;
    }

    /// <summary>Returns a record to the list: the calling thread's own, or one from <see cref="AcquireEnded"/>.</summary>
    // SAFETY: owned: the record, until it is in the free list. Locked: the free list, and the end.
    public void Release(ThreadNode* node)
    {
        // Under the lock, or FindEnded could ask about a thread whose handle is another one's by then.
        _lock.Enter();
        node->End();
        node->NextFree = _free;
        _free = node;
        _lock.Exit();
    }

    /// <summary>Takes a record that no thread holds. One that was claimed before its thread gave it back is still its claimant's. The caller holds the lock.</summary>
    // SAFETY: permanent: records. Locked: the free list.
    private ThreadNode* TakeFree()
    {
        ThreadNode* before = null;
        for (ThreadNode* node = _free; node != null; before = node, node = node->NextFree)
        {
            if (node->IsClaimed)
            {
                continue;
            }

            if (before == null)
            {
                _free = node->NextFree;
            }
            else
            {
                before->NextFree = node->NextFree;
            }

            return node;
        }

        return null;
    }

    /// <summary>Searches for a thread that has ended, from the cursor on, and takes its record. The caller holds the lock.</summary>
    // SAFETY: Permanent: records. Locked: the cursor.
    private ThreadNode* FindEnded(ThreadNode* mine)
    {
        int self = OperatingSystem.IsLinux() ? CRuntime.ThreadNumber() : 0;
        ThreadNode* start = _cursor;
        int asked = 0;
        for (int looks = 0; looks < MostLookedAt && asked < MostAsked; looks++)
        {
            ThreadNode* node = _cursor != null ? _cursor : First;
            if (node == null)
            {
                break;
            }

            _cursor = node->Next;
            if (node != mine && node->IsTaken && !node->IsClaimed)
            {
                asked++;
                if (node->HasEnded(self))
                {
                    node->End();
                    return node;
                }
            }

            if (_cursor == start)
            {
                break;
            }
        }

        return null;
    }
}
