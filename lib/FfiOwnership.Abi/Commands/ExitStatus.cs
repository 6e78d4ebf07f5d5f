namespace FfiOwnership.Abi.Commands;

/// <summary>What the program's exit status says.</summary>
internal static class ExitStatus
{
    /// <summary>Everything agrees; or nothing that is there breaks programs.</summary>
    public const int Good = 0;

    /// <summary>Something differs; or a change breaks programs.</summary>
    public const int Bad = 1;

    /// <summary>It could not be found out.</summary>
    public const int Unusable = 2;
}
