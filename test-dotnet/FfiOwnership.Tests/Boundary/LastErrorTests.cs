using System.Runtime.InteropServices;
using System.Text;
using FfiOwnership.Boundary;
using FfiOwnership.Errors;
using NUnit.Framework;

namespace FfiOwnership.Tests.Boundary;

public sealed unsafe class LastErrorTests
{
    [SetUp]
    public void StartWithoutRecord() => LastError.Detach();

    [Test]
    public void AThreadStartsWithoutAnError()
    {
        Assert.That(LastError.Status, Is.EqualTo(Status.Ok));
        Assert.That(Message(), Is.Empty);
    }

    [Test]
    public void ASuccessLeavesTheErrorAsItIs()
    {
        Fail("name"u8);
        ExportCall call = new("ffo_test"u8);
        call.End(Status.Ok);
        Assert.That(LastError.Status, Is.EqualTo(Status.NullArgument));
        Assert.That(Message(), Is.EqualTo("ffo_test: name is NULL"));
    }

    [Test]
    public void ClearingForgetsTheErrorAndKeepsTheRecord()
    {
        Fail("name"u8);
        ThreadErrorState* record = ThreadErrorState.Current;
        LastError.Clear();
        Assert.That(LastError.Status, Is.EqualTo(Status.Ok));
        Assert.That(Message(), Is.Empty);
        Assert.That((nint)ThreadErrorState.Current, Is.EqualTo((nint)record));
    }

    [Test]
    public void DetachingGivesTheRecordBack()
    {
        Fail("name"u8);
        LastError.Detach();
        Assert.That(ThreadErrorState.Current == null);
        Assert.That(LastError.Status, Is.EqualTo(Status.Ok));
    }

    [Test]
    public void AThreadKeepsOneRecord()
    {
        ThreadErrorState* record = ThreadErrorState.Ensure();
        Assert.That((nint)ThreadErrorState.Ensure(), Is.EqualTo((nint)record));
        Assert.That((nint)ThreadErrorState.Current, Is.EqualTo((nint)record));
    }

    [Test]
    public void EachThreadHasItsOwn()
    {
        Fail("mine"u8);
        string message = "";
        nint record = 0;
        Thread other = new(() =>
        {
            Fail("yours"u8);
            message = Message();
            record = (nint)ThreadErrorState.Current;
            LastError.Detach();
        });
        other.Start();
        other.Join();
        Assert.That(message, Is.EqualTo("ffo_test: yours is NULL"));
        Assert.That(record, Is.Not.EqualTo((nint)ThreadErrorState.Current));
        Assert.That(Message(), Is.EqualTo("ffo_test: mine is NULL"));
    }

    [Test]
    public void DetailsAreCopiedOnlyIntoAKnownStruct()
    {
        Fail("name"u8);
        ErrorInfo info = default;
        Assert.That(LastError.Read(&info), Is.EqualTo(Status.InvalidArgument));
        Assert.That(LastError.Read(null), Is.EqualTo(Status.NullArgument));

        info.StructSize = (uint)sizeof(ErrorInfo);
        Assert.That(LastError.Read(&info), Is.EqualTo(Status.Ok));
        Assert.That(info.Status, Is.EqualTo(Status.NullArgument));
        Assert.That((nint)info.Message, Is.EqualTo((nint)LastError.Message));
    }

    [Test]
    public void AMessageThatNobodyAskedForIsCopiedInFull()
    {
        Fail("first"u8);
        Assert.That(Message(), Is.EqualTo("ffo_test: first is NULL"));
        Fail("second"u8);
        ThreadErrorState copy = default;
        ThreadErrorState.Current->CopyTo(&copy);
        Fail("third"u8);
        Assert.That(Marshal.PtrToStringUTF8((nint)copy.Message), Is.EqualTo("ffo_test: second is NULL"));
        Assert.That(Message(), Is.EqualTo("ffo_test: third is NULL"));
    }

    [Test]
    public void AQuoteIsTheOneOfItsFailure()
    {
        FailInside("a first fault");
        ThreadErrorState copy = default;
        ThreadErrorState.Current->CopyTo(&copy);
        FailInside("a second one, in a hook");
        copy.CopyTo(ThreadErrorState.Current);
        Assert.That(Message(), Is.EqualTo("ffo_test: failed inside the library: a first fault"));
    }

    [TestCase(1023, "", 1024)]
    [TestCase(1023, "€", 1023)]
    [TestCase(1024, "€", 1024)]
    [TestCase(1021, "€", 1024)]
    public void LongQuotesAreCutBetweenCharacters(int ascii, string last, int expected)
    {
        string words = new string('a', ascii) + last + (last.Length == 0 ? "a" : "");
        ReadOnlySpan<byte> quote = ThreadErrorState.Quote(words).Span;
        Assert.That(quote.Length, Is.EqualTo(expected));
        Assert.That(words, Does.StartWith(Encoding.UTF8.GetString(quote)));
    }

    private static void Fail(ReadOnlySpan<byte> parameter)
    {
        ExportCall call = new("ffo_test"u8);
        call.End(call.Null(parameter));
    }

    private static void FailInside(string words)
    {
        ExportCall call = new("ffo_test"u8);
        call.Caught(new InvalidOperationException(words));
    }

    private static string Message() => Marshal.PtrToStringUTF8((nint)LastError.Message)!;
}
