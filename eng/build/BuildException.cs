namespace FfiOwnership.Build;

/// <summary>A step failed. The message says what and what to do.</summary>
internal sealed class BuildException(string message) : Exception(message);
