using System.Text;
using CsCheck;
using FfiOwnership.Errors;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Errors;

public sealed class Utf8WriterTests
{
    // Characters of one, two, three and four bytes.
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.Const("a"), Gen.Const("z"), Gen.Const("ü"), Gen.Const("€"), Gen.Const("𝄞")).Array[0, 20].Select(string.Concat);

    [Test]
    public void Utf8IsCutBetweenCharacters() => Gen.Select(Texts, Gen.Int[0, 40]).Sample((text, room) =>
    {
        Utf8Writer writer = new(new byte[room]);
        writer.Add(Encoding.UTF8.GetBytes(text));
        return Encoding.UTF8.GetString(writer.Written) == LongestPrefix(text, room);
    });

    [Test]
    public void Utf16IsCutBetweenCharacters() => Gen.Select(Texts, Gen.Int[0, 40]).Sample((text, room) =>
    {
        Utf8Writer writer = new(new byte[room]);
        writer.Add(text);
        return Encoding.UTF8.GetString(writer.Written) == LongestPrefix(text, room);
    });

    [Test]
    public void CutKeepsAllThatFits() => Gen.Select(Texts, Gen.Int[0, 40]).Sample((text, room) =>
        Utf8Writer.Cut(Encoding.UTF8.GetBytes(text), room) == Encoding.UTF8.GetByteCount(LongestPrefix(text, room)));

    [Test]
    public void ALoneSurrogateBecomesAReplacementCharacter()
    {
        Utf8Writer writer = new(new byte[8]);
        writer.Add("a\uD834b");
        Assert.That(Encoding.UTF8.GetString(writer.Written), Is.EqualTo("a\uFFFDb"));
    }

    [TestCase(0ul, "0", "0x0")]
    [TestCase(4711ul, "4711", "0x1267")]
    [TestCase(ulong.MaxValue, "18446744073709551615", "0xffffffffffffffff")]
    public void NumbersAreWrittenInDigits(ulong number, string @decimal, string hexadecimal)
    {
        Utf8Writer writer = new(new byte[64]);
        writer.Add(number);
        writer.Add(" "u8);
        writer.AddHex(number);
        Assert.That(Encoding.UTF8.GetString(writer.Written), Is.EqualTo($"{@decimal} {hexadecimal}"));
    }

    [TestCase(0ul, "0 bytes")]
    [TestCase(1ul, "1 byte")]
    [TestCase(2ul, "2 bytes")]
    public void CountsHaveTheirPlural(ulong count, string expected)
    {
        Utf8Writer writer = new(new byte[64]);
        writer.Add($"{new Utf8Writer.Bytes(count)}");
        Assert.That(Encoding.UTF8.GetString(writer.Written), Is.EqualTo(expected));
    }

    [Test]
    public void NothingIsWrittenPastTheEnd()
    {
        byte[] buffer = new byte[16];
        Utf8Writer writer = new(buffer.AsSpan(4, 8));
        for (int round = 0; round < 8; round++)
        {
            writer.Add("€uro"u8);
            writer.Add(123456789);
            writer.AddHex(ulong.MaxValue);
        }

        Assert.That(writer.Written.Length, Is.LessThanOrEqualTo(8));
        Assert.That(buffer[..4], Is.All.Zero);
        Assert.That(buffer[12..], Is.All.Zero);
    }

    [Test]
    public void NothingFollowsACut()
    {
        byte[] buffer = new byte[4];
        Utf8Writer writer = new(buffer);
        writer.Add("ab"u8);
        writer.Add("€"u8);
        writer.Add("c"u8);
        writer.Add("d");
        writer.Add(7);
        writer.AddHex(7);
        writer.Add($"{7ul}e");
        Assert.That(Encoding.UTF8.GetString(writer.Written), Is.EqualTo("ab"), "there was room for a byte, but the euro sign comes first");
    }

    [Test]
    public void ANumberThatDoesNotFitIsLeftOutWhole()
    {
        Utf8Writer writer = new(new byte[6]);
        writer.Add("abcd"u8);
        writer.Add(123);
        writer.Add(1);
        Assert.That(Encoding.UTF8.GetString(writer.Written), Is.EqualTo("abcd"));
    }

    [Test]
    public unsafe void ATemplateHasItsPartsInTheirOrder()
    {
        Utf8Literal words = "wörds"u8;
        using NativeText name = new("pair");
        Utf8Writer writer = new(new byte[100]);
        writer.Add("> "u8);
        writer.Add($"ä{words}, {12ul} {new Utf8Writer.Hex(0xAB)} {new Utf8Writer.Bytes(1)} {new Utf8Writer.TypeName(name.Pointer)} {new Utf8Writer.Bytes(3)}");
        writer.Add(" <"u8);
        Assert.That(Encoding.UTF8.GetString(writer.Written), Is.EqualTo("> äwörds, 12 0xab 1 byte \"pair\" 3 bytes <"));
    }

    [Test]
    public unsafe void ANamelessTypeIsEmptyQuotes()
    {
        Utf8Writer writer = new(new byte[10]);
        writer.Add($"{new Utf8Writer.TypeName(null)}");
        Assert.That(Encoding.UTF8.GetString(writer.Written), Is.EqualTo("\"\""));
    }

    // Whatever the room: what is there is a beginning of the whole, and the next piece would not have fitted.
    [Test]
    public void ATemplateIsCutWhereItsRoomEndsAndNothingFollows()
    {
        const string whole = "> ä12€ 0xab 34 bytes.";
        string[] pieces = ["> ", "ä", "12", "€ ", "0x", "ab", " ", "34", " bytes", "."];
        for (int room = 0; room <= Encoding.UTF8.GetByteCount(whole) + 1; room++)
        {
            byte[] buffer = new byte[room + 8];
            Utf8Writer writer = new(buffer.AsSpan(0, room));
            writer.Add("> "u8);
            writer.Add($"ä{12ul}€ {new Utf8Writer.Hex(0xAB)} {new Utf8Writer.Bytes(34)}");
            writer.Add("."u8);
            Assert.That(Encoding.UTF8.GetString(writer.Written), Is.EqualTo(Beginning(pieces, room)), $"in {room} bytes");
            Assert.That(buffer[room..], Is.All.Zero);
        }
    }

    // Words are cut between characters, numbers are there or not.
    private static string Beginning(string[] pieces, int room)
    {
        string text = "";
        foreach (string piece in pieces)
        {
            string kept = char.IsAsciiHexDigit(piece[0]) && piece is not "0x" ? (piece.Length <= room ? piece : "") : LongestPrefix(piece, room);
            text += kept;
            room -= Encoding.UTF8.GetByteCount(kept);
            if (kept != piece)
            {
                break;
            }
        }

        return text;
    }

    // The most characters of a text that fit into so many bytes.
    private static string LongestPrefix(string text, int room)
    {
        StringBuilder prefix = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            prefix.Append(rune.ToString());
        }

        return prefix.ToString();
    }
}
