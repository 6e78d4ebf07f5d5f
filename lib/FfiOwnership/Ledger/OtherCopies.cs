using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <summary>The other libraries with a ledger in this process: copies of this one, and those of other authors. A refusal asks them whose a pointer or a handle is.</summary>
/// <remarks>They find each other in C, see copies.c, which is also what answers their questions. Where it is not linked in, nobody is known.</remarks>
internal static unsafe class OtherCopies
{
    // SAFETY (whole file): permanent: what the view leads to, and the names that another library gives, which is never unloaded.

    private static delegate*<void*, void> s_enter;
    private static delegate*<void*, ulong, void*, uint> s_ask;
    private static View s_view;

    /// <summary>Says how they are met; null: not at all.</summary>
    /// <param name="enter">Lets them ask what a <see cref="View"/> leads to.</param>
    /// <param name="ask">Asks about a pointer, or if that is null, about a handle; fills in a <see cref="Found"/> and returns an <c>ffo_copies_kind</c>.</param>
    public static void Connect(delegate*<void*, void> enter, delegate*<void*, ulong, void*, uint> ask)
    {
        s_enter = enter;
        s_ask = ask;
    }

    /// <summary>Lets the others ask. All that can fail in the library's start has succeeded.</summary>
    public static void Enter()
    {
        if (s_enter == null)
        {
            return;
        }

        s_view._pageMap = PageMap.Root;
        s_view._types = TypeRegistry.Origins;
        s_view._typeSize = (ulong)sizeof(TypeRecord);
        s_view._vecTypes = EntryWord.VecTypesAddress;
        s_view._slots = HandleTable.Origins;
        s_view._lastSlot = HandleTable.CountAddress;
        (s_view._key, s_view._firstInverse, s_view._secondInverse) = HandleCodec.Keys;
        s_view._releaseHandle = CNames.Pointer(CName.ReleaseHandle);
        s_enter(Unsafe.AsPointer(ref s_view));
    }

    /// <summary>Says in a failure about an unknown pointer or handle whose it is, if another library knows it. The status stays.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Name(ref Failure failure)
    {
        Found found = default;
        uint kind = s_ask == null ? 0 : s_ask(failure.Pointer, failure.Handle, &found);
        if (kind == 0)
        {
            return;
        }

        // Kinds of a later version of the other library may not be known here.
        failure.Reason = kind switch
        {
            1 => Reason.OthersBlock,
            2 => Reason.OthersHeldBlock,
            3 => Reason.OthersInterior,
            4 => Reason.OthersFreedBlock,
            6 => Reason.OthersHandle,
            7 => Reason.OthersStaleHandle,
            _ => failure.Pointer == null ? Reason.HandleInvalid : Reason.OthersMemory,
        };
        failure.Text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(found._library);
        failure.OtherTypeName = found._typeName;
        failure.FreeFunction = found._freeFunction;
        failure.Offset = (nuint)found._offset;
    }

    /// <summary>Where the ledger is. <c>ledger_view</c> in copies.c has the same layout.</summary>
    private struct View
    {
        /// <summary>Null on the system heap.</summary>
        public void* _pageMap;
        public void* _types;
        public ulong _typeSize;
        public uint* _vecTypes;
        public void* _slots;
        public uint* _lastSlot;
        public ulong _key;
        public ulong _firstInverse;
        public ulong _secondInverse;
        public byte* _releaseHandle;
    }

    /// <summary>What another library knows. <c>found</c> in copies.c has the same layout.</summary>
    private struct Found
    {
        /// <summary>The library's name, or the path of its file if the name is the same as ours.</summary>
        public byte* _library;
        public byte* _typeName;
        public byte* _freeFunction;
        public ulong _offset;
    }
}
