namespace FfiOwnership.Generator.Models;

/// <summary>A C name that the library defines.</summary>
/// <param name="Name">The name.</param>
/// <param name="What">What it is the name of, for a message.</param>
/// <param name="Location">Where it is given.</param>
/// <param name="MayRepeat">Whether others of the same kind may give it, too.</param>
internal sealed record NameUse(string Name, string What, LocationInfo? Location, bool MayRepeat = false);
