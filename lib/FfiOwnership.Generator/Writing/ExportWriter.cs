using FfiOwnership.Generator.Models;

namespace FfiOwnership.Generator.Writing;

/// <summary>Writes the trampolines of a class, one for each exported method.</summary>
internal static class ExportWriter
{
    /// <param name="of">The class.</param>
    /// <param name="hasErrors">Whether the library has statuses for exceptions.</param>
    public static string Write(ExportClass of, bool hasErrors)
    {
        string container = of.Container.Replace("global::", "");
        CodeWriter code = new($"The C functions of {container}. Each begins a call, reads what C passes, calls its method, and ends the call: no exception leaves.");
        code.Line();
        code.Block($"internal static unsafe class {of.Name}_Trampolines", () =>
        {
            code.Line("// SAFETY (whole class): promised: pointers are what the header asks for, or null.");
            foreach (ExportModel export in of.Exports)
            {
                code.Line();
                new Trampoline(code, export, hasErrors).Write();
            }
        });
        return code.ToString();
    }
}
