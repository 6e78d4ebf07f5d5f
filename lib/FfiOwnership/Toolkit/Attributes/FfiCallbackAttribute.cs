namespace FfiOwnership.Toolkit;

/// <summary>Makes a delegate one that C passes as a function and a context: <c>typedef int32_t (*acme_row_callback)(void *context, size_t line, ...);</c>.</summary>
/// <remarks>
/// <code>
/// [FfiCallback("acme_row_callback")]
/// public delegate int RowCallback(nuint line, IReadOnlyList&lt;string&gt; cells);
///
/// // typedef int32_t (*acme_row_callback)(void *context, size_t line, const char *const *cells, size_t cells_count);
/// </code>
/// A delegate that an exported method is given calls C's function, and is borrowed for the call: one that is kept and invoked later throws
/// <see cref="ObjectDisposedException"/>. It takes numbers, enums, plain structs and bools; texts (<c>const char *</c>, borrowed while C's
/// function runs); <see cref="ReadOnlySpan{T}"/> of numbers and lists of texts (pointer and count, borrowed). It returns nothing, a number, an
/// enum, a plain struct or a bool. C's function must return: it must not leave by longjmp or an exception.
/// </remarks>
/// <param name="name">The type of the function pointer in C.</param>
[AttributeUsage(AttributeTargets.Delegate)]
public sealed class FfiCallbackAttribute(string name) : Attribute
{
    /// <summary>The type of the function pointer in C.</summary>
    public string Name { get; } = name;
}
