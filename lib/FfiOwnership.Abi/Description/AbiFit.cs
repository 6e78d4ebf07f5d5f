using System.Text.RegularExpressions;

namespace FfiOwnership.Abi.Description;

/// <summary>
/// Makes the description of a header and that of the code comparable, where both mean the same and have different words for it: the
/// header has names for integers and for what the ledger calls ffo_status and ffo_vec, and C# has no const.
/// </summary>
internal sealed partial class AbiFit
{
    private const string ForeignPrefix = "ffo_";

    private readonly AbiDescription _header;
    private readonly AbiDescription _code;
    private readonly string _prefix;
    private readonly List<AbiFunction> _callbacks = [];
    private readonly HashSet<string> _shapes = [];

    private AbiFit(AbiDescription header, AbiDescription code)
    {
        _header = header;
        _code = code;
        _prefix = NamePrefix.Of(header.Functions.Select(function => function.Name));
    }

    /// <summary>The two, with the same words for the same things.</summary>
    public static (AbiDescription Header, AbiDescription Code) Of(AbiDescription header, AbiDescription code) => new AbiFit(header, code).Fit();

    private (AbiDescription Header, AbiDescription Code) Fit()
    {
        AbiStruct[] structs = [.. _code.Structs.Where(item => !IsUndeclared(item.Name)).Select(Fit)];
        AbiFunction[] functions = [.. _code.Functions.Select(item => Fit(item, _header.Functions.FirstOrDefault(function => function.Name == item.Name)))];
        AbiFunction[] callbacks = [.. _code.Callbacks.Concat(_callbacks).DistinctBy(item => item.Name).Select(item => Fit(item, _header.Callbacks.FirstOrDefault(callback => callback.Name == item.Name)))];
        (AbiEnum[] enums, AbiConstant[] constants) = FitNumbers();
        HashSet<string> known = [.. constants.Select(constant => constant.Name)];
        AbiDescription header = _header with
        {
            // A number that no C# has a name for is the header's own affair; but a status is not, where C# has names for the library's own.
            Constants = [.. _header.Constants.Where(constant => known.Contains(constant.Name) || IsStatus(constant) && _code.Constants.Any(IsStatus))],
            Structs = [.. _header.Structs.Where(item => !_shapes.Contains(item.Name) || structs.Any(own => own.Name == item.Name))],
        };
        return (header, _code with { Aliases = _header.Aliases, Structs = structs, Functions = functions, Callbacks = callbacks, Enums = enums, Constants = constants });
    }

    // The ledger's statuses have this library's prefix, and stand in an enum of that name or in one without.
    private (AbiEnum[] Enums, AbiConstant[] Constants) FitNumbers()
    {
        HashSet<string> declared = [.. _header.Constants.Concat(_header.Enums.SelectMany(item => item.Values)).Select(constant => constant.Name)];
        List<AbiConstant> constants = [.. _code.Constants];
        List<AbiEnum> enums = [];
        foreach (AbiEnum item in _code.Enums)
        {
            bool isForeign = _code.Foreign.Contains(item.Name);
            AbiConstant[] values = isForeign ? [.. item.Values.Select(value => value with { Name = Renamed(value.Name) }).Where(value => declared.Contains(value.Name))] : [.. item.Values];
            if (_header.Enums.FirstOrDefault(other => other.Name == Renamed(item.Name) || other.Name == item.Name) is not { } fitting)
            {
                constants.AddRange(isForeign ? values : []);
                enums.AddRange(isForeign ? [] : [item]);
                continue;
            }

            HashSet<string> names = [.. fitting.Values.Select(value => value.Name)];
            AbiConstant[] more = isForeign ? [.. constants.Where(constant => names.Contains(constant.Name))] : [];
            constants.RemoveAll(more.Contains);

            // C has no say in the sign of an enum.
            enums.Add(item with { Name = fitting.Name, IsSigned = isForeign ? fitting.IsSigned : item.IsSigned, Values = [.. values, .. more] });
        }

        return ([.. enums], [.. constants]);
    }

