namespace FfiOwnership.Tests.Model;

/// <summary>A handle as the model knows it.</summary>
/// <param name="value">The handle.</param>
/// <param name="type">The type of what it names.</param>
/// <param name="pointer">The block's address, or the adopted payload.</param>
/// <param name="lent">What a borrow lends, in bytes.</param>
internal sealed class ModelHandle(ulong value, uint type, nint pointer, nuint lent)
{
    public ulong Value => value;

    public uint Type => type;

    public nint Pointer => pointer;

    public nuint Lent => lent;

    /// <summary>The block; null for an adopted payload.</summary>
    public ModelBlock? Block { get; init; }

    /// <summary>Of an adopted payload: the period in which it was adopted.</summary>
    public ulong Period { get; init; }

    /// <summary>Of an adopted payload: what its destructor is called with; null if it has none.</summary>
    public nint? DropContext { get; init; }

    public uint References { get; set; } = 1;

    /// <summary>An exclusive borrow counts as one.</summary>
    public uint Borrows { get; set; }

    public bool IsExclusive { get; set; }

    public bool IsClosing { get; set; }
}
