using Mono.Cecil;

namespace FfiOwnership.Tests.Architecture;

/// <summary>What the rules ask of a compiled assembly.</summary>
internal static class CecilExtensions
{
    /// <summary>The type that a nested type lies in, at last; closures and the like belong to it.</summary>
    public static TypeDefinition Outermost(this TypeDefinition type)
    {
        while (type.DeclaringType != null)
        {
            type = type.DeclaringType;
        }

        return type;
    }

    /// <summary>Whether a type can be used from outside of the assembly.</summary>
    public static bool IsPublicThroughout(this TypeDefinition type) => type.IsPublic || (type.IsNestedPublic && type.DeclaringType.IsPublicThroughout());

    /// <summary>Whether the compiler made a type for itself: literals' data, attributes that it embeds, the module's own type.</summary>
    public static bool IsTheCompilers(this TypeDefinition type)
    {
        TypeDefinition outermost = type.Outermost();
        return (outermost.Namespace.Length == 0 && outermost.Name.StartsWith('<'))
            || outermost.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == "Microsoft.CodeAnalysis.EmbeddedAttribute");
    }

    /// <summary>The types that people wrote, and those made inside of them.</summary>
    public static IEnumerable<TypeDefinition> OwnTypes(this ModuleDefinition module) => module.GetTypes().Where(type => !type.IsTheCompilers());

    /// <summary>The methods of all types that have a body.</summary>
    public static IEnumerable<MethodDefinition> Bodies(this ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    /// <summary>A type's name as C# spells it, nearly.</summary>
    public static string Spelling(this TypeReference type) => type.FullName.Replace('/', '.');

    /// <summary>A member's name with its type's.</summary>
    public static string Spelling(this MemberReference member) => $"{member.DeclaringType.Spelling()}.{member.Name}";
}
