using FfiOwnership.Generator.Models;
using FfiOwnership.Generator.Parsing;

namespace FfiOwnership.Generator.Writing;

/// <summary>Names of variables in one trampoline: those of C's parameters come first, and all others keep clear of them.</summary>
internal sealed class Locals
{
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<string, string> _parameters = [];

    /// <param name="parameters">The parameters.</param>
    /// <param name="types">Generated types that are named beside them.</param>
    public Locals(IEnumerable<ParameterModel> parameters, IEnumerable<string> types)
    {
        _taken.UnionWith(types.Select(type => type.TrimStart('@')));
        foreach (ParameterModel parameter in parameters)
        {
            _parameters[parameter.CName] = New(parameter.CName);
        }
    }

    /// <summary>The name of a parameter: its C name, where that is free.</summary>
    public string Of(ParameterModel parameter) => _parameters[parameter.CName];

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
