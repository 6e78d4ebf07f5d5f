using System.Diagnostics.CodeAnalysis;

namespace FfiOwnership.Toolkit;

/// <summary>What a <see cref="LeakCheck"/> has found: the message is its report.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Only a check has something to report.")]
public sealed class LeakCheckException : Exception
{
    internal LeakCheckException(string report)
        : base(report)
    {
    }
}
