using FfiOwnership.Errors;

namespace FfiOwnership.Boundary;

/// <summary>The library's version. The header has the same numbers; a test compares them.</summary>
public static class LibraryVersion
{
    /// <summary>The version of the ABI. Only incompatible changes increase it.</summary>
    [CName("FFO_ABI_VERSION")]
    public const uint Abi = 1;

    /// <summary>Increases with an incompatible change, together with <see cref="Abi"/>.</summary>
    [CName("FFO_VERSION_MAJOR")]
    public const uint Major = 1;

    /// <summary>Increases when something is added.</summary>
    [CName("FFO_VERSION_MINOR")]
    public const uint Minor = 1;

    /// <summary>Increases when something is fixed.</summary>
    [CName("FFO_VERSION_PATCH")]
    public const uint Patch = 0;

    /// <summary>Major, minor and patch in one number, which increases with each version.</summary>
    [CName("FFO_VERSION_NUMBER")]
    public const uint Number = (Major * 10_000) + (Minor * 100) + Patch;

    /// <summary>Major, minor and patch, separated by dots; static, NUL-terminated.</summary>
    public static unsafe byte* Text
    {
        get
        {
            Utf8Literal text = "1.1.0"u8;
            return text.Pointer;
        }
    }
}
