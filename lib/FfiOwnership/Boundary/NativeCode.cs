namespace FfiOwnership.Boundary;

/// <summary>What C code beside the library does for it that C# cannot. Set before the library's first use; null: nobody does it.</summary>
public static unsafe class NativeCode
{
    /// <summary>Takes the library's locks before each <c>fork</c> and opens them after it. Called once, with the table of the locks.</summary>
    public static delegate*<void*, void> OpenForkGate { get; set; }
}
