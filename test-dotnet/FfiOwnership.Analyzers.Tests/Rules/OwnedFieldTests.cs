using FfiOwnership.Analyzers.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Analyzers.Tests.Rules;

/// <summary>FFO014.</summary>
public sealed class OwnedFieldTests
{
    [TestCase("{|FFO014:box.Value.Name|} = text;")]
    [TestCase("{|FFO014:column->Name|} = text;")]
    [TestCase("{|FFO014:(*column).Name|} = null;")]
    [TestCase("{|FFO014:column[1].Name|} = text;")]
    [TestCase("{|FFO014:vec[0].Name|} = text;")]
    [TestCase("{|FFO014:vec.AsSpan()[0].Name|} = text;")]
    [TestCase("{|FFO014:config->Name|} = text;")]
    public Task APlainStoreIntoABlockIsReported(string statement) => RuleTest.OfFile(File(statement));

    [TestCase("box.Put(ref box.Value.Name, \"x\");")]
    [TestCase("box.Value.Filled = 1;")]
    [TestCase("box.Value.Borrowed = text;")]
    [TestCase("config->TimeoutMs = 1;")]
    [TestCase("Column made = default; made.Name = text; vec.Add(made);")]
    [TestCase("vec.Add(new Column { Name = text });")]
    [TestCase("Console.WriteLine(*column->Name);")]
    public Task WhatTheLedgerHearsOfIsNot(string statement) => RuleTest.OfFile(File(statement));

    [Test]
    public async Task TheFixPutsIt()
    {
        const string before = """
            internal static void Test(OwnedBox<Column> box, byte* text) => {|FFO014:box.Value.Name|} = text;
            """;
        const string after = """
            internal static void Test(OwnedBox<Column> box, byte* text) => box.Put(ref box.Value.Name, text);
            """;
        await RuleTest.OfFix(before + Column, after + Column).ConfigureAwait(false);
    }

    private const string Column = """

        internal unsafe struct Column : IFfiStruct<Column>
        {
            public byte* Name;
            public byte* Borrowed;
            public ulong Filled;

            public static ReadOnlySpan<byte> CName => "acme_column"u8;

            public static ReadOnlySpan<byte> FreeFunction => "acme_column_free"u8;

            public static void Describe(ref StructDescription<Column> type) => type.Owns(ref type.Sample.Name);
        }
        """;

    private static string File(string statement) => $$"""
        internal static unsafe class Columns
        {
            internal static void Test(OwnedBox<Column> box, OwnedStructVec<Column> vec, Column* column, ConfigData* config, byte* text)
            {
                {{statement}}
            }
        }

        """ + Column;
}
