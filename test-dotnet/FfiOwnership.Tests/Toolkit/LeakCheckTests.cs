using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using FfiOwnership.Toolkit;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

public sealed unsafe class LeakCheckTests : ToolkitFixture
{
    [Test]
    public void ATestThatLeavesNothingPasses()
    {
        byte* before = ProcessLedger.NewString("before");
        byte* kept = ProcessLedger.NewString("kept");
        LeakCheck.Run(() =>
        {
            using OwnedString text = OwnedString.Create("within");
            using ManagedHandle<Document> handle = ManagedHandle<Document>.Create(new Document());
            ProcessLedger.Free(before, TypeNumber.String);
        });
        ProcessLedger.Free(kept, TypeNumber.String);
    }

    [Test]
    public void ALeftBlockIsReportedWithAllThatIsKnown()
    {
        byte* left = null;
        string report = ReportOf(() =>
        {
            left = ProcessLedger.NewString("never freed");
            Tag(left, "the culprit");
        });
        BlockInfo info = new() { StructSize = (uint)sizeof(BlockInfo) };
        Failure failure = default;
        Assert.That(Inspection.Describe(left, &info, ref failure), Is.EqualTo(Status.Ok));
        ProcessLedger.Free(left, TypeNumber.String);
        Assert.That(report, Is.EqualTo($"""
            The test has left 1 block:
            ffi_ownership: 1 live block made since checkpoint {info.Period}, 12 bytes
                         1 block of type string, 12 bytes
              0x{(nuint)left:x}  string                   12 bytes  period {info.Period}  the caller's  tag "the culprit"

            """));
    }

    [Test]
    public void ALeftHandleIsReported()
    {
        ulong handle = 0;
        string report = ReportOf(() => handle = ManagedHandle<Document>.Create(new Document()).IntoRaw());
        ManagedHandle<Document>.Close(handle);
        Assert.That(report, Does.Contain("The test has left 1 block").And.Contain($"handle 0x{handle:x} (1 reference, 0 borrows, adopted)"));
    }

    [Test]
    public void AForgottenBlockIsNotLeft() => LeakCheck.Run(() =>
    {
        OwnedString text = OwnedString.Create("kept for ever");
        text.Forget();
    });

    [Test]
    public void ALongReportIsCut()
    {
        const int blocks = 101;
        List<nint> left = [];
        string report = ReportOf(() =>
        {
            for (int i = 0; i < blocks; i++)
            {
                left.Add((nint)ProcessLedger.NewString("never freed"));
            }
        });
        left.ForEach(static text => ProcessLedger.Free((void*)text, TypeNumber.String));
        Assert.That(report.Split("  0x"), Has.Length.EqualTo(1 + 100));
        Assert.That(report, Does.StartWith("The test has left 101 blocks:\n").And.EndWith("\n  and more\n"));
    }

    [Test]
    public void AMisuseIsReportedWithItsMessage()
    {
        string report = ReportOf(static () =>
        {
            FreeTwice();
            FreeTwice();
        });
        Assert.That(report, Does.Match("^The test has caused 2 misuses that it did not expect, first:\nacme_free: 0x[0-9a-f]+ was freed already .*\n$"));
    }

    [Test]
    public void AMisuseOnAnotherThreadIsReported()
    {
        string report = ReportOf(static () => ThrownOnAnotherThread(FreeTwice));
        Assert.That(report, Does.StartWith("The test has caused 1 misuse that it did not expect, first:\nacme_free: "));
    }

    [Test]
    public void AMisuseInTheHookIsReported()
    {
        Misuse.SetHook(&FreeTwiceInHook, null);
        try
        {
            Assert.That(ReportOf(FreeTwice), Does.StartWith("The test has caused 2 misuses"));
        }
        finally
        {
            Misuse.SetHook(null, null);
        }
    }

    [Test]
    public void TheHookStaysTheTests()
    {
        int heard = 0;
        Misuse.SetHook(&CountInHook, &heard);
        try
        {
            LeakCheck.Run(static () =>
            {
                LeakCheck.Expect(Status.DoubleFree);
                FreeTwice();
            });
        }
        finally
        {
            Misuse.SetHook(null, null);
        }

        Assert.That(heard, Is.EqualTo(1));
    }

    [Test]
    public void AnExpectedMisusePasses() => LeakCheck.Run(static () =>
    {
        LeakCheck.Expect(Status.DoubleFree);
        LeakCheck.Expect(Status.DoubleFree);
        FreeTwice();
        FreeTwice();
    });

