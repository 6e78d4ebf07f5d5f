namespace FfiOwnership.Tests.Abi.Description;

/// <summary>A function or callback of the header with what only the header has.</summary>
/// <param name="Item">The function itself.</param>
/// <param name="Comment">Its comment.</param>
/// <param name="Macros">The macros of its declaration: FFO_API, FFO_CALL, FFO_NODISCARD.</param>
/// <param name="FreedBy">What its FFO_FREED_BY name.</param>
internal sealed record HeaderFunction(AbiFunction Item, HeaderComment Comment, IReadOnlyList<string> Macros, IReadOnlyList<string> FreedBy);
