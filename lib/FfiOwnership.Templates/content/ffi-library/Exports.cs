[assembly: FfiLibrary(FreeString = "my_library_string_free", LastErrorMessage = "my_library_last_error_message")]

namespace my_library;

/// <summary>The functions of include/my_library.h: each of these methods becomes one, and what it throws a status with a message.</summary>
internal static class Exports
{
    /// <summary>An empty tally.</summary>
    [FfiExport("my_library_tally_new")]
    public static Tally TallyNew() => new();

    /// <summary>Counts a word once more.</summary>
    [FfiExport("my_library_tally_count")]
    public static ulong TallyCount(Tally tally, string word) => tally.Count(word);

    /// <summary>The word that was counted most often.</summary>
    [FfiExport("my_library_tally_most_frequent")]
    public static string TallyMostFrequent(Tally tally) => tally.MostFrequent();
}
