using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <content>Enters records into the indices, and removes them. The caller holds the stripe's lock.</content>
internal readonly unsafe partial struct SystemHeap
{
    // SAFETY (whole file): locked: the indices. Permanent: records.

    /// <summary>Average length of the chains at which an index by address grows.</summary>
    private const int AddressLoad = 2;

    /// <summary>Average length of the chains at which an index by page grows.</summary>
    private const int PageLoad = 16;

    /// <summary>Enters a record into the index by address, and into the index of its page.</summary>
    private void File(SystemStripe* stripe, SystemEntry* record)
    {
        if (stripe->ByAddress.IsFull(AddressLoad))
        {
            GrowByAddress(ref stripe->ByAddress);
        }

        ref uint head = ref stripe->ByAddress.Head((nuint)record->Address);
        record->NextByAddress = head;
        head = record->Id;
        stripe->ByAddress.Count++;
        record->IsFiled = true;

        if (record->Level == PageBits)
        {
            FileInPage(ref stripe->ByPage, (nuint)record->Address >> PageBits, record);
            return;
        }

        _tables->LargeLock.Enter();
        _tables->LargeLevels |= 1ul << record->Level;
        FileInPage(ref _tables->Large, PageKey(record), record);
        _tables->LargeLock.Exit();
    }

    /// <summary>Removes a record from both indices.</summary>
    private void Unfile(SystemStripe* stripe, SystemEntry* record)
    {
        ref uint link = ref stripe->ByAddress.Head((nuint)record->Address);
        while (link != record->Id)
        {
            link = ref _tables->Records.At(link)->NextByAddress;
        }

        link = record->NextByAddress;
        stripe->ByAddress.Count--;
        record->IsFiled = false;

        if (record->Level == PageBits)
        {
            UnfileFromPage(ref stripe->ByPage, record);
            return;
        }

        _tables->LargeLock.Enter();
        UnfileFromPage(ref _tables->Large, record);
        _tables->LargeLock.Exit();
    }

    /// <summary>Enters a record into an index by page, whose lock the caller holds.</summary>
    private void FileInPage(ref SystemIndex index, nuint key, SystemEntry* record)
    {
        if (index.IsFull(PageLoad))
        {
            GrowByPage(ref index);
        }

        PushInPage(ref index.Head(key), record);
        index.Count++;
    }

    /// <summary>Removes a record from an index by page, whose lock the caller holds.</summary>
    private void UnfileFromPage(ref SystemIndex index, SystemEntry* record)
    {
        if (record->PreviousInPage != 0)
        {
            _tables->Records.At(record->PreviousInPage)->NextInPage = record->NextInPage;
        }
        else
        {
            index.Head(PageKey(record)) = record->NextInPage;
        }

        if (record->NextInPage != 0)
        {
            _tables->Records.At(record->NextInPage)->PreviousInPage = record->PreviousInPage;
        }

        index.Count--;
    }

    /// <summary>Puts a record at the head of a chain of an index by page.</summary>
    private void PushInPage(ref uint head, SystemEntry* record)
    {
        record->PreviousInPage = 0;
        record->NextInPage = head;
        if (head != 0)
        {
            _tables->Records.At(head)->PreviousInPage = record->Id;
        }

        head = record->Id;
    }

    /// <summary>Doubles an index by address, if there is memory for it.</summary>
    private void GrowByAddress(ref SystemIndex index)
    {
        uint chains = index.Double(out uint* old);
        for (uint chain = 0; old != null && chain < chains; chain++)
        {
            for (uint id = old[chain]; id != 0;)
            {
                SystemEntry* record = _tables->Records.At(id);
                id = record->NextByAddress;
                ref uint head = ref index.Head((nuint)record->Address);
                record->NextByAddress = head;
                head = record->Id;
            }
        }

        CRuntime.Free(old);
    }

    /// <summary>Doubles an index by page, if there is memory for it.</summary>
    private void GrowByPage(ref SystemIndex index)
    {
        uint chains = index.Double(out uint* old);
        for (uint chain = 0; old != null && chain < chains; chain++)
        {
            for (uint id = old[chain]; id != 0;)
            {
                SystemEntry* record = _tables->Records.At(id);
                id = record->NextInPage;
                PushInPage(ref index.Head(PageKey(record)), record);
            }
        }

        CRuntime.Free(old);
    }

    /// <summary>The key of a record in the index by page that it belongs to.</summary>
    private static nuint PageKey(SystemEntry* record)
    {
        nuint page = (nuint)record->Address >> record->Level;
        return record->Level == PageBits ? page : LargeKey(page, record->Level);
    }
}
