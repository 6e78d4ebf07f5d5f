using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Author;

/// <summary>A library that leaves nothing of the runtime unused that shows up in memory checkers. NAME is its name.</summary>
internal static unsafe class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "NAME_work")]
    private static uint Work(Status* status)
    {
        ExportCall call = new("NAME_work"u8);
        uint done = 0;
        try
        {
            ulong handle = ManagedHandle<Jobs>.Create(new Jobs()).IntoRaw();
            using (ManagedBorrow<Jobs> borrow = ManagedHandle<Jobs>.Borrow(handle))
            {
                done = borrow.Value.Run();
            }

            ManagedHandle<Jobs>.Close(handle);
            call.End(Status.Ok, status);
        }
        catch (Exception e)
        {
            call.Caught(e, status);
        }

        return done;
    }

    [UnmanagedCallersOnly(EntryPoint = "NAME_last_error_message")]
    private static byte* LastErrorMessage() => LastError.Message;
}

/// <summary>What such a library does all day.</summary>
internal sealed class Jobs : IFfiType
{
    private static int s_finalized;

    private interface IShape<T>
    {
        T Area();
    }

    public static ReadOnlySpan<byte> CName => "NAME_jobs"u8;

    public static ReadOnlySpan<byte> FreeFunction => "NAME_close"u8;

    public uint Run()
    {
        Generics();
        Exceptions();
        Threads();
        Tasks();
        Garbage();
        return 5;
    }

    // Which types a generic virtual method is called with is known when it runs; the runtime makes them then.
    private static void Generics()
    {
        foreach (Namer namer in (Namer[])[new Short(), new Long(), new Short()])
        {
            Thread thread = new(() => namer.Name(new List<Version>(), 2));
            thread.Start();
            int length = namer.Name("text", 3).Length + namer.Name(new object(), 2).Length + namer.Name(1, 1).Length
                + namer.Name<IShape<double>>(new Square<double>(2), 3).Length + namer.Name(new Pair<string, Jobs>("a", null!), 2).Length
                + namer.Name<Exception>(new FormatException(), 4).Length;
            thread.Join();
            if (length == 0)
            {
                throw new InvalidOperationException("names are empty");
            }
        }
    }

    private static void Exceptions()
    {
        for (int i = 0; i < 40; i++)
        {
            try
            {
                Fail(i % 10, i);
            }
            catch (Exception e) when (e.Message.Length != 0)
            {
                _ = e.ToString();
            }
        }
    }

    private static void Fail(int depth, int kind)
    {
        try
        {
            if (depth > 0)
            {
                Fail(depth - 1, kind);
            }

            object text = "text";
            _ = (kind % 3) switch
            {
                0 => int.Parse("text", CultureInfo.InvariantCulture),
                1 => ((int[])text).Length,
                _ => Array.Empty<int>()[kind],
            };
        }
        finally
        {
            _ = new byte[1000];
        }
    }

    private static void Threads()
    {
        ConcurrentDictionary<int, string> all = new();
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(n => new Thread(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                all[(i * 4) + n] = new string('x', i);
                _ = new byte[20_000];
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        using ThreadLocal<List<int>> local = new(() => [1]);
        _ = local.Value!.Count + all.Values.Where(text => text.Length > 3).GroupBy(text => text.Length).Count();
    }

    // The pool's threads and the timers' are left, and live as long as the process.
    private static void Tasks()
    {
        using ManualResetEventSlim ticked = new();
        using Timer timer = new(_ => ticked.Set(), null, 1, Timeout.Infinite);
        Task<int>[] tasks = [.. Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            await Task.Yield();
            return n;
        }))];
        Task.WaitAll(tasks);
        Parallel.For(0, 50, _ => { });
        ticked.Wait();
    }

    private static void Garbage()
    {
        for (int i = 0; i < 100; i++)
        {
            _ = new Finalized();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private abstract class Namer
    {
        public abstract string Name<T>(T value, int count);
    }

    private sealed class Short : Namer
    {
        public override string Name<T>(T value, int count) => typeof(T).Name + new Pair<T, string>(value, "x") + new List<Pair<T, T>> { new(value, value) }.Count;
    }

    private sealed class Long : Namer
    {
        public override string Name<T>(T value, int count) => typeof(T).Name + new Dictionary<string, T> { ["a"] = value }.Count + Enumerable.Repeat(value, count).ToHashSet().Count;
    }

    private sealed record Square<T>(T Side) : IShape<T>
        where T : System.Numerics.INumber<T>
    {
        public T Area() => Side * Side;
    }

    private readonly record struct Pair<TFirst, TSecond>(TFirst First, TSecond Second);

    private sealed class Finalized
    {
        ~Finalized() => Interlocked.Increment(ref s_finalized);
    }
}
