using FfiOwnership.Abi.Description;

namespace FfiOwnership.HeaderCheck;

/// <summary>The code, item by item, against the header's declarations. What the compiler has to decide becomes an assertion.</summary>
internal sealed class Comparison
{
    private readonly AbiDescription _code;
    private readonly HeaderDeclarations _header;
    private readonly SourcePlaces _places;
    private readonly Report _report;
    private readonly CodeTypes _types;
    private readonly bool _isMicrosofts;
    private readonly List<Finding> _findings = [];

    public Comparison(AbiDescription code, HeaderDeclarations header, SourcePlaces places, Report report, bool isMicrosofts)
    {
        _code = code;
        _header = header;
        _places = places;
        _report = report;
        _isMicrosofts = isMicrosofts;
        _types = new CodeTypes(code, header);
    }

    /// <summary>What is to be compiled.</summary>
    public Assertions Assertions { get; } = new();

    /// <summary>What failing assertions mean.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    public void Compare()
    {
        foreach (AbiFunction function in _code.Functions)
        {
            if (_header.Functions.TryGetValue(function.Name, out HeaderFunction? declared))
            {
                CompareFunction(function, declared);
            }
            else
            {
                _report.Error("FFO203", _places.OfExport(function.Name), $"the code exports {function.Name}, and the header does not declare it: add \"{Prototype(function)};\".");
            }
        }

        HashSet<string> exported = [.. _code.Functions.Select(function => function.Name)];
        foreach (HeaderFunction declared in _header.Functions.Values.Where(declared => !exported.Contains(declared.Name)))
        {
            _report.Error("FFO202", declared.Place, $"the header declares {declared.Name}, and no method exports it: a program that calls it would not link.");
        }

        foreach (AbiStruct item in _code.Structs.Where(item => !_code.Foreign.Contains(item.Name)))
        {
            CompareStruct(item);
        }

        foreach (AbiFunction callback in _code.Callbacks.Where(callback => IsDeclared(callback.Name, callback.Place)))
        {
            HasType($"({callback.Name})0", FunctionPointer(callback), _places.OfType(callback.Name), $"the header says otherwise of {callback.Name}: the code has \"{Prototype(callback)}\"");
        }

        CompareNumbers();
    }

    private void CompareFunction(AbiFunction function, HeaderFunction declared)
    {
        Place? place = _places.OfExport(function.Name);
        string about = $"the header says otherwise of {function.Name}";
        if (declared.Parameters == null)
        {
            HasType($"&{function.Name}", FunctionPointer(function), place, $"{about}: the code has \"{Prototype(function)}\"");
            return;
        }

        if (declared.Parameters.Count != function.Parameters.Count)
        {
            _report.Error("FFO201", place, $"{about}: it has {Count(declared.Parameters.Count)}, the code has {Count(function.Parameters.Count)}: \"{Prototype(function)}\".");
            return;
        }

        Compare(function.Result.Type, declared.Result, type => $"{type} (*)(void)", place, $"{about}: it returns \"{declared.Result}\", the code \"{Shown(function.Result.Type)}\"");
        foreach ((int index, AbiValue parameter) in function.Parameters.Index())
        {
            string text = declared.Parameters[index];
            Compare(parameter.Type, text, type => $"void (*)({type})", place, $"{about}: parameter {index + 1} is \"{text}\", the code has \"{Shown(parameter.Type)}\"");
        }
    }

    // A type of the code's against the header's text for it.
    private void Compare(string type, string text, Func<string, string> around, Place? place, string message)
    {
        if (_code.MarksConst && ConstOf(type) is var ours && ConstOf(text) is var theirs && ours.Length == theirs.Length && ours != theirs)
        {
            _report.Error("FFO201", place, $"{message}: {(ours.Contains('c', StringComparison.Ordinal) ? "[Const] says that nothing is written through it" : "a pointer through which nothing is written has [Const]")}.");
            return;
        }

        string header = CTypes.WithoutAnyConst(text);
        if (_types.Shape(type) is { } shape)
        {
            CompareShape(shape, header, place, message);
            return;
        }

        string plain = CTypes.WithoutConst(type);
        if (_types.InC(plain) is not string inC)
        {
            return;
        }

        string expression = $"({around(CodeTypes.WithOneByte(header))})0";
        int assertion = Assertions.HasType(expression, around(CodeTypes.WithOneByte(inC)));
        (string, string)[] similar = [.. _types.Similar(plain).Select(other => (around(other), CTypes.Base(other)))];
        int milder = similar.Length == 0 ? 0 : Assertions.IsSimilar(expression, similar, CTypes.Base(inC));
        _findings.Add(new Finding(assertion, milder, place, message));
    }

