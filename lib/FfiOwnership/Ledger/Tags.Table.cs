using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <content>The table: chains of nodes by the number of the entry, under the lock.</content>
internal static unsafe partial class Tags
{
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
            // Without chains there is no room; with some there is, only slower.
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

    private static void Link(Node* node, uint id)
    {
        Node** head = s_chains + (id % s_chainCount);
        node->Id = id;
        node->Next = *head;
        *head = node;
        s_count++;
    }

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

    // The link that leads to the node of an entry, or to null.
    private static Node** Find(uint id)
    {
        Node** link = s_chains + (id % s_chainCount);
        while (*link != null && (*link)->Id != id)
        {
            link = &(*link)->Next;
        }

        return link;
    }

    private struct Node
    {
        public Node* Next;
        public uint Id;
        public fixed byte Text[Size];
    }
}
