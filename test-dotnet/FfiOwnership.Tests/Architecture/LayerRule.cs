using Mono.Cecil;

namespace FfiOwnership.Tests.Architecture;

/// <summary>Every type lies in a layer, and uses only what its layer may use.</summary>
internal static class LayerRule
{
    /// <summary>Where an assembly breaks it; one line each.</summary>
    public static IReadOnlyList<string> Broken(ModuleDefinition module) =>
    [
        .. module.OwnTypes().Where(type => !Layers.IsPlaced(type)).Select(type => $"{type.Spelling()} lies in no layer"),
        .. from type in module.OwnTypes()
           from use in Uses.By(type)
           let objection = Layers.Objection(use.From, use.To)
           where objection != null
           select $"{use.Member} uses {use.To.Spelling()} ({use.How}): {objection}",
    ];
}
