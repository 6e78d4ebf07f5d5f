using System.Globalization;
using ClangSharp.Interop;
using FfiOwnership.Tests.Abi.Clang;

namespace FfiOwnership.Tests.Abi.Description;

/// <content>What macros are worth: libclang evaluates variables only, so each macro gets one.</content>
internal sealed partial class HeaderReader
{
    // A variable for each macro that is a number, and for each that fills a struct: its value is the macro's.
    private string Probes(CXTranslationUnit unit, Dictionary<string, CXCursor> macros)
    {
        List<string> probes = [];
        foreach ((string name, CXCursor macro) in macros)
        {
            string[] tokens = unit.Tokens(macro.Extent)[1..];
            if (macro.IsMacroFunctionLike || tokens.Length == 0)
            {
                continue;
            }

            if (tokens[0] == "{")
            {
                string type = name.Replace("_INIT", "", StringComparison.Ordinal).ToLowerInvariant();
                probes.Add($"static const {type} {name}_ = {name};");
            }
            else if (tokens.All(token => macros.ContainsKey(token) || !char.IsLetter(token[0]) && token[0] != '_'))
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

            AbiStruct? filled = _structs.Find(item => $"{item.Name.ToUpperInvariant()}_INIT" == name);
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

        _problems.AddRange(_structs
            .Where(item => item.IsVersioned && !macros.ContainsKey($"{item.Name.ToUpperInvariant()}_INIT"))
            .Select(item => $"{item.Name}: {item.Place} has struct_size but no {item.Name.ToUpperInvariant()}_INIT"));
    }
}
