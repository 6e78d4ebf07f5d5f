namespace FfiOwnership.Toolkit;

/// <summary>Makes a C function of a static method: the generator writes the export that checks and converts what C passes, calls the method, and turns exceptions into statuses.</summary>
/// <remarks>
/// <code>
/// [FfiExport("acme_csv_cell")]
/// public static string Cell(CsvDocument document, nuint row, nuint column) => document.Cell(row, column);
///
/// // char *acme_csv_cell(acme_csv document, size_t row, size_t column, acme_status *status);
/// </code>
/// <para>
/// What makes something returns it, or NULL or 0, with its status in a last parameter <c>status</c>, which may be NULL; every other function
/// returns its status. A call that fails gives nothing, leaves its out parameters zero, and ends what it had made. The C parameters have the
/// order of the method's. Nothing but the method runs between the checks and the result, and no exception leaves.
/// </para>
/// <list type="table">
/// <listheader><term>C#</term><description>C, and who owns it</description></listheader>
/// <item><term>number, enum, plain struct</term><description>the same, by value. A plain struct has fields of these kinds only</description></item>
/// <item><term><c>bool</c></term><description><c>bool</c> or <c>uint8_t</c>: one byte; any value but 0 is true</description></item>
/// <item><term><c>string</c></term><description><c>const char *</c>, borrowed for the call: UTF-8, checked. NULL is refused, and passed as null for <c>string?</c></description></item>
/// <item><term><c>ReadOnlySpan&lt;T&gt;</c>, <c>Span&lt;T&gt;</c></term><description><c>const T *values, size_t values_count</c>, borrowed for the call; without const for a Span. NULL only with the count 0</description></item>
/// <item><term>class with <see cref="FfiHandleAttribute"/></term><description>its handle, borrowed for the call; 0 is refused, and passed as null for <c>T?</c></description></item>
/// <item><term>type with <see cref="FfiStructAttribute"/>, also <c>in</c></term><description><c>const acme_column *</c>, borrowed, copied into a new object before the method is called; NULL is refused, and passed as null for <c>T?</c></description></item>
/// <item><term>delegate with <see cref="FfiCallbackAttribute"/></term><description><c>acme_row_callback callback, void *callback_context</c>, borrowed for the call; NULL is refused, and passed as null for <c>T?</c></description></item>
/// <item><term>pointer</term><description>the same, unchecked</description></item>
/// <item><term><c>out T</c></term><description><c>T *</c> for whatever can be returned: cleared first, and written when the method has succeeded. NULL is refused, unless the parameter has <c>[Optional]</c></description></item>
/// <item><term>returned number, enum, bool, plain struct</term><description>a last parameter <c>T *out</c>, as an out parameter; the status is returned</description></item>
/// <item><term>returned <c>string</c></term><description><c>char *</c>, owned: freed with <see cref="FfiLibraryAttribute.FreeString"/>. A text with a NUL or half a surrogate pair in it is refused; null is NULL for <c>string?</c></description></item>
/// <item><term>returned class with <see cref="FfiHandleAttribute"/></term><description>a new handle, owned; null is 0 for <c>T?</c></description></item>
/// <item><term>returned type with <see cref="FfiStructAttribute"/></term><description><c>acme_column *</c>, owned; null is NULL for <c>T?</c></description></item>
/// <item><term>returned array, list or sequence</term><description>a last parameter <c>acme_column_list *out</c>, owned, laid out as <see cref="Owners.VecData"/>; the status is returned. For elements that are numbers see <see cref="FfiListAttribute"/></description></item>
/// <item><term>returned <see cref="FfiResult{T}"/></term><description>as its <c>T</c>, or its status and message: for refusals that must be cheap</description></item>
/// </list>
/// <para>The name of a parameter in C is its own in snake_case, or that of a <see cref="CNameAttribute"/>.</para>
/// </remarks>
/// <param name="name">The function's name in C. No two things of a library share one.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FfiExportAttribute(string name) : Attribute
{
    /// <summary>The function's name in C.</summary>
    public string Name { get; } = name;
}
