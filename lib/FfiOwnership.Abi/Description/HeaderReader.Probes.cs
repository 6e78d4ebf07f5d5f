using System.Globalization;
using System.Text.RegularExpressions;
using ClangSharp.Interop;
using FfiOwnership.Abi.Clang;

namespace FfiOwnership.Abi.Description;

/// <content>What macros are worth: libclang evaluates variables only, so each macro gets one.</content>
internal sealed partial class HeaderReader
{
    // A variable for each macro that is a number, and for each that fills a struct: its value is the macro's.
    private static string Probes(CXTranslationUnit unit, Dictionary<string, CXCursor> macros)
    {
        List<string> probes = [];
        Dictionary<string, string[]> contents = macros.Where(macro => !macro.Value.IsMacroFunctionLike).ToDictionary(macro => macro.Key, macro => unit.Tokens(macro.Value.Extent)[1..]);
        bool IsNumber(string name, int depth = 0) =>
            depth < 16 && contents.TryGetValue(name, out string[]? tokens) && tokens.Length > 0 && tokens.All(token => Number().IsMatch(token) || IsNumber(token, depth + 1));
        foreach ((string name, string[] tokens) in contents)
        {
            if (tokens is ["{", ..] && name.EndsWith("_INIT", StringComparison.Ordinal))
            {
                string type = name[..^"_INIT".Length].ToLowerInvariant();
                probes.Add($"static const {type} {name}_ = {name};");
            }
            else if (IsNumber(name))
            {
                probes.Add($"static const long long {name}_ = (long long)({name});");
            }
        }

        return string.Join('\n', probes);
    }

    private void ReadProbes(CXTranslationUnit unit, Dictionary<string, CXCursor> macros)
    {
        foreach (CXCursor probe in unit.Cursor.Children().Where(cursor => cursor.Kind == CXCursorKind.CXCursor_VarDecl && cursor.Spelling.Text().EndsWith('_')))
        {
            string name = probe.Spelling.Text()[..^1];
            string place = Place(macros[name]);
            CXCursor value = probe.Children().LastOrDefault();
            if (value.Kind != CXCursorKind.CXCursor_InitListExpr)
            {
                using CXEvalResult result = probe.Evaluate;
                _constants.Add(new AbiConstant(name, result.AsLongLong.ToString(CultureInfo.InvariantCulture), place));
                continue;
            }

            AbiStruct? filled = _structs.Find(item => $"{item.Item.Name.ToUpperInvariant()}_INIT" == name)?.Item;
            List<CXCursor> values = value.Children();
            if (filled == null)
            {
                _problems.Add($"{name}: {place} is named after no struct");
            }
            else if (values.Count != filled.Fields.Count)
            {
                _problems.Add($"{name}: {place} spells {values.Count} fields, {filled.Name} at {filled.Place} has {filled.Fields.Count}");
            }
            else if (filled.IsVersioned)
            {
                using CXEvalResult size = values[0].Evaluate;
                if (size.AsLongLong != filled.Size)
                {
                    _problems.Add($"{name}: {place} sets struct_size to {size.AsLongLong}, {filled.Name} at {filled.Place} has {filled.Size} bytes");
                }
            }
        }

        _problems.AddRange(_structs.Select(item => item.Item)
            .Where(item => item.IsVersioned && !macros.ContainsKey($"{item.Name.ToUpperInvariant()}_INIT"))
            .Select(item => $"{item.Name}: {item.Place} has struct_size but no {item.Name.ToUpperInvariant()}_INIT"));
    }

    // An integer, or a sign of an expression.
    [GeneratedRegex(@"^(?:(?:0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*|[-+*/%()<>&|^~!?:]+)$")]
    private static partial Regex Number();
}
