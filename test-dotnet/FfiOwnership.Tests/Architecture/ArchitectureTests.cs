using FfiOwnership.Abi.Description;
using FfiOwnership.Tests.Abi;
using Mono.Cecil;
using NUnit.Framework;

namespace FfiOwnership.Tests.Architecture;

/// <summary>The compiled core keeps to its layers, whatever its files and usings look like.</summary>
public sealed class ArchitectureTests
{
    private ModuleDefinition _core = null!;

    [OneTimeSetUp]
    public void Open() => _core = Assemblies.Open(Path.Combine(AppContext.BaseDirectory, "FfiOwnership.dll"));

    [OneTimeTearDown]
    public void Close() => _core.Dispose();

    [Test]
    public void EachLayerUsesOnlyThoseBelow() => Holds(LayerRule.Broken(_core));

    [Test]
    public void WordsAreSwappedInTheLedgerOnly() => Holds(SwapRule.Broken(_core));

    [Test]
    public void NoTextNamesTheCLibrary()
    {
        AbiDescription header = Sides.Header(InstallTree.Header, out _);
        HashSet<string> functions = [.. header.Functions.Select(function => function.Name)];
        Assert.That(functions, Has.Count.GreaterThan(50).And.Contains("ffo_string_free"));
        Holds(NameRule.Broken(_core, functions));
    }

    // Rules about nothing hold.
    [Test]
    public void TheLayersAreThere()
    {
        foreach (Layer layer in Layers.All)
        {
            TypeDefinition[] types = [.. _core.OwnTypes().Where(type => Layers.Of(type) == layer)];
            Assert.That(types, Has.Length.AtLeast(3), layer.Name);
            Assert.That(types.SelectMany(Uses.By).ToList(), Has.Count.AtLeast(5), layer.Name);
        }
    }

    [Test]
    public void TheTextsAreThere()
    {
        List<string> texts = [.. NameRule.Literals(_core).Select(literal => literal.Text)];
        Assert.That(texts, Has.Count.AtLeast(200).And.Some.Contains(" was freed already"));
    }

    // A list of its own, for NUnit shows the first ten only.
    private static void Holds(IReadOnlyList<string> broken) => Assert.That(broken, Has.Count.Zero, string.Join('\n', broken));
}
