using Mono.Cecil;

namespace FfiOwnership.Tests.Architecture;

/// <summary>The layers of the core, and which may use which.</summary>
internal static class Layers
{
    private const string Root = "FfiOwnership";

    private static readonly string[] Heaps = ["Heaps", "Heaps.Slabs", "Heaps.System"];

    /// <summary>From the bottom up: each may use itself and those before it.</summary>
    /// <remarks>Beside them stands the root namespace: attributes and plain values that all may use and that use no layer.</remarks>
    public static readonly IReadOnlyList<Layer> All =
    [
        new("Platform"),
        new("Errors"),
        new("Entries"),
        new("Heaps"),
        new("Heaps.Slabs") { BlindTo = ["Heaps.System"] },
        new("Heaps.System") { BlindTo = ["Heaps.Slabs"] },
        new("Ledgers") { Door = "Ledger" },
        new("Owners") { BlindTo = Heaps, AtTheDoorOf = ["Ledgers"] },
        new("Diagnostics") { BlindTo = Heaps, AtTheDoorOf = ["Ledgers"] },
        new("Boundary"),
        new("Toolkit") { BlindTo = Heaps, AtTheDoorOf = ["Ledgers"] },
        new("Runtime") { BlindTo = Heaps, AtTheDoorOf = ["Ledgers"] },
    ];

    /// <summary>The layer that a type lies in, or null in the root or nowhere.</summary>
    public static Layer? Of(TypeDefinition type) => All.SingleOrDefault(layer => $"{Root}.{layer.Name}" == type.Outermost().Namespace);

    /// <summary>Whether a type lies where types may lie.</summary>
    public static bool IsPlaced(TypeDefinition type) => type.Outermost().Namespace == Root || Of(type) != null;

    /// <summary>Why a type must not use another; null if it may.</summary>
    public static string? Objection(TypeDefinition from, TypeDefinition to)
    {
        // What lies nowhere is reported for that alone.
        if (Of(to) is not { } used || !IsPlaced(from))
        {
            return null;
        }

        if (Of(from) is not { } user)
        {
            return "the root uses no layer";
        }

        if (user.BlindTo.Contains(used.Name))
        {
            return $"{user.Name} sees nothing of {used.Name}";
        }

        if (Height(used) > Height(user))
        {
            return $"{user.Name} lies below {used.Name}";
        }

        bool isHidden = user.AtTheDoorOf.Contains(used.Name) && to.Outermost().Name != used.Door && !to.IsPublicThroughout();
        return isHidden ? $"{user.Name} sees of {used.Name} only {used.Door} and what is public" : null;
    }

    private static int Height(Layer layer) => All.ToList().IndexOf(layer);
}
