using System.CommandLine;
using FfiOwnership.Abi.Clang;

namespace FfiOwnership.Abi.Commands;

/// <summary>The verbs and options, with the texts that --help shows.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> LibClang = new("--libclang") { HelpName = "PATH", Description = "the libclang that reads headers, instead of the system's", Recursive = true };
    private static readonly Option<string?> Accepted = new("--accepted") { HelpName = "ABI_JSON", Description = "the description that the header must still fit, in words of ownership too" };
    private static readonly Option<bool> Json = new("--json") { Description = "the answer as JSON" };
    private static readonly Option<string?> Prefix = new("--prefix") { HelpName = "PREFIX", Description = "what the names of functions begin with, such as acme_; what they share, if it is not given" };

    /// <summary>The assemblies that come with the tool: that of the ledger, whose types an author's exports have.</summary>
    public static IReadOnlyList<string> References { get; } = [Path.Combine(AppContext.BaseDirectory, "FfiOwnership.dll")];

    /// <summary>The exit status of the verb that was performed; null before that.</summary>
    public static int? Answer { get; private set; }

    /// <summary>All verbs.</summary>
    public static RootCommand Create()
    {
        Argument<string> header = new("HEADER") { Description = "the C header" };
        Argument<string> library = new("LIBRARY") { Description = "the shared library: .so or .dll" };
        Argument<string[]> assemblies = new("ASSEMBLY") { Arity = ArgumentArity.ZeroOrMore, Description = "the C# assembly that the library was compiled from, and others that have types of the header" };
        Argument<string> old = new("OLD") { Description = "a header, or what describe has written of it" };
        Argument<string> present = new("NEW") { Description = "the same of today" };
        Argument<string> assembly = new("ASSEMBLY") { Description = "the C# assembly" };

        RootCommand root = new("""
            Holds a C header to the library and the C# assembly that it belongs to. Exit status: 0, all is well; 1, something
            differs or breaks programs; 2, it cannot be found out.
            """)
        { LibClang };
        Add(root, "check", "what header, library and assembly say differently, and where the header's comments break its own rules", [header, library, assemblies], [Accepted],
            result => CheckCommand.Run(result.GetRequiredValue(header), result.GetRequiredValue(library), result.GetValue(assemblies) ?? [], result.GetValue(Accepted)));
        Add(root, "describe", "the header as JSON: types, functions, and whose each pointer is; keep it in git as abi.json", [header], [],
            result => DescribeCommand.Run(result.GetRequiredValue(header)));
        Add(root, "diff", "what has changed, and whether it breaks programs that were built on OLD (exit status 1)", [old, present], [Json],
            result => DiffCommand.Run(result.GetRequiredValue(old), result.GetRequiredValue(present), result.GetValue(Json)));
        Add(root, "draft", "a first header for an assembly's exports, to be completed and maintained by hand from then on", [assembly], [Prefix],
            result => DraftCommand.Run(result.GetRequiredValue(assembly), result.GetValue(Prefix)));
        return root;
    }

    private static void Add(RootCommand root, string verb, string description, Argument[] arguments, Option[] options, Func<ParseResult, int> run)
    {
        Command command = new(verb, description);
        Array.ForEach(arguments, command.Arguments.Add);
        Array.ForEach(options, command.Options.Add);
        command.SetAction(result =>
        {
            ClangLibrary.Path = result.GetValue(LibClang);
            Answer = run(result);
        });
        root.Subcommands.Add(command);
    }
}
