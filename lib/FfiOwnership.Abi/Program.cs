using System.CommandLine;
using FfiOwnership.Abi.Commands;
using FfiOwnership.Abi.Description;

try
{
    return CommandLine.Create().Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }) switch
    {
        // System.CommandLine's own status for words that it does not know.
        1 when CommandLine.Answer == null => ExitStatus.Unusable,
        _ => CommandLine.Answer ?? ExitStatus.Good,
    };
}
catch (Exception e) when (e is AbiException or IOException or UnauthorizedAccessException or BadImageFormatException)
{
    Console.Error.WriteLine($"ffo-abi: {e.Message}");
    return ExitStatus.Unusable;
}
