namespace FfiOwnership.Analyzers.Tests.Planted;

/// <summary>Mistakes that are easily made with this library.</summary>
internal static class OwnLibrary
{
    public static readonly Mistake[] Mistakes =
    [
        new("a catch with a filter", "static int {|FFO001:M|}(int a) { try { return int.Parse(\"1\") / a; } catch (Exception e) when (e is not OutOfMemoryException) { return -1; } }"),
        new("another exception thrown by the handler", "static int {|FFO001:M|}(int a) { try { return 10 / a; } catch (Exception e) { throw new FfiException(Status.Internal, e.Message); } }"),
        new("a text made before the try", "static int {|FFO001:M|}(int a) { string text = $\"{a}\"; try { return text.Length; } catch (Exception) { return -1; } }"),
        new("a bool two structs down", "static int M(Outer** {|FFO002:v|}) => v[0]->N;", "internal struct Inner { public long A; public bool B; } internal struct Outer { public int N; public Inner Inner; }"),
        new("a callback that returns a bool", "static int M(delegate* unmanaged[Cdecl]<void*, bool> {|FFO002:callback|}) => callback == null ? 1 : 0;"),
        new("a registered struct with a bool", "static int M(Point* {|FFO002:v|}) => v->X;", "internal struct Point : IFfiStruct<Point> { public int X; public bool {|FFO002:IsNew|}; public static ReadOnlySpan<byte> CName => \"p\"u8; public static ReadOnlySpan<byte> FreeFunction => default; }"),
        new("a span of the stack", "static int {|FFO001:M|}(int n) { Span<byte> b = {|FFO003:stackalloc byte[8]|}; b.Clear(); return n; }"),
        new("a local struct with a fixed buffer", "static int M(int n) { Held {|FFO003:held = default|}; return held.N + n; }", "internal unsafe struct Held { public int N; public fixed byte Bytes[16]; }"),
        new("a clone thrown away", "static void M() { try { using OwnedString made = OwnedString.Create(\"x\"); {|FFO004:made.Clone()|}; } catch (Exception) { } }"),
        new("a pointer given away to nobody", "static void M() { try { OwnedString made = OwnedString.Create(\"x\"); {|FFO004:made.IntoRaw()|}; } catch (Exception) { } }"),
        new("a vec that is only filled", "static void M() { try { OwnedVec<int> {|FFO004:vec|} = OwnedVec<int>.Create(4); vec.Add(1); } catch (Exception) { } }"),
        new("an early return without an end", "static Status M(byte* t) { ExportCall {|FFO005:call|} = new(\"acme_test\"u8); try { if (t == null) { return Status.Ok; } return call.End(CString.Free(t, ref call.Failure)); } catch (Exception e) { return call.Caught(e); } }"),
        new("a handler that only returns a status", "static Status M(byte* t) { ExportCall {|FFO005:call|} = new(\"acme_test\"u8); try { return call.End(CString.Free(t, ref call.Failure)); } catch (Exception) { return Status.Internal; } }"),
        new("a copied export", "static Status M() { ExportCall call = new({|FFO006:\"acme_tset\"u8|}); return call.End(Status.Ok); }"),
        new("a name that is built", "static Status {|FFO001:M|}() { ExportCall call = new({|FFO007:System.Text.Encoding.UTF8.GetBytes(\"acme_test\")|}); return call.End(Status.Ok); }"),
        new("a pointer to a local struct", "static Pair* M(int a) { Pair pair = new() { A = a }; Pair* p = &pair; return {|FFO010:p|}; }", "internal struct Pair { public int A; public int B; }"),
        new("a string's characters stored for the caller", "static void M(char** to) { fixed (char* p = \"text\") { *to = {|FFO010:p|}; } }"),
        new("a free in a loop that goes on", "static int M(byte* t, int n) { try { int sum = 0; Failure failure = default; for (int i = 0; i < n; i++) { sum += {|FFO011:t[0]|}; _ = CString.Free(t, ref failure); } return sum; } catch (Exception) { return 0; } }"),
        new("a vec used after it was given away", "static void {|FFO015:M|}(VecData* to) { try { OwnedVec<int> vec = OwnedVec<int>.Create(4); *to = vec.IntoRaw(); {|FFO011:vec.Add(1)|}; } catch (Exception) { } }"),
        new("native memory used after its free", "static int M() { try { int* p = (int*)NativeMemory.Alloc(4); NativeMemory.Free(p); return {|FFO011:*p|}; } catch (Exception) { return 0; } }"),
        new("an out parameter that one case forgets", "static Status M(int a, int* {|FFO012:to|}) { switch (a) { case 0: *to = 1; break; case 1: break; default: *to = 2; break; } return Status.Ok; }"),
        new("a refusal without a return", "static Status M(byte* t) { ExportCall call = new(\"acme_test\"u8); try { if (t == null) { {|FFO013:call.Null(\"t\"u8)|}; } return call.End(CString.Free(t, ref call.Failure)); } catch (Exception e) { return call.Caught(e); } }"),
        new("a field set to null", "static void M(ConfigData* config) { {|FFO014:config->Name|} = null; }"),
        new("a handle without a close function", "static ulong {|FFO015:M|}() { try { return OwnedString.Create(\"x\").IntoHandle(); } catch (Exception) { return 0; } }"),
        new("memory of the C runtime's without a free function", "static nint {|FFO015:M|}(int n) { try { return Marshal.AllocHGlobal(n); } catch (Exception) { return 0; } }"),
        new("a typed GCHandle without an end", "static nint M() { try { return GCHandle<object>.ToIntPtr({|FFO016:new GCHandle<object>(new object())|}); } catch (Exception) { return 0; } }"),
        new("a continuation that nobody waits for", "static void M() { try { {|FFO016:Task.Delay(1).ContinueWith(_ => Console.WriteLine())|}; } catch (Exception) { } }"),
    ];
}
