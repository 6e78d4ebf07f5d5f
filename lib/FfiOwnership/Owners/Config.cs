using System.Runtime.CompilerServices;
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <summary>Owned configs: <c>ffo_config_...</c>. A box of a built-in type with one owned field.</summary>
public static unsafe class Config
{
    private const nuint NameOffset = TypeRegistry.ConfigNameOffset;

    // The smallest class that has room for a config and a byte past it, and whose slots are aligned as configs are: 32 bytes.
    private const uint Class = 2;

    /// <summary>Makes a config without a name.</summary>
    /// <param name="maxConnections">Its first field.</param>
    /// <param name="timeoutMs">Its second field, in milliseconds.</param>
    /// <param name="made">The new config, the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.OutOfMemory"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status New(int maxConnections, int timeoutMs, out ConfigData* made, ref Failure failure)
    {
        ThreadHeap* heap = ThreadHeap.Plain;
        if (heap != null && SlabHeap.TryReserveSlot(heap, Class, (nuint)sizeof(ConfigData), out Reservation reserved))
        {
            // SAFETY: unpublished: the slot.
            reserved.Slab->WriteCanary(reserved.Block, (nuint)sizeof(ConfigData));
            made = (ConfigData*)reserved.Block;
            made->MaxConnections = maxConnections;
            made->TimeoutMs = timeoutMs;
            made->Name = null;
            SlabHeap.PublishSlot(reserved, TypeNumber.Config, Checkpoints.Current);
            return Status.Ok;
        }

        ConfigData data = new() { MaxConnections = maxConnections, TimeoutMs = timeoutMs };
        return Make(data, default, out made, ref failure);
    }

    /// <summary>Gives a config a copy of a name; the former name is freed.</summary>
    /// <param name="config">The caller's, or borrowed exclusively.</param>
    /// <param name="name">Copied; may point into the present name; null clears it.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with config or its present name, or <see cref="Status.Overrun"/> of the former name, which is freed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status SetName(ConfigData* config, byte* name, ref Failure failure)
    {
        if (config == null)
        {
            return failure.Null("config"u8);
        }

        CallersMemory.Touch(name);
        if (TrySetName(ThreadHeap.Plain, config, name))
        {
            return Status.Ok;
        }

        Reservation copy = default;
        Status status = name == null ? Status.Ok : CString.ReserveCopy(name, CRuntime.Length(name), ref failure, out copy);
        return status == Status.Ok ? Trees.PutNew(config, TypeNumber.Config, NameOffset, copy, ref failure) : status;
    }

    /// <summary>Moves the name out.</summary>
    /// <param name="config">The caller's, or borrowed exclusively.</param>
    /// <param name="name">The name, now the caller's; null if there was none, and on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, or what is wrong with config or its name.</returns>
    public static Status TakeName(ConfigData* config, out byte* name, ref Failure failure)
    {
        name = null;
        if (config == null)
        {
            return failure.Null("config"u8);
        }

        Status status = Trees.Take(config, TypeNumber.Config, NameOffset, out void* taken, ref failure);
        name = (byte*)taken;
        return status;
    }

    /// <summary>Copies a config and its name.</summary>
    /// <param name="config">An owned or borrowed config; any other value is answered, never followed.</param>
    /// <param name="made">The new config, the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with config or name, or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Clone(ConfigData* config, out ConfigData* made, ref Failure failure)
    {
        made = null;
        if (config == null)
        {
            return failure.Null("config"u8);
        }

        if (!Readable.Find(config, TypeNumber.Config, ref failure, out Place place))
        {
            return failure.Status;
        }

        // SAFETY: pinned.
        ConfigData data = *config;
        Library.Heap.Unpin(place);
        Reservation name = default;
        Status status = data.Name == null ? Status.Ok : CString.ReserveClone(data.Name, ref failure, out name);
        if (status == Status.Ok)
        {
            return Make(data, name, out made, ref failure);
        }

        // A lack of memory is not the field's fault; all else is about what it holds.
        if (failure.Pointer == data.Name)
        {
            failure.NameField(config, TypeRegistry.At(TypeNumber.Config)->Name, NameOffset);
            failure.ExpectedType = TypeNumber.String;
            failure.ExpectedTypeName = TypeRegistry.At(TypeNumber.String)->Name;
        }

        return status;
    }

    /// <summary>Frees a config and its name.</summary>
    /// <param name="config">The caller's; null is a no-op; any other value is answered, never followed.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with pointer or name, or <see cref="Status.Overrun"/> and both are freed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Free(ConfigData* config, ref Failure failure) =>
        HotPath.TryFreeWithString(ThreadHeap.Plain, (byte*)config, TypeNumber.Config, NameOffset, ref failure, out Status status)
            ? status
            : Trees.Free(config, TypeNumber.Config, ref failure);

    // The hot path: a short name for a config that has none. False: nothing changed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySetName(ThreadHeap* heap, ConfigData* config, byte* name)
    {
        if (heap == null || !HotPath.TryTake(config, TypeNumber.Config, EntryState.Busy, 0, out Slab* slab, out uint slot, out EntryWord word))
        {
            return false;
        }

        // SAFETY: held: the config. Unpublished: the slot of the name.
        Reservation reserved = default;
        bool isSet = config->Name == null && ShortText.TryReserve(heap, name, out reserved);
        if (isSet)
        {
            SlabHeap.PublishSlotOf(slab->Number << SlabTable.SlotBits | slot, word.Reuse, reserved, TypeNumber.String, Checkpoints.Current);
            config->Name = reserved.Block;
        }

        slab->Entries[slot].Store(word);
        return isSet;
    }

    // Enters a new config into the ledger together with its name, if it has one; the name's memory is abandoned on failure.
    private static Status Make(ConfigData data, Reservation name, out ConfigData* made, ref Failure failure)
    {
        made = null;
        Status status = Blocks.Reserve((nuint)sizeof(ConfigData), CRuntime.DefaultAlignment, BlockTraits.None, ref failure, out Reservation config);
        if (status != Status.Ok)
        {
            if (name.Block != null)
            {
                Library.Heap.Abandon(name);
            }

            return status;
        }

        // SAFETY: unpublished.
        data.Name = name.Block;
        *(ConfigData*)config.Block = data;
        Library.Heap.Publish(config, EntryState.Busy, TypeNumber.Config, 0, 0, Checkpoints.Current);
        if (name.Block != null)
        {
            Library.Heap.Publish(name, EntryState.ClaimedParentOwned, TypeNumber.String, 0, 0, Checkpoints.Current);
            Claims.GiveTo(name.Entry, config.Entry);
        }

        config.Entry->Store(config.Entry->Word.With(EntryState.CallerOwned, 0));
        made = (ConfigData*)config.Block;
        return Status.Ok;
    }
}
