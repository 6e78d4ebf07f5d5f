using Microsoft.CodeAnalysis;

namespace FfiOwnership.Analyzers;

/// <summary>The types that the rules are about; null where a compilation does not have one.</summary>
internal sealed class KnownTypes
{
    private readonly INamedTypeSymbol? _unmanagedCallersOnly;
    private readonly INamedTypeSymbol? _ffiExport;
    private readonly INamedTypeSymbol? _const;
    private readonly HashSet<INamedTypeSymbol> _owners = new(SymbolEqualityComparer.Default);

    public KnownTypes(Compilation compilation)
    {
        INamedTypeSymbol? Find(string name) => compilation.GetTypeByMetadataName(name);

        Assembly = compilation.Assembly;
        _unmanagedCallersOnly = Find("System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute");
        _ffiExport = Find("FfiOwnership.Toolkit.FfiExportAttribute");
        _const = Find("FfiOwnership.ConstAttribute");
        ExportCall = Find("FfiOwnership.Boundary.ExportCall");
        Failure = Find("FfiOwnership.Errors.Failure");
        LastError = Find("FfiOwnership.Boundary.LastError");
        LibraryVersion = Find("FfiOwnership.Boundary.LibraryVersion");
        Status = Find("FfiOwnership.Errors.Status");
        StatusTable = Find("FfiOwnership.Errors.StatusTable");
        CString = Find("FfiOwnership.Owners.CString");
        Box = Find("FfiOwnership.Owners.Box");
        Config = Find("FfiOwnership.Owners.Config");
        ConfigData = Find("FfiOwnership.Owners.ConfigData");
        Vec = Find("FfiOwnership.Owners.Vec");
        RawHandle = Find("FfiOwnership.Owners.OwnedHandle");
        FfiResult = Find("FfiOwnership.Toolkit.FfiResult`1");
        FfiStruct = Find("FfiOwnership.Toolkit.IFfiStruct`1");
        FfiLibrary = Find("FfiOwnership.Toolkit.FfiLibraryAttribute");
        FfiHandle = Find("FfiOwnership.Toolkit.FfiHandleAttribute");
        FfiStructAttribute = Find("FfiOwnership.Toolkit.FfiStructAttribute");
        FfiList = Find("FfiOwnership.Toolkit.FfiListAttribute");
        OwnedString = Find("FfiOwnership.Toolkit.OwnedString");
        OwnedBox = Find("FfiOwnership.Toolkit.OwnedBox`1");
        OwnedVec = Find("FfiOwnership.Toolkit.OwnedVec`1");
        OwnedStructVec = Find("FfiOwnership.Toolkit.OwnedStructVec`1");
        OwnedHandle = Find("FfiOwnership.Toolkit.OwnedHandle`1");
        ManagedHandle = Find("FfiOwnership.Toolkit.ManagedHandle`1");
        INamedTypeSymbol?[] owners =
        [
            OwnedString, OwnedBox, OwnedVec, OwnedStructVec, OwnedHandle, ManagedHandle,
            Find("FfiOwnership.Toolkit.ExclusiveBorrow`1"), Find("FfiOwnership.Toolkit.SharedBorrow`1"), Find("FfiOwnership.Toolkit.ManagedBorrow`1"),
        ];
        _owners.UnionWith(owners.OfType<INamedTypeSymbol>());
        Exception = Find("System.Exception");
        Task = Find("System.Threading.Tasks.Task");
        ValueTask = Find("System.Threading.Tasks.ValueTask");
        Marshal = Find("System.Runtime.InteropServices.Marshal");
        NativeMemory = Find("System.Runtime.InteropServices.NativeMemory");
        GCHandle = Find("System.Runtime.InteropServices.GCHandle");
        TypedGCHandle = Find("System.Runtime.InteropServices.GCHandle`1");
        Unsafe = Find("System.Runtime.CompilerServices.Unsafe");
        MemoryMarshal = Find("System.Runtime.InteropServices.MemoryMarshal");
        GC = Find("System.GC");
    }

    public IAssemblySymbol Assembly { get; }

