using System.Runtime.CompilerServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>One thread's part of the slab heap: its free slots of each size class, and its counters. A permanent record in native memory.</summary>
/// <remarks>
/// For each size class a heap owns at most one slab, the current one, out of whose free slots it makes blocks; and whatever slots
/// its thread frees, of any slab, stay in the class's <see cref="SlotCache"/> for a while. When a thread has ended, the next thread
/// without a heap takes its heap over, with all that is in it, or a thread that needs a slab leaves it on its behalf.
/// </remarks>
internal unsafe partial struct ThreadHeap
{
    // SAFETY (whole type): permanent: heaps, slabs, entries. Owned: a heap's fields, and the current slabs of its caches.

    /// <summary>Bytes that each heap has for the layer above, see <see cref="Room"/>.</summary>
    public const int RoomSize = 64;

    /// <summary>Says which thread holds the heap. The first field, so that a <see cref="ThreadList"/> of nodes is one of heaps.</summary>
    public ThreadNode Node;

    /// <summary>Blocks created and freed by all threads that have held this heap. Written by its thread only.</summary>
    public BlockCounters Counters;

    /// <summary>Room for the layer above: zero in a new heap, and kept when another thread takes the heap over.</summary>
    private fixed ulong _room[RoomSize / sizeof(ulong)];

    /// <summary>The calling thread's heap; null: it has none yet, or has detached.</summary>
    [ThreadStatic]
    private static ThreadHeap* t_heap;

    /// <summary>Called with the calling thread's heap when the thread gets one, and with null when it leaves; null: nobody wants to know.</summary>
    private static delegate*<void*, void> s_changed;

    /// <summary>A slab without slots, which is current for a class that has no current slab: so the fast path needs no check for null.</summary>
    private static Slab* s_none;

    /// <summary>Blocks that the thread has made and freed when another one looked last; modulo 2^64. Written under the list's lock.</summary>
    private ulong _seenMoves;

    /// <summary>When that was, for the first time with that number, in milliseconds; wraps.</summary>
    private uint _seenAt;

    /// <summary>Whether what the thread had was left since then. Written by who has claimed the heap, or under the list's lock.</summary>
    private bool _isLeft;

    /// <summary>The free slots of each size class. Begins at a cache line, as the record does.</summary>
    private Caches _caches;

    /// <summary>The calling thread's heap; null: it has none yet.</summary>
    /// <remarks>A heap also proves that the library has started, on the slab heap: one read answers three questions.</remarks>
    public static ThreadHeap* Fast
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_heap;
    }

    /// <summary>The calling thread's heap, made if it has none yet; null: there is no memory for one.</summary>
    public static ThreadHeap* Mine
    {
        get
        {
            ThreadHeap* heap = t_heap;
            return heap != null ? heap : Acquire();
        }
    }

    /// <summary>Makes what all heaps share. Called once, while the library starts; again if it failed.</summary>
    /// <returns>False if there is no memory.</returns>
    public static bool TryStart()
    {
        s_none = s_none != null ? s_none : (Slab*)CRuntime.AllocateTable(1, Slab.Bytes);
        return s_none != null;
    }

    /// <summary>Says who wants to know a thread's heap, and marks it while the thread is in a call; before the first thread has one.</summary>
    public static void TellChanges(delegate*<void*, void> changed)
    {
        s_changed = changed;
        ThreadHeaps.GuardCalls();
    }

    /// <summary>Initialises a new heap, whose record is zero: no slab is current.</summary>
    public void Start()
    {
        _caches = default;
        for (uint number = 0; number < SizeClass.Count; number++)
        {
            Cache(number)->Start(s_none);
        }
    }

    /// <summary>Address of the room for the layer above: <see cref="RoomSize"/> bytes.</summary>
    public void* Room => Unsafe.AsPointer(ref _room[0]);

    /// <summary>The heap whose <see cref="Room"/> this is.</summary>
    public static ThreadHeap* OfRoom(void* room) => (ThreadHeap*)((byte*)room - ((byte*)((ThreadHeap*)room)->_room - (byte*)room));

    /// <summary>The next older heap; null: this is the oldest.</summary>
    public readonly ThreadHeap* NextHeap => (ThreadHeap*)Node.Next;

    /// <summary>The free slots of a size class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SlotCache* Cache(uint sizeClass) => (SlotCache*)Unsafe.AsPointer(ref _caches) + sizeClass;

    /// <summary>Whether the heap's thread has done nothing for a while, and what it has was not left since. Another thread asks, under the list's lock.</summary>
    /// <param name="now">Milliseconds.</param>
    /// <param name="interval">How long; in milliseconds.</param>
    public bool IsIdle(uint now, uint interval)
    {
        ulong moves = 0;
        ulong bytes = 0;
        Counters.AddFreed(ref moves, ref bytes);
        Counters.AddCreated(ref moves, ref bytes);
        if (moves != _seenMoves)
        {
            _seenMoves = moves;
            _seenAt = now;
            _isLeft = false;
        }

        return !_isLeft && now - _seenAt >= interval;
    }

    /// <summary>The same as <see cref="LeaveAll"/>, on behalf of the heap's thread, which is idle. The caller has claimed the heap.</summary>
    public void LeaveAllOfIdle()
    {
        LeaveAll();
        _isLeft = true;
    }

    /// <summary>Ends the calling thread's use of its heap: leaves its slots to others, and releases the heap for another thread.</summary>
    public static void Detach()
    {
        ThreadHeap* heap = t_heap;
        if (heap == null)
        {
            return;
        }

        ThreadHeaps.Tend(heap);
        SetMine(null);
        ThreadHeaps.Release(heap);
    }

    /// <summary>Gives the calling thread its heap back, of which nobody was told meanwhile; null: it has none.</summary>
    public static void Resume(ThreadHeap* heap) => t_heap = heap;

    /// <summary>Gets a heap for the calling thread.</summary>
    /// <returns>Null if there is no memory.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadHeap* Acquire()
    {
        ThreadHeap* heap = ThreadHeaps.Acquire();
        if (heap != null)
        {
            SetMine(heap);
        }

        return heap;
    }

    private static void SetMine(ThreadHeap* heap)
    {
        t_heap = heap;
        if (s_changed != null)
        {
            s_changed(heap);
        }
    }

    /// <summary>A cache for each size class.</summary>
    [InlineArray((int)SizeClass.Count)]
    private struct Caches
    {
        private SlotCache _first;
    }
}
