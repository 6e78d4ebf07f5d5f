using FfiOwnership.Abi.Description;

namespace FfiOwnership.Abi.Binary;

/// <summary>The functions that a shared library exports, read from its file.</summary>
internal static class LibraryExports
{
    /// <summary>Reads them.</summary>
    /// <param name="path">The library.</param>
    /// <returns>Each name with the version that its node is of, such as <c>1.1</c>; null: it has no node.</returns>
    /// <exception cref="AbiException">It is no library of a known format.</exception>
    public static IReadOnlyDictionary<string, string?> Read(string path)
    {
        byte[] image = File.ReadAllBytes(path);
        try
        {
            return image switch
            {
                [0x7F, (byte)'E', (byte)'L', (byte)'F', ElfExports.Bits64, ElfExports.LittleEndian, ..] => ElfExports.Read(image),
                [(byte)'M', (byte)'Z', ..] => PeExports.Read(image),
                _ => throw new AbiException($"{path} is neither an ELF file of 64 bits nor a DLL"),
            };
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or BadImageFormatException or OverflowException)
        {
            throw new AbiException($"{path} is damaged: {e.Message}");
        }
    }
}
