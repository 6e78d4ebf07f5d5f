using System.Runtime.CompilerServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>Eight guard bytes behind a block's end, which only an overrun changes.</summary>
/// <remarks>
/// They differ from block to block and from process to process. None is 0, so that a NUL written too far is noticed, too. Those
/// of one block do not reveal those of another.
/// </remarks>
internal static unsafe class Canary
{
    /// <summary>Number of bytes behind each block.</summary>
    public const int Size = sizeof(ulong);

    /// <summary>Writes the canary behind a block.</summary>
    // SAFETY: unpublished or held: the block, behind which the heap has allocated Size bytes.
    public static void Write(byte* block, nuint size, in KeyedHash hash) => Unsafe.WriteUnaligned(block + size, Of(block, hash));

    /// <summary>Whether the canary behind a block is unchanged.</summary>
    // SAFETY: held or pinned: the block, behind which the heap has allocated Size bytes.
    public static bool IsIntact(byte* block, nuint size, in KeyedHash hash) => Unsafe.ReadUnaligned<ulong>(block + size) == Of(block, hash);

    /// <summary>The canary of a block at an address.</summary>
    private static ulong Of(byte* block, in KeyedHash hash) => hash.Of((ulong)block) | 0x0101010101010101;
}
