using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Memory;

/// <content>
/// The quarantine: freed blocks are filled and wait in line, oldest first, until the line holds more bytes than it may.
/// A block that was written to meanwhile never leaves: it is reported once and stays as evidence for the validation.
/// </content>
internal sealed unsafe partial class SystemHeap
{
    private const byte Fill = 0xDB;

    // A block counts for at least this, about what its record takes, or blocks of size 0 would wait for ever.
    private const nuint LeastWeight = 64;

    /// <inheritdoc/>
    public override bool FindWriteAfterFree(Entry* entry, out nuint offset)
    {
        SystemEntry* record = (SystemEntry*)entry;

        // SAFETY: held or pinned, as the caller says.
        for (offset = 0; offset < record->Size; offset += int.MaxValue)
        {
            int length = (int)nuint.Min(record->Size - offset, int.MaxValue);
            int found = new ReadOnlySpan<byte>(record->Address + offset, length).IndexOfAnyExcept(Fill);
            if (found >= 0)
            {
                offset += (nuint)found;
                return true;
            }
        }

        offset = record->Size;
        return !IsIntact(entry);
    }

    private static nuint WeightOf(SystemEntry* record) => nuint.Max(record->Size, LeastWeight);

    private void Quarantine(SystemEntry* record)
    {
        // SAFETY: held: the freed block, until it is in line.
        System.Runtime.InteropServices.NativeMemory.Fill(record->Address, record->Size, Fill);
        Canary.Write(record->Address, record->Size);
        record->Entry.Store(record->Entry.Word.With(EntryState.Quarantined, 0));

        _tables->QuarantineLock.Enter();
        if (_tables->YoungestQuarantined != 0)
        {
            Entry* youngest = EntryAt(_tables->YoungestQuarantined);
            youngest->Store(youngest->Word.WithX(record->Id));
        }
        else
        {
            _tables->OldestQuarantined = record->Id;
        }

        _tables->YoungestQuarantined = record->Id;
        _tables->QuarantinedBytes += WeightOf(record);
        _tables->QuarantineLock.Exit();

        while (TakeOverdue(out SystemEntry* overdue))
        {
            Release(overdue);
        }
    }

    private bool TakeOverdue(out SystemEntry* overdue)
    {
        overdue = null;
        _tables->QuarantineLock.Enter();
        if (_tables->QuarantinedBytes > _options.QuarantineBytes)
        {
            overdue = _tables->Records.At(_tables->OldestQuarantined);
            _tables->OldestQuarantined = overdue->Entry.Word.X;
            _tables->YoungestQuarantined = _tables->OldestQuarantined == 0 ? 0 : _tables->YoungestQuarantined;
            _tables->QuarantinedBytes -= WeightOf(overdue);
        }

        _tables->QuarantineLock.Exit();
        return overdue != null;
    }

    private void Release(SystemEntry* record)
    {
        if (FindWriteAfterFree(&record->Entry, out nuint offset))
        {
            Failure finding = default;
            finding.Function = "quarantine"u8;
            finding.Set(Status.WriteAfterFree, Detail.WriteAfterFree, record->Address);
            finding.ActualType = record->Entry.Word.Type;
            finding.Offset = offset;
            finding.Size = record->Size;
            Misuse.ReportFinding(finding);
            return;
        }

        byte* block = record->Address;
        SystemStripe* stripe = _tables->Stripes + record->Stripe;
        stripe->Lock.Enter();
        record->Entry.Store(record->Entry.Word.With(EntryState.Freed, 0));
        Bury(stripe, record);
        stripe->Lock.Exit();
        CRuntime.Free(block);
    }
}
