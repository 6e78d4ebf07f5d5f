using System.CommandLine;
using System.ComponentModel;

namespace FfiOwnership.Build;

/// <summary>The build program, which build.sh and build.ps1 start.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            // Without a replacer, an argument that starts with @ is no file of arguments.
            ParseResult result = CommandLine.Create().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (result.Errors.Count > 0)
            {
                string problem = result.UnmatchedTokens.Count > 0
                    ? $"cannot make sense of \"{result.UnmatchedTokens[0]}\""
                    : result.Errors[0].Message.TrimEnd('.');
                throw new BuildException($"{problem}; ./build.sh help lists the verbs and options");
            }

            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (failure is BuildException or Win32Exception or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"build: {failure.Message}");
            return 1;
        }
    }
}
