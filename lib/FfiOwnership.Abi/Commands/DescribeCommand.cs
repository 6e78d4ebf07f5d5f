using FfiOwnership.Abi.Description;

namespace FfiOwnership.Abi.Commands;

/// <summary><c>describe</c>: the header as JSON.</summary>
internal static class DescribeCommand
{
    public static int Run(string headerPath)
    {
        AbiDescription header = HeaderReader.Read(headerPath, out IReadOnlyList<string> problems);
        foreach (string problem in problems)
        {
            Console.Error.WriteLine(problem);
        }

        Console.Write(AbiJson.Write(header, Path.GetFileNameWithoutExtension(headerPath)));
        return problems.Count == 0 ? ExitStatus.Good : ExitStatus.Bad;
    }
}
