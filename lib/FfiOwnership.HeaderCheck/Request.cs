namespace FfiOwnership.HeaderCheck;

/// <summary>What the build asks for: a file of lines <c>key=value</c>, which HeaderCheck.targets writes.</summary>
internal sealed class Request
{
    private readonly ILookup<string, string> _values;

    private Request(ILookup<string, string> values) => _values = values;

    /// <summary>The project file, for what has no better place.</summary>
    public string Project => _values["project"].First();

    /// <summary>The compiled assembly; its symbols lie beside it or in it.</summary>
    public string Assembly => _values["assembly"].First();

    /// <summary>The headers.</summary>
    public IReadOnlyList<string> Headers => [.. _values["header"].Where(value => value.Length > 0)];

    /// <summary>The assemblies that it refers to.</summary>
    public IReadOnlyList<string> References => [.. _values["reference"]];

    /// <summary>The source files.</summary>
    public IReadOnlyList<string> Sources => [.. _values["source"]];

    /// <summary>The C compiler that the project names; empty: one that is found.</summary>
    public string Compiler => _values["compiler"].FirstOrDefault("");

    /// <summary>A folder for files that nobody needs afterwards.</summary>
    public string Scratch => _values["scratch"].First();

    /// <summary>An empty file that is there if nothing was found: the next build need not ask again.</summary>
    public string Stamp => _values["stamp"].First();

    /// <summary>Reads it.</summary>
    public static Request Read(string file) =>
        new(File.ReadLines(file).Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1]));
}