    // A list: a pointer to a struct of any name, with the fields of the ledger's vec.
    private void CompareShape(AbiStruct shape, string text, Place? place, string message)
    {
        string[] words = text.Split(' ', '*').Where(word => word.Length > 0 && word != "struct").ToArray();
        string list = words.Length == 0 ? "" : words[0];
        if (text.Count(c => c == '*') != 1 || !_header.Structs.TryGetValue(list, out IReadOnlyList<string>? fields) || !fields.SequenceEqual(shape.Fields.Select(field => field.Name)))
        {
            _report.Error("FFO201", place, $"{message}: a list, which is a pointer to a struct with the fields {string.Join(", ", shape.Fields.Select(field => field.Name))}.");
            return;
        }

        string type = _header.Typedefs.ContainsKey(list) ? list : $"struct {list}";
        IsTrue($"sizeof({type}) == {shape.Size}", place, $"the header says otherwise of {list}: a list has {shape.Size} bytes");
        foreach (AbiField field in shape.Fields)
        {
            IsTrue($"{Offset(type, field.Name)} == {field.Offset} && sizeof((({type} *)0)->{field.Name}) == {field.Size}", place, $"the header says otherwise of {list}: a list's {field.Name} has {field.Size} bytes at {field.Offset}");
        }
    }

    private void CompareStruct(AbiStruct item)
    {
        Place? place = _places.OfType(item.Name, item.Place);
        string about = $"the header says otherwise of {item.Name}";
        if (!_header.Structs.TryGetValue(item.Name, out IReadOnlyList<string>? fields))
        {
            _report.Error("FFO203", place, $"the code has the struct {item.Name}, and the header does not declare it.");
            return;
        }

        string[] ours = [.. item.Fields.Select(field => field.Name)];
        if (!fields.SequenceEqual(ours))
        {
            _report.Error("FFO201", place, $"{about}: its fields are {string.Join(", ", fields)}; the code's are {string.Join(", ", ours)}.");
            return;
        }

        string type = _header.Typedefs.ContainsKey(item.Name) ? item.Name : $"struct {item.Name}";
        foreach (AbiField field in item.Fields)
        {
            CompareField(type, item, field, place, about);
        }

        IsTrue($"sizeof({type}) == {item.Size} && _Alignof({type}) == {item.Alignment}", place, $"{about}: the code's has {item.Size} bytes, aligned to {item.Alignment}");
    }

    private void CompareField(string type, AbiStruct item, AbiField field, Place? place, string about)
    {
        string message = $"{about}: the code's {field.Name} is \"{Shown(field.Type)}\", {field.Size} bytes at {field.Offset}";
        string plain = CTypes.WithoutConst(field.Type);
        string array = plain.Contains('[', StringComparison.Ordinal) ? plain[plain.IndexOf('[', StringComparison.Ordinal)..] : "";
        string element = plain[..^array.Length];
        string expression = $"&(({type} *)0)->{field.Name}";
        IsTrue($"{Offset(type, field.Name)} == {field.Offset} && sizeof((({type} *)0)->{field.Name}) == {field.Size}", place, message);
        string Pointer(string other) => array.Length == 0 ? $"{other} *" : $"{other} (*){array}";
        // What has no name in C is a callback, by its own.
        string same = element.Contains("(*)", StringComparison.Ordinal) ? element.Replace("(*)", "(**)", StringComparison.Ordinal)
            : _types.InC(element) is string inC ? Pointer(CodeTypes.WithOneByte(inC))
            : $"{element} *";
        int assertion = Assertions.HasType(expression, same);
        (string, string)[] similar = [.. _types.Similar(element).Select(other => (Pointer(other), CTypes.Base(other)))];
        int milder = similar.Length == 0 ? 0 : Assertions.IsSimilar(expression, similar, CTypes.Base(_types.InC(element)!));
        _findings.Add(new Finding(assertion, milder, place, message));
    }

