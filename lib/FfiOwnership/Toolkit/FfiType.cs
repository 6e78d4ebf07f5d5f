using System.Text;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Toolkit;

/// <summary>The numbers under which the ledger knows types. A type is registered when its number is asked for first; any thread.</summary>
public static unsafe class FfiType
{
    // SAFETY (whole file): promised: a description, its name and its fields, which are on this stack or pinned until it is copied.

    /// <summary>The number of a struct.</summary>
    /// <typeparam name="T">The struct.</typeparam>
    /// <returns>The number that C calls such as <c>ffo_box_free</c> take.</returns>
    /// <exception cref="FfiException">The description makes no sense, another type has its name, or there is no room for more types.</exception>
    public static uint Number<T>()
        where T : unmanaged, IFfiStruct<T>
    {
        uint number = Volatile.Read(ref Struct<T>.Number);
        return number != 0 ? number : RegisterStruct<T>();
    }

    /// <summary>The number of a class whose objects are behind handles.</summary>
    /// <typeparam name="T">The class, or what stands for it.</typeparam>
    internal static uint NumberOfClass<T>()
        where T : IFfiType
    {
        uint number = Volatile.Read(ref Class<T>.Number);
        if (number == 0)
        {
            // The context is never passed to anybody: it tells two classes of one name apart, such as a class and one derived from it.
            number = Register<T>(new TypeDescription { Context = (void*)typeof(T).TypeHandle.Value }, [], default);
            Volatile.Write(ref Class<T>.Number, number);
        }

        return number;
    }

    private static uint RegisterStruct<T>()
        where T : unmanaged, IFfiStruct<T>
    {
        if (Struct<T>.t_isBeingDescribed)
        {
            throw new FfiException(Status.InvalidArgument, $"{typeof(T).Name} owns a struct that owns {typeof(T).Name}; of two types, one must be registered first");
        }

        StructDescription<T> type = new();
        Struct<T>.t_isBeingDescribed = true;
        try
        {
            T.Describe(ref type);
        }
        finally
        {
            Struct<T>.t_isBeingDescribed = false;
        }

        // Two threads may both register it: an equal description is the same type.
        uint number = Register<T>(new TypeDescription { Size = (nuint)sizeof(T), Drop = type.Drop }, [.. type.Fields], T.FreeVecFunction);
        Volatile.Write(ref Struct<T>.Number, number);
        return number;
    }

    private static uint Register<T>(TypeDescription description, OwnedField[] fields, ReadOnlySpan<byte> freeVecFunction)
        where T : IFfiType
    {
        // A copy: C needs a NUL behind it.
        byte[] name = [.. T.CName, 0];
        Failure failure = default;
        fixed (byte* text = name)
        fixed (OwnedField* first = fields)
        {
            description.StructSize = (uint)sizeof(TypeDescription);
            description.Name = text;
            description.Fields = first;
            description.FieldCount = (nuint)fields.Length;
            Status status = TypeRegistry.Register(&description, T.FreeFunction, freeVecFunction, out uint number, ref failure);
            return status == Status.Ok ? number : throw new FfiException(status, $"{typeof(T).Name} as \"{Encoding.UTF8.GetString(T.CName)}\": {new FfiException(failure).Message}");
        }
    }

    private static class Struct<T>
    {
        public static uint Number;

        [ThreadStatic]
        public static bool t_isBeingDescribed;
    }

    private static class Class<T>
    {
        public static uint Number;
    }
}
