using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using FfiOwnership.Abi.Managed;

namespace FfiOwnership.HeaderCheck;

/// <summary>Where in the sources something of C's comes from.</summary>
/// <remarks>
/// A method is found by the symbols: the author's own, which has FfiExport, before the one that was generated for it. What else has a
/// name in C, such as a struct or the function that frees it, is found by that name, which stands in its attribute.
/// </remarks>
internal sealed class SourcePlaces : IDisposable
{
    private readonly PEReader _image;
    private readonly MetadataReaderProvider? _symbols;
    private readonly IReadOnlyList<string> _sources;
    private readonly Dictionary<string, string[]> _texts = [];
    private readonly Dictionary<string, MethodDefinitionHandle> _methods = [];

    /// <summary>Opens the symbols.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="sources">Its source files.</param>
    public SourcePlaces(string assembly, IReadOnlyList<string> sources)
    {
        _image = new PEReader(new MemoryStream(File.ReadAllBytes(assembly)));
        _sources = [.. sources.Where(File.Exists)];
        if (_image.TryOpenAssociatedPortablePdb(assembly, path => File.Exists(path) ? new MemoryStream(File.ReadAllBytes(path)) : null, out _symbols, out _))
        {
            using MetadataReferences references = new([assembly], []);
            MetadataFile file = references.Open(assembly);
            foreach (MethodDefinitionHandle handle in file.Reader.MethodDefinitions)
            {
                if (file.Attribute(file.Reader.GetMethodDefinition(handle).GetCustomAttributes(), "FfiExportAttribute")?.Text(0) is string name)
                {
                    _methods[name] = handle;
                }
            }

            foreach ((string name, MethodDefinitionHandle handle) in file.Exports())
            {
                _methods.TryAdd(name, handle);
            }
        }
    }

    /// <summary>Where an exported function is written.</summary>
    /// <param name="name">Its name in C.</param>
    public Place? OfExport(string name) => (_methods.TryGetValue(name, out MethodDefinitionHandle method) ? OfMethod(method, name) : null) ?? OfName(name);

    /// <summary>Where a type or constant is written.</summary>
    /// <param name="name">Its name in C.</param>
    /// <param name="type">Its name in C#, if it has one.</param>
    public Place? OfType(string name, string? type = null) =>
        (type == null ? null : Find(new Regex($@"\b(?:struct|enum|class|record)\s+{Regex.Escape(type)}\b"))) ?? OfName(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        _symbols?.Dispose();
        _image.Dispose();
    }

    private Place? OfName(string name) => Find(new Regex($"\"{Regex.Escape(name)}\""));

    private Place? Find(Regex pattern)
    {
        foreach (string source in _sources)
        {
            int index = Array.FindIndex(Text(source), pattern.IsMatch);
            if (index >= 0)
            {
                return new Place(source, index + 1);
            }
        }

        return null;
    }

    // The symbols have the line of the method's first statement; its name stands above, maybe in an attribute.
    private Place? OfMethod(MethodDefinitionHandle method, string name)
    {
        MetadataReader symbols = _symbols!.GetMetadataReader();
        MethodDebugInformation information = symbols.GetMethodDebugInformation(method.ToDebugInformationHandle());
        SequencePoint first = information.GetSequencePoints().FirstOrDefault(point => !point.IsHidden);
        if (first.Document.IsNil || SourceOf(symbols.GetString(symbols.GetDocument(first.Document).Name)) is not string source)
        {
            return null;
        }

        const int Above = 20;
        int last = Math.Min(first.StartLine, Text(source).Length);
        int from = Math.Max(0, last - Above);
        int named = Array.FindLastIndex(Text(source), last - 1, last - from, line => line.Contains($"\"{name}\"", StringComparison.Ordinal) && !line.Contains("u8", StringComparison.Ordinal));
        return new Place(source, named < 0 ? first.StartLine : named + 1);
    }

    // A build for others writes no folders of this machine into the symbols.
    private string? SourceOf(string document) =>
        File.Exists(document) ? document
        : _sources.Where(source => Path.GetFileName(source) == Path.GetFileName(document.Replace('\\', '/'))).MaxBy(source => SharedEnd(source, document));

    private static int SharedEnd(string left, string right) => left.Reverse().Zip(right.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();

    private string[] Text(string source)
    {
        if (!_texts.TryGetValue(source, out string[]? text))
        {
            _texts.Add(source, text = File.ReadAllLines(source));
        }

        return text;
    }
}
