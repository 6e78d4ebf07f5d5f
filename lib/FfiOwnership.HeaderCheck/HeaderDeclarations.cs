namespace FfiOwnership.HeaderCheck;

/// <summary>The declarations of the author's headers: as much of C as it takes to know their names and parameters. Their types are left to the compiler.</summary>
internal sealed class HeaderDeclarations
{
    private static readonly HashSet<string> Specifiers =
        ["void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool", "const", "volatile", "restrict", "struct", "union", "enum", "return", "sizeof"];

    // With an argument in parentheses, and without.
    private static readonly HashSet<string> Annotations = ["__attribute__", "__attribute", "__declspec", "__asm__", "__asm", "asm", "_Alignas", "__nonnull"];
    private static readonly HashSet<string> Marks = ["extern", "__extension__", "_Noreturn", "__cdecl", "__stdcall", "__fastcall", "__restrict", "inline", "__inline", "__inline__"];

    private readonly List<CToken> _tokens;

    private HeaderDeclarations(List<CToken> tokens) => _tokens = tokens;

    /// <summary>The functions, by name.</summary>
    public Dictionary<string, HeaderFunction> Functions { get; } = [];

    /// <summary>The names of the fields of each struct, by its tag or its typedef.</summary>
    public Dictionary<string, IReadOnlyList<string>> Structs { get; } = [];

    /// <summary>The names that typedef gives, with their places.</summary>
    public Dictionary<string, Place> Typedefs { get; } = [];

    /// <summary>The enumerators, with their places.</summary>
    public Dictionary<string, Place> Enumerators { get; } = [];

    /// <summary>Reads them.</summary>
    /// <param name="tokens">The author's part of what was preprocessed.</param>
    public static HeaderDeclarations Read(List<CToken> tokens)
    {
        HeaderDeclarations declarations = new(tokens);
        declarations.ReadAll();
        return declarations;
    }

    private void ReadAll()
    {
        List<CToken> statement = [];
        List<CToken>? body = null;
        for (int i = 0; i < _tokens.Count; i++)
        {
            CToken token = _tokens[i];
            switch (token.Text)
            {
                // The function's own code, or the fields of a type, which go on to a semicolon.
                case "{":
                    int end = Closing(_tokens, i, "{", "}");
                    if (WithoutAnnotations(statement).Exists(word => word.Text == "("))
                    {
                        statement.Clear();
                    }
                    else
                    {
                        body = _tokens[(i + 1)..end];
                    }

                    i = end;
                    break;
                case ";":
                    ReadStatement(WithoutAnnotations(statement), body);
                    statement.Clear();
                    body = null;
                    break;
                default:
                    statement.Add(token);
                    break;
            }
        }
    }

    private void ReadStatement(List<CToken> statement, List<CToken>? body)
    {
        if (statement is [] or [{ Text: "_Static_assert" }, ..] || statement.Exists(token => token.Text == "static"))
        {
            return;
        }

        bool isTypedef = statement[0].Text == "typedef";
        string name = NameOf(statement);
        int keyword = statement.FindIndex(token => token.Text is "struct" or "union" or "enum");
        if (isTypedef)
        {
            Typedefs.TryAdd(name, statement[0].Place!);
        }

        if (body != null && keyword >= 0)
        {
            string tag = keyword + 1 < statement.Count && statement[keyword + 1].IsIdentifier && !(isTypedef && keyword + 2 == statement.Count) ? statement[keyword + 1].Text : name;
            ReadBody(statement[keyword].Text, tag, body);
            if (isTypedef && Structs.TryGetValue(tag, out IReadOnlyList<string>? fields))
            {
                Structs[name] = fields;
            }
        }
        else if (!isTypedef)
        {
            ReadFunction(statement);
        }
    }

    private void ReadBody(string keyword, string tag, List<CToken> body)
    {
        if (keyword == "enum")
        {
            foreach (List<CToken> enumerator in Split(body, ","))
            {
                Enumerators.TryAdd(enumerator[0].Text, enumerator[0].Place!);
            }
        }
        else
        {
            // int a, b; has two.
            Structs[tag] = [.. Split(body, ";").SelectMany(field => Split(WithoutAnnotations(field), ",")).Where(field => field.Count > 0).Select(NameOf)];
        }
    }

    private void ReadFunction(List<CToken> statement)
    {
        int at = statement.FindIndex(token => token.IsIdentifier && !Specifiers.Contains(token.Text));
        while (at >= 0 && !(at + 1 < statement.Count && statement[at + 1].Text == "("))
        {
            at = statement.FindIndex(at + 1, token => token.IsIdentifier && !Specifiers.Contains(token.Text));
        }

        if (at < 0)
        {
            return;
        }

        int end = Closing(statement, at + 1, "(", ")");
        List<List<CToken>> parameters = Split(statement[(at + 2)..end], ",");
        bool isPlain = end == statement.Count - 1 && !statement[..at].Exists(token => token.Text == "(");
        string name = statement[at].Text;
        Functions.TryAdd(name, new HeaderFunction(
            name,
            Text(statement[..at]),
            !isPlain ? null : parameters is [[{ Text: "void" }]] ? [] : [.. parameters.Select(Text)],
            statement[at].Place!));
    }

    // What is declared: behind the star of a function pointer, or last before an array's or a bit field's size.
    private static string NameOf(List<CToken> declaration)
    {
        for (int i = 0; i + 2 < declaration.Count; i++)
        {
            if (declaration[i].Text == "(" && declaration[i + 1].Text == "*" && declaration[i + 2].IsIdentifier)
            {
                return declaration[i + 2].Text;
            }
        }

        int end = declaration.FindIndex(token => token.Text is "[" or ":");
        return (end < 0 ? declaration : declaration[..end]).FindLast(token => token.IsIdentifier)?.Text ?? "";
    }

    private static List<CToken> WithoutAnnotations(List<CToken> tokens)
    {
        List<CToken> left = [];
        for (int i = 0; i < tokens.Count; i++)
        {
            if (Annotations.Contains(tokens[i].Text))
            {
                i = i + 1 < tokens.Count && tokens[i + 1].Text == "(" ? Closing(tokens, i + 1, "(", ")") : i;
            }
            else if (!Marks.Contains(tokens[i].Text))
            {
                left.Add(tokens[i]);
            }
        }

        return left;
    }

    private static List<List<CToken>> Split(List<CToken> tokens, string separator)
    {
        List<List<CToken>> parts = [[]];
        int depth = 0;
        foreach (CToken token in tokens)
        {
            depth += token.Text is "(" or "{" or "[" ? 1 : token.Text is ")" or "}" or "]" ? -1 : 0;
            if (depth == 0 && token.Text == separator)
            {
                parts.Add([]);
            }
            else
            {
                parts[^1].Add(token);
            }
        }

        parts.RemoveAll(part => part.Count == 0);
        return parts;
    }

    private static int Closing(List<CToken> tokens, int open, string opening, string closing)
    {
        int depth = 0;
        for (int i = open; i < tokens.Count; i++)
        {
            depth += tokens[i].Text == opening ? 1 : tokens[i].Text == closing ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return tokens.Count - 1;
    }

    // As C is written: const char *const *cells.
    private static string Text(IEnumerable<CToken> tokens)
    {
        string text = "";
        foreach (CToken token in tokens)
        {
            bool isApart = text.Length > 0 && text[^1] is not ('*' or '(' or '[') && token.Text is not ("," or ")" or "[" or "]") || token.Text == "const" && text.EndsWith(')');
            text += (isApart ? " " : "") + token.Text;
        }

        return text;
    }
}
