using FfiOwnership.Errors;

namespace FfiOwnership;

/// <summary>The library's version, as the header says it too; a test holds the two together.</summary>
public static unsafe class LibraryVersion
{
    /// <summary>Counts the versions of the ABI; additions do not change it.</summary>
    public const uint Abi = 1;

    /// <summary>Major times 10,000 plus minor times 100 plus patch.</summary>
    public const uint Number = 10_000;

    /// <summary>Major, minor and patch with dots; static, NUL-terminated.</summary>
    public static byte* Text
    {
        get
        {
            Literal text = "1.0.0"u8;
            return text.Pointer;
        }
    }
}
