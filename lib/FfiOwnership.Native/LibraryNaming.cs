using System.Runtime.CompilerServices;
using FfiOwnership.Boundary;

namespace FfiOwnership.Native;

/// <summary>What the library and its functions are called in C.</summary>
internal static class LibraryNaming
{
    /// <summary>Supplies the names that messages use. Runs when the runtime starts, before the library's first call.</summary>
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "It must come before the library's start, which any export may be.")]
    internal static void Supply() => new LibraryNames
    {
        Library = "ffi_ownership"u8,
        EnvironmentPrefix = "FFO_"u8,
        FreeString = "ffo_string_free"u8,
        FreeConfig = "ffo_config_free"u8,
        FreeBox = "ffo_box_free"u8,
        DisposeVec = "ffo_vec_dispose"u8,
        ReturnBorrow = "ffo_handle_return"u8,
        BorrowExclusively = "ffo_handle_borrow_mut"u8,
        ReleaseHandle = "ffo_handle_release"u8,
        HandleIntoRaw = "ffo_handle_into_raw"u8,
        HandleFromRaw = "ffo_handle_from_raw"u8,
        BlockInfoInit = "FFO_BLOCK_INFO_INIT"u8,
        StatsInit = "FFO_STATS_INIT"u8,
        TypeDescInit = "FFO_TYPE_DESC_INIT"u8,
    }.Supply();
}
