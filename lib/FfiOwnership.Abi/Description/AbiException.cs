namespace FfiOwnership.Abi.Description;

/// <summary>Something cannot be read; the message says what, in one line for whoever started the program.</summary>
internal sealed class AbiException(string message) : Exception(message);
