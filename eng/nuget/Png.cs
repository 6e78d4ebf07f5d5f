using System.Buffers.Binary;
using System.IO.Compression;

namespace FfiOwnership.Packaging;

/// <summary>Writes PNG files, which are the same to the byte for the same pixels.</summary>
internal static class Png
{
    private const int BitsPerSample = 8;
    private const int RedGreenBlueOpacity = 6;

    /// <summary>Writes a square picture.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="size">Its width and height, in pixels.</param>
    /// <param name="pixels">Rows from the top, four bytes a pixel.</param>
    public static void Write(string file, int size, byte[] pixels)
    {
        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, size);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), size);
        head[8] = BitsPerSample;
        head[9] = RedGreenBlueOpacity;

        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.SmallestSize))
        {
            for (int row = 0; row < size; row++)
            {
                // No filter.
                zlib.WriteByte(0);
                zlib.Write(pixels, row * size * 4, size * 4);
            }
        }

        using FileStream stream = File.Create(file);
        stream.Write([0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n']);
        WriteChunk(stream, "IHDR"u8, head);
        WriteChunk(stream, "IDAT"u8, packed.ToArray());
        WriteChunk(stream, "IEND"u8, []);
    }

    private static void WriteChunk(FileStream stream, ReadOnlySpan<byte> name, byte[] content)
    {
        byte[] named = [.. name, .. content];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        stream.Write(number);
        stream.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(named));
        stream.Write(number);
    }

    // CRC-32, bit by bit.
    private static uint Checksum(byte[] bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            sum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) == 0 ? 0 : 0xEDB88320);
            }
        }

        return ~sum;
    }
}
