using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using RawHandle = FfiOwnership.Owners.OwnedHandle;

namespace FfiOwnership.Toolkit;

/// <summary>A reference to a managed object that C knows by a handle. When the last reference ends, the object is disposed of, if it can be, and let go.</summary>
/// <remarks>
/// <code>
/// return ManagedHandle&lt;CsvDocument&gt;.Create(document).IntoRaw();                     // acme_csv_open
/// using ManagedBorrow&lt;CsvDocument&gt; document = ManagedHandle&lt;CsvDocument&gt;.Borrow(handle);   // each call with it
/// ManagedHandle&lt;CsvDocument&gt;.Close(handle);                                        // acme_csv_close
/// </code>
/// A handle that was closed is stale for ever and one of another library was never issued: both are answered, nothing is dereferenced.
/// Any thread may use it. It has no finalizer: an object that nobody closes stays, and the leak report shows it.
/// </remarks>
/// <typeparam name="T">The object's class.</typeparam>
public sealed class ManagedHandle<T> : IDisposable
    where T : class, IFfiType
{
    private ulong _handle;

    private ManagedHandle(ulong handle) => _handle = handle;

    /// <summary>The handle's number; 0: this object has no reference any more.</summary>
    public ulong Number => Volatile.Read(ref _handle);

    private ulong Live => Number is not 0 and ulong number ? number : throw new ObjectDisposedException($"ManagedHandle<{typeof(T).Name}>");

    /// <summary>Puts an object behind a new handle, which keeps it alive.</summary>
    /// <param name="value">The object; the handle owns it from here on.</param>
    /// <exception cref="FfiException">There is no room for more handles, or no memory. The object is the caller's as before.</exception>
    public static ManagedHandle<T> Create(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Failure failure = default;
        Answer.Check(ManagedPayload.Adopt(value, FfiType.NumberOfClass<T>(), out ulong handle, ref failure), failure);
        return new ManagedHandle<T>(handle);
    }

    /// <summary>Takes over a reference that somebody else has had.</summary>
    /// <param name="handle">Any value.</param>
    /// <exception cref="FfiException">It is no live handle of such an object.</exception>
    public static ManagedHandle<T> FromRaw(ulong handle)
    {
        Failure failure = default;
        Answer.Check(Ledger.CheckHandle(handle, FfiType.NumberOfClass<T>(), ref failure), failure);
        return new ManagedHandle<T>(handle);
    }

    /// <summary>Borrows the object of a handle that somebody else has, such as C for the time of a call. Others may use it at the same time.</summary>
    /// <param name="handle">Any value.</param>
    /// <exception cref="FfiException">It is no live handle of such an object.</exception>
    public static ManagedBorrow<T> Borrow(ulong handle) => ManagedBorrow<T>.Of(handle);

    /// <summary>Releases a reference that somebody else has had: what an export that closes a handle does.</summary>
    /// <param name="handle">Any value; 0 is a no-op. If it is the last reference and the object is borrowed, the last return ends the object.</param>
    /// <exception cref="FfiException">It is no live handle of such an object.</exception>
    public static void Close(ulong handle)
    {
        if (handle != 0)
        {
            FromRaw(handle).Dispose();
        }
    }

    /// <summary>Borrows the object. Others may use it at the same time.</summary>
    /// <exception cref="FfiException">Somebody else has ended the handle.</exception>
    public ManagedBorrow<T> Borrow() => ManagedBorrow<T>.Of(Live);

    /// <summary>Another reference to the same object.</summary>
    /// <exception cref="FfiException">There is no room for more references.</exception>
    public ManagedHandle<T> Clone()
    {
        Failure failure = default;
        ulong handle = Live;
        Answer.Check(RawHandle.Retain(handle, ref failure), failure);
        return new ManagedHandle<T>(handle);
    }

    /// <summary>Gives the reference away: whoever gets the number closes it.</summary>
    /// <returns>The handle's number.</returns>
    public ulong IntoRaw() => Interlocked.Exchange(ref _handle, 0) is not 0 and ulong number ? number : throw new ObjectDisposedException($"ManagedHandle<{typeof(T).Name}>");

    /// <summary>Releases the reference, if this object still has it. If it is the last one and the object is borrowed, the last return ends the object.</summary>
    /// <exception cref="FfiException">C has released more references than it had.</exception>
    public void Dispose()
    {
        Failure failure = default;
        Answer.Check(RawHandle.Release(Interlocked.Exchange(ref _handle, 0), mayClose: true, ref failure), failure);
    }
}
