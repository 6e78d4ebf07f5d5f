using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <summary>Owned configs: <c>ffo_config_...</c>. A config is a box of a built-in type with one owned field, its name.</summary>
public static unsafe class Config
{
    // SAFETY (whole file): promised: a name to be copied. Unpublished: the new config. A caller's config is only looked up.

    /// <summary>Offset of the owned field, in bytes.</summary>
    private const nuint NameOffset = TypeRegistry.ConfigNameOffset;

    /// <summary>Makes a config without a name.</summary>
    /// <param name="maxConnections">Value of its first field.</param>
    /// <param name="timeoutMs">Value of its second field, in milliseconds.</param>
    /// <param name="made">The new config, the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.OutOfMemory"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status New(int maxConnections, int timeoutMs, out ConfigData* made, ref Failure failure)
    {
        made = null;
        Status status = Ledger.ReserveValue(TypeNumber.Config, ref failure, out Reservation reserved);
        if (status == Status.Ok)
        {
            made = (ConfigData*)reserved.Block;
            made->MaxConnections = maxConnections;
            made->TimeoutMs = timeoutMs;
            made->Name = null;
            Ledger.Publish(reserved, TypeNumber.Config);
        }

        return status;
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
        if (Ledger.TryPutShortText(config, TypeNumber.Config, NameOffset, name, ref failure, out Status status))
        {
            return status;
        }

        Reservation copy = default;
        status = name == null ? Status.Ok : CString.ReserveCopy(name, CRuntime.Length(name), ref failure, out copy);
        return status == Status.Ok ? Ledger.PutNew(config, TypeNumber.Config, NameOffset, copy, ref failure) : status;
    }

    /// <summary>Moves the name out of a config, whose name is null afterwards.</summary>
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

        Status status = Ledger.Take(config, TypeNumber.Config, NameOffset, out void* taken, ref failure);
        name = (byte*)taken;
        return status;
    }

    /// <summary>Copies a config and its name.</summary>
    /// <param name="config">An owned or borrowed config; any other value is answered, never dereferenced.</param>
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

        ConfigData data;
        Status status = Ledger.Read(config, TypeNumber.Config, &data, (nuint)sizeof(ConfigData), out _, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        Reservation name = default;
        status = data.Name == null ? Status.Ok : CString.ReserveClone(data.Name, ref failure, out name);
        if (status == Status.Ok)
        {
            return Make(data, name, out made, ref failure);
        }

        // An error that is about the pointer in the field names the field, too; a lack of memory does not.
        if (failure.Pointer == data.Name)
        {
            Ledger.NameField(config, TypeNumber.Config, NameOffset, TypeNumber.String, ref failure);
        }

        return status;
    }

    /// <summary>Frees a config and its name.</summary>
    /// <param name="config">The caller's; null is a no-op; any other value is answered, never dereferenced.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with pointer or name, or <see cref="Status.Overrun"/> and both are freed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Free(ConfigData* config, ref Failure failure) => Ledger.Free(config, TypeNumber.Config, ref failure);

    /// <summary>Makes a config with given contents and publishes it together with its reserved name, if there is one. On failure the name is cancelled.</summary>
    private static Status Make(ConfigData data, Reservation name, out ConfigData* made, ref Failure failure)
    {
        made = null;
        Status status = Ledger.ReserveValue(TypeNumber.Config, ref failure, out Reservation config);
        if (status != Status.Ok)
        {
            Ledger.Cancel(name);
            return status;
        }

        data.Name = name.Block;
        *(ConfigData*)config.Block = data;
        Ledger.PublishWithChild(config, TypeNumber.Config, name, TypeNumber.String);
        made = (ConfigData*)config.Block;
        return Status.Ok;
    }
}
