using System.ComponentModel;
using System.Reflection;
using System.Text;

namespace FfiOwnership.Tests.Protocols;

/// <summary>Visits every state that any interleaving of a protocol's threads leads to, nearest first.</summary>
internal static class Explorer
{
    // A model that grows beyond this has a mistake, or needs fewer threads.
    private const int MostStates = 3_000_000;

    /// <summary>Rules of every protocol.</summary>
    public enum Rule
    {
        /// <summary>See the description.</summary>
        [Description("nobody can move, and not all are done")]
        NobodyWaitsForEver = 1,
    }

    /// <summary>Explores a protocol until a rule is broken or no state is left.</summary>
    public static Verdict Explore<TState>(Protocol<TState> protocol)
        where TState : unmanaged
    {
        Visits<TState> visits = new();
        visits.Add(protocol.Start(), -1, 0);
        int ends = 0;
        for (int current = 0; current < visits.Count; current++)
        {
            TState state = visits[current];
            Enum? broken = protocol.Broken(state);
            bool isDone = true;
            bool isStuck = true;
            for (int thread = 0; thread < protocol.ThreadCount && broken == null; thread++)
            {
                if (protocol.IsDone(state, thread))
                {
                    continue;
                }

                isDone = false;
                TState next = state;
                protocol.Move(ref next, thread);
                if (!Visits<TState>.AreEqual(next, state))
                {
                    isStuck = false;
                    visits.Add(next, current, thread);
                }
            }

            if (broken == null && isDone)
            {
                ends++;
                broken = protocol.BrokenAtEnd(state);
            }
            else if (broken == null && isStuck)
            {
                broken = Rule.NobodyWaitsForEver;
            }

            if (broken != null)
            {
                return new Verdict(visits.Count, ends, broken, Tell(protocol, visits.PathTo(current), broken));
            }

            if (visits.Count > MostStates)
            {
                throw new InvalidOperationException($"more than {MostStates} states");
            }
        }

        return new Verdict(visits.Count, ends, null, "");
    }

    /// <summary>The sentence that describes a step or a rule.</summary>
    public static string Sentence(Enum name) =>
        name.GetType().GetField(name.ToString())?.GetCustomAttribute<DescriptionAttribute>()?.Description ?? name.ToString();

    private static string Tell<TState>(Protocol<TState> protocol, List<int> path, Enum broken)
        where TState : unmanaged
    {
        TState state = protocol.Start();
        StringBuilder told = new();
        told.AppendLine($"{broken}: {Sentence(broken)}, after {path.Count} steps");
        told.AppendLine($"     {"",-60}  {protocol.Show(state)}");
        for (int i = 0; i < path.Count; i++)
        {
            int thread = path[i];
            string sentence = Sentence(protocol.Next(state, thread));
            protocol.Move(ref state, thread);
            told.AppendLine($"{i + 1,3}  {protocol.Name(thread)} {sentence,-58}  {protocol.Show(state)}");
        }

        return told.ToString();
    }
}
