namespace FfiOwnership.Build;

/// <summary>One suite's result. A runner that ended badly without naming a failed test still counts as a failure.</summary>
internal sealed record Count(string Suite, int Passed, int Named, int Skipped, int Status)
{
    public int Failed => Named == 0 && !Good ? 1 : Named;

    public bool Good => Status == 0 && Named == 0 && Passed > 0;

    public override string ToString() => $"{Suite}: {Passed} passed, {Failed} failed, {Skipped} skipped"
        + (Passed + Named == 0 ? " (no test was run)" : "");
}
