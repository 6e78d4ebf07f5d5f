namespace FfiOwnership.Toolkit;

/// <summary>Makes a record, class or struct one that C knows as a struct, with all that its fields own.</summary>
/// <remarks>
/// <code>
/// [FfiStruct("acme_column", Free = "acme_column_free", FreeList = "acme_column_list_free")]
/// public sealed record ColumnSummary(string Name, ulong Filled, double Mean);
///
/// // typedef struct acme_column { char *name; uint64_t filled; double mean; } acme_column;
/// </code>
/// The fields of the C struct are the type's public auto-implemented properties and public fields, in the order of their declaration; a computed
/// property is none. A field is a number, an enum, a plain struct, a <c>bool</c> (one byte), a <c>string</c> (<c>char *</c>, owned by the
/// struct) or another type with this attribute (a pointer, owned by the struct); the last two are NULL for null, where the type allows it.
/// Their names are the properties' in snake_case, or those of a <see cref="CNameAttribute"/>.
/// <para>
/// A parameter of the type is read into a new object: by the constructor with the most parameters, all of which are named like fields
/// and have their types; the other fields are set.
/// </para>
/// </remarks>
/// <param name="name">The struct's name in C.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class FfiStructAttribute(string name) : Attribute
{
    /// <summary>The struct's name in C.</summary>
    public string Name { get; } = name;

    /// <summary><c>acme_status NAME(acme_column *column)</c>, which is generated: frees a struct that was returned, with all that it owns; NULL is no error.</summary>
    public string? Free { get; init; }

    /// <summary><c>acme_status NAME(acme_column_list *list)</c>, which is generated: frees a list of such structs, with all that they own, and empties it; NULL and an empty list are no error.</summary>
    public string? FreeList { get; init; }
}
