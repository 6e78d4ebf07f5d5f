using System.Runtime.CompilerServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>Eight bytes past a block's end that only an overrun changes.</summary>
/// <remarks>
/// They differ from block to block and from process to process, and none is zero, so that a stray NUL shows too. Who sees some
/// cannot compute others.
/// </remarks>
internal static unsafe class Canary
{
    /// <summary>The bytes that stand past each block.</summary>
    public const int Size = sizeof(ulong);

    private static readonly KeyedHash Hash = KeyedHash.New();

    /// <summary>Writes the canary past a block.</summary>
    // SAFETY: the heap has allocated Size bytes behind each block.
    public static void Write(byte* block, nuint size) => Unsafe.WriteUnaligned(block + size, Of(block));

    /// <summary>Whether it is unchanged.</summary>
    // SAFETY: as above; the caller holds or pins the block, so its memory is there.
    public static bool IsIntact(byte* block, nuint size) => Unsafe.ReadUnaligned<ulong>(block + size) == Of(block);

    private static ulong Of(byte* block) => Hash.Of((ulong)block) | 0x0101010101010101;
}
