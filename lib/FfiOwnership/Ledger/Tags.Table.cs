using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <content>The hash table: chains of nodes, by the numbers of the entries. The caller holds the lock.</content>
internal static unsafe partial class Tags
{
    /// <summary>Doubles the number of chains if there are as many tags as chains.</summary>
    /// <returns>False if there are no chains, and no memory for any.</returns>
    private static bool TryMakeRoom()
    {
        if (s_count < s_chainCount)
        {
            return true;
        }

        uint count = Math.Max(FirstChains, s_chainCount * 2);
        Node** chains = (Node**)CRuntime.AllocateTable(count, (nuint)sizeof(Node*));
        if (chains == null)
        {
            // Chains that cannot be doubled become longer.
            return s_chains != null;
        }

        Node** old = s_chains;
        uint oldCount = s_chainCount;
        s_chains = chains;
        s_chainCount = count;
        for (uint chain = 0; chain < oldCount; chain++)
        {
            for (Node* node = old[chain]; node != null;)
            {
                Node* next = node->Next;
                s_count--;
                Link(node, node->Id);
                node = next;
            }
        }

        CRuntime.Free(old);
        return true;
    }

    /// <summary>Adds a node, for the entry with a number.</summary>
    private static void Link(Node* node, uint id)
    {
        Node** head = s_chains + (id % s_chainCount);
        node->Id = id;
        node->Next = *head;
        *head = node;
        s_count++;
    }

    /// <summary>Removes the node of the entry with a number.</summary>
    /// <returns>The node; null: the entry has no tag.</returns>
    private static Node* Unlink(uint id)
    {
        Node** link = Find(id);
        Node* node = *link;
        if (node != null)
        {
            *link = node->Next;
            s_count--;
        }

        return node;
    }

    /// <summary>The pointer that leads to the node of the entry with a number; it points to null if the entry has no tag.</summary>
    private static Node** Find(uint id)
    {
        Node** link = s_chains + (id % s_chainCount);
        while (*link != null && (*link)->Id != id)
        {
            link = &(*link)->Next;
        }

        return link;
    }

    /// <summary>A tag.</summary>
    private struct Node
    {
        /// <summary>The next node in the chain; null: it is the last.</summary>
        public Node* Next;

        /// <summary>Number of the entry whose block has the tag.</summary>
        public uint Id;

        /// <summary>The text, NUL-terminated; the last byte is always 0.</summary>
        public fixed byte Text[Size];
    }
}
