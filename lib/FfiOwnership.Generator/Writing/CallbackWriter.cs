using FfiOwnership.Generator.Models;
using FfiOwnership.Generator.Parsing;

namespace FfiOwnership.Generator.Writing;

/// <summary>Writes what calls a function of C's behind a delegate.</summary>
internal static class CallbackWriter
{
    public static string Write(IReadOnlyList<CallbackModel> models)
    {
        CodeWriter code = new("What calls functions of C's, each until the exported call that was given the function ends.");
        foreach (CallbackModel model in models)
        {
            code.Line();
            Write(code, model);
        }

        return code.ToString();
    }

    private static void Write(CodeWriter code, CallbackModel model)
    {
        string name = Identifiers.Escape(model.CName);
        Locals locals = new(model.Parameters, [model.CName]);
        string function = locals.New("function");
        string context = locals.New("context");
        code.Block($"internal sealed unsafe class {name}({model.Function} {function}, void* {context}) : IDisposable", () =>
        {
            code.Line("// SAFETY (whole class): promised: function and context, until the call that was given them ends, which disposes of this object.");
            code.Line();
            code.Line("private bool _hasEnded;");
            code.Line();
            string parameters = string.Join(", ", model.Parameters.Select(parameter => $"{parameter.Declared} {locals.Of(parameter)}"));
            code.Block($"public {model.Result.Managed} Invoke({parameters})", () => WriteCall(code, model, locals, function, context));
            code.Line();
            code.Line("public void Dispose() => _hasEnded = true;");
        });
    }

    private static void WriteCall(CodeWriter code, CallbackModel model, Locals locals, string function, string context)
    {
        code.Line($"Arguments.NeedBorrowed(Volatile.Read(ref _hasEnded), {CodeWriter.Utf8(model.CName)});");
        List<string> arguments = [context];
        List<string> pins = [];
        foreach (ParameterModel parameter in model.Parameters)
        {
            string name = locals.Of(parameter);
            string local = locals.New(parameter.CName + "_borrowed");
            switch (parameter.Type.Shape)
            {
                case Shape.Bool:
                    arguments.Add($"{name} ? (byte)1 : (byte)0");
                    break;
                case Shape.Text:
                    code.Line($"using BorrowedTexts {local} = BorrowedTexts.Of({name});");
                    arguments.Add($"{local}.First");
                    break;
                case Shape.Texts:
                    code.Line($"using BorrowedTexts {local} = BorrowedTexts.Of({name});");
                    arguments.AddRange([$"{local}.All", $"{local}.Count"]);
                    break;
                case Shape.Span:
                    pins.Add($"fixed ({parameter.Type.Managed}* {local} = {name})");
                    arguments.AddRange([local, $"(nuint){name}.Length"]);
                    break;
                default:
                    arguments.Add(name);
                    break;
            }
        }

        string call = $"{function}({string.Join(", ", arguments)})";
        string statement = model.Result.Shape switch
        {
            Shape.Nothing => call + ";",
            Shape.Bool => $"return {call} != 0;",
            _ => $"return {call};",
        };
        code.Lines(pins.Take(pins.Count - 1));
        if (pins.Count == 0)
        {
            code.Line(statement);
        }
        else
        {
            code.Block(pins[pins.Count - 1], () => code.Line(statement));
        }
    }
}
