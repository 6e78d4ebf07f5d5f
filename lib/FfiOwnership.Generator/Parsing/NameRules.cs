using FfiOwnership.Generator.Models;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Rules of C names.</summary>
internal static class NameRules
{
    /// <summary>Names that are none in C.</summary>
    public static IEnumerable<Finding> Check(IEnumerable<NameUse> names) =>
        from name in names
        let objection = Identifiers.Objection(name.Name) ?? (name.IsType ? Identifiers.TypeObjection(name.Name) : null)
        where objection != null
        select new Finding(Rules.Name, name.Location, name.Name, name.What, objection);

    /// <summary>Names that two things have.</summary>
    public static IEnumerable<Finding> CheckUnique(IEnumerable<NameUse> names)
    {
        Dictionary<string, NameUse> seen = [];
        foreach (NameUse name in names.Where(name => name.Name.Length != 0))
        {
            if (!seen.TryGetValue(name.Name, out NameUse first))
            {
                seen.Add(name.Name, name);
            }
            else if (!(first.MayRepeat && name.MayRepeat))
            {
                yield return new Finding(Rules.DuplicateName, name.Location, name.Name, first.What, name.What);
            }
        }
    }
}
