using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>A hash table of what is known of few blocks only, and so is not in their entries: chains of nodes, by the numbers of the entries.</summary>
/// <remarks>The nodes are the user's, whose first field is <see cref="Node"/>. Every call is made under the user's lock.</remarks>
internal unsafe struct EntryTable
{
    // SAFETY (whole file): locked: chains and nodes. Unpublished: a node in no chain.

    /// <summary>The first number of chains.</summary>
    private const uint FirstChains = 64;

    /// <summary>For each chain its first node, or null. Null: there was no node yet.</summary>
    private Node** _chains;

    private uint _chainCount;

    private uint _count;

    /// <summary>Size of the chains that the first node needs, in bytes.</summary>
    public static nuint FirstBytes => FirstChains * (nuint)sizeof(Node*);

    /// <summary>Doubles the number of chains if there are as many nodes as chains.</summary>
    /// <returns>False if there are no chains, and no memory for any.</returns>
    public bool TryMakeRoom()
    {
        if (_count < _chainCount)
        {
            return true;
        }

        uint count = Math.Max(FirstChains, _chainCount * 2);
        Node** chains = (Node**)CRuntime.AllocateTable(count, (nuint)sizeof(Node*));
        if (chains == null)
        {
            // Chains that cannot be doubled become longer.
            return _chains != null;
        }

        Node** old = _chains;
        uint oldCount = _chainCount;
        _chains = chains;
        _chainCount = count;
        for (uint chain = 0; chain < oldCount; chain++)
        {
            for (Node* node = old[chain]; node != null;)
            {
                Node* next = node->Next;
                _count--;
                Link(node, node->Id);
                node = next;
            }
        }

        CRuntime.Free(old);
        return true;
    }

    /// <summary>Adds a node, for the entry with a number. There is room: <see cref="TryMakeRoom"/>, or the node was in the table before.</summary>
    public void Link(Node* node, uint id)
    {
        Node** head = _chains + (id % _chainCount);
        node->Id = id;
        node->Next = *head;
        *head = node;
        _count++;
    }

    /// <summary>Removes the node of the entry with a number.</summary>
    /// <returns>The node; null: the entry has none.</returns>
    public Node* Unlink(uint id)
    {
        Node** link = _chains == null ? null : FindLink(id);
        Node* node = link == null ? null : *link;
        if (node != null)
        {
            *link = node->Next;
            _count--;
        }

        return node;
    }

    /// <summary>The node of the entry with a number; null: it has none.</summary>
    public readonly Node* Find(uint id) => _chains == null ? null : *FindLink(id);

    // The pointer that leads to the node; it points to null if the entry has none.
    private readonly Node** FindLink(uint id)
    {
        Node** link = _chains + (id % _chainCount);
        while (*link != null && (*link)->Id != id)
        {
            link = &(*link)->Next;
        }

        return link;
    }

    /// <summary>What every node begins with.</summary>
    public struct Node
    {
        /// <summary>The next node in the chain; null: it is the last.</summary>
        internal Node* Next;

        /// <summary>Number of the entry that it is about.</summary>
        internal uint Id;
    }
}
