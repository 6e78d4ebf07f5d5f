using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>The types of blocks: three are built in, others are registered by callers. A registered type is permanent.</summary>
public static unsafe partial class TypeRegistry
{
    // SAFETY (whole file): permanent: types and chains. Locked: adding a type.

    /// <summary>Offset of the owned field of the built-in config type: <c>offsetof(ffo_config, name)</c>.</summary>
    internal const nuint ConfigNameOffset = 8;

    /// <summary>The name of a vec's type: that of the C struct, where the library has one.</summary>
    private static ReadOnlySpan<byte> VecName => CNames.Of(CName.DisposeVec).IsEmpty ? "vec"u8 : "ffo_vec"u8;

    /// <summary>Number of chains of types by the hash of their names.</summary>
    private const int NameChains = 1024;

    /// <summary>The records, indexed by the types' numbers.</summary>
    private static SegmentedTable<TypeRecord> s_types;

    /// <summary>The records of vecs of registered types, indexed by how far their raw types are below <see cref="EntryWord.SmallVec"/>.</summary>
    private static SegmentedTable<TypeRecord> s_vecTypes;

    /// <summary>For each hash of a name, the newest type; 0: none. Written under the lock. Null: not started.</summary>
    private static uint* s_chains;

    /// <summary>The number of the newest type; 0: not started. Written under the lock, after the type's record is complete.</summary>
    private static uint s_last;

    /// <summary>Guards adding types.</summary>
    private static ForkSafeLock s_lock;

    /// <summary>Whether blocks are on the slab heap. Set when the library starts.</summary>
    private static bool s_isOnSlabs;

    /// <summary>The name of a type.</summary>
    /// <param name="type">Any number.</param>
    /// <returns>UTF-8, NUL-terminated, static; null: there is no such type.</returns>
    public static byte* NameOf(uint type)
    {
        Failure unused = default;
        return Ledger.EnsureStarted(ref unused) == Status.Ok && IsKnown(type) ? s_types.At(type)->Name : null;
    }

    /// <summary>Adds the built-in types. Called while the library starts; has no effect the second time.</summary>
    /// <param name="isOnSlabs">Whether blocks are on the slab heap.</param>
    /// <returns>False if there is no memory.</returns>
    internal static bool TryStart(bool isOnSlabs)
    {
        if (s_last != 0)
        {
            return true;
        }

        s_isOnSlabs = isOnSlabs;
        uint* chains = (uint*)CRuntime.AllocateTable(NameChains, sizeof(uint));
        OwnedField* fields = (OwnedField*)CRuntime.AllocateTable(1, (nuint)sizeof(OwnedField));
        if (chains == null || fields == null || !s_types.Ensure(TypeNumber.Vec))
        {
            CRuntime.Free(chains);
            CRuntime.Free(fields);
            return false;
        }

        s_chains = chains;

        fields->Offset = ConfigNameOffset;
        fields->Type = TypeNumber.String;
        BuiltIn(TypeNumber.String, "string"u8, CName.FreeString, 0);
        BuiltIn(TypeNumber.Config, "ffo_config"u8, CName.FreeConfig, 16);
        BuiltIn(TypeNumber.Vec, VecName, CName.DisposeVec, 0);
        TypeRecord* config = s_types.At(TypeNumber.Config);
        config->Fields = fields;
        config->FieldCount = 1;
        config->OwnsBlocks = true;
        config->MayOwnBlocks = true;
        s_types.At(TypeNumber.Vec)->MayOwnBlocks = true;
        Volatile.Write(ref s_last, TypeNumber.FirstRegistered - 1);
        return true;
    }

    /// <summary>Whether there is a type with this number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsKnown(uint type) =>
        type is >= TypeNumber.String and <= TypeNumber.Vec || (type >= TypeNumber.FirstRegistered && type <= Volatile.Read(ref s_last));

    /// <summary>The number of the newest type.</summary>
    internal static uint Last => Volatile.Read(ref s_last);

    /// <summary>Where the records are, see <see cref="SegmentedTable{T}.Origins"/>.</summary>
    internal static void* Origins => s_types.Origins;

    /// <summary>The record of a known type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TypeRecord* At(uint type) => s_types.At(type);

    /// <summary>The record of a block's type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TypeRecord* Of(EntryWord word)
    {
        uint raw = word.RawType;
        return raw < EntryWord.SmallVec - EntryWord.VecTypes ? s_types.At(raw) : raw < EntryWord.SmallVec ? AtRaw(raw) : s_types.At(TypeNumber.Vec);
    }

    /// <summary>Fills in the failure of an unknown type.</summary>
    internal static Status Unknown(uint type, ref Failure failure)
    {
        failure.Set(Status.UnknownType, Reason.UnknownType);
        failure.ExpectedType = type;
        return Status.UnknownType;
    }

    /// <summary>Adds a built-in type.</summary>
    private static void BuiltIn(uint type, Utf8Literal name, CName free, nuint size)
    {
        TypeRecord* record = s_types.At(type);
        record->Name = name.Pointer;
        record->NameLength = (nuint)name.Span.Length;
        record->Size = size;
        record->Alignment = CRuntime.DefaultAlignment;
        record->FreeFunction = CNames.Pointer(free);
        record->Shape = ShapeOf(size, record->Alignment);
        Link(record, type);
    }

    /// <summary>The heap's shape for values of a type, see <see cref="FfiOwnership.Heaps.IHeap.ShapeOf"/>; 0 on the system heap.</summary>
    private static uint ShapeOf(nuint size, nuint alignment) => s_isOnSlabs ? default(SlabHeap).ShapeOf(size, alignment) : 0;

    /// <summary>Adds a type to the chain of its name.</summary>
    private static void Link(TypeRecord* record, uint type)
    {
        ref uint chain = ref s_chains[Hash(record->Name, record->NameLength)];
        record->NextByName = chain;
        chain = type;
    }

    /// <summary>The chain of a name.</summary>
    private static uint Hash(byte* name, nuint length)
    {
        // FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), which is good enough for so few chains.
        uint hash = 2166136261;
        for (nuint i = 0; i < length; i++)
        {
            hash = (hash ^ name[i]) * 16777619;
        }

        return (hash ^ (hash >> 16)) % NameChains;
    }
}
