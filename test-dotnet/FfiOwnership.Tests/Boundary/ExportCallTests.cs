using FfiOwnership.Boundary;
using FfiOwnership.Errors;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Boundary;

/// <summary>What an author's export can answer, and that its words may come from anywhere.</summary>
[NonParallelizable]
public sealed unsafe class ExportCallTests
{
    private const Status Parse = (Status)100;

    [Test]
    public void ARefusalOfOnesOwnHasItsWords()
    {
        ExportCall call = new("acme_parse"u8);
        Assert.That(call.End(call.Refuse(Parse, $"line {2}: {1} cells where the header has {2}")), Is.EqualTo(Parse));
        Assert.That((LastError.Status, Message()), Is.EqualTo((Parse, "acme_parse: line 2: 1 cells where the header has 2")));

        call = new("acme_parse"u8);
        call.End(call.Refuse(Status.OutOfRange, "no such column"u8));
        Assert.That((LastError.Status, Message()), Is.EqualTo((Status.OutOfRange, "acme_parse: no such column")));
    }

    // What was on the stack is not there any more when somebody asks.
    [Test]
    public void WordsAreCopied()
    {
        Fail("fn", "sentence", isNull: false);
        Overwrite();
        Assert.That(Message(), Is.EqualTo("fn: sentence"));
        Fail("fn", "name", isNull: true);
        Overwrite();
        Assert.That(Message(), Is.EqualTo("fn: name is NULL"));
    }

    [Test]
    public void LongWordsAreCut()
    {
        ExportCall call = new(new byte[500].Select(_ => (byte)'f').ToArray());
        call.End(call.Refuse(Parse, new string('s', 5000)));
        Assert.That(Message(), Does.Match("^f{128}: s{893}$"));
    }

    // C reads a message to its first NUL, and a log has one line of it.
    [Test]
    public void WordsAreOneLineWhateverTheyHave()
    {
        ExportCall call = new("acme_open"u8);
        call.End(call.Refuse(Parse, "a\0b\nc\r\nd"));
        Assert.That(Message(), Is.EqualTo("acme_open: a b c  d"));
        call.End(call.Refuse(Parse, "a\0b\nc"u8));
        Assert.That(Message(), Is.EqualTo("acme_open: a b c"));
        call.Caught(new FfiException(Parse, "a\0b\nc"));
        Assert.That(Message(), Is.EqualTo("acme_open: a b c"));
        call.CaughtAs(new FormatException("a\0b\nc"), Parse);
        Assert.That(Message(), Is.EqualTo("acme_open: a b c"));
        call.Caught(new FormatException("a\0b\nc"));
        Assert.That(Message(), Is.EqualTo("acme_open: failed inside the library: a b c"));
    }

    // A status that did not come from a call inward that was given this failure.
    [Test]
    public void AStatusAloneIsAnsweredWithItsText()
    {
        Overwrite();
        ExportCall call = new("acme_call"u8);
        Assert.That(call.End(Status.OutOfRange), Is.EqualTo(Status.OutOfRange));
        Assert.That((LastError.Status, Message()), Is.EqualTo((Status.OutOfRange, "acme_call: An index, length or count is outside its block.")));

        call = new("acme_call"u8);
        call.Null("name"u8);
        Assert.That(call.EndQuery((Status)77), Is.EqualTo((Status)77));
        Assert.That((LastError.Status, Message()), Is.EqualTo(((Status)77, "acme_call: No status of this version of the library has this value.")));
    }

    [Test]
    public void AnExceptionWithoutAMessageLeavesNothing()
    {
        ExportCall call = new("acme_call"u8);
        Assert.That(call.Caught(new Mute()), Is.EqualTo(Status.Internal));
        Assert.That(Message(), Is.EqualTo("acme_call: failed inside the library: an exception without a message"));
    }

