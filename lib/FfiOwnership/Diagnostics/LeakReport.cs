using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Diagnostics;

/// <summary>A report of the live blocks, for people: a line with the sum, one for each type, and one for each block.</summary>
/// <remarks>
/// The ledger is walked twice, first to count and then to write; each block is written before the next is read. So a report
/// needs a few kilobytes of stack and no other memory, however many blocks there are.
/// </remarks>
public static class LeakReport
{
    /// <summary>Size of the output buffer in bytes.</summary>
    private const int BufferSize = 8192;

    /// <summary>Number of blocks that a report in memory lists; those of a program that leaks without end would fill it.</summary>
    private const int BlocksInText = 100;

    /// <summary>Number of types that one walk counts. A program with more types has one more walk for each further group of so many.</summary>
    private const int TypesPerWalk = 256;

    /// <summary>Writes the report.</summary>
    /// <param name="checkpoint">Lists only blocks created since this checkpoint; 0: all. Forgotten ones are never listed.</param>
    /// <param name="path">The file's path, used byte for byte; an existing file is replaced; null: standard error.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, or <see cref="Status.Io"/>: a part of the report may have been written.</returns>
    // SAFETY: promised: the path.
    public static unsafe Status Write(ulong checkpoint, byte* path, ref Failure failure)
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

    /// <summary>The report, with a line for each of the first <see cref="BlocksInText"/> blocks.</summary>
    /// <param name="checkpoint">As for <see cref="Write(ulong, byte*, ref Failure)"/>; the library has started.</param>
    internal static string TextOf(ulong checkpoint)
    {
        ArrayBufferWriter<byte> text = new();
        Span<byte> buffer = stackalloc byte[BufferSize];
        OutputFile to = new(buffer);
        to.Open(text);
        AddSums(ref to, checkpoint);
        AddBlocks(ref to, checkpoint, BlocksInText);
        to.Close();
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Writes the report.</summary>
    /// <returns>The system's error; 0: none.</returns>
    /// <remarks>Not inlined: it has a buffer, and an export's own frame must have none, see <c>ExportCall</c>.</remarks>
    // SAFETY: promised: the path.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe int Write(ulong checkpoint, byte* path)
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        OutputFile to = new(buffer);
        to.Open(path);
        if (!to.HasFailed)
        {
            AddSums(ref to, checkpoint);
            AddBlocks(ref to, checkpoint, ulong.MaxValue);
        }

        return to.Close();
    }

    /// <summary>Writes the line with the sum, and one for each type that has live blocks.</summary>
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

    /// <summary>Counts live blocks.</summary>
    /// <param name="checkpoint">Counts only blocks created since this checkpoint; 0: all.</param>
    /// <param name="first">The first row of types to count separately, see <see cref="RowOf"/>.</param>
    /// <param name="sums">The sums for <see cref="TypesPerWalk"/> rows of types from there on.</param>
    /// <returns>The sum for all types.</returns>
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

    /// <summary>Writes a line for each of <see cref="TypesPerWalk"/> rows of types that has live blocks.</summary>
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

    /// <summary>Writes a line for each live block.</summary>
    /// <param name="to">Receives the lines.</param>
    /// <param name="checkpoint">Lists only blocks created since this checkpoint; 0: all.</param>
    /// <param name="most">Number of lines; if there are more blocks, one more line says so.</param>
    private static void AddBlocks(ref OutputFile to, ulong checkpoint, ulong most)
    {
        ulong lines = 0;
        for (uint cursor = 0; !to.HasFailed && Ledger.TryNextLive(ref cursor, checkpoint, out _);)
        {
            if (lines == most)
            {
                to.Add("  and more\n"u8);
                return;
            }

            if (Ledger.TryDescribeLive(cursor, checkpoint, out BlockInfo info))
            {
                AddLine(ref to, info);
                lines++;
            }
        }
    }

    /// <summary>Writes the line of a block.</summary>
    // SAFETY: permanent: the type's name. The tag is inside the description. Both are NUL-terminated.
    private static unsafe void AddLine(ref OutputFile to, in BlockInfo info)
    {
        to.Add("  "u8);
        to.AddHex((ulong)info.Address);
        to.Add("  "u8);
        ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(info.TypeName);
        to.Add(name);
        to.AddSpaces(16 - name.Length);
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

    /// <summary>Writes who owns a block.</summary>
    private static unsafe void AddOwner(ref OutputFile to, in BlockInfo info)
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

    /// <summary>Writes a number of bytes.</summary>
    private static void AddBytes(ref OutputFile to, ulong bytes)
    {
        to.Add(bytes);
        to.AddPlural(" byte"u8, bytes);
    }

    /// <summary>Writes the name of a type.</summary>
    private static void AddName(ref OutputFile to, uint type) => to.Add(Ledger.NameOf(type));

    /// <summary>Numbers the types without the gap between built-in and registered ones: the row of a type.</summary>
    private static uint RowOf(uint type) => type < TypeNumber.FirstRegistered ? type : type - TypeNumber.FirstRegistered + TypeNumber.Vec + 1;

    /// <summary>The type with a row, see <see cref="RowOf"/>.</summary>
    private static uint TypeAt(uint row) => row <= TypeNumber.Vec ? row : row - TypeNumber.Vec - 1 + TypeNumber.FirstRegistered;

    /// <summary>A number of blocks, and their bytes.</summary>
    private struct Sum
    {
        /// <summary>Number of blocks.</summary>
        public ulong Blocks;

        /// <summary>Bytes of the blocks.</summary>
        public ulong Bytes;

        /// <summary>Adds a block.</summary>
        public void Add(ulong bytes)
        {
            Blocks++;
            Bytes += bytes;
        }
    }
}
