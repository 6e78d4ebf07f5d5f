using FfiOwnership.Errors;

namespace FfiOwnership.Boundary;

/// <summary>The names that messages use for the library, its functions and its macros.</summary>
/// <remarks>
/// A library supplies its names once, before its first call, in a module initialiser. All are literals (<c>"..."u8</c>). It leaves
/// out what it does not have: messages then do not mention it, and without a prefix no environment variable is read.
/// </remarks>
public readonly ref struct LibraryNames
{
    /// <summary>Creates a set with no name but the default one of the library.</summary>
    public LibraryNames()
    {
    }

    /// <summary>The library's own name; each line on standard error begins with it.</summary>
    public ReadOnlySpan<byte> Library { get; init; } = "FfiOwnership"u8;

    /// <summary>Prefix of the names of its environment variables, at most 64 bytes; empty: none is read.</summary>
    public ReadOnlySpan<byte> EnvironmentPrefix { get; init; }

    /// <summary>The function that frees a string.</summary>
    public ReadOnlySpan<byte> FreeString { get; init; }

    /// <summary>The function that frees a config.</summary>
    public ReadOnlySpan<byte> FreeConfig { get; init; }

    /// <summary>The function that frees a box.</summary>
    public ReadOnlySpan<byte> FreeBox { get; init; }

    /// <summary>The function that disposes of a vec.</summary>
    public ReadOnlySpan<byte> DisposeVec { get; init; }

    /// <summary>The function that returns a borrow.</summary>
    public ReadOnlySpan<byte> ReturnBorrow { get; init; }

    /// <summary>The function that borrows exclusively.</summary>
    public ReadOnlySpan<byte> BorrowExclusively { get; init; }

    /// <summary>The function that ends a handle of any type.</summary>
    public ReadOnlySpan<byte> ReleaseHandle { get; init; }

    /// <summary>The function that trades a handle for a pointer.</summary>
    public ReadOnlySpan<byte> HandleIntoRaw { get; init; }

    /// <summary>The function that trades a pointer for a handle.</summary>
    public ReadOnlySpan<byte> HandleFromRaw { get; init; }

    /// <summary>The macro that initialises a block's description.</summary>
    public ReadOnlySpan<byte> BlockInfoInit { get; init; }

    /// <summary>The macro that initialises statistics.</summary>
    public ReadOnlySpan<byte> StatsInit { get; init; }

    /// <summary>The macro that initialises a type's description.</summary>
    public ReadOnlySpan<byte> TypeDescInit { get; init; }

    /// <summary>Supplies the names. Must not run while another thread calls the library.</summary>
    public void Supply()
    {
        CNames.Supply(CName.Library, Library);
        CNames.Supply(CName.EnvironmentPrefix, EnvironmentPrefix);
        CNames.Supply(CName.FreeString, FreeString);
        CNames.Supply(CName.FreeConfig, FreeConfig);
        CNames.Supply(CName.FreeBox, FreeBox);
        CNames.Supply(CName.DisposeVec, DisposeVec);
        CNames.Supply(CName.ReturnBorrow, ReturnBorrow);
        CNames.Supply(CName.BorrowExclusively, BorrowExclusively);
        CNames.Supply(CName.ReleaseHandle, ReleaseHandle);
        CNames.Supply(CName.HandleIntoRaw, HandleIntoRaw);
        CNames.Supply(CName.HandleFromRaw, HandleFromRaw);
        CNames.Supply(CName.BlockInfoInit, BlockInfoInit);
        CNames.Supply(CName.StatsInit, StatsInit);
        CNames.Supply(CName.TypeDescInit, TypeDescInit);
    }
}
