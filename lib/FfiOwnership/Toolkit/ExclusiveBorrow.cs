using System.Diagnostics.CodeAnalysis;
using FfiOwnership.Errors;
using RawHandle = FfiOwnership.Owners.OwnedHandle;

namespace FfiOwnership.Toolkit;

/// <summary>The right to use the box of a handle for a while, to change it, alone. Ends with <see cref="Dispose"/>.</summary>
/// <remarks>Not to be copied: the ledger counts borrows, and takes the second return by a copy for that of another borrow, if one is out.</remarks>
/// <typeparam name="T">The struct in the box.</typeparam>
public unsafe ref struct ExclusiveBorrow<T>
    where T : unmanaged, IFfiStruct<T>
{
    // SAFETY (whole file): borrowed: while this variable has the borrow, nobody ends the box.

    private readonly T* _box;
    private ulong _handle;

    private ExclusiveBorrow(ulong handle, T* box)
    {
        _handle = handle;
        _box = box;
    }

    /// <summary>The struct. Valid until the borrow is returned.</summary>
    [UnscopedRef]
    public readonly ref T Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, typeof(ExclusiveBorrow<T>));
            return ref *_box;
        }
    }

    internal static ExclusiveBorrow<T> Of(ulong handle)
    {
        Failure failure = default;
        Answer.Check(RawHandle.Borrow(handle, FfiType.Number<T>(), isExclusive: true, out void* box, out _, ref failure), failure);
        return new ExclusiveBorrow<T>(handle, (T*)box);
    }

    /// <summary>Returns the borrow, if this variable still has it.</summary>
    /// <exception cref="FfiException">A copy of this variable has returned it, and no other borrow is out; or an owned field was changed by a plain store, and the borrow is returned nevertheless.</exception>
    public void Dispose()
    {
        ulong handle = _handle;
        _handle = 0;
        Failure failure = default;
        Answer.Check(handle == 0 ? Status.Ok : RawHandle.Return(handle, ref failure), failure);
    }
}
