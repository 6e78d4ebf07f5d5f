using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>The leak report at the end of the process, when <c>FFO_LEAK_REPORT</c> asks for it.</summary>
public static unsafe class ExitReport
{
    // SAFETY (whole file): permanent: the path, once it is set.

    private static byte* s_path;

    /// <summary>What calls a function at the very end of the process, when all that the program registered has run; null: nothing is known that does.</summary>
    /// <remarks>A library that is linked with native code of its own sets it before the first call.</remarks>
    public static delegate* managed<delegate* unmanaged[Cdecl]<void>, void> CallAtEnd { get; set; }

    /// <summary>Arranges for it.</summary>
    /// <param name="target"><c>stderr</c> or a path; copied.</param>
    internal static void Arrange(ReadOnlySpan<byte> target)
    {
        if (!target.SequenceEqual("stderr"u8))
        {
            byte* path = (byte*)CRuntime.AllocateTable(1, (nuint)target.Length + 1);
            if (path == null)
            {
                StandardError.WriteLine("there will be no leak report: no memory for its path"u8);
                return;
            }

            target.CopyTo(new Span<byte>(path, target.Length));
            s_path = path;
        }

        // A native library hears of the process's end only through the C runtime; a managed process ends its runtime first, so
        // only through that. A handler of atexit runs before those that were registered before it, and before the destructors
        // of what was constructed before it: it is the last resort. On Windows there is no other. Not the DLL's own end: when
        // that comes, the process's other threads are dead where they stood, some of them inside the library, with its locks.
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => Write();
        }
        else if (CallAtEnd != null)
        {
            CallAtEnd(&AtEnd);
        }
        else if ((OperatingSystem.IsWindows() ? CRuntime.Windows.AtExit(&AtEnd) : CRuntime.Unix.CxaAtexit(&AtExit, null, null)) != 0)
        {
            StandardError.WriteLine("there will be no leak report: the C runtime takes no more exit handlers"u8);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void AtEnd() => Write();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void AtExit(void* argument) => Write();

    private static void Write()
    {
        Failure failure = default;
        if (LeakReport.Write(0, s_path, ref failure) == Status.Ok)
        {
            return;
        }

        // Begins with the name of the variable that asked for the report.
        Span<byte> name = stackalloc byte[Settings.LongestName];
        failure.Function = Settings.NameOf("LEAK_REPORT"u8, name);
        Span<byte> line = stackalloc byte[ThreadErrorState.MessageSize];
        Utf8Writer writer = new(line);
        Messages.Write(ref writer, failure);
        StandardError.WriteLine(writer.Written);
    }
}
