using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using RawHandle = FfiOwnership.Owners.OwnedHandle;

namespace FfiOwnership.Toolkit;

/// <summary>A reference to a box that the library owns, by a handle. The last reference that is disposed of ends the box.</summary>
/// <remarks>
/// Any thread may use it. It has no finalizer: one that is lost is a leak, and the leak report shows it; a finalizer would run in
/// the child of a fork, where its thread does not exist.
/// </remarks>
/// <typeparam name="T">The struct in the box.</typeparam>
public sealed class OwnedHandle<T> : IDisposable
    where T : unmanaged, IFfiStruct<T>
{
    private ulong _handle;

    internal OwnedHandle(ulong handle) => _handle = handle;

    /// <summary>The handle's number; 0: this object has no reference any more.</summary>
    public ulong Number => Volatile.Read(ref _handle);

    private ulong Live => Number is not 0 and ulong number ? number : throw new ObjectDisposedException($"OwnedHandle<{typeof(T).Name}>");

    /// <summary>Takes over a reference that somebody else has had.</summary>
    /// <param name="handle">Any value.</param>
    /// <exception cref="FfiException">It is no live handle of such a box.</exception>
    public static OwnedHandle<T> FromRaw(ulong handle)
    {
        Failure failure = default;
        Answer.Check(Ledger.CheckHandle(handle, FfiType.Number<T>(), ref failure), failure);
        return new OwnedHandle<T>(handle);
    }

    /// <summary>Borrows the box of a handle that somebody else has, such as C for the time of a call: to read it.</summary>
    /// <param name="handle">Any value.</param>
    /// <exception cref="FfiException">It is no live handle of such a box, or the box is borrowed exclusively.</exception>
    public static SharedBorrow<T> Borrow(ulong handle) => SharedBorrow<T>.Of(handle);

    /// <summary>Borrows the box of a handle that somebody else has, such as C for the time of a call: to change it.</summary>
    /// <param name="handle">Any value.</param>
    /// <exception cref="FfiException">It is no live handle of such a box, or the box is borrowed.</exception>
    public static ExclusiveBorrow<T> BorrowExclusively(ulong handle) => ExclusiveBorrow<T>.Of(handle);

    /// <summary>Borrows the box to read it; others may read it at the same time.</summary>
    /// <exception cref="FfiException">The box is borrowed exclusively.</exception>
    public SharedBorrow<T> Borrow() => SharedBorrow<T>.Of(Live);

    /// <summary>Borrows the box to change it; nobody else may use it at the same time.</summary>
    /// <exception cref="FfiException">The box is borrowed.</exception>
    public ExclusiveBorrow<T> BorrowExclusively() => ExclusiveBorrow<T>.Of(Live);

    /// <summary>Another reference to the same box.</summary>
    /// <exception cref="FfiException">There is no room for more references.</exception>
    public OwnedHandle<T> Clone()
    {
        Failure failure = default;
        ulong handle = Live;
        Answer.Check(RawHandle.Retain(handle, ref failure), failure);
        return new OwnedHandle<T>(handle);
    }

    /// <summary>Gives the reference away: whoever gets the number releases it.</summary>
    /// <returns>The handle's number.</returns>
    public ulong IntoRaw() => Interlocked.Exchange(ref _handle, 0) is not 0 and ulong number ? number : throw new ObjectDisposedException($"OwnedHandle<{typeof(T).Name}>");

    /// <summary>Trades the handle for its box. Every other copy of the number is stale afterwards.</summary>
    /// <exception cref="FfiException">The box is borrowed, or there are other references to it.</exception>
    public unsafe OwnedBox<T> IntoBox()
    {
        Failure failure = default;
        ulong handle = Live;
        Answer.Check(RawHandle.IntoRaw(handle, FfiType.Number<T>(), out void* box, ref failure), failure);
        Interlocked.CompareExchange(ref _handle, 0, handle);
        return OwnedBox<T>.FromRaw((T*)box);
    }

    /// <summary>Releases the reference, if this object still has it. If it is the last one and the box is borrowed, the last return ends the box.</summary>
    /// <exception cref="FfiException">C has released more references than it had; or the box was written past its end, and is freed nevertheless.</exception>
    public void Dispose()
    {
        Failure failure = default;
        Answer.Check(RawHandle.Release(Interlocked.Exchange(ref _handle, 0), mayClose: true, ref failure), failure);
    }
}
