using System.Text;
using CsCheck;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using NUnit.Framework;

namespace FfiOwnership.Tests.Owners;

/// <summary>Against what .NET's own encodings say.</summary>
public sealed unsafe class TextScanTests
{
    // Bytes that begin, continue and break characters, and whole characters between them.
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(
        Gen.Byte.Array[1],
        Gen.Byte[0x80, 0xBF].Array[1],
        Gen.OneOf(Gen.Const("a"), Gen.Const("ü"), Gen.Const("€"), Gen.Const("𝄞")).Select(Encoding.UTF8.GetBytes)).Array[0, 12].Select(parts => parts.SelectMany(part => part).ToArray());

    private static readonly Gen<char[]> Units = Gen.OneOf(
        Gen.Char.Array[1],
        Gen.Char['\uD800', '\uDFFF'].Array[1],
        Gen.OneOf(Gen.Const("a"), Gen.Const("ü"), Gen.Const("€"), Gen.Const("𝄞")).Select(text => text.ToCharArray())).Array[0, 12].Select(parts => parts.SelectMany(part => part).ToArray());

    [Test]
    public void Utf8IsValidUpToTheFirstBadByte() => Bytes.Sample(bytes =>
    {
        int valid = 0;
        while (Rune.DecodeFromUtf8(bytes.AsSpan(valid), out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            valid += length;
        }

        fixed (byte* start = bytes)
        {
            return TextScan.ValidUtf8(start, (nuint)bytes.Length) == (nuint)valid;
        }
    });

    [Test]
    public void Utf16IsValidUpToTheFirstBadUnit() => Units.Sample(units =>
    {
        int valid = 0;
        while (valid < units.Length && units[valid] != 0 && Rune.DecodeFromUtf16(units.AsSpan(valid), out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            valid += length;
        }

        Status expected = valid == units.Length ? Status.Ok : units[valid] == 0 ? Status.InteriorNul : Status.InvalidUtf16;
        fixed (char* start = units)
        {
            nuint found = TextScan.ValidUtf16(start, (nuint)units.Length, out nuint bytes, out Status status);
            return found == (nuint)valid && status == expected && bytes == (nuint)Encoding.UTF8.GetByteCount(units, 0, valid);
        }
    });

    [Test]
    public void Utf16BecomesUtf8() => Gen.String.Where(IsValid).Sample(text =>
    {
        byte[] expected = Encoding.UTF8.GetBytes(text);
        byte[] written = new byte[expected.Length];
        fixed (char* units = text)
        fixed (byte* bytes = written)
        {
            TextScan.Transcode(units, (nuint)text.Length, bytes, (nuint)written.Length);
        }

        return written.AsSpan().SequenceEqual(expected);
    });

    [Test]
    public void TheFirstNulIsFound() => Gen.Byte[0, 3].Array[0, 100].Sample(bytes =>
    {
        fixed (byte* start = bytes)
        {
            int expected = Array.IndexOf(bytes, (byte)0);
            return TextScan.IndexOfNul(start, (nuint)bytes.Length) == (nuint)(expected < 0 ? bytes.Length : expected);
        }
    });

    private static bool IsValid(string text) => text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar);
}
