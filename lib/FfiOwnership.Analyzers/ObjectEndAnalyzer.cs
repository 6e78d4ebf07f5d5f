using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO016: GC handles that nobody frees, function pointers of delegates that nobody keeps, tasks that nobody waits for.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ObjectEndAnalyzer : FfiAnalyzer
{
    public ObjectEndAnalyzer()
        : base(Rules.NoEnd)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types)
    {
        ConcurrentBag<Location> allocated = [];
        int freed = 0;
        context.RegisterOperationAction(
            operation =>
            {
                IInvocationOperation call = (IInvocationOperation)operation.Operation;
                IMethodSymbol method = call.TargetMethod;
                if (IsGCHandle(method.ContainingType, types))
                {
                    if (method.Name == "Alloc")
                    {
                        allocated.Add(call.Syntax.GetLocation());
                    }
                    else if (method.Name is "Free" or "Dispose")
                    {
                        Volatile.Write(ref freed, 1);
                    }
                }
                else if (method.Name == "GetFunctionPointerForDelegate" && KnownTypes.Is(method.ContainingType, types.Marshal) && IsCollected(call, types))
                {
                    Report(operation.ReportDiagnostic, call.Syntax.GetLocation(), "The delegate is collected, and its function pointer with it; keep it in a static field, or pass the address of an UnmanagedCallersOnly method");
                }
                else if (types.IsExported(operation.ContainingSymbol) && IsTask(call.Type, types) && Operations.IsThrownAway(call) && !Operations.IsInNestedFunction(call.Syntax))
                {
                    Report(operation.ReportDiagnostic, call.Syntax.GetLocation(), $"Nobody waits for the task of '{method.Name}' or learns that it has failed; wait for it, or give the caller a handle to it");
                }
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(
            operation =>
            {
                if (KnownTypes.Is(operation.Operation.Type, types.TypedGCHandle) && !IsInUsing(operation.Operation))
                {
                    allocated.Add(operation.Operation.Syntax.GetLocation());
                }
            },
            OperationKind.ObjectCreation);
        context.RegisterCompilationEndAction(end =>
        {
            if (Volatile.Read(ref freed) == 0)
            {
                allocated.ToList().ForEach(location => Report(end.ReportDiagnostic, location, "No GCHandle is ever freed in this library; add an export that frees it, or use ManagedHandle, which also answers a stale one"));
            }
        });
    }

    private static bool IsInUsing(IOperation creation)
    {
        IOperation? parent = creation.Parent;
        while (parent is not (null or IBlockOperation or IUsingDeclarationOperation or IUsingOperation))
        {
            parent = parent.Parent;
        }

        return parent is IUsingDeclarationOperation or IUsingOperation;
    }

    private static bool IsGCHandle(ITypeSymbol type, KnownTypes types) => KnownTypes.Is(type, types.GCHandle) || KnownTypes.Is(type, types.TypedGCHandle);

    private static bool IsTask(ITypeSymbol? type, KnownTypes types) =>
        type is INamedTypeSymbol named && (KnownTypes.Is(named, types.Task) || KnownTypes.Is(named.BaseType, types.Task) || KnownTypes.Is(named, types.ValueTask) || named is { Name: "ValueTask", IsValueType: true, Arity: 1 });

    // A lambda, or a local variable that is neither kept alive nor assigned to or from anything that lasts.
    private static bool IsCollected(IInvocationOperation call, KnownTypes types)
    {
        IOperation value = Operations.Unwrapped(call.Arguments[0].Value);
        if (value is IDelegateCreationOperation)
        {
            return true;
        }

        if (value is not ILocalReferenceOperation { Local: var local })
        {
            return false;
        }

        IOperation root = call;
        while (root.Parent != null)
        {
            root = root.Parent;
        }

        return root.DescendantsAndSelf().All(operation => operation switch
        {
            IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) => declarator.Initializer?.Value is { } made && Operations.Unwrapped(made) is IDelegateCreationOperation,
            ILocalReferenceOperation reference when SymbolEqualityComparer.Default.Equals(reference.Local, local) => Operations.UserOf(reference) is IArgumentOperation { Parent: IInvocationOperation to } && KnownTypes.Is(to.TargetMethod.ContainingType, types.Marshal),
            _ => true,
        });
    }

    private static void Report(Action<Diagnostic> report, Location at, string what) => report(Diagnostic.Create(Rules.NoEnd, at, what));
}
