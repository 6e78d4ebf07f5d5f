using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace FfiOwnership.Tests.Protocols;

/// <summary>The states seen so far, in the order in which they were found, each with the step that led there first.</summary>
internal sealed class Visits<TState>
    where TState : unmanaged
{
    private readonly List<(TState State, int From, int Thread)> _found = [];
    private readonly HashSet<TState> _seen = new(new Bytes());

    /// <summary>How many there are.</summary>
    public int Count => _found.Count;

    /// <summary>A state, by its number.</summary>
    public TState this[int number] => _found[number].State;

    /// <summary>Whether two states are the same.</summary>
    public static bool AreEqual(in TState left, in TState right) => Span(left).SequenceEqual(Span(right));

    /// <summary>Notes a state, unless it was seen before.</summary>
    public void Add(in TState state, int from, int thread)
    {
        if (_seen.Add(state))
        {
            _found.Add((state, from, thread));
        }
    }

    /// <summary>Which threads moved, one after another, from the start to a state.</summary>
    public List<int> PathTo(int number)
    {
        List<int> path = [];
        for (; _found[number].From >= 0; number = _found[number].From)
        {
            path.Add(_found[number].Thread);
        }

        path.Reverse();
        return path;
    }

    private static ReadOnlySpan<byte> Span(in TState state) => MemoryMarshal.AsBytes(new ReadOnlySpan<TState>(in state));

    private sealed class Bytes : IEqualityComparer<TState>
    {
        public bool Equals(TState x, TState y) => AreEqual(x, y);

        public int GetHashCode([DisallowNull] TState obj)
        {
            HashCode hash = default;
            hash.AddBytes(Span(obj));
            return hash.ToHashCode();
        }
    }
}
