using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using NUnit.Framework;

namespace FfiOwnership.Tests.Owners;

/// <summary>What goes well leaves the GC's heap alone, and so does a misuse.</summary>
[TestFixture]
public sealed unsafe class AllocationTests
{
    [Test]
    public void CallsAllocateNothingOnTheGcHeap()
    {
        Live();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1000; round++)
        {
            Live();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    // One life of each kind of block, and one misuse of each kind of name.
    private static void Live()
    {
        Failure failure = default;
        fixed (byte* text = "some text"u8)
        {
            CString.New(text, out byte* made, ref failure);
            CString.Clone(made, out byte* clone, ref failure);
            CString.Free(made, ref failure);
            CString.Free(clone, ref failure);

            Config.New(1, 2, out ConfigData* config, ref failure);
            Config.SetName(config, text, ref failure);
            OwnedHandle.FromRaw(config, TypeNumber.Config, out ulong handle, ref failure);
            OwnedHandle.Borrow(handle, TypeNumber.Config, isExclusive: true, out _, out _, ref failure);
            OwnedHandle.Return(handle, ref failure);
            OwnedHandle.Release(handle, mayClose: false, ref failure);

            VecData vec;
            Vec.Init(&vec, 8, 0, ref failure);
            Vec.Resize(&vec, 100, ref failure);
            Vec.Dispose(&vec, ref failure);

            Misused(new ExportCall("test"u8), text, handle);
        }
    }

    private static void Misused(ExportCall call, byte* foreign, ulong stale)
    {
        call.End(CString.Free(foreign, ref call.Failure));
        call.End(OwnedHandle.Release(stale, mayClose: false, ref call.Failure));
    }
}
