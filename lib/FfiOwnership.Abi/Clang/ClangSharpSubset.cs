// What ffo-abi needs of ClangSharp.Interop, over the system's libclang, under the same names; the package source of the build
// machines has no ClangSharp. -p:UseClangSharp=true leaves this file out and takes the package.
//
// One file, although long: it stands in for one package, and is left out as a whole.
#pragma warning disable CS0649 // libclang fills the fields

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace ClangSharp.Interop;

internal enum CXErrorCode
{
    CXError_Success = 0,
}

internal enum CXTranslationUnit_Flags : uint
{
    CXTranslationUnit_DetailedPreprocessingRecord = 1,
}

internal enum CXChildVisitResult
{
    CXChildVisit_Break,
    CXChildVisit_Continue,
    CXChildVisit_Recurse,
}

internal enum CXDiagnosticSeverity
{
    CXDiagnostic_Warning = 2,
}

[Flags]
internal enum CXDiagnosticDisplayOptions : uint
{
    CXDiagnostic_DisplaySourceLocation = 1,
}

internal enum CXTokenKind
{
    CXToken_Identifier = 2,
    CXToken_Comment = 4,
}

/// <summary>The kinds of cursors that the reader looks at; the others exist too.</summary>
internal enum CXCursorKind
{
    CXCursor_StructDecl = 2,
    CXCursor_EnumDecl = 5,
    CXCursor_FieldDecl = 6,
    CXCursor_EnumConstantDecl = 7,
    CXCursor_FunctionDecl = 8,
    CXCursor_VarDecl = 9,
    CXCursor_ParmDecl = 10,
    CXCursor_TypedefDecl = 20,
    CXCursor_InitListExpr = 119,
    CXCursor_MacroDefinition = 501,
    CXCursor_MacroExpansion = 502,
}

internal enum CXTypeKind
{
    CXType_Invalid = 0,
    CXType_Bool = 3,
    CXType_UInt = 9,
    CXType_LongDouble = 23,
    CXType_Pointer = 101,
    CXType_Record = 105,
    CXType_Enum = 106,
    CXType_FunctionNoProto = 110,
    CXType_FunctionProto = 111,
}

internal enum CX_StorageClass
{
    CX_SC_Static = 3,
}

internal unsafe delegate CXChildVisitResult CXCursorVisitor(CXCursor cursor, CXCursor parent, void* client_data);

internal struct CXClientData;

internal unsafe struct CXString : IDisposable
{
    public void* data;
    public uint private_flags;

    public readonly void Dispose() => LibClang.clang_disposeString(this);

    public override readonly string ToString() => Marshal.PtrToStringUTF8((nint)LibClang.clang_getCString(this)) ?? "";
}

internal struct CXFile
{
    public nint Handle { get; set; }

    public readonly CXString Name => LibClang.clang_getFileName(Handle);
}

internal unsafe struct CXSourceLocation
{
    public fixed ulong ptr_data[2];
    public uint int_data;

    public readonly void GetExpansionLocation(out CXFile file, out uint line, out uint column, out uint offset)
    {
        nint handle;
        fixed (uint* lines = &line, columns = &column, offsets = &offset)
        {
            LibClang.clang_getExpansionLocation(this, &handle, lines, columns, offsets);
        }

        file = new CXFile { Handle = handle };
    }
}

internal unsafe struct CXSourceRange
{
    public fixed ulong ptr_data[2];
    public uint begin_int_data;
    public uint end_int_data;
}

internal unsafe struct CXToken
{
    public fixed uint int_data[4];
    public void* ptr_data;

    public readonly CXTokenKind Kind => LibClang.clang_getTokenKind(this);

    public readonly CXString GetSpelling(CXTranslationUnit translationUnit) => LibClang.clang_getTokenSpelling(translationUnit.Handle, this);
}

internal unsafe struct CXType
{
    public CXTypeKind kind;
    public fixed ulong data[2];

