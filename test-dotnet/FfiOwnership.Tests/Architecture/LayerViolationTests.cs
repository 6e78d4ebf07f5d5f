using Mono.Cecil;
using NUnit.Framework;

namespace FfiOwnership.Tests.Architecture;

/// <summary>The layers' rule finds each kind of use, and each use that it should.</summary>
public sealed class LayerViolationTests
{
    [TestCase("class Bad : Failure;", "Bad", "Failure", "base type")]
    [TestCase("class Bad : IText<IText>;", "Bad", "IText", "interface")]
    [TestCase("class Bad<T> where T : IText;", "Bad`1", "IText", "constraint")]
    [TestCase("class Bad { void M<T>() where T : IText { } }", "Bad.M", "IText", "constraint")]
    [TestCase("[Mark] class Bad;", "Bad", "MarkAttribute", "attribute")]
    [TestCase("class Bad { [Mark] int F; }", "Bad.F", "MarkAttribute", "attribute")]
    [TestCase("class Bad { [Mark] int P => 1; }", "Bad.P", "MarkAttribute", "attribute")]
    [TestCase("class Bad { [Mark] event Action E { add { } remove { } } }", "Bad.E", "MarkAttribute", "attribute")]
    [TestCase("class Bad { [Mark] void M() { } }", "Bad.M", "MarkAttribute", "attribute")]
    [TestCase("class Bad { void M([Mark] int p) { } }", "Bad.M", "MarkAttribute", "attribute")]
    [TestCase("class Bad { [return: Mark] int M() => 1; }", "Bad.M", "MarkAttribute", "attribute")]
    [TestCase("class Bad<[Mark] T>;", "Bad`1", "MarkAttribute", "attribute")]
    [TestCase("[CName(\"\", More = typeof(Failure))] class Bad;", "Bad", "Failure", "attribute")]
    [TestCase("[CName(\"\", More = new Type[] { typeof(int), typeof(Failure[]) })] class Bad;", "Bad", "Failure", "attribute")]
    [TestCase("[CName(\"\", More = Level.Low)] class Bad;", "Bad", "Level", "attribute")]
    [TestCase("class Bad { Failure? F; }", "Bad.F", "Failure", "field")]
    [TestCase("class Bad { Func<int, Value[]>? F; }", "Bad.F", "Value", "field")]
    [TestCase("unsafe class Bad { Value* F; }", "Bad.F", "Value", "field")]
    [TestCase("unsafe class Bad { delegate*<int, Value*, void> F; }", "Bad.F", "Value", "field")]
    [TestCase("unsafe class Bad { delegate* unmanaged[Cdecl]<Level> F; }", "Bad.F", "Level", "field")]
    [TestCase("ref struct Bad { ref Value F; }", "Bad.F", "Value", "field")]
    [TestCase("class Bad { Failure? M() => null; }", "Bad.M", "Failure", "signature")]
    [TestCase("class Bad { void M(in Value p) { } }", "Bad.M", "Value", "signature")]
    [TestCase("class Bad { int this[Level p] => 1; }", "Bad.get_Item", "Level", "signature")]
    [TestCase("delegate void Bad(Value p);", "Bad.Invoke", "Value", "signature")]
    [TestCase("class Bad { void M() { Failure? local = null; } }", "Bad.M", "Failure", "local")]
    [TestCase("unsafe class Bad { void M(int[] p) { fixed (void* a = p) { Value* b = (Value*)a; } } }", "Bad.M", "Value", "local")]
    [TestCase("class Bad { void M() { try { } catch (Failure) { } } }", "Bad.M", "Failure", "catch")]
    [TestCase("class Bad { void M() => Failure.Set(); }", "Bad.M", "Failure", "call Failure.Set")]
    [TestCase("class Bad { Func<int> M() => Failure.Set; }", "Bad.M", "Failure", "ldftn Failure.Set")]
    [TestCase("class Bad { object M() => new Failure(); }", "Bad.M", "Failure", "newobj Failure..ctor")]
    [TestCase("class Bad { object M() => Array.Empty<Value>(); }", "Bad.M", "Value", "call Array.Empty")]
    [TestCase("class Bad { object M() => new Func<Func<Value>?>(() => null); }", "Bad.M", "Value", "newobj Func`1..ctor")]
    [TestCase("class Bad { bool M(object p) => p is Failure; }", "Bad.M", "Failure", "isinst")]
    [TestCase("class Bad { object M() => typeof(Failure); }", "Bad.M", "Failure", "ldtoken")]
    [TestCase("unsafe class Bad { int M() => sizeof(Value); }", "Bad.M", "Value", "sizeof")]
    [TestCase("class Bad { int M() => Platform.Lists.Last.Number; }", "Bad.M", "Value", "ldfld Value.Number")]
    [TestCase("class Bad { object M() => Platform.Lists.Last; }", "Bad.M", "Value", "ldsfld Lists.Last")]
    [TestCase("class Bad { void M() => Platform.Lists.Take(default); }", "Bad.M", "Value", "call Lists.Take")]
    [TestCase("unsafe class Bad { void M(void* p) => ((delegate*<Level, void>)p)(0); }", "Bad.M", "Level", "calli")]
    [TestCase("class Bad : IText { void IText.Do() { } }", "Bad.FfiOwnership.Errors.IText.Do", "IText", "explicit implementation")]
    [TestCase("class Bad { Action M() => () => Failure.Set(); }", "Bad.<>c.<M>b__0_0", "Failure", "call Failure.Set")]
    [TestCase("class Bad { class Inner { Failure? F; } }", "Bad.Inner.F", "Failure", "field")]
    public void EachKindOfUseIsFound(string source, string member, string used, string how)
    {
        // Lists stands for a member of the layer's own whose types are another's.
        const string Lists = "class Lists { public static Value Last; public static void Take(Value p) { } }";
        Assert.That(
            Broken($"using FfiOwnership.Errors; namespace FfiOwnership.Platform {{ {source} {Lists} }}"),
            Has.Member($"FfiOwnership.Platform.{member} uses FfiOwnership.Errors.{used} ({how}): Platform lies below Errors"));
    }

