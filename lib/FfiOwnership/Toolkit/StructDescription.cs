using System.Diagnostics.CodeAnalysis;
using FfiOwnership.Entries;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;

namespace FfiOwnership.Toolkit;

/// <summary>The description of a struct, while <see cref="IFfiStruct{T}.Describe"/> completes it.</summary>
/// <typeparam name="T">The struct.</typeparam>
public unsafe ref struct StructDescription<T>
    where T : unmanaged, IFfiStruct<T>
{
    private readonly List<OwnedField> _fields = [];
    private T _sample;

    /// <summary>Begins a description without owned fields.</summary>
    public StructDescription()
    {
    }

    /// <summary>A value of the struct, to name its fields by: <c>ref type.Sample.Name</c>.</summary>
    [UnscopedRef]
    public ref T Sample => ref _sample;

    /// <summary>Called with a value and null before the value's children and memory are freed, on the thread that frees it; null: nothing is called.</summary>
    /// <remarks>It must not throw; what it is given is valid until it returns. It may call the library.</remarks>
    public delegate* unmanaged[Cdecl]<void*, void*, void> Drop { get; set; }

    internal readonly IReadOnlyList<OwnedField> Fields => _fields;

    /// <summary>A field owns a string.</summary>
    /// <param name="field">A field of <see cref="Sample"/>.</param>
    public readonly void Owns(ref byte* field)
    {
        fixed (void* address = &field)
        {
            Add(address, TypeNumber.String);
        }
    }

    /// <summary>A field owns a config.</summary>
    /// <param name="field">A field of <see cref="Sample"/>.</param>
    public readonly void Owns(ref ConfigData* field)
    {
        fixed (void* address = &field)
        {
            Add(address, TypeNumber.Config);
        }
    }

    /// <summary>A field owns a box: of another struct, or of the same one.</summary>
    /// <typeparam name="TChild">The child's struct. Two structs that own each other cannot be registered: one must come first.</typeparam>
    /// <param name="field">A field of <see cref="Sample"/>.</param>
    public readonly void Owns<TChild>(ref TChild* field)
        where TChild : unmanaged, IFfiStruct<TChild>
    {
        fixed (void* address = &field)
        {
            Add(address, typeof(TChild) == typeof(T) ? TypeNumber.Self : FfiType.Number<TChild>());
        }
    }

    private readonly void Add(void* field, uint type)
    {
        // SAFETY: only numbers are compared; the description is a ref struct, on the stack, and does not move.
        fixed (T* sample = &_sample)
        {
            nuint offset = (nuint)((byte*)field - (byte*)sample);
            if (offset >= (nuint)sizeof(T))
            {
                throw new ArgumentException($"An owned field of {typeof(T).Name} is named by a field of the description's sample, as in 'type.Owns(ref type.Sample.Name)'.", nameof(field));
            }

            _fields.Add(new OwnedField { Offset = offset, Type = type });
        }
    }
}
