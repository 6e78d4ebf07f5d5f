using FfiOwnership.Abi.Binary;
using FfiOwnership.Abi.Description;
using FfiOwnership.Abi.Managed;

namespace FfiOwnership.Abi.Commands;

/// <summary><c>check</c>: everything that two of the sides say differently.</summary>
internal static class CheckCommand
{
    public static int Run(string headerPath, string libraryPath, IReadOnlyList<string> assemblies, string? acceptedPath)
    {
        AbiDescription header = HeaderReader.Read(headerPath, out IReadOnlyList<string> problems);
        List<string> differences = [.. problems, .. AbiComparison.Differences(header, LibraryExports.Read(libraryPath))];
        if (assemblies.Count > 0)
        {
            (AbiDescription told, AbiDescription code) = AbiFit.Of(header, AssemblyReader.Read(assemblies, CommandLine.References));
            differences.AddRange(AbiComparison.Differences(told, code));
        }

        if (acceptedPath != null)
        {
            differences.AddRange(AbiComparison.Differences(header, AbiJson.Read(File.ReadAllText(acceptedPath), Path.GetFileName(acceptedPath))));
        }

        differences.ForEach(Console.WriteLine);
        Console.WriteLine(differences.Count switch
        {
            0 => $"{header.Functions.Count} functions, {header.Structs.Count} structs: all agree",
            1 => "1 difference",
            _ => $"{differences.Count} differences",
        });
        return differences.Count == 0 ? ExitStatus.Good : ExitStatus.Bad;
    }
}
