namespace FfiOwnership.Analyzers.Tests.Planted;

/// <summary>Mistakes of the kinds that were planted in an author's first library.</summary>
internal static class FirstLibrary
{
    public static readonly Mistake[] Mistakes =
    [
        new("a struct with a bool", "static int M(HasBool {|FFO002:v|}) => v.Flag ? 1 : 0;", "internal struct HasBool { public bool Flag; public int N; }"),
        new("a struct with a char", "static int M(HasChar {|FFO002:v|}) => v.C;", "internal struct HasChar { public char C; }"),
        new("a struct of automatic layout", "static long M(Automatic {|FFO002:v|}) => v.B;", Automatic),
        new("a pointer to a struct of automatic layout", "static long M(Automatic* {|FFO002:v|}) => v->B;", Automatic),
        new("a DateTime inside a struct", "static long {|FFO001:M|}(HasDateTime* {|FFO002:v|}) => v->When.Ticks;", "internal struct HasDateTime { public DateTime When; }"),
        new("a decimal inside a struct", "static int {|FFO001:M|}(HasDecimal* {|FFO002:v|}) => (int)v->D;", "internal struct HasDecimal { public decimal D; }"),
        new("a Nullable inside a struct", "static int M(HasNullable* {|FFO002:v|}) => v->N ?? 0;", "internal struct HasNullable { public int? N; }"),
        new("vectors inside a struct", "static float M(HasVector* {|FFO002:v|}) => v->V.X;", "internal struct HasVector { public System.Numerics.Vector4 V; public Int128 I; }"),
        new("a division without a guard", "static int {|FFO001:M|}(int a) => 10 / a;"),
        new("calls without a guard", "static void {|FFO001:M|}(byte* text) => Console.WriteLine(Marshal.PtrToStringUTF8((nint)text));"),
        new("a pinned array returned", "static byte* {|FFO001:M|}() { byte[] a = new byte[16]; fixed (byte* p = a) return {|FFO010:p|}; }"),
        new("stack memory returned", "static byte* M() { byte* p = {|FFO003:stackalloc byte[4]|}; return {|FFO010:p|}; }"),
        new("the address of a variable as one of an object", "static void* {|FFO001:M|}() { object o = new(); return {|FFO010:Unsafe.AsPointer(ref o)|}; }"),
        new("memory of COM's without a free function", "static byte* {|FFO001:{|FFO015:M|}|}() => (byte*)Marshal.StringToCoTaskMemUTF8(\"x\");"),
        new("a GCHandle without a free function", "static nint {|FFO001:M|}() => GCHandle.ToIntPtr({|FFO016:GCHandle.Alloc(new object())|});"),
        new("an owner discarded", "static void {|FFO001:M|}(byte* t) { ExportCall {|FFO005:call|} = new(\"acme_test\"u8); {|FFO013:CString.New(t, {|FFO004:out byte* _|}, ref call.Failure)|}; }"),
        new("a use after the free", "static byte {|FFO001:M|}(byte* t) { ExportCall {|FFO005:call|} = new(\"acme_test\"u8); {|FFO013:CString.Free(t, ref call.Failure)|}; return {|FFO011:*t|}; }"),
        new("a status ignored", "static byte* {|FFO001:{|FFO015:M|}|}(byte* t) { ExportCall {|FFO005:call|} = new(\"acme_test\"u8); {|FFO013:CString.New(t, out byte* made, ref call.Failure)|}; return made; }"),
        new("a call that is not ended", "static Status {|FFO001:M|}(byte* t) { ExportCall {|FFO005:call|} = new(\"acme_test\"u8); return CString.Free(t, ref call.Failure); }"),
        new("a call of another name", "static Status M(byte* t) { ExportCall call = new({|FFO006:\"acme_other\"u8|}); try { return call.End(CString.Free(t, ref call.Failure)); } catch (Exception e) { return call.Caught(e); } }"),
        new("stackalloc in an export", "static Status M(int n) { ExportCall call = new(\"acme_test\"u8); try { byte* b = {|FFO003:stackalloc byte[n + 64]|}; b[0] = 1; return call.End(CString.New(b, {|FFO004:out _|}, ref call.Failure)); } catch (Exception e) { return call.Caught(e); } }"),
        new("a task that nobody waits for", "static void {|FFO001:M|}() { _ = {|FFO016:Task.Run(() => throw new InvalidOperationException())|}; }"),
        new("an out parameter that is not cleared", "static Status M(int* {|FFO012:to|}) { ExportCall call = new(\"acme_test\"u8); try { if (to == null) return call.End(call.Null(\"to\"u8)); return call.End(call.Refuse(Status.InvalidArgument, \"no\"u8)); } catch (Exception e) { return call.Caught(e); } }"),
        new("a throw in finally", "static void {|FFO001:M|}(byte* p) { try { *p = 1; } finally { throw new InvalidOperationException(); } }"),
        new("a string without a free function", "static byte* {|FFO015:M|}(byte* t, Status* s) { ExportCall call = new(\"acme_test\"u8); byte* made = null; try { call.End(CString.New(t, out made, ref call.Failure), s); } catch (Exception e) { call.Caught(e, s); } return made; }"),
        new("an empty struct", "static ByteEnum M(Empty {|FFO002:e|}) => ByteEnum.A;", "internal enum ByteEnum : byte { A } internal struct Empty { }"),
        new("the function pointer of a delegate that is collected", "static nint {|FFO001:M|}() { Action a = () => { }; return {|FFO016:Marshal.GetFunctionPointerForDelegate(a)|}; }"),
        new("a catch that is too narrow", "static int {|FFO001:M|}(int a) { try { return 10 / a; } catch (DivideByZeroException) { return -1; } }"),
        new("a call's name that is no literal", "static Status {|FFO001:M|}() { byte[] b = [65, 66]; ExportCall call = new({|FFO007:b|}); return call.End(Status.DoubleFree); }"),
        new("a bool", "static int M(bool {|FFO002:v|}) => v ? 1 : 0;"),
        new("a char", "static int M(char {|FFO002:v|}) => v;"),
        new("a bool returned", "static bool {|FFO002:M|}(int v) => v != 0;"),
        new("a pointer to bool", "static int M(bool* {|FFO002:v|}, char* w) => 1;"),
    ];

