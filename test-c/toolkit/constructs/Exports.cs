using System.Runtime.InteropServices;

[assembly: FfiLibrary(FreeString = "acme_string_free", LastErrorMessage = "acme_last_error_message", StatusText = "acme_status_text")]
[assembly: FfiError(typeof(IOException), 100, Name = "ACME_E_FILE", Text = "The file cannot be read.")]
[assembly: FfiError(typeof(FileNotFoundException), 101, Name = "ACME_E_NO_FILE", Text = "There is no such file.")]
[assembly: FfiError(typeof(ArgumentOutOfRangeException), 6)]

namespace Author;

/// <summary>Each construct that the generator knows, once.</summary>
internal static class Exports
{
    /* ---- Values ---- */

    /// <summary>Adds numbers of each size.</summary>
    [FfiExport("acme_sum")]
    public static double Sum(sbyte a, byte b, short c, ushort d, int e, uint f, long g, ulong h, nint i, nuint j, float k, double l) =>
        a + b + c + d + e + f + g + (double)h + i + j + k + l;

    [FfiExport("acme_not")]
    public static bool Not(bool value) => !value;

    [FfiExport("acme_next_mode")]
    public static Mode NextMode(Mode mode) => mode == Mode.Slow ? Mode.Fast : Mode.Slow;

    [FfiExport("acme_length")]
    public static long Length(ReadOnlySpan<int> values) => values.Length;

    [FfiExport("acme_length_to_change")]
    public static long Length(Span<int> values) => -values.Length;

    [FfiExport("acme_mirrored")]
    public static Point Mirrored(Point point) => new(-point.X, -point.Y);

    [FfiExport("acme_divide")]
    public static void Divide(int dividend, int divisor, out int quotient, [Optional] out int remainder) => (quotient, remainder) = Math.DivRem(dividend, divisor);

    /* ---- Texts ---- */

    [FfiExport("acme_greet")]
    public static string Greet(string name, string? title) => title is null ? $"Hello, {name}!" : $"Hello, {title} {name}!";

    /// <summary>What comes out depends on what goes in: see <see cref="Odd"/>.</summary>
    [FfiExport("acme_odd_text")]
    public static string? OddText(Odd kind) => kind switch
    {
        Odd.None => null,
        Odd.Nul => "a\0b",
        Odd.Surrogate => "a\ud83d",
        _ => "ä€😀",
    };

    [FfiExport("acme_no_text")]
    public static string NoText() => null!;

    [FfiExport("acme_find")]
    public static bool Find(string text, string part, out string? rest)
    {
        int at = text.IndexOf(part, StringComparison.Ordinal);
        rest = at < 0 ? null : text[at..];
        return at >= 0;
    }

    /* ---- Elements ---- */

    [FfiExport("acme_checksum")]
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        foreach (byte one in bytes)
        {
            sum += one;
        }

        return sum;
    }

    [FfiExport("acme_scale")]
    public static void Scale(Span<double> values, double factor)
    {
        foreach (ref double value in values)
        {
            value *= factor;
        }
    }

    [FfiExport("acme_count_down")]
    [return: FfiList(Free = "acme_numbers_free")]
    public static IEnumerable<long> CountDown(int from) => Enumerable.Range(1, from).Select(i => (long)from + 1 - i);

    [FfiExport("acme_split")]
    public static void Split(double number, [FfiList(Free = "acme_numbers_free")] out List<double> parts) => parts = [Math.Truncate(number), number - Math.Truncate(number)];

    /* ---- Handles ---- */

    [FfiExport("acme_counter_new")]
    public static Counter NewCounter(int start) => start >= 0 ? new Counter(start) : throw new ArgumentOutOfRangeException(nameof(start), "a counter begins at 0 or above");

    [FfiExport("acme_counter_add")]
    public static long Add(Counter counter, Counter? other) => counter.Add(other?.Value ?? 1);

    [FfiExport("acme_counter_if")]
    public static Counter? CounterIf(bool wanted) => wanted ? new Counter(0) : null;

    [FfiExport("acme_counter_same")]
    public static bool Same(Counter one, Counter other) => ReferenceEquals(one, other);

    [FfiExport("acme_live_counters")]
    public static int LiveCounters() => Counter.Live;

    [FfiExport("acme_counter_visit")]
    public static long Visit(Counter counter, Notify notify)
    {
        notify();
        return Counter.Live > 0 ? counter.Value : -1;
    }

    /* ---- Structs ---- */

    [FfiExport("acme_person_make")]
    public static Person MakePerson(string name, string? email, byte age) => new(name, email, age, new Address("Main Street", 7) { IsHome = true });

    [FfiExport("acme_person_describe")]
    public static string Describe(in Person person) =>
        $"{person.Name} <{person.Email ?? "none"}>, {person.Age}, {person.Address?.Street ?? "nowhere"} {person.Address?.Number}{(person.Address?.IsHome == true ? " (home)" : "")}";

    [FfiExport("acme_people")]
    public static IReadOnlyList<Person> People(nuint count) => [.. Enumerable.Range(0, checked((int)count)).Select(i => MakePerson($"person {i}", null, (byte)i))];

    [FfiExport("acme_broken_people")]
    public static IEnumerable<Person> BrokenPeople(Odd kind) => Enumerable.Range(1, 2).Select(i =>
        i == 1 ? MakePerson("first", "first@example.org", 1)
        : kind == Odd.None ? throw new IOException("the second person cannot be read")
        : MakePerson("second", OddText(kind), 2));

    [FfiExport("acme_chain")]
    public static Node Chain(int length)
    {
        Node node = new() { Value = length };
        for (int i = length - 1; i > 0; i--)
        {
            node = new Node { Value = i, Next = node };
        }

        return node;
    }

    [FfiExport("acme_chain_sum")]
    public static long ChainSum(Node? chain)
    {
        long sum = 0;
        for (Node? at = chain; at != null; at = at.Next)
        {
            sum += at.Value;
        }

        return sum;
    }

    /* ---- Callbacks ---- */

    [FfiExport("acme_each_word")]
    public static void EachWord(string text, WordCallback callback)
    {
        string[] words = text.Split(' ');
        for (int i = 0; i < words.Length; i++)
        {
            if (!callback((nuint)i, words[i], words[i..], [i, i + 0.5], i == words.Length - 1))
            {
                break;
            }
        }
    }

    [FfiExport("acme_keep_callback")]
    public static bool KeepCallback(Notify? notify)
    {
        Kept?.Invoke();
        Kept = notify;
        notify?.Invoke();
        return notify != null;
    }

    private static Notify? Kept { get; set; }

    /* ---- Refusals ---- */

    [FfiExport("acme_throw")]
    public static void Throw(int kind) => throw (kind switch
    {
        0 => new IOException("the disk is full"),
        1 => new FileNotFoundException("no such file"),
        2 => new DirectoryNotFoundException("no such folder"),
        3 => new ArgumentOutOfRangeException("row", "row 7 is outside"),
        4 => new FfiException((Status)123, "my own status"),
        5 => new OutOfMemoryException(),
        6 => new SilentException(),
        7 => new AggregateException(new IOException("inner")),
        _ => new InvalidOperationException("something is wrong with \ud83d and \0"),
    });

    [FfiExport("acme_refuse")]
    public static FfiResult<string> Refuse(bool refuses) => refuses ? FfiResult.Refuse(Status.OutOfRange, "it is refused") : "it is not refused";

    [FfiExport("acme_refuse_number")]
    public static FfiResult<int> RefuseNumber(bool refuses) => refuses ? FfiResult.Refuse(Status.Limit, "there are too many") : 42;
}
