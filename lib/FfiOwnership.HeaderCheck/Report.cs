namespace FfiOwnership.HeaderCheck;

/// <summary>A line of a file.</summary>
internal sealed record Place(string File, int Line);

/// <summary>Writes what was found, in the form that MSBuild reads: <c>Exports.cs(87,1): error FFO201: ...</c>.</summary>
/// <param name="project">The project file, for what has no better place.</param>
internal sealed class Report(string project)
{
    /// <summary>Whether nothing was found.</summary>
    public bool IsEmpty { get; private set; } = true;

    public void Error(string code, Place? place, string message) => Write("error", code, place, message);

    public void Warning(string code, Place? place, string message) => Write("warning", code, place, message);

    private void Write(string kind, string code, Place? place, string message)
    {
        IsEmpty = false;
        Console.WriteLine($"{(place == null ? project : $"{place.File}({place.Line},1)")}: {kind} {code}: {message}");
    }
}
