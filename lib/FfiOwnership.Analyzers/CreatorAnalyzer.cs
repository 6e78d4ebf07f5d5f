using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO015: exports that give away what no export ends.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CreatorAnalyzer : FfiAnalyzer
{
    // By the word in the functions' names: memory of the C runtime's, and memory of COM's.
    private const string CoTaskMem = "CoTaskMem";
    private const string HGlobal = "HGlobal";

    public CreatorAnalyzer()
        : base(Rules.NoFreeFunction)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        ConcurrentBag<(IMethodSymbol Export, string Kind)> made = [];
        ConcurrentDictionary<string, bool> ended = new();
        void NoteDeclared(ISymbol symbol)
        {
            foreach (OwnerKind kind in DeclaredEnds.Of(symbol, types))
            {
                ended[kind.ToString()] = true;
            }
        }

        NoteDeclared(types.Assembly);
        context.RegisterSymbolAction(symbol => NoteDeclared(symbol.Symbol), SymbolKind.NamedType, SymbolKind.Method);
        context.RegisterOperationAction(
            operation =>
            {
                IInvocationOperation call = (IInvocationOperation)operation.Operation;
                if (EndedBy(call.TargetMethod, types) is { } end)
                {
                    ended[end] = true;
                }

                if (types.EntryPointOf(operation.ContainingSymbol) != null && MadeBy(call, types) is { } kind)
                {
                    made.Add(((IMethodSymbol)operation.ContainingSymbol, kind));
                }
            },
            OperationKind.Invocation);
        context.RegisterCompilationEndAction(end =>
        {
            foreach (IGrouping<ISymbol, string> export in made.Distinct().GroupBy(m => (ISymbol)m.Export, m => m.Kind, SymbolEqualityComparer.Default))
            {
                if (export.FirstOrDefault(kind => !ended.ContainsKey(kind)) is { } kind)
                {
                    (string what, string call) = Describe(kind);
                    end.ReportDiagnostic(Diagnostic.Create(Rules.NoFreeFunction, export.Key.Locations[0], export.Key.Name, what, call));
                }
            }
        });
    }

    // A child may be of any kind, which is asked for where it was made.
    private static string? MadeBy(IInvocationOperation call, KnownTypes types)
    {
        IMethodSymbol method = call.TargetMethod;
        if (KnownTypes.Is(method.ContainingType, types.Marshal) && !Operations.IsThrownAway(call))
        {
            return method.Name.StartsWith("StringToCoTaskMem", StringComparison.Ordinal) || method.Name == "AllocCoTaskMem" ? CoTaskMem
                : method.Name.StartsWith("StringToHGlobal", StringComparison.Ordinal) || method.Name == "AllocHGlobal" ? HGlobal
                : null;
        }

        OwnerKind? kind = OwnerCalls.KindGivenAway(method, types) is { } given
            ? Leaves(call) ? given : null
            : OwnerCalls.Made(call, types) is { } made && Leaves(made) ? OwnerCalls.KindMade(method, types) : null;
        return kind is null or OwnerKind.Child ? null : kind.ToString();
    }

    // What is passed on, such as to Put, has another owner then, whose end is asked for where it was made.
    private static bool Leaves(IOperation value) => Operations.UserOf(value) switch
    {
        IReturnOperation or IConditionalOperation or IVariableInitializerOperation or ICoalesceOperation => true,
        ISimpleAssignmentOperation assignment => assignment.Target is not IDiscardOperation,
        _ => false,
    };

    private static bool Leaves(IArgumentOperation made)
    {
        IOperation to = made.Value is IDeclarationExpressionOperation declaration ? declaration.Expression : made.Value;
        if (to is not ILocalReferenceOperation { Local: var local })
        {
            return to is not IDiscardOperation;
        }

        IOperation root = made;
        while (root.Parent != null)
        {
            root = root.Parent;
        }

        return root.Descendants().OfType<ILocalReferenceOperation>().Any(reference =>
            SymbolEqualityComparer.Default.Equals(reference.Local, local) && Operations.UserOf(reference) is IReturnOperation or IConditionalOperation or ISimpleAssignmentOperation);
    }

    private static string? EndedBy(IMethodSymbol method, KnownTypes types) =>
        KnownTypes.Is(method.ContainingType, types.Marshal)
            ? method.Name == "FreeCoTaskMem" || method.Name.StartsWith("ZeroFreeCoTaskMem", StringComparison.Ordinal) ? CoTaskMem
                : method.Name == "FreeHGlobal" || method.Name.StartsWith("ZeroFreeGlobal", StringComparison.Ordinal) ? HGlobal
                : null
            : OwnerCalls.KindEnded(method, types)?.ToString();

    private static (string What, string Call) Describe(string kind) => kind switch
    {
        nameof(OwnerKind.String) => ("a string", "CString.Free"),
        nameof(OwnerKind.Box) => ("a box", "Box.Free"),
        nameof(OwnerKind.Config) => ("a config", "Config.Free"),
        nameof(OwnerKind.Vec) => ("a vec", "Vec.Dispose"),
        nameof(OwnerKind.Handle) => ("a handle", "ManagedHandle.Close, or Release of OwnedHandle"),
        _ => ($"memory of {kind}", $"Marshal.Free{kind}, or give a string of the ledger's instead"),
    };
}