    /// <summary>What stood among them and is right.</summary>
    public static readonly Mistake[] Correct =
    [
        new("a number", "static int M(int a) => a;"),
        new("an address as a number", "static long M(nint a) => a;"),
        new("a struct of default layout", "static long M(Plain* v) => v->B;", "internal struct Plain { public int A; public long B; }"),
    ];

    /// <summary>What the compiler refuses or warns of by itself; the rule says what to do instead.</summary>
    public static readonly Mistake[] Refused =
    [
        new("a string", "static int M(string {|FFO002:v|}) => 1;"),
        new("a reference", "static int M(ref int {|FFO002:v|}) => 1;"),
        new("an array", "static int M(int[] {|FFO002:v|}) => 1;"),
        new("a struct with a string", "static int M(HasString {|FFO002:v|}) => 1;", "internal struct HasString { public string S; }"),
        new("a pointer to a struct with a string", "static int M(HasString* {|FFO002:v|}) => 1;", "internal struct HasString { public string S; }"),
        new("a struct with an array", "static int M(HasArray {|FFO002:v|}) => 1;", "internal struct HasArray { public int[] A; }"),
        new("a delegate", "static int M(Action {|FFO002:v|}) => 1;"),
        new("a span", "static int M(ReadOnlySpan<byte> {|FFO002:v|}) => 1;"),
        new("an object", "static int M(object {|FFO002:v|}) => 1;"),
        new("a DateTime, and a Guid, which may cross", "static int M(Guid* v, DateTime* {|FFO002:w|}) => 1;"),
    ];

    private const string Automatic = "[StructLayout(LayoutKind.Auto)] internal struct Automatic { public byte A; public long B; public byte C; }";
}
