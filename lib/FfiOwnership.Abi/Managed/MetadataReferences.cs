using System.Reflection.Metadata;

namespace FfiOwnership.Abi.Managed;

/// <summary>The assemblies that types are looked for in: those that are read, those beside them, and those that were named. Each is opened when it is needed.</summary>
internal sealed class MetadataReferences : IDisposable
{
    private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, MetadataFile> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Knows where they are.</summary>
    /// <param name="assemblies">Those that are read; their folders may have more.</param>
    /// <param name="references">Others.</param>
    public MetadataReferences(IReadOnlyList<string> assemblies, IReadOnlyList<string> references)
    {
        foreach (string path in assemblies)
        {
            Add(path);
        }

        foreach (string path in references.Concat(assemblies.SelectMany(path => Directory.EnumerateFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, "*.dll"))))
        {
            Add(path);
        }
    }

    /// <summary>Opens an assembly; each only once.</summary>
    public MetadataFile Open(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        if (!_files.TryGetValue(name, out MetadataFile? file))
        {
            _files.Add(name, file = new MetadataFile(path, this));
        }

        return file;
    }

    /// <summary>A type of another assembly, or null where that is not there.</summary>
    /// <param name="assembly">The assembly's name.</param>
    /// <param name="space">The type's namespace.</param>
    /// <param name="name">Its name.</param>
    public DefinedType? Find(string assembly, string space, string name)
    {
        if (!_paths.TryGetValue(assembly, out string? path))
        {
            return null;
        }

        MetadataFile file = Open(path);
        TypeDefinitionHandle found = file.Reader.TypeDefinitions.FirstOrDefault(handle => Is(file.Reader, file.Reader.GetTypeDefinition(handle), space, name));
        return found.IsNil ? null : new DefinedType(file, found);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MetadataFile file in _files.Values)
        {
            file.Dispose();
        }
    }

    private void Add(string path) => _paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);

    private static bool Is(MetadataReader reader, TypeDefinition type, string space, string name) =>
        reader.StringComparer.Equals(type.Name, name) && reader.StringComparer.Equals(type.Namespace, space);
}
