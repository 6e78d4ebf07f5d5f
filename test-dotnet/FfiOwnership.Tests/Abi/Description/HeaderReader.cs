using System.Globalization;
using System.Text.RegularExpressions;
using ClangSharp.Interop;
using FfiOwnership.Tests.Abi.Clang;

namespace FfiOwnership.Tests.Abi.Description;

/// <summary>Reads the description from the C header, by libclang.</summary>
internal sealed partial class HeaderReader
{
    private const string Header = "ffi_ownership.h";

    // Comments of every form count. Where the header leaves a choice to the compiler, clang's is taken.
    private static readonly string[] Arguments = ["-xc", "-std=c11", "-Wall", "-Wextra", "-fparse-all-comments", "-Wno-unused-const-variable"];

    private readonly string _folder;
    private readonly string _text;
    private readonly List<string> _problems = [];
    private readonly List<HeaderFunction> _functions = [];
    private readonly List<HeaderFunction> _callbacks = [];
    private readonly List<AbiAlias> _aliases = [];
    private readonly List<AbiEnum> _enums = [];
    private readonly List<AbiStruct> _structs = [];
    private readonly List<AbiConstant> _constants = [];

    private HeaderReader(string folder, string text)
    {
        _folder = folder;
        _text = text;
    }

    /// <summary>Reads it.</summary>
    /// <param name="folder">Where the header lies, or would.</param>
    /// <param name="text">Its text.</param>
    /// <param name="problems">Receives where the header contradicts itself or its own rules, each with its line.</param>
    public static AbiDescription Read(string folder, string text, out IReadOnlyList<string> problems)
    {
        HeaderReader reader = new(folder, text);
        Dictionary<string, CXCursor> macros = [];
        using CXIndex index = CXIndex.Create();
        using (CXTranslationUnit unit = reader.Parse(index, Header, text))
        {
            reader.ReadDeclarations(unit, macros);
            string probes = reader.Probes(unit, macros);
            using CXTranslationUnit probe = reader.Parse(index, "probes.c", $"#include \"{Header}\"\n{probes}");
            reader.ReadProbes(probe, macros);
        }

        AbiDescription description = new()
        {
            Source = Header,
            Constants = reader._constants,
            Aliases = reader._aliases,
            Enums = reader._enums,
            Structs = reader._structs,
            Callbacks = [.. reader._callbacks.Select(callback => callback.Item)],
            Functions = [.. reader._functions.Select(function => function.Item)],
        };
        HashSet<string> statuses = [.. reader._enums.Where(item => item.Name == "ffo_status").SelectMany(item => item.Values).Select(value => value.Name)];
        reader._problems.AddRange(HeaderRules.Broken(reader._functions, reader._callbacks, statuses));
        problems = reader._problems;
        return description;
    }

