using FfiOwnership.Abi.Description;
using NUnit.Framework;

namespace FfiOwnership.Tests.Abi;

/// <summary>A header and C# say the same in different words, or they do not.</summary>
public sealed class AbiFitTests
{
    private const string Header = """
        #include <stddef.h>
        #include <stdint.h>
        typedef uint32_t acme_status;
        enum { ACME_OK = 0, ACME_E_SHARED = 12 };
        typedef uint64_t acme_csv;
        typedef struct acme_list { double *data; size_t length; } acme_list;
        typedef int32_t (*acme_callback)(void *context, const char *const *cells);
        acme_status acme_each(acme_csv csv, acme_callback callback, void *context);
        acme_status acme_values(const char *name, uint8_t flag, acme_list *out);

        """;

    private static readonly AbiDescription Code = new()
    {
        Source = "C#",
        SpeaksC = false,
        MarksConst = false,
        Foreign = new HashSet<string> { "ffo_status", "ffo_vec" },
        Enums = [new AbiEnum("ffo_status", 4, false, [new AbiConstant("FFO_OK", "0", ""), new AbiConstant("FFO_E_SHARED", "12", ""), new AbiConstant("FFO_E_IO", "54", "")], "Status")],
        Structs = [new AbiStruct("ffo_vec", 16, 8, [new AbiField("data", "void *", 0, 8, AbiOwnership.None, ""), new AbiField("length", "size_t", 8, 8, AbiOwnership.None, "")], "VecData")],
        Functions =
        [
            Function("acme_each", "uint64_t", "int32_t (*)(void *, char **)", "void *"),
            Function("acme_values", "char *", "char", "ffo_vec *"),
        ],
    };

    [Test]
    public void TheSameInOtherWordsIsTheSame() => Assert.That(Differences(Header, Code), Is.Empty);

    [TestCase("ACME_E_SHARED = 12", "ACME_E_SHARED = 13", "ACME_E_SHARED")]
    [TestCase("typedef uint64_t acme_csv", "typedef int64_t acme_csv", "acme_each, parameter 1")]
    [TestCase("typedef int32_t (*", "typedef int64_t (*", "acme_callback, result")]
    [TestCase("const char *const *cells", "const char *cells", "acme_callback, parameter 2")]
    [TestCase("uint8_t flag", "uint16_t flag", "acme_values, parameter 2")]
    [TestCase("size_t length;", "uint32_t length;", "acme_values, parameter 3")]
    [TestCase("acme_list *out", "acme_list **out", "acme_values, parameter 3")]
    public void SomethingElseIsNot(string from, string to, string item)
    {
        Assert.That(Header.Split(from), Has.Length.EqualTo(2), "the text to change stands there once");
        Assert.That(Differences(Header.Replace(from, to, StringComparison.Ordinal), Code), Has.Some.StartsWith(item));
    }

    [Test]
    public void ConstCountsWhereCSharpMarksIt() =>
        Assert.That(Differences(Header, Code with { MarksConst = true }), Has.Some.StartsWith("acme_values, parameter 1: acme.h:9 says const char *, C# says char *"));

    [Test]
    public void AStatusThatCSharpDoesNotHaveCountsWhereItHasNames()
    {
        string header = Header.Replace("ACME_OK = 0,", "ACME_OK = 0, ACME_E_SYNTAX = 100, ACME_E_LUCK = 101,", StringComparison.Ordinal);
        AbiDescription named = Code with { Constants = [new AbiConstant("ACME_E_SYNTAX", "100", "AcmeStatus.Syntax")] };
        Assert.That(Differences(header, Code), Is.Empty);
        Assert.That(Differences(header, named), Is.EqualTo(new[] { "ACME_E_LUCK: acme.h:4 has it (101), C# has not" }));
    }

    private static AbiFunction Function(string name, params string[] parameters) =>
        new(name, new AbiValue("", "ffo_status"), [.. parameters.Select(type => new AbiValue("", type))], "C#");

    private static List<string> Differences(string text, AbiDescription code)
    {
        (AbiDescription header, AbiDescription fitted) = AbiFit.Of(HeaderReader.Read(TestContext.CurrentContext.WorkDirectory, "acme.h", text, out _), code);
        return [.. AbiComparison.Differences(header, fitted)];
    }
}
