using NUnit.Framework;

namespace AcmeCsv.Tests;

/// <summary>What is behind the boundary is plain C#, and tested as such.</summary>
public sealed class CsvDocumentTests
{
    // Each ends its lines in one way; a quoted cell has ends of lines of its own.
    [TestCase("a,b\n1,2\n\"3\n\n\",4\n5,6")]
    [TestCase("a,b\r\n1,2\r\n\"3\r\n\r\n\",4\r\n5,6\r\n")]
    public void RowsHaveTheirCellsAndLines(string text)
    {
        CsvDocument document = CsvDocument.Parse(text);
        Assert.That(document.Rows.Select(row => row.Line), Is.EqualTo([2, 3, 6]));
        Assert.That(document.Rows.Select(row => row.Cells[1]), Is.EqualTo(["2", "4", "6"]));
        Assert.That(document.Rows[1].Cells[0].ReplaceLineEndings("|"), Is.EqualTo("3||"));
    }

    [TestCase("\"\"", "")]
    [TestCase("\"\"\"\"", "\"")]
    [TestCase("\"a\"\"\"\"b\"", "a\"\"b")]
    [TestCase(" x ", " x ")]
    [TestCase("\", \"", ", ")]
    public void QuotesAreTakenOff(string cell, string text) => Assert.That(CsvDocument.Parse($"a\n{cell}\n").Cell(0, 0), Is.EqualTo(text));

    [TestCase("a\n\"\"\"\n", 2)]
    [TestCase("a\n\"\n", 2)]
    [TestCase("\"a\nb\"\n1\n1,2\n", 4)]
    [TestCase("a\nb\n\0\n", 3)]
    public void WhatIsWrongHasALine(string text, int line)
    {
        Assert.That(Assert.Throws<CsvException>(() => Exports.Parse(text))!.Message, Does.StartWith($"line {line}: "));
    }

    [Test]
    public void ColumnsAreSummedUp()
    {
        CsvDocument document = CsvDocument.Parse("a,b\n1,\n2,x\n,4.5\n");
        Assert.That(document.Column("a"), Is.EqualTo(new ColumnSummary("a", 2, 1.5)));
        Assert.That(document.Columns(), Is.EqualTo([document.Column("a"), document.Column("b")]));
        Assert.That(document.Column("b"), Is.EqualTo(new ColumnSummary("b", 2, 4.5)));
        Assert.That(document.Values("a"), Is.EqualTo([1, 2, double.NaN]));
        Assert.That(Assert.Throws<FormatException>(() => document.Values("b"))!.Message, Is.EqualTo("line 3: \"x\" is no number"));
    }
}
