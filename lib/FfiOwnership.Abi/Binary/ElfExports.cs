using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace FfiOwnership.Abi.Binary;

/// <summary>The dynamic symbols of an ELF file; offsets and names are those of the format's specification.</summary>
internal static partial class ElfExports
{
    /// <summary>EI_CLASS.</summary>
    public const byte Bits64 = 2;

    /// <summary>EI_DATA.</summary>
    public const byte LittleEndian = 1;

    private const uint DynamicSymbols = 11; // SHT_DYNSYM
    private const uint VersionDefinitions = 0x6FFF_FFFD; // SHT_GNU_verdef
    private const uint SymbolVersions = 0x6FFF_FFFF; // SHT_GNU_versym
    private const int SymbolSize = 24;
    private const int Function = 2; // STT_FUNC
    private const int Local = 0; // STB_LOCAL

    /// <summary>The functions that it defines, with the versions of their nodes.</summary>
    public static Dictionary<string, string?> Read(byte[] image)
    {
        Section[] sections = [.. Sections(image)];
        Section symbols = sections.FirstOrDefault(section => section.Type == DynamicSymbols);
        Section versions = sections.FirstOrDefault(section => section.Type == SymbolVersions);
        Dictionary<int, string> nodes = Nodes(image, sections);
        Dictionary<string, string?> exports = [];
        for (int i = 0; i < symbols.Size / SymbolSize; i++)
        {
            ReadOnlySpan<byte> symbol = image.AsSpan(symbols.Offset + i * SymbolSize, SymbolSize);
            bool isDefined = BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) != 0;
            if (!isDefined || (symbol[4] & 0xF) != Function || symbol[4] >> 4 == Local)
            {
                continue;
            }

            // The highest bit says that it is hidden: an older version of the same name.
            int node = versions.Size == 0 ? 0 : U16(image, versions.Offset + 2 * i);
            if ((node & 0x8000) == 0)
            {
                exports[Text(image, sections[symbols.Link].Offset + (int)BinaryPrimitives.ReadUInt32LittleEndian(symbol))] = VersionOf(nodes.GetValueOrDefault(node));
            }
        }

        return exports;
    }

    // The nodes' names by their numbers.
    private static Dictionary<int, string> Nodes(byte[] image, Section[] sections)
    {
        Dictionary<int, string> nodes = [];
        Section definitions = sections.FirstOrDefault(section => section.Type == VersionDefinitions);
        for (int at = definitions.Offset; definitions.Size > 0;)
        {
            const int Base = 1; // VER_FLG_BASE: the library itself
            if ((U16(image, at + 2) & Base) == 0)
            {
                int name = at + (int)U32(image, at + 12);
                nodes[U16(image, at + 4)] = Text(image, sections[definitions.Link].Offset + (int)U32(image, name));
            }

            int next = (int)U32(image, at + 16);
            if (next == 0)
            {
                break;
            }

            at += next;
        }

        return nodes;
    }

    // NAME_1 is version 1.0, NAME_1.2 is 1.2.
    private static string? VersionOf(string? node) =>
        node != null && Version().Match(node) is { Success: true } match ? $"{match.Groups[1].Value}.{(match.Groups[2].Success ? match.Groups[2].Value : "0")}" : null;

    private static IEnumerable<Section> Sections(byte[] image)
    {
        int table = (int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(0x28));
        int size = U16(image, 0x3A);
        for (int i = 0; i < U16(image, 0x3C); i++)
        {
            ReadOnlySpan<byte> header = image.AsSpan(table + i * size, size);
            yield return new Section(
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                (int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]),
                (int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x20..]),
                (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]));
        }
    }

    private static ushort U16(byte[] image, int at) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(at));

    private static uint U32(byte[] image, int at) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(at));

    private static string Text(byte[] image, int at) => Encoding.UTF8.GetString(image.AsSpan(at, image.AsSpan(at).IndexOf((byte)0)));

    [GeneratedRegex(@"_(\d+)(?:\.(\d+))?$")]
    private static partial Regex Version();

    private readonly record struct Section(uint Type, int Offset, int Size, int Link);
}
