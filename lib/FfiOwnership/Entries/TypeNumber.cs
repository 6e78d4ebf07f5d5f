using FfiOwnership.Errors;

namespace FfiOwnership.Entries;

/// <summary>The numbers of types that the ABI fixes: <c>FFO_TYPE_...</c>.</summary>
public static class TypeNumber
{
    /// <summary>No type; inside the library also "any type".</summary>
    [CName("FFO_TYPE_NONE")]
    public const uint None = 0;

    /// <summary>A NUL-terminated string.</summary>
    [CName("FFO_TYPE_STRING")]
    public const uint String = 1;

    /// <summary>The config struct.</summary>
    [CName("FFO_TYPE_CONFIG")]
    public const uint Config = 2;

    /// <summary>A vec's buffer.</summary>
    [CName("FFO_TYPE_VEC")]
    public const uint Vec = 3;

    /// <summary>The first number that a registered type gets.</summary>
    public const uint FirstRegistered = 256;

    /// <summary>The last one.</summary>
    public const uint LastRegistered = 32767;

    /// <summary>In the description of an owned field: the type that is being registered.</summary>
    [CName("FFO_TYPE_SELF")]
    public const uint Self = uint.MaxValue;
}
