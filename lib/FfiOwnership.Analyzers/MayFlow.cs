using System.Collections.Immutable;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace FfiOwnership.Analyzers;

/// <summary>At which blocks of a method a fact may hold: a forward analysis of the compiler's flow graph with one bit.</summary>
internal sealed class MayFlow
{
    private readonly ControlFlowGraph _graph;
    private readonly Func<BasicBlock, bool, bool> _through;
    private readonly Func<ControlFlowBranch, bool, bool>? _along;
    private readonly bool _followsExceptions;
    private readonly bool?[] _before;
    private readonly Queue<BasicBlock> _changed = new();

    private MayFlow(ControlFlowGraph graph, Func<BasicBlock, bool, bool> through, Func<ControlFlowBranch, bool, bool>? along, bool followsExceptions)
    {
        (_graph, _through, _along, _followsExceptions) = (graph, through, along, followsExceptions);
        _before = new bool?[graph.Blocks.Length];
    }

    /// <summary>Whether it may hold where the method returns.</summary>
    public bool AtReturn => _before[_graph.Blocks.Length - 1] == true;

    /// <summary>Analyses a method.</summary>
    /// <param name="graph">The method.</param>
    /// <param name="atStart">Whether the fact holds at the start.</param>
    /// <param name="through">Whether it may hold after a block, given whether it does before.</param>
    /// <param name="along">The same for a branch, which may tell more: of a condition on a pointer.</param>
    /// <param name="followsExceptions">Whether handlers are reached from all that they guard; else they are not looked at.</param>
    public static MayFlow Of(ControlFlowGraph graph, bool atStart, Func<BasicBlock, bool, bool> through, Func<ControlFlowBranch, bool, bool>? along = null, bool followsExceptions = false)
    {
        MayFlow flow = new(graph, through, along, followsExceptions);
        flow.Reach(graph.Blocks[0], atStart);
        while (flow._changed.Count != 0)
        {
            flow.Leave(flow._changed.Dequeue());
        }

        return flow;
    }

    /// <summary>Whether it may hold before a block; null: no path that is looked at reaches it.</summary>
    public bool? Before(BasicBlock block) => _before[block.Ordinal];

    private void Reach(BasicBlock block, bool holds)
    {
        bool? known = _before[block.Ordinal];
        if (known == null || (holds && known == false))
        {
            _before[block.Ordinal] = holds;
            _changed.Enqueue(block);
        }
    }

    private void Leave(BasicBlock block)
    {
        bool before = _before[block.Ordinal]!.Value;
        bool after = _through(block, before);
        if (_followsExceptions)
        {
            ReachHandlers(block, before || after);
        }

        Follow(block.ConditionalSuccessor, after);
        Follow(block.FallThroughSuccessor, after);
    }

    private void Follow(ControlFlowBranch? branch, bool holds)
    {
        if (branch?.Destination is not { } destination)
        {
            return;
        }

        holds = _along?.Invoke(branch, holds) ?? holds;
        foreach (ControlFlowRegion last in branch.FinallyRegions)
        {
            Reach(_graph.Blocks[last.FirstBlockOrdinal], holds);
            for (int i = last.FirstBlockOrdinal; i <= last.LastBlockOrdinal; i++)
            {
                holds = _through(_graph.Blocks[i], holds);
            }
        }

        Reach(destination, holds);
    }

    private void ReachHandlers(BasicBlock block, bool holds)
    {
        for (ControlFlowRegion? region = block.EnclosingRegion; region != null; region = region.EnclosingRegion)
        {
            if (region.Kind == ControlFlowRegionKind.Try && region.EnclosingRegion is { Kind: ControlFlowRegionKind.TryAndCatch } all)
            {
                ImmutableArray<ControlFlowRegion> parts = all.NestedRegions;
                foreach (ControlFlowRegion handler in parts.Where(part => part.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.FilterAndHandler))
                {
                    Reach(_graph.Blocks[handler.FirstBlockOrdinal], holds);
                }
            }
        }
    }
}
