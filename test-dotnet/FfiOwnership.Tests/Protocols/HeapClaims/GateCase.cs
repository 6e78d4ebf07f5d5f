namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <summary>A small case: where the slots are at first, and what each thread does.</summary>
/// <param name="Places">A letter for each slot: <c>A</c>, <c>B</c>, <c>C</c> in that thread's ring; <c>P</c> in the pool.</param>
/// <param name="Calls">The calls of each thread, between bars. A thread that forks does nothing else, and comes last.</param>
public sealed record GateCase(string Places, string Calls)
{
    /// <summary>The calls of each thread.</summary>
    internal GateCall[][] Parsed =>
        [.. Calls.Split('|').Select(thread => thread.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<GateCall>).ToArray())];
}
