namespace FfiOwnership.HeaderCheck;

/// <summary>What is to be said if an assertion fails.</summary>
/// <param name="Assertion">Its number.</param>
/// <param name="Milder">The number of one that makes it a warning if it holds; 0: none does.</param>
/// <param name="Place">Where in the code; null: nowhere in particular.</param>
/// <param name="Message">What to say.</param>
internal sealed record Finding(int Assertion, int Milder, Place? Place, string Message);
