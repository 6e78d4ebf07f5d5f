using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <summary>Lies in a record of native memory and tells, some time after the fact, that the record's thread has ended.</summary>
/// <remarks>
/// On Linux no managed code and no GC object takes part: the record holds a semaphore, its address is the thread's value of
/// a thread-specific key, and the key's destructor is the C library's own <c>sem_post</c>. Elsewhere the watch keeps the
/// <see cref="Thread"/> and asks it.
/// </remarks>
internal unsafe struct ThreadWatch
{
    private static uint s_key;
    private static bool s_hasKey;

    // As large as sem_t of 64-bit glibc and musl.
    private fixed byte _semaphore[32];
    private nint _thread;

    /// <summary>Creates the key. Called once, when the library starts.</summary>
    public static void Prepare()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "sem_post", out nint post))
        {
            uint key;
            s_hasKey = CRuntime.Unix.PthreadKeyCreate(&key, (void*)post) == 0;
            s_key = key;
        }
    }

    /// <summary>Watches the calling thread. The watch stays where it is from now on.</summary>
    // SAFETY: watches lie in records of native memory, which are never freed or moved.
    public void Begin()
    {
        if (!OperatingSystem.IsLinux())
        {
            _thread = GCHandle.ToIntPtr(GCHandle.Alloc(Thread.CurrentThread));
            return;
        }

        fixed (byte* semaphore = _semaphore)
        {
            _ = CRuntime.Unix.SemInit(semaphore, 0, 0);
            _ = s_hasKey && CRuntime.Unix.PthreadSetspecific(s_key, semaphore) == 0;
        }
    }

    /// <summary>Stops watching the calling thread, which goes on without the record.</summary>
    public void Cancel()
    {
        _ = OperatingSystem.IsLinux() && s_hasKey && CRuntime.Unix.PthreadSetspecific(s_key, null) == 0;
        Forget();
    }

    /// <summary>Whether the thread has ended. Says so once.</summary>
    // SAFETY: as for Begin.
    public bool HasEnded()
    {
        if (OperatingSystem.IsLinux())
        {
            fixed (byte* semaphore = _semaphore)
            {
                return CRuntime.Unix.SemTryWait(semaphore) == 0;
            }
        }

        if (_thread == 0 || (GCHandle.FromIntPtr(_thread).Target as Thread)?.IsAlive != false)
        {
            return false;
        }

        Forget();
        return true;
    }

    private void Forget()
    {
        if (_thread != 0)
        {
            GCHandle.FromIntPtr(_thread).Free();
            _thread = 0;
        }
    }
}
