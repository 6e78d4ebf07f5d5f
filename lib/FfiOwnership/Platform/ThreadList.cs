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

    /// <summary>The newest record, linked to the older ones by <see cref="ThreadNode.Next"/>; null: the list is empty.</summary>
    public readonly ThreadNode* First => (ThreadNode*)Volatile.Read(in _first);

    /// <summary>Has each fork wait until no holder of a record is in a call. The list must be in a static field.</summary>
    // SAFETY: permanent: static fields never move.
    public void GuardCalls() => ForkGate.WaitForCalls((nint*)Unsafe.AsPointer(ref _first));

    /// <summary>Assigns an unused record to the calling thread. The record's contents are as its last thread left them.</summary>
    /// <returns>Null if none was found; the caller then makes a new one and passes it to <see cref="Add"/>.</returns>
    // SAFETY: Permanent: records. Locked: the free list; a record taken from it belongs to this call.
    public ThreadNode* Acquire()
    {
        _lock.Enter();
        ThreadNode* node = _free;
        if (node != null)
        {
            _free = node->NextFree;
        }
        else
        {
            node = FindEnded(null);
        }

        _lock.Exit();
        if (node != null)
        {
            node->Begin();
        }

        return node;
    }

    /// <summary>Adds a new record, and assigns it to the calling thread.</summary>
    // SAFETY: Unpublished: the record, until it is linked.
    public void Add(ThreadNode* node)
    {
        node->Begin();
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
            if (node != mine && node->IsTaken)
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
