using System.Runtime.CompilerServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The memory of the rings of <see cref="SlotCache"/>. A thread has a ring only for size classes whose blocks it frees, and until it is idle.</summary>
internal static unsafe class SlotRings
{
    // SAFETY (whole file): locked: the free rings. Unpublished: new ones.

    /// <summary>Elements of the shortest ring; the others have 2 and 4 times as many.</summary>
    private const uint Shortest = 16;

    /// <summary>Number of lengths.</summary>
    private const int Lengths = 3;

    /// <summary>Bytes that are asked for at once.</summary>
    private const nuint PieceSize = 4096;

    private static ForkSafeLock s_lock;

    /// <summary>For each length, the first free ring, whose first element is the address of the next one; 0: there is none. Guarded by the lock.</summary>
    private static Heads s_free;

    private static ulong s_reservedBytes;

    /// <summary>Bytes held from the system.</summary>
    public static ulong ReservedBytes => Volatile.Read(ref s_reservedBytes);

    /// <summary>The length for slots of a size: so long that going home costs little, and so short that large slots bind little memory.</summary>
    public static uint LengthFor(uint slotSize) => slotSize switch
    {
        <= 256 => 4 * Shortest,
        <= 2048 => 2 * Shortest,
        _ => Shortest,
    };

    /// <summary>Takes a ring.</summary>
    /// <param name="length">One of the lengths.</param>
    /// <returns>The ring; null: there is no memory.</returns>
    public static ulong* TryTake(uint length)
    {
        ulong* ring = TakeFree(length);
        return ring != null || !TryAdd(length) ? ring : TakeFree(length);
    }

    /// <summary>Returns a ring that is empty.</summary>
    public static void Return(ulong* ring, uint length)
    {
        Enter();
        Add(ring, length);
        s_lock.Exit();
    }

    private static ulong* TakeFree(uint length)
    {
        Enter();
        ref ulong head = ref s_free[IndexOf(length)];
        ulong* ring = (ulong*)head;
        if (ring != null)
        {
            head = *ring;
        }

        s_lock.Exit();
        return ring;
    }

    private static bool TryAdd(uint length)
    {
        ulong* piece = (ulong*)TableMemory.Allocate(PieceSize, PieceSize);
        if (piece == null)
        {
            return false;
        }

        Enter();
        for (uint at = 0; at < PieceSize / sizeof(ulong); at += length)
        {
            Add(piece + at, length);
        }

        s_reservedBytes += PieceSize;
        s_lock.Exit();
        return true;
    }

    private static void Add(ulong* ring, uint length)
    {
        ref ulong head = ref s_free[IndexOf(length)];
        *ring = head;
        head = (ulong)ring;
    }

    private static int IndexOf(uint length) => (int)(length / (2 * Shortest));

    /// <summary>Takes the lock. In a child of a fork that found it held, the lists may be half changed, so they are dropped.</summary>
    private static void Enter()
    {
        if (!s_lock.Enter())
        {
            s_free = default;
        }
    }

    [InlineArray(Lengths)]
    private struct Heads
    {
        private ulong _first;
    }
}
