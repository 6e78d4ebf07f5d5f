using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;

namespace FfiOwnership.Tests.Boundary;

/// <content>The calls about blocks that others own, fields, vecs and handles.</content>
public sealed unsafe partial class MessageSnapshots
{
    private void FailWithOwnedPointers()
    {
        Failure unused = default;
        ConfigData* config = (ConfigData*)ProcessLedger.NewBox(TypeNumber.Config);
        Config.SetName(config, Bytes("name"u8), ref unused);
        Fail("ffo_string_free"u8, (ref failure) => CString.Free(config->Name, ref failure));
        byte* name = config->Name;
        config->Name = null;
        Fail("ffo_string_free"u8, (ref failure) => CString.Free(name, ref failure));
        config->Name = name;

        OwnedHandle.FromRaw(config, TypeNumber.Config, out ulong handle, ref unused);
        Fail("ffo_config_free"u8, (ref failure) => Config.Free(config, ref failure));
        OwnedHandle.Borrow(handle, TypeNumber.Config, isExclusive: false, out _, out _, ref unused);
        Fail("ffo_config_set_name"u8, (ref failure) => Config.SetName(config, null, ref failure));
        OwnedHandle.Return(handle, ref unused);
        OwnedHandle.Release(handle, mayClose: false, ref unused);
    }

    private void FailWithFields()
    {
        uint type = ProcessLedger.Register("message_pair", 24, TypeNumber.String, TypeNumber.String);
        byte** box = (byte**)ProcessLedger.NewBox(type);
        byte* text = ProcessLedger.NewString("text");
        byte* config = ProcessLedger.NewBox(TypeNumber.Config);
        Fail("ffo_box_put"u8, (ref failure) => Box.Put(box, 16, text, ref failure));
        Fail("ffo_box_put"u8, (ref failure) => Box.Put(box, 24, text, ref failure));

        box[0] = box[1] = text;
        Fail("ffo_box_free"u8, (ref failure) => Box.Free(box, type, ref failure));
        box[1] = (byte*)8;
        Fail("ffo_box_free"u8, (ref failure) => Box.Free(box, type, ref failure));
        box[1] = config;
        Fail("ffo_box_free"u8, (ref failure) => Box.Free(box, type, ref failure));
        box[1] = text + 2;
        Fail("ffo_box_free"u8, (ref failure) => Box.Free(box, type, ref failure));
        box[1] = null;
        ProcessLedger.Free(box, type);
        ProcessLedger.Free(config, TypeNumber.Config);
    }

    private void FailWithVecs()
    {
        Failure unused = default;
        VecData* vec = stackalloc VecData[2];
        Fail("ffo_vec_init"u8, (ref failure) => Vec.Init(vec, 0, 4, ref failure));
        Vec.Init(vec, 4, 4, ref unused);
        Fail("ffo_vec_take"u8, (ref failure) => Vec.Take(vec, 3, vec + 1, ref failure));
        vec->Length = 5;
        Fail("ffo_vec_push"u8, (ref failure) => Vec.Append(vec, vec, 1, "element"u8, ref failure));
        vec->Stamp ^= 1;
        Fail("ffo_vec_dispose"u8, (ref failure) => Vec.Dispose(vec, ref failure));
        vec->Stamp ^= 1;
        Vec.Dispose(vec, ref unused);
    }

    private void FailWithHandles()
    {
        Failure unused = default;
        byte* text = ProcessLedger.NewString("text");
        uint adoptable = ProcessLedger.Register("message_adoptable", 8);
        Fail("ffo_handle_adopt"u8, (ref failure) => OwnedHandle.Adopt(text, adoptable, null, null, out _, ref failure));
        OwnedHandle.FromRaw(text, TypeNumber.String, out ulong handle, ref unused);
        Fail("ffo_handle_borrow"u8, (ref failure) => OwnedHandle.Borrow(handle, TypeNumber.Config, isExclusive: false, out _, out _, ref failure));
        Fail("ffo_handle_return"u8, (ref failure) => OwnedHandle.Return(handle, ref failure));

        OwnedHandle.Retain(handle, ref unused);
        Fail("ffo_handle_into_raw"u8, (ref failure) => OwnedHandle.IntoRaw(handle, TypeNumber.String, out _, ref failure));
        OwnedHandle.Release(handle, mayClose: false, ref unused);

        OwnedHandle.Borrow(handle, TypeNumber.String, isExclusive: true, out _, out _, ref unused);
        Fail("ffo_handle_borrow"u8, (ref failure) => OwnedHandle.Borrow(handle, TypeNumber.String, isExclusive: false, out _, out _, ref failure));
        Fail("ffo_handle_release"u8, (ref failure) => OwnedHandle.Release(handle, mayClose: false, ref failure));
        OwnedHandle.Release(handle, mayClose: true, ref unused);
        Fail("ffo_handle_retain"u8, (ref failure) => OwnedHandle.Retain(handle, ref failure));
        OwnedHandle.Return(handle, ref unused);
        Fail("ffo_handle_retain"u8, (ref failure) => OwnedHandle.Retain(handle, ref failure));
        Fail("ffo_handle_retain"u8, (ref failure) => OwnedHandle.Retain(8, ref failure));
    }
}
