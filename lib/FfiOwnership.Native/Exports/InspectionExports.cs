using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Native.Exports;

/// <summary>Header section "Looking inside".</summary>
internal static unsafe class InspectionExports
{
    // SAFETY (whole file): promised: out parameters, which are not null where they are followed.

    [UnmanagedCallersOnly(EntryPoint = "ffo_describe")]
    private static Status Describe([Const] void* pointer, BlockInfo* info)
    {
        ExportCall call = new("ffo_describe"u8);
        try
        {
            return call.EndQuery(Inspection.Describe(pointer, info, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_tag")]
    private static Status Tag(void* block, [Const] byte* tag)
    {
        ExportCall call = new("ffo_tag"u8);
        try
        {
            return call.End(Inspection.Tag(block, tag, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_stats_get")]
    private static Status StatsGet(StatisticsData* to)
    {
        ExportCall call = new("ffo_stats_get"u8);
        try
        {
            return call.End(Statistics.Read(to, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_checkpoint")]
    private static Status Checkpoint(ulong* checkpoint)
    {
        ExportCall call = new("ffo_checkpoint"u8);
        try
        {
            return call.End(checkpoint == null ? call.Null("out"u8) : Inspection.Checkpoint(out *checkpoint, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_live_since")]
    private static Status LiveSince(ulong checkpoint, nuint* blocks, nuint* bytes)
    {
        ExportCall call = new("ffo_live_since"u8);
        try
        {
            return Out.Clear(blocks) | Out.Clear(bytes)
                ? call.End(call.Null(blocks == null ? "blocks"u8 : "bytes"u8))
                : call.End(Inspection.LiveSince(checkpoint, out *blocks, out *bytes, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_live_list")]
    private static Status LiveList(ulong checkpoint, BlockInfo* infos, nuint capacity, nuint* count)
    {
        ExportCall call = new("ffo_live_list"u8);
        try
        {
            return call.End(count == null ? call.Null("count"u8) : Inspection.LiveList(checkpoint, infos, capacity, out *count, ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_report_leaks")]
    private static Status ReportLeaks(ulong checkpoint, [Const] byte* path)
    {
        ExportCall call = new("ffo_report_leaks"u8);
        try
        {
            return call.End(LeakReport.Write(checkpoint, In.Text(path), ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "ffo_validate")]
    private static Status Validate()
    {
        ExportCall call = new("ffo_validate"u8);
        try
        {
            return call.End(Validation.Run(ref call.Failure));
        }
        catch (Exception e)
        {
            return call.Caught(e);
        }
    }
}
