using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <content>Calls that make or free many strings.</content>
public static unsafe partial class CString
{
    // SAFETY (whole file): promised: both arrays, for as many elements as the count says, and the texts.

    /// <summary>The most pointers in one call: as many as fit into the largest block.</summary>
    private static nuint MostPointers => BlockLimits.LargestSize / (nuint)sizeof(byte*);

    /// <summary>Copies many texts: all or none.</summary>
    /// <param name="texts">The texts; may be null when <paramref name="count"/> is 0.</param>
    /// <param name="count">Number of texts.</param>
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
            // An address without memory must fault before any string is made. The value stays: the array may be that of the texts.
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
            // The address of a text has no memory.
            Undo(made, done, count);
            throw;
        }
    }

    /// <summary>Frees many strings; skips those that are refused.</summary>
    /// <param name="strings">The strings; nulls are skipped; the pointer of a freed one becomes null; may be null when <paramref name="count"/> is 0.</param>
    /// <param name="count">Number of pointers.</param>
    /// <param name="freed">Number of strings freed; overrun ones are freed, too.</param>
    /// <param name="failure">Filled in by the first error.</param>
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

            // The call reports the first error; later ones go to the hook as findings.
            Status status = Ledger.TryFreeFast(text, TypeNumber.String) ? Status.Ok
                : first == Status.Ok ? Free(text, ref failure) : FreeAfterFailure(text, ref failure);
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

    /// <summary>Fills in the failure of a count that is too large.</summary>
    private static Status TooMany(nuint count, ref Failure failure)
    {
        failure.Set(Status.SizeOverflow, "count pointers would exceed the largest block, 1 TiB"u8);
        failure.Size = count;
        return Status.SizeOverflow;
    }

    /// <summary>Frees a string after an earlier one has failed: an error is reported as a finding.</summary>
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

    /// <summary>Fills in the failure of a null text.</summary>
    private static Status NullText(nuint index, ref Failure failure)
    {
        failure.Set(Status.NullArgument, Reason.NullElement);
        failure.Text = "texts"u8;
        failure.Offset = index;
        return Status.NullArgument;
    }

    /// <summary>Frees the strings made so far, and sets the whole array to null.</summary>
    /// <param name="made">The array; may be null.</param>
    /// <param name="done">Number of strings made.</param>
    /// <param name="count">Length of the array.</param>
    private static void Undo(byte** made, nuint done, nuint count)
    {
        Failure unused = default;
        for (nuint i = 0; made != null && i < count; i++)
        {
            if (i < done)
            {
                _ = Free(made[i], ref unused);
            }

            made[i] = null;
        }
    }
}
