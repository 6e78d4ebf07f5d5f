namespace FfiOwnership;

/// <summary>In C this is a pointer to const, at each of its levels: nothing is written through it. C# has no such keyword.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.ReturnValue | AttributeTargets.Field)]
public sealed class ConstAttribute : Attribute;
