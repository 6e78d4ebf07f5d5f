namespace Author;

/// <summary>How fast.</summary>
[CName("acme_mode", Members = "ACME_MODE_")]
public enum Mode
{
    Slow,
    Fast,
}

/// <summary>What is wrong with a text.</summary>
public enum Odd : byte
{
    Nothing,
    None,
    Nul,
    Surrogate,
}

/// <summary>The same in C.</summary>
[CName("acme_point")]
public readonly record struct Point(double X, double Y);

/// <summary>Counts, and knows how many of its kind there are.</summary>
[FfiHandle("acme_counter", Close = "acme_counter_close")]
public sealed class Counter : IDisposable
{
    private static int s_live;
    private long _value;

    public Counter(int start)
    {
        _value = start;
        Interlocked.Increment(ref s_live);
    }

    public static int Live => s_live;

    public long Value => Interlocked.Read(ref _value);

    public long Add(long more) => Interlocked.Add(ref _value, more);

    public void Dispose() => Interlocked.Decrement(ref s_live);
}

/// <summary>A struct with strings, and one of its own inside.</summary>
[FfiStruct("acme_person", Free = "acme_person_free", FreeList = "acme_people_free")]
public sealed record Person(string Name, [CName("mail")] string? Email, byte Age, Address? Address);

/// <summary>Owned by a person.</summary>
[FfiStruct("acme_address")]
public sealed record Address(string Street, ushort Number)
{
    public bool IsHome { get; set; }

    /// <summary>Computed, so no field.</summary>
    public string Line => $"{Street} {Number}";
}

/// <summary>Owns another one.</summary>
[FfiStruct("acme_node", Free = "acme_node_free")]
public sealed class Node
{
    public long Value { get; set; }

    public Node? Next { get; set; }
}

/// <summary>Receives a word.</summary>
[FfiCallback("acme_word_callback")]
public delegate bool WordCallback(nuint index, string word, IReadOnlyList<string> rest, ReadOnlySpan<double> numbers, bool isLast);

/// <summary>Receives nothing.</summary>
[FfiCallback("acme_notify")]
public delegate void Notify();

/// <summary>An exception whose message throws.</summary>
public sealed class SilentException : Exception
{
    public override string Message => throw new InvalidOperationException("no message");
}
