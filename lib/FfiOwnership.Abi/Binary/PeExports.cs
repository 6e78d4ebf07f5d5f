using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace FfiOwnership.Abi.Binary;

/// <summary>The export table of a DLL, which has no versions.</summary>
internal static class PeExports
{
    // In the export directory: the number of names, and the address of the list of their addresses.
    private const int NumberOfNames = 24;
    private const int AddressOfNames = 32;

    /// <summary>The names that it exports; those of data are among them, for a DLL does not say which are functions.</summary>
    public static Dictionary<string, string?> Read(byte[] image)
    {
        using PEReader reader = new(new MemoryStream(image));
        Dictionary<string, string?> exports = [];
        if (reader.PEHeaders.PEHeader!.ExportTableDirectory is not { Size: > 0 } table)
        {
            return exports;
        }

        BlobReader directory = reader.GetSectionData(table.RelativeVirtualAddress).GetReader();
        directory.Offset = NumberOfNames;
        int count = directory.ReadInt32();
        directory.Offset = AddressOfNames;
        BlobReader names = reader.GetSectionData(directory.ReadInt32()).GetReader();
        for (int i = 0; i < count; i++)
        {
            BlobReader name = reader.GetSectionData(names.ReadInt32()).GetReader();
            exports.Add(Encoding.ASCII.GetString(name.ReadBytes(name.IndexOf(0))), null);
        }

        return exports;
    }
}
