using System.Runtime.CompilerServices;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <content>Vecs whose block is in a slab, and which have room. A vec's struct and elements are the caller's memory.</content>
/// <remarks>
/// An element is added without a claim: the call compares struct and entry, copies, and counts in the struct, so it writes only what the
/// caller may write itself. Two threads that change one vec at once, which the caller has to prevent, therefore do not learn of
/// each other here.
/// </remarks>
public static unsafe partial class FastCalls
{
    // SAFETY (whole file): promised: the caller's struct, and elements to be copied. Owned: the calling thread's heap.

    /// <summary>Initialises a struct as an empty vec with room for some elements.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="vec">The struct; written only on success.</param>
    /// <param name="elementSize">Any value.</param>
    /// <param name="capacity">Any value.</param>
    /// <returns>False: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool InitVec(void* heap, VecData* vec, nuint elementSize, nuint capacity)
    {
        const nuint most = 4096;
        if (!CallersMemory.IsUsual(vec) || elementSize - 1 >= most || capacity - 1 >= most
            || !Ledger.TryMakeVecFast(heap, (uint)elementSize, (uint)capacity, out void* data, out ulong stamp))
        {
            return false;
        }

        vec->Data = data;
        vec->Length = 0;
        vec->Capacity = capacity;
        vec->ElementSize = elementSize;
        vec->Stamp = stamp;
        return true;
    }

    /// <summary>Adds elements at the end.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="vec">A vec.</param>
    /// <param name="elements">The elements, copied; may be elements of the vec itself.</param>
    /// <param name="count">Number of elements.</param>
    /// <returns>False: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Append(void* heap, VecData* vec, byte* elements, nuint count)
    {
        if (!CallersMemory.IsUsual(vec) || !CallersMemory.IsUsual(elements))
        {
            return false;
        }

        // Read once: another thread may change it.
        VecData before = *vec;
        nuint bytes = count * before.ElementSize;
        byte* end = (byte*)before.Data + (before.Length * before.ElementSize);
        if (before.ElementSize - 1 >= ShortText.Most || count - 1 >= ShortText.Most || bytes > ShortText.Most || before.Length > before.Capacity
            || count > before.Capacity - before.Length || !ShortText.CanCopy(elements, end, bytes)
            || !Ledger.IsVecFast(heap, before.Data, before.Capacity, before.ElementSize, before.Stamp))
        {
            return false;
        }

        ShortText.CopyAny(elements, end, bytes);
        vec->Length = before.Length + count;
        return true;
    }

    /// <summary>Adds an element at the end.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="vec">A vec.</param>
    /// <param name="element">The element, copied; may be one of the vec itself.</param>
    /// <returns>False: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Push(void* heap, VecData* vec, byte* element) => Append(heap, vec, element, 1);

    /// <summary>Frees the buffer and resets the struct to zero.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="vec">A vec.</param>
    /// <returns>False: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool DisposeVec(void* heap, VecData* vec)
    {
        if (!CallersMemory.IsUsual(vec))
        {
            return false;
        }

        VecData before = *vec;
        if (!Ledger.TryFreeVecFast(heap, before.Data, before.Capacity, before.ElementSize, before.Stamp))
        {
            return false;
        }

        *vec = default;
        return true;
    }

    /// <summary>Moves a block of the caller's into an empty owned field of another one.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="parent">Any value; never dereferenced.</param>
    /// <param name="offset">Any value.</param>
    /// <param name="child">Any value; never dereferenced.</param>
    /// <returns>False: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Put(void* heap, void* parent, nuint offset, void* child) => Ledger.TryPutFast(heap, parent, offset, child);
}
