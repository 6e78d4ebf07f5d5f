using System.Text;
using FfiOwnership.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Names in C, and how C# spells them.</summary>
internal static class Identifiers
{
    // A type of such a name would be found before the toolkit's.
    private static readonly HashSet<string> s_generated =
    [
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
        "Arguments", "BorrowedObject", "BorrowedTexts", "Box", "CName", "CString", "Const", "Exception", "ExportCall", "FfiResult", "FfiType",
        "GeneratedErrors", "GeneratedExports", "GeneratedLibrary", "HandleOf", "IDisposable", "IEnumerable", "IFfiStruct", "IFfiType", "LastError", "Library", "ObjectDisposedException",
        "OutOfMemoryException", "OwnedBox", "OwnedStructVec", "ReadOnlySpan", "Results", "Span", "Status", "StatusTable", "StructDescription", "Vec", "VecData",
    ];

    private static readonly HashSet<string> s_ledgers = ["string", "vec", "ffo_config"];

    /// <summary>What is wrong with a name; null: it is an identifier in C.</summary>
    public static string? Objection(string? name)
    {
        bool isIdentifier = !string.IsNullOrEmpty(name) && !IsDigit(name![0]) && name.All(c => c == '_' || IsDigit(c) || c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'));
        bool isReserved = isIdentifier && name!.Length > 1 && name[0] == '_' && name[1] is '_' or (>= 'A' and <= 'Z');
        return !isIdentifier ? "a C identifier has letters, digits and underscores, and does not begin with a digit"
            : CKeywords.Contains(name!) ? "it is a keyword of C or C++"
            : isReserved ? "C reserves names that begin like this"
            : s_generated.Contains(name!) ? "the generated code uses it; begin it with the library's prefix"
            : null;
    }

    /// <summary>What is wrong with the name of a type; null: it is one.</summary>
    public static string? TypeObjection(string name) =>
        s_ledgers.Contains(name) ? "the ledger has a type of its own of this name; begin it with the library's prefix" : null;

    /// <summary>A name of C#'s as C spells it: <c>rowCount</c> and <c>RowCount</c> are <c>row_count</c>.</summary>
    public static string ToSnakeCase(string name)
    {
        StringBuilder snake = new();
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool beginsWord = char.IsUpper(c) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (beginsWord)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    /// <summary>A C name where C# code is written.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>The name in C that a [CName] gives; else the symbol's own in snake case.</summary>
    public static string Of(ISymbol symbol) =>
        symbol.Find(KnownAttributes.CName)?.ConstructorArguments.FirstOrDefault().Value as string ?? ToSnakeCase(symbol.Name);

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
