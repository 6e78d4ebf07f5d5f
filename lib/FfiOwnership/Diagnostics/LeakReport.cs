using System.Runtime.InteropServices;
using System.Text;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Diagnostics;

/// <summary>The live blocks as text for people: one line each, and a line with the sum.</summary>
public static unsafe class LeakReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="checkpoint">Only blocks made since; 0: all. Forgotten ones are never listed.</param>
    /// <param name="path">The file, replaced; null: standard error.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Io"/>.</returns>
    public static Status Write(ulong checkpoint, byte* path, ref Failure failure)
    {
        Status status = Library.Ensure(ref failure);
        return status == Status.Ok ? Write(checkpoint, path == null ? null : Marshal.PtrToStringUTF8((nint)path), ref failure) : status;
    }

    /// <summary>As above, for a path of ours.</summary>
    internal static Status Write(ulong checkpoint, string? path, ref Failure failure)
    {
        byte[] text = Encoding.UTF8.GetBytes(Compose(checkpoint));
        if (path == null)
        {
            CRuntime.WriteError(text);
            return Status.Ok;
        }

        try
        {
            File.WriteAllBytes(path, text);
            return Status.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return failure.SetQuoted(Status.Io, Detail.Io, e.Message);
        }
    }

    private static string Compose(ulong checkpoint)
    {
        StringBuilder lines = new();
        ulong blocks = 0;
        ulong bytes = 0;
        for (LiveBlocks live = new(checkpoint); live.MoveNext();)
        {
            BlockInfo info = BlockReader.Read(live.Place, slot: 0, out BlockReader.Parent parent);
            live.Leave();
            BlockReader.Finish(ref info, parent);
            blocks++;
            bytes += info.Flags.HasFlag(BlockFlags.Adopted) ? 0 : info.Size;
            AddLine(lines, info);
        }

        string since = checkpoint == 0 ? "" : $" made since checkpoint {checkpoint}";
        string sum = $"ffi_ownership: {blocks} live {Plural("block", blocks)}{since}, {bytes} {Plural("byte", bytes)}\n";
        return lines.Insert(0, sum).ToString();
    }

    // SAFETY: names are the registry's, for ever; the tag is the info's own, NUL-terminated.
    private static void AddLine(StringBuilder lines, in BlockInfo info)
    {
        string type = Marshal.PtrToStringUTF8((nint)info.TypeName) ?? "";
        lines.Append($"  0x{(ulong)info.Address:x}  {type,-16} {info.Size,10} {Plural("byte", info.Size),-5}  period {info.Period}  {OwnerOf(info)}");
        fixed (byte* tag = info.Tag)
        {
            if (*tag != 0)
            {
                lines.Append($"  tag \"{Marshal.PtrToStringUTF8((nint)tag)}\"");
            }
        }

        lines.Append('\n');
    }

    private static string Plural(string one, ulong count) => count == 1 ? one : one + "s";

    private static string OwnerOf(in BlockInfo info)
    {
        if (info.Handle != 0)
        {
            string adopted = info.Flags.HasFlag(BlockFlags.Adopted) ? ", adopted" : "";
            string closing = info.Flags.HasFlag(BlockFlags.Closing) ? ", closing" : "";
            return $"handle 0x{info.Handle:x} ({info.References} {Plural("reference", info.References)}, {info.Borrows} {Plural("borrow", info.Borrows)}{adopted}{closing})";
        }

        if (info.Flags.HasFlag(BlockFlags.Orphaned))
        {
            return "orphaned: its owner's field was overwritten";
        }

        return info.OwnedBy != null ? $"owned by 0x{(ulong)info.OwnedBy:x}" : "the caller's";
    }
}
