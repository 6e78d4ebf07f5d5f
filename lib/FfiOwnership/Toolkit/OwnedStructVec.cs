using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;

namespace FfiOwnership.Toolkit;

/// <summary>A growable array of structs, with all that their fields own, that this variable owns; laid out as <see cref="VecData"/>; disposed of by <see cref="Dispose"/> unless it was given away.</summary>
/// <remarks>
/// <code>
/// using OwnedStructVec&lt;Column&gt; columns = OwnedStructVec&lt;Column&gt;.Create();
/// columns.Add(new Column { Filled = 3 });
/// columns.Put(ref columns[0].Name, "height");
/// *result = columns.IntoRaw();    // C owns it, and the names with it, from here on
/// </code>
/// A plain store into an owned field makes a leak of what was in it, and no child of what is stored before the vec is given away: use
/// <see cref="Put(ref byte*, string)"/>. A copy of the variable is an outdated vec as soon as the other one has grown, and is answered as such.
/// </remarks>
/// <typeparam name="T">The struct.</typeparam>
public unsafe ref struct OwnedStructVec<T>
    where T : unmanaged, IFfiStruct<T>
{
    // SAFETY (whole file): a ref struct is on the stack, so the address of its field holds for the call. Pinned: elements of the caller's.
    // Held by contract: the vec's memory while this variable owns it.

    private VecData _vec;
    private bool _isOwned;

    private OwnedStructVec(VecData vec)
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

    private readonly VecData* Vec => _isOwned ? (VecData*)Unsafe.AsPointer(ref Unsafe.AsRef(in _vec)) : throw new ObjectDisposedException($"OwnedStructVec<{typeof(T).Name}>");

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
    /// <exception cref="FfiException">There is no memory.</exception>
    public static OwnedStructVec<T> Create() => Create(capacity: 1);

    /// <summary>Makes an empty vec with room for elements.</summary>
    /// <param name="capacity">How many; 0 is taken for 1.</param>
    /// <exception cref="FfiException">There is no memory.</exception>
    public static OwnedStructVec<T> Create(nuint capacity)
    {
        Failure failure = default;
        VecData vec;
        Answer.Check(Owners.Vec.InitOf(&vec, FfiType.Number<T>(), capacity, ref failure), failure);
        return new OwnedStructVec<T>(vec);
    }

    /// <summary>Takes over a vec that somebody else has owned.</summary>
    /// <param name="vec">The caller's; it becomes empty.</param>
    /// <exception cref="FfiException">It is no vec of this type that a caller owns.</exception>
    public static OwnedStructVec<T> FromRaw(VecData* vec)
    {
        Failure failure = default;
        if (vec != null && Ledger.TryGetElementType(vec->Data, out uint elementType) && elementType != FfiType.Number<T>())
        {
            throw new FfiException(Status.WrongType, $"the vec's elements are not of the registered type {typeof(T).Name}");
        }

        Answer.Check(Owners.Vec.IntoRawParts(vec, out VecData parts, ref failure), failure);
        VecData taken;
        Answer.Check(Owners.Vec.FromRawParts(&taken, parts, ref failure), failure);
        return new OwnedStructVec<T>(taken);
    }

    /// <summary>Adds an element at the end, with what its owned fields hold.</summary>
    /// <param name="element">Copied. Each owned field holds a block that the caller owns, or null.</param>
    /// <exception cref="FfiException">There is no memory, the vec is no longer there, or a field holds something else; the caller then owns all of them as before.</exception>
    public void Add(in T element) => AddRange(new ReadOnlySpan<T>(in element));

    /// <summary>Adds elements at the end, with what their owned fields hold: all of them or none.</summary>
    /// <param name="elements">Copied. Each owned field holds a block that the caller owns, or null.</param>
    /// <exception cref="FfiException">There is no memory, the vec is no longer there, or a field holds something else; the caller then owns all of them as before.</exception>
    public void AddRange(scoped ReadOnlySpan<T> elements)
    {
        Failure failure = default;
        fixed (T* first = elements)
        {
            Answer.Check(Owners.Vec.Append(Vec, first, (nuint)elements.Length, "elements"u8, ref failure), failure);
        }
    }

    /// <summary>Moves an element out; the others close the gap and keep their order.</summary>
    /// <param name="index">From 0 on, less than <see cref="Length"/>.</param>
    /// <returns>The element; what its owned fields hold is the caller's.</returns>
    /// <exception cref="FfiException">There is no such element, or the vec is no longer there.</exception>
    public T Take(nuint index)
    {
        Failure failure = default;
        T element;
        Answer.Check(Owners.Vec.Take(Vec, index, &element, ref failure), failure);
        return element;
    }

    /// <summary>Puts a new string into an owned field of an element; what was in it is freed.</summary>
    /// <param name="field">The field: <c>ref columns[0].Name</c>.</param>
    /// <param name="text">Not null.</param>
    /// <exception cref="FfiException">The vec is no longer there, the field owns no string, the text cannot be one, or there is no memory.</exception>
    public readonly void Put(ref byte* field, string text)
    {
        using OwnedString made = OwnedString.Create(text);
        Put(ref field, made.IntoRaw());
    }

    /// <summary>Puts a new string into an owned field of an element; what was in it is freed.</summary>
    /// <param name="field">The field: <c>ref columns[0].Name</c>.</param>
    /// <param name="utf8">The text in UTF-8.</param>
    /// <exception cref="FfiException">The vec is no longer there, the field owns no string, the text cannot be one, or there is no memory.</exception>
    public readonly void Put(ref byte* field, scoped ReadOnlySpan<byte> utf8)
    {
        using OwnedString made = OwnedString.Create(utf8);
        Put(ref field, made.IntoRaw());
    }

    /// <summary>Moves a string into an owned field of an element; what was in it is freed.</summary>
    /// <param name="field">The field: <c>ref columns[0].Name</c>.</param>
    /// <param name="child">A string of the caller's, taken in any case: if it cannot be put, it is freed. Null clears the field.</param>
    /// <exception cref="FfiException">The vec is no longer there, the field owns no string, or there is something wrong with the string.</exception>
    public readonly void Put(ref byte* field, byte* child)
    {
        fixed (void* address = &field)
        {
            Put(address, child, Entries.TypeNumber.String);
        }
    }

    /// <summary>Moves a box into an owned field of an element; what was in it is freed.</summary>
    /// <typeparam name="TChild">The child's struct.</typeparam>
    /// <param name="field">The field: <c>ref columns[0].Next</c>.</param>
    /// <param name="child">A box of the caller's, taken in any case: if it cannot be put, it is freed. Null clears the field.</param>
    /// <exception cref="FfiException">The vec is no longer there, the field owns no such box, or there is something wrong with the child.</exception>
    public readonly void Put<TChild>(ref TChild* field, TChild* child)
        where TChild : unmanaged, IFfiStruct<TChild>
    {
        fixed (void* address = &field)
        {
            Put(address, child, FfiType.Number<TChild>());
        }
    }

    /// <summary>Moves the string out of an owned field, which becomes null.</summary>
    /// <param name="field">The field: <c>ref columns[0].Name</c>.</param>
    /// <returns>The string; gone, if the field was null.</returns>
    /// <exception cref="FfiException">The vec is no longer there, the field owns no string, or what it holds is not the vec's.</exception>
    public readonly OwnedString Take(ref byte* field)
    {
        fixed (void* address = &field)
        {
            void* child = Take(address);
            return child == null ? default : OwnedString.FromRaw((byte*)child);
        }
    }

    /// <summary>Moves the box out of an owned field, which becomes null.</summary>
    /// <typeparam name="TChild">The child's struct.</typeparam>
    /// <param name="field">The field: <c>ref columns[0].Next</c>.</param>
    /// <returns>The box; gone, if the field was null.</returns>
    /// <exception cref="FfiException">The vec is no longer there, the field owns no such box, or what it holds is not the vec's.</exception>
    public readonly OwnedBox<TChild> Take<TChild>(ref TChild* field)
        where TChild : unmanaged, IFfiStruct<TChild>
    {
        fixed (void* address = &field)
        {
            void* child = Take(address);
            return child == null ? default : OwnedBox<TChild>.FromRaw((TChild*)child);
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

    /// <summary>Changes the number of elements; new ones are zero, and those that are cut off end with what they own.</summary>
    /// <param name="length">How many there shall be.</param>
    /// <exception cref="FfiException">There is no memory, the vec is no longer there, or a field holds what is not the vec's.</exception>
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
    /// <exception cref="FfiException">The vec is no longer there, a field holds what is not the vec's, or there is no room for more handles.</exception>
    public ulong IntoHandle()
    {
        Failure failure = default;
        Answer.Check(Owners.Vec.IntoHandle(Vec, out ulong handle, ref failure), failure);
        this = default;
        return handle;
    }

    /// <summary>Disposes of the vec and all that its elements own, if this variable still owns it.</summary>
    /// <exception cref="FfiException">It was disposed of or given away by another variable or by C, or a field holds what is not the vec's; or something was written past its end, and all is freed nevertheless.</exception>
    public void Dispose()
    {
        if (_isOwned)
        {
            VecData vec = IntoRaw();
            Failure failure = default;
            Answer.Check(Owners.Vec.Dispose(&vec, ref failure), failure);
        }
    }

    private readonly void Put(void* field, void* child, uint type)
    {
        Failure failure = default;
        Place(field, out nuint index, out nuint offset);
        Status status = _isOwned ? Owners.Vec.PutField(Vec, index, offset, child, ref failure) : failure.Null("vec"u8);
        if (status is not (Status.Ok or Status.Overrun))
        {
            // Whoever passed it has let go of it. What cannot be freed was never the caller's, and the first reason is told.
            Failure second = default;
            _ = Owners.Box.Free(child, type, ref second);
            _ = Vec;
        }

        Answer.Check(status, failure);
    }

    private readonly void* Take(void* field)
    {
        Failure failure = default;
        Place(field, out nuint index, out nuint offset);
        Answer.Check(Owners.Vec.TakeField(Vec, index, offset, out void* child, ref failure), failure);
        return child;
    }

    // Where it is no field of this vec, the ledger says that the index lies outside.
    private readonly void Place(void* field, out nuint index, out nuint offset) =>
        (index, offset) = Math.DivRem((nuint)((byte*)field - (byte*)_vec.Data), (nuint)sizeof(T));
}
