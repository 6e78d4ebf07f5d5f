using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FfiOwnership.Tests.Architecture;

/// <summary>Reads from a compiled type which types of its assembly it uses, and where.</summary>
/// <remarks>
/// Only what was compiled is seen. The compiler writes a constant's or an enum member's value where its name stood, drops a
/// <c>nameof</c>, and may drop a local; the types behind such names leave no trace, and nothing here can hold them.
/// </remarks>
internal sealed class Uses
{
    private readonly List<Use> _found = [];
    private readonly TypeDefinition _type;

    private Uses(TypeDefinition type) => _type = type;

    /// <summary>All uses by a type, without those by the types inside of it.</summary>
    public static IReadOnlyList<Use> By(TypeDefinition type)
    {
        Uses uses = new(type);
        uses.ReadType();
        return uses._found;
    }

    private void ReadType()
    {
        string name = _type.Spelling();
        Add(name, "base type", Parts(_type.BaseType));
        AddAttributes(name, _type);
        AddGenerics(name, _type);
        foreach (InterfaceImplementation implementation in _type.Interfaces)
        {
            Add(name, "interface", Parts(implementation.InterfaceType));
            AddAttributes(name, implementation);
        }

        foreach (FieldDefinition field in _type.Fields)
        {
            Add(field.Spelling(), "field", Parts(field.FieldType));
            AddAttributes(field.Spelling(), field);
        }

        // Their types are those of the accessors.
        foreach (IMemberDefinition member in _type.Properties.Concat<IMemberDefinition>(_type.Events))
        {
            AddAttributes($"{name}.{member.Name}", member);
        }

        foreach (MethodDefinition method in _type.Methods)
        {
            ReadMethod(method, method.Spelling());
        }
    }

    private void ReadMethod(MethodDefinition method, string name)
    {
        Add(name, "signature", Signature(method));
        Add(name, "explicit implementation", method.Overrides.SelectMany(Operand));
        AddAttributes(name, method);
        AddAttributes(name, method.MethodReturnType);
        AddGenerics(name, method);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            AddAttributes(name, parameter);
        }

        if (method.HasBody)
        {
            Add(name, "local", method.Body.Variables.SelectMany(local => Parts(local.VariableType)));
            Add(name, "catch", method.Body.ExceptionHandlers.SelectMany(handler => Parts(handler.CatchType)));
            foreach (Instruction instruction in method.Body.Instructions)
            {
                Add(name, How(instruction), Operand(instruction.Operand));
            }
        }
    }

    private static string How(Instruction instruction) => instruction.Operand switch
    {
        TypeReference => instruction.OpCode.Name,
        MemberReference member => $"{instruction.OpCode.Name} {member.DeclaringType.Name}.{member.Name}",
        _ => instruction.OpCode.Name,
    };

    private void AddGenerics(string member, IGenericParameterProvider generic)
    {
        foreach (GenericParameter parameter in generic.GenericParameters)
        {
            Add(member, "constraint", parameter.Constraints.SelectMany(constraint => Parts(constraint.ConstraintType)));
            AddAttributes(member, parameter);
        }
    }

    private void AddAttributes(string member, ICustomAttributeProvider provider)
    {
        foreach (CustomAttribute attribute in provider.CustomAttributes)
        {
            IEnumerable<CustomAttributeArgument> arguments = [.. attribute.ConstructorArguments, .. attribute.Fields.Concat(attribute.Properties).Select(named => named.Argument)];
            Add(member, "attribute", [.. Operand(attribute.Constructor), .. arguments.SelectMany(Argument)]);
        }
    }

    private void Add(string member, string how, IEnumerable<TypeReference> types) =>
        _found.AddRange(types.OfType<TypeDefinition>().Where(type => !type.IsTheCompilers()).Distinct().Select(type => new Use(_type, member, how, type)));

    private static IEnumerable<TypeReference> Argument(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference type => [.. Parts(argument.Type), .. Parts(type)],
        CustomAttributeArgument boxed => Argument(boxed),
        CustomAttributeArgument[] array => [.. Parts(argument.Type), .. array.SelectMany(Argument)],
        _ => Parts(argument.Type),
    };

    private static IEnumerable<TypeReference> Operand(object? operand) => operand switch
    {
        TypeReference type => Parts(type),
        FieldReference field => [.. Parts(field.DeclaringType), .. Parts(field.FieldType)],
        GenericInstanceMethod method => [.. Operand(method.ElementMethod), .. method.GenericArguments.SelectMany(Parts)],
        MethodReference method => [.. Parts(method.DeclaringType), .. Signature(method)],
        IMethodSignature indirect => Signature(indirect),
        _ => [],
    };

    private static IEnumerable<TypeReference> Signature(IMethodSignature method) =>
        [.. Parts(method.ReturnType), .. method.Parameters.SelectMany(parameter => Parts(parameter.ParameterType))];

    // The types that a type is put together from. A type of this assembly is a TypeDefinition.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        FunctionPointerType pointer => Signature(pointer),
        GenericInstanceType generic => [.. Parts(generic.ElementType), .. generic.GenericArguments.SelectMany(Parts)],
        IModifierType modified => [.. Parts(modified.ModifierType), .. Parts(modified.ElementType)],
        TypeSpecification made => Parts(made.ElementType),
        _ => [type],
    };
}
