using ClangSharp.Interop;
using FfiOwnership.Abi.Clang;

namespace FfiOwnership.Abi.Description;

/// <summary>Reads the description from a C header, by libclang.</summary>
internal sealed partial class HeaderReader
{
    // Comments of every form count. Where the header leaves a choice to the compiler, clang's is taken.
    private static readonly string[] Arguments = ["-xc", "-std=c11", "-Wall", "-Wextra", "-fparse-all-comments", "-Wno-unused-const-variable", "-Wno-unused-function"];

    private readonly string _folder;
    private readonly string _name;
    private readonly string _text;
    private readonly List<string> _problems = [];
    private readonly List<HeaderFunction> _functions = [];
    private readonly List<HeaderFunction> _callbacks = [];
    private readonly List<AbiAlias> _aliases = [];
    private readonly List<AbiEnum> _enums = [];
    private readonly List<HeaderStruct> _structs = [];
    private readonly List<AbiConstant> _constants = [];
    private bool _macrosOfFreeing;

    private HeaderReader(string folder, string name, string text)
    {
        _folder = folder;
        _name = name;
        _text = text;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problems">Receives where the header contradicts itself or its own rules, each with its line.</param>
    public static AbiDescription Read(string path, out IReadOnlyList<string> problems) =>
        Read(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path), File.ReadAllText(path), out problems);

    /// <summary>Reads a text as if it were a header's.</summary>
    /// <param name="folder">Where the header lies, or would.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="text">Its text.</param>
    /// <param name="problems">Receives where the header contradicts itself or its own rules, each with its line.</param>
    public static AbiDescription Read(string folder, string name, string text, out IReadOnlyList<string> problems)
    {
        ClangLibrary.Require();
        HeaderReader reader = new(folder, name, text);
        Dictionary<string, CXCursor> macros = [];
        using CXIndex index = CXIndex.Create();
        using (CXTranslationUnit unit = reader.Parse(index, name, text))
        {
            reader.ReadDeclarations(unit, macros);
            string probes = Probes(unit, macros);
            using CXTranslationUnit probe = reader.Parse(index, "probes.c", $"#include \"{name}\"\n{probes}");
            reader.ReadProbes(probe, macros);
        }

        reader.CheckRules(macros.Keys);
        problems = reader._problems;
        return reader.Description();
    }

    private AbiDescription Description() => new()
    {
        Source = _name,
        Constants = _constants,
        Aliases = _aliases,
        Enums = _enums,
        Structs = [.. _structs.Select(item => item.Item)],
        Callbacks = [.. _callbacks.Select(callback => callback.Item)],
        Functions = [.. _functions.Select(function => function.Item)],
    };

    private void CheckRules(IReadOnlyCollection<string> macros)
    {
        // A handle is a number that somebody owns.
        HashSet<string> handles =
        [
            .. _functions.Concat(_callbacks).SelectMany(function => function.Item.Parameters.Prepend(function.Item.Result))
                .Where(value => value.Ownership != AbiOwnership.None && _aliases.Any(alias => alias.Name == value.Type))
                .Select(value => value.Type),
        ];
        HashSet<string> constants = [.. _constants.Concat(_enums.SelectMany(item => item.Values)).Select(constant => constant.Name)];
        HeaderRules rules = new(_functions, _callbacks, macros, constants, handles);
        foreach ((AbiStruct item, IReadOnlyList<string> remarks) in _structs)
        {
            _problems.AddRange(item.Fields.Zip(remarks).SelectMany(field => rules.BrokenByField($"{item.Name}.{field.First.Name}", field.First.Place, field.First.Type, field.Second)));
        }

        _problems.AddRange(rules.Broken());
    }

