namespace FfiOwnership.Toolkit;

/// <summary>Makes a class one whose objects C knows by handles: <c>typedef uint64_t acme_csv;</c>.</summary>
/// <remarks>
/// <code>[FfiHandle("acme_csv", Close = "acme_csv_close")] public sealed class CsvDocument { ... }</code>
/// An exported method that returns such an object gives C a new handle, which keeps the object alive. When the handle is closed and no call
/// uses the object any more, the object is disposed of, if it is <see cref="IDisposable"/>, and let go; also if no handle could be made. So a
/// method that returns one returns a new object each time: of two handles of one object, either would dispose of it. Each call that gets a handle
/// borrows the object: another thread may close the handle meanwhile, and the object ends when the last call has returned. Many calls may use
/// one object at the same time, so its class has to be ready for that, or the header has to forbid it.
/// </remarks>
/// <param name="name">The handle's type in C.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FfiHandleAttribute(string name) : Attribute
{
    /// <summary>The handle's type in C.</summary>
    public string Name { get; } = name;

    /// <summary><c>acme_status NAME(acme_csv csv)</c>, which is generated: closes a handle; 0 is no error, and one that was closed before is refused.</summary>
    public string? Close { get; init; }
}