    private AbiStruct Fit(AbiStruct item)
    {
        AbiStruct? other = _header.Structs.FirstOrDefault(declared => declared.Name == item.Name);
        return item with { Fields = [.. item.Fields.Select(field => field with { Type = Fit(field.Type, other?.Fields.FirstOrDefault(declared => declared.Name == field.Name)?.Type) })] };
    }

    private AbiFunction Fit(AbiFunction item, AbiFunction? other) => item with
    {
        Result = new AbiValue("", Fit(item.Result.Type, other?.Result.Type)),
        Parameters = [.. item.Parameters.Select((parameter, index) => new AbiValue(parameter.Name, Fit(parameter.Type, other?.Parameters.ElementAtOrDefault(index)?.Type)))],
    };

    // The header's words for a type, if they mean the same; else the code's.
    private string Fit(string code, string? header)
    {
        if (header == null)
        {
            return code;
        }

        if (code.Contains("(*)", StringComparison.Ordinal))
        {
            return Callback(code, header);
        }

        return Meaning(code) == Meaning(header) || HasShapeOf(code, header) ? header : code;
    }

    // A function pointer that has no name in C# is the callback that the header has in its place.
    private string Callback(string code, string header)
    {
        if (_header.Callbacks.FirstOrDefault(callback => callback.Name == header) is not { } callback || FunctionPointer().Match(code) is not { Success: true } match)
        {
            return code;
        }

        string[] parameters = match.Groups[2].Value == "void" ? [] : match.Groups[2].Value.Split(", ");
        _callbacks.Add(new AbiFunction(callback.Name, new AbiValue("", match.Groups[1].Value), [.. parameters.Select(type => new AbiValue("", type))], "C#"));
        return header;
    }

    // The ledger's struct for a vec is the list that the header has in its place, if each field is where it is there.
    private bool HasShapeOf(string code, string header)
    {
        string type = CTypes.Base(header);
        if (!IsUndeclared(CTypes.Base(code)) || header.Count(c => c == '*') != code.Count(c => c == '*')
            || _code.Structs.FirstOrDefault(item => item.Name == CTypes.Base(code)) is not { } shape
            || _header.Structs.FirstOrDefault(item => item.Name == type) is not { } list
            || list.Size != shape.Size || list.Fields.Count != shape.Fields.Count)
        {
            return false;
        }

        bool fits = list.Fields.Zip(shape.Fields).All(pair => pair.First.Name == pair.Second.Name && pair.First.Offset == pair.Second.Offset
            && (Meaning(pair.First.Type) == Meaning(pair.Second.Type) || pair.Second.Type == "void *" && pair.First.Type.EndsWith('*')));
        if (fits)
        {
            _shapes.Add(type);
        }

        return fits;
    }

    private bool IsUndeclared(string name) => _code.Foreign.Contains(name) && !_header.Structs.Any(item => item.Name == name);

    // What a type is to the machine: second names resolved, the ledger's enums as their integers, all single bytes alike.
    private string Meaning(string type)
    {
        string text = _header.Plain(_code.MarksConst ? type : CTypes.WithoutConst(type));
        string name = CTypes.FixedWidth(CTypes.Base(text));
        if (_code.Enums.FirstOrDefault(item => _code.Foreign.Contains(item.Name) && (item.Name == name || Renamed(item.Name) == name)) is { } status)
        {
            name = Integer(status);
        }

        return CTypes.WithBase(text, name is "uint8_t" or "int8_t" or "bool" ? "char" : name);
    }

    private static string Integer(AbiEnum item) => $"{(item.IsSigned ? "" : "u")}int{8 * item.Size}_t";

    private bool IsStatus(AbiConstant constant) => constant.Name.StartsWith($"{_prefix.ToUpperInvariant()}E_", StringComparison.Ordinal);

    private string Renamed(string name) => name.StartsWith(ForeignPrefix, StringComparison.OrdinalIgnoreCase)
        ? (char.IsUpper(name[0]) ? _prefix.ToUpperInvariant() : _prefix) + name[ForeignPrefix.Length..]
        : name;


    [GeneratedRegex(@"^(.*) \(\*\)\((.*)\)$")]
    private static partial Regex FunctionPointer();
}
