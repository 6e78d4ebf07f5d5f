using FfiOwnership.Errors;
using FfiOwnership.Memory;

namespace FfiOwnership.Types;

/// <content>Many strings in one call.</content>
public static unsafe partial class CString
{
    // SAFETY (whole file): promised: both arrays, for as many elements as the count says, and the texts.

    /// <summary>Copies many texts: all or none.</summary>
    /// <param name="texts">The texts; may be null when <paramref name="count"/> is 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="made">Room for as many pointers, not overlapping <paramref name="texts"/>; all null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>As <see cref="New"/>; for a null text the failure's offset is its index.</returns>
    public static Status NewMany(byte** texts, nuint count, byte** made, ref Failure failure)
    {
        if (count > Heap.LargestBlock / (nuint)sizeof(byte*))
        {
            return failure.Set(Status.SizeOverflow, "count pointers would exceed the largest block, 1 TiB"u8);
        }

        for (nuint i = 0; made != null && i < count; i++)
        {
            made[i] = null;
        }

        if (count != 0 && (texts == null || made == null))
        {
            return failure.Null(texts == null ? "texts"u8 : "out"u8);
        }

        for (nuint i = 0; i < count; i++)
        {
            Status status = texts[i] == null ? NullText(i, ref failure) : New(texts[i], out made[i], ref failure);
            if (status != Status.Ok)
            {
                Undo(made, i);
                return status;
            }
        }

        return Status.Ok;
    }

    /// <summary>Frees many strings, and goes on past what is refused.</summary>
    /// <param name="strings">The strings; nulls are skipped, what is freed becomes null; may be null when <paramref name="count"/> is 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="freed">How many were freed.</param>
    /// <param name="failure">Filled in by the first refusal.</param>
    /// <returns><see cref="Status.Ok"/>, or the first error.</returns>
    public static Status FreeMany(byte** strings, nuint count, out nuint freed, ref Failure failure)
    {
        freed = 0;
        if (strings == null && count != 0)
        {
            return failure.Null("strings"u8);
        }

        Status first = Status.Ok;
        for (nuint i = 0; i < count; i++)
        {
            if (strings[i] == null)
            {
                continue;
            }

            Failure later = default;
            later.Function = failure.Function;
            Status status = Free(strings[i], ref first == Status.Ok ? ref failure : ref later);
            if (status is Status.Ok or Status.Overrun)
            {
                strings[i] = null;
                freed++;
            }

            if (status != Status.Ok && first != Status.Ok)
            {
                Misuse.ReportFinding(later);
            }

            first = first == Status.Ok ? status : first;
        }

        return first;
    }

    private static Status NullText(nuint index, ref Failure failure)
    {
        failure.Set(Status.NullArgument, Detail.NullElement);
        failure.Text = "texts"u8;
        failure.Offset = index;
        return Status.NullArgument;
    }

    private static void Undo(byte** made, nuint count)
    {
        Failure unused = default;
        for (nuint i = 0; i < count; i++)
        {
            Free(made[i], ref unused);
            made[i] = null;
        }
    }
}
