namespace FfiOwnership.Platform;

/// <summary>Records of native memory of which each thread has one. They stay for ever; those of ended threads are used again.</summary>
/// <remarks>
/// The work of a call does not grow with the number of threads: it looks at some records in turn, and asks about fewer. A
/// list of n records has then been asked through after n / <see cref="MostAsked"/> calls, so that of many threads that come
/// and go a fraction more records are kept than there were threads at once.
/// </remarks>
internal unsafe struct ThreadList
{
    // SAFETY (whole file): for ever: records. Locked: the cursor, the free ones, who has which.

    // To ask takes a system call.
    private const int MostAsked = 8;
    private const int MostLookedAt = 64;

    private ForkSafeLock _lock;
    private nint _first;
    private ThreadNode* _free;
    private ThreadNode* _cursor;

    /// <summary>The youngest record; the others follow by <see cref="ThreadNode.Next"/>.</summary>
    public readonly ThreadNode* First => (ThreadNode*)Volatile.Read(in _first);

    /// <summary>Has forks wait for the list, which lies in a static field.</summary>
    public void JoinForkGate() => ForkGate.Add(ref _lock);

    /// <summary>Hands out to the calling thread a record that nobody has, as its last thread left it.</summary>
    /// <returns>Null if none was found: time for a new one.</returns>
    public ThreadNode* Take()
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

    /// <summary>Adds a new record, which is the calling thread's.</summary>
    public void Add(ThreadNode* node)
    {
        node->Begin();
        _lock.Enter();
        node->Next = First;
        Volatile.Write(ref _first, (nint)node);
        _lock.Exit();
    }

    /// <summary>Takes a record of a thread that has ended, for the calling thread to clear away and then to <see cref="Give"/>.</summary>
    /// <param name="mine">The calling thread's own record, or null.</param>
    /// <returns>Null if none was found.</returns>
    public ThreadNode* TakeEnded(ThreadNode* mine)
    {
        _lock.Enter();
        ThreadNode* node = FindEnded(mine);
        _lock.Exit();
        return node;
    }

    /// <summary>Takes a record back that the calling thread has.</summary>
    public void Give(ThreadNode* node)
    {
        node->End();
        _lock.Enter();
        node->NextFree = _free;
        _free = node;
        _lock.Exit();
    }

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
