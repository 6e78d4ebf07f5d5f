namespace FfiOwnership.Platform;

/// <summary>A wait for another thread that is at most a few system calls away from what is waited for. Yields but never sleeps.</summary>
/// <remarks>
/// <see cref="SpinWait"/> would ask for the calling thread's managed object. A thread of the host has none yet, and making it throws when
/// there is no memory, in the midst of whatever the caller was about to do.
/// </remarks>
internal struct BriefWait
{
    /// <summary>Number of turns in which only this processor pauses: 255 times in all.</summary>
    private const int TurnsOfPausing = 8;

    /// <summary>Number of turns so far, up to <see cref="TurnsOfPausing"/>.</summary>
    private int _turns;

    /// <summary>Lets some time pass; called between two looks at what is waited for.</summary>
    public void Turn()
    {
        if (_turns < TurnsOfPausing)
        {
            Thread.SpinWait(1 << _turns++);
        }
        else
        {
            _ = Thread.Yield();
        }
    }
}