    private void CompareNumbers()
    {
        foreach (AbiEnum item in _code.Enums)
        {
            // The ledger's statuses have the library's prefix, and the header has those that it needs.
            bool isForeign = _code.Foreign.Contains(item.Name);
            if (_types.Renamed(item.Name) is var name && _header.Typedefs.TryGetValue(name, out Place? place))
            {
                IsTrue($"sizeof({name}) == {item.Size}", place, $"the header says otherwise of {name}: the code's has {item.Size} bytes");
            }

            foreach (AbiConstant value in item.Values.Where(value => !isForeign || _header.Enumerators.ContainsKey(_types.Renamed(value.Name))))
            {
                CompareNumber(_types.Renamed(value.Name), value.Value, isForeign ? _header.Enumerators[_types.Renamed(value.Name)] : _places.OfType(item.Name, item.Place));
            }
        }

        foreach (AbiConstant constant in _code.Constants.Where(constant => _header.Enumerators.ContainsKey(constant.Name)))
        {
            CompareNumber(constant.Name, constant.Value, _places.OfType(constant.Name));
        }
    }

    private void CompareNumber(string name, string value, Place? place)
    {
        if (_header.Enumerators.ContainsKey(name))
        {
            IsTrue($"({name}) == {value}", place, $"the header says otherwise of {name}: the code has {value}");
        }
        else
        {
            _report.Error("FFO203", place, $"the code has {name} = {value}, and the header does not.");
        }
    }

    private bool IsDeclared(string name, string place)
    {
        if (_types.IsDeclared(name))
        {
            return true;
        }

        _report.Error("FFO203", _places.OfType(name, place), $"the code has the type {name}, and the header does not declare it.");
        return false;
    }

    private void HasType(string expression, string type, Place? place, string message) =>
        _findings.Add(new Finding(Assertions.HasType(expression, type), 0, place, message));

    private void IsTrue(string expression, Place? place, string message) =>
        _findings.Add(new Finding(Assertions.IsTrue(expression), 0, place, message));

    private string Offset(string type, string field) => _isMicrosofts ? $"((size_t)&(({type} *)0)->{field})" : $"__builtin_offsetof({type}, {field})";

    private string FunctionPointer(AbiFunction function) =>
        CodeTypes.WithOneByte($"{Shown(CTypes.WithoutConst(function.Result.Type))} (*)({(function.Parameters.Count == 0 ? "void" : string.Join(", ", function.Parameters.Select(parameter => Shown(CTypes.WithoutConst(parameter.Type)))))})");

    private string Prototype(AbiFunction function)
    {
        string result = Shown(function.Result.Type);
        string parameters = function.Parameters.Count == 0 ? "void" : string.Join(", ", function.Parameters.Select(parameter => Declared(Shown(parameter.Type), parameter.Name)));
        return $"{Declared(result, function.Name)}({parameters})";
    }

    private static string Declared(string type, string name) =>
        name.Length == 0 ? type : type.Contains("(*)", StringComparison.Ordinal) ? type.Replace("(*)", $"(*{name})", StringComparison.Ordinal) : type.EndsWith('*') ? type + name : $"{type} {name}";

    private string Shown(string type) => _types.InC(type) ?? (_types.Shape(type) is { } shape ? CTypes.WithBase(type, shape.Place) : type);

    private static string Count(int parameters) => parameters == 1 ? "1 parameter" : $"{parameters} parameters";

    // For each star, whether what it leads to is const: "cc" of const char *const *.
    private static string ConstOf(string type)
    {
        string[] levels = type.Split('*');
        return string.Concat(levels.SkipLast(1).Select(level => level.Split(' ', ',', '(').Contains("const") ? 'c' : '-'));
    }
}
