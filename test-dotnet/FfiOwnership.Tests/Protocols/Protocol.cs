namespace FfiOwnership.Tests.Protocols;

/// <summary>A protocol between a few threads, each of whose steps is atomic, on a state of a few bytes.</summary>
/// <remarks>
/// What a thread does next depends on the state only, so a run is told by which thread moved when; <see cref="Explorer"/>
/// tries all of them. Memory is sequentially consistent here: the real code swaps and publishes with full or release order. A protocol
/// that relies on less has store buffers in its state, and a thread for each that makes their stores visible.
/// </remarks>
/// <typeparam name="TState">All there is, without references and without padding: two states are the same if their bytes are.</typeparam>
internal abstract class Protocol<TState>
    where TState : unmanaged
{
    /// <summary>How many threads there are.</summary>
    public abstract int ThreadCount { get; }

    /// <summary>Where all runs begin.</summary>
    public abstract TState Start();

    /// <summary>Whether a thread has nothing left to do.</summary>
    public abstract bool IsDone(in TState state, int thread);

    /// <summary>A thread's next step. One that changes nothing is a wait.</summary>
    public abstract void Move(ref TState state, int thread);

    /// <summary>The rule that a state breaks, or null.</summary>
    public abstract Enum? Broken(in TState state);

    /// <summary>The rule that a state breaks in which all threads are done, or null.</summary>
    public abstract Enum? BrokenAtEnd(in TState state);

    /// <summary>The name of a thread's next step; its description is a sentence without subject.</summary>
    public abstract Enum Next(in TState state, int thread);

    /// <summary>What a thread is called in the trace.</summary>
    public virtual string Name(int thread) => $"{(char)('A' + thread)}";

    /// <summary>A state in a few words, for the trace.</summary>
    public abstract string Show(in TState state);
}
