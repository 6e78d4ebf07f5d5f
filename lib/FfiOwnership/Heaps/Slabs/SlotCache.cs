using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>One thread's free slots of one size class: those that it has freed, whoever's they were, and some of its current slab. One cache line.</summary>
/// <remarks>
/// <code>
/// make   the oldest freed slot, if more than _delay are there; else one of the word from the current slab; else the slab's next word
/// free   the youngest freed slot; if the ring is full, its older half goes home first, see <see cref="ThreadHeap"/>
/// </code>
/// So a freed slot is reused late, a second free of its block usually finds a freed entry, and memory that others have made comes
/// and goes without a shared cache line, half a ring at a time.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal unsafe partial struct SlotCache
{
    // SAFETY (whole file): owned: the cache, its ring, and the current slab's bits.

    /// <summary>An element is the address of a slab's record, shifted left by this many bits, plus the slot.</summary>
    private const int SlotBits = 16;

    /// <summary>The number of bits that remain for an address; all that user space has on the processors we know.</summary>
    private const int AddressBits = 64 - SlotBits;

    /// <summary>The slab whose slots are handed out; a slab without slots: there is none.</summary>
    private Slab* _slab;

    /// <summary>Free slots that were taken out of the slab's map, bit by bit.</summary>
    private ulong _bits;

    /// <summary>The ring: freed slots from the oldest to the youngest; null: the thread has made and freed none yet, or there was no memory.</summary>
    private ulong* _ring;

    /// <summary>The slot of the lowest of <see cref="_bits"/>.</summary>
    private uint _firstSlot;

    /// <summary>Where the oldest element is, modulo the ring's length.</summary>
    private uint _head;

    /// <summary>Number of elements.</summary>
    private uint _count;

    /// <summary>The ring's length less one; the length is a power of two. 0: there is no ring, and so no room.</summary>
    private uint _mask;

    /// <summary>Elements that stay in the ring while there are other free slots: half of its length, and at least <see cref="Slab.ReuseDelay"/>.</summary>
    private uint _delay;

    /// <summary><see cref="_head"/>, <see cref="_count"/> and <see cref="_bits"/> when <see cref="WasUsed"/> was asked last.</summary>
    private uint _seenHead;
    private uint _seenCount;
    private ulong _seenBits;

    /// <summary>The slab whose slots are handed out.</summary>
    public readonly Slab* Current => _slab;

    /// <summary>Number of freed slots that wait here.</summary>
    public readonly uint Count => _count;

    /// <summary>Number of slots of the current slab that wait here.</summary>
    public readonly uint CountOfBits => (uint)BitOperations.PopCount(_bits);

    /// <summary>Half of the ring's length.</summary>
    public readonly uint Half => (_mask + 1) / 2;

    /// <summary>Whether slots of a slab whose record is at an address can be elements.</summary>
    public static bool CanHold(Slab* slab) => (nuint)slab >> AddressBits == 0;

    /// <summary>The oldest element; undefined if there is none.</summary>
    public readonly ulong* Oldest => _ring + (_head & _mask);

    /// <summary>The youngest element; undefined if there is none.</summary>
    public readonly ulong* Youngest => _ring + ((_head + _count - 1) & _mask);

    /// <summary>A slab and a slot as an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ElementOf(Slab* slab, uint slot) => (ulong)slab << SlotBits | slot;

    /// <summary>The slab in an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Slab* SlabOf(ulong element) => (Slab*)(element >> SlotBits);

    /// <summary>The slot in an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SlotOf(ulong element) => (ushort)element;

    /// <summary>Prepares a cache, which is zero: it has no ring and no slab yet.</summary>
    /// <param name="none">A slab without slots.</param>
    public void Start(Slab* none) => _slab = none;

    /// <summary>Makes room for two freed slots at least: gets a ring, or sends the older half of what is in it home.</summary>
    /// <returns>False if there is no memory for a ring.</returns>
    public bool TryMakeRoom(uint slotSize)
    {
        if (_ring == null)
        {
            return TryGetRing(slotSize);
        }

        Flush(Half);
        return true;
    }

    /// <summary>Whether the thread has made or freed a block here since this was asked last.</summary>
    public bool WasUsed()
    {
        bool wasUsed = _head != _seenHead || _count != _seenCount || _bits != _seenBits;
        _seenHead = _head;
        _seenCount = _count;
        _seenBits = _bits;
        return wasUsed;
    }

    /// <summary>Sends all slots home, and the ring back.</summary>
    public void Empty()
    {
        ReturnBits();
        while (_count != 0)
        {
            Flush(Math.Min(_count, Half));
        }

        if (_ring != null)
        {
            // The mask first: who finds this half done finds no room.
            ulong* ring = _ring;
            uint length = _mask + 1;
            _mask = 0;
            _delay = 0;
            Volatile.WriteBarrier();
            _ring = null;
            _head = 0;
            SlotRings.Return(ring, length);
        }
    }

    /// <summary>Takes a free slot, from the current slab's map as well. Calls nothing.</summary>
    /// <returns>The slot as an element; 0: there is none but those that must not be reused yet.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Take()
    {
        ulong element = TakeReady();
        return element == 0 && TryRefill() ? TakeBit() : element;
    }

    /// <summary>The same without the map: little code, for those who can call for more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong TakeReady()
    {
        if (_count > _delay)
        {
            return TakeOldest();
        }

        return _bits != 0 ? TakeBit() : 0;
    }

    /// <summary>Takes the oldest freed slot, however few there are.</summary>
    /// <returns>The slot as an element; the ring must not be empty.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong TakeOldest()
    {
        ulong element = _ring[_head & _mask];
        _head++;
        _count--;
        return element;
    }

    /// <summary>Whether two slots more fit into the ring.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool HasRoomForTwo() => _count < _mask;

    /// <summary>Adds a freed slot, for which there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(Slab* slab, uint slot)
    {
        _ring[(_head + _count) & _mask] = ElementOf(slab, slot);
        _count++;
    }

    /// <summary>Gives a slot back that <see cref="Take"/> has given, and that nobody has seen: the next one to be taken, or a freed one if it was one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(Slab* slab, uint slot)
    {
        if (slab == _slab && slot - _firstSlot < Slab.WordBits)
        {
            _bits |= 1ul << (int)slot;
            return;
        }

        // It was in the ring, where its place is still free.
        Put(slab, slot);
    }

    /// <summary>Makes another slab the one whose slots are handed out. What is made of them will be freed, so there is a ring then, if there is memory.</summary>
    /// <param name="slab">The slab, which the thread owns.</param>
    public void Begin(Slab* slab)
    {
        _slab = slab;
        _ = _ring != null || TryGetRing(slab->SlotSize);
    }

    /// <summary>Ends the use of the current slab, none of whose slots is here any more.</summary>
    /// <param name="none">A slab without slots.</param>
    public void EndCurrent(Slab* none) => _slab = none;

    /// <summary>Puts the slots of the current slab back into its map.</summary>
    private void ReturnBits()
    {
        ulong bits = _bits;
        if (bits != 0)
        {
            _bits = 0;
            _slab->SetMine(_firstSlot / Slab.WordBits, bits);
        }
    }

    private bool TryGetRing(uint slotSize)
    {
        uint length = SlotRings.LengthFor(slotSize);
        _ring = SlotRings.TryTake(length);
        if (_ring == null)
        {
            return false;
        }

        _mask = length - 1;
        _delay = length / 2;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryRefill() => _slab->TryTakeWord(out _bits, out _firstSlot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong TakeBit()
    {
        uint slot = _firstSlot + (uint)BitOperations.TrailingZeroCount(_bits);
        _bits &= _bits - 1;
        return ElementOf(_slab, slot);
    }
}
