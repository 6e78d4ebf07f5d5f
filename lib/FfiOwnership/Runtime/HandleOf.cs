using System.ComponentModel;
using FfiOwnership.Errors;
using FfiOwnership.Toolkit;
using RawHandle = FfiOwnership.Owners.OwnedHandle;

namespace FfiOwnership.Runtime;

/// <summary>Handles of managed objects, for generated code.</summary>
/// <typeparam name="T">The objects' class.</typeparam>
/// <typeparam name="TType">What C calls it.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HandleOf<T, TType>
    where T : class
    where TType : IFfiType
{
    /// <summary>Puts an object behind a new handle, which C owns.</summary>
    /// <param name="value">The object. If it cannot be put, it is disposed of.</param>
    /// <exception cref="FfiException">There is no room for more handles, or no memory.</exception>
    public static ulong Give(T value)
    {
        Results.Need(value);
        Failure failure = default;
        Status status = ManagedPayload.Adopt(value, FfiType.NumberOfClass<TType>(), out ulong handle, ref failure);
        if (status != Status.Ok)
        {
            (value as IDisposable)?.Dispose();
            Answer.Check(status, failure);
        }

        return handle;
    }

    /// <summary>Puts an object behind a new handle, which C owns.</summary>
    /// <param name="value">The object; null: there is none.</param>
    /// <returns>The handle; 0: there is none.</returns>
    public static ulong GiveOrZero(T? value) => value is null ? 0 : Give(value);

    /// <summary>Borrows the object of a handle for the time of a call.</summary>
    /// <param name="handle">Any value.</param>
    /// <exception cref="FfiException">It is no live handle of such an object.</exception>
    public static BorrowedObject<T> Borrow(ulong handle) => BorrowedObject<T>.Of(handle, FfiType.NumberOfClass<TType>());

    /// <summary>Borrows the object of a handle for the time of a call.</summary>
    /// <param name="handle">Any value; 0: there is none, and nothing is borrowed.</param>
    /// <exception cref="FfiException">It is neither 0 nor a live handle of such an object.</exception>
    public static BorrowedObject<T> BorrowOrNull(ulong handle) => handle == 0 ? default : Borrow(handle);

    /// <summary>Closes a handle. If its object is borrowed, the last return ends it.</summary>
    /// <param name="handle">Any value; 0 is a no-op.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, or why it is no live handle of such an object.</returns>
    public static Status Close(ulong handle, ref Failure failure)
    {
        if (handle == 0)
        {
            return Status.Ok;
        }

        Status status = Ledgers.Ledger.CheckHandle(handle, FfiType.NumberOfClass<TType>(), ref failure);
        return status == Status.Ok ? RawHandle.Release(handle, mayClose: true, ref failure) : status;
    }
}
