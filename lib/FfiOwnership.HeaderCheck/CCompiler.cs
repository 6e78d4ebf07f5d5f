using System.ComponentModel;
using System.Diagnostics;

namespace FfiOwnership.HeaderCheck;

/// <summary>The C compiler: clang, gcc, or Microsoft's.</summary>
internal sealed class CCompiler
{
    private readonly string _program;
    private readonly string[] _preprocess;
    private readonly string[] _compile;

    private CCompiler(string program)
    {
        _program = program;
        string name = Path.GetFileNameWithoutExtension(program);
        IsMicrosofts = name is "cl" or "clang-cl";

        // All errors, not the first few; what the compiler has to say beside them is not asked for.
        string[] limit = name.StartsWith("clang", StringComparison.Ordinal) ? ["-ferror-limit=0"] : [];
        _preprocess = IsMicrosofts ? ["/nologo", "/E", "/std:c11", "/TC"] : ["-std=c11", "-E", "-w", "-x", "c"];
        _compile = IsMicrosofts ? ["/nologo", "/Zs", "/std:c11", "/w", "/TC"] : ["-std=c11", "-fsyntax-only", "-w", "-x", "c", .. limit];
    }

    /// <summary>Whether it is Microsoft's, which has other options.</summary>
    public bool IsMicrosofts { get; }

    /// <summary>The one that is named, or the first there is; null: there is none.</summary>
    /// <param name="named">The project's, or what it links with, which for Windows is no compiler; empty: it names none.</param>
    public static CCompiler? Find(string named) =>
        new[] { named, "clang", "gcc", "cl" }.Where(IsCompiler).Select(Locate).OfType<string>().Select(program => new CCompiler(program)).FirstOrDefault();

    /// <summary>Runs the preprocessor.</summary>
    /// <returns>What it has made of the file; null with what it said instead.</returns>
    public (string? Text, string Errors) Preprocess(string file)
    {
        (int status, string output, string errors) = Run([.. _preprocess, file]);
        return (status == 0 ? output : null, errors);
    }

    /// <summary>Compiles a file of preprocessed C, and keeps nothing but what the compiler says.</summary>
    public string Compile(string file)
    {
        (_, string output, string errors) = Run([.. _compile, file]);
        return output + errors;
    }

    // cc, cl, clang-cl, x86_64-w64-mingw32-gcc, clang-14; not link, lld-link or ld.
    private static bool IsCompiler(string program) =>
        Path.GetFileNameWithoutExtension(program) is var name && (name is "cc" or "cl" || name.Contains("clang", StringComparison.Ordinal) || name.Contains("gcc", StringComparison.Ordinal));

    // A name is looked for where the shell would.
    private static string? Locate(string name) =>
        name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? (File.Exists(name) ? name : null)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() && !Path.HasExtension(name) ? $"{name}.exe" : name))
            .FirstOrDefault(File.Exists);

    private (int Status, string Output, string Errors) Run(string[] arguments)
    {
        ProcessStartInfo start = new(_program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // Messages are read, so they are in English.
        start.Environment["LC_ALL"] = "C";
        start.Environment["VSLANG"] = "1033";
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }
        catch (Win32Exception e)
        {
            return (-1, "", $"{_program}: error: {e.Message}");
        }
    }
}
