using System.Text;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using FfiOwnership.Toolkit;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

public sealed unsafe class OwnedStringTests : ToolkitFixture
{
    [TestCase("")]
    [TestCase("Alice")]
    [TestCase("Grüße, 世界 🎈")]
    public void TextsComeBack(string text)
    {
        using OwnedString units = OwnedString.Create(text);
        using OwnedString bytes = OwnedString.Create(Encoding.UTF8.GetBytes(text));
        using OwnedString span = OwnedString.Create(text.AsSpan());
        Assert.That((units.ToString(), bytes.ToString(), span.ToString()), Is.EqualTo((text, text, text)));
        Assert.That(units.Length, Is.EqualTo((nuint)Encoding.UTF8.GetByteCount(text)));
        Assert.That(units.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text)));
    }

    [Test]
    public void WhatCannotBeAStringIsRefused()
    {
        Assert.That(Refusal(() => OwnedString.Create("a\0b")).Status, Is.EqualTo(Status.InteriorNul));
        Assert.That(Refusal(() => OwnedString.Create("a\ud800b")).Status, Is.EqualTo(Status.InvalidUtf16));
        FfiException refused = Refusal(() => OwnedString.Create([0x61, 0xff]));
        Assert.That((refused.Status, refused.Message), Is.EqualTo((Status.InvalidUtf8, "the text is not valid UTF-8 from byte 1 of 2 on")));
        Assert.That(OwnedString.TryCreate("a\0b", out OwnedString made), Is.False);
        Assert.That(made.IsGone);
        Assert.That(OwnedString.TryCreate([0xff], out _), Is.False);
        Assert.Throws<ArgumentNullException>(() => OwnedString.Create((string)null!));
    }

    [Test]
    public void TryCreateMakesWhatCreateMakes()
    {
        Assert.That(OwnedString.TryCreate("x", out OwnedString made));
        Assert.That(made.ToString(), Is.EqualTo("x"));
        made.Dispose();
    }

    [Test]
    public void WhatIsGivenAwayIsTheReceivers()
    {
        OwnedString text = OwnedString.Create("away");
        byte* raw = text.IntoRaw();
        Assert.That(text.IsGone);
        Assert.That(text.ToString(), Is.Empty);
        text.Dispose();

        Failure failure = default;
        Assert.That(CString.Free(raw, ref failure), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void AGoneStringIsNotUsed()
    {
        OwnedString text = OwnedString.Create("away");
        text.Dispose();
        text.Dispose();
        Assert.Throws<ObjectDisposedException>(() => { OwnedString gone = default; _ = gone.Length; });
        Assert.Throws<ObjectDisposedException>(() => { OwnedString gone = default; gone.IntoRaw(); });
        Assert.Throws<ObjectDisposedException>(() => { OwnedString gone = default; gone.Clone(); });
        Assert.Throws<ObjectDisposedException>(() => { OwnedString gone = default; gone.Forget(); });
        Assert.Throws<ObjectDisposedException>(() => { OwnedString gone = default; gone.IntoHandle(); });
        Assert.Throws<ObjectDisposedException>(() => { OwnedString gone = default; _ = gone.AsSpan(); });
    }

    [Test]
    public void ACopyIsAnsweredWithDoubleFree()
    {
        FfiException refused = Refusal(() =>
        {
            OwnedString text = OwnedString.Create("twice");
            OwnedString copy = text;
            text.Dispose();
            copy.Dispose();
        });
        Assert.That(refused.Status, Is.EqualTo(Status.DoubleFree));
        Assert.That(MessageOf(refused, out Status status), Does.StartWith("acme_call: 0x").And.Contain(" was freed already (type \"string\")"));
        Assert.That(status, Is.EqualTo(Status.DoubleFree));
    }

    [Test]
    public void ACopyReadsNothingThatIsFreed()
    {
        Assert.That(
            Refusal(() =>
            {
                OwnedString text = OwnedString.Create("gone");
                OwnedString copy = text;
                text.Dispose();
                _ = copy.AsSpan();
            }).Status,
            Is.EqualTo(Status.DoubleFree));
    }

    [Test]
    public void OnlyAStringOfTheCallersIsTakenOver()
    {
        byte* raw = ProcessLedger.NewString("taken");
        OwnedString taken = OwnedString.FromRaw(raw);
        Assert.That(taken.ToString(), Is.EqualTo("taken"));
        taken.Dispose();
        Assert.That(Refusal(() => OwnedString.FromRaw(raw)).Status, Is.EqualTo(Status.DoubleFree));
        Assert.That(Refusal(() => OwnedString.FromRaw((byte*)0x123456)).Status, Is.EqualTo(Status.ForeignPointer));
        Assert.That(Refusal(() => OwnedString.FromRaw(null)).Status, Is.EqualTo(Status.NullArgument));

        using OwnedBox<Column> box = OwnedBox<Column>.Create();
        box.Put(ref box.Value.Name, "owned");
        byte* child = box.Value.Name;
        byte* parent = (byte*)Column(box);
        Assert.That(Refusal(() => OwnedString.FromRaw(child)).Status, Is.EqualTo(Status.NotOwned));
        Assert.That(Refusal(() => OwnedString.FromRaw(parent)).Message, Does.EndWith("is a block of type \"toolkit_column\"; free it with toolkit_column_free"));
    }

    [Test]
    public void AHandleHasTheString()
    {
        OwnedString text = OwnedString.Create("behind");
        ulong handle = text.IntoHandle();
        Assert.That(text.IsGone);
        Failure failure = default;
        Assert.That(OwnedHandle.IntoRaw(handle, TypeNumber.String, out void* raw, ref failure), Is.EqualTo(Status.Ok));
        OwnedString.FromRaw((byte*)raw).Dispose();
    }

    [Test]
    public void ACloneHasAnOwnerOfItsOwn()
    {
        OwnedString text = OwnedString.Create("first");
        using OwnedString copy = text.Clone();
        text.Dispose();
        Assert.That(copy.ToString(), Is.EqualTo("first"));
    }

    private static Column* Column(in OwnedBox<Column> box)
    {
        fixed (Column* address = &box.Value)
        {
            return address;
        }
    }
}
