namespace FfiOwnership.Build;

/// <summary>What the command line asks for.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Target">What it is done for.</param>
internal sealed record Request(string Verb, Target Target)
{
    /// <summary>For how many minutes drawn programs run at the end; 0: not at all.</summary>
    public int Soak { get; init; }

    /// <summary>Whether the benchmark only shows that it runs.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Which mutations to try: those that contain this text.</summary>
    public string Words { get; init; } = "";

    /// <summary>Whether the library is also tested for the platforms that an emulator runs. Its internal checks are the same there.</summary>
    public bool TestsCross => Verb == "test" && Target.Host == Target.CrossHost && !Target.IsChecked;

    /// <summary>Whether the coverage-guided fuzzer runs, which Debian has for this platform.</summary>
    public bool GuidesFuzzing => Verb is "test" or "test-guided" && Target.Host == Target.CrossHost;

    /// <summary>Whether the sources' formatting is looked at. It does not depend on how the library is built.</summary>
    public bool TestsFormat => Verb is "test" or "test-format" && !Target.IsChecked;
}