    [Test]
    public void AnExceptionOfOursKeepsItsStatusAndWords()
    {
        ExportCall call = new("acme_open"u8);
        Assert.That(call.Caught(new FfiException(Parse, "line 7: no number")), Is.EqualTo(Parse));
        Assert.That(Message(), Is.EqualTo("acme_open: line 7: no number"));

        call = new("acme_open"u8);
        Assert.That(call.Caught(new InsufficientMemoryException()), Is.EqualTo(Status.OutOfMemory));
        call = new("acme_open"u8);
        Assert.That(call.Caught(new FormatException("odd")), Is.EqualTo(Status.Internal));
        Assert.That(Message(), Is.EqualTo("acme_open: failed inside the library: odd"));
    }

    [Test]
    public void AMisuseThatWasThrownIsCountedOnceAndHasItsDetails()
    {
        ulong before = ProcessLedger.Statistics.Misuses;
        FfiException thrown = Assert.Throws<FfiException>(() => FfiOwnership.Toolkit.OwnedString.FromRaw((byte*)0x123450))!;
        ExportCall call = new("acme_free"u8);
        Assert.That(call.Caught(thrown), Is.EqualTo(Status.ForeignPointer));
        Assert.That(ProcessLedger.Statistics.Misuses - before, Is.EqualTo(1));
        ErrorInfo info = new() { StructSize = (uint)sizeof(ErrorInfo) };
        Assert.That(LastError.Read(&info), Is.EqualTo(Status.Ok));
        Assert.That((nint)info.Pointer, Is.EqualTo((nint)0x123450));
        Assert.That(Message(), Does.StartWith("acme_free: 0x123450 is not from this copy of the library"));
    }

    [Test]
    public void StatusesOfOnesOwnHaveNamesAndTexts()
    {
        const Status own = (Status)4242;
        Assert.That(StatusTable.OwnName(own).IsEmpty);
        StatusTable.Add(own, "ACME_E_PARSE"u8, "The file is no CSV."u8);
        StatusTable.Add(own, "ACME_E_PARSE"u8, "The file is no CSV."u8);
        Assert.That(StatusTable.OwnName(own).SequenceEqual("ACME_E_PARSE"u8));
        Assert.That(NativeText.Read(StatusTable.TextPointer(own)), Is.EqualTo("The file is no CSV."));
        Assert.That(StatusTable.IsMisuse(own), Is.False);
        Assert.That(() => StatusTable.Add(own, "ACME_E_OTHER"u8, "The file is no CSV."u8), Throws.ArgumentException);
        Assert.That(() => StatusTable.Add((Status)99, "ACME_E"u8, "Text."u8), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => StatusTable.Add((Status)4243, ""u8, "Text."u8), Throws.ArgumentException);
        Assert.That(() => StatusTable.Add((Status)4243, "A\0"u8, "Text."u8), Throws.ArgumentException);
        Assert.That(NativeText.Read(StatusTable.TextPointer((Status)4243)), Is.EqualTo("No status of this version of the library has this value."));
    }

    [Test]
    public void ThreadsAddStatuses()
    {
        const uint first = 5000;
        Parallel.For(0, 200, i => StatusTable.Add((Status)(first + (i % 50)), NameOf(i % 50), "Text."u8));
        for (int i = 0; i < 50; i++)
        {
            Assert.That(StatusTable.OwnName((Status)(first + i)).SequenceEqual(NameOf(i)));
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032", Justification = "It is what the test provokes.")]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1064", Justification = "Nobody catches it.")]
    private sealed class Mute : Exception
    {
        [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1065", Justification = "It is what the test provokes.")]
        public override string Message => throw new InvalidOperationException("no message");
    }

    private static byte[] NameOf(int i) => System.Text.Encoding.UTF8.GetBytes($"ACME_E_{i}");

    private static void Fail(string function, string words, bool isNull)
    {
        Span<byte> name = stackalloc byte[64];
        Span<byte> text = stackalloc byte[64];
        name = name[..System.Text.Encoding.UTF8.GetBytes(function, name)];
        text = text[..System.Text.Encoding.UTF8.GetBytes(words, text)];
        ExportCall call = new(name);
        call.End(isNull ? call.Null(text) : call.Refuse(Status.InvalidArgument, text));
    }

    private static void Overwrite()
    {
        Span<byte> room = stackalloc byte[4096];
        room.Fill(0xEE);
        Assert.That(room[17], Is.EqualTo(0xEE));
    }

    private static string Message() => NativeText.Read(LastError.Message);
}
