using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;

namespace FfiOwnership.Tests.Boundary;

/// <content>The calls about arguments, single blocks and the library's own troubles.</content>
public sealed unsafe partial class MessageSnapshots
{
    private static string s_finding = "";

    private void FailWithArguments()
    {
        Fail("ffo_string_new"u8, (ref failure) => CString.New(null, out _, ref failure));
        Fail("ffo_strings_new"u8, (ref failure) =>
        {
            byte* texts = null;
            byte* made;
            return CString.NewMany(&texts, 1, &made, ref failure);
        });
        Fail("ffo_string_from_bytes"u8, (ref failure) => CString.FromBytes(Bytes("ab\0d"u8), 4, out _, ref failure));
        Fail("ffo_string_from_utf8"u8, (ref failure) => CString.FromUtf8(Bytes([(byte)'a', 0xC3]), 2, out _, ref failure));
        Fail("ffo_string_from_utf16"u8, (ref failure) =>
        {
            fixed (char* units = "ab\uD834")
            {
                return CString.FromUtf16(units, 3, out _, ref failure);
            }
        });
        Fail("ffo_box_new"u8, (ref failure) => Box.New(4711, out _, ref failure));
        Fail("ffo_type_register"u8, (ref failure) =>
        {
            TypeDescription none = default;
            return TypeRegistry.Register(&none, out _, ref failure);
        });
        Fail("ffo_stats_get"u8, (ref failure) =>
        {
            StatisticsData none = default;
            return Statistics.Read(&none, ref failure);
        });
        Fail("ffo_describe"u8, (ref failure) =>
        {
            BlockInfo none = default;
            return Inspection.Describe(&none, &none, ref failure);
        });
        Fail("ffo_set_policy"u8, (ref failure) => Misuse.SetPolicy((Policy)9, ref failure));
    }

    // The address space ends after some terabytes, if the system does not say no at once.
    private void FailWithSizes()
    {
        const int most = 200;
        VecData* vecs = stackalloc VecData[most];
        int made = 0;
        Fail("ffo_vec_init"u8, (ref failure) =>
        {
            Status status = Status.Ok;
            while (status == Status.Ok && made < most)
            {
                status = Vec.Init(vecs + made, 1, BlockLimits.LargestSize, ref failure);
                made += status == Status.Ok ? 1 : 0;
            }

            return status;
        });
        for (int i = 0; i < made; i++)
        {
            Failure failure = default;
            Vec.Dispose(vecs + i, ref failure);
        }
    }

    private void FailWithPointers()
    {
        byte* text = ProcessLedger.NewString("text");
        Fail("ffo_string_free"u8, (ref failure) => CString.Free((byte*)8, ref failure));
        Fail("ffo_string_free"u8, (ref failure) => failure.Set(Status.ForeignPointer, Reason.GivenBack, (void*)0x10000));
        Fail("ffo_string_free"u8, (ref failure) => CString.Free(text + 1, ref failure));
        Fail("ffo_config_free"u8, (ref failure) => Config.Free((ConfigData*)text, ref failure));
        InState(text, EntryState.Busy, () => Fail("ffo_string_free"u8, (ref failure) => CString.Free(text, ref failure)));
        InState(text, EntryState.ClaimedCallerOwned, () => Fail("ffo_string_free"u8, (ref failure) => CString.Free(text, ref failure)));
        InState(text, EntryState.ClaimedParentOwned, () => Fail("ffo_string_free"u8, (ref failure) => CString.Free(text, ref failure)));
        ProcessLedger.Free(text, TypeNumber.String);
        Fail("ffo_string_free"u8, (ref failure) => CString.Free(text, ref failure));

        byte* forgotten = ProcessLedger.NewString("for ever");
        Failure unused = default;
        Box.Forget(forgotten, ref unused);
        Fail("ffo_string_free"u8, (ref failure) => CString.Free(forgotten, ref failure));
    }

    private void FailWithOverruns()
    {
        byte* text = ProcessLedger.NewString("text");
        text[4] = (byte)'!';
        Fail("ffo_validate"u8, (ref failure) => Validation.Run(ref failure));
        Fail("ffo_string_free"u8, (ref failure) => CString.Free(text, ref failure));

        // A late write is found when the block leaves the quarantine of its heap, which has room for one; only the hook
        // hears of it.
        TestHeap heap = TestHeap.Start(quarantineBytes: 64);
        Entry* waiting = heap.Make(1);
        heap.Free(waiting);
        *heap.Block(waiting) ^= 1;
        Misuse.SetHook(&OnMisuse, null);
        heap.Free(heap.Make(1));
        Misuse.SetHook(null, null);
        using NativeText finding = new(s_finding);
        Take(Status.WriteAfterFree, Reason.WriteAfterFree, finding.Pointer);
    }

    private void FailInside()
    {
        using NativeText path = new("/nowhere/report");
        Fail("ffo_report_leaks"u8, (ref failure) => LeakReport.Write(0, path.Pointer, ref failure));

        // What has to be freed first for these, and how long ago, is the heap's affair.
        foreach ((Status status, Reason reason) in new[] { (Status.DoubleFree, Reason.FreedLongAgo), (Status.ForeignPointer, Reason.GivenBack) })
        {
            Fail("ffo_string_free"u8, (ref failure) =>
            {
                failure.Set(status, reason, (void*)0x1000);
                return status;
            });
        }

        // For these there must be another library with a ledger in the process.
        foreach (Reason reason in new[] { Reason.OthersBlock, Reason.OthersHeldBlock, Reason.OthersInterior, Reason.OthersFreedBlock, Reason.OthersMemory })
        {
            Fail("ffo_string_free"u8, (ref failure) => OfOthers(failure.Set(Status.ForeignPointer, reason, (void*)0x1000), ref failure));
        }

        foreach (Reason reason in new[] { Reason.OthersHandle, Reason.OthersStaleHandle })
        {
            Fail("ffo_handle_release"u8, (ref failure) => OfOthers(failure.Set(Status.InvalidHandle, reason, 0x1000ul), ref failure));
        }

        ExportCall call = new("ffo_stats_get"u8);
        Take(call.Caught(new InvalidOperationException("an invariant is broken")), call.Failure.Reason, LastError.Message);
    }

    private static Status OfOthers(Status status, ref Failure failure)
    {
        failure.Text = "libacme_csv"u8;
        failure.OtherTypeName = Bytes("acme_column\0"u8);
        failure.FreeFunction = failure.Reason is Reason.OthersBlock or Reason.OthersHandle ? Bytes("acme_column_free\0"u8) : null;
        failure.Offset = 8;
        return status;
    }

    // As if another call were at work on the block.
    private static void InState(byte* block, EntryState state, Action action)
    {
        Entry* entry = ProcessLedger.EntryOf(block);
        EntryWord before = entry->Word;
        entry->Store(before.With(state, 0));
        action();
        entry->Store(before);
    }

    private static byte* Bytes(ReadOnlySpan<byte> literal)
    {
        Utf8Literal bytes = literal;
        return bytes.Pointer;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMisuse(ErrorInfo* info, void* context) => s_finding = NativeText.Read(info->Message);
}
