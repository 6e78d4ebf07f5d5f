using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FfiOwnership.Analyzers;

/// <summary>Looks for what can throw where nothing catches it.</summary>
/// <remarks>Following a pointer is taken for harmless: not every host lets the runtime make an exception of a fault.</remarks>
internal sealed class EscapingExceptions(KnownTypes types)
{
    /// <summary>Why an exception can leave an operation; null: none can.</summary>
    public string? Find(IOperation operation) => operation switch
    {
        IAnonymousFunctionOperation or ILocalFunctionOperation => null,
        ITryOperation attempt => FindIn(attempt),
        _ when MayThrow(operation) => $"'{FirstLine(operation.Syntax)}' is outside of a try that catches every Exception",
        _ => FindBelow(operation.ChildOperations),
    };

    private string? FindIn(ITryOperation attempt)
    {
        string? inBody = attempt.Catches.Any(CatchesAll) ? null : Find(attempt.Body);
        if (inBody != null && attempt.Catches.Length != 0)
        {
            inBody = $"'catch ({attempt.Catches.Last().ExceptionType.Name})' does not catch every exception";
        }

        // Handlers call what tells of the failure; only what throws by intent is reported there.
        IOperation? thrown = attempt.Catches.Select(handler => handler.Handler).Append(attempt.Finally).OfType<IBlockOperation>()
            .SelectMany(Operations.InOrder).FirstOrDefault(operation => operation is IThrowOperation && !IsCaughtWithin(operation, attempt));
        return inBody ?? (thrown == null ? null : $"'{FirstLine(thrown.Syntax)}' is in a handler or finally");
    }

    private bool IsCaughtWithin(IOperation thrown, ITryOperation outer)
    {
        IOperation below = thrown;
        for (IOperation? parent = thrown.Parent; parent != null && parent != outer; below = parent, parent = parent.Parent)
        {
            if (parent is ITryOperation attempt && attempt.Body == below && attempt.Catches.Any(CatchesAll))
            {
                return true;
            }
        }

        return false;
    }

    private bool CatchesAll(ICatchClauseOperation handler) =>
        handler.Filter == null && (handler.ExceptionType.SpecialType == SpecialType.System_Object || KnownTypes.Is(handler.ExceptionType, types.Exception));

    private string? FindBelow(IOperation.OperationList operations)
    {
        foreach (IOperation operation in operations)
        {
            if (Find(operation) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private bool MayThrow(IOperation operation) => operation switch
    {
        IThrowOperation or IAwaitOperation or IArrayElementReferenceOperation or IArrayCreationOperation or IInterpolatedStringOperation => true,
        ICollectionExpressionOperation { Type.IsReferenceType: true } => true,
        IUsingOperation or IUsingDeclarationOperation or ILockOperation or IForEachLoopOperation => true,
        IInvocationOperation call => !NeverThrows(call.TargetMethod),
        IPropertyReferenceOperation reference => !NeverThrows(reference.Property),
        IObjectCreationOperation creation => creation.Type?.IsValueType != true || (creation.Constructor is { IsImplicitlyDeclared: false } made && !NeverThrows(made)),
        IBinaryOperation binary => binary.IsChecked || Divides(binary.OperatorKind, binary.Type, binary.RightOperand) || binary.Type?.SpecialType == SpecialType.System_String,
        ICompoundAssignmentOperation assignment => assignment.IsChecked || Divides(assignment.OperatorKind, assignment.Type, assignment.Value),
        IConversionOperation conversion => conversion.IsChecked || (conversion.OperatorMethod is { } made && !NeverThrows(made)) || Narrows(conversion),
        _ => false,
    };

    // Unboxing, a cast to another class, a decimal that is too large.
    private static bool Narrows(IConversionOperation conversion) =>
        !conversion.IsTryCast && !conversion.IsImplicit && conversion.Operand is { ConstantValue.HasValue: false, Type: { } from } && (from.IsReferenceType || from.SpecialType == SpecialType.System_Decimal);

    private static bool Divides(BinaryOperatorKind kind, ITypeSymbol? type, IOperation divisor) =>
        kind is BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder
        && type?.SpecialType is not (SpecialType.System_Single or SpecialType.System_Double)
        && divisor.ConstantValue is not { HasValue: true };

    // The library's own that say so in their documentation, and those of the runtime that only compute.
    private bool NeverThrows(ISymbol member)
    {
        INamedTypeSymbol type = member.ContainingType;
        return KnownTypes.Is(type, types.ExportCall)
            || KnownTypes.Is(type, types.LastError)
            || KnownTypes.Is(type, types.LibraryVersion)
            || (KnownTypes.Is(type, types.StatusTable) && member.Name != "Add")
            || KnownTypes.Is(type, types.Unsafe)
            || (KnownTypes.Is(type, types.MemoryMarshal) && member.Name == "GetReference")
            || (KnownTypes.Is(type, types.NativeMemory) && member.Name is "Free" or "AlignedFree")
            || (type.Name is "Interlocked" or "Volatile" && IsIn(type, "Threading"))
            || (type.Name is "Span" or "ReadOnlySpan" && IsIn(type, "System") && member.Name is "Length" or "IsEmpty" or "op_Implicit")
            || IsAutoProperty(member)
            || Utf8Literals.OfMember(member) != null;
    }

    private static bool IsIn(INamedTypeSymbol type, string name) => type.ContainingNamespace.Name == name && type.ContainingAssembly.Name.StartsWith("System.", StringComparison.Ordinal);

    private static bool IsAutoProperty(ISymbol member) =>
        member is IPropertySymbol && member.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, member));

    private static string FirstLine(SyntaxNode node)
    {
        string text = node.ToString();
        int end = text.IndexOf('\n');
        return end < 0 ? text : text.Substring(0, end).TrimEnd();
    }
}
