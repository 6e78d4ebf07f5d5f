namespace FfiOwnership.HeaderCheck;

/// <summary>A word or sign of preprocessed C.</summary>
/// <param name="Text">It.</param>
/// <param name="Place">Where it stands, in the file that was included; null: in one that is not the author's.</param>
internal sealed record CToken(string Text, Place? Place)
{
    public bool IsIdentifier => char.IsAsciiLetter(Text[0]) || Text[0] == '_';
}
