using System.Text;
using System.Text.RegularExpressions;
using FfiOwnership.Abi.Description;
using FfiOwnership.Abi.Managed;

namespace FfiOwnership.HeaderCheck;

/// <summary>Compares the headers with a compiled assembly, by what a C compiler says.</summary>
internal sealed partial class Check
{
    private readonly Request _request;
    private readonly Report _report;

    public Check(Request request, Report report)
    {
        _request = request;
        _report = report;
    }

    public void Run()
    {
        if (_request.Headers.FirstOrDefault(header => !File.Exists(header)) is string missing)
        {
            _report.Error("FFO207", null, $"there is no header {missing}: FfiHeader names those that the code is held to.");
            return;
        }

        AbiDescription code = AssemblyReader.Read([_request.Assembly], _request.References);
        if (CCompiler.Find(_request.Compiler) is not { } compiler)
        {
            _report.Warning("FFO206", null, "there is no C compiler here (clang, gcc or cl), so nobody has seen whether the header fits the code: install one, or set FfiHeaderCheck to false.");
            return;
        }

        if (Preprocess(compiler) is not { } header)
        {
            return;
        }

        HeaderDeclarations declarations = HeaderDeclarations.Read(header.Tokens);
        using SourcePlaces places = new(_request.Assembly, _request.Sources);
        Comparison comparison = new(code, declarations, places, _report, compiler.IsMicrosofts);
        comparison.Compare();
        Judge(comparison.Findings, compiler.Compile(Write("check.c", header.ComparableText + comparison.Assertions)));
    }

    // stddef.h and stdint.h come first: the assertions need them.
    private PreprocessedHeader? Preprocess(CCompiler compiler)
    {
        StringBuilder text = new("#include <stddef.h>\n#include <stdint.h>\n");
        foreach (string header in _request.Headers)
        {
            text.Append($"#include \"{Path.GetFullPath(header).Replace('\\', '/')}\"\n");
        }

        (string? preprocessed, string errors) = compiler.Preprocess(Write("headers.c", text.ToString()));
        if (preprocessed != null)
        {
            string[] folders = [.. _request.Headers.Select(header => Path.GetDirectoryName(Path.GetFullPath(header))!.Replace('\\', '/') + '/').Distinct()];
            return new PreprocessedHeader(preprocessed.Replace("\r", "", StringComparison.Ordinal), folders);
        }

        ReportErrorOfHeader(errors);
        return null;
    }

    private void Judge(IReadOnlyList<Finding> findings, string said)
    {
        HashSet<int> failed = [];
        foreach (string line in said.Split('\n').Where(line => Error().IsMatch(line)))
        {
            if (OwnLine().Match(line) is { Success: true } match)
            {
                failed.Add(int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                ReportErrorOfHeader(line);
                return;
            }
        }

        // Size and type of one field are two assertions, and one thing to say.
        foreach (Finding finding in findings.Where(finding => failed.Contains(finding.Assertion)).DistinctBy(finding => (finding.Place, finding.Message)))
        {
            if (finding.Milder != 0 && !failed.Contains(finding.Milder))
            {
                _report.Warning("FFO204", finding.Place, $"{finding.Message}, an integer of the same size here, and maybe not elsewhere.");
            }
            else
            {
                _report.Error("FFO201", finding.Place, $"{finding.Message}.");
            }
        }
    }

    private void ReportErrorOfHeader(string said)
    {
        string line = said.Split('\n').FirstOrDefault(line => Error().IsMatch(line), said.Trim().Split('\n')[0]);
        Match match = ErrorOfHeader().Match(line);
        Place? place = match.Success ? new Place(match.Groups[1].Value, int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)) : null;
        _report.Error("FFO205", place, $"the header does not compile as C, so nobody has seen whether it fits the code: {(match.Success ? match.Groups[3].Value : line).Trim()}");
    }

    private string Write(string name, string text)
    {
        Directory.CreateDirectory(_request.Scratch);
        string file = Path.Combine(_request.Scratch, name);
        File.WriteAllText(file, text);
        return file;
    }

    [GeneratedRegex(@"\berror(?: C\d+)?:")]
    private static partial Regex Error();

    [GeneratedRegex(@"ffo-check[:(](\d+)")]
    private static partial Regex OwnLine();

    // Exports.h:12:3: error: what; of Microsoft's Exports.h(12): error C2065: what.
    [GeneratedRegex(@"^(.+?)[:(](\d+)(?:[:,]\d+)?\)?\s*:\s*(?:fatal )?error[^:]*:\s*(.*)$")]
    private static partial Regex ErrorOfHeader();
}
