namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <summary>A small case: what there is at first, and what each thread does.</summary>
/// <param name="Slabs">A letter for each slab: <c>A</c>, <c>B</c>, <c>C</c> full of blocks and that thread's current one; <c>N</c> full and
/// nobody's; <c>P</c> without a block, in the pool.</param>
/// <param name="Slots">Slots of a slab.</param>
/// <param name="Threshold">Free slots that a slab needs to be listed: T.</param>
/// <param name="Ring">Length of a ring.</param>
/// <param name="Delay">Freed slots that stay in a ring when slots are taken: ReuseDelay.</param>
/// <param name="Calls">The calls of each thread, between bars; a slot's number follows the call.</param>
/// <param name="ClaimsIdle">Whether a thread that needs a slab also claims the heaps of threads that are in no call.</param>
public sealed record BitsCase(string Slabs, int Slots, int Threshold, int Ring, int Delay, string Calls, bool ClaimsIdle = false)
{
    /// <summary>The calls of each thread.</summary>
    internal (BitsCall Call, int Slot)[][] Parsed =>
        [.. Calls.Split('|').Select(thread => thread.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToArray())];

    private static (BitsCall Call, int Slot) Parse(string call) => char.IsAsciiDigit(call[^1])
        ? (Enum.Parse<BitsCall>(call[..^1]), call[^1] - '0')
        : (Enum.Parse<BitsCall>(call), 0);
}
