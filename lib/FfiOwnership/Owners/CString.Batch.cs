using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <content>Many strings in one call.</content>
public static unsafe partial class CString
{
    // SAFETY (whole file): promised: both arrays, for as many elements as the count says, and the texts.

    private static nuint MostPointers => BlockLimits.LargestSize / (nuint)sizeof(byte*);

    /// <summary>Copies many texts: all or none.</summary>
    /// <param name="texts">The texts; may be null when <paramref name="count"/> is 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="made">Room for as many pointers, not overlapping <paramref name="texts"/>; all null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>As <see cref="New"/>; for a null text the failure's offset is its index.</returns>
    public static Status NewMany(byte** texts, nuint count, byte** made, ref Failure failure)
    {
        if (count > MostPointers)
        {
            return TooMany(count, ref failure);
        }

        if (count != 0 && (texts == null || made == null))
        {
            Undo(made, 0, count);
            return failure.Null(texts == null ? "texts"u8 : "out"u8);
        }

        if (count != 0)
        {
            // Where there is no array, nothing is to be made before that shows. It may be the array of the texts, so it stays as it is.
            Volatile.Write(ref *(nint*)made, Volatile.Read(ref *(nint*)made));
        }

        nuint done = 0;
        try
        {
            for (; done < count; done++)
            {
                byte* text = texts[done];
                Status status = New(text, out made[done], ref failure);
                if (status != Status.Ok)
                {
                    Undo(made, done, count);
                    return text == null ? NullText(done, ref failure) : status;
                }
            }

            return Status.Ok;
        }
        catch (NullReferenceException)
        {
            // A text that is no address.
            Undo(made, done, count);
            throw;
        }
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

        if (count > MostPointers)
        {
            return TooMany(count, ref failure);
        }

        Status first = Status.Ok;
        nuint done = 0;
        for (nuint i = 0; i < count; i++)
        {
            byte* text = strings[i];
            if (text == null)
            {
                continue;
            }

            // The call's failure is that of the first string that was refused.
            Status status = first == Status.Ok ? Free(text, ref failure) : FreeAfterFailure(text, ref failure);
            first = first == Status.Ok ? status : first;
            if (status is Status.Ok or Status.Overrun)
            {
                strings[i] = null;
                done++;
            }
        }

        freed = done;
        return first;
    }

    private static Status TooMany(nuint count, ref Failure failure)
    {
        failure.Set(Status.SizeOverflow, "count pointers would exceed the largest block, 1 TiB"u8);
        failure.Size = count;
        return Status.SizeOverflow;
    }

    // A later failure is reported as a finding.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status FreeAfterFailure(byte* text, ref Failure failure)
    {
        Failure later = default;
        later.Function = failure.Function;
        Status status = Free(text, ref later);
        if (status != Status.Ok)
        {
            Ledger.Report(later);
        }

        return status;
    }

    private static Status NullText(nuint index, ref Failure failure)
    {
        failure.Set(Status.NullArgument, Reason.NullElement);
        failure.Text = "texts"u8;
        failure.Offset = index;
        return Status.NullArgument;
    }

    private static void Undo(byte** made, nuint done, nuint count)
    {
        Failure unused = default;
        for (nuint i = 0; made != null && i < count; i++)
        {
            if (i < done)
            {
                Free(made[i], ref unused);
            }

            made[i] = null;
        }
    }
}