    [TestCase("Platform", "Boundary.Thing", "Platform lies below Boundary")]
    [TestCase("Errors", "Entries.Entry", "Errors lies below Entries")]
    [TestCase("Entries", "Heaps.IHeap", "Entries lies below Heaps")]
    [TestCase("Heaps", "Heaps.Slabs.SlabHeap", "Heaps lies below Heaps.Slabs")]
    [TestCase("Heaps", "Heaps.System.Thing", "Heaps lies below Heaps.System")]
    [TestCase("Heaps.Slabs", "Heaps.System.Thing", "Heaps.Slabs sees nothing of Heaps.System")]
    [TestCase("Heaps.System", "Heaps.Slabs.Thing", "Heaps.System sees nothing of Heaps.Slabs")]
    [TestCase("Heaps.System", "Ledgers.Ledger.Found", "Heaps.System lies below Ledgers")]
    [TestCase("Ledgers", "Owners.Thing", "Ledgers lies below Owners")]
    [TestCase("Owners", "Diagnostics.Thing", "Owners lies below Diagnostics")]
    [TestCase("Owners", "Ledgers.Thing", "Owners sees of Ledgers only Ledger and what is public")]
    [TestCase("Owners", "Ledgers.Description.Hidden", "Owners sees of Ledgers only Ledger and what is public")]
    [TestCase("Owners", "Heaps.IHeap", "Owners sees nothing of Heaps")]
    [TestCase("Owners", "Heaps.Slabs.Thing", "Owners sees nothing of Heaps.Slabs")]
    [TestCase("Diagnostics", "Ledgers.HandleSlot", "Diagnostics sees of Ledgers only Ledger and what is public")]
    [TestCase("Diagnostics", "Heaps.System.Thing", "Diagnostics sees nothing of Heaps.System")]
    [TestCase("Diagnostics", "Boundary.Thing", "Diagnostics lies below Boundary")]
    public void EachObjectionIsMade(string layer, string used, string objection) =>
        Assert.That(
            Broken($"namespace FfiOwnership.{layer} {{ class Bad {{ FfiOwnership.{used} F; }} }}"),
            Is.EqualTo(new[] { $"FfiOwnership.{layer}.Bad.F uses FfiOwnership.{used} (field): {objection}" }));

    [Test]
    public void TheRootUsesNoLayer() =>
        Assert.That(
            Broken("namespace FfiOwnership { class Bad { Platform.Thing? F; } }"),
            Is.EqualTo(new[] { "FfiOwnership.Bad.F uses FfiOwnership.Platform.Thing (field): the root uses no layer" }));

    [TestCase("class Stray { FfiOwnership.Platform.Thing? F; }", "Stray")]
    [TestCase("namespace FfiOwnership.Memory { class Stray; }", "FfiOwnership.Memory.Stray")]
    [TestCase("namespace FfiOwnership.Heaps.Slabs.Large { class Stray; }", "FfiOwnership.Heaps.Slabs.Large.Stray")]
    public void AStrayIsReported(string source, string name) => Assert.That(Broken(source), Is.EqualTo(new[] { $"{name} lies in no layer" }));

    [TestCase("")]
    [TestCase("namespace FfiOwnership.Boundary { class Start { [System.Runtime.CompilerServices.ModuleInitializer] internal static void Run() => Ledgers.Ledger.Free(new()); } }")]
    [TestCase("namespace FfiOwnership.Owners { class Good { object M() => new { A = (int[])[1, 2, 3, 4, 5], B = \"text\"u8.Length }; } }")]
    public void WhatIsAllowedIsNot(string source) => Assert.That(Broken(source), Is.Empty);

    private static IReadOnlyList<string> Broken(string more)
    {
        using ModuleDefinition module = Fixture.With(more);
        return LayerRule.Broken(module);
    }
}
