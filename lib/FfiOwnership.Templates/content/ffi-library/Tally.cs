namespace my_library;

/// <summary>What the library is for; here it counts words. C knows it by a handle.</summary>
internal sealed class Tally : IFfiType
{
    private readonly Dictionary<string, ulong> _counts = [];

    public static ReadOnlySpan<byte> CName => "my_library_tally"u8;

    public static ReadOnlySpan<byte> FreeFunction => "my_library_tally_close"u8;

    /// <summary>Counts a word once more.</summary>
    /// <exception cref="FfiException">It is no word.</exception>
    public ulong Count(string word)
    {
        if (string.IsNullOrWhiteSpace(word))
        {
            throw new FfiException(Status.InvalidArgument, "the word is empty");
        }

        return _counts[word] = _counts.GetValueOrDefault(word) + 1;
    }

    /// <summary>The word that was counted most often.</summary>
    /// <exception cref="FfiException">None was counted.</exception>
    public string MostFrequent() => _counts.Count == 0
        ? throw new FfiException(Status.OutOfRange, "no word was counted")
        : _counts.MaxBy(pair => pair.Value).Key;
}
