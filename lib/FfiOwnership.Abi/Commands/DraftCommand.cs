using FfiOwnership.Abi.Description;
using FfiOwnership.Abi.Managed;

namespace FfiOwnership.Abi.Commands;

/// <summary><c>draft</c>: a first header.</summary>
internal static class DraftCommand
{
    public static int Run(string assembly, string? prefix)
    {
        AbiDescription code = AssemblyReader.Read([assembly], CommandLine.References);
        if (code.Functions.Count == 0)
        {
            throw new AbiException($"{assembly} exports nothing: no method of it has UnmanagedCallersOnly with an EntryPoint");
        }

        string name = Path.GetFileNameWithoutExtension(assembly);
        Dictionary<string, string> summaries = DocumentationFile.Summaries(Path.ChangeExtension(assembly, ".xml"));
        Console.Write(new HeaderDraft(code, name, prefix ?? NamePrefix.Of(code.Functions.Select(function => function.Name)), summaries).Write());
        return ExitStatus.Good;
    }
}
