namespace my_library;

/// <summary>What the library is for; here it counts words. C knows it by a handle, and may use it from any thread.</summary>
[FfiHandle("my_library_tally", Close = "my_library_tally_close")]
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ulong> _counts = [];

    /// <summary>Counts a word once more.</summary>
    /// <exception cref="FfiException">It is no word.</exception>
    public ulong Count(string word)
    {
        if (string.IsNullOrWhiteSpace(word))
        {
            throw new FfiException(Status.InvalidArgument, "the word is empty");
        }

        lock (_lock)
        {
            return _counts[word] = _counts.GetValueOrDefault(word) + 1;
        }
    }

    /// <summary>The word that was counted most often.</summary>
    /// <exception cref="FfiException">None was counted.</exception>
    public string MostFrequent()
    {
        lock (_lock)
        {
            return _counts.Count == 0
                ? throw new FfiException(Status.OutOfRange, "no word was counted")
                : _counts.MaxBy(pair => pair.Value).Key;
        }
    }
}
