using Mono.Cecil;

namespace FfiOwnership.Tests.Architecture;

/// <summary>One type uses another.</summary>
/// <param name="From">The type that uses.</param>
/// <param name="Member">The member of it that does, or its own name.</param>
/// <param name="How">Base type, field, local, call and so on.</param>
/// <param name="To">The type that is used; of the same assembly.</param>
internal sealed record Use(TypeDefinition From, string Member, string How, TypeDefinition To);
