using System.Diagnostics.CodeAnalysis;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;

namespace FfiOwnership.Toolkit;

/// <summary>A struct of the ledger's that this variable owns, with all that its fields own; freed by <see cref="Dispose"/> unless it was given away.</summary>
/// <remarks>
/// <code>
/// using OwnedBox&lt;Column&gt; column = OwnedBox&lt;Column&gt;.Create(new Column { Filled = 3 });
/// column.Put(ref column.Value.Name, "height");
/// return column.IntoRaw();    // C owns it, and the name with it, from here on
/// </code>
/// A plain store into an owned field makes a leak of what was in it, and no child of what is stored: use <see cref="Put(ref byte*, string)"/>.
/// </remarks>
/// <typeparam name="T">The struct.</typeparam>
public unsafe ref struct OwnedBox<T>
    where T : unmanaged, IFfiStruct<T>
{
    // SAFETY (whole file): pinned: a value of the caller's, for the call. Held by contract: a box that this variable owns; the ledger is
    // asked before it is read.

    private T* _box;

    private OwnedBox(T* box) => _box = box;

    /// <summary>Whether this variable owns no box: it was given away, freed, or never made.</summary>
    public readonly bool IsGone => _box == null;

    /// <summary>The struct. Valid while this variable owns the box.</summary>
    /// <exception cref="FfiException">The box is no longer there.</exception>
    [UnscopedRef]
    public readonly ref T Value
    {
        get
        {
            Failure failure = default;
            Answer.Check(Ledger.CheckOwned(Box, FfiType.Number<T>(), ref failure), failure);
            return ref *_box;
        }
    }

    private readonly T* Box => _box != null ? _box : throw new ObjectDisposedException($"OwnedBox<{typeof(T).Name}>");

    /// <summary>Makes a box whose bytes are all 0.</summary>
    /// <exception cref="FfiException">There is no memory.</exception>
    public static OwnedBox<T> Create()
    {
        Failure failure = default;
        Answer.Check(Owners.Box.New(FfiType.Number<T>(), out void* made, ref failure), failure);
        return new OwnedBox<T>((T*)made);
    }

    /// <summary>Makes a box of a value. What the value's owned fields hold belongs to the box before anybody sees it.</summary>
    /// <param name="value">Copied. Each owned field holds a block that the caller owns, or null.</param>
    /// <exception cref="FfiException">There is no memory, or a field holds something else; the caller then owns all of them as before.</exception>
    public static OwnedBox<T> Create(in T value)
    {
        Failure failure = default;
        fixed (T* from = &value)
        {
            Answer.Check(Owners.Box.New(FfiType.Number<T>(), from, out void* made, ref failure), failure);
            return new OwnedBox<T>((T*)made);
        }
    }

    /// <summary>Takes over a box that somebody else has owned.</summary>
    /// <param name="box">The box; any value is answered, never dereferenced.</param>
    /// <exception cref="FfiException">It is no box of this type that a caller owns.</exception>
    public static OwnedBox<T> FromRaw(T* box)
    {
        Failure failure = default;
        Answer.Check(box == null ? failure.Null("box"u8) : Ledger.CheckOwned(box, FfiType.Number<T>(), ref failure), failure);
        return new OwnedBox<T>(box);
    }

    /// <summary>Puts a new string into an owned field; what was in it is freed.</summary>
    /// <param name="field">The field: <c>ref box.Value.Name</c>.</param>
    /// <param name="text">Not null.</param>
    /// <exception cref="FfiException">The box is no longer there, the field owns no string, the text cannot be one, or there is no memory.</exception>
    public readonly void Put(ref byte* field, string text)
    {
        using OwnedString made = OwnedString.Create(text);
        Put(ref field, made.IntoRaw());
    }

    /// <inheritdoc cref="Put(ref byte*, string)"/>
    public readonly void Put(ref byte* field, scoped ReadOnlySpan<char> text)
    {
        using OwnedString made = OwnedString.Create(text);
        Put(ref field, made.IntoRaw());
    }

    /// <summary>Puts a new string into an owned field; what was in it is freed.</summary>
    /// <param name="field">The field: <c>ref box.Value.Name</c>.</param>
    /// <param name="utf8">The text in UTF-8.</param>
    /// <exception cref="FfiException">The box is no longer there, the field owns no string, the text cannot be one, or there is no memory.</exception>
    public readonly void Put(ref byte* field, scoped ReadOnlySpan<byte> utf8)
    {
        using OwnedString made = OwnedString.Create(utf8);
        Put(ref field, made.IntoRaw());
    }

    /// <summary>Moves a string into an owned field; what was in it is freed.</summary>
    /// <param name="field">The field: <c>ref box.Value.Name</c>.</param>
    /// <param name="child">A string of the caller's, taken in any case: if it cannot be put, it is freed. Null clears the field.</param>
    /// <exception cref="FfiException">The box is no longer there, the field owns no string, or there is something wrong with the string.</exception>
    public readonly void Put(ref byte* field, byte* child)
    {
        fixed (void* address = &field)
        {
            Put(address, child, Entries.TypeNumber.String);
        }
    }

    /// <summary>Moves a box into an owned field; what was in it is freed.</summary>
    /// <typeparam name="TChild">The child's struct.</typeparam>
    /// <param name="field">The field: <c>ref box.Value.Next</c>.</param>
    /// <param name="child">A box of the caller's, taken in any case: if it cannot be put, it is freed. Null clears the field.</param>
    /// <exception cref="FfiException">The box is no longer there, the field owns no such box, or there is something wrong with the child.</exception>
    public readonly void Put<TChild>(ref TChild* field, TChild* child)
        where TChild : unmanaged, IFfiStruct<TChild>
    {
        fixed (void* address = &field)
        {
            Put(address, child, FfiType.Number<TChild>());
        }
    }

    /// <summary>Moves the string out of an owned field, which becomes null.</summary>
    /// <param name="field">The field: <c>ref box.Value.Name</c>.</param>
    /// <returns>The string; gone, if the field was null.</returns>
    /// <exception cref="FfiException">The box is no longer there, the field owns no string, or what it holds is not this box's.</exception>
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
    /// <param name="field">The field: <c>ref box.Value.Next</c>.</param>
    /// <returns>The box; gone, if the field was null.</returns>
    /// <exception cref="FfiException">The box is no longer there, the field owns no such box, or what it holds is not this box's.</exception>
    public readonly OwnedBox<TChild> Take<TChild>(ref TChild* field)
        where TChild : unmanaged, IFfiStruct<TChild>
    {
        fixed (void* address = &field)
        {
            return new OwnedBox<TChild>((TChild*)Take(address));
        }
    }

    /// <summary>Gives the box away: whoever gets the pointer frees it.</summary>
    /// <returns>The box.</returns>
    public T* IntoRaw()
    {
        T* box = Box;
        _box = null;
        return box;
    }

    /// <summary>Trades the box for a handle to it.</summary>
    /// <returns>The handle, with one reference.</returns>
    /// <exception cref="FfiException">The box is no longer there, or there is no room for more handles.</exception>
    public OwnedHandle<T> IntoHandle()
    {
        Failure failure = default;
        Answer.Check(OwnedHandle.FromRaw(Box, FfiType.Number<T>(), out ulong handle, ref failure), failure);
        _box = null;
        return new OwnedHandle<T>(handle);
    }

    /// <summary>Lets the box, with all that it owns, stay until the process ends: no leak, and nobody frees it.</summary>
    /// <returns>The box.</returns>
    /// <exception cref="FfiException">The box is no longer there, or there is something wrong with what it owns.</exception>
    public T* Forget()
    {
        Failure failure = default;
        Answer.Check(Owners.Box.Forget(Box, ref failure), failure);
        return IntoRaw();
    }

    /// <summary>Frees the box, with all that it owns, if this variable still owns it.</summary>
    /// <exception cref="FfiException">
    /// It was freed or given away by another variable or by C; an owned field holds what is not the box's, and the box is not freed; or it
    /// was written past its end, and is freed nevertheless.
    /// </exception>
    public void Dispose()
    {
        T* box = _box;
        _box = null;
        Failure failure = default;
        Answer.Check(box == null ? Status.Ok : Owners.Box.Free(box, FfiType.Number<T>(), ref failure), failure);
    }

    private readonly void Put(void* field, void* child, uint childType)
    {
        Failure failure = default;
        Status status = _box == null ? failure.Null("box"u8) : Owners.Box.Put(_box, Offset(field), child, ref failure);
        if (status is not (Status.Ok or Status.Overrun))
        {
            // Whoever passed it has let go of it. What cannot be freed was never the caller's, and the first reason is told.
            Failure second = default;
            _ = Owners.Box.Free(child, childType, ref second);
            _ = Box;
        }

        Answer.Check(status, failure);
    }

    private readonly void* Take(void* field)
    {
        Failure failure = default;
        Answer.Check(Owners.Box.Take(Box, Offset(field), out void* child, ref failure), failure);
        return child;
    }

    // Where it is no field of this box, the ledger says that the offset lies outside.
    private readonly nuint Offset(void* field) => (nuint)((byte*)field - (byte*)_box);
}
