using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Owners;

namespace FfiOwnership.Toolkit;

/// <summary>A growable array of the ledger's that this variable owns, laid out as <see cref="VecData"/>; disposed of by <see cref="Dispose"/> unless it was given away.</summary>
/// <remarks>
/// <code>
/// using OwnedVec&lt;double&gt; column = OwnedVec&lt;double&gt;.Create(cells);
/// *result = column.IntoRaw();    // C owns it from here on
/// </code>
/// The elements own nothing; structs that do have <see cref="OwnedStructVec{T}"/>. A copy of the variable is an outdated vec as soon as the other one has grown, and is answered as such.
/// </remarks>
/// <typeparam name="T">The elements' type.</typeparam>
public unsafe ref struct OwnedVec<T>
    where T : unmanaged
{
    // SAFETY (whole file): a ref struct is on the stack, so the address of its field holds for the call. Pinned: elements of the caller's.
    // Held by contract: the vec's memory while this variable owns it.

    private VecData _vec;
    private bool _isOwned;

    private OwnedVec(VecData vec)
    {
        _vec = vec;
        _isOwned = true;
    }

    /// <summary>Whether this variable owns no vec: it was given away, disposed of, or never made.</summary>
    public readonly bool IsGone => !_isOwned;

    /// <summary>How many elements there are.</summary>
    public readonly nuint Length => _vec.Length;

    /// <summary>How many elements there is room for.</summary>
    public readonly nuint Capacity => _vec.Capacity;

    private readonly VecData* Vec => _isOwned ? (VecData*)Unsafe.AsPointer(ref Unsafe.AsRef(in _vec)) : throw new ObjectDisposedException($"OwnedVec<{typeof(T).Name}>");

    /// <summary>An element. Each access asks the ledger; a loop is faster over <see cref="AsSpan"/>, which asks it once.</summary>
    /// <param name="index">From 0 on, less than <see cref="Length"/>.</param>
    /// <exception cref="FfiException">The vec is no longer there, or this variable is an outdated copy.</exception>
    [UnscopedRef]
    public readonly ref T this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((nuint)index, Current->Length, nameof(index));
            return ref ((T*)_vec.Data)[index];
        }
    }

    // Room for no more elements: the ledger looks whether struct and block belong together, and changes nothing.
    private readonly VecData* Current
    {
        get
        {
            Failure failure = default;
            Answer.Check(Owners.Vec.Reserve(Vec, 0, ref failure), failure);
            return Vec;
        }
    }

    /// <summary>Makes an empty vec.</summary>
    public static OwnedVec<T> Create() => Create(capacity: 0);

    /// <summary>Makes an empty vec with room for elements.</summary>
    /// <param name="capacity">How many.</param>
    /// <exception cref="FfiException">There is no memory.</exception>
    public static OwnedVec<T> Create(nuint capacity)
    {
        Failure failure = default;
        VecData vec;
        Answer.Check(Owners.Vec.Init(&vec, (nuint)sizeof(T), capacity, ref failure), failure);
        return new OwnedVec<T>(vec);
    }

    /// <summary>Makes a vec of elements, by copying them.</summary>
    /// <param name="elements">The elements.</param>
    /// <exception cref="FfiException">There is no memory.</exception>
    public static OwnedVec<T> Create(scoped ReadOnlySpan<T> elements)
    {
        OwnedVec<T> made = Create((nuint)elements.Length);
        made.AddRange(elements);
        return made;
    }

    /// <summary>Takes over a vec that somebody else has owned.</summary>
    /// <param name="vec">The caller's; it becomes empty.</param>
    /// <exception cref="FfiException">It is no vec of such elements that a caller owns.</exception>
    public static OwnedVec<T> FromRaw(VecData* vec)
    {
        Failure failure = default;
        if (vec != null && vec->ElementSize != (nuint)sizeof(T))
        {
            throw new FfiException(Status.PartsMismatch, $"the vec's elements have {vec->ElementSize} bytes; a {typeof(T).Name} has {sizeof(T)}");
        }

        if (vec != null && Ledgers.Ledger.TryGetElementType(vec->Data, out uint elementType) && elementType != Entries.TypeNumber.None)
        {
            throw new FfiException(Status.WrongType, $"the vec's elements are of a registered type and may own what their fields hold; take it over as OwnedStructVec<{typeof(T).Name}>");
        }

        Answer.Check(Owners.Vec.IntoRawParts(vec, out VecData parts, ref failure), failure);
        VecData taken;
        Answer.Check(Owners.Vec.FromRawParts(&taken, parts, ref failure), failure);
        return new OwnedVec<T>(taken);
    }

    /// <summary>Adds an element at the end.</summary>
    /// <param name="element">The element.</param>
    /// <exception cref="FfiException">There is no memory, or the vec is no longer there.</exception>
    public void Add(T element) => AddRange([element]);

    /// <summary>Adds elements at the end.</summary>
    /// <param name="elements">The elements; copied.</param>
    /// <exception cref="FfiException">There is no memory, or the vec is no longer there.</exception>
    public void AddRange(scoped ReadOnlySpan<T> elements)
    {
        Failure failure = default;
        fixed (T* first = elements)
        {
            Answer.Check(Owners.Vec.Append(Vec, first, (nuint)elements.Length, "elements"u8, ref failure), failure);
        }
    }

    /// <summary>Makes room for more elements.</summary>
    /// <param name="additional">How many more than there are.</param>
    /// <exception cref="FfiException">There is no memory, or the vec is no longer there.</exception>
    public void Reserve(nuint additional)
    {
        Failure failure = default;
        Answer.Check(Owners.Vec.Reserve(Vec, additional, ref failure), failure);
    }

    /// <summary>Changes the number of elements; new ones are zero.</summary>
    /// <param name="length">How many there shall be.</param>
    /// <exception cref="FfiException">There is no memory, or the vec is no longer there.</exception>
    public void Resize(nuint length)
    {
        Failure failure = default;
        Answer.Check(Owners.Vec.Resize(Vec, length, ref failure), failure);
    }

    /// <summary>Gives back the room that no element needs.</summary>
    /// <exception cref="FfiException">There is no memory, or the vec is no longer there.</exception>
    public void Shrink()
    {
        Failure failure = default;
        Answer.Check(Owners.Vec.Shrink(Vec, ref failure), failure);
    }

    /// <summary>The elements. Valid until the vec grows, shrinks or ends.</summary>
    /// <exception cref="FfiException">The vec is no longer there, or this variable is an outdated copy.</exception>
    /// <exception cref="OverflowException">There are more than a span can have.</exception>
    [UnscopedRef]
    public readonly Span<T> AsSpan() => new(Current->Data, checked((int)_vec.Length));

    /// <summary>Gives the vec away: whoever gets the struct disposes of it.</summary>
    /// <returns>The vec.</returns>
    public VecData IntoRaw()
    {
        VecData vec = *Vec;
        this = default;
        return vec;
    }

    /// <summary>Trades the vec for a handle to it, with one reference.</summary>
    /// <returns>The handle.</returns>
    /// <exception cref="FfiException">The vec is no longer there, or there is no room for more handles.</exception>
    public ulong IntoHandle()
    {
        Failure failure = default;
        Answer.Check(Owners.Vec.IntoHandle(Vec, out ulong handle, ref failure), failure);
        this = default;
        return handle;
    }

    /// <summary>Disposes of the vec, if this variable still owns it.</summary>
    /// <exception cref="FfiException">It was disposed of or given away by another variable or by C; or it was written past its end, and is freed nevertheless.</exception>
    public void Dispose()
    {
        if (_isOwned)
        {
            VecData vec = IntoRaw();
            Failure failure = default;
            Answer.Check(Owners.Vec.Dispose(&vec, ref failure), failure);
        }
    }
}