    public INamedTypeSymbol? ExportCall { get; }

    public INamedTypeSymbol? Failure { get; }

    public INamedTypeSymbol? LastError { get; }

    public INamedTypeSymbol? LibraryVersion { get; }

    public INamedTypeSymbol? Status { get; }

    public INamedTypeSymbol? StatusTable { get; }

    public INamedTypeSymbol? CString { get; }

    public INamedTypeSymbol? Box { get; }

    public INamedTypeSymbol? Config { get; }

    public INamedTypeSymbol? ConfigData { get; }

    public INamedTypeSymbol? Vec { get; }

    /// <summary>FfiOwnership.Owners.OwnedHandle: the statics over a handle's number.</summary>
    public INamedTypeSymbol? RawHandle { get; }

    public INamedTypeSymbol? FfiResult { get; }

    public INamedTypeSymbol? FfiStruct { get; }

    public INamedTypeSymbol? FfiLibrary { get; }

    public INamedTypeSymbol? FfiHandle { get; }

    public INamedTypeSymbol? FfiStructAttribute { get; }

    public INamedTypeSymbol? FfiList { get; }

    public INamedTypeSymbol? OwnedString { get; }

    public INamedTypeSymbol? OwnedBox { get; }

    public INamedTypeSymbol? OwnedVec { get; }

    public INamedTypeSymbol? OwnedStructVec { get; }

    public INamedTypeSymbol? OwnedHandle { get; }

    public INamedTypeSymbol? ManagedHandle { get; }

    public INamedTypeSymbol? Exception { get; }

    public INamedTypeSymbol? Task { get; }

    public INamedTypeSymbol? ValueTask { get; }

    public INamedTypeSymbol? Marshal { get; }

    public INamedTypeSymbol? NativeMemory { get; }

    public INamedTypeSymbol? GCHandle { get; }

    public INamedTypeSymbol? TypedGCHandle { get; }

    public INamedTypeSymbol? Unsafe { get; }

    public INamedTypeSymbol? MemoryMarshal { get; }

    public INamedTypeSymbol? GC { get; }

    /// <summary>Whether a type, of any type arguments, is a known one.</summary>
    public static bool Is(ITypeSymbol? type, INamedTypeSymbol? known) => known != null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, known);

    /// <summary>Whether a type is an owner or a borrow: something that has to be ended.</summary>
    public bool IsOwner(ITypeSymbol? type) => type is INamedTypeSymbol named && _owners.Contains(named.OriginalDefinition);

    /// <summary>Whether a method can be called from C, by a name or by its address.</summary>
    public bool IsForUnmanagedCallers(IMethodSymbol method) => AttributeOf(method, _unmanagedCallersOnly) != null;

    /// <summary>The name of a method that the library exports by hand; null for all others.</summary>
    public string? EntryPointOf(ISymbol symbol) =>
        symbol is IMethodSymbol method
        && AttributeOf(method, _unmanagedCallersOnly)?.NamedArguments.FirstOrDefault(argument => argument.Key == "EntryPoint").Value.Value is string { Length: > 0 } name
            ? name
            : null;

    /// <summary>The name of a method that the generator exports; null for all others.</summary>
    public string? FfiExportNameOf(ISymbol symbol) =>
        symbol is IMethodSymbol method ? AttributeOf(method, _ffiExport)?.ConstructorArguments.FirstOrDefault().Value as string : null;

    /// <summary>Whether C reaches a method: it is an export written by hand, or one that the generator writes around it.</summary>
    public bool IsExported(ISymbol symbol) => EntryPointOf(symbol) != null || (symbol is IMethodSymbol method && AttributeOf(method, _ffiExport) != null);

    /// <summary>Whether a parameter's target is only read.</summary>
    public bool IsConst(IParameterSymbol parameter) => AttributeOf(parameter, _const) != null;

    private static AttributeData? AttributeOf(ISymbol symbol, INamedTypeSymbol? attribute) =>
        attribute == null ? null : symbol.GetAttributes().FirstOrDefault(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attribute));
}
