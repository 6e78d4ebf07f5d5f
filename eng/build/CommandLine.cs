using System.CommandLine;
using System.CommandLine.Help;

namespace FfiOwnership.Build;

/// <summary>The verbs and options, with the texts that ./build.sh help shows.</summary>
internal static class CommandLine
{
    private static readonly Option<string> Rid = new("--rid")
    {
        HelpName = "RID",
        Description = """
            the runtime identifier to build for; on linux-x64 also linux-arm64 and win-x64, for the walkthrough
            and test-c, which qemu or Wine then runs, and for package
            """,
        DefaultValueFactory = _ => Target.Host,
        Recursive = true,
    };

    private static readonly Option<bool> Checked = new("--checked")
    {
        Description = """
            build the library with its internal checks (FfoChecked=true) into out/checked/; for the walkthrough
            and the tests
            """,
        Recursive = true,
    };

    private static readonly Option<int> Soak = new("--soak")
    {
        HelpName = "MINUTES",
        Description = "test: when all tests are done, drawn programs with fresh seeds for so long",
        Recursive = true,
    };

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "bench: only to see that all of it runs; about half a minute",
        Recursive = true,
    };

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "show the output of every step, not only of failed ones",
        Recursive = true,
    };

    private static readonly Argument<string[]> Words = new("TEXT")
    {
        Description = "part of a rule or of a file's name; all rules, if there is none",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
    {
        Soak.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(int.TryParse(result.Tokens[0].Value, out int minutes) && minutes > 0))
            {
                result.AddError($"--soak needs a number of minutes, not \"{result.Tokens[0].Value}\"");
            }
        });

        const string Walkthrough = "Without a command: installs what is missing, builds the library, lays out out/<rid>/, runs the walkthrough.";
        Command root = new("./build.sh", Walkthrough) { Rid, Checked, Soak, Quick, Verbose, new HelpOption() };
        root.SetAction(result => Actions.Perform(Read("walkthrough", result)));
        Add(root, "test", """
            build, then run every test and see that the sources are formatted; the last line is "N passed, N failed".
            On linux-x64 also the C tests for linux-arm64 under qemu, the chief ones for win-x64 and
            the Node.js binding's under Wine, and a minute of coverage-guided fuzzing
            """);
        Add(root, "test-c", "the C tests only (CTest)");
        Add(root, "test-dotnet", "the .NET tests only (NUnit)");
        Add(root, "test-bindings", "the script bindings' tests only, each in its language's runner");
        Add(root, "test-guided", "the coverage-guided fuzzing only");
        Add(root, "test-format", "only whether the sources are formatted");
        Add(root, "format", "format the sources: C# by dotnet format, C and C++ by clang-format");
        Add(root, "package", "build, then make the archive, Debian's packages and those of the bindings in out/packages/");
        Add(root, "bench", "build, then measure the library and its bindings beside others (bench/README.md); about ten minutes");
        Add(root, "mutate", "switch off the rules in eng/mutations/, or those that TEXT is part of, and see that tests notice").Arguments.Add(Words);
        Add(root, "clean", "remove out/");

        Command help = new("help", "this text");
        help.SetAction(_ => root.Parse("--help").Invoke());
        root.Subcommands.Add(help);
        return root;
    }

    private static Command Add(Command root, string verb, string description)
    {
        Command command = new(verb, description);
        command.SetAction(result => Actions.Perform(Read(verb, result)));
        root.Subcommands.Add(command);
        return command;
    }

    private static Request Read(string verb, ParseResult result)
    {
        Tools.IsVerbose = result.GetValue(Verbose);
        return new Request(verb, new Target(result.GetRequiredValue(Rid), result.GetValue(Checked)))
        {
            Soak = result.GetValue(Soak),
            IsQuick = result.GetValue(Quick),
            Words = verb == "mutate" ? string.Join(' ', result.GetValue(Words) ?? []) : "",
        };
    }
}
