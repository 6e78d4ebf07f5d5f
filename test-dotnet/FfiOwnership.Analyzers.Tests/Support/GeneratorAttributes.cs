namespace FfiOwnership.Analyzers.Tests.Support;

/// <summary>The attributes of the generator, as far as rules ask for them.</summary>
internal static class GeneratorAttributes
{
    public const string Source = """

        namespace FfiOwnership.Toolkit
        {
            internal sealed class FfiLibraryAttribute : Attribute
            {
                public string? FreeString { get; init; }
            }

            internal sealed class FfiExportAttribute(string name) : Attribute
            {
                public string Name { get; } = name;
            }

            internal sealed class FfiHandleAttribute(string name) : Attribute
            {
                public string Name { get; } = name;

                public string? Close { get; init; }
            }

            internal sealed class FfiStructAttribute(string name) : Attribute
            {
                public string Name { get; } = name;

                public string? Free { get; init; }
            }
        }
        """;
}
