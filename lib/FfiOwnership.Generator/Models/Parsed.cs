namespace FfiOwnership.Generator.Models;

/// <summary>What was read of one attribute: a model to write code of, what is wrong, and the C names that it defines.</summary>
/// <param name="Model">Null: there is none, because of a finding.</param>
/// <param name="Findings">What is wrong.</param>
/// <param name="Names">The C names.</param>
internal sealed record Parsed<T>(T? Model, EquatableArray<Finding> Findings, EquatableArray<NameUse> Names)
    where T : class, IEquatable<T>;
