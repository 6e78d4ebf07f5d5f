using Mono.Cecil;
using Mono.Cecil.Cil;

namespace FfiOwnership.Tests.Architecture;

/// <summary>Every compare-and-swap of an entry's or a handle's word is in the ledger.</summary>
/// <remarks>
/// The two structs themselves hold the instruction; whoever calls a method of theirs that has one, or swaps or publishes a
/// field of theirs past them, is in the ledger. A pointer to the struct that is cast to its word's type is not followed.
/// </remarks>
internal static class SwapRule
{
    private const string Ledgers = "FfiOwnership.Ledgers";
    private const string Swap = "TrySwap";

    private static readonly string[] Words = ["Entry", "HandleSlot"];

    /// <summary>Where an assembly breaks it; one line each.</summary>
    public static IReadOnlyList<string> Broken(ModuleDefinition module) => [.. Words.SelectMany(word => Broken(module, word))];

    private static IEnumerable<string> Broken(ModuleDefinition module, string word)
    {
        TypeDefinition[] named = [.. module.Types.Where(type => type.Name == word)];
        MethodDefinition[] swaps = [.. named.SelectMany(type => type.Methods).Where(method => method.HasBody && IsAtomic(method.Body.Instructions, isWriteToo: false))];

        // A rename must not switch the rule off.
        if (named.Length != 1 || !swaps.Any(method => method.Name == Swap))
        {
            return [$"there is no {word}.{Swap} with a compare-and-swap in it (types called {word}: {named.Length})"];
        }

        MethodDefinition[] outside = [.. module.Bodies().Where(method => method.DeclaringType.Outermost().Namespace != Ledgers)];
        bool isUsed = module.Bodies().Except(outside).Any(method => method.Body.Instructions.Any(instruction => swaps.Contains(Called(instruction))));
        return
        [
            .. isUsed ? Array.Empty<string>() : [$"nothing in {Ledgers} calls {word}.{Swap}"],
            .. from method in outside
               from instruction in method.Body.Instructions
               where swaps.Contains(Called(instruction))
               select $"{method.Spelling()} calls {Called(instruction)!.Spelling()} outside of {Ledgers}",
            .. from method in outside
               where method.DeclaringType.Outermost() != named[0]
               let field = method.Body.Instructions.FirstOrDefault(instruction => IsAddressToWrite(instruction, named[0]))
               where field != null && IsAtomic(method.Body.Instructions.SkipWhile(instruction => instruction != field), isWriteToo: true)
               select $"{method.Spelling()} swaps or publishes {((FieldReference)field.Operand).Spelling()} outside of {Ledgers}",
        ];
    }

    // The address of a field, for more than to read it.
    private static bool IsAddressToWrite(Instruction instruction, TypeDefinition type) =>
        instruction.OpCode == OpCodes.Ldflda
        && ((FieldReference)instruction.Operand).DeclaringType == type
        && Called(instruction.Next)?.FullName.Contains("System.Threading.Volatile::Read", StringComparison.Ordinal) != true;

    // Also where its address is taken.
    private static MethodReference? Called(Instruction instruction) => instruction.Operand as MethodReference;

    // A fence alone has no parameter.
    private static bool IsAtomic(IEnumerable<Instruction> instructions, bool isWriteToo) => instructions.Select(Called).Any(method =>
        method is { HasParameters: true } && method.DeclaringType.FullName switch
        {
            "System.Threading.Interlocked" => true,
            "System.Threading.Volatile" => isWriteToo && method.Name == nameof(Volatile.Write),
            _ => false,
        });
}
