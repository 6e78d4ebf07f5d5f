namespace FfiOwnership.Generator.Models;

/// <summary>A delegate that C passes as a function and a context.</summary>
/// <param name="CName">The function pointer's type in C.</param>
/// <param name="Function">That type in C#.</param>
/// <param name="Parameters">The delegate's parameters.</param>
/// <param name="Result">What it returns.</param>
internal sealed record CallbackModel(string CName, string Function, EquatableArray<ParameterModel> Parameters, CrossingType Result);
