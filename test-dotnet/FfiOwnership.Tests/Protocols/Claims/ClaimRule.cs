using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.Claims;

/// <summary>What must hold for trees, whatever the threads do.</summary>
public enum ClaimRule : byte
{
    None,

    [Description("an entry is written by a call that does not hold it")]
    HoldersWrite,
    [Description("a field is written of a block that the call does not hold")]
    HoldersChange,
    [Description("a block was claimed as the child of a field that is not of its type")]
    FieldsHaveTypes,
    [Description("an entry is left claimed or busy")]
    NothingIsLeftClaimed,
    [Description("a block is owned by a block that does not live")]
    ParentsLive,
    [Description("the calls that succeeded could not have done this one after another")]
    CallsAreSerial,
}
