using FfiOwnership.Generator.Models;
using FfiOwnership.Generator.Parsing;

namespace FfiOwnership.Generator.Writing;

/// <summary>Writes what C knows as a struct.</summary>
internal static class StructWriter
{
    public static string Write(IReadOnlyList<StructModel> models)
    {
        CodeWriter code = new("The structs that C knows, each of which owns what its pointers lead to.");
        foreach (StructModel model in models)
        {
            code.Line();
            Write(code, model);
        }

        return code.ToString();
    }

    private static void Write(CodeWriter code, StructModel model)
    {
        string name = Identifiers.Escape(model.CName);
        code.Line($"/// <summary>A <c>{model.Managed.Replace("global::", "")}</c>.</summary>");
        code.Line($"[CName({CodeWriter.Literal(model.CName)})]");
        code.Line("[StructLayout(LayoutKind.Sequential)]");
        code.Block($"internal unsafe struct {name} : IFfiStruct<{name}>", () =>
        {
            code.Line("// SAFETY (whole struct): held by contract: what owned fields hold is put and ended by the ledger alone. Promised: a struct of C's.");
            code.Line();
            foreach (FieldModel field in model.Fields)
            {
                code.Line($"{(field.Type.Shape == Shape.Bool ? "[CName(\"bool\")] " : "")}public {NativeTypes.OfValue(field.Type)} {Escape(field)};");
            }

            WriteDescription(code, model, name);
            WriteBox(code, model, name);
            if (model.FreeList != null)
            {
                WriteList(code, model, name);
            }

            if (model.IsReadable)
            {
                WriteRead(code, model, name);
            }
        });
    }

    private static void WriteDescription(CodeWriter code, StructModel model, string name)
    {
        code.Line();
        code.Line($"public static ReadOnlySpan<byte> CName => {CodeWriter.Utf8(model.CName)};");
        code.Line();
        code.Line($"public static ReadOnlySpan<byte> FreeFunction => {(model.Free == null ? "default" : CodeWriter.Utf8(model.Free))};");
        code.Line();
        code.Line($"public static ReadOnlySpan<byte> FreeVecFunction => {(model.FreeList == null ? "default" : CodeWriter.Utf8(model.FreeList))};");
        FieldModel[] owned = [.. Owned(model)];
        if (owned.Length != 0)
        {
            code.Line();
            code.Block($"public static void Describe(ref StructDescription<{name}> type)", () => code.Lines(owned.Select(field => $"type.Owns(ref type.Sample.{Escape(field)});")));
        }
    }

    private static void WriteBox(CodeWriter code, StructModel model, string name)
    {
        code.Line();
        code.Line("/// <summary>A new box of a value, with all that its fields own.</summary>");
        code.Block($"public static {name}* Box({model.Managed} value)", () =>
        {
            WriteDepthCheck(code, model);
            WriteNeed(code, model);
            code.Line($"using OwnedBox<{name}> box = OwnedBox<{name}>.Create({Plain(model, name)});");
            WriteOwned(code, model, name, "box", "box.Value");
            code.Line("return box.IntoRaw();");
        });
        if (!model.IsValueType)
        {
            code.Line();
            code.Line("/// <summary>The same, or null for none.</summary>");
            code.Line($"public static {name}* BoxOrNull({model.Managed}? value) => value is null ? null : Box(value);");
        }
    }

    private static void WriteList(CodeWriter code, StructModel model, string name)
    {
        code.Line();
        code.Line("/// <summary>A new vec of values, with all that their fields own.</summary>");
        code.Block($"public static VecData List(IEnumerable<{model.Managed}> values)", () =>
        {
            code.Line($"using OwnedStructVec<{name}> list = OwnedStructVec<{name}>.Create(Results.CountOf(values));");
            code.Block($"foreach ({model.Managed} value in values)", () =>
            {
                WriteNeed(code, model);
                code.Line($"list.Add({Plain(model, name)});");
                WriteOwned(code, model, name, "list", "list[(long)list.Length - 1]");
            });
            code.Line();
            code.Line("return list.IntoRaw();");
        });
    }

    // The fields that own nothing; the others are put when the box, or the element, is there.
    private static string Plain(StructModel model, string name)
    {
        string[] fields = [.. model.Fields.Where(field => !field.Type.IsOwner).Select(field => $"{Escape(field)} = {Conversions.ToNative(field.Type, "value." + field.Property)}")];
        return fields.Length == 0 ? $"new {name}()" : $"new {name} {{ {string.Join(", ", fields)} }}";
    }

    private static void WriteOwned(CodeWriter code, StructModel model, string name, string owner, string place)
    {
        FieldModel[] owned = [.. Owned(model)];
        if (owned.Length == 0)
        {
            return;
        }

        code.Line($"ref {name} to = ref {place};");
        foreach (FieldModel field in owned)
        {
            code.Line($"{owner}.Put(ref to.{Escape(field)}, {Conversions.ToNative(field.Type, "value." + field.Property)});");
        }
    }

    private static void WriteRead(CodeWriter code, StructModel model, string name)
    {
        code.Line();
        code.Line("/// <summary>A copy of a struct of C's, as an object.</summary>");
        code.Block($"public static {model.Managed} Read({name}* from, ReadOnlySpan<byte> parameter)", () =>
        {
            WriteDepthCheck(code, model);
            code.Line("Arguments.Need(from, parameter);");
            FieldModel[] constructed = [.. model.ConstructorFields.Select(model.FieldOf)];
            FieldModel[] set = [.. model.SetFields.Select(model.FieldOf)];
            string setters = set.Length == 0 ? "" : $" {{ {string.Join(", ", set.Select(own => $"{own.Property} = {ReadField(model, own)}"))} }}";
            code.Line($"return new {model.Managed}({string.Join(", ", constructed.Select(own => ReadField(model, own)))}){setters};");
        });
    }

    private static string ReadField(StructModel model, FieldModel field)
    {
        string value = "from->" + Escape(field);
        string literal = CodeWriter.Utf8($"{model.CName}.{field.CName}");
        return field.Type.Shape switch
        {
            Shape.Bool => $"{value} != 0",
            Shape.Text => $"Arguments.{(field.Type.MayBeNull ? "TextOrNull" : "Text")}({value}, {literal})",
            Shape.Struct when field.Type.MayBeNull => $"{value} == null ? null : {field.Type.Generated}.Read({value}, {literal})",
            Shape.Struct => $"{field.Type.Generated}.Read({value}, {literal})",
            _ => value,
        };
    }

    private static void WriteNeed(CodeWriter code, StructModel model)
    {
        if (!model.IsValueType)
        {
            code.Line("Results.Need(value);");
        }
    }

    private static void WriteDepthCheck(CodeWriter code, StructModel model)
    {
        if (model.IsRecursive)
        {
            code.Line("RuntimeHelpers.EnsureSufficientExecutionStack();");
        }
    }

    private static IEnumerable<FieldModel> Owned(StructModel model) => model.Fields.Where(field => field.Type.IsOwner);

    private static string Escape(FieldModel field) => Identifiers.Escape(field.CName);
}
