using FfiOwnership.Generator.Models;
using FfiOwnership.Generator.Parsing;

namespace FfiOwnership.Generator.Writing;

/// <summary>Writes one trampoline.</summary>
internal sealed class Trampoline
{
    private readonly CodeWriter _code;
    private readonly ExportModel _export;
    private readonly bool _hasErrors;
    private readonly Locals _locals;
    private readonly string _call;
    private readonly string _exception;

    // The last parameter: where the status goes if an owner is returned, or what is returned if the status is.
    private readonly string _last;

    public Trampoline(CodeWriter code, ExportModel export, bool hasErrors)
    {
        _code = code;
        _export = export;
        _hasErrors = hasErrors;
        _locals = new Locals(export.Parameters, [.. export.Parameters.Select(parameter => parameter.Type.Generated), export.Result.Generated]);
        _last = _locals.New(export.ReturnsOwner ? "status" : "out");
        foreach (ParameterModel parameter in export.Parameters.Where(parameter => parameter.Type.Shape is Shape.Span or Shape.Callback))
        {
            SecondNames[parameter.CName] = _locals.New(parameter.CName + (parameter.Type.Shape == Shape.Span ? "_count" : "_context"));
        }

        _call = _locals.New("call");
        _exception = _locals.New("e");
    }

    private string NameOf(ParameterModel parameter) => _locals.Of(parameter);

    private Dictionary<string, string> SecondNames { get; } = [];

    private bool HasOut => !_export.ReturnsOwner && _export.Result.Shape != Shape.Nothing;

    public void Write()
    {
        _code.Lines(_export.Summary.Select(line => "/// " + line));
        _code.Line($"[UnmanagedCallersOnly(EntryPoint = {CodeWriter.Literal(_export.CName)})]");
        string result = _export.ReturnsOwner ? NativeTypes.OfValue(_export.Result) : "Status";
        _code.Block($"private static {result} {Identifiers.Escape(_export.CName)}({string.Join(", ", Parameters())})", () =>
        {
            _code.Line($"ExportCall {_call} = new({CodeWriter.Utf8(_export.CName)});");
            _code.Block("try", WriteWork);
            _code.Block($"catch (Exception {_exception})", WriteCatch);
        });
    }

    private IEnumerable<string> Parameters()
    {
        foreach (ParameterModel parameter in _export.Parameters)
        {
            string name = NameOf(parameter);
            CrossingType type = parameter.Type;
            if (parameter.IsOut)
            {
                yield return OutParameter(type, name);
                continue;
            }

            yield return type.Shape switch
            {
                Shape.Bool => $"[CName(\"bool\")] byte {name}",
                Shape.Text or Shape.Struct => $"[Const] {NativeTypes.OfValue(type)} {name}",
                Shape.Span => $"{(type.IsMutable ? "" : "[Const] ")}{NativeTypes.OfValue(type)} {name}, nuint {SecondNames[parameter.CName]}",
                Shape.Callback => $"[CName({CodeWriter.Literal(type.Generated.TrimStart('@'))})] {type.Function} {name}, void* {SecondNames[parameter.CName]}",
                _ => $"{NativeTypes.OfValue(type)} {name}",
            };
        }

        if (_export.ReturnsOwner)
        {
            yield return $"Status* {_last}";
        }
        else if (HasOut)
        {
            yield return OutParameter(_export.Result, _last);
        }
    }

    private static string OutParameter(CrossingType type, string name) => (type.Shape == Shape.Bool ? "[CName(\"bool\")] " : "") + $"{NativeTypes.OfValue(type)}* {name}";

    private void WriteWork()
    {
        WriteClearing();
        string[] arguments = [.. _export.Parameters.Select(WriteArgument)];
        string invocation = $"{_export.Container}.{_export.Method}({string.Join(", ", arguments)})";
        if (_export.Result.Shape == Shape.Nothing)
        {
            _code.Line(invocation + ";");
            WriteOuts();
            _code.Line($"return {_call}.End(Status.Ok);");
            return;
        }

        string value = invocation;
        bool isFirst = !_export.Parameters.Any(parameter => parameter.IsOut);
        if (_export.ReturnsFfiResult)
        {
            string result = _locals.New("result");
            _code.Line($"var {result} = {invocation};");
            _code.Block($"if (!{result}.IsOk)", () => WriteRefusal(result));
            _code.Line();
            value = result + ".Value";
        }
        else if (!isFirst)
        {
            value = _locals.New("result");
            _code.Line($"var {value} = {invocation};");
        }

        if (_export.ReturnsOwner)
        {
            string made = _locals.New("made");
            _code.Line($"{NativeTypes.OfValue(_export.Result)} {made} = {Conversions.ToNative(_export.Result, value)};");
            WriteOuts();
            _code.Line($"{_call}.End(Status.Ok, {_last});");
            _code.Line($"return {made};");
        }
        else if (_export.Result.IsOwner)
        {
            _code.Line($"*{_last} = {Conversions.ToNative(_export.Result, value)};");
            WriteOuts();
            _code.Line($"return {_call}.End(Status.Ok);");
        }
        else
        {
            // What can fail comes first.
            WriteOuts();
            _code.Line($"*{_last} = {Conversions.ToNative(_export.Result, value)};");
            _code.Line($"return {_call}.End(Status.Ok);");
        }
    }

