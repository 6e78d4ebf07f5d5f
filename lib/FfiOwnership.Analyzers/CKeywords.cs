namespace FfiOwnership.Analyzers;

/// <summary>Words that no name in a header can be. The generator has this file as well.</summary>
internal static class CKeywords
{
    // C23 and C++20: a header with such a name cannot be compiled as one of them.
    private const string Words = """
        alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl concept const consteval constexpr constinit const_cast
        continue co_await co_return co_yield decltype default delete do double dynamic_cast else enum explicit export extern false float for friend goto
        if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast
        requires restrict return short signed sizeof static static_assert static_cast struct switch template this thread_local throw true try typedef
        typeid typename typeof union unsigned using virtual void volatile wchar_t while xor xor_eq
        """;

    private static readonly HashSet<string> s_words = [.. Words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Whether a name is a keyword of C or of C++.</summary>
    public static bool Contains(string name) => s_words.Contains(name);
}