    private CXTranslationUnit Parse(CXIndex index, string name, string source)
    {
        // The header is always the given text, whatever the file says.
        CXUnsavedFile[] files = [CXUnsavedFile.Create(Path.Combine(_folder, Header), _text), CXUnsavedFile.Create(Path.Combine(_folder, name), source)];
        CXErrorCode error = CXTranslationUnit.TryParse(index, Path.Combine(_folder, name), Arguments, files, CXTranslationUnit_Flags.CXTranslationUnit_DetailedPreprocessingRecord, out CXTranslationUnit unit);
        Array.ForEach(files, file => file.Dispose());
        if (error != CXErrorCode.CXError_Success)
        {
            throw new InvalidOperationException($"libclang could not read {name}: {error}");
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
        // Preprocessing comes first in libclang's list; by position it interleaves with the declarations.
        string file = Path.Combine(_folder, Header);
        CXCursor[] cursors = [.. unit.Cursor.Children().Where(cursor => cursor.Position().File == file).OrderBy(cursor => cursor.Position().Offset)];
        List<string> leading = [];
        foreach (CXCursor cursor in cursors)
        {
            string name = cursor.Spelling.Text();
            switch (cursor.Kind)
            {
                case CXCursorKind.CXCursor_MacroDefinition:
                    macros[name] = cursor;
                    break;
                case CXCursorKind.CXCursor_MacroExpansion when name == "FFO_FREED_BY":
                    AddFreeing(unit.Tokens(cursor.Extent));
                    break;
                case CXCursorKind.CXCursor_MacroExpansion:
                    leading.Add(name);
                    break;
                case CXCursorKind.CXCursor_FunctionDecl:
                    _functions.Add(Function(name, cursor, cursor.ResultType, leading));
                    leading.Clear();
                    break;
                case CXCursorKind.CXCursor_TypedefDecl:
                    ReadTypedef(name, cursor, leading);
                    break;
                case CXCursorKind.CXCursor_EnumDecl:
                    ReadEnum(name, cursor);
                    break;
                case CXCursorKind.CXCursor_StructDecl:
                    ReadStruct(name, cursor);
                    break;
            }
        }
    }

    // FFO_FREED_BY ( name ), behind the function that it belongs to.
    private void AddFreeing(string[] tokens)
    {
        HeaderFunction function = _functions[^1];
        string[] freedBy = [.. function.FreedBy, tokens[2]];
        AbiValue result = function.Item.Result;
        _functions[^1] = function with { FreedBy = freedBy, Item = function.Item with { Result = new AbiValue("", result.Type, result.Ownership, freedBy) } };
    }

    private static HeaderFunction Function(string name, CXCursor cursor, CXType result, List<string> leading)
    {
        HeaderComment comment = new(cursor.RawCommentText.Text());
        AbiValue Value(string valueName, CXType type, string remark)
        {
            string? freeing = HeaderComment.FreeingCall(remark);
            return new AbiValue(valueName, Spelling(type), HeaderComment.Word(remark) ?? AbiOwnership.None, freeing == null ? [] : [freeing]);
        }

        AbiValue[] parameters = [.. cursor.Children()
            .Where(child => child.Kind == CXCursorKind.CXCursor_ParmDecl)
            .Select(child => Value(child.Spelling.Text(), child.Type, comment.Of(child.Spelling.Text())))];
        AbiValue returned = Value("", result, comment.Result);

        // What frees a pointer is the attribute's to say; a handle, which is a number, cannot have one.
        bool isPointer = returned.Type.Contains('*', StringComparison.Ordinal);
        AbiFunction item = new(name, isPointer ? new AbiValue("", returned.Type, returned.Ownership) : returned, parameters, Place(cursor), comment.Since);
        return new HeaderFunction(item, comment, [.. leading], []);
    }

    private void ReadTypedef(string name, CXCursor cursor, List<string> leading)
    {
        CXType type = cursor.TypedefDeclUnderlyingType;
        CXType canonical = type.CanonicalType;
        if (canonical.kind == CXTypeKind.CXType_Pointer)
        {
            _callbacks.Add(Function(name, cursor, canonical.PointeeType.ResultType, leading));
            leading.Clear();
        }
        else if (FixedWidth().IsMatch(Spelling(type)))
        {
            _aliases.Add(new AbiAlias(name, Spelling(type), type.SizeOf, Place(cursor)));
        }
    }

    private void ReadEnum(string name, CXCursor cursor)
    {
        CXType width = cursor.EnumDecl_IntegerType;
        List<AbiConstant> values = [.. cursor.Children()
            .Where(child => child.Kind == CXCursorKind.CXCursor_EnumConstantDecl)
            .Select(child => new AbiConstant(child.Spelling.Text(), child.EnumConstantDeclValue.ToString(CultureInfo.InvariantCulture), Place(child), new HeaderComment(child.RawCommentText.Text()).Since))];

        // The last one only states the width, which C# states elsewhere.
        string last = $"{name.ToUpperInvariant()}_FORCE_32";
        if (values is [.., { Value: "2147483647" } force] && force.Name == last)
        {
            values.RemoveAt(values.Count - 1);
        }
        else
        {
            _problems.Add($"{name}: {Place(cursor)} does not end with {last} = 0x7FFFFFFF");
        }

        _enums.Add(new AbiEnum(name, width.SizeOf, width.kind != CXTypeKind.CXType_UInt, values, Place(cursor)));
    }

    private void ReadStruct(string name, CXCursor cursor)
    {
        List<AbiField> fields = [];
        foreach (CXCursor child in cursor.Children().Where(child => child.Kind == CXCursorKind.CXCursor_FieldDecl))
        {
            string field = child.Spelling.Text();
            string type = Spelling(child.Type);
            HeaderComment comment = new(child.RawCommentText.Text());
            string remark = comment.Summary;
            fields.Add(new AbiField(field, type, cursor.Type.GetOffsetOf(field) / 8, child.Type.SizeOf, HeaderComment.Word(remark) ?? AbiOwnership.None, Place(child), comment.Since));
            _problems.AddRange(HeaderRules.BrokenByField($"{name}.{field}", Place(child), type, remark));
        }

        _structs.Add(new AbiStruct(name, cursor.Type.SizeOf, cursor.Type.AlignOf, fields, Place(cursor)));
    }

    // Versions of clang differ in a space.
    private static string Spelling(CXType type) => type.Spelling.Text().Replace(" [", "[", StringComparison.Ordinal);

    private static string Place(CXCursor cursor) => $"{Header}:{cursor.Position().Line}";

    [GeneratedRegex(@"^u?int\d+_t$|^size_t$")]
    private static partial Regex FixedWidth();
}
