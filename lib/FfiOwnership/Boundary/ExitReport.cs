using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>The leak report at the end of the process, if the variable LEAK_REPORT of the environment asks for it.</summary>
public static unsafe class ExitReport
{
    // SAFETY (whole file): permanent: the path, once it is set. Unpublished: the path before.

    /// <summary>The report's path, NUL-terminated; null: standard error. Written once, while the library starts.</summary>
    private static byte* s_path;

    /// <summary>Registers a function to be called at the very end of the process, after everything that the program has registered; null: not available.</summary>
    /// <remarks>A library that is linked with C code of its own sets it before its first call.</remarks>
    public static delegate* managed<delegate* unmanaged[Cdecl]<void>, void> CallAtEnd { get; set; }

    /// <summary>Registers the report with what calls functions at the end of the process.</summary>
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

        // A managed process ends its runtime before the C runtime, so there only the runtime can call. A native library can be called
        // by the C runtime only. A handler of atexit is the last resort: it runs before handlers registered earlier, and before the
        // destructors of objects constructed earlier. On Windows there is nothing else. The DLL's own end comes too late: by then
        // the other threads were killed, some of them perhaps inside the library, holding its locks.
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

    /// <summary>Writes the report, called without an argument.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void AtEnd() => Write();

    /// <summary>Writes the report, called with an argument as by <c>__cxa_atexit</c>.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void AtExit(void* argument) => Write();

    /// <summary>Writes the report; if that fails, a line on standard error.</summary>
    private static void Write()
    {
        Failure failure = default;
        if (LeakReport.Write(0, s_path, ref failure) == Status.Ok)
        {
            return;
        }

        // The line names the variable that asked for the report, in place of a function.
        Span<byte> name = stackalloc byte[Settings.LongestName];
        failure.Function = Settings.NameOf("LEAK_REPORT"u8, name);
        Span<byte> line = stackalloc byte[ThreadErrorState.MessageSize];
        Utf8Writer writer = new(line);
        Messages.Write(ref writer, failure);
        StandardError.WriteLine(writer.Written);
    }
}
