using FfiOwnership.Generator.Models;
using FfiOwnership.Generator.Parsing;

namespace FfiOwnership.Generator.Writing;

/// <summary>Names of variables in one trampoline: those of C's parameters come first, and all others keep clear of them.</summary>
internal sealed class Locals
{
    private readonly HashSet<string> _taken = [];

    public Locals(IEnumerable<ParameterModel> parameters)
    {
        foreach (ParameterModel parameter in parameters)
        {
            _taken.Add(parameter.CName);
        }
    }

    /// <summary>A name that nothing has yet, as C# code spells it.</summary>
    public string New(string wish)
    {
        while (!_taken.Add(wish))
        {
            wish += "_";
        }

        return Identifiers.Escape(wish);
    }
}
