using FfiOwnership.Tests.Abi;

namespace FfiOwnership.Tests.Model;

/// <content>From a step to the method that does it, and the end of a sequence.</content>
internal sealed unsafe partial class World
{
    /// <summary>Does a step on the library and on the model, and compares the two.</summary>
    public void Do(Step step)
    {
        Current = step.Operation;
        (int a, int b, int c) = (step.A, step.B, step.C);
        Action action = step.Operation switch
        {
            Operation.StringNew => () => StringNew(a),
            Operation.StringFromBytes => () => StringFromBytes(a, b),
            Operation.StringFromUtf8 => () => StringFromUtf8(a, b),
            Operation.StringFromUtf16 => () => StringFromUtf16(a, b),
            Operation.StringClone => () => StringClone(a),
            Operation.StringLength => () => StringLength(a),
            Operation.StringFree => () => StringFree(a),
            Operation.StringsNew => () => StringsNew(a, b),
            Operation.StringsFree => () => StringsFree(a, b, c),
            Operation.ShortenString => () => ShortenString(a, b),
            Operation.ConfigNew => () => ConfigNew(a, b),
            Operation.ConfigSetName => () => ConfigSetName(a, b),
            Operation.ConfigTakeName => () => ConfigTakeName(a),
            Operation.ConfigClone => () => ConfigClone(a),
            Operation.ConfigFree => () => ConfigFree(a),
            Operation.BoxNew => () => BoxNew(a),
            Operation.BoxFree => () => BoxFree(a, b),
            Operation.BoxPut => () => BoxPut(a, b, c),
            Operation.BoxTake => () => BoxTake(a, b),
            Operation.StoreField => () => StoreField(a, b, c),
            Operation.OverrunAndFree => () => OverrunAndFree(a, b),
            Operation.VecInit => () => VecInit(a, b, c),
            Operation.VecReserve => () => VecReserve(a, b),
            Operation.VecPush => () => VecPush(a, b),
            Operation.VecAppend => () => VecAppend(a, b, c),
            Operation.VecResize => () => VecResize(a, b),
            Operation.VecShrink => () => VecShrink(a),
            Operation.VecDispose => () => VecDispose(a),
            Operation.VecIntoRawParts => () => VecIntoRawParts(a),
            Operation.VecFromRawParts => () => VecFromRawParts(a, b, c),
            Operation.VecIntoHandle => () => VecIntoHandle(a),
            Operation.VecFromHandle => () => VecFromHandle(a, b),
            Operation.VecInitOf => () => VecInitOf(a, b, c),
            Operation.VecTake => () => VecTake(a, b, c),
            Operation.VecPutField => () => VecPutField(a, b, c),
            Operation.VecTakeField => () => VecTakeField(a, b, c),
            Operation.CopyVec => () => _vecs[a % VecCount] = _vecs[b % VecCount],
            Operation.EditVec => () => EditVec(a, b, c),
            Operation.HandleFromRaw => () => HandleFromRaw(a, b),
            Operation.HandleIntoRaw => () => HandleIntoRaw(a, b),
            Operation.HandleAdopt => () => HandleAdopt(a, b, c),
            Operation.HandleBorrow => () => HandleBorrow(a, b, isExclusive: false),
            Operation.HandleBorrowMut => () => HandleBorrow(a, b, isExclusive: true),
            Operation.HandleReturn => () => HandleReturn(PickHandle(a)),
            Operation.HandleRetain => () => HandleRetain(a),
            Operation.HandleTryRetain => () => HandleTryRetain(a),
            Operation.HandleRelease => () => HandleRelease(PickHandle(a), mayClose: false),
            Operation.HandleClose => () => HandleRelease(PickHandle(a), mayClose: true),
            Operation.HandleDescribe => () => HandleDescribe(a),
            Operation.Forget => () => Forget(a),
            Operation.Describe => () => Describe(a),
            Operation.Tag => () => Tag(a, b),
            Operation.Checkpoint => StartPeriod,
            Operation.LiveSince => () => LiveSince(a),
            Operation.LiveList => () => LiveList(a, b),
            Operation.ThreadDetach => ThreadDetach,
            _ => ClearError,
        };
        action();
        Check();
    }

    /// <summary>Releases all that can be released, and sees that nothing else is left.</summary>
    public void Finish()
    {
        Current = Operation.BoxFree;
        foreach (ModelBlock block in _rules.Live)
        {
            MendFields(block);
        }

        foreach (ModelHandle handle in _rules.Handles.Values.ToList())
        {
            while (handle.Borrows > 0)
            {
                HandleReturn(handle.Value);
            }

            while (_rules.Handles.ContainsKey(handle.Value))
            {
                HandleRelease(handle.Value, mayClose: false);
            }
        }

        while (_rules.Live.Find(block => block.State == ModelState.Callers) is { } block)
        {
            Expect(_rules.BoxFree(block.Address, block.Type), Native.ffo_box_free((void*)block.Address, block.Type), $"ffo_box_free({Name(block.Address)})");
            Require(block.State == ModelState.Freed, "what is the caller's and holds nothing bad can be freed");
        }

        Check();
        Require(_rules.Handles.Count == 0 && _rules.Live.TrueForAll(IsLostOrForgotten), "nothing may be left but what was forgotten and what nobody can name any more");
    }

    // Lets the owned fields of a block hold what it owns, or nothing.
    private void MendFields(ModelBlock block)
    {
        List<ModelBlock> children = _rules.Live.FindAll(child => child.Parent == block);
        foreach ((nuint offset, uint type) in block.Fields)
        {
            ModelBlock? child = children.Find(child => child.Type == type);
            block.WriteField(offset, child?.Address ?? 0);
            children.Remove(child!);
        }
    }

    // An orphan is lost with its parent, unless its pointer is written back before.
    private static bool IsLostOrForgotten(ModelBlock block) =>
        block.State == ModelState.Forgotten || (block.State == ModelState.Owned && IsGone(block.Parent!));

    private static bool IsGone(ModelBlock parent) => parent.State == ModelState.Freed || IsLostOrForgotten(parent);
}
