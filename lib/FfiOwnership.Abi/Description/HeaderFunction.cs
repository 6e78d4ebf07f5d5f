namespace FfiOwnership.Abi.Description;

/// <summary>A function or callback of the header with what only the header has.</summary>
/// <param name="Item">The function itself.</param>
/// <param name="Comment">Its comment.</param>
/// <param name="Macros">The macros of its declaration: those that end in _API, _CALL and _NODISCARD, for example.</param>
/// <param name="FreedBy">What its macros that end in _FREED_BY name.</param>
internal sealed record HeaderFunction(AbiFunction Item, HeaderComment Comment, IReadOnlyList<string> Macros, IReadOnlyList<string> FreedBy);
