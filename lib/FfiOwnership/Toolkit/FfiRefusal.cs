using FfiOwnership.Errors;

namespace FfiOwnership.Toolkit;

/// <summary>The reason why there is no value; becomes an <see cref="FfiResult{T}"/> of any type where it is returned.</summary>
/// <param name="Status">What C gets; not <see cref="Status.Ok"/>.</param>
/// <param name="Message">What is wrong; in C's message the name of the called function comes before it.</param>
public readonly record struct FfiRefusal(Status Status, string Message);
