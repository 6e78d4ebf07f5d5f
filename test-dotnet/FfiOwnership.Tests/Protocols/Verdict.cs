namespace FfiOwnership.Tests.Protocols;

/// <summary>What an exploration found.</summary>
/// <param name="States">How many states it has seen.</param>
/// <param name="Ends">How many of them had all threads done.</param>
/// <param name="Broken">The rule that was broken first, on a shortest way; null if none was.</param>
/// <param name="Trace">The way there, for people.</param>
internal sealed record Verdict(int States, int Ends, Enum? Broken, string Trace);
