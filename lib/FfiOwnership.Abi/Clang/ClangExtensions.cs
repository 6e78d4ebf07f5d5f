using ClangSharp.Interop;

namespace FfiOwnership.Abi.Clang;

/// <summary>What is awkward to say in libclang's terms.</summary>
internal static unsafe class ClangExtensions
{
    /// <summary>The text, whose memory is given back.</summary>
    public static string Text(this CXString text)
    {
        string result = text.ToString();
        text.Dispose();
        return result;
    }

    /// <summary>The cursors directly below one, in the order of the source.</summary>
    public static List<CXCursor> Children(this CXCursor cursor)
    {
        List<CXCursor> children = [];
        CXChildVisitResult Collect(CXCursor child, CXCursor parent, void* data)
        {
            children.Add(child);
            return CXChildVisitResult.CXChildVisit_Continue;
        }

        cursor.VisitChildren(Collect, default);
        return children;
    }

    /// <summary>The words and signs that a piece of source consists of, without comments.</summary>
    public static string[] Tokens(this CXTranslationUnit unit, CXSourceRange range)
    {
        Span<CXToken> tokens = unit.Tokenize(range);
        List<string> texts = [];
        foreach (CXToken token in tokens)
        {
            string text = token.GetSpelling(unit).Text();
            if (token.Kind != CXTokenKind.CXToken_Comment)
            {
                texts.Add(text);
            }
        }

        unit.DisposeTokens(tokens);
        return [.. texts];
    }

    /// <summary>Where a cursor stands: file, line, and bytes from the file's start.</summary>
    public static (string File, uint Line, uint Offset) Position(this CXCursor cursor)
    {
        cursor.Location.GetExpansionLocation(out CXFile file, out uint line, out _, out uint offset);
        return (file.Handle == 0 ? "" : file.Name.Text(), line, offset);
    }
}