    public readonly CXString Spelling => LibClang.clang_getTypeSpelling(this);

    public readonly CXType CanonicalType => LibClang.clang_getCanonicalType(this);

    public readonly CXType PointeeType => LibClang.clang_getPointeeType(this);

    public readonly CXType ResultType => LibClang.clang_getResultType(this);

    public readonly long SizeOf => LibClang.clang_Type_getSizeOf(this);

    public readonly long AlignOf => LibClang.clang_Type_getAlignOf(this);

    public readonly long GetOffsetOf(string s)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(s + "\0"))
        {
            return LibClang.clang_Type_getOffsetOf(this, name);
        }
    }
}

internal struct CXEvalResult : IDisposable
{
    public nint Handle { get; set; }

    public readonly long AsLongLong => LibClang.clang_EvalResult_getAsLongLong(Handle);

    public void Dispose()
    {
        if (Handle != 0)
        {
            LibClang.clang_EvalResult_dispose(Handle);
            Handle = 0;
        }
    }
}

internal unsafe struct CXCursor
{
    public CXCursorKind kind;
    public int xdata;
    public fixed ulong data[3];

    public readonly CXCursorKind Kind => LibClang.clang_getCursorKind(this);

    public readonly CXString Spelling => LibClang.clang_getCursorSpelling(this);

    public readonly CXType Type => LibClang.clang_getCursorType(this);

    public readonly CXType ResultType => LibClang.clang_getCursorResultType(this);

    public readonly CXType TypedefDeclUnderlyingType => LibClang.clang_getTypedefDeclUnderlyingType(this);

    public readonly CXType EnumDecl_IntegerType => LibClang.clang_getEnumDeclIntegerType(this);

    public readonly long EnumConstantDeclValue => LibClang.clang_getEnumConstantDeclValue(this);

    public readonly bool IsMacroFunctionLike => LibClang.clang_Cursor_isMacroFunctionLike(this) != 0;

    public readonly CXString RawCommentText => LibClang.clang_Cursor_getRawCommentText(this);

    public readonly CX_StorageClass StorageClass => LibClang.clang_Cursor_getStorageClass(this);

    public readonly CXSourceLocation Location => LibClang.clang_getCursorLocation(this);

    public readonly CXSourceRange Extent => LibClang.clang_getCursorExtent(this);

    public readonly CXEvalResult Evaluate => new() { Handle = LibClang.clang_Cursor_Evaluate(this) };

