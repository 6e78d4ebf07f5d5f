namespace FfiOwnership.HeaderCheck;

/// <summary>A function as a header declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Result">The text of its result's type.</param>
/// <param name="Parameters">The texts of its parameters, with their names where they have some; null: of a form that is not read, such as of a function that returns one.</param>
/// <param name="Place">Where.</param>
internal sealed record HeaderFunction(string Name, string Result, IReadOnlyList<string>? Parameters, Place Place);
