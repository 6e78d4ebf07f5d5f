using FfiOwnership.Generator.Models;
using FfiOwnership.Generator.Parsing;

namespace FfiOwnership.Generator.Writing;

/// <summary>Writes what there is once in a library: handles, statuses, and the functions that end what others make.</summary>
internal static class LibraryWriter
{
    private static readonly string[] s_specials = ["global::FfiOwnership.Errors.FfiException", "global::System.OutOfMemoryException"];

    public static string Write(LibraryContents contents)
    {
        CodeWriter code = new("What there is once in the library: its handles, statuses, and the functions that end what others make.");
        foreach (HandleModel handle in contents.Handles.GroupBy(handle => handle.CName).Select(same => same.First()))
        {
            code.Line();
            WriteHandle(code, handle);
        }

        if (contents.Errors.Count != 0)
        {
            code.Line();
            WriteErrors(code, contents.Errors);
        }

        WriteNames(code, contents);
        WriteFunctions(code, contents);
        return code.ToString();
    }

    private static void WriteHandle(CodeWriter code, HandleModel handle)
    {
        code.Line($"/// <summary>What C calls a handle of the class <c>{handle.Managed.Replace("global::", "")}</c>.</summary>");
        code.Block($"internal readonly struct {Identifiers.Escape(handle.CName)} : IFfiType", () =>
        {
            code.Line($"public static ReadOnlySpan<byte> CName => {CodeWriter.Utf8(handle.CName)};");
            code.Line();
            code.Line($"public static ReadOnlySpan<byte> FreeFunction => {(handle.Close == null ? "default" : CodeWriter.Utf8(handle.Close))};");
        });
    }

    // A derived type comes before its base types. These two are matched by themselves only.
    private static void WriteErrors(CodeWriter code, IEnumerable<ErrorModel> errors)
    {
        ErrorModel[] ordered = [.. errors.GroupBy(error => error.Exception).Select(same => same.First()).OrderByDescending(error => error.Depth).ThenBy(error => error.Exception, StringComparer.Ordinal)];
        code.Line("/// <summary>The statuses of exceptions.</summary>");
        code.Block("internal static class GeneratedErrors", () =>
        {
            code.Line("/// <summary>Ends a call that has thrown an exception, with the exception's message and the status of its type.</summary>");
            code.Line("public static Status Caught(ref ExportCall call, Exception exception) => exception switch");
            code.Line("{");
            foreach (ErrorModel error in ordered.Where(error => error.IsSpecial))
            {
                code.Line($"    {Caught(error)}");
            }

            foreach (string special in s_specials.Where(special => ordered.All(error => error.Exception != special)))
            {
                code.Line($"    {special} => call.Caught(exception),");
            }

            foreach (ErrorModel error in ordered.Where(error => !error.IsSpecial))
            {
                code.Line($"    {Caught(error)}");
            }

            if (!ordered.Any(error => error.Exception == "global::System.Exception"))
            {
                code.Line("    _ => call.Caught(exception),");
            }

            code.Line("};");
        });
    }

    private static string Caught(ErrorModel error) => $"{error.Exception} => call.CaughtAs(exception, (Status){error.Status}),";

    private static void WriteNames(CodeWriter code, LibraryContents contents)
    {
        ErrorModel[] named = [.. contents.Errors.Where(error => error.Name != null).GroupBy(error => error.Status).Select(group => group.First()).OrderBy(error => error.Status)];
        if (contents.Library.FreeString == null && named.Length == 0)
        {
            return;
        }

        code.Line();
        code.Line("/// <summary>What the library is known by before its first call.</summary>");
        code.Block("internal static class GeneratedLibrary", () =>
        {
            code.Line("[ModuleInitializer]");
            code.Block("internal static void Initialize()", () =>
            {
                if (contents.Library.FreeString is { } free)
                {
                    code.Line($"Library.NameFreeString({CodeWriter.Utf8(free)});");
                }

                code.Lines(named.Select(error => $"StatusTable.Add((Status){error.Status}, {CodeWriter.Utf8(error.Name!)}, {CodeWriter.Utf8(error.Text!)});"));
            });
        });
    }

    private static void WriteFunctions(CodeWriter code, LibraryContents contents)
    {
        List<Action> functions = [.. Ends(contents).Select(end => (Action)(() => WriteEnd(code, end.Name, end.Summary, end.Parameter, end.Work)))];
        if (contents.Library.LastErrorMessage is { } message)
        {
            functions.Add(() => WriteQuery(code, message, "The message of this thread's last call that failed; empty: none has. Valid until its next one that fails.", "", "LastError.Message"));
        }

        if (contents.Library.StatusText is { } text)
        {
            functions.Add(() => WriteQuery(code, text, "One sentence about a status.", "Status status", "StatusTable.TextPointer(status)"));
        }

        if (functions.Count == 0)
        {
            return;
        }

        code.Line();
        code.Block("internal static unsafe class GeneratedExports", () =>
        {
            code.Line("// SAFETY (whole class): promised: a list of C's, or null. What C gives back is not followed before the ledger was asked.");
            foreach (Action function in functions)
            {
                code.Line();
                function();
            }
        });
    }

    private static IEnumerable<(string Name, string Summary, string Parameter, string Work)> Ends(LibraryContents contents)
    {
        if (contents.Library.FreeString is { } freeString)
        {
            yield return (freeString, "Frees a string.", "byte* text", "CString.Free(text, ref call.Failure)");
        }

        foreach (HandleModel handle in contents.Handles.Where(handle => handle.Close != null))
        {
            string of = $"HandleOf<{handle.Managed}, {Identifiers.Escape(handle.CName)}>";
            yield return (handle.Close!, $"Closes a handle, {handle.CName}.", "ulong handle", $"{of}.Close(handle, ref call.Failure)");
        }

        foreach (StructModel model in contents.Structs)
        {
            string type = Identifiers.Escape(model.CName);
            if (model.Free is { } free)
            {
                yield return (free, $"Frees a struct, {model.CName}, with all that it owns.", $"{type}* value", $"Box.Free(value, FfiType.Number<{type}>(), ref call.Failure)");
            }

            if (model.FreeList is { } freeList)
            {
                yield return (freeList, $"Frees a list of structs, {model.CName}, with all that they own, and empties it.", "VecData* list", $"Vec.Dispose(list, FfiType.Number<{type}>(), ref call.Failure)");
            }
        }

        foreach (string free in contents.ListFrees)
        {
            yield return (free, "Frees a list and empties it.", "VecData* list", "Vec.Dispose(list, elementType: 0, ref call.Failure)");
        }
    }

    private static void WriteEnd(CodeWriter code, string name, string summary, string parameter, string work)
    {
        code.Line($"/// <summary>{summary}</summary>");
        code.Line($"[UnmanagedCallersOnly(EntryPoint = {CodeWriter.Literal(name)})]");
        code.Block($"private static Status {Identifiers.Escape(name)}({parameter})", () =>
        {
            code.Line($"ExportCall call = new({CodeWriter.Utf8(name)});");
            code.Block("try", () => code.Line($"return call.End({work});"));
            code.Block("catch (Exception e)", () => code.Line("return call.Caught(e);"));
        });
    }

    private static void WriteQuery(CodeWriter code, string name, string summary, string parameter, string answer)
    {
        code.Line($"/// <summary>{summary}</summary>");
        code.Line($"[UnmanagedCallersOnly(EntryPoint = {CodeWriter.Literal(name)})]");
        code.Line("[return: Const]");
        code.Line($"private static byte* {Identifiers.Escape(name)}({parameter}) => {answer};");
    }
}
