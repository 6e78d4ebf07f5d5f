using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>FFO014: plain stores into owned fields of a box or of a vec's element.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OwnedFieldAnalyzer : FfiAnalyzer
{
    public OwnedFieldAnalyzer()
        : base(Rules.PlainStore)
    {
    }

    private protected override void Register(CompilationStartAnalysisContext context, KnownTypes types) =>
        context.RegisterOperationAction(operation => Check(operation, types), OperationKind.SimpleAssignment);

    private static void Check(OperationAnalysisContext context, KnownTypes types)
    {
        if (((ISimpleAssignmentOperation)context.Operation).Target is IFieldReferenceOperation { Field: var field, Instance: { } instance } target
            && field.Type is IPointerTypeSymbol
            && IsInBlock(instance, types)
            && IsOwned(field, types))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rules.PlainStore, target.Syntax.GetLocation(), field.Name, field.ContainingType.Name));
        }
    }

    // A struct that is still a variable becomes a block, with what it owns, when it is passed to Create or Add.
    private static bool IsInBlock(IOperation instance, KnownTypes types) => instance switch
    {
        IPropertyReferenceOperation { Property: { RefKind: RefKind.Ref, ContainingType: var owner } } when types.IsOwner(owner) => true,
        IPropertyReferenceOperation { Instance: IInvocationOperation { TargetMethod: { Name: "AsSpan", ContainingType: var owner } } } => types.IsOwner(owner),
        { Kind: OperationKind.None, Syntax: var syntax } => Operations.FollowedBy(syntax) != null || syntax.Parent is MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.PointerMemberAccessExpression },
        _ => false,
    };

    private static bool IsOwned(IFieldSymbol field, KnownTypes types)
    {
        INamedTypeSymbol type = field.ContainingType;
        if (KnownTypes.Is(type, types.ConfigData))
        {
            return field.Name == "Name" && !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, types.Assembly);
        }

        // type.Owns(ref type.Sample.Name)
        return type.AllInterfaces.Any(i => KnownTypes.Is(i, types.FfiStruct))
            && type.GetMembers("Describe").SelectMany(describe => describe.DeclaringSyntaxReferences)
                .SelectMany(reference => reference.GetSyntax().DescendantNodes().OfType<InvocationExpressionSyntax>())
                .Any(call => call is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Owns" }, ArgumentList.Arguments.Count: 1 }
                    && call.ArgumentList.Arguments[0].Expression is MemberAccessExpressionSyntax named
                    && named.Name.Identifier.ValueText == field.Name);
    }
}
