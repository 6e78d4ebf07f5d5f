using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Ledgers;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

[assembly: FfiOwnership.Tests.Support.WithoutSlabsAfterwards]

namespace FfiOwnership.Tests.Support;

/// <summary>In a process on the system heap, a thread has no slabs any more when a test ends that had a slab heap of its own.</summary>
/// <remarks>That a thread has some tells the ledger that blocks are on slabs: it asks nothing else.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class WithoutSlabsAfterwardsAttribute : Attribute, ITestAction
{
    /// <inheritdoc/>
    public ActionTargets Targets => ActionTargets.Test;

    /// <inheritdoc/>
    public void BeforeTest(ITest test)
    {
        // Nothing is to be done.
    }

    /// <inheritdoc/>
    public void AfterTest(ITest test)
    {
        if (Ledger.Kind != HeapKind.Slab)
        {
            ThreadHeap.Detach();
        }
    }
}
