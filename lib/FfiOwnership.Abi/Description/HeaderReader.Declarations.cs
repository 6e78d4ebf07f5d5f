using System.Globalization;
using ClangSharp.Interop;
using FfiOwnership.Abi.Clang;

namespace FfiOwnership.Abi.Description;

/// <content>Functions and types.</content>
internal sealed partial class HeaderReader
{
    private HeaderFunction Function(string name, CXCursor cursor, CXType result, List<string> leading)
    {
        HeaderComment comment = new(cursor.RawCommentText.Text());
        AbiValue Value(string valueName, CXType type, string remark)
        {
            string? freeing = HeaderComment.FreeingCall(remark);

            // A status that the caller may ask for needs no remark of its own.
            string word = HeaderComment.Word(remark) ?? (valueName == "status" && remark.Length == 0 && type.kind == CXTypeKind.CXType_Pointer ? AbiOwnership.Borrowed : AbiOwnership.None);
            return new AbiValue(valueName, Spelling(type), word, freeing == null ? [] : [freeing]);
        }

        AbiValue[] parameters = [.. cursor.Children()
            .Where(child => child.Kind == CXCursorKind.CXCursor_ParmDecl)
            .Select(child => Value(child.Spelling.Text(), child.Type, comment.Of(child.Spelling.Text())))];
        AbiValue returned = Value("", result, comment.Result);

        // What frees a pointer is the attribute's to say where there is one; a handle, which is a number, cannot have one.
        bool isTold = _macrosOfFreeing && returned.Type.Contains('*', StringComparison.Ordinal);
        AbiFunction item = new(name, isTold ? new AbiValue("", returned.Type, returned.Ownership) : returned, parameters, Place(cursor), comment.Since);
        return new HeaderFunction(item, comment, [.. leading], []);
    }

    private void ReadTypedef(string name, CXCursor cursor, CXCursor? unnamed, List<string> leading)
    {
        CXType type = cursor.TypedefDeclUnderlyingType;
        CXType canonical = type.CanonicalType;
        switch (canonical.kind)
        {
            case CXTypeKind.CXType_Pointer when canonical.PointeeType.kind is CXTypeKind.CXType_FunctionProto or CXTypeKind.CXType_FunctionNoProto:
                // In the header's own words, unless it is a second name of a callback.
                CXType result = type.PointeeType.ResultType;
                _callbacks.Add(Function(name, cursor, result.kind == CXTypeKind.CXType_Invalid ? canonical.PointeeType.ResultType : result, leading));
                break;
            case CXTypeKind.CXType_Enum when unnamed is { } numbers:
                ReadEnum(name, numbers);
                break;
            case CXTypeKind.CXType_Record when unnamed is { } fields:
                ReadStruct(name, fields);
                break;
            case >= CXTypeKind.CXType_Bool and <= CXTypeKind.CXType_LongDouble:
                _aliases.Add(new AbiAlias(name, Spelling(type), type.SizeOf, Place(cursor)));
                break;
        }

        leading.Clear();
    }

    private void ReadEnum(string name, CXCursor cursor)
    {
        CXType width = cursor.EnumDecl_IntegerType;
        _enums.Add(new AbiEnum(name, width.SizeOf, width.kind != CXTypeKind.CXType_UInt, [.. Enumerators(cursor)], Place(cursor)));
    }

    private IEnumerable<AbiConstant> Enumerators(CXCursor cursor) => cursor.Children()
        .Where(child => child.Kind == CXCursorKind.CXCursor_EnumConstantDecl)
        .Select(child => new AbiConstant(child.Spelling.Text(), child.EnumConstantDeclValue.ToString(CultureInfo.InvariantCulture), Place(child), new HeaderComment(child.RawCommentText.Text()).Since));

    // A last enumerator of the largest value only states the width, which C# states elsewhere. Where one enum has it, all do.
    private void CheckEnumWidths()
    {
        static string Last(AbiEnum item) => $"{item.Name.ToUpperInvariant()}_FORCE_32";
        bool IsForced(AbiEnum item) => item.Values is [.., { Value: "2147483647" } last] && last.Name == Last(item);
        if (!_enums.Any(IsForced))
        {
            return;
        }

        foreach ((int index, AbiEnum item) in _enums.ToArray().Index())
        {
            if (IsForced(item))
            {
                _enums[index] = item with { Values = [.. item.Values.SkipLast(1)] };
            }
            else
            {
                _problems.Add($"{item.Name}: {item.Place} does not end with {Last(item)} = 0x7FFFFFFF");
            }
        }
    }

    private void ReadStruct(string name, CXCursor cursor)
    {
        // One that is only declared has no size.
        if (cursor.Type.SizeOf < 0)
        {
            return;
        }

        List<AbiField> fields = [];
        List<string> remarks = [];
        foreach (CXCursor child in cursor.Children().Where(child => child.Kind == CXCursorKind.CXCursor_FieldDecl))
        {
            string field = child.Spelling.Text();
            HeaderComment comment = new(child.RawCommentText.Text());
            remarks.Add(comment.Summary);
            fields.Add(new AbiField(field, Spelling(child.Type), cursor.Type.GetOffsetOf(field) / 8, child.Type.SizeOf, HeaderComment.Word(comment.Summary) ?? AbiOwnership.None, Place(child), comment.Since));
        }

        _structs.Add(new HeaderStruct(new AbiStruct(name, cursor.Type.SizeOf, cursor.Type.AlignOf, fields, Place(cursor)), remarks));
    }
}