    private CXTranslationUnit Parse(CXIndex index, string name, string source)
    {
        // The header is always the given text, whatever the file says.
        CXUnsavedFile[] files = [CXUnsavedFile.Create(Path.Combine(_folder, _name), _text), CXUnsavedFile.Create(Path.Combine(_folder, name), source)];
        CXErrorCode error = CXTranslationUnit.TryParse(index, Path.Combine(_folder, name), Arguments, files, CXTranslationUnit_Flags.CXTranslationUnit_DetailedPreprocessingRecord, out CXTranslationUnit unit);
        Array.ForEach(files, file => file.Dispose());
        if (error != CXErrorCode.CXError_Success)
        {
            throw new AbiException($"libclang could not read {name}: {error}");
        }

        for (uint i = 0; i < unit.NumDiagnostics; i++)
        {
            using CXDiagnostic diagnostic = unit.GetDiagnostic(i);
            if (diagnostic.Severity >= CXDiagnosticSeverity.CXDiagnostic_Warning)
            {
                _problems.Add(diagnostic.Format(CXDiagnosticDisplayOptions.CXDiagnostic_DisplaySourceLocation).Text().Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
            }
        }

        return unit;
    }

    private void ReadDeclarations(CXTranslationUnit unit, Dictionary<string, CXCursor> macros)
    {
        List<string> leading = [];

        // A struct or enum without a name of its own, until the typedef behind it gives it one.
        CXCursor? unnamed = null;
        foreach (CXCursor cursor in OwnCursors(unit))
        {
            string name = cursor.Spelling.Text();
            bool isNaming = cursor.Kind == CXCursorKind.CXCursor_TypedefDecl && unit.Tokens(cursor.Extent).Contains("{");
            if (!isNaming && cursor.Kind != CXCursorKind.CXCursor_MacroExpansion)
            {
                AddConstants(unnamed);
                unnamed = null;
            }

            switch (cursor.Kind)
            {
                case CXCursorKind.CXCursor_MacroDefinition:
                    macros[name] = cursor;
                    _macrosOfFreeing |= name.EndsWith("_FREED_BY", StringComparison.Ordinal);
                    break;
                case CXCursorKind.CXCursor_MacroExpansion when name.EndsWith("_FREED_BY", StringComparison.Ordinal):
                    AddFreeing(unit.Tokens(cursor.Extent));
                    break;
                case CXCursorKind.CXCursor_MacroExpansion:
                    leading.Add(name);
                    break;
                case CXCursorKind.CXCursor_FunctionDecl when cursor.StorageClass == CX_StorageClass.CX_SC_Static || _functions.Exists(function => function.Item.Name == name):
                    leading.Clear();
                    break;
                case CXCursorKind.CXCursor_FunctionDecl:
                    _functions.Add(Function(name, cursor, cursor.ResultType, leading));
                    leading.Clear();
                    break;
                case CXCursorKind.CXCursor_TypedefDecl:
                    ReadTypedef(name, cursor, unnamed, leading);
                    unnamed = null;
                    break;
                case CXCursorKind.CXCursor_EnumDecl or CXCursorKind.CXCursor_StructDecl when !IsIdentifier(name) || IsNamedByTypedef(cursor, unit):
                    unnamed = cursor;
                    break;
                case CXCursorKind.CXCursor_EnumDecl:
                    ReadEnum(name, cursor);
                    break;
                case CXCursorKind.CXCursor_StructDecl:
                    ReadStruct(name, cursor);
                    break;
            }
        }

        AddConstants(unnamed);
        CheckEnumWidths();
    }

    // The enumerators of an enum that no typedef has named.
    private void AddConstants(CXCursor? unnamed)
    {
        if (unnamed is { Kind: CXCursorKind.CXCursor_EnumDecl } numbers)
        {
            _constants.AddRange(Enumerators(numbers));
        }
    }

    // Those of the header and of the files of its folder that it includes. Preprocessing comes first in libclang's list; by position
    // it interleaves with the declarations.
    private CXCursor[] OwnCursors(CXTranslationUnit unit)
    {
        var own = unit.Cursor.Children().Select(cursor => (Cursor: cursor, Position: cursor.Position())).Where(item => item.Position.File.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)).ToList();
        List<string> files = [.. own.Select(item => item.Position.File).Distinct()];
        return [.. own.OrderBy(item => files.IndexOf(item.Position.File)).ThenBy(item => item.Position.Offset).Select(item => item.Cursor)];
    }

    // X_FREED_BY ( name ), behind the function that it belongs to.
    private void AddFreeing(string[] tokens)
    {
        HeaderFunction function = _functions[^1];
        string[] freedBy = [.. function.FreedBy, tokens[2]];
        AbiValue result = function.Item.Result;
        _functions[^1] = function with { FreedBy = freedBy, Item = function.Item with { Result = new AbiValue("", result.Type, result.Ownership, freedBy) } };
    }

    private static bool IsIdentifier(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    // Newer versions of libclang call an unnamed struct as its typedef does; its source has no name behind the keyword.
    private static bool IsNamedByTypedef(CXCursor cursor, CXTranslationUnit unit) => unit.Tokens(cursor.Extent) is [_, "{", ..];

    // Versions of clang differ in a space.
    private static string Spelling(CXType type) => type.Spelling.Text().Replace(" [", "[", StringComparison.Ordinal);

    private string Place(CXCursor cursor)
    {
        (string file, uint line, _) = cursor.Position();
        return $"{(file.Length > _folder.Length ? file[(_folder.Length + 1)..] : _name)}:{line}";
    }

    /// <summary>A struct with what is said of its fields.</summary>
    private sealed record HeaderStruct(AbiStruct Item, IReadOnlyList<string> Remarks);
}
