using System.Text;
using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using NUnit.Framework;
using Snapshooter.NUnit;

namespace FfiOwnership.Tests.Abi;

/// <summary>The published library's fixed sentences about arguments that make no sense.</summary>
[NonParallelizable]
public sealed unsafe class SentenceSnapshots
{
    private readonly StringBuilder _sentences = new();

    [Test]
    public void EveryRefusedArgumentIsNamed()
    {
        RefuseNulls();
        RefuseStructs();
        RefuseNumbers();
        RefuseTypes();
        Assert.That(Native.ffo_validate(), Is.EqualTo(Status.Ok));
        Snapshot.Match(_sentences.ToString());
    }

    private void RefuseNulls()
    {
        Status status;
        nuint count;
        Native.ffo_string_new(null, &status);
        Add(status);
        Native.ffo_string_from_bytes(null, 1, &status);
        Add(status);
        Native.ffo_string_from_utf16(null, 1, &status);
        Add(status);
        Native.ffo_string_clone(null, &status);
        Add(status);
        Add(Native.ffo_strings_new(null, 1, (byte**)&count));
        Add(Native.ffo_strings_free(null, 1, null));
        Add(Native.ffo_config_set_name(null, null));
        Add(Native.ffo_box_put(null, 0, null));
        Add(Native.ffo_vec_push(null, null));
        Native.ffo_handle_from_raw(null, TypeNumber.String, &status);
        Add(status);
        Native.ffo_handle_adopt(null, TypeNumber.String, null, null, &status);
        Add(status);
        Add(Native.ffo_handle_try_retain(0, null));
        Add(Native.ffo_describe(null, null));
        Add(Native.ffo_tag(null, null));
        Add(Native.ffo_stats_get(null));
        Add(Native.ffo_checkpoint(null));
        Add(Native.ffo_live_since(0, null, &count));
        Add(Native.ffo_live_list(0, null, 1, &count));
        Add(Native.ffo_type_register(null, null));
    }

    private void RefuseStructs()
    {
        BlockInfo info = default;
        StatisticsData stats = default;
        nuint count;
        Add(Native.ffo_describe(&info, &info));
        Add(Native.ffo_handle_describe(1ul << 62, &info));
        Add(Native.ffo_live_list(0, &info, 1, &count));
        Add(Native.ffo_stats_get(&stats));
    }

    private void RefuseNumbers()
    {
        Status status;
        VecData vec;
        byte* text;
        Add(Native.ffo_abi_check(LibraryVersion.Abi + 1), isRecorded: false);
        Add(Native.ffo_set_policy((Policy)3));
        Native.ffo_box_new(TypeNumber.String, &status);
        Add(status);
        Native.ffo_box_new(TypeNumber.None, &status);
        Add(status);
        Add(Native.ffo_strings_new(&text, nuint.MaxValue, &text));
        Add(Native.ffo_vec_init(&vec, 0, 1));
        Add(Native.ffo_vec_init(&vec, 8, nuint.MaxValue));
        Native.ffo_vec_init(&vec, 8, 0);
        Add(Native.ffo_vec_resize(&vec, nuint.MaxValue));
        Add(Native.ffo_vec_from_raw_parts(&vec, null, 0, 1, 8));
        Native.ffo_handle_adopt(&vec, TypeNumber.String, null, null, &status);
        Add(status);
    }

    private void RefuseTypes()
    {
        uint sizeless = Register("sentence_sizeless", 0);
        uint leaf = Register("sentence_leaf", 8);
        Status status;
        Native.ffo_box_new(sizeless, &status);
        Add(status);
        void* box = Native.ffo_box_new(leaf, null);
        Native.ffo_handle_adopt(box, leaf, null, null, &status);
        Add(status);
        Native.ffo_box_free(box, leaf);

        Register("sentence_leaf", 16);
        Add(Native.ffo_last_error());
        Register("", 8);
        Add(Native.ffo_last_error());
        Register("sentence_large", nuint.MaxValue);
        Add(Native.ffo_last_error());
    }

    private static uint Register(string name, nuint size)
    {
        using NativeText text = new(name);
        TypeDescription description = new() { StructSize = (uint)sizeof(TypeDescription), Name = text.Pointer, Size = size };
        uint type;
        Native.ffo_type_register(&description, &type);
        return type;
    }

    // A refusal sets the last error, unless the call is one of those about versions.
    private void Add(Status status, bool isRecorded = true)
    {
        Assert.That(status, Is.Not.EqualTo(Status.Ok));
        if (isRecorded)
        {
            Assert.That(Native.ffo_last_error(), Is.EqualTo(status));
            _sentences.Append(NativeText.Read(Native.ffo_status_name(status))).Append("  ").Append(NativeText.Read(Native.ffo_last_error_message())).Append('\n');
        }
    }
}
