using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FfiOwnership.Generator.Parsing;

/// <summary>Which methods can be exported.</summary>
internal static class MethodRules
{
    /// <summary>Why a method cannot be; null: it can.</summary>
    public static string? Objection(IMethodSymbol method, CancellationToken cancellation)
    {
        if (method.MethodKind != MethodKind.Ordinary || method.ContainingType.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface))
        {
            return "only methods of a class can be";
        }

        if (AttributeObjection(method) is { } objection)
        {
            return objection;
        }

        if (!method.IsStatic)
        {
            return "it is not static; take the object as a parameter whose class has [FfiHandle]";
        }

        if (method.IsAbstract || method.IsVirtual)
        {
            return "it is virtual, and C calls one method; export that one";
        }

        if (method.IsGenericMethod || IsInGeneric(method))
        {
            return "it is generic, and C calls one function; export a method for each type";
        }

        if (!Accessibilities.IsVisible(method))
        {
            return "generated code cannot call it; make it, and the types that it is in, internal or public";
        }

        if (method.RefKind != RefKind.None)
        {
            return "it returns a reference, which C cannot keep; return the value";
        }

        if (method.IsVararg)
        {
            return "it takes a variable number of arguments";
        }

        if (method.IsAsync || IsAwaitable(method.ReturnType))
        {
            return "C would not wait for a Task; do the work in the call";
        }

        if (IsIterator(method, cancellation))
        {
            return "it is an iterator, whose body runs when somebody iterates; return a list";
        }

        return method.ReturnType.SpecialType is SpecialType.System_Collections_IEnumerator or SpecialType.System_Collections_IEnumerable
            || method.ReturnType.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerator_T
            || method.ReturnType.OriginalDefinition.ToDisplayString().StartsWith("System.Collections.Generic.IAsyncEnumera", StringComparison.Ordinal)
            ? "C cannot iterate; return a list, or call back"
            : null;
    }

    private static string? AttributeObjection(IMethodSymbol method) =>
        method.Find("System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute") != null ? "it is an export already, by its UnmanagedCallersOnly; remove one of the two attributes"
        : method.Find("System.Diagnostics.ConditionalAttribute") != null ? "it is conditional, so the call of it may be left out"
        : method.Find("System.Diagnostics.CodeAnalysis.ExperimentalAttribute") != null || method.ContainingType.Find("System.Diagnostics.CodeAnalysis.ExperimentalAttribute") != null
            ? "it is experimental, and what is exported is used by others; export a method that calls it"
        : method.Find("System.ObsoleteAttribute") is { } obsolete && (obsolete.ConstructorArguments.ElementAtOrDefault(1).Value is true || obsolete.Named("DiagnosticId") != null)
            ? "it is obsolete in a way that its callers cannot ignore; export a method that calls it"
        : null;

    private static bool IsInGeneric(IMethodSymbol method)
    {
        for (INamedTypeSymbol? type = method.ContainingType; type != null; type = type.ContainingType)
        {
            if (type.IsGenericType)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIterator(IMethodSymbol method, CancellationToken cancellation) => method.DeclaringSyntaxReferences
        .SelectMany(reference => reference.GetSyntax(cancellation).DescendantNodes(node => node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)))
        .Any(node => node is YieldStatementSyntax);

    private static bool IsAwaitable(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask" } && type.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks";
}
