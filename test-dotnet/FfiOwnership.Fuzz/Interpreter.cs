using System.Reflection;
using System.Runtime.InteropServices;

namespace FfiOwnership.Fuzz;

/// <summary>The interpreter of test-c/fuzz, calling the exports as the runtime compiles them here.</summary>
internal sealed unsafe class Interpreter
{
    private readonly delegate* unmanaged<nint*, byte*, nuint, int> _run;
    private readonly nint* _functions;

    /// <summary>Loads the interpreter and gives it a table of the exports.</summary>
    internal Interpreter(string path)
    {
        nint library = NativeLibrary.Load(Path.GetFullPath(path));
        _run = (delegate* unmanaged<nint*, byte*, nuint, int>)NativeLibrary.GetExport(library, "fuzz_bytes");
        var name = (delegate* unmanaged<nuint, byte*>)NativeLibrary.GetExport(library, "fuzz_function_name");

        Dictionary<string, nint> exported = Exports();
        _functions = (nint*)NativeMemory.Alloc((nuint)exported.Count, (nuint)sizeof(nint));
        nuint count = 0;
        for (byte* next = name(0); next != null; next = name(++count))
        {
            _functions[count] = exported[Marshal.PtrToStringUTF8((nint)next)!];
        }

        if (count != (nuint)exported.Count)
        {
            throw new InvalidOperationException($"The interpreter knows {count} functions of {exported.Count}.");
        }
    }

    /// <summary>Runs one program; a finding ends the process.</summary>
    internal void Run(Stream input)
    {
        using MemoryStream bytes = new();
        input.CopyTo(bytes);
        fixed (byte* program = bytes.GetBuffer())
        {
            _run(_functions, program, (nuint)bytes.Length);
        }
    }

    // What C sees under a name: the entry point that the runtime makes for it. One without a name is only called by its address.
    private static Dictionary<string, nint> Exports() =>
        Assembly.Load("ffi_ownership").GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (Method: method, Export: method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()))
            .Where(pair => pair.Export?.EntryPoint != null)
            .ToDictionary(pair => pair.Export!.EntryPoint!, pair => pair.Method.MethodHandle.GetFunctionPointer());
}
