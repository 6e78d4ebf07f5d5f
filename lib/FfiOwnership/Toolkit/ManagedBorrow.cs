using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using RawHandle = FfiOwnership.Owners.OwnedHandle;

namespace FfiOwnership.Toolkit;

/// <summary>The right to use the object of a <see cref="ManagedHandle{T}"/> for a while; it cannot end meanwhile. Ends with <see cref="Dispose"/>.</summary>
/// <remarks>Not to be copied: the ledger counts borrows, and takes the second return by a copy for that of another borrow, if one is out.</remarks>
/// <typeparam name="T">The object's class.</typeparam>
public ref struct ManagedBorrow<T>
    where T : class, IFfiType
{
    private readonly T _value;
    private ulong _handle;

    private ManagedBorrow(ulong handle, T value)
    {
        _handle = handle;
        _value = value;
    }

    /// <summary>The object.</summary>
    public readonly T Value
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, typeof(ManagedBorrow<T>));
            return _value;
        }
    }

    internal static unsafe ManagedBorrow<T> Of(ulong handle)
    {
        Failure failure = default;
        Answer.Check(RawHandle.Borrow(handle, FfiType.NumberOfClass<T>(), isExclusive: false, out void* payload, out _, ref failure), failure);

        // SAFETY: borrowed: the payload is that of a handle of this type, which only ManagedPayload makes, and it is not let go now. The
        // class is the type's, see FfiType.
        return new ManagedBorrow<T>(handle, Unsafe.As<T>(ManagedPayload.Of(payload)));
    }

    /// <summary>Returns the borrow, if this variable still has it.</summary>
    /// <exception cref="FfiException">A copy of this variable has returned it, and no other borrow is out.</exception>
    public void Dispose()
    {
        ulong handle = _handle;
        _handle = 0;
        Failure failure = default;
        Answer.Check(handle == 0 ? Status.Ok : RawHandle.Return(handle, ref failure), failure);
    }
}
