namespace FfiOwnership.Native.Exports;

/// <summary>Clears out parameters, before anything else is checked: so a failing call never leaves them as they were.</summary>
internal static unsafe class Out
{
    // SAFETY (whole file): promised: out parameters, and a struct of the caller's.

    /// <summary>Clears the value at a pointer.</summary>
    /// <returns>Whether the pointer is null; nothing is cleared then.</returns>
    public static bool Clear<T>(T* to)
        where T : unmanaged
    {
        if (to != null)
        {
            *to = default;
        }

        return to == null;
    }

    /// <summary>Restores a struct after out parameters were cleared, which may be inside it. Null: nothing to restore.</summary>
    public static void Restore<T>(T* inOut, in T before)
        where T : unmanaged
    {
        if (inOut != null)
        {
            *inOut = before;
        }
    }

    /// <summary>Clears the pointer at a pointer.</summary>
    /// <returns>Whether the pointer is null; nothing is cleared then.</returns>
    public static bool Clear(void** to)
    {
        if (to != null)
        {
            *to = null;
        }

        return to == null;
    }
}
