using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace FfiOwnership.Abi.Managed;

/// <summary>A type of a signature, as far as an export may have it.</summary>
internal abstract record ManagedType;

/// <summary>One that the runtime defines: <c>int</c>, <c>void</c>.</summary>
internal sealed record PrimitiveType(PrimitiveTypeCode Code) : ManagedType;

/// <summary>A struct, enum or class whose assembly has been found.</summary>
internal sealed record DefinedType(MetadataFile File, TypeDefinitionHandle Handle) : ManagedType;

/// <summary>A pointer.</summary>
internal sealed record PointerType(ManagedType To) : ManagedType;

/// <summary>A function pointer.</summary>
internal sealed record FunctionPointerType(ManagedType Result, ImmutableArray<ManagedType> Parameters) : ManagedType;

/// <summary>What C has no type for, or whose assembly is not there; exports that have it are reported with its name.</summary>
internal sealed record OtherType(string Name) : ManagedType;
