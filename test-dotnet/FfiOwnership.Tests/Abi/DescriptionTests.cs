using System.Text.Json;
using FfiOwnership.Abi.Description;
using FfiOwnership.Errors;
using FfiOwnership.Tests.Support;
using Json.Schema;
using NUnit.Framework;

namespace FfiOwnership.Tests.Abi;

/// <summary>The header, the C# types and exports, the published library and the accepted description all say the same.</summary>
public sealed unsafe class DescriptionTests
{
    private static readonly IReadOnlyList<string> Problems;
    private static readonly AbiDescription Header = Sides.Header(InstallTree.Header, out Problems);

    [Test]
    public void TheHeaderKeepsItsOwnRules() => Assert.That(Problems, Is.Empty);

    [Test]
    public void TheHeaderAgreesWithTheCSharpTypesAndExports() => Assert.That(AbiComparison.Differences(Header, Sides.CSharp), Is.Empty);

    [Test]
    [Platform("Linux")]
    public void TheHeaderAgreesWithTheLibrarysSymbols() => Assert.That(AbiComparison.Differences(Header, Sides.Exported), Is.Empty);

    [Test]
    public void TheLibraryTellsTheHeadersNumbers()
    {
        Dictionary<string, string> constants = Header.Constants.ToDictionary(constant => constant.Name, constant => constant.Value);
        uint abi = Native.ffo_abi_version();
        Assert.Multiple(() =>
        {
            Assert.That($"{abi}", Is.EqualTo(constants["FFO_ABI_VERSION"]));
            Assert.That($"{Native.ffo_version_number()}", Is.EqualTo(constants["FFO_VERSION_NUMBER"]));
            Assert.That(NativeText.Read(Native.ffo_version_string()), Is.EqualTo($"{constants["FFO_VERSION_MAJOR"]}.{constants["FFO_VERSION_MINOR"]}.{constants["FFO_VERSION_PATCH"]}"));
            Assert.That(Native.ffo_abi_check(abi), Is.EqualTo(Status.Ok));
            Assert.That(Native.ffo_abi_check(abi + 1), Is.EqualTo(Status.AbiMismatch));
        });
    }

    [Test]
    public void TheLibraryTellsTheHeadersStatuses()
    {
        IReadOnlyList<AbiConstant> statuses = Header.Enums.Single(item => item.Name == "ffo_status").Values;
        Assert.That(statuses.Select(status => NativeText.Read(Native.ffo_status_name((Status)uint.Parse(status.Value)))), Is.EqualTo(statuses.Select(status => status.Name)));
    }

    [Test]
    public void TheAbiIsTheAcceptedOne()
    {
        string received = AbiJson.Write(Header, "ffi_ownership");
        string accepted = InstallTree.Shared("abi.json");
        if (received == accepted)
        {
            return;
        }

        string file = Path.GetFullPath(Path.Combine(InstallTree.Prefix, "..", "results", "abi.json"));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, received);
        Assert.Fail(AbiChanges.Verdict(Sides.Accepted, Header) + "\nTo accept: cp out/results/abi.json share/abi.json, then build again.");
    }

    [Test]
    public void TheLibraryTellsTheAcceptedAbi() => Assert.That(NativeText.Read(Native.ffo_abi_json()), Is.EqualTo(InstallTree.Shared("abi.json")));

    [Test]
    public void TheAcceptedAbiCanBeReadBack() =>
        Assert.That(AbiComparison.Differences(Header, Sides.Accepted), Is.Empty);

    [Test]
    public void TheSchemaDescribesTheAcceptedAbi()
    {
        JsonSchema schema = JsonSchema.FromText(InstallTree.Shared("abi.schema.json"));
        using JsonDocument abi = JsonDocument.Parse(InstallTree.Shared("abi.json"));
        EvaluationResults results = schema.Evaluate(abi.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.That(results.IsValid, Is.True, string.Join('\n', results.Details!.Where(detail => detail.Errors != null).Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}")));
    }
}
