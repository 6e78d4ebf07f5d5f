namespace FfiOwnership.Native.Exports;

/// <summary>Out parameters: cleared before anything is checked, so that a failing call never leaves them as they were.</summary>
internal static unsafe class Out
{
    /// <summary>Clears one.</summary>
    /// <returns>Whether it is null.</returns>
    public static bool Clear<T>(T* to)
        where T : unmanaged
    {
        if (to != null)
        {
            *to = default;
        }

        return to == null;
    }

    /// <summary>Undoes what clearing out parameters did to an in-out struct that they lie in.</summary>
    public static void Restore<T>(T* inOut, in T before)
        where T : unmanaged
    {
        if (inOut != null)
        {
            *inOut = before;
        }
    }

    /// <summary>Clears one that is a pointer itself.</summary>
    /// <returns>Whether it is null.</returns>
    public static bool Clear(void** to)
    {
        if (to != null)
        {
            *to = null;
        }

        return to == null;
    }
}