    [SuppressMessage("Style", "IDE0060", Justification = "The package's signature.")]
    public readonly CXChildVisitResult VisitChildren(CXCursorVisitor visitor, CXClientData clientData)
    {
        // Libclang calls with the same three values; a thunk of ours carries the delegate in the third.
        GCHandle handle = GCHandle.Alloc(visitor);
        try
        {
            return (CXChildVisitResult)LibClang.clang_visitChildren(this, &Visit, (void*)GCHandle.ToIntPtr(handle));
        }
        finally
        {
            handle.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static CXChildVisitResult Visit(CXCursor cursor, CXCursor parent, void* data) =>
        ((CXCursorVisitor)GCHandle.FromIntPtr((nint)data).Target!)(cursor, parent, null);
}

internal struct CXDiagnostic : IDisposable
{
    public nint Handle { get; set; }

    public readonly CXDiagnosticSeverity Severity => LibClang.clang_getDiagnosticSeverity(Handle);

    public readonly CXString Format(CXDiagnosticDisplayOptions options) => LibClang.clang_formatDiagnostic(Handle, options);

    public void Dispose()
    {
        if (Handle != 0)
        {
            LibClang.clang_disposeDiagnostic(Handle);
            Handle = 0;
        }
    }
}

internal unsafe struct CXUnsavedFile : IDisposable
{
    public sbyte* Filename;
    public sbyte* Contents;
    public nuint Length;

    public static CXUnsavedFile Create(string filename, string contents) => new()
    {
        Filename = (sbyte*)Marshal.StringToCoTaskMemUTF8(filename),
        Contents = (sbyte*)Marshal.StringToCoTaskMemUTF8(contents),
        Length = (nuint)Encoding.UTF8.GetByteCount(contents),
    };

    public void Dispose()
    {
        Marshal.FreeCoTaskMem((nint)Filename);
        Marshal.FreeCoTaskMem((nint)Contents);
        this = default;
    }
}

internal struct CXIndex : IDisposable
{
    public nint Handle { get; set; }

    public static CXIndex Create(bool excludeDeclarationsFromPch = false, bool displayDiagnostics = false) =>
        new() { Handle = LibClang.clang_createIndex(excludeDeclarationsFromPch ? 1 : 0, displayDiagnostics ? 1 : 0) };

    public readonly void Dispose() => LibClang.clang_disposeIndex(Handle);
}

internal unsafe struct CXTranslationUnit : IDisposable
{
    public nint Handle { get; set; }

    public readonly CXCursor Cursor => LibClang.clang_getTranslationUnitCursor(Handle);

    public readonly uint NumDiagnostics => LibClang.clang_getNumDiagnostics(Handle);

    public static CXErrorCode TryParse(
        CXIndex index,
        string sourceFileName,
        ReadOnlySpan<string> commandLineArgs,
        ReadOnlySpan<CXUnsavedFile> unsavedFiles,
        CXTranslationUnit_Flags options,
        out CXTranslationUnit translationUnit)
    {
        nint[] arguments = [.. commandLineArgs.ToArray().Select(Marshal.StringToCoTaskMemUTF8)];
        nint name = Marshal.StringToCoTaskMemUTF8(sourceFileName);
        try
        {
            nint handle;
            CXErrorCode error;
            fixed (nint* argument = arguments)
            fixed (CXUnsavedFile* files = unsavedFiles)
            {
                error = LibClang.clang_parseTranslationUnit2(index.Handle, (byte*)name, (byte**)argument, arguments.Length, files, (uint)unsavedFiles.Length, options, &handle);
            }

            translationUnit = new CXTranslationUnit { Handle = handle };
            return error;
        }
        finally
        {
            Array.ForEach(arguments, Marshal.FreeCoTaskMem);
            Marshal.FreeCoTaskMem(name);
        }
    }

    public readonly CXDiagnostic GetDiagnostic(uint index) => new() { Handle = LibClang.clang_getDiagnostic(Handle, index) };

    public readonly Span<CXToken> Tokenize(CXSourceRange sourceRange)
    {
        CXToken* tokens;
        uint count;
        LibClang.clang_tokenize(Handle, sourceRange, &tokens, &count);
        return new Span<CXToken>(tokens, (int)count);
    }

    public readonly void DisposeTokens(ReadOnlySpan<CXToken> tokens)
    {
        fixed (CXToken* first = tokens)
        {
            LibClang.clang_disposeTokens(Handle, first, (uint)tokens.Length);
        }
    }

    public void Dispose()
    {
        if (Handle != 0)
        {
            LibClang.clang_disposeTranslationUnit(Handle);
            Handle = 0;
        }
    }
}

/// <summary>The functions themselves.</summary>
internal static unsafe partial class LibClang
{
    private const string Library = "libclang";

    [LibraryImport(Library)] public static partial nint clang_createIndex(int excludeDeclarations, int displayDiagnostics);
    [LibraryImport(Library)] public static partial void clang_disposeIndex(nint index);
    [LibraryImport(Library)] public static partial CXErrorCode clang_parseTranslationUnit2(nint index, byte* name, byte** arguments, int argumentCount, CXUnsavedFile* files, uint fileCount, CXTranslationUnit_Flags options, nint* unit);
    [LibraryImport(Library)] public static partial void clang_disposeTranslationUnit(nint unit);
    [LibraryImport(Library)] public static partial CXCursor clang_getTranslationUnitCursor(nint unit);
    [LibraryImport(Library)] public static partial uint clang_visitChildren(CXCursor parent, delegate* unmanaged[Cdecl]<CXCursor, CXCursor, void*, CXChildVisitResult> visitor, void* data);

    [LibraryImport(Library)] public static partial uint clang_getNumDiagnostics(nint unit);
    [LibraryImport(Library)] public static partial nint clang_getDiagnostic(nint unit, uint index);
    [LibraryImport(Library)] public static partial CXDiagnosticSeverity clang_getDiagnosticSeverity(nint diagnostic);
    [LibraryImport(Library)] public static partial CXString clang_formatDiagnostic(nint diagnostic, CXDiagnosticDisplayOptions options);
    [LibraryImport(Library)] public static partial void clang_disposeDiagnostic(nint diagnostic);

    [LibraryImport(Library)] public static partial void clang_tokenize(nint unit, CXSourceRange range, CXToken** tokens, uint* count);
    [LibraryImport(Library)] public static partial void clang_disposeTokens(nint unit, CXToken* tokens, uint count);
    [LibraryImport(Library)] public static partial CXTokenKind clang_getTokenKind(CXToken token);
    [LibraryImport(Library)] public static partial CXString clang_getTokenSpelling(nint unit, CXToken token);

    [LibraryImport(Library)] public static partial CXCursorKind clang_getCursorKind(CXCursor cursor);
    [LibraryImport(Library)] public static partial CXString clang_getCursorSpelling(CXCursor cursor);
    [LibraryImport(Library)] public static partial CXType clang_getCursorType(CXCursor cursor);
    [LibraryImport(Library)] public static partial CXType clang_getCursorResultType(CXCursor cursor);
    [LibraryImport(Library)] public static partial CXType clang_getTypedefDeclUnderlyingType(CXCursor cursor);
    [LibraryImport(Library)] public static partial CXType clang_getEnumDeclIntegerType(CXCursor cursor);
    [LibraryImport(Library)] public static partial long clang_getEnumConstantDeclValue(CXCursor cursor);
    [LibraryImport(Library)] public static partial uint clang_Cursor_isMacroFunctionLike(CXCursor cursor);
    [LibraryImport(Library)] public static partial CX_StorageClass clang_Cursor_getStorageClass(CXCursor cursor);
    [LibraryImport(Library)] public static partial CXString clang_Cursor_getRawCommentText(CXCursor cursor);
    [LibraryImport(Library)] public static partial CXSourceLocation clang_getCursorLocation(CXCursor cursor);
    [LibraryImport(Library)] public static partial CXSourceRange clang_getCursorExtent(CXCursor cursor);
    [LibraryImport(Library)] public static partial void clang_getExpansionLocation(CXSourceLocation location, nint* file, uint* line, uint* column, uint* offset);
    [LibraryImport(Library)] public static partial CXString clang_getFileName(nint file);

    [LibraryImport(Library)] public static partial nint clang_Cursor_Evaluate(CXCursor cursor);
    [LibraryImport(Library)] public static partial long clang_EvalResult_getAsLongLong(nint result);
    [LibraryImport(Library)] public static partial void clang_EvalResult_dispose(nint result);

    [LibraryImport(Library)] public static partial CXString clang_getTypeSpelling(CXType type);
    [LibraryImport(Library)] public static partial CXType clang_getCanonicalType(CXType type);
    [LibraryImport(Library)] public static partial CXType clang_getPointeeType(CXType type);
    [LibraryImport(Library)] public static partial CXType clang_getResultType(CXType type);
    [LibraryImport(Library)] public static partial long clang_Type_getSizeOf(CXType type);
    [LibraryImport(Library)] public static partial long clang_Type_getAlignOf(CXType type);
    [LibraryImport(Library)] public static partial long clang_Type_getOffsetOf(CXType type, byte* field);

    [LibraryImport(Library)] public static partial byte* clang_getCString(CXString text);
    [LibraryImport(Library)] public static partial void clang_disposeString(CXString text);
}
