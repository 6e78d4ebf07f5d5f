using CsCheck;

namespace FfiOwnership.Tests.Model;

/// <summary>One call on the library. What it is called with, right or wrong, follows from three numbers and what there is by then.</summary>
internal readonly record struct Step(Operation Operation, int A, int B, int C)
{
    /// <summary>Sequences of steps. Smaller numbers mean plainer arguments, so that what shrinks also gets easier to read.</summary>
    public static Gen<Step[]> Sequences { get; } =
        Gen.Select(Gen.OneOf(Gen.Enum<Operation>(), Gen.Int[0, Makers.Length - 1].Select(maker => Makers[maker])), Numbers, Numbers, Numbers)
            .Select((operation, a, b, c) => new Step(operation, a, b, c)).Array[1, 120];

    private static Gen<int> Numbers => Gen.Int[0, 4095];

    // Half of all steps build something up, or most others would find nothing to work on.
    private static Operation[] Makers =>
    [
        Operation.StringNew, Operation.ConfigNew, Operation.ConfigSetName, Operation.BoxNew, Operation.BoxNew, Operation.BoxPut, Operation.BoxPut,
        Operation.StoreField, Operation.VecInit, Operation.VecInitOf, Operation.VecPush, Operation.VecPush, Operation.HandleFromRaw, Operation.HandleFromRaw, Operation.HandleBorrow,
        Operation.HandleBorrowMut, Operation.HandleRetain,
    ];
}

/// <summary>The calls of the ABI, and what a caller does by hand between them.</summary>
internal enum Operation
{
    StringNew,
    StringFromBytes,
    StringFromUtf8,
    StringFromUtf16,
    StringClone,
    StringLength,
    StringFree,
    StringsNew,
    StringsFree,

    /// <summary>A NUL is written into a string.</summary>
    ShortenString,

    ConfigNew,
    ConfigSetName,
    ConfigTakeName,
    ConfigClone,
    ConfigFree,
    BoxNew,
    BoxFree,
    BoxPut,
    BoxTake,

    /// <summary>A pointer is stored straight into an owned field.</summary>
    StoreField,

    /// <summary>The byte behind a block is overwritten just before its tree is freed.</summary>
    OverrunAndFree,

    VecInit,
    VecReserve,
    VecPush,
    VecAppend,
    VecResize,
    VecShrink,
    VecDispose,
    VecIntoRawParts,
    VecFromRawParts,
    VecIntoHandle,
    VecFromHandle,

    VecInitOf,
    VecTake,
    VecPutField,
    VecTakeField,

    /// <summary>A vec's struct is copied, and both copies are used from then on.</summary>
    CopyVec,

    /// <summary>A field of a vec's struct is edited.</summary>
    EditVec,

    HandleFromRaw,
    HandleIntoRaw,
    HandleAdopt,
    HandleBorrow,
    HandleBorrowMut,
    HandleReturn,
    HandleRetain,
    HandleTryRetain,
    HandleRelease,
    HandleClose,
    HandleDescribe,
    Forget,
    Describe,
    Tag,
    Checkpoint,
    LiveSince,
    LiveList,
    ClearError,
    ThreadDetach,
}
