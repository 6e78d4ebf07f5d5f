using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Diagnostics;

/// <summary>The leak report at the end of the process, when <c>FFO_LEAK_REPORT</c> asks for it.</summary>
internal static unsafe class ExitReport
{
    private static string? s_target;

    /// <summary>Arranges for it.</summary>
    /// <param name="target"><c>stderr</c> or a path.</param>
    public static void Arrange(string target)
    {
        s_target = target;

        // As a native library we hear of the process's end only through the C runtime; in a managed process, which ends its
        // runtime first, only through that.
        if (OperatingSystem.IsWindows() || RuntimeFeature.IsDynamicCodeSupported)
        {
            AppDomain.CurrentDomain.ProcessExit += static (_, _) => Write();
        }
        else if (CRuntime.Unix.CxaAtexit(&AtExit, null, null) != 0)
        {
            CRuntime.WriteError("ffi_ownership: there will be no leak report: the C runtime takes no more exit handlers\n"u8);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void AtExit(void* argument) => Write();

    private static void Write()
    {
        Failure failure = default;
        try
        {
            failure.Function = "FFO_LEAK_REPORT"u8;
            if (LeakReport.Write(0, s_target == "stderr" ? null : s_target, ref failure) != Status.Ok)
            {
                Span<byte> line = stackalloc byte[ThreadRecord.MessageSize];
                Utf8Writer writer = new(line[..^1]);
                writer.Add("ffi_ownership: "u8);
                Messages.Write(ref writer, failure);
                line[writer.Written.Length] = (byte)'\n';
                CRuntime.WriteError(line[..(writer.Written.Length + 1)]);
            }
        }
        catch (OutOfMemoryException)
        {
            CRuntime.WriteError("ffi_ownership: no memory for the leak report\n"u8);
        }
    }
}
