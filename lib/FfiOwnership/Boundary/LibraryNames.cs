using FfiOwnership.Errors;

namespace FfiOwnership.Boundary;

/// <summary>What messages call the library and its functions: the terms in which its users know it.</summary>
/// <remarks>
/// A library supplies its names once, before its first call, from a module initialiser. All are literals (<c>"..."u8</c>). A name
/// that is left out is one that the library does not have: messages then say the same without it, and without a prefix
/// no variable of the environment is read.
/// </remarks>
public readonly ref struct LibraryNames
{
    /// <summary>Creates a set in which no name is supplied yet.</summary>
    public LibraryNames()
    {
    }

    /// <summary>The library's own name; begins what is written to standard error.</summary>
    public ReadOnlySpan<byte> Library { get; init; } = "FfiOwnership"u8;

    /// <summary>What the names of its environment variables begin with, up to 64 bytes.</summary>
    public ReadOnlySpan<byte> EnvironmentPrefix { get; init; }

    /// <summary>The call that frees a string.</summary>
    public ReadOnlySpan<byte> FreeString { get; init; }

    /// <summary>The call that frees a config.</summary>
    public ReadOnlySpan<byte> FreeConfig { get; init; }

    /// <summary>The call that frees a box.</summary>
    public ReadOnlySpan<byte> FreeBox { get; init; }

    /// <summary>The call that disposes of a vec.</summary>
    public ReadOnlySpan<byte> DisposeVec { get; init; }

    /// <summary>The call that returns a borrow.</summary>
    public ReadOnlySpan<byte> ReturnBorrow { get; init; }

    /// <summary>The call that borrows exclusively.</summary>
    public ReadOnlySpan<byte> BorrowExclusively { get; init; }

    /// <summary>The call that trades a handle for a pointer.</summary>
    public ReadOnlySpan<byte> HandleIntoRaw { get; init; }

    /// <summary>The call that trades a pointer for a handle.</summary>
    public ReadOnlySpan<byte> HandleFromRaw { get; init; }

    /// <summary>What a description of a block is initialised with.</summary>
    public ReadOnlySpan<byte> BlockInfoInit { get; init; }

    /// <summary>What statistics are initialised with.</summary>
    public ReadOnlySpan<byte> StatsInit { get; init; }

    /// <summary>What a description of a type is initialised with.</summary>
    public ReadOnlySpan<byte> TypeDescInit { get; init; }

    /// <summary>Supplies the names. Not while another thread calls the library.</summary>
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
        CNames.Supply(CName.HandleIntoRaw, HandleIntoRaw);
        CNames.Supply(CName.HandleFromRaw, HandleFromRaw);
        CNames.Supply(CName.BlockInfoInit, BlockInfoInit);
        CNames.Supply(CName.StatsInit, StatsInit);
        CNames.Supply(CName.TypeDescInit, TypeDescInit);
    }
}
