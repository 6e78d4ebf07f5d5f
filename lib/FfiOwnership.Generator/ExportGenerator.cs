using System.Collections.Immutable;
using FfiOwnership.Generator.Models;
using FfiOwnership.Generator.Parsing;
using FfiOwnership.Generator.Writing;
using Microsoft.CodeAnalysis;

namespace FfiOwnership.Generator;

/// <summary>Writes the exports of methods with [FfiExport], and what belongs to them.</summary>
/// <remarks>
/// Each attribute is read into a model that is a value, without symbols or locations, and code is written of models only: an edit that
/// changes no model writes nothing anew. What is wrong travels beside them.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class ExportGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ExportParser.Result> exports = Read(context, KnownAttributes.Export, ExportParser.Parse);
        IncrementalValuesProvider<Parsed<HandleModel>> handles = Read(context, KnownAttributes.Handle, HandleParser.Parse);
        IncrementalValuesProvider<Parsed<StructModel>> structs = Read(context, KnownAttributes.Struct, StructParser.Parse);
        IncrementalValuesProvider<Parsed<CallbackModel>> callbacks = Read(context, KnownAttributes.Callback, CallbackParser.Parse);
        IncrementalValuesProvider<Parsed<LibraryModel>> libraries = Read(context, KnownAttributes.Library, LibraryParser.ParseLibrary);
        IncrementalValuesProvider<Parsed<ErrorModel>> errors = Read(context, KnownAttributes.Error, LibraryParser.ParseErrors).SelectMany((all, _) => all);

        IncrementalValuesProvider<ExportModel> exportModels = Models(exports.Select((export, _) => export.Export));
        IncrementalValueProvider<LibraryModel> library = Models(libraries).Collect().Select((all, _) => all.FirstOrDefault() ?? LibraryModel.None);
        IncrementalValueProvider<EquatableArray<ErrorModel>> errorModels = All(Models(errors));
        IncrementalValueProvider<EquatableArray<string>> listFrees = All(exportModels.SelectMany((export, _) => export.ListFrees))
            .Select((all, _) => all.Distinct().OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray());

        IncrementalValueProvider<EquatableArray<StructModel>> structModels = All(Models(structs));

        IncrementalValueProvider<EquatableArray<HandleModel>> handleModels = All(Models(handles));
        IncrementalValueProvider<EquatableArray<CallbackModel>> callbackModels = All(Models(callbacks));
        IncrementalValueProvider<EquatableArray<string>> types = structModels.Combine(handleModels).Combine(callbackModels).Select((all, _) =>
            all.Left.Left.Select(model => model.CName).Concat(all.Left.Right.Select(model => model.CName)).Concat(all.Right.Select(model => model.CName)).ToEquatableArray());

        IncrementalValuesProvider<ExportClass> classes = exportModels.Collect().Combine(types)
            .SelectMany((pair, _) => ExportClass.Of(pair.Left, pair.Right)).WithTrackingName("classes");
        context.RegisterSourceOutput(
            classes.Combine(errorModels.Select((all, _) => all.Count != 0)),
            (output, pair) => output.AddSource($"Exports.{pair.Left.Name}.g.cs", ExportWriter.Write(pair.Left, pair.Right)));
        context.RegisterSourceOutput(structModels, (output, models) => Add(output, "Structs.g.cs", StructWriter.Write, models.GroupBy(model => model.CName).Select(same => same.First())));
        context.RegisterSourceOutput(callbackModels, (output, models) => Add(output, "Callbacks.g.cs", CallbackWriter.Write, models.GroupBy(model => model.CName).Select(same => same.First())));

        IncrementalValueProvider<LibraryContents> contents = library.Combine(errorModels).Combine(handleModels).Combine(structModels).Combine(listFrees)
            .Select((all, _) => new LibraryContents(all.Left.Left.Left.Left, all.Left.Left.Left.Right, all.Left.Left.Right, all.Left.Right, all.Right)).WithTrackingName("library");
        context.RegisterSourceOutput(contents, (output, model) =>
        {
            if (!model.IsEmpty)
            {
                output.AddSource("Library.g.cs", LibraryWriter.Write(model));
            }
        });

        Report(context, exports.SelectMany((export, _) => export.Export.Findings));
        Report(context, handles.SelectMany((parsed, _) => parsed.Findings));
        Report(context, structs.SelectMany((parsed, _) => parsed.Findings));
        Report(context, callbacks.SelectMany((parsed, _) => parsed.Findings));
        Report(context, libraries.SelectMany((parsed, _) => parsed.Findings));
        Report(context, errors.SelectMany((parsed, _) => parsed.Findings));
        Report(context, errors.Collect().SelectMany((all, _) => LibraryParser.CheckTogether(all)));
        Report(context, Names(libraries).Combine(Names(exports.Select((export, _) => export.Export))).Combine(Names(handles)).Combine(Names(structs)).Combine(Names(callbacks))
            .SelectMany((all, _) => NameRules.CheckUnique([.. all.Left.Left.Left.Left, .. all.Left.Left.Left.Right, .. all.Left.Left.Right, .. all.Left.Right, .. all.Right])));
        Report(context, exports.Where(export => export.GivesString).Combine(library).SelectMany((pair, _) => CheckStrings(pair.Left, pair.Right)));
        IncrementalValueProvider<bool> isNative = context.AnalyzerConfigOptionsProvider.Select((options, _) =>
            options.GlobalOptions.TryGetValue("build_property.FfiNativeLibrary", out string? value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));
        Report(context, exports.Collect().Combine(isNative).SelectMany((pair, _) => CheckProject(pair.Left, pair.Right)));
    }

    private static IncrementalValuesProvider<T> Read<T>(
        IncrementalGeneratorInitializationContext context, string attribute, Func<GeneratorAttributeSyntaxContext, CancellationToken, T> parse) =>
        context.SyntaxProvider.ForAttributeWithMetadataName(attribute, (_, _) => true, parse).WithTrackingName("read");

    private static void Add<T>(SourceProductionContext output, string file, Func<IReadOnlyList<T>, string> write, IEnumerable<T> models)
    {
        T[] all = [.. models];
        if (all.Length != 0)
        {
            output.AddSource(file, write(all));
        }
    }

    private static IncrementalValuesProvider<T> Models<T>(IncrementalValuesProvider<Parsed<T>> parsed)
        where T : class, IEquatable<T> => parsed.Where(one => one.Model != null).Select((one, _) => one.Model!);

    private static IncrementalValueProvider<EquatableArray<T>> All<T>(IncrementalValuesProvider<T> models)
        where T : IEquatable<T> => models.Collect().Select((all, _) => new EquatableArray<T>(all));

    private static IncrementalValueProvider<EquatableArray<NameUse>> Names<T>(IncrementalValuesProvider<Parsed<T>> parsed)
        where T : class, IEquatable<T> => All(parsed.SelectMany((one, _) => one.Names));

    private static void Report(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<Finding> findings) =>
        context.RegisterSourceOutput(findings, (output, finding) => output.ReportDiagnostic(finding.ToDiagnostic()));

    private static IEnumerable<Finding> CheckStrings(ExportParser.Result export, LibraryModel library) => library.FreeString != null
        ? []
        : [new Finding(Rules.NoFree, export.Location, export.Method, "a string", "name the function that frees it: [assembly: FfiLibrary(FreeString = \"name in C\")]")];

    private static IEnumerable<Finding> CheckProject(ImmutableArray<ExportParser.Result> exports, bool isNative) =>
        isNative || exports.IsEmpty ? [] : [new Finding(Rules.NotNative, exports[0].Location, exports[0].Method)];
}