    [Test]
    public void AnExpectedMisuseMustHappen()
    {
        string report = ReportOf(static () =>
        {
            LeakCheck.Expect(Status.StaleHandle);
            LeakCheck.Expect(Status.DoubleFree);
            FreeTwice();
        });
        Assert.That(report, Is.EqualTo("The test expected StaleHandle, which did not happen.\n"));
    }

    [Test]
    public void AnotherMisuseThanTheExpectedIsReported()
    {
        string report = ReportOf(static () =>
        {
            LeakCheck.Expect(Status.WrongType);
            FreeTwice();
        });
        Assert.That(report, Does.StartWith("The test has caused 1 misuse").And.EndWith("\nThe test expected WrongType, which did not happen.\n"));
    }

    [Test]
    public void OnlyAMisuseCanBeExpected()
    {
        LeakCheck.Run(static () => Assert.Throws<ArgumentOutOfRangeException>(static () => LeakCheck.Expect(Status.NullArgument)));
        Assert.Throws<InvalidOperationException>(static () => LeakCheck.Expect(Status.DoubleFree));
    }

    [Test]
    public void WhatTheTestThrowsIsTheResult()
    {
        byte* left = null;
        InvalidDataException thrown = Assert.Throws<InvalidDataException>(() => LeakCheck.Run(Body))!;
        ProcessLedger.Free(left, TypeNumber.String);
        Assert.That(thrown.Message, Is.EqualTo("the test's own"));
        LeakCheck.Run(static () => { });

        void Body()
        {
            left = ProcessLedger.NewString("never freed");
            FreeTwice();
            throw new InvalidDataException("the test's own");
        }
    }

    [Test]
    public void AnOverlappingCheckIsRefused()
    {
        Exception? refusal = null;
        LeakCheck.Run(() => refusal = ThrownOnAnotherThread(static () => LeakCheck.Run(static () => { })));
        Assert.That(refusal, Is.InstanceOf<InvalidOperationException>());
        Assert.That(refusal!.Message, Is.EqualTo("Another leak check has not ended: each looks at the whole process, so tests that have one run one after another."));
    }

    [Test]
    public void ACheckInsideAnotherIsRefused() => LeakCheck.Run(static () =>
    {
        bool hasRun = false;
        Assert.Throws<InvalidOperationException>(() => LeakCheck.Run(() => hasRun = true));
        Assert.That(hasRun, Is.False);
    });

    [Test]
    public void WhatATestFrameworkBeginsAndEndsIsChecked()
    {
        LeakCheck check = LeakCheck.Begin();
        byte* left = ProcessLedger.NewString("never freed");
        Exception? thrown = ThrownOnAnotherThread(check.End);
        ProcessLedger.Free(left, TypeNumber.String);
        Assert.That(thrown, Is.InstanceOf<LeakCheckException>());
        Assert.That(thrown!.Message, Does.StartWith("The test has left 1 block:\n"));
        Assert.Throws<InvalidOperationException>(check.End);
    }

    [Test]
    public void ACheckDoesNotEndTheNextOne()
    {
        LeakCheck first = LeakCheck.Begin();
        first.End();
        LeakCheck second = LeakCheck.Begin();
        Assert.Throws<InvalidOperationException>(first.End);
        FreeTwice();
        Assert.Throws<LeakCheckException>(second.End);
    }

    private static string ReportOf(Action body) => Assert.Throws<LeakCheckException>(() => LeakCheck.Run(body))!.Message;

    /// <summary>What an action throws on a thread of its own, which would end the process there; null: nothing.</summary>
    private static Exception? ThrownOnAnotherThread(Action action)
    {
        Exception? thrown = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception e) when (e is InvalidOperationException or LeakCheckException)
            {
                thrown = e;
            }
        });
        thread.Start();
        thread.Join();
        return thrown;
    }

    /// <summary>What an export does that frees a string twice.</summary>
    internal static void FreeTwice()
    {
        byte* text = ProcessLedger.NewString("freed twice");
        for (int i = 0; i < 2; i++)
        {
            ExportCall call = new("acme_free"u8);
            call.End(CString.Free(text, ref call.Failure));
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void FreeTwiceInHook(ErrorInfo* info, void* context) => FreeTwice();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void CountInHook(ErrorInfo* info, void* context) => ++*(int*)context;

    private static void Tag(byte* block, string tag)
    {
        using NativeText text = new(tag);
        Failure failure = default;
        Assert.That(Inspection.Tag(block, text.Pointer, ref failure), Is.EqualTo(Status.Ok));
    }
}
