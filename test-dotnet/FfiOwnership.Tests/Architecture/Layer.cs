namespace FfiOwnership.Tests.Architecture;

/// <summary>One layer of the core: a namespace.</summary>
/// <param name="Name">The namespace, without the root's name in front.</param>
internal sealed record Layer(string Name)
{
    /// <summary>The one type that stands for the layer where others see only its door.</summary>
    public string Door { get; init; } = "";

    /// <summary>Layers below this one of which it sees the door and what is public, no more.</summary>
    public IReadOnlyList<string> AtTheDoorOf { get; init; } = [];

    /// <summary>Layers of which it sees nothing, though they stand before it, or beside it.</summary>
    public IReadOnlyList<string> BlindTo { get; init; } = [];
}
