using System.Runtime.CompilerServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>A thread's own part of the slab heap: its slabs, its counters. A permanent record in native memory.</summary>
/// <remarks>
/// Of each size class it has one current slab, whose slots it hands out, and lists of others that it owns: those ready to
/// become current, and those that wait for more free slots. No other thread touches what it owns, except for the remote lists.
/// A record whose thread has ended is taken over by the next thread that needs one, or emptied by one that needs a slab.
/// </remarks>
internal unsafe partial struct ThreadHeap
{
    // SAFETY (whole type): owned: a heap's fields, and line 2 of the slabs it owns, are touched by its thread only; or, when
    // that has ended, by the one thread that has claimed the record in ThreadHeaps.

    /// <summary>The bytes that the layer above has with each thread.</summary>
    public const int RoomSize = 64;

    /// <summary>Says whose it is. The first field, so that a list of nodes is one of heaps.</summary>
    public ThreadNode Node;

    /// <summary>Blocks published and freed by this thread; in all its lives.</summary>
    public BlockCounters Counters;

    /// <summary>Room for the layer above; zero in a new record, and kept when another thread takes the record over.</summary>
    private fixed ulong _room[RoomSize / sizeof(ulong)];

    [ThreadStatic]
    private static ThreadHeap* t_heap;

    // What is current where nothing is: a slab without slots, so that the fast path needs no look for null.
    private static Slab* s_none;

    private fixed ulong _current[(int)SizeClass.Count];
    private Lists _partial;
    private Lists _refilling;

    /// <summary>The calling thread's heap, if it has one already; else null.</summary>
    /// <remarks>One look says that the library has started, on the slab heap, and that this thread has called it before.</remarks>
    public static ThreadHeap* Fast
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_heap;
    }

    /// <summary>The calling thread's heap; null if it has none and there is no memory for one.</summary>
    public static ThreadHeap* Mine
    {
        get
        {
            ThreadHeap* heap = t_heap;
            return heap != null ? heap : Acquire();
        }
    }

    /// <summary>Prepares; once.</summary>
    /// <returns>False if there is no memory.</returns>
    public static bool TryStart()
    {
        s_none = s_none != null ? s_none : (Slab*)CRuntime.AllocateTable(1, Slab.Bytes);
        return s_none != null;
    }

    /// <summary>A new record, with nothing in it.</summary>
    public void Start()
    {
        for (uint number = 0; number < SizeClass.Count; number++)
        {
            SetCurrent(number, s_none);
        }
    }

    /// <summary>The room of the layer above: <see cref="RoomSize"/> bytes.</summary>
    public void* Room => Unsafe.AsPointer(ref _room[0]);

    /// <summary>The heap that a room belongs to.</summary>
    public static ThreadHeap* OfRoom(void* room) => (ThreadHeap*)((byte*)room - ((byte*)((ThreadHeap*)room)->_room - (byte*)room));

    /// <summary>The next older record.</summary>
    public readonly ThreadHeap* NextHeap => (ThreadHeap*)Node.Next;

    /// <summary>The slab that hands out the slots of a class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Slab* Current(uint sizeClass) => (Slab*)_current[(int)sizeClass];

    /// <summary>Gives everything back that the calling thread has here.</summary>
    public static void Detach()
    {
        ThreadHeap* heap = t_heap;
        if (heap == null)
        {
            return;
        }

        t_heap = null;
        ThreadHeaps.Release(heap);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadHeap* Acquire()
    {
        ThreadHeap* heap = ThreadHeaps.Take();
        if (heap != null)
        {
            t_heap = heap;
        }

        return heap;
    }

    private void SetCurrent(uint sizeClass, Slab* slab) => _current[(int)sizeClass] = (ulong)slab;

    [InlineArray((int)SizeClass.Count)]
    private struct Lists
    {
        private SlabList _first;
    }
}
