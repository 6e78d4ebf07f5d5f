namespace System.Runtime;

/// <summary>Makes a method a plain function of a name of its own in the object file. The compiler knows the attribute by its full name.</summary>
/// <param name="entryPoint">The name.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
internal sealed class RuntimeExportAttribute(string entryPoint) : Attribute
{
    /// <summary>The name.</summary>
    public string EntryPoint { get; } = entryPoint;
}
