using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Ledger;
using FfiOwnership.Memory;
using FfiOwnership.Tests.Support;
using FfiOwnership.Types;
using NUnit.Framework;

namespace FfiOwnership.Tests.Abi;

/// <summary>The header, the C# types and the published library say the same, as far as plain text shows it.</summary>
public sealed unsafe partial class HeaderTests
{
    [Test]
    public void StatusesHaveTheirNamesAndValues()
    {
        Dictionary<string, int> inHeader = Values(Enum("ffo_status"));
        inHeader.Remove("FFO_STATUS_FORCE_32");
        Dictionary<string, int> inLibrary = System.Enum.GetValues<Status>().ToDictionary(status => NativeText.Read(Native.ffo_status_name(status)), status => (int)status);
        Assert.That(inLibrary, Is.EquivalentTo(inHeader));
    }

    [Test]
    public void OtherEnumsHaveTheirValues()
    {
        Assert.That(Values(Enum("ffo_owner")), Is.EquivalentTo(Expected<BlockOwner>("FFO_OWNER_")));
        Assert.That(Values(Enum("ffo_policy")), Is.EquivalentTo(Expected<Policy>("FFO_POLICY_")));
        Dictionary<string, int> heaps = Expected<HeapKind>("FFO_HEAP_");
        heaps.Remove("FFO_HEAP_NONE");
        Assert.That(Values(Enum("ffo_heap")), Is.EquivalentTo(heaps));
    }

    [Test]
    public void MacrosAreTheLibrarysNumbers()
    {
        int major = Macro("FFO_VERSION_MAJOR");
        int minor = Macro("FFO_VERSION_MINOR");
        int patch = Macro("FFO_VERSION_PATCH");
        Assert.That(Native.ffo_version_number(), Is.EqualTo(LibraryVersion.Number).And.EqualTo((uint)((major * 10_000) + (minor * 100) + patch)));
        Assert.That(NativeText.Read(Native.ffo_version_string()), Is.EqualTo($"{major}.{minor}.{patch}").And.EqualTo(NativeText.Read(LibraryVersion.Text)));
        Assert.That(Native.ffo_abi_version(), Is.EqualTo(LibraryVersion.Abi).And.EqualTo((uint)Macro("FFO_ABI_VERSION")));
        Assert.That(Native.ffo_abi_check((uint)Macro("FFO_ABI_VERSION")), Is.EqualTo(Status.Ok));
        Assert.That(Native.ffo_abi_check((uint)Macro("FFO_ABI_VERSION") + 1), Is.EqualTo(Status.AbiMismatch));
    }

    [TestCase("FFO_TYPE_NONE", TypeNumber.None)]
    [TestCase("FFO_TYPE_STRING", TypeNumber.String)]
    [TestCase("FFO_TYPE_CONFIG", TypeNumber.Config)]
    [TestCase("FFO_TYPE_VEC", TypeNumber.Vec)]
    [TestCase("FFO_TYPE_SELF", TypeNumber.Self)]
    [TestCase("FFO_BLOCK_FORGOTTEN", (uint)BlockFlags.Forgotten)]
    [TestCase("FFO_BLOCK_CLOSING", (uint)BlockFlags.Closing)]
    [TestCase("FFO_BLOCK_ADOPTED", (uint)BlockFlags.Adopted)]
    [TestCase("FFO_BLOCK_ORPHANED", (uint)BlockFlags.Orphaned)]
    public void ConstantsHaveTheirValues(string name, uint value) => Assert.That((uint)Macro(name), Is.EqualTo(value));

    [Test]
    public void StructsHaveTheirSizes()
    {
        Dictionary<string, int> inCSharp = new()
        {
            ["ffo_status"] = sizeof(Status),
            ["ffo_owner"] = sizeof(BlockOwner),
            ["ffo_heap"] = sizeof(HeapKind),
            ["ffo_policy"] = sizeof(Policy),
            ["ffo_error_info"] = sizeof(ErrorInfo),
            ["ffo_config"] = sizeof(ConfigData),
            ["ffo_owned_field"] = sizeof(OwnedField),
            ["ffo_type_desc"] = sizeof(TypeDescription),
            ["ffo_vec"] = sizeof(VecData),
            ["ffo_block_info"] = sizeof(BlockInfo),
            ["ffo_stats"] = sizeof(StatisticsData),
        };
        Dictionary<string, int> inHeader = CheckedSize().Matches(InstallTree.Header).ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        Assert.That(inCSharp, Is.EquivalentTo(inHeader));
    }

    [Test]
    public void ATagHasItsRoom()
    {
        Assert.That(InstallTree.Header, Does.Contain($"char tag[{Tags.Size}];"));
        Assert.That(Unsafe.SizeOf<BlockInfo>(), Is.EqualTo(80 + Tags.Size));
    }

    private static Dictionary<string, int> Expected<T>(string prefix)
        where T : struct, Enum
    {
        Dictionary<string, int> values = System.Enum.GetValues<T>().ToDictionary(value => prefix + value.ToString().ToUpperInvariant(), value => Convert.ToInt32(value, CultureInfo.InvariantCulture));
        values.Add(prefix + "FORCE_32", int.MaxValue);
        return values;
    }

    // The body of an enum.
    private static string Enum(string name) => Regex.Match(InstallTree.Header, $@"typedef enum {name} \{{(.*?)\}} {name};", RegexOptions.Singleline).Groups[1].Value;

    private static Dictionary<string, int> Values(string body) => Enumerator().Matches(body).ToDictionary(match => match.Groups[1].Value, match => (int)Number(match.Groups[2].Value));

    private static int Macro(string name)
    {
        Match match = Regex.Match(InstallTree.Header, $@"^#define {name} (\w+)", RegexOptions.Multiline);
        Assert.That(match.Success, Is.True, $"the header defines {name}");
        return (int)Number(match.Groups[1].Value.TrimEnd('u'));
    }

    private static uint Number(string digits) => digits.StartsWith("0x", StringComparison.Ordinal)
        ? uint.Parse(digits.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : uint.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(FFO_\w+) = (\w+)")]
    private static partial Regex Enumerator();

    [GeneratedRegex(@"FFO_CHECK_SIZE\((ffo_\w+), (\d+)\);")]
    private static partial Regex CheckedSize();
}
