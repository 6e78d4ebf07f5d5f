using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Diagnostics;

/// <summary>The live blocks as text for people: a line with the sum, one for each type, and one for each block.</summary>
/// <remarks>
/// The ledger is walked twice, to count and to write; what is known of a block is on its way out before the next is looked at.
/// So a report takes the same few kilobytes of stack, and no memory else, however many blocks there are.
/// </remarks>
public static unsafe class LeakReport
{
    private const int BufferSize = 8192;

    // For so many types a walk counts; a program with more has one more walk for each further row of so many.
    private const int TypesPerWalk = 256;

    /// <summary>Writes the report.</summary>
    /// <param name="checkpoint">Only blocks made since; 0: all. Forgotten ones are never listed.</param>
    /// <param name="path">The file, used byte for byte and replaced; null: standard error.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Io"/>; then a part may have been written.</returns>
    public static Status Write(ulong checkpoint, byte* path, ref Failure failure)
    {
        Status status = Ledger.EnsureStarted(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        int error = Write(checkpoint, path);
        if (error == 0)
        {
            return Status.Ok;
        }

        failure.Set(Status.Io, Reason.Io);
        failure.Text = SystemError.TextOf(error);
        failure.SystemError = error;
        return Status.Io;
    }

    // Its frame is large; an export's own may have no buffer, see Call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Write(ulong checkpoint, byte* path)
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        OutputFile to = new(buffer);
        to.Open(path);
        if (!to.HasFailed)
        {
            AddSums(ref to, checkpoint);
            AddBlocks(ref to, checkpoint);
        }

        return to.Close();
    }

    private static void AddSums(ref OutputFile to, ulong checkpoint)
    {
        Span<Sum> sums = stackalloc Sum[TypesPerWalk];
        Sum all = Count(checkpoint, 0, sums);
        to.Add(CNames.Of(CName.Library).Span);
        to.Add(": "u8);
        to.Add(all.Blocks);
        to.AddPlural(" live block"u8, all.Blocks);
        if (checkpoint != 0)
        {
            to.Add(" made since checkpoint "u8);
            to.Add(checkpoint);
        }

        to.Add(", "u8);
        AddBytes(ref to, all.Bytes);
        to.Add("\n"u8);
        for (uint first = 0; all.Blocks != 0 && !to.HasFailed; first += TypesPerWalk)
        {
            AddTypes(ref to, first, sums);
            if (RowOf(Ledger.LastType) < first + TypesPerWalk)
            {
                return;
            }

            Count(checkpoint, first + TypesPerWalk, sums);
        }
    }

    // The sums of some types, and of all.
    private static Sum Count(ulong checkpoint, uint first, scoped Span<Sum> sums)
    {
        Sum all = default;
        sums.Clear();
        for (uint cursor = 0; Ledger.TryNextLive(ref cursor, checkpoint, out Ledger.LiveBlock live);)
        {
            nuint bytes = live.CountedBytes;
            uint row = RowOf(live.Type) - first;
            all.Add(bytes);
            if (row < TypesPerWalk)
            {
                sums[(int)row].Add(bytes);
            }
        }

        return all;
    }

    private static void AddTypes(ref OutputFile to, uint first, scoped Span<Sum> sums)
    {
        for (int i = 0; i < TypesPerWalk; i++)
        {
            if (sums[i].Blocks != 0)
            {
                to.Add(sums[i].Blocks, 14);
                to.AddPlural(" block"u8, sums[i].Blocks);
                to.Add(" of type "u8);
                AddName(ref to, TypeAt(first + (uint)i));
                to.Add(", "u8);
                AddBytes(ref to, sums[i].Bytes);
                to.Add("\n"u8);
            }
        }
    }

    private static void AddBlocks(ref OutputFile to, ulong checkpoint)
    {
        for (uint cursor = 0; !to.HasFailed && Ledger.TryNextLive(ref cursor, checkpoint, out _);)
        {
            if (Ledger.TryDescribeLive(cursor, checkpoint, out BlockInfo info))
            {
                AddLine(ref to, info);
            }
        }
    }

    // SAFETY: the tag is the info's own, NUL-terminated.
    private static void AddLine(ref OutputFile to, in BlockInfo info)
    {
        to.Add("  "u8);
        to.AddHex((ulong)info.Address);
        to.Add("  "u8);
        AddName(ref to, info.Type);
        to.AddSpaces(16 - Ledger.NameOf(info.Type).Length);
        to.Add(" "u8);
        to.Add(info.Size, 10);
        to.Add(info.Size == 1 ? " byte   period "u8 : " bytes  period "u8);
        to.Add(info.Period);
        to.Add("  "u8);
        AddOwner(ref to, info);
        fixed (byte* tag = info.Tag)
        {
            if (*tag != 0)
            {
                to.Add("  tag \""u8);
                to.Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(tag));
                to.Add("\""u8);
            }
        }

        to.Add("\n"u8);
    }

    private static void AddOwner(ref OutputFile to, in BlockInfo info)
    {
        if (info.Handle != 0)
        {
            to.Add("handle "u8);
            to.AddHex(info.Handle);
            to.Add(" ("u8);
            to.Add(info.References);
            to.AddPlural(" reference"u8, info.References);
            to.Add(", "u8);
            to.Add(info.Borrows);
            to.AddPlural(" borrow"u8, info.Borrows);
            to.Add((info.Flags & BlockFlags.Adopted) != 0 ? ", adopted"u8 : ""u8);
            to.Add((info.Flags & BlockFlags.Closing) != 0 ? ", closing)"u8 : ")"u8);
        }
        else if ((info.Flags & BlockFlags.Orphaned) != 0)
        {
            to.Add("orphaned: its owner's field was overwritten"u8);
        }
        else if (info.OwnedBy != null)
        {
            to.Add("owned by "u8);
            to.AddHex((ulong)info.OwnedBy);
        }
        else
        {
            to.Add("the caller's"u8);
        }
    }

    private static void AddBytes(ref OutputFile to, ulong bytes)
    {
        to.Add(bytes);
        to.AddPlural(" byte"u8, bytes);
    }

    private static void AddName(ref OutputFile to, uint type) => to.Add(Ledger.NameOf(type));

    // The types that exist in one row: the numbers between those built in and those registered are left out.
    private static uint RowOf(uint type) => type < TypeNumber.FirstRegistered ? type : type - TypeNumber.FirstRegistered + TypeNumber.Vec + 1;

    private static uint TypeAt(uint row) => row <= TypeNumber.Vec ? row : row - TypeNumber.Vec - 1 + TypeNumber.FirstRegistered;

    private struct Sum
    {
        public ulong Blocks;
        public ulong Bytes;

        public void Add(ulong bytes)
        {
            Blocks++;
            Bytes += bytes;
        }
    }
}
