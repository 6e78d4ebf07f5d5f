using System.Diagnostics.CodeAnalysis;
using FfiOwnership.Toolkit;

namespace FfiOwnership.Tests.Toolkit;

/// <summary>A struct with an owned string and an owned box of its own kind.</summary>
public unsafe struct Column : IFfiStruct<Column>
{
    public ulong Filled;
    public byte* Name;
    public Column* Next;

    public static ReadOnlySpan<byte> CName => "toolkit_column"u8;

    public static ReadOnlySpan<byte> FreeFunction => "toolkit_column_free"u8;

    public static void Describe(ref StructDescription<Column> type)
    {
        type.Owns(ref type.Sample.Name);
        type.Owns(ref type.Sample.Next);
    }
}

/// <summary>A struct that owns a box of another kind.</summary>
public unsafe struct Sheet : IFfiStruct<Sheet>
{
    public Column* First;

    public static ReadOnlySpan<byte> CName => "toolkit_sheet"u8;

    public static ReadOnlySpan<byte> FreeFunction => default;

    public static void Describe(ref StructDescription<Sheet> type) => type.Owns(ref type.Sample.First);
}

/// <summary>An object behind handles, which counts its ends.</summary>
public sealed class Document : IFfiType, IDisposable
{
    public static ReadOnlySpan<byte> CName => "toolkit_document"u8;

    public static ReadOnlySpan<byte> FreeFunction => "toolkit_document_close"u8;

    public int Ends { get; private set; }

    public bool Fails { get; init; }

    [SuppressMessage("Design", "CA1065", Justification = "It is what a test provokes.")]
    public void Dispose()
    {
        Ends++;
        if (Fails)
        {
            throw new InvalidOperationException("the disk is full");
        }
    }
}

/// <summary>Another class behind handles.</summary>
public sealed class Picture : IFfiType
{
    public static ReadOnlySpan<byte> CName => "toolkit_picture"u8;

    public static ReadOnlySpan<byte> FreeFunction => default;
}
