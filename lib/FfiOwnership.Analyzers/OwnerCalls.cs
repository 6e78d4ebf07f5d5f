using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>Which calls of the library make an owner, and which end one.</summary>
internal static class OwnerCalls
{
    /// <summary>The out parameter of a call by which an owner comes; null: it makes none.</summary>
    public static IArgumentOperation? Made(IInvocationOperation call, KnownTypes types) =>
        KindMade(call.TargetMethod, types) == null ? null : call.Arguments.FirstOrDefault(a => a.Parameter is { RefKind: RefKind.Out } to && to.Type.SpecialType != SpecialType.System_UIntPtr);

    /// <summary>What a call of the raw statics makes; null: nothing.</summary>
    public static OwnerKind? KindMade(IMethodSymbol method, KnownTypes types)
    {
        INamedTypeSymbol type = method.ContainingType;
        return method.Name switch
        {
            "New" or "FromBytes" or "FromUtf8" or "FromUtf16" or "Clone" when KnownTypes.Is(type, types.CString) => OwnerKind.String,
            "TryCreate" when KnownTypes.Is(type, types.OwnedString) => OwnerKind.String,
            "TakeName" when KnownTypes.Is(type, types.Config) => OwnerKind.String,
            "New" or "Clone" when KnownTypes.Is(type, types.Config) => OwnerKind.Config,
            "New" when KnownTypes.Is(type, types.Box) => OwnerKind.Box,
            "Take" when KnownTypes.Is(type, types.Box) => OwnerKind.Child,
            "TakeField" when KnownTypes.Is(type, types.Vec) => OwnerKind.Child,
            "IntoRawParts" when KnownTypes.Is(type, types.Vec) => OwnerKind.Vec,
            "IntoHandle" when KnownTypes.Is(type, types.Vec) => OwnerKind.Handle,
            "FromRaw" or "Adopt" when KnownTypes.Is(type, types.RawHandle) => OwnerKind.Handle,
            "IntoRaw" when KnownTypes.Is(type, types.RawHandle) => OwnerKind.Child,
            _ => null,
        };
    }

    /// <summary>What an owner gives away with a method such as IntoRaw; null: nothing.</summary>
    public static OwnerKind? KindGivenAway(IMethodSymbol method, KnownTypes types)
    {
        INamedTypeSymbol type = method.ContainingType;
        return method.Name switch
        {
            "IntoRaw" when KnownTypes.Is(type, types.OwnedString) => OwnerKind.String,
            "IntoRaw" when KnownTypes.Is(type, types.OwnedBox) => OwnerKind.Box,
            "IntoRaw" when KnownTypes.Is(type, types.OwnedVec) || KnownTypes.Is(type, types.OwnedStructVec) => OwnerKind.Vec,
            "IntoRaw" when KnownTypes.Is(type, types.OwnedHandle) || KnownTypes.Is(type, types.ManagedHandle) => OwnerKind.Handle,
            "IntoHandle" when types.IsOwner(type) => OwnerKind.Handle,
            _ => null,
        };
    }

    /// <summary>What a call ends; null: nothing.</summary>
    public static OwnerKind? KindEnded(IMethodSymbol method, KnownTypes types)
    {
        INamedTypeSymbol type = method.ContainingType;
        return method.Name switch
        {
            "Free" or "FreeMany" when KnownTypes.Is(type, types.CString) => OwnerKind.String,
            "Free" when KnownTypes.Is(type, types.Box) => OwnerKind.Box,
            "Free" when KnownTypes.Is(type, types.Config) => OwnerKind.Config,
            "Dispose" when KnownTypes.Is(type, types.Vec) => OwnerKind.Vec,
            "Release" when KnownTypes.Is(type, types.RawHandle) => OwnerKind.Handle,
            "Close" when KnownTypes.Is(type, types.ManagedHandle) => OwnerKind.Handle,
            "FromRaw" when KnownTypes.Is(type, types.OwnedString) => OwnerKind.String,
            "FromRaw" when KnownTypes.Is(type, types.OwnedBox) => OwnerKind.Box,
            "FromRaw" when KnownTypes.Is(type, types.OwnedVec) || KnownTypes.Is(type, types.OwnedStructVec) => OwnerKind.Vec,
            "FromRaw" when KnownTypes.Is(type, types.OwnedHandle) || KnownTypes.Is(type, types.ManagedHandle) => OwnerKind.Handle,
            _ => null,
        };
    }

    /// <summary>Whether a method of an owner leaves its variable without anything.</summary>
    public static bool EndsItsOwner(IMethodSymbol method, KnownTypes types) =>
        !method.IsStatic && types.IsOwner(method.ContainingType) && method.Name is "Dispose" or "IntoRaw" or "IntoHandle" or "IntoBox" or "Forget";
}
