namespace FfiOwnership.Generator.Models;

/// <summary>The exported methods of a class.</summary>
/// <param name="Container">The class.</param>
/// <param name="Name">What file and class of its trampolines are named by.</param>
/// <param name="Exports">The methods.</param>
internal sealed record ExportClass(string Container, string Name, EquatableArray<ExportModel> Exports)
{
    /// <summary>Puts exports together by their classes. Of two with one name, which is reported, the first one counts; so does one whose types are known only.</summary>
    public static IEnumerable<ExportClass> Of(IEnumerable<ExportModel> exports, IEnumerable<string> types)
    {
        HashSet<string> known = [.. types, ""];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        return exports
            .Where(export => export.Parameters.Select(parameter => parameter.Type).Append(export.Result).All(type => known.Contains(type.Generated.TrimStart('@'))))
            .GroupBy(export => export.CName).Select(same => same.First())
            .GroupBy(export => export.Container)
            .Select(group => new ExportClass(group.Key, NewName(group.Key, names), group.ToEquatableArray()));
    }

    // Names of files are compared without case.
    private static string NewName(string container, HashSet<string> names)
    {
        string name = container.Replace("global::", "").Replace("_", "__").Replace('.', '_').Replace("@", "");
        while (!names.Add(name))
        {
            name += "_2";
        }

        return name;
    }
}
