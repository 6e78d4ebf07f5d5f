namespace FfiOwnership.Boundary;

/// <summary>Services that C# cannot provide, from C code that is linked with the library. Set before the library's first use.</summary>
public static class NativeCode
{
    /// <summary>Makes each <c>fork</c> take the library's locks before and open them after it. Called once, with the table of locks; null: not available.</summary>
    public static unsafe delegate*<void*, void> OpenForkGate { get; set; }
}
