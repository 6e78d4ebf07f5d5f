using FfiOwnership.Errors;

namespace FfiOwnership.Boundary;

/// <summary>The library's version, as the header says it too; a test holds the two together.</summary>
public static unsafe class LibraryVersion
{
    /// <summary>Counts the versions of the ABI; additions do not change it.</summary>
    [CName("FFO_ABI_VERSION")]
    public const uint Abi = 1;

    /// <summary>Changes with the ABI.</summary>
    [CName("FFO_VERSION_MAJOR")]
    public const uint Major = 1;

    /// <summary>Changes when something is added.</summary>
    [CName("FFO_VERSION_MINOR")]
    public const uint Minor = 0;

    /// <summary>Changes when something is mended.</summary>
    [CName("FFO_VERSION_PATCH")]
    public const uint Patch = 0;

    /// <summary>All three in one number that grows.</summary>
    [CName("FFO_VERSION_NUMBER")]
    public const uint Number = (Major * 10_000) + (Minor * 100) + Patch;

    /// <summary>Major, minor and patch with dots; static, NUL-terminated.</summary>
    public static byte* Text
    {
        get
        {
            Utf8Literal text = "1.0.0"u8;
            return text.Pointer;
        }
    }
}