    private void WriteClearing()
    {
        List<(string Name, string Literal, CrossingType Type, bool IsOptional)> outs =
        [
            .. _export.Parameters.Where(parameter => parameter.IsOut)
                .Select(parameter => (NameOf(parameter), CodeWriter.Utf8(parameter.CName), parameter.Type, parameter.IsOptional)),
        ];
        if (HasOut)
        {
            outs.Add((_last, CodeWriter.Utf8("out"), _export.Result, false));
        }

        foreach ((string name, _, CrossingType type, _) in outs)
        {
            bool isPointer = type.Shape is Shape.Text or Shape.Struct;
            _code.Line($"Arguments.Clear({(isPointer ? "(void**)" : "")}{name});");
        }

        foreach ((string name, string literal, _, bool isOptional) in outs)
        {
            if (!isOptional)
            {
                _code.Line($"Arguments.Need({name}, {literal});");
            }
        }

        // A refusal costs less while there is nothing to give back.
        if (_export.Parameters.Any(parameter => parameter is { IsOut: false, Type.Shape: Shape.Handle }))
        {
            foreach (ParameterModel text in _export.Parameters.Where(parameter => parameter is { IsOut: false, Type: { Shape: Shape.Text, MayBeNull: false } }))
            {
                _code.Line($"Arguments.Need({NameOf(text)}, {CodeWriter.Utf8(text.CName)});");
            }
        }
    }

    // Writes what comes before the call; returns what is passed.
    private string WriteArgument(ParameterModel parameter)
    {
        string name = NameOf(parameter);
        string literal = CodeWriter.Utf8(parameter.CName);
        CrossingType type = parameter.Type;
        if (parameter.IsOut)
        {
            string value = _locals.New(parameter.CName + "_value");
            OutValues[parameter.CName] = value;
            return $"out {parameter.Declared} {value}";
        }

        switch (type.Shape)
        {
            case Shape.Bool:
                return $"{name} != 0";
            case Shape.Text:
                return $"Arguments.{(type.MayBeNull ? "TextOrNull" : "Text")}({name}, {literal})";
            case Shape.Span:
                return $"Arguments.{(type.IsMutable ? "MutableElements" : "Elements")}({name}, {SecondNames[parameter.CName]}, {literal})";
            case Shape.Struct:
                string read = $"{type.Generated}.Read({name}, {literal})";
                read = type.MayBeNull ? $"{name} == null ? null : {read}" : read;
                if (!parameter.IsIn)
                {
                    return read;
                }

                string copy = _locals.New(parameter.CName + "_value");
                _code.Line($"{parameter.Declared} {copy} = {read};");
                return "in " + copy;
            case Shape.Handle:
                string borrowed = _locals.New(parameter.CName + "_object");
                string borrow = type.MayBeNull ? "BorrowOrNull" : "Borrow";
                _code.Line($"using BorrowedObject<{type.Managed}> {borrowed} = HandleOf<{type.Managed}, {type.Generated}>.{borrow}({name});");
                return borrowed + (type.MayBeNull ? ".OrNull" : ".Value");
            case Shape.Callback:
                return WriteCallback(parameter, name, literal);
            default:
                return name;
        }
    }

    private Dictionary<string, string> OutValues { get; } = [];

    private string WriteCallback(ParameterModel parameter, string name, string literal)
    {
        CrossingType type = parameter.Type;
        if (!type.MayBeNull)
        {
            _code.Line($"Arguments.Need({name}, {literal});");
        }

        string caller = _locals.New(parameter.CName + "_caller");
        _code.Line($"using {type.Generated} {caller} = new({name}, {SecondNames[parameter.CName]});");
        string made = $"new {type.Managed}({caller}.Invoke)";
        return type.MayBeNull ? $"{name} == null ? null : {made}" : made;
    }

    // Those that can fail first.
    private void WriteOuts()
    {
        foreach (ParameterModel parameter in _export.Parameters.Where(parameter => parameter.IsOut).OrderBy(parameter => !parameter.Type.IsOwner))
        {
            string name = NameOf(parameter);
            string write = $"*{name} = {Conversions.ToNative(parameter.Type, OutValues[parameter.CName])};";
            if (parameter.IsOptional)
            {
                _code.Block($"if ({name} != null)", () => _code.Line(write));
                _code.Line();
            }
            else
            {
                _code.Line(write);
            }
        }
    }

    private void WriteRefusal(string result)
    {
        string refusal = $"{_call}.Refuse({result}.Status, {result}.Message)";
        if (_export.ReturnsOwner)
        {
            _code.Line($"{_call}.End({refusal}, {_last});");
            _code.Line($"return {Nothing};");
        }
        else
        {
            _code.Line($"return {_call}.End({refusal});");
        }
    }

    private string Nothing => _export.Result.Shape == Shape.Handle ? "0" : "null";

    private void WriteCatch()
    {
        if (!_export.ReturnsOwner)
        {
            _code.Line(_hasErrors ? $"return GeneratedErrors.Caught(ref {_call}, {_exception});" : $"return {_call}.Caught({_exception});");
            return;
        }

        _code.Line(_hasErrors ? $"ExportCall.Tell(GeneratedErrors.Caught(ref {_call}, {_exception}), {_last});" : $"{_call}.Caught({_exception}, {_last});");
        _code.Line($"return {Nothing};");
    }
}
