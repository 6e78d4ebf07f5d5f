using FfiOwnership.Abi.Description;
using NUnit.Framework;

namespace FfiOwnership.Tests.Abi;

/// <summary>Headers of other libraries, in other styles than ours, are read and held to the rules that they have.</summary>
public sealed class OtherHeaderTests
{
    private const string Style = """
        #include <stdbool.h>
        #include <stdint.h>
        #define ACME_NAME "acme"
        #define ACME_RATE 1.5
        #define ACME_LIMIT (1u << 4)
        #define ACME_DECLARE(name) uint32_t name(void)
        typedef unsigned int acme_status;
        typedef acme_status acme_result;
        enum { ACME_OK = 0, ACME_E_SYNTAX = 100 };
        typedef enum { ACME_RED, ACME_BLUE } acme_colour;
        typedef struct { int32_t x; bool set; } acme_point;
        typedef struct acme_hidden acme_hidden;
        static inline int acme_twice(int value) { return 2 * value; }
        typedef uint64_t acme_csv;
        /* Opens.
         * @return  owned: ended with acme_csv_close; 0: see `status` */
        acme_csv acme_csv_open(acme_status *status);
        /* Closes.
         * @param csv  taken */
        acme_result acme_csv_close(acme_csv csv);
        ACME_DECLARE(acme_count);

        """;

    [Test]
    public void EachKindOfDeclarationIsRead()
    {
        AbiDescription header = Read(Style, out IReadOnlyList<string> problems);
        Assert.Multiple(() =>
        {
            Assert.That(problems, Is.Empty);
            Assert.That(header.Constants.Select(constant => $"{constant.Name} {constant.Value}"), Is.EquivalentTo(new[] { "ACME_OK 0", "ACME_E_SYNTAX 100", "ACME_LIMIT 16" }));
            Assert.That(header.Enums.Select(item => item.Name), Is.EqualTo(new[] { "acme_colour" }));
            Assert.That(header.Structs.Select(item => item.Name), Is.EqualTo(new[] { "acme_point" }));
            Assert.That(header.Functions.Select(function => function.Name), Is.EqualTo(new[] { "acme_csv_open", "acme_csv_close", "acme_count" }));
            Assert.That(header.Functions[0].Result, Has.Property("Ownership").EqualTo("owned").And.Property("FreedBy").EqualTo(new[] { "acme_csv_close" }));
            Assert.That(header.Plain("const acme_result *"), Is.EqualTo("const unsigned int *"));
        });
    }

    [TestCase("@return  owned: ended with acme_csv_close", "@return  owned: end it", "does not say \"freed with\"")]
    [TestCase("ended with acme_csv_close", "ended with acme_csv_end", "acme_csv_end is no function that takes what it frees")]
    [TestCase("@param csv  taken", "@param csv  a document", "of csv, which is a acme_csv")]
    [TestCase("Closes.", "Closes, or ACME_E_CLOSED.", "mentions ACME_E_CLOSED, which is no status")]
    [TestCase("acme_csv_close(acme_csv csv)", "acme_csv_close(acme_csv csv", "expected ')'")]
    public void ABrokenRuleIsNamed(string from, string to, string problem)
    {
        Assert.That(Style.Split(from), Has.Length.EqualTo(2), "the text to change stands there once");
        Read(Style.Replace(from, to, StringComparison.Ordinal), out IReadOnlyList<string> problems);
        Assert.That(problems, Has.Some.Contains(problem));
    }

    private static AbiDescription Read(string text, out IReadOnlyList<string> problems) => HeaderReader.Read(TestContext.CurrentContext.WorkDirectory, "acme.h", text, out problems);
}
