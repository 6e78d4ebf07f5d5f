using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using NUnit.Framework;

namespace FfiOwnership.Tests.Support;

/// <summary>Types with a drop callback, which takes down what it was called for.</summary>
internal static unsafe class Drops
{
    /// <summary>The values that were dropped: where each was, and its first eight bytes then.</summary>
    public static List<(nint Block, long Content)> Seen { get; } = [];

    /// <summary>Registers such a type.</summary>
    /// <param name="name">Unique in the process.</param>
    /// <param name="size">Bytes; 8 or more.</param>
    public static uint Register(string name, nuint size)
    {
        using NativeText text = new(name);
        TypeDescription description = new() { StructSize = (uint)sizeof(TypeDescription), Name = text.Pointer, Size = size, Drop = &Drop };
        Failure failure = default;
        Assert.That(TypeRegistry.Register(&description, out uint type, ref failure), Is.EqualTo(Status.Ok));
        return type;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Drop(void* value, void* context) => Seen.Add(((nint)value, *(long*)value));
}
