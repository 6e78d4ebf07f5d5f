using System.ComponentModel;
using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Toolkit;
using RawHandle = FfiOwnership.Owners.OwnedHandle;

namespace FfiOwnership.Runtime;

/// <summary>The object of a handle, which cannot end before <see cref="Dispose"/>; for generated code.</summary>
/// <typeparam name="T">The object's class.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct BorrowedObject<T>
    where T : class
{
    private readonly T? _value;
    private readonly ulong _handle;

    private BorrowedObject(ulong handle, T value)
    {
        _handle = handle;
        _value = value;
    }

    /// <summary>The object; null: nothing is borrowed.</summary>
    public T? OrNull => _value;

    /// <summary>The object.</summary>
    public T Value => _value!;

    internal static unsafe BorrowedObject<T> Of(ulong handle, uint type)
    {
        Failure failure = default;
        Answer.Check(RawHandle.Borrow(handle, type, isExclusive: false, out void* payload, out _, ref failure), failure);

        // SAFETY: borrowed: the payload is that of a handle of this type, which only ManagedPayload makes, and it is not let go now. A type is
        // that of one class.
        return new BorrowedObject<T>(handle, Unsafe.As<T>(ManagedPayload.Of(payload)));
    }

    /// <summary>Returns the borrow.</summary>
    /// <exception cref="FfiException">Other code of the library has returned it.</exception>
    /// <remarks>Not inlined: its failure would be a part of each export's frame, which each call clears.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Dispose()
    {
        if (_handle != 0)
        {
            Failure failure = default;
            Answer.Check(RawHandle.Return(_handle, ref failure), failure);
        }
    }
}
