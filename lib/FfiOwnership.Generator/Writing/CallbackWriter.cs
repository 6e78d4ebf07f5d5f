using FfiOwnership.Generator.Models;
using FfiOwnership.Generator.Parsing;

namespace FfiOwnership.Generator.Writing;

/// <summary>Writes what calls a function of C's behind a delegate.</summary>
internal static class CallbackWriter
{
    public static string Write(CallbackModel model)
    {
        string name = Identifiers.Escape(model.CName);
        CodeWriter code = new($"Calls back by an {model.CName}, until the exported call that was given it ends.");
        code.Line();
        code.Block($"internal sealed unsafe class {name}({model.Function} function, void* context) : IDisposable", () =>
        {
            code.Line("// SAFETY (whole class): promised: function and context, until the call that was given them ends, which disposes of this object.");
            code.Line();
            code.Line("private bool _hasEnded;");
            code.Line();
            code.Block($"public {model.Result.Managed} Invoke({string.Join(", ", model.Parameters.Select(parameter => $"{Managed(parameter.Type)} {Identifiers.Escape(parameter.CName)}"))})", () => WriteCall(code, model));
            code.Line();
            code.Line("public void Dispose() => _hasEnded = true;");
        });
        return code.ToString();
    }

    private static void WriteCall(CodeWriter code, CallbackModel model)
    {
        code.Line("ObjectDisposedException.ThrowIf(Volatile.Read(ref _hasEnded), this);");
        Locals locals = new([.. model.Parameters, new ParameterModel("function", model.Result), new ParameterModel("context", model.Result)]);
        List<string> arguments = ["context"];
        foreach (ParameterModel parameter in model.Parameters)
        {
            string name = Identifiers.Escape(parameter.CName);
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
                    code.Line($"fixed ({parameter.Type.Managed}* {local} = {name})");
                    arguments.AddRange([local, $"(nuint){name}.Length"]);
                    break;
                default:
                    arguments.Add(name);
                    break;
            }
        }

        string call = $"function({string.Join(", ", arguments)})";
        code.Line(model.Result.Shape switch
        {
            Shape.Nothing => call + ";",
            Shape.Bool => $"return {call} != 0;",
            _ => $"return {call};",
        });
    }

    private static string Managed(CrossingType type) => type.Shape == Shape.Span ? $"{(type.IsMutable ? "Span" : "ReadOnlySpan")}<{type.Managed}>" : type.Managed + (type.MayBeNull ? "?" : "");
}
